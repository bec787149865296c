"""The port through which agents read a bill."""

from typing import Protocol

from billing.query import BillInfo, BillQuery, BillResult, GroupKey


class BillSource(Protocol):
    """A bill that answers queries. Safe to call from several threads.

    Methods raise BillError when the export cannot be read or the query names what it does not have.
    """

    def info(self) -> BillInfo:
        """What is loaded."""
        ...

    def query(self, query: BillQuery) -> BillResult:
        """Exact sums."""
        ...

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        """The distinct values of a dimension by falling absolute cost, at most 10,000."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "BillSource":
        """The bill as if it had the charges of these accounts only: nothing of others is in what it says."""
        ...
