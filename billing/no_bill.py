"""The bill of a platform whose agents ask none: for tests and benchmarks that bring agents of their own."""

from billing.query import BillInfo, BillQuery, BillResult, GroupKey
from billing.source import BillSource
from finops_core.errors import BillError


class NoBill(BillSource):
    """Refuses every question."""

    def info(self) -> BillInfo:
        raise BillError("This platform has no bill.")

    def query(self, query: BillQuery) -> BillResult:
        raise BillError("This platform has no bill.")

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        raise BillError("This platform has no bill.")

    def scoped(self, accounts: frozenset[str]) -> BillSource:
        return self
