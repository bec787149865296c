"""The `spend` tool."""
