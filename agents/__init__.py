"""Specialists: one folder an agent, each a list of tools; `catalog.py` is the one list of them."""
