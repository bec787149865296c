"""The same front door for what has no socket: requests in, JSON or a stretch of an event stream out."""
