"""Arguments of the `spend` tool."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from agents.bill.params import GrainName, ScopeParams, Text
from billing.query import GapOf


class SpendParams(ScopeParams):
    """What was spent, in total or by up to two dimensions, as one sum or over time."""

    asks_of: ClassVar[frozenset[GapOf]] = frozenset({GapOf.REFUNDS})  # what was given back is said beside every amount

    group_by: Annotated[tuple[Text, ...], Field(max_length=2)] = Field(
        (), description="Up to two of service, account, region, usage_type, …, or tag:KEY."
    )
    granularity: GrainName | None = Field(None, description="One amount for each hour, day, week, month, …")
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Only the first N groups.")
    each: Literal["first", "second", "none"] = Field(
        "second",
        description="With top_n and two groups: the first N of each value of this one; none: the first N pairs.",
    )
    order: Literal["highest", "lowest"] = Field("highest", description="Which groups come first.")
    threshold: Decimal | None = Field(None, description="Only groups above this amount, in the bill's currency.")
    below: Decimal | None = Field(None, description="Only groups below this amount.")
    share: bool = Field(False, description="What part of all spend the filters keep.")
    average: GrainName | None = Field(None, description="The average amount of a day, week, month, … of the period.")
