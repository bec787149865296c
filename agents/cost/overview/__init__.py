"""The `overview` tool: what a page shows of the bill before anything is asked."""
