"""One commitment to buy."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

PurchaseType = Literal["ComputeSavingsPlan", "EC2InstanceSavingsPlan", "ReservedInstance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One commitment to buy for a year without upfront payment; `saving` is a month's, against buying nothing."""

    type: PurchaseType
    hourly: float = 0.0
    region: str = ""
    family: str = ""
    service: str = ""
    instance_type: str = ""
    engine: str = ""
    multi_az: bool = False
    count: int = 0
    start: date | None = None
    saving: float = 0.0
