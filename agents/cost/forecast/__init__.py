"""The `forecast` tool."""
