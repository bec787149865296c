"""What days ahead of a bill's history will probably come to, as a whole and in intervals that add up. Pure.

Everything ahead is one list of days (`continued_spend.py`). Weeks and months are sums of those days to the cent,
whatever was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import fmean

from billing.continued_spend import ContinuedSpend, continued_together
from billing.forecast import DAYS_IN_SEASON, Estimate, needed, wape
from billing.history import History
from billing.periods.calendar import add_months
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One interval of an outlook; `known` of the estimate is billed already."""

    days: Period
    estimate: Estimate
    known: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How near trials on the past came, as fractions.

    `wape_naive` is what repeating the last week would have had, `wape_pace` what the run rate would have: the average
    day of the latest month. `wape` is the sum of absolute errors over the sum of amounts, `mape` the mean of absolute
    relative errors; None where amounts of 0 leave nothing to divide by.
    """

    method: str
    origins: int
    wape: float | None
    mape: float | None
    wape_naive: float | None
    wape_pace: float | None


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


def look_ahead(history: History, target: Period, parts: Sequence[Period]) -> Outlook | NotEnough:
    """The outlook on days that end after the history, as a whole and in `parts`, all sums of the same days."""
    return look_ahead_of_each([history], target, parts)[0]


def look_ahead_of_each(
    histories: Sequence[History], target: Period, parts: Sequence[Period]
) -> list[Outlook | NotEnough]:
    """The outlook of each of several histories that end on the same day: the same as alone, in less time."""
    lacking = [_lacks(history, target) for history in histories]
    enough = [history for history, lacks in zip(histories, lacking, strict=True) if lacks is None]
    found: list[Outlook] = []
    if enough:
        end = enough[0].days.end
        steps = _steps(target, end)
        reach = max(steps.stop, *(_steps(part, end).stop for part in parts))
        each = continued_together(enough, reach, steps)
        found = [_outlook(one, continued, target, parts) for one, continued in zip(enough, each, strict=True)]
    outlooks = iter(found)
    return [lacks or next(outlooks) for lacks in lacking]


def _lacks(history: History, target: Period) -> NotEnough | None:
    least = needed(_steps(target, history.days.end), DAYS_IN_SEASON)
    if not any(history.daily) and not _months_of_fees(history):
        return NotEnough(have=0, need=1, unit="months")
    return NotEnough(have=history.days.days, need=least, unit="days") if history.days.days < least else None


def _months_of_fees(history: History) -> int:
    return max((len(fee.months(history.days.end)) for fee in history.fees), default=0)


def _outlook(history: History, continued: ContinuedSpend, target: Period, parts: Sequence[Period]) -> Outlook:
    end = history.days.end
    steps = _steps(target, end)
    monthly = not any(history.daily)
    return Outlook(
        whole=_whole(continued, target, end).plus(history.known(target)),
        parts=tuple(
            Part(
                days=part,
                estimate=_to_the_cent(continued, _steps(part, end)).plus(history.known(part)),
                known=history.known(part),
            )
            for part in parts
        ),
        known=history.known(target),
        fees=continued.fees(steps),
        measured=_measured(continued, steps),
        monthly=monthly,
        length=_months_of_fees(history) if monthly else len(history.daily),
    )


def _whole(continued: ContinuedSpend, target: Period, end: date) -> Estimate:
    """The whole, with an interval that is no wider than those of its months together."""
    found = _to_the_cent(continued, _steps(target, end))
    estimates = [continued.estimate(_steps(month, end)) for month in months_of(target)]
    together = replace(
        found,
        low=max(found.low, sum(one.low for one in estimates)),
        high=min(found.high, sum(one.high for one in estimates)),
        low_95=max(found.low_95, sum(one.low_95 for one in estimates)),
        high_95=min(found.high_95, sum(one.high_95 for one in estimates)),
    )
    return _around(together, found.value)


def months_of(target: Period) -> list[Period]:
    """The months of a period, the first and the last cut at its ends."""
    starts = [target.start]
    while (following := add_months(starts[-1].replace(day=1), 1)) < target.end:
        starts.append(following)
    return [Period(start, stop) for start, stop in zip(starts, (*starts[1:], target.end), strict=True)]


def _to_the_cent(continued: ContinuedSpend, steps: range) -> Estimate:
    """An estimate whose value is a difference of rounded running sums: intervals add up to the cent."""
    found = continued.estimate(steps)
    until, before = (round(continued.ahead(range(day)), 2) if day else 0.0 for day in (steps.stop, steps.start))
    return _around(found, round(until - before, 2) if steps else 0.0)


def _around(found: Estimate, value: float) -> Estimate:
    """An estimate with a value that was rounded: its intervals hold the value all the same."""
    return replace(
        found,
        value=value,
        low=min(found.low, value),
        high=max(found.high, value),
        low_95=min(found.low_95, value),
        high_95=max(found.high_95, value),
    )


def _measured(continued: ContinuedSpend, steps: range) -> Measured:
    trials = continued.errors(steps)
    errors, came = [error for error, _ in trials], [amount for _, amount in trials]
    week, pace = continued.naive_errors(steps)
    return Measured(
        method=continued.method,
        origins=len(trials),
        wape=wape(errors, came),
        mape=fmean(abs(error / amount) for error, amount in trials) if all(came) else None,
        wape_naive=wape(week, came),
        wape_pace=wape(pace, came),
    )


def _steps(part: Period, end: date) -> range:
    return range(max(0, (part.start - end).days), max(0, (part.end - end).days))


def cents(amount: float) -> Decimal:
    """An estimate as money: to the cent, since more digits would only look exact."""
    return Decimal(str(round(amount, 2)))
