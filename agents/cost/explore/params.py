"""Arguments of the `explore` tool."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from agents.bill.params import PeriodText, ScopeParams, Text
from agents.bill.value_filters import ONLY, WITHOUT, Picked
from billing.query import GapOf


class ExploreParams(ScopeParams):
    """Spend by group, over time and against an earlier period, in one answer."""

    asks_of: ClassVar[frozenset[GapOf]] = frozenset({GapOf.REFUNDS})

    group_by: Annotated[tuple[Text, ...], Field(max_length=2)] = Field(
        (), description="Up to two of service, account, region, usage_type, …, or tag:KEY."
    )
    granularity: Literal["daily", "weekly", "monthly", "quarterly", "yearly"] = "monthly"
    compare_to: PeriodText = Field("", description="previous, year_before, or any period; empty: nothing.")
    only: Picked = ONLY
    without: Picked = WITHOUT
    lines: Annotated[int, Field(ge=1, le=20)] = Field(
        8, description="Groups that are told over time one by one; the others are one line."
    )
