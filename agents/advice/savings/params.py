"""Arguments of the `savings` tool."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import ScopeParams


class SavingsParams(ScopeParams):
    """What can be saved, as far as the bill alone shows it; the filters say on what. The period is not used."""

    group_by: Annotated[
        tuple[Literal["check", "service", "account", "region", "team", "class"], ...], Field(max_length=1)
    ] = Field(("check",), description="How the savings are broken down.")
    saving_class: Literal["waste", "rightsize", "modernise", "review", "commitment"] | None = Field(
        None, description="Only this class: waste is paid for nothing, rightsize is dearer than it has to be."
    )
    effort: Literal["low", "medium"] | None = Field(
        None, description="Only what takes no more effort than this: low is a setting or a removal."
    )
    below: Annotated[Decimal, Field(gt=0)] | None = Field(
        None, description="Only savings of less than this a month, in the bill's currency."
    )
    threshold: Annotated[Decimal, Field(gt=0)] | None = Field(
        None, description="Only savings of at least this a month, in the bill's currency."
    )
    counted: bool | None = Field(
        None, description="False: only what is in no total, each with its reason; true: only what is in it."
    )
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Only the N largest savings.")
