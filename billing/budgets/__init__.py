"""Budgets in AWS's own terms, over a bill: what they say, what they count, how they stand and what would fit."""
