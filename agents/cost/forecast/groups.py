"""Forecasts of single groups: the services, accounts or teams that cost most, each from its own history.

With what is left they add up to the forecast of all, to the cent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import fmean

from agents.bill.wording import Grouping
from agents.cost.forecast.latest_sums import LatestSums
from agents.cost.forecast.question import (
    ForecastQuestion,
    Keys,
    Kinds,
    basis_of_estimate,
    daily_amounts,
    history_of_all,
    history_of_groups,
    naive_error,
)
from billing.allocation import exact_sum
from billing.forecast import PACE_DAYS, Estimate
from billing.history import History
from billing.outlook import NotEnough, Outlook, Part, cents, look_ahead, look_ahead_of_each, months_of
from billing.periods.calendar import add_months
from billing.periods.symbols import whole_months
from billing.reconciliation import in_cents, reconciled
from finops_core.answers import Basis
from finops_core.values import Period

GROUPS = 10
MOST_GROUPS = 20
"""Groups that are estimated one by one, whatever number of them is shown: estimates do not depend on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutlook:
    """One group's estimate beside what it came to over as many days before.

    `billed` is all of that, `recurring` what of it can be continued: without credits, refunds and what came once.
    `error` is that of trials on its own past, as a fraction, `naive` that of the simplest method in the same trials.
    Both are None for several groups together, for parts of a group, and where the past leaves nothing to divide by; the
    bounds are in the first two cases.
    """

    keys: Keys
    billed: Decimal
    recurring: float
    amount: Decimal
    low: float | None = None
    high: float | None = None
    error: float | None = None
    naive: float | None = None

    @property
    def growth(self) -> float:
        """How much more than what recurs the estimate is: what came once is not in it."""
        return float(self.amount) - self.recurring


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupForecasts:
    """One estimate a group, the first first; with the `others` together they add up to that of all, `whole`.

    `short` of the others have too little history for an estimate of their own. `latest` are the days that each stands
    beside, `history` is that of all groups together.
    """

    asked: ForecastQuestion
    groups: Grouping
    known: tuple[GroupOutlook, ...]
    others: GroupOutlook | None
    whole: Outlook
    short: int
    latest: Period
    history: History
    basis: Basis


def forecast_groups(asked: ForecastQuestion, groups: Grouping) -> GroupForecasts | NotEnough:
    """The groups that cost most lately, each from its own history, reconciled with the estimate of all."""
    history = history_of_all(asked)
    months = months_of(asked.target)
    whole = look_ahead(history, asked.target, months)
    if isinstance(whole, NotEnough):
        return whole
    own, rest, short = _continued(asked, months)
    if not own:
        return short[0] if short else NotEnough(have=0, need=1, unit="months")
    latest = latest_days(asked)
    lately = LatestSums.of(asked, latest)
    estimates = _adding_up([*(found.parts for found in own.values()), _at_pace(asked, rest, months)], whole)
    amounts = dict(zip([(keys,) for keys in own] + [tuple(rest)], estimates, strict=True))
    found = [_outlook(lately, keys, amounts[(keys,)], own[keys]) for keys in own]
    by_growth = asked.params.order == "growth"
    found.sort(key=lambda one: (-one.growth if by_growth else -one.amount, one.keys))
    count = asked.params.top_n or GROUPS
    basis = basis_of_estimate(asked, whole, history, None, measured=False)
    note = "Parts are estimated one by one and add up to the estimate of all: a gap goes to the least sure."
    notes = [*basis.notes, note]
    if short:
        notes.append(f"{len(short)} with too little history are continued together, at the pace of their latest month.")
    return GroupForecasts(
        asked=asked,
        groups=groups,
        known=tuple(found[:count]),
        others=_others(lately, found[count:], rest, amounts[tuple(rest)]),
        whole=whole,
        short=len(short),
        latest=latest,
        history=history,
        basis=basis.model_copy(update={"notes": tuple(notes)}),
    )


