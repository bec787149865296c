"""What of a bill can be continued, and how: pure steps from daily amounts by line kind to an estimate of days ahead.

Everything ahead is one list of days: what comes day by day, continued by `billing/forecast_days.py`, and monthly fees
on their days (`fees.py`). Weeks and months are sums of those days, whatever was asked for. One-off purchases and
money given back are left out: the past says nothing about them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean

from billing.fees import Amounts, Fee, due_of, fee_of, is_fee
from billing.forecast import DAYS_IN_SEASON, Estimate, needed, wape
from billing.forecast_days import DaysAhead
from billing.forecast_methods import METHODS
from billing.periods.calendar import add_months
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


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A bill's past as far as it can be continued. `daily` has one amount for each day of `days`, or none at all.

    `once` are amounts that came once, by day: known where they are billed, and never continued.
    """

    days: Period
    daily: tuple[float, ...]
    fees: tuple[Fee, ...]
    left_out: frozenset[LineKind]
    once: Amounts = field(default_factory=dict[date, float])

    @property
    def every(self) -> list[float]:
        """Each day with the fees that were billed on it."""
        amounts = list(self.daily or [0.0] * self.days.days)
        for fee in self.fees:
            for day, amount in fee.amounts.items():
                if day in self.days:
                    amounts[(day - self.days.start).days] += amount
        return amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One interval of an outlook."""

    days: Period
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How near trials on the past came, as fractions; `wape_naive` is what repeating the last week would have had.

    `wape` is the sum of absolute errors over the sum of amounts, `mape` the mean of absolute relative errors; None
    where amounts of 0 leave nothing to divide by.
    """

    method: str
    origins: int
    wape: float | None
    mape: float | None
    wape_naive: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What days ahead will come to: `known` is billed already and part of `whole`; `fees` are, too.

    `monthly` says that only monthly fees are left to come. `length` counts days of history, or months then.
    """

    whole: Estimate
    parts: tuple[Part, ...]
    known: float
    fees: float
    measured: Measured
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
    fees = {kind for kind, amounts in kinds.items() if kind not in ONE_OFF and is_fee(kind, amounts, known)}
    daily = [amounts for kind, amounts in kinds.items() if kind not in ONE_OFF and kind not in fees]
    every = (known.start + timedelta(days=number) for number in range(known.days))
    return History(
        days=known,
        daily=tuple(sum(amounts.get(day, 0.0) for amounts in daily) for day in every) if daily else (),
        fees=tuple(fee_of(kind, kinds[kind]) for kind in sorted(fees)),
        left_out=frozenset(kind for kind in kinds if kind in ONE_OFF),
    )


NAIVE_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the last week repeated that are tried until an outlook does no worse than that alone on the past."""

HELD_AGAINST_NAIVE = (range(14), range(30), range(30, 61), range(91))
"""Days ahead over which it must not do worse, whatever is asked, so that a month comes to the same in every outlook."""


class Continued:
    """A history continued from its end and, as trials, from earlier days; what was worked out is kept.

    As much of the last week repeated is mixed in as it takes not to lose to that on the past. Where it still loses on
    the days that are `asked` about, it is that alone.
    """

    def __init__(self, history: History, reach: int, asked: range = range(0)) -> None:
        self._history = history
        self._reach = max(reach, *(steps.stop for steps in HELD_AGAINST_NAIVE))
        self._days = DaysAhead(history.days.start, history.daily or [0.0] * history.days.days, self._reach)
        self._came = history.every
        self._fees: dict[int, list[float]] = {}
        self._share = 0.0
        self._share = next(share for share in NAIVE_SHARES if not self._loses_with(share))
        if sum(abs(error) for error, _ in self.errors(asked)) > sum(map(abs, self.naive_errors(asked))):
            self._share = 1.0
            self._fees.clear()

    @property
    def method(self) -> str:
        if self._share == 1:
            return "the last week repeated"
        seasons = ", in the seasons of last year" if self._days.seasonal() else ""
        naive = f", and {self._share:.0%} of the last week repeated" if self._share else ""
        return f"mean of {len(METHODS)} methods weighed by their errors, {self._days.method()} the most{seasons}{naive}"

    def _loses_with(self, share: float) -> bool:
        """Whether days with this share of the last week repeated in them miss by more than that alone, fees apart."""
        # The seasons of a year are followed for what they do to months ahead: weeks do not judge them.
        held = HELD_AGAINST_NAIVE[-1:] if self._days.seasonal() else HELD_AGAINST_NAIVE
        return share < 1 and any(self._missed(steps, share) > self._missed(steps, 1.0) for steps in held)

    def _missed(self, steps: range, share: float) -> float:
        missed = 0.0
        for origin in self._days.origins(steps.stop):
            own, week, came = (
                sum(amounts[steps.start : steps.stop])
                for amounts in (self._days.ahead(origin), self._days.repeated(origin), self._days.amounts[origin:])
            )
            missed += abs(own + share * (week - own) - came)
        return missed

    def _daily(self, origin: int) -> Sequence[float]:
        """What comes day by day after the first `origin` days."""
        ahead = self._days.ahead(origin)
        if not self._share:
            return ahead
        week = self._days.repeated(origin)
        return [own + self._share * (last - own) for own, last in zip(ahead, week, strict=True)]

    def ahead(self, steps: range, origin: int | None = None) -> float:
        """What these days ahead come to; 0 is the first after the first `origin` days of the history, or after all."""
        known = self._days.length if origin is None else origin
        return sum(self._daily(known)[steps.start : steps.stop]) + self.fees(steps, known)

    def known(self, part: Period) -> float:
        """What of a part is in the history already."""
        start = self._history.days.start
        first, last = ((day - start).days for day in (part.start, min(part.end, self._history.days.end)))
        once = sum(amount for day, amount in self._history.once.items() if day in part)
        return sum(self._came[max(0, first) : max(0, last)]) + once

    def fees(self, steps: range, origin: int | None = None) -> float:
        """The part of it that monthly fees have."""
        known = self._days.length if origin is None else origin
        if known not in self._fees:
            by = self._history.days.start + timedelta(days=known)
            self._fees[known] = due_of(self._history.fees, by, self._reach, self._spend_by_month(known))
        return sum(self._fees[known][steps.start : steps.stop])

    def errors(self, steps: range) -> list[tuple[float, float]]:
        """Of each trial, by how much the same stretch ahead was missed, and what it came to."""
        trials: list[tuple[float, float]] = []
        for origin in self._days.origins(steps.stop):
            came = sum(self._came[origin + steps.start : origin + steps.stop])
            trials.append((self.ahead(steps, origin) - came, came))
        return trials

    def naive_errors(self, steps: range) -> list[float]:
        """The same of repeating the last week, with the same fees."""
        found: list[float] = []
        for origin in self._days.origins(steps.stop):
            came = sum(self._came[origin + steps.start : origin + steps.stop])
            week = sum(self._days.repeated(origin)[steps.start : steps.stop])
            found.append(week + self.fees(steps, origin) - came)
        return found

    def estimate(self, steps: range) -> Estimate:
        """These days with the interval that held on the past."""
        if not steps:
            return Estimate(value=0.0, low=0.0, high=0.0, low_95=0.0, high_95=0.0)
        errors = [error for error, _ in self.errors(steps)]
        floor = 0.0 if min(self._came) >= 0 else float("-inf")
        return Estimate.around(self.ahead(steps), errors, floor=floor, least=self._fees_missed(steps))

    def _fees_missed(self, steps: range) -> float:
        """How far off the fees due on these days may be: trials of the same days may not have had any."""
        end, spend = self._history.days.end, self._spend_by_month(self._days.length)
        days = {end + timedelta(days=step) for step in steps}
        due = [fee for fee in self._history.fees if self.fees(steps) and days & fee.due(end, self._reach, spend).keys()]
        return sum(fee.miss(end, spend) for fee in due)

    def _spend_by_month(self, known: int) -> "_Months":
        return _Months(self._history.days.start, [*self._days.amounts[:known], *self._daily(known)])


