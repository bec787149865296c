"""The queue port and its two backends."""
