"""One service at a time: how it is used, what can be saved on it, and what is there, for an agent of each service."""
