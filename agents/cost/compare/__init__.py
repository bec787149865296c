"""The `compare` and `changes` tools."""
