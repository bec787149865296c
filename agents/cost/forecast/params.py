"""Arguments of the `forecast` tool."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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
    limit: Annotated[Decimal, Field(ge=0)] | None = Field(
        None, description="An amount in the bill's currency: whether it will be passed. Without granularity and groups."
    )
    top_n: Annotated[int, Field(ge=1, le=20)] | None = Field(None, description="How many groups; 10 unless given.")
    drivers: bool = Field(False, description="Why it differs from as many days before.")
    order: Literal["highest", "growth"] = Field("highest", description="Which groups come first.")

    @model_validator(mode="after")
    def _of_one_amount(self) -> Self:
        if self.limit is not None and (self.granularity or self.group_by or self.drivers):
            raise ValueError("a limit is for the whole: ask without granularity, group_by and drivers")
        return self
