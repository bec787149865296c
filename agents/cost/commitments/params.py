"""Arguments of the `commitments` tool."""

from typing import ClassVar, Literal

from pydantic import Field

from agents.bill.params import BillParams, PeriodText
from billing.query import GapOf


class CommitmentsParams(BillParams):
    """Savings Plans and reservations as the bill shows them."""

    asks_of: ClassVar[frozenset[GapOf]] = frozenset({GapOf.AMORTISED, GapOf.LIST, GapOf.COMMITMENTS})

    period: PeriodText = Field(
        "", description="A period such as last_month; all: the whole bill; empty: the usual one."
    )
    kind: Literal["savings_plan", "reservation"] | None = Field(None, description="Only one kind of commitment.")
    aspect: Literal["coverage", "utilisation", "unused", "ends", "saved"] | None = None
