"""Statements for teams: what each bears of the bill."""
