"""Arguments of a forecast in which something is supposed to change."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from agents.bill.params import PeriodText, ScopeParams

MOST_CHANGE: Final = 10
"""Times as much more: beyond it a forecast has nothing to do with what is."""

MOST_COPIES: Final = 20

DATA_TRANSFER: Final = "data transfer"
"""The usage family that grows with traffic, which makes other parts of a bill grow, too."""


class SupposedParams(ScopeParams):
    """A forecast as if what is named cost more or less, came again, or ran elsewhere; all where nothing is named."""

    period: PeriodText = Field("", description="Ahead: next_month, next_quarter, rest_of_year; else where `since` is.")
    change: Annotated[Decimal, Field(ge=-1, le=MOST_CHANGE)] | None = Field(
        None, description="By what fraction it changes: 0.2 is 20 % more, -0.35 is 35 % less, -1 is without it."
    )
    reason: Literal["", "price"] = Field("", description="price: it is the price that changes, not what is used.")
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] | None = Field(
        None, description="How many more of what is named."
    )
    to: Literal["", "graviton"] = Field("", description="graviton: what is named runs on Graviton processors.")
    share: Annotated[Decimal, Field(gt=0, le=1)] = Field(Decimal(1), description="How much of it is moved.")
    since: PeriodText = Field("", description="When it starts, such as march or 2027-03; else at once.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        """One thing is supposed: a change, copies, or a move."""
        if sum((self.change is not None, self.copies is not None, bool(self.to))) != 1:
            raise ValueError("give one of change, copies and to")
        return self
