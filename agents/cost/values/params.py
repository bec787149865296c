"""Arguments of the `values` tool."""

from typing import Annotated

from pydantic import Field, StringConstraints

from agents.bill.params import ScopeParams
from agents.bill.value_filters import ONLY, WITHOUT, Picked


class ValuesParams(ScopeParams):
    """The values of a dimension with what they came to in a period, or the dimensions that the bill has."""

    dimension: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = Field(
        "", description="service, account, region, …, or tag:KEY; empty: which dimensions have values."
    )
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = Field(
        "", description="Only values whose name has this text."
    )
    only: Picked = ONLY
    without: Picked = WITHOUT
