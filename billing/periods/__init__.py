"""Periods of a bill: the symbols that name them, the calendar behind them, and how far ahead they reach."""
