"""The RDS agent: how databases are used, and what can be saved on them."""
