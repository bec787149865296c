"""Arguments of the `savings_history` tool."""

from typing import Literal

from pydantic import Field

from agents.bill.params import BillParams


class HistoryParams(BillParams):
    """What became of recommendations over all months of the bill."""

    aspect: Literal["saved", "carried_out", "accuracy"] = Field(
        "saved", description="What is told first: what was saved, which were carried out, or how good estimates were."
    )
