"""The `usage` tool."""
