"""A budget made of the words of a question: what it counts, its limit and its name."""

from decimal import Decimal
from typing import Final

from agents.budgets.params import OfABudget
from billing.budgets.record import Budget, Notification, Spend

FIELDS: Final = {
    "service": "Service",
    "account": "LinkedAccount",
    "region": "Region",
    "team": "Team",
    "tag": "TagKeyValue",
}
"""The fields of a question as AWS's filters."""
_LENGTH: Final = {"DAILY": "a day", "QUARTERLY": "a quarter", "ANNUALLY": "a year"}


def filters_of(params: OfABudget) -> dict[str, tuple[str, ...]]:
    """The filters of AWS that the words come to. A tag is `user:KEY$VALUE` there."""
    found: dict[str, tuple[str, ...]] = {}
    for field, name in FIELDS.items():
        values: tuple[str, ...] = getattr(params, field)
        if values:
            found[name] = tuple(_as_pair(one) for one in values) if field == "tag" else values
    return found


def _as_pair(tag: str) -> str:
    key, _, value = tag.partition("=")
    return f"{key}${value}"


def subject_of(params: OfABudget) -> str:
    """What it counts, in words: `EC2 in eu-west-1`; empty for everything."""
    parts = [name for field in FIELDS for name in getattr(params, field)]
    return " and ".join(parts)


def wanted_budget(params: OfABudget, amount: Decimal, unit: str, time_unit: str, name: str = "") -> Budget:
    """A budget of an amount, with the alerts that are worth having."""
    length = _LENGTH.get(time_unit, "a month")
    return Budget(
        budget_name=(name or f"{subject_of(params) or 'everything'} {length}")[:100],
        budget_type="COST",
        time_unit=time_unit or "MONTHLY",
        budget_limit=Spend(amount=amount, unit=unit),
        cost_filters=filters_of(params),
        notifications=ALERTS,
    )


ALERTS: Final = (
    Notification(
        notification_type="ACTUAL",
        comparison_operator="GREATER_THAN",
        threshold=Decimal(80),
        threshold_type="PERCENTAGE",
    ),
    Notification(
        notification_type="FORECASTED",
        comparison_operator="GREATER_THAN",
        threshold=Decimal(100),
        threshold_type="PERCENTAGE",
    ),
)
"""One in time to look, and one as soon as the forecast says so."""
