"""Arguments of a forecast in which something is supposed to change."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from agents.bill.params import PeriodText, ScopeParams

MOST_CHANGE: Final = 10
"""Times as much more: beyond it a forecast has nothing to do with what is."""

DATA_TRANSFER: Final = "data transfer"
"""The usage family that grows with traffic, which makes other parts of a bill grow, too."""


class SupposedParams(ScopeParams):
    """A forecast as if what is named cost more or less than expected; everything where nothing is named."""

    period: PeriodText = Field("next_month", description="Ahead: next_month, next_quarter, rest_of_year.")
    change: Annotated[Decimal, Field(ge=-1, le=MOST_CHANGE)] = Field(
        description="By what fraction it changes: 0.2 is 20 % more, -0.35 is 35 % less."
    )
