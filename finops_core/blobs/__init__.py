"""The blob port and its two backends."""
