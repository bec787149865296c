"""Arguments of the `compare` and `changes` tools."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import PeriodText, ScopeParams, Text


class CompareParams(ScopeParams):
    """One period against another: how much more or less, and what drove the difference."""

    compare_to: PeriodText = Field("previous", description="previous, year_before, or any period.")
    group_by: Annotated[tuple[Text, ...], Field(max_length=1)] = Field((), description="What may have driven it.")
    direction: Literal["up", "down"] | None = Field(None, description="Only what rose, or only what fell.")
    more_than_percent: Annotated[Decimal, Field(gt=0, le=1_000_000)] | None = Field(
        None,
        description="Only what rose by more than this part of what it was, in per cent; or fell, with direction down.",
    )
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = None


class ChangesParams(ScopeParams):
    """Charges that appeared in a period, or that were there in the period before and are gone."""

    change: Literal["new", "stopped"] = "new"
    compare_to: PeriodText = Field("previous", description="previous, year_before, or any period.")
    group_by: Annotated[tuple[Text, ...], Field(max_length=1)] = Field(
        (), description="What counts as one charge; empty: a service's usage type."
    )
