"""Alerts: what new days of a bill show that somebody should know, told once, over channels."""
