"""The tagging agent: how much of the cost follows the tag policy, what does not, and what tags should probably be."""
