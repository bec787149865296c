"""Arguments of the questions about commitments that might be."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import BillParams, Texts


class BoughtParams(BillParams):
    """A Compute Savings Plan as if it had been there lately."""

    hourly: Annotated[Decimal, Field(gt=0, le=1_000_000)] = Field(description="The commitment an hour, in dollars.")


class EndedParams(BillParams):
    """Commitments as if they had not been there last month."""

    kind: Literal["savings_plan", "reservation"] | None = Field(None, description="Only one kind of commitment.")
    service: Texts = Field((), description="Only those that covered these services.")
