"""The cost agent: what was spent, on what, when, and what changed."""
