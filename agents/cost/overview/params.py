"""Arguments of the `overview` tool."""

from agents.bill.params import BillParams


class OverviewParams(BillParams):
    """What a page is told of the bill: takes no arguments."""
