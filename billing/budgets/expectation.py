"""Where a budget's period is heading: the bill's own forecast, day by day, and what it said on earlier days.

The chance of passing an amount takes the errors of trials on the past as normal, as wide as the interval that held
80 % of them. It is an estimate of an estimate, and told in whole percents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import erf, sqrt

from billing.continued_spend import ContinuedSpend
from billing.forecast import DAYS_IN_SEASON, Estimate, needed
from billing.history import History
from billing.outlook import NotEnough, look_ahead
from finops_core.values import Period

_Z_OF_80 = 1.2816
FIRST_FORECASTS = 35
"""Days of history before AWS forecasts at all: about five weeks ("Creating a budget", AWS Cost Management guide)."""
LONGEST = 400
"""Days ahead that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a whole period will come to, and its running sum on each day ahead; `billed_to` is the first day ahead."""

    whole: Estimate
    running: tuple[tuple[date, float], ...]
    method: str
    error: float | None
    trials: int

    def chance_over(self, amount: Decimal) -> Decimal:
        """The chance that the period comes to more than an amount; between 1 and 99 %."""
        spread = max(self.whole.high - self.whole.value, 1e-9) / _Z_OF_80
        beyond = (float(amount) - self.whole.value) / spread
        chance = (1 - erf(beyond / sqrt(2))) / 2
        return Decimal(str(round(min(max(chance, 0.01), 0.99), 2)))

    def passes_on(self, amount: Decimal) -> date | None:
        """The first day ahead on which the running sum is expected to be more than an amount."""
        return next((day for day, total in self.running if total > float(amount)), None)


def expect(history: History, period: Period, continued: ContinuedSpend | None = None) -> Expectation | NotEnough | None:
    """Continues a history to the end of a period; None where the period is billed, or too long to be looked at."""
    steps = ahead_of(history, period)
    if not steps or steps.stop > LONGEST:
        return None
    found = look_ahead(history, period, [period])
    if isinstance(found, NotEnough):
        return found
    continued = continued or ContinuedSpend(history, steps.stop, asked=steps)
    total = history.known(period)
    running: list[tuple[date, float]] = []
    for step in steps:
        total += continued.ahead(range(step, step + 1))
        running.append((history.days.end + timedelta(days=step), total))
    return Expectation(
        whole=found.whole,
        running=tuple(running),
        method=found.measured.method,
        error=found.measured.wape,
        trials=found.measured.origins,
    )


def ahead_of(history: History, period: Period) -> range:
    """The days of a period that are not billed, counted from the end of the history."""
    end = history.days.end
    return range(max(0, (period.start - end).days), max(0, (period.end - end).days))


class PastForecasts:
    """What a forecast made on earlier days, with what was billed by then, would have said of a period's total."""

    def __init__(self, history: History, longest: int) -> None:
        self._history = history
        self._enough = history.days.days >= needed(range(1), DAYS_IN_SEASON)
        self._continued = ContinuedSpend(history, longest) if self._enough else None

    def prepare(self, days: Iterable[date]) -> None:
        """Works out together what will be asked of these days."""
        if self._continued is not None:
            self._continued.prepare([known for day in days if self._is_known(known := self._known(day))])

    def _known(self, by: date) -> int:
        return (by - self._history.days.start).days

    def _is_known(self, days: int) -> bool:
        return FIRST_FORECASTS <= days <= self._history.days.days

    def said(self, period: Period, by: date) -> float | None:
        """What the whole period was expected to come to, with the days before `by` billed; None with too few days."""
        known = self._known(by)
        if self._continued is None or not self._is_known(known):
            return None
        steps = range(max(0, (period.start - by).days), (period.end - by).days)
        billed = self._history.known(Period(period.start, by)) if period.start < by else 0.0
        return billed + (self._continued.ahead(steps, known) if steps else 0.0)
