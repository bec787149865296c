"""The `holdings` tool: everything in the accounts with its identity and cost, for pages and other programs."""
