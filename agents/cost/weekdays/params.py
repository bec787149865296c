"""Arguments of the `weekdays` tool."""

from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import ScopeParams

DayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend", "weekdays"]


class WeekdaysParams(ScopeParams):
    """What a day of the weekend costs beside a weekday, or what some days of the week cost."""

    days: Annotated[tuple[DayName, ...], Field(max_length=7)] = Field(
        (), description="Only these days of the week; empty: the weekend beside the weekdays."
    )
    order: Literal["", "highest", "lowest"] = Field(
        "", description="highest: tell which day of the week costs most; lowest: which costs least."
    )