def _continued(
    asked: ForecastQuestion, months: Sequence[Period]
) -> tuple[dict[Keys, Outlook], dict[Keys, Kinds], list[NotEnough]]:
    """The outlooks of the largest groups, the other groups, and what some of them lack for an outlook of their own."""
    amounts = daily_amounts(asked.result, asked.currency)
    recent = Period(max(asked.days.start, asked.days.end - timedelta(days=asked.target.days)), asked.days.end)
    lately = LatestSums.of(asked, recent)
    sums = {keys: lately.recurring([keys]) for keys in amounts}
    largest = sorted((keys for keys in sums if sums[keys] > 0), key=lambda keys: (-sums[keys], keys))
    own: dict[Keys, Outlook] = {}
    short: list[NotEnough] = []
    estimated = largest[:MOST_GROUPS]
    histories = [history_of_groups(asked, {keys: amounts[keys]}) for keys in estimated]
    for keys, found in zip(estimated, look_ahead_of_each(histories, asked.target, months), strict=True):
        if isinstance(found, NotEnough):
            short.append(found)
        else:
            own[keys] = found
    once = {row.keys[:-1] for row in asked.once.rows if row.currency == asked.currency}
    rest = {keys: amounts.get(keys, {}) for keys in sorted({*amounts, *once}) if keys not in own}
    return own, rest, short


def _at_pace(asked: ForecastQuestion, rest: Mapping[Keys, Kinds], months: Sequence[Period]) -> tuple[Part, ...]:
    """What groups without an outlook of their own come to, where there are any: at the pace of their latest month."""
    history = history_of_groups(asked, rest)
    found = look_ahead(history, asked.target, months)
    if not isinstance(found, NotEnough):
        return found.parts
    pace = fmean(history.every[-PACE_DAYS:])
    parts: list[Part] = []
    for month in months:
        ahead = max(0, (month.end - max(month.start, asked.days.end)).days)
        value = history.known(month) + pace * ahead
        estimate = Estimate.around(value, [pace * ahead], floor=float("-inf"))
        parts.append(Part(days=month, estimate=estimate, known=history.known(month)))
    return tuple(parts)


def _adding_up(groups: Sequence[Sequence[Part]], whole: Outlook) -> list[Decimal]:
    """What each group comes to: month by month the estimates of all groups add up to that of the whole."""
    sums = [Decimal(0)] * len(groups)
    for number, of_all in enumerate(whole.parts):
        parts = [group[number] for group in groups]
        ahead = reconciled(
            [part.estimate.value - part.known for part in parts],
            [part.estimate.high - part.estimate.value for part in parts],
            of_all.estimate.value - of_all.known,
        )
        values = [part.known + amount for part, amount in zip(parts, ahead, strict=True)]
        cents_of_all = cents(of_all.estimate.value)
        sums = [amount + one for amount, one in zip(sums, in_cents(values, cents_of_all), strict=True)]
    return sums


def _outlook(lately: LatestSums, keys: Keys, amount: Decimal, found: Outlook) -> GroupOutlook:
    moved = float(amount) - found.whole.value
    floor = 0.0 if found.whole.low >= 0 else float("-inf")
    return GroupOutlook(
        keys=keys,
        billed=lately.billed([keys]),
        recurring=lately.recurring([keys]),
        amount=amount,
        low=max(floor, found.whole.low + moved),
        high=found.whole.high + moved,
        error=found.measured.wape,
        naive=naive_error(found),
    )


def _others(
    lately: LatestSums, hidden: Sequence[GroupOutlook], rest: Mapping[Keys, Kinds], amount: Decimal
) -> GroupOutlook | None:
    """What is not shown one by one, together; None where that is nothing."""
    found = GroupOutlook(
        keys=(),
        billed=exact_sum([*(one.billed for one in hidden), lately.billed(list(rest))]),
        recurring=sum((one.recurring for one in hidden), lately.recurring(list(rest))),
        amount=exact_sum([*(one.amount for one in hidden), amount]),
    )
    return found if hidden or found.amount or found.billed else None


def latest_days(asked: ForecastQuestion) -> Period:
    """As long a stretch before: whole months beside whole months, else the last days."""
    running = asked.days.end.replace(day=1)
    months = whole_months(asked.target)
    if months and add_months(running, -months) >= asked.days.start:
        return Period(add_months(running, -months), running)
    return Period(max(asked.days.start, asked.days.end - timedelta(days=asked.target.days)), asked.days.end)
