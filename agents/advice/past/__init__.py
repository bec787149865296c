"""What became of recommendations: what they were said to save, and what the bill shows to be saved."""
