"""Forecasts of single groups: the services, accounts or teams that cost most, each from its own history."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from agents.bill.wording import Grouping
from agents.cost.forecast.question import ForecastQuestion, basis_of_estimate, billed_rows, group_history
from billing.allocation import exact_sum
from billing.outlook import ONE_OFF, History, NotEnough, Outlook, look_ahead
from billing.periods.calendar import add_months
from billing.periods.symbols import whole_months
from billing.query import LineKind
from finops_core.answers import Basis
from finops_core.values import Period

GROUPS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutlook:
    """One group's outlook beside what it came to over as many days before.

    `billed` is all of that, `recurring` what of it can be continued: without credits, refunds and what came once.
    """

    keys: tuple[str, ...]
    billed: Decimal
    recurring: float
    found: Outlook

    @property
    def growth(self) -> float:
        """How much more than what recurs the estimate is: what came once is not in it."""
        return self.found.whole.value - self.recurring


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupForecasts:
    """One estimate a group, the first first; their estimates do not add up to that of all.

    `latest` are the days that each stands beside, `history` is that of all groups together.
    """

    asked: ForecastQuestion
    groups: Grouping
    known: tuple[GroupOutlook, ...]
    latest: Period
    history: History
    basis: Basis


def forecast_groups(asked: ForecastQuestion, groups: Grouping) -> GroupForecasts | NotEnough:
    """The groups that cost most lately, each from its own history; NotEnough where none has one that is long enough."""
    latest = _latest(asked)
    recent = Period(max(asked.days.start, asked.days.end - timedelta(days=asked.target.days)), asked.days.end)
    sums: dict[tuple[str, ...], float] = {}
    for row in asked.result.rows:
        counts = row.currency == asked.currency and LineKind(row.keys[-1]) not in ONE_OFF
        if counts and row.start is not None and row.start.date() in recent:
            sums[row.keys[:-1]] = sums.get(row.keys[:-1], 0.0) + float(row.amount)
    largest = sorted((keys for keys in sums if sums[keys] > 0), key=lambda keys: -sums[keys])
    count = asked.params.top_n or GROUPS
    known: list[GroupOutlook] = []
    short: list[NotEnough] = []
    for keys in largest[: max(count, GROUPS) if asked.params.order == "growth" else count]:
        found = look_ahead(group_history(asked, keys), asked.target, [asked.target])
        if isinstance(found, NotEnough):
            short.append(found)
        else:
            known.append(
                GroupOutlook(
                    keys=keys,
                    billed=_billed(asked, keys, latest),
                    recurring=_recurring(asked, keys, latest),
                    found=found,
                )
            )
    if not known:
        return short[0] if short else NotEnough(have=0, need=1, unit="months")
    by_growth = asked.params.order == "growth"
    known.sort(key=lambda one: -one.growth if by_growth else -one.found.whole.value)
    known = known[:count]
    history = history_of_all(asked)
    basis = basis_of_estimate(asked, known[0].found, history, None, measured=False)
    if short:
        note = f"{len(short)} with too little history are left out of the table"
        basis = basis.model_copy(update={"notes": (*basis.notes, note)})
    return GroupForecasts(asked=asked, groups=groups, known=tuple(known), latest=latest, history=history, basis=basis)


def _latest(asked: ForecastQuestion) -> Period:
    """As long a stretch before: whole months beside whole months, else the last days."""
    running = asked.days.end.replace(day=1)
    months = whole_months(asked.target)
    if months and add_months(running, -months) >= asked.days.start:
        return Period(add_months(running, -months), running)
    return Period(max(asked.days.start, asked.days.end - timedelta(days=asked.target.days)), asked.days.end)


def history_of_all(asked: ForecastQuestion) -> History:
    """The daily amounts of all groups together by line kind."""
    merged = [replace(row, keys=row.keys[-1:]) for row in asked.result.rows]
    once = replace(asked.once, rows=tuple(replace(row, keys=row.keys[-1:]) for row in asked.once.rows))
    return group_history(replace(asked, result=replace(asked.result, rows=tuple(merged)), once=once), ())


def _recurring(asked: ForecastQuestion, keys: tuple[str, ...], days: Period) -> float:
    """What a group came to in these days, without what forecasts leave out."""
    left_out = group_history(asked, keys).left_out
    return sum(
        float(row.amount)
        for row in asked.result.rows
        if row.keys[:-1] == keys
        and row.currency == asked.currency
        and LineKind(row.keys[-1]) not in left_out
        and row.start is not None
        and row.start.date() in days
    )


def _billed(asked: ForecastQuestion, keys: tuple[str, ...], days: Period) -> Decimal:
    """What a group was billed in these days, to the last digit."""
    return exact_sum([row.amount for row in billed_rows(asked, keys) if row.start and row.start.date() in days])
