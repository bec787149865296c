"""The one storage port and its two backends."""
