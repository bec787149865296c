"""The `invoices` tool."""