class _Months:
    """What days come to by month, named by its first day."""

    def __init__(self, first: date, amounts: Sequence[float]) -> None:
        self._sums: dict[date, float] = {}
        for number, amount in enumerate(amounts):
            month = (first + timedelta(days=number)).replace(day=1)
            self._sums[month] = self._sums.get(month, 0.0) + amount

    def __call__(self, month: date) -> float:
        return self._sums.get(month, 0.0)


def look_ahead(history: History, target: Period, parts: Sequence[Period]) -> Outlook | NotEnough:
    """The outlook on days that end after the history, as a whole and in `parts`, all sums of the same days."""
    end = history.days.end
    steps = _steps(target, end)
    months = max((len(fee.months(end)) for fee in history.fees), default=0)
    monthly = not any(history.daily)
    if monthly and not months:
        return NotEnough(have=0, need=1, unit="months")
    if history.days.days < needed(steps, DAYS_IN_SEASON):
        return NotEnough(have=history.days.days, need=needed(steps, DAYS_IN_SEASON), unit="days")
    continued = Continued(history, max(steps.stop, *(_steps(part, end).stop for part in parts)), asked=steps)
    return Outlook(
        whole=_with_known(_whole(continued, target, end), continued, target),
        parts=tuple(
            Part(days=part, estimate=_with_known(continued.estimate(_steps(part, end)), continued, part))
            for part in parts
        ),
        known=continued.known(target),
        fees=continued.fees(steps),
        measured=_measured(continued, steps),
        monthly=monthly,
        length=months if monthly else len(history.daily),
    )


def _whole(continued: Continued, target: Period, end: date) -> Estimate:
    """The whole, with an interval that is no wider than those of its months together."""
    found = continued.estimate(_steps(target, end))
    starts = [target.start]
    while (following := add_months(starts[-1].replace(day=1), 1)) < target.end:
        starts.append(following)
    months = [Period(start, stop) for start, stop in zip(starts, (*starts[1:], target.end), strict=True)]
    estimates = [continued.estimate(_steps(month, end)) for month in months]
    return Estimate(
        value=found.value,
        low=max(found.low, sum(one.low for one in estimates)),
        high=min(found.high, sum(one.high for one in estimates)),
        low_95=max(found.low_95, sum(one.low_95 for one in estimates)),
        high_95=min(found.high_95, sum(one.high_95 for one in estimates)),
    )


def _measured(continued: Continued, steps: range) -> Measured:
    trials = continued.errors(steps)
    errors, came = [error for error, _ in trials], [amount for _, amount in trials]
    return Measured(
        method=continued.method,
        origins=len(trials),
        wape=wape(errors, came),
        mape=fmean(abs(error / amount) for error, amount in trials) if all(came) else None,
        wape_naive=wape(continued.naive_errors(steps), came),
    )


def _steps(part: Period, end: date) -> range:
    return range(max(0, (part.start - end).days), max(0, (part.end - end).days))


def _with_known(found: Estimate, continued: Continued, part: Period) -> Estimate:
    return found.plus(continued.known(part))


def cents(amount: float) -> Decimal:
    """An estimate as money: to the cent, since more digits would only look exact."""
    return Decimal(str(round(amount, 2)))
