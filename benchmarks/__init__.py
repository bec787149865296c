"""Measurements beside the best alternative, both in the same run: `python -m benchmarks`."""
