"""The port through which agents read a bill."""

from decimal import Decimal
from typing import Final, Protocol, runtime_checkable

from billing.engines.port import EngineUse
from billing.query import BillInfo, BillQuery, BillResult, GroupKey
from finops_core.tools.readers import Grant, ReaderSpec

MAX_VALUES: Final = 10_000
"""Values of a dimension that are listed."""


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
        """The distinct values of a dimension by falling absolute cost, at most MAX_VALUES."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "BillSource":
        """The bill as if it had the charges of these accounts only: nothing of others is in what it says."""
        ...


@runtime_checkable
class PaidBill(Protocol):
    """A bill whose reading AWS charges for: requests to Cost Explorer, or the bytes that Athena scans."""

    def claim_use(self) -> EngineUse:
        """What was used since this was asked last: it is the next answer's."""
        ...


PRICE_OF_REQUEST_USD: Final = Decimal("0.01")
"""What AWS charges for a request to Cost Explorer, and for each further page of its answer."""

BILL: Final = ReaderSpec(
    port=BillSource,
    title="a billing export",
    remedy="Load a FOCUS or Cost and Usage export: `finops up --bill PATH`, or “Load a bill” on the page.",
    grants=(
        Grant(actions=("s3:GetObject",), resources=("bill",)),
        Grant(actions=("s3:ListBucket",), resources=("bill_bucket",)),
    ),
)
"""What every tool over the bill needs. The bill may lie in a bucket; the stack knows which one."""
