"""Arguments of the `charge` tool."""

from decimal import Decimal

from pydantic import Field

from agents.bill.params import ScopeParams


class ChargeParams(ScopeParams):
    """One charge explained: the rows behind an amount, or what a usage type, family or service bills."""

    amount: Decimal | None = Field(None, description="The amount to explain, in the bill's currency, to the cent.")
