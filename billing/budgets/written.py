"""What a budget in `finops.toml` has to be, with words for whoever wrote it otherwise."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from billing.budgets.record import (
    ABSOLUTE,
    ACTUAL,
    ADJUSTED,
    FORECASTED,
    METRICS,
    OPERATORS,
    PERCENTAGE,
    TIME_UNITS,
    TYPES,
    Budget,
    Expression,
    Notification,
    planned_day,
)

MOST: Final = 1000
"""Budgets of one file."""
MOST_ALERTS: Final = 10
"""Notifications of a budget that AWS takes."""
_NAME: Final = re.compile(r"[^:\\]+")
_KINDS: Final = {"NotificationType": (ACTUAL, FORECASTED), "ThresholdType": (PERCENTAGE, ABSOLUTE)}


def check_budgets(budgets: Sequence[Budget]) -> None:
    """Raises ValueError, saying of which budget what is wrong and what to write instead."""
    if len(budgets) > MOST:
        raise ValueError(f"there are {len(budgets)} budgets; at most {MOST} are read")
    names: set[str] = set()
    for budget in budgets:
        if budget.budget_name in names:
            raise ValueError(f"two budgets have the name {budget.budget_name!r}; give each a name of its own")
        names.add(budget.budget_name)
        problem = next(problems_of(budget), "")
        if problem:
            raise ValueError(f"budget {budget.budget_name!r}: {problem}")


def problems_of(budget: Budget) -> Iterator[str]:
    """What is wrong with a budget as somebody wrote it, the first thing first."""
    yield from _unknown(budget)
    if not _NAME.fullmatch(budget.budget_name) or "/action/" in budget.budget_name:
        yield "BudgetName must not have “:”, “\\” or “/action/” in it"
    yield from _one_of("BudgetType", budget.budget_type, TYPES)
    yield from _one_of("TimeUnit", budget.time_unit, TIME_UNITS)
    yield from (problem for metric in budget.metrics for problem in _one_of("Metrics", metric, METRICS))
    yield from _limits(budget)
    yield from _filters(budget)
    yield from _period(budget)
    if len(budget.notifications) > MOST_ALERTS:
        yield f"has {len(budget.notifications)} Notifications; AWS takes {MOST_ALERTS}"
    for notification in budget.notifications:
        yield from _notification(notification, budget)


def _unknown(budget: Budget) -> Iterator[str]:
    for name in budget.unknown():
        known = ", ".join(sorted(Budget.model_json_schema()["properties"]))
        yield f"there is no field {name}." + ("" if "." in name else f" A budget's fields are AWS's: {known}")


def _limits(budget: Budget) -> Iterator[str]:
    if budget.auto_adjust_data is not None:
        yield from _one_of("AutoAdjustType", budget.auto_adjust_data.auto_adjust_type, ADJUSTED)
    elif not budget.planned_budget_limits and budget.budget_limit is None:
        yield 'needs a BudgetLimit, such as { Amount = "500", Unit = "USD" }'
    spends = [*budget.planned_budget_limits.values(), *([budget.budget_limit] if budget.budget_limit else [])]
    if any(spend.amount < 0 or not spend.amount.is_finite() for spend in spends):
        yield "a limit is an amount of 0 or more"
    if budget.is_share and any(spend.amount > 100 for spend in spends):
        yield f'the limit of {budget.budget_type} is a percentage: {{ Amount = "80", Unit = "PERCENTAGE" }}'
    for key in budget.planned_budget_limits:
        if planned_day(key) is None:
            yield f"PlannedBudgetLimits are by month or first day, such as “2026-07”; {key!r} is neither"


def _filters(budget: Budget) -> Iterator[str]:
    if budget.cost_filters and budget.filter_expression is not None:
        yield "has CostFilters and a FilterExpression; AWS takes one of them"
    if budget.filter_expression is not None and not budget.metrics:
        yield 'a FilterExpression needs Metrics beside it, such as Metrics = ["UnblendedCost"]'
    if budget.metrics and budget.filter_expression is None:
        yield "Metrics go with a FilterExpression only; with CostFilters it is CostTypes that say what counts"
    if budget.metrics and budget.cost_types is not None:
        yield "has Metrics and CostTypes; CostTypes go with CostFilters, Metrics with a FilterExpression"
    if budget.filter_expression is not None:
        yield from _expression(budget.filter_expression)


def _expression(given: Expression, depth: int = 0) -> Iterator[str]:
    fields = [given.any_of, given.all_of, given.none_of, given.dimensions, given.tags, given.cost_categories]
    if sum(bool(one) for one in fields) != 1:
        yield "an expression has exactly one of Or, And, Not, Dimensions, Tags and CostCategories"
    for one in (*given.any_of, *given.all_of, *([given.none_of] if given.none_of else [])):
        if depth < _DEEPEST:
            yield from _expression(one, depth + 1)


_DEEPEST = 20


def _period(budget: Budget) -> Iterator[str]:
    days = budget.time_period
    if budget.time_unit == "CUSTOM" and (days is None or days.start is None or days.end is None):
        yield "a CUSTOM period needs a TimePeriod with Start and End"
    if days and days.start and days.end and days.end <= days.start:
        yield "its TimePeriod ends before it begins"


def _notification(given: Notification, budget: Budget) -> Iterator[str]:
    yield from _one_of("NotificationType", given.notification_type, _KINDS["NotificationType"])
    yield from _one_of("ThresholdType", given.threshold_type, _KINDS["ThresholdType"])
    yield from _one_of("ComparisonOperator", given.comparison_operator, OPERATORS)
    if given.threshold < 0:
        yield "a Threshold is 0 or more"
    if budget.is_share and given.notification_type == FORECASTED:
        yield f"{budget.budget_type} has no forecast: its notifications are ACTUAL"


def _one_of(field: str, value: str, known: Sequence[str]) -> Iterator[str]:
    if value not in known:
        yield f"{field} is {value!r}; accepted are {', '.join(known)}"
