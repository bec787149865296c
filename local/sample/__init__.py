"""A sample account of an invented company: a bill of 25 months to date, and the inventory that agrees with it."""
