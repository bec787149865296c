"""Arguments of the `anomalies` tool."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import ScopeParams


class AnomaliesParams(ScopeParams):
    """In which rows of the bill to look; without a period, over the last 90 days."""

    group_by: Annotated[tuple[Literal["service", "account", "region"], ...], Field(max_length=2)] = Field(
        ("service", "account"), description="What is looked at on its own, each pair of values as one series."
    )
    threshold: Annotated[Decimal, Field(ge=0)] | None = Field(
        None, description="Only anomalies of more than this beyond what was expected, in the bill's currency."
    )
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Only the N largest anomalies.")
