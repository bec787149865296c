"""When each threshold of a budget was or will be crossed.

An alert is told once a period: the first crossing counts, whatever comes after (AWS Budgets, "Best practices").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billing.budgets.expectation import Expectation, PastForecasts
from billing.budgets.record import ABSOLUTE, FORECASTED, Budget, Notification
from billing.budgets.spending import Spending
from finops_core.values import EXACT, Period

HUNDRED: Final = Decimal(100)


class AlertState(StrEnum):
    """Whether a threshold was crossed, will probably be, or not; UNKNOWN where nothing is known of it."""

    CROSSED = "crossed"
    EXPECTED = "expected"
    NOT_EXPECTED = "not expected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A notification with its threshold as an amount, and the day on which it was or will be crossed.

    `chance` is that of the period's total passing it, where that is estimated.
    """

    notification: Notification
    threshold: Decimal
    state: AlertState
    day: date | None = None
    chance: Decimal | None = None


def amount_of(notification: Notification, limit: Decimal, *, is_share: bool = False) -> Decimal:
    """The threshold of a notification as an amount. Of a utilisation or coverage it is a percentage by itself."""
    if notification.threshold_type == ABSOLUTE or is_share:
        return notification.threshold
    return EXACT.divide(EXACT.multiply(limit, notification.threshold), HUNDRED)


def alerts_of(
    budget: Budget,
    limit: Decimal,
    spent: Spending,
    period: Period,
    expected: Expectation | None,
    past: PastForecasts | None,
) -> tuple[Alert, ...]:
    """The alerts of a budget for cost or usage in one period. Those of actions are among them."""
    return tuple(_alert(one, amount_of(one, limit), spent, period, expected, past) for one in notifications_of(budget))


def notifications_of(budget: Budget) -> tuple[Notification, ...]:
    """The notifications of a budget, and the thresholds of its actions."""
    actions = (
        Notification(
            notification_type=one.notification_type,
            threshold=one.action_threshold.action_threshold_value,
            threshold_type=one.action_threshold.action_threshold_type,
        )
        for one in budget.actions
        if one.action_threshold is not None
    )
    return (*budget.notifications, *actions)


def crosses(amount: Decimal | float, operator: str, threshold: Decimal) -> bool:
    """Whether an amount is beyond a threshold, as the notification compares."""
    value = Decimal(repr(amount)) if isinstance(amount, float) else amount
    match operator:
        case "LESS_THAN":
            return value < threshold
        case "EQUAL_TO":
            return value == threshold
        case _:
            return value > threshold


def _alert(
    given: Notification,
    threshold: Decimal,
    spent: Spending,
    period: Period,
    expected: Expectation | None,
    past: PastForecasts | None,
) -> Alert:
    if given.notification_type == FORECASTED:
        return _forecasted(given, threshold, spent, period, expected, past)
    day = first_day(spent.running(period), given.comparison_operator, threshold)
    if day is not None:
        return Alert(notification=given, threshold=threshold, state=AlertState.CROSSED, day=day)
    if period.end <= spent.days.end:
        return Alert(notification=given, threshold=threshold, state=AlertState.NOT_EXPECTED)
    if expected is None or given.comparison_operator != "GREATER_THAN":
        return Alert(notification=given, threshold=threshold, state=AlertState.UNKNOWN)
    ahead = expected.passes_on(threshold)
    state = AlertState.EXPECTED if ahead else AlertState.NOT_EXPECTED
    return Alert(
        notification=given, threshold=threshold, state=state, day=ahead, chance=expected.chance_over(threshold)
    )


def first_day(running: Sequence[tuple[date, Decimal]], operator: str, threshold: Decimal) -> date | None:
    """The first day whose running sum crosses a threshold."""
    return next((day for day, total in running if crosses(total, operator, threshold)), None)


def _forecasted(
    given: Notification,
    threshold: Decimal,
    spent: Spending,
    period: Period,
    expected: Expectation | None,
    past: PastForecasts | None,
) -> Alert:
    """Crossed on the first day by whose forecast the period came to more, or whose actual amount did."""
    crossed = _first_crossed(given, threshold, spent, period, past) if past else None
    if crossed:
        return Alert(notification=given, threshold=threshold, state=AlertState.CROSSED, day=crossed)
    if period.end <= spent.days.end:
        return Alert(notification=given, threshold=threshold, state=AlertState.NOT_EXPECTED)
    if expected is None:
        return Alert(notification=given, threshold=threshold, state=AlertState.UNKNOWN)
    over = crosses(expected.whole.value, given.comparison_operator, threshold)
    return Alert(
        notification=given,
        threshold=threshold,
        state=AlertState.EXPECTED if over else AlertState.NOT_EXPECTED,
        day=spent.days.end if over else None,
        chance=expected.chance_over(threshold),
    )


def _first_crossed(
    given: Notification, threshold: Decimal, spent: Spending, period: Period, past: PastForecasts
) -> date | None:
    """The first known day whose forecast, or whose actual amount so far, crossed a threshold."""
    known = period.overlap(spent.days)
    running = dict(spent.running(period))
    for number in range(known.days if known else 0):
        day = period.start + timedelta(days=number)
        said = past.said(period, day + timedelta(days=1)) if day in spent.days else None
        over = said is not None and crosses(said, given.comparison_operator, threshold)
        if over or crosses(running.get(day, Decimal(0)), given.comparison_operator, threshold):
            return day
    return None
