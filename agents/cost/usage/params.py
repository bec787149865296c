"""Arguments of the `usage` tool."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agents.bill.params import ScopeParams


class UsageParams(ScopeParams):
    """How much was used, in the bill's own units, and what a unit of it cost."""

    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = Field(
        "", description="Only what is measured in this unit, such as gb, hour or request; stored: GB-Mo and the like."
    )
    aspect: Literal["price", "price_change"] | None = Field(
        None, description="price: what a unit cost; price_change: which prices differ from the period before."
    )
