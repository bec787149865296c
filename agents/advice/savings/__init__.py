"""The `savings` tool."""
