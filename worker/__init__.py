"""The background worker: claims jobs, runs the supervisor, appends what it says to the log."""
