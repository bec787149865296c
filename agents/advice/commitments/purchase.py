"""One commitment to buy."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

PurchaseType = Literal["ComputeSavingsPlan", "EC2InstanceSavingsPlan", "ReservedInstance"]


HOURS_A_YEAR = 365 * 24


class Payment(StrEnum):
    """How a commitment is paid, as AWS names it."""

    NO_UPFRONT = "No Upfront"
    PARTIAL_UPFRONT = "Partial Upfront"
    ALL_UPFRONT = "All Upfront"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """For how many years a commitment is bought and how it is paid."""

    years: Literal[1, 3] = 1
    payment: Payment = Payment.NO_UPFRONT


ALL_TERMS = tuple(Terms(years=years, payment=payment) for years in (1, 3) for payment in Payment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One commitment to buy; `saving` is a month's, against buying nothing.

    `hourly` is the whole commitment an hour, paid upfront or not; `upfront` is what is paid at once. `pool` is the
    usage that it is bound to, `rate` what one reservation costs an hour.
    """

    type: PurchaseType
    hourly: float = 0.0
    region: str = ""
    family: str = ""
    service: str = ""
    instance_type: str = ""
    engine: str = ""
    multi_az: bool = False
    platform: str = ""
    convertible: bool = False
    count: int = 0
    upfront: float = 0.0
    start: date | None = None
    pool: tuple[str, str] | None = None
    rate: float = 0.0
    saving: float = 0.0

    @property
    def committed(self) -> float:
        """What is paid an hour for the whole term, used or not."""
        return self.hourly or self.count * self.rate
