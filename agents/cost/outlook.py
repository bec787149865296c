"""What of a bill can be continued, and how: pure steps from daily amounts by line kind to an estimate of days ahead.

Charges that come day by day are continued by `billing/forecast.py`. Fees that come once a month are taken at the
average of the last months. One-off purchases and money given back are left out: the past says nothing about them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean, mode

from agents.cost.calendar import add_months
from agents.cost.periods import whole_months
from billing.forecast import (
    DAYS_IN_SEASON,
    MONTHS_IN_SEASON,
    MOST_ORIGINS,
    Estimate,
    Forecast,
    Steps,
    TooLittle,
    forecast,
    needed,
)
from billing.query import LineKind
from finops_core.values import Period

ONE_OFF = frozenset(
    {
        LineKind.CREDIT,
        LineKind.REFUND,
        LineKind.SAVINGS_PLAN_UPFRONT,
        LineKind.RESERVATION_UPFRONT,
        LineKind.ROUNDING,
    }
)
"""Kinds that are left out of every forecast."""

ONCE_A_MONTH = frozenset({LineKind.TAX, LineKind.SUPPORT, LineKind.RESERVATION_RECURRING})
"""Kinds that are monthly fees whatever their days; others are when they come on few days."""

FEW_DAYS = 0.4
"""A kind with charges on a smaller part of its days does not come day by day."""

FEE_MONTHS = 3
DAILY_REACH = 100
"""Days ahead up to which days are continued; beyond that, months, which know the seasons of a year."""

Amounts = Mapping[date, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A kind that comes once a month, on `day` of it. `billed` are its amounts by the first day of their months.

    `running` is the first day of the month that is not complete yet.
    """

    kind: LineKind
    day: int
    billed: Mapping[date, float]
    running: date

    @property
    def months(self) -> tuple[float, ...]:
        """The amounts of the complete months, in order."""
        return tuple(amount for month, amount in self.billed.items() if month < self.running)

    @property
    def open(self) -> float:
        """What is billed of the running month."""
        return self.billed.get(self.running, 0.0)

    def date_in(self, month: date) -> date:
        return min(month + timedelta(days=self.day - 1), add_months(month, 1) - timedelta(days=1))

    def billed_in(self, days: Period) -> float:
        return sum(amount for month, amount in self.billed.items() if self.date_in(month) in days)

    @property
    def expected(self) -> float:
        return fmean(self.months[-FEE_MONTHS:]) if self.months else 0.0

    @property
    def spread(self) -> float:
        """The largest distance of a known month from the average of those before it."""
        pairs = [(self.months[max(0, at - FEE_MONTHS) : at], self.months[at]) for at in range(1, len(self.months))]
        return max((abs(fmean(before) - amount) for before, amount in pairs), default=abs(self.expected))


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A bill's past as far as it can be continued. `daily` has one amount for each day of `days`."""

    days: Period
    daily: tuple[float, ...]
    fees: tuple[Fee, ...]
    left_out: frozenset[LineKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One interval of an outlook."""

    days: Period
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What days ahead will come to: `known` is billed already and part of `whole`; `fees` are, too.

    `model` is None where only monthly fees are left to come. `steps` are of days, or of months.
    """

    whole: Estimate
    parts: tuple[Part, ...]
    known: float
    fees: float
    model: Forecast | None
    monthly: bool
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnough:
    """No outlook: `have` days (or months) of history where `need` would be the least."""

    have: int
    need: int
    unit: str


def history_of(kinds: Mapping[LineKind, Amounts], days: Period) -> History:
    """Sorts amounts by kind and day into what can be continued day by day, monthly fees, and what is left out."""
    first = min((day for amounts in kinds.values() for day in amounts if amounts[day]), default=days.start)
    known = Period(max(first, days.start), days.end) if first < days.end else days
    fees = {kind for kind, amounts in kinds.items() if kind not in ONE_OFF and _is_fee(kind, amounts, known)}
    daily = [amounts for kind, amounts in kinds.items() if kind not in ONE_OFF and kind not in fees]
    every = (known.start + timedelta(days=number) for number in range(known.days))
    return History(
        days=known,
        daily=tuple(sum(amounts.get(day, 0.0) for amounts in daily) for day in every) if daily else (),
        fees=tuple(_fee(kind, kinds[kind], known) for kind in sorted(fees)),
        left_out=frozenset(kind for kind in kinds if kind in ONE_OFF),
    )


def _is_fee(kind: LineKind, amounts: Amounts, days: Period) -> bool:
    if kind in ONCE_A_MONTH:
        return True
    if kind is LineKind.USAGE:
        return False
    begun = [day for day, amount in amounts.items() if amount]
    return bool(begun) and len(begun) < FEW_DAYS * (days.end - min(begun)).days


def _fee(kind: LineKind, amounts: Amounts, days: Period) -> Fee:
    sums: dict[date, float] = {}
    for day, amount in amounts.items():
        month = day.replace(day=1)
        sums[month] = sums.get(month, 0.0) + amount
    running = days.end.replace(day=1)
    months = _months(min(sums, default=running), add_months(running, 1))
    return Fee(
        kind=kind,
        day=mode(day.day for day in amounts),
        billed={month: sums.get(month, 0.0) for month in months},
        running=running,
    )


def _months(first: date, end: date) -> Iterable[date]:
    while first < end:
        yield first
        first = add_months(first, 1)


def look_ahead(
    history: History, target: Period, parts: Sequence[Period], *, most_origins: int = MOST_ORIGINS
) -> Outlook | NotEnough:
    """The outlook on days that end after the history. `parts` are intervals of the target, in order."""
    reach = (target.end - history.days.end).days
    if reach > DAILY_REACH and whole_months(target):
        found = _by_month(history, target, parts, most_origins)
        if isinstance(found, Outlook):
            return found
        if len(history.daily) < needed(Steps(0, reach), DAYS_IN_SEASON):
            return found
    return _by_day(history, target, parts, most_origins)


def _by_day(history: History, target: Period, parts: Sequence[Period], most_origins: int) -> Outlook | NotEnough:
    end = history.days.end
    ahead = [_steps(part, end) for part in parts]
    model: Forecast | None = None
    if any(history.daily):
        found = forecast(
            history.daily,
            whole=_steps(target, end),
            parts=[steps for steps in ahead if len(steps)],
            season=DAYS_IN_SEASON,
            most_origins=most_origins,
        )
        if isinstance(found, TooLittle):
            return NotEnough(have=found.have, need=found.need, unit="days")
        model = found
    elif not any(fee.months for fee in history.fees):
        return NotEnough(have=0, need=1, unit="months")
    said = iter(model.parts if model else ())
    nothing = Estimate(value=0.0, low=0.0, high=0.0)
    return Outlook(
        whole=_with_fees(model.whole if model else nothing, history.fees, target, end, _billed(history, target)),
        parts=tuple(
            Part(
                days=part,
                estimate=_with_fees(
                    next(said, nothing) if len(steps) else nothing, history.fees, part, end, _billed(history, part)
                ),
            )
            for part, steps in zip(parts, ahead, strict=True)
        ),
        known=_billed(history, target),
        fees=sum(_due(fee, target, end) for fee in history.fees),
        model=model,
        monthly=model is None,
        length=len(history.daily) if model else max(len(fee.months) for fee in history.fees),
    )


def _steps(part: Period, end: date) -> Steps:
    return Steps(max(0, (part.start - end).days), max(0, (part.end - end).days))


def _billed(history: History, part: Period) -> float:
    """What of a part is in the history already."""
    first, last = ((day - history.days.start).days for day in (part.start, min(part.end, history.days.end)))
    return sum(history.daily[max(0, first) : max(0, last)]) + sum(fee.billed_in(part) for fee in history.fees)


def _with_fees(found: Estimate, fees: Sequence[Fee], days: Period, end: date, known: float) -> Estimate:
    due = sum(_due(fee, days, end) for fee in fees)
    spread = sum(fee.spread for fee in fees if _due(fee, days, end))
    return Estimate(
        value=found.value + due + known,
        low=found.low + max(0.0, due - spread) + known,
        high=found.high + due + spread + known,
    )


def _due(fee: Fee, days: Period, end: date) -> float:
    """What of a fee is still to come in these days: in each month on its day, or at once when that day has passed."""
    running = end.replace(day=1)
    due = 0.0
    for month in _months(days.start.replace(day=1), days.end):
        if month < running:
            continue
        if max(fee.date_in(month), end) in days:
            due += max(0.0, fee.expected - fee.open) if month == running else fee.expected
    return due


def _by_month(history: History, target: Period, parts: Sequence[Period], most_origins: int) -> Outlook | NotEnough:
    """Months continued as whole months; the running one is estimated, too, since it is not complete."""
    end = history.days.end
    running = end.replace(day=1)
    first = history.days.start if history.days.start.day == 1 else add_months(history.days.start.replace(day=1), 1)
    sums: dict[date, float] = dict.fromkeys(_months(first, running), 0.0)
    for number, amount in enumerate(history.daily):
        month = (history.days.start + timedelta(days=number)).replace(day=1)
        if month in sums:
            sums[month] += amount
    for fee in history.fees:
        for month in sums.keys() & fee.billed.keys():
            sums[month] += fee.billed[month]
    months = tuple(sums.values())
    found = forecast(
        months,
        whole=_month_steps(target, running),
        parts=[_month_steps(part, running) for part in parts if part.end > running],
        season=MONTHS_IN_SEASON,
        most_origins=most_origins,
    )
    if isinstance(found, TooLittle):
        return NotEnough(have=found.have, need=found.need, unit="months")
    known = sum(amount for month, amount in sums.items() if month in target)
    ahead = [part for part in parts if part.end > running]
    return Outlook(
        whole=Estimate(value=found.whole.value + known, low=found.whole.low + known, high=found.whole.high + known),
        parts=tuple(Part(days=part, estimate=one) for part, one in zip(ahead, found.parts, strict=True)),
        known=known,
        fees=0.0,
        model=found,
        monthly=True,
        length=len(months),
    )


def _month_steps(part: Period, running: date) -> Steps:
    def distance(day: date) -> int:
        return (day.year - running.year) * 12 + day.month - running.month

    return Steps(max(0, distance(part.start)), max(0, distance(part.end)))


def cents(amount: float) -> Decimal:
    """An estimate as money: to the cent, since more digits would only look exact."""
    return Decimal(str(round(amount, 2)))
