"""The `run_rate` tool."""
