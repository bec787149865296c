"""Jobs: their states, their events, their log, and where all of it is kept."""
