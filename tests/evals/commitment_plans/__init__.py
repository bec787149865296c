"""How plans of commitments turn out: a year of demand that was hidden from the planner, under rival purchases."""
