"""The `credits` tool."""
