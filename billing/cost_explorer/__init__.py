"""Cost Explorer as a bill: what it is asked for, at which price, and how its answers become rows of charges.

Sources: the API reference of GetCostAndUsage (two keys a request, pages, an end that is not included, `Estimated`) and
the pricing page of Cost Explorer ($0.01 a request, each page being one).
"""
