"""Arguments of the budgets agent's tools."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agents.bill.params import BillParams, PeriodText, Texts

AmountText = Annotated[str, StringConstraints(pattern=r"^(\d{1,15}(\.\d{1,6})?)?$")]
TimeUnit = Literal["", "DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY"]


class OfABudget(BillParams):
    """What a budget counts. Several values of one field mean "any of them"."""

    service: Texts = Field((), description="Service names or nicknames, such as EC2.")
    account: Texts = Field((), description="Account ids or names.")
    region: Texts = Field((), description="Region codes, such as eu-west-1.")
    tag: Texts = Field((), description="Tags as key=value.")
    team: Texts = Field((), description="Teams as the organisation's terms define them.")


class BudgetsParams(OfABudget):
    """Which budgets, and what of them. With an amount, how a budget of that amount would stand."""

    name: Texts = Field((), description="Budgets by their names.")
    period: PeriodText = Field("", description="The budgets' own period around it, such as last_month; empty: now.")
    only: Literal["", "over", "heading_over"] = Field("", description="Only those passed, or also those on the way.")
    by: Literal["", "service", "account", "region", "team"] = Field(
        "", description="Only budgets that are of single services, accounts, regions or teams."
    )
    aspect: Literal["", "left", "when", "alerts", "drivers"] = Field("", description="What is told first.")
    amount: AmountText = Field("", description="A limit that no budget is configured for, in the bill's currency.")
    time_unit: TimeUnit = Field("", description="How long that limit is for; empty: a month.")


class RecommendBudgetParams(OfABudget):
    """What a recommended monthly budget counts; empty: the whole bill."""


class BudgetCallParams(OfABudget):
    """A budget that somebody wants made, changed or deleted. Nothing is done: the exact call is told."""

    deed: Literal["create", "change", "delete"] = Field("create", description="What is wanted.")
    name: Texts = Field((), description="The budget's name.")
    amount: AmountText = Field("", description="Its limit in the bill's currency; empty: a recommended one.")
    time_unit: TimeUnit = Field("", description="How long the limit is for; empty: a month.")
