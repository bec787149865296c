"""Arguments of the `run_rate` tool."""

from agents.bill.params import ScopeParams


class RunRateParams(ScopeParams):
    """The month in progress: what it came to so far and where it would end at the same pace."""
