"""Arguments of the `weekdays` tool."""

from agents.bill.params import ScopeParams


class WeekdaysParams(ScopeParams):
    """What a day of the weekend costs beside a weekday."""
