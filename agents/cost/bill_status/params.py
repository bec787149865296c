"""Arguments of the `bill_status` tool."""

from agents.bill.params import BillParams


class BillStatusParams(BillParams):
    """What is loaded: takes no arguments."""
