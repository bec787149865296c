"""The `values` tool: what a bill can be grouped and filtered by."""
