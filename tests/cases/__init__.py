"""Bills as people reported them, each with the right value worked out by hand."""
