"""What is in an account: inventory, metrics, advice and budgets, each behind a port."""
