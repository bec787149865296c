"""What the SQLite backends share: opening a database file and committing in groups."""
