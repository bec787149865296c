"""Athena over a prepared bill in a bucket: its tables, its client, its results, and what they cost."""
