"""A stack's snapshot of accounts: taken by a function of its own, kept as an object, and read by what answers."""
