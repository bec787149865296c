"""The `tag_coverage` tool."""
