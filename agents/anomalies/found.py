"""One anomaly as it was found."""

from dataclasses import dataclass
from decimal import Decimal

from agents.anomalies.causes import Driver
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One anomaly: days of one group that cost `excess` more than `expected`. `cause` is the usage type that rose most.

    `cause_share` is its part of the excess, `resource` what most of it is of, `driver` whether it is new, more was
    used, or its price is higher; `is_new` says that nothing was billed for the group before, `lasts` that the days
    after are about as high: they are no anomaly any more but a new level.
    """

    keys: tuple[str, ...]
    currency: str
    days: Period
    excess: Decimal
    expected: Decimal
    is_new: bool
    lasts: bool = False
    cause: str = ""
    cause_share: Decimal | None = None
    resource: str = ""
    driver: Driver | None = None

    @property
    def billed(self) -> Decimal:
        return self.expected + self.excess
