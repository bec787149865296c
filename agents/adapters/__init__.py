"""The only importers of agent frameworks."""
