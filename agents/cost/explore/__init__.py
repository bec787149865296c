"""The `explore` tool: what was spent by group and over time, beside an earlier period."""
