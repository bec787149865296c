"""How a budget stands over a bill: what is spent, where it is heading, who drives it, and which alerts were told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billing.budgets.alerts import Alert, alerts_of, first_day
from billing.budgets.expectation import Expectation, PastForecasts, expect
from billing.budgets.limits import limit_for
from billing.budgets.periods import bounds_of, period_before, period_of
from billing.budgets.record import COST, FORECASTED, TYPES, USAGE, Budget, CostTypes
from billing.budgets.selection import Selection, select
from billing.budgets.shares import share_of
from billing.budgets.spending import Spending, rows_of, spending
from billing.outlook import NotEnough
from billing.query import Dimension, GroupKey
from billing.source import BillSource
from billing.terms import Terms
from finops_core.formats import format_money
from finops_core.values import EXACT, Period

MOST_DRIVERS: Final = 5
STOPS_NOTHING: Final = "A budget tells; without an action it stops nothing."


class State(StrEnum):
    """How a budget stands. Of utilisation and coverage OVER and HEADING_OVER mean below the target."""

    OVER = "over"
    HEADING_OVER = "heading over"
    WITHIN = "within"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A part of what a budget counts: its amount, and that of as many days of the period before."""

    name: str
    amount: Decimal
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else EXACT.subtract(self.amount, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """A budget in one period.

    `actual` is exact, of the days in the bill; None where it has none of them. `limit` is that of the period.
    `running` is the sum by day. `expected` is an estimate; `pace` is the straight line, told where there is too little
    history for one. `traps` are what makes the budget, or its alerts, mean something else than its owner may think.
    """

    budget: Budget
    state: State
    unit: str
    period: Period | None = None
    billed: Period | None = None
    limit: Decimal | None = None
    actual: Decimal | None = None
    running: tuple[tuple[date, Decimal], ...] = ()
    over_since: date | None = None
    expected: Expectation | None = None
    chance: Decimal | None = None
    passes_on: date | None = None
    pace: Decimal | None = None
    driver_dimension: GroupKey | None = None
    drivers: tuple[Driver, ...] = ()
    alerts: tuple[Alert, ...] = ()
    traps: tuple[str, ...] = ()
    reason: str = ""
    rows_read: int = 0

    @property
    def left(self) -> Decimal | None:
        """What of the limit is not spent; negative beyond it."""
        return None if self.limit is None or self.actual is None else EXACT.subtract(self.limit, self.actual)

    @property
    def has_ended(self) -> bool:
        """Whether its period has ended and is billed to the end, so that nothing is still to come."""
        return self.billed is not None and self.billed == self.period and self.expected is None and self.pace is None

    @property
    def used(self) -> Decimal | None:
        """The spent part of the limit; None for a limit of 0."""
        if not self.limit or self.actual is None:
            return None
        return EXACT.divide(self.actual, self.limit)


def performance_of(budget: Budget, bill: BillSource, terms: Terms, day: date) -> Performance:
    """How a budget stands in the period around a day. Raises BillError from the bill."""
    unit = budget.budget_limit.unit if budget.budget_limit else _planned_unit(budget)
    period = period_of(budget, day)
    traps = tuple(_traps_of(budget))
    if budget.budget_type not in TYPES:
        return _unknown(budget, unit, f"Budgets of the type {budget.budget_type} are not known here.", traps)
    if period is None:
        return _unknown(budget, unit, _no_period(budget, day), traps)
    if budget.is_share:
        return _share(budget, bill, period, traps)
    selection = select(budget, bill, terms)
    traps = (*traps, *selection.notes, *_nothing(selection))
    if selection.unreadable:
        return _unknown(budget, unit, selection.unreadable, traps)
    spent = spending(bill, selection, unit, terms)
    found = _followed(budget, spent, period, traps)
    if not spent.daily and not spent.others:
        return replace(found, state=State.UNKNOWN, reason="Nothing on the bill is counted by it.")
    if spent.others and not spent.daily:
        units = " and ".join(sorted(spent.others))
        reason = f"It is in {unit}, and what it counts is billed in {units}."
        return _unknown(budget, unit, reason, (*found.traps, _no_rate(unit, spent.others, budget)), period)
    if found.limit is None:
        return replace(found, reason="Its limit cannot be told from this bill.")
    dimension = _driver_dimension(selection)
    drivers = _drivers(bill, selection, budget, period, spent, dimension)
    return replace(found, drivers=drivers, driver_dimension=dimension)


def _followed(budget: Budget, spent: Spending, period: Period, traps: Sequence[str]) -> Performance:
    """What was spent against the limit, and where it is heading."""
    limit = limit_for(budget, spent, period)
    billed = period.overlap(spent.billed)
    actual = spent.over(period)
    running = spent.running(period)
    ahead = expect(spent.history, period) if spent.daily else None
    expected = ahead if isinstance(ahead, Expectation) else None
    against = _Against() if limit is None else _against(limit, running, actual, ahead)
    notes = [*traps, *spent.notes, *_gaps(period, spent), *_credits(period, spent)]
    if spent.others and spent.daily:
        notes.append(_no_rate(spent.unit, spent.others, budget))
    if isinstance(ahead, NotEnough):
        notes.append(
            f"There is no forecast: the bill has {ahead.have} {ahead.unit} of it, and one takes {ahead.need}. What it "
            "comes to at the pace so far is told instead."
        )
    return Performance(
        budget=budget,
        state=against.state,
        unit=spent.unit,
        period=period,
        billed=billed,
        limit=limit,
        actual=actual if billed else None,
        running=tuple(running),
        over_since=against.over_since,
        expected=expected,
        chance=against.chance,
        passes_on=against.passes_on,
        pace=_pace(spent, period) if isinstance(ahead, NotEnough) else None,
        alerts=() if limit is None else _alerts(budget, limit, spent, period, expected),
        traps=tuple(dict.fromkeys(notes)),
        rows_read=spent.rows_read,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Against:
    """How amounts stand against a limit: passed since a day, or with what chance and when they will pass it."""

    state: State = State.UNKNOWN
    over_since: date | None = None
    chance: Decimal | None = None
    passes_on: date | None = None


def _against(
    limit: Decimal, running: Sequence[tuple[date, Decimal]], actual: Decimal, ahead: Expectation | NotEnough | None
) -> _Against:
    over_since = first_day(running, "GREATER_THAN", limit) if actual > limit else None
    if over_since:
        return _Against(state=State.OVER, over_since=over_since)
    if not isinstance(ahead, Expectation):
        return _Against(state=State.WITHIN if ahead is None else State.UNKNOWN)
    heads = ahead.whole.value > float(limit)
    return _Against(
        state=State.HEADING_OVER if heads else State.WITHIN,
        chance=ahead.chance_over(limit),
        passes_on=ahead.passes_on(limit),
    )


def _alerts(
    budget: Budget, limit: Decimal, spent: Spending, period: Period, expected: Expectation | None
) -> tuple[Alert, ...]:
    forecasts = any(one.notification_type == FORECASTED for one in budget.notifications) or bool(budget.actions)
    past = PastForecasts(spent.history, period.days) if forecasts and spent.daily else None
    known = period.overlap(spent.days)
    if past is not None and known is not None:
        past.prepare(known.start + timedelta(days=number + 1) for number in range(known.days))
    return alerts_of(budget, limit, spent, period, expected, past)


def _share(budget: Budget, bill: BillSource, period: Period, traps: tuple[str, ...]) -> Performance:
    found = share_of(budget, bill, period)
    if isinstance(found, str):
        return _unknown(budget, "PERCENTAGE", found, traps, period)
    target = found.target
    state = State.UNKNOWN if target is None else State.OVER if found.percent < target else State.WITHIN
    return Performance(
        budget=budget,
        state=state,
        unit="PERCENTAGE",
        period=period,
        billed=found.billed,
        limit=target,
        actual=found.percent,
        alerts=found.alerts,
        traps=(*traps, *found.notes),
        reason="" if target is not None else "It has no target.",
    )


def _driver_dimension(selection: Selection) -> GroupKey:
    """Services, or the usage types of the one service that is counted."""
    one = all(
        any(f.dimension is Dimension.SERVICE and not f.exclude and len(f.values) == 1 for f in part)
        for part in selection.parts
    )
    return Dimension.USAGE_TYPE if one and selection.parts else Dimension.SERVICE


def _drivers(
    bill: BillSource, selection: Selection, budget: Budget, period: Period, spent: Spending, by: GroupKey
) -> tuple[Driver, ...]:
    known = period.overlap(spent.billed)
    if known is None:
        return ()
    earlier = period_before(budget, period)
    days = Period.of_days(earlier.start, known.days).overlap(earlier) if earlier else None
    same = days.overlap(spent.billed) if days else None
    now = _by_name(bill, selection, known, spent.unit, by)
    before = _by_name(bill, selection, same, spent.unit, by) if same and same == days else None
    largest = sorted(now, key=lambda name: (-now[name], name))[:MOST_DRIVERS]
    if not any(largest):
        return ()
    return tuple(
        Driver(name=name, amount=now[name], before=None if before is None else before.get(name, Decimal(0)))
        for name in largest
        if now[name] > 0
    )


def _by_name(bill: BillSource, selection: Selection, period: Period, unit: str, by: GroupKey) -> dict[str, Decimal]:
    rows = rows_of(bill, selection, period, by=(by,)).rows
    return {row.keys[0]: row.amount for row in rows if row.currency == unit or selection.metric.name == "QUANTITY"}


def _pace(spent: Spending, period: Period) -> Decimal | None:
    """The straight line: what the period comes to when its days go on as the whole ones so far."""
    days = period.overlap(spent.days)
    return EXACT.divide(EXACT.multiply(spent.over(days), Decimal(period.days)), Decimal(days.days)) if days else None


def _unknown(budget: Budget, unit: str, reason: str, traps: Sequence[str], period: Period | None = None) -> Performance:
    return Performance(
        budget=budget, state=State.UNKNOWN, unit=unit, reason=reason, traps=tuple(dict.fromkeys(traps)), period=period
    )


def _planned_unit(budget: Budget) -> str:
    return next((spend.unit for spend in budget.planned_budget_limits.values()), "USD")


def _no_period(budget: Budget, day: date) -> str:
    start, end = bounds_of(budget)
    if start and day < start:
        return f"It begins on {start:%-d %B %Y}."
    return f"It ended on {end - timedelta(days=1):%-d %B %Y}." if end and day >= end else "It has no period now."


def _gaps(period: Period, spent: Spending) -> list[str]:
    """Days of the period before the bill begins: what they cost is in no sum."""
    if period.overlap(spent.billed) is None:
        return [f"The bill has no day of its period; it covers {spent.billed.start} to {spent.billed.last_day}."]
    if period.start >= spent.days.start:
        return []
    missing = (min(spent.days.start, period.end) - period.start).days
    return [
        f"The bill begins on {spent.days.start:%-d %B %Y}: what the {missing} days of the period before that cost is "
        "not in it."
    ]


def _credits(period: Period, spent: Spending) -> list[str]:
    """What was given back hides what was used."""
    given = sum((amount for day, amount in spent.given_back.items() if day in period), Decimal(0))
    if not given:
        return []
    text = format_money(-given, spent.unit)
    return [f"Credits and refunds of {text} are in what was spent: without them it would be that much more."]


def _nothing(selection: Selection) -> list[str]:
    return [
        f"Its filter {one} matches nothing on the bill. Check how the bill spells it: a budget that matches nothing "
        "shows 0 and never alerts."
        for one in selection.nothing
    ]


def _no_rate(unit: str, others: Mapping[str, Decimal], budget: Budget) -> str:
    names = " and ".join(sorted(others))
    if budget.budget_type == USAGE:
        return f"Usage in {names} is not counted: the budget is in {unit}."
    return f"Amounts in {names} are not counted: the budget is in {unit}. Add a rate under [rates.{unit}]."


def _traps_of(budget: Budget) -> list[str]:
    """What is true of the budget whatever the bill says."""
    found = [f"Its field {name} is not known here, and is kept as it is." for name in budget.unknown()]
    if budget.filter_expression is not None and not budget.metrics:
        found.append("It has a FilterExpression without Metrics, which AWS does not take: unblended costs are counted.")
    types = budget.cost_types or CostTypes()
    if budget.budget_type == COST and not budget.metrics:
        left_out = [
            word for word, included in (("credits", types.include_credit), ("refunds", types.include_refund),
                                        ("tax", types.include_tax), ("support", types.include_support)) if not included
        ]  # fmt: skip
        if left_out:
            found.append(f"It leaves out {' and '.join(left_out)}.")
    if notifications := budget.notifications:
        found.append("Each alert is told once a period: what comes after its day is not told again.")
        if any(one.notification_type == FORECASTED for one in notifications):
            found.append("AWS forecasts after about five weeks of usage: before that a FORECASTED alert stays silent.")
    if not budget.actions:
        found.append(STOPS_NOTHING)
    return found
