"""The `weekdays` tool."""
