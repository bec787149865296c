"""Arguments of the `forecast` tool."""

from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import PeriodText, ScopeParams, Text


class ForecastParams(ScopeParams):
    """What days ahead will probably come to, from the bill's own history."""

    period: PeriodText = Field(
        "next_month", description="Ahead: next_month, next_3_months, next_60_days, this_quarter, rest_of_year, october."
    )
    granularity: Literal["daily", "weekly", "monthly"] | None = Field(None, description="One estimate for each.")
    group_by: Annotated[tuple[Text, ...], Field(max_length=2)] = Field(
        (), description="One estimate for each of the largest: service, account, region, team, or tag:KEY; or two."
    )
    top_n: Annotated[int, Field(ge=1, le=20)] | None = Field(None, description="How many groups; 10 unless given.")
    drivers: bool = Field(False, description="Why it differs from as many days before.")
    order: Literal["highest", "growth"] = Field("highest", description="Which groups come first.")
