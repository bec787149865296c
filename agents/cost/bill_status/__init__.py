"""The `bill_status` tool."""
