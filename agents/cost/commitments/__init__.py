"""The `commitments` tool."""
