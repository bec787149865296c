"""Arguments of the `credits` tool."""

from typing import Literal

from pydantic import Field

from agents.bill.params import ScopeParams


class CreditsParams(ScopeParams):
    """The credits of a bill: each with its months; without a period over the whole bill."""

    aspect: Literal["left", "ends"] | None = Field(
        None, description="left: what remains of them; ends: when they end, as far as the bill states it."
    )
