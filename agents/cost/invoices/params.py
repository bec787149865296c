"""Arguments of the `invoices` tool."""

from agents.bill.params import ScopeParams


class InvoicesParams(ScopeParams):
    """The invoices of a bill by billing month; without a period all of them."""
