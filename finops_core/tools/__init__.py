"""Tools and agents: declared once, run by one runner."""
