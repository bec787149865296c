"""How property tests run here: the same examples each time, however busy the machine is."""

from hypothesis import settings

STEADY = settings(derandomize=True, deadline=None, database=None, max_examples=60)
