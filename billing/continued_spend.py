"""A bill's history continued day by day from its end and, as trials, from earlier days. Pure.

Days are continued as series of a file are (`foresight/`), monthly fees on their days beside them. Continuing the
largest parts one by one and adding them up came no nearer than continuing their sum, but for parts that are new: their
first days would look like a rise of all the others, so that they are continued apart.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from billing.fees import due_of
from billing.forecast import DAYS_IN_SEASON, LEAST_HISTORY, Estimate
from billing.history import History
from billing.periods.calendar import add_months

if TYPE_CHECKING:
    from billing.forecast_days import DaysAhead

NAIVE_SHARES = tuple(share / 8 for share in range(9))
"""How far days asked for are moved towards what a naive continuation says, where that had come nearer."""

NEW_DAYS = 56
"""Days for which a part is new."""

MOST_SCALED = 5.0
"""A level that is further off is reached by adding the same to each day."""

_LEAST = 1e-9
"""Of what came: smaller differences are those of rounding."""


def _days_ahead(first: date, amounts: Sequence[float], reach: int) -> "DaysAhead":
    """Imported when days are continued: numpy is a good part of a cold start."""
    from billing.forecast_days import DaysAhead

    return DaysAhead(first, amounts, reach)


@dataclass(frozen=True, slots=True)
class _Level:
    """By how much the days `asked` for are moved towards what a naive continuation of the billed days says of them."""

    asked: range = range(0)
    pace: bool = False
    share: float = 0.0


def continued_together(histories: Sequence[History], reach: int, asked: range) -> "list[ContinuedSpend]":
    """Each history continued as it would be alone; what of their days is worked out is worked out together."""
    from billing.forecast_days import prepare_together

    days = [_days_of(history, max(reach, 1)) for history in histories]
    prepare_together([(one, one.trials(asked.stop)) for one in days])
    return [ContinuedSpend(history, reach, asked, one) for history, one in zip(histories, days, strict=True)]


def _days_of(history: History, reach: int) -> "DaysAhead":
    return _days_ahead(history.days.start, history.daily or [0.0] * history.days.days, reach)


class _Part:
    """What a part comes to day by day; `late` are the days of the whole before its first."""

    def __init__(self, history: History, first: date, reach: int) -> None:
        self.late = (history.days.start - first).days
        self.days = _days_ahead(history.days.start, history.daily, reach)

    def ahead(self, origin: int) -> list[float]:
        """Its days after the first `origin` days of the whole: at their pace while they are few."""
        known = origin - self.late
        few = known < LEAST_HISTORY[DAYS_IN_SEASON]
        return self.days.paced(known) if few else self.days.ahead(known)


class ContinuedSpend:
    """A history continued from its end and, as trials, from earlier days; what was worked out is kept.

    `asked` are days ahead on which it must not have lost to a naive continuation on the past: it is moved as far
    towards that as it takes.
    """

    def __init__(self, history: History, reach: int, asked: range = range(0), days: "DaysAhead | None" = None) -> None:
        self._history = history
        self._reach = max(reach, 1)
        self._days = days or _days_of(history, self._reach)
        self._parts = [_Part(part, history.days.start, self._reach) for part in history.parts if any(part.daily)]
        self._settled: dict[tuple[int, ...], DaysAhead] = {(): self._days}
        self._came = history.every
        self._billed = _days_ahead(history.days.start, self._came, self._reach)
        self._fees: dict[int, list[float]] = {}
        self._said: dict[int, tuple[list[float], list[float]]] = {}
        self._level = _Level()
        self._hold_against_naive(asked)

    @property
    def method(self) -> str:
        """How the days ahead were found, for a reader who knows the bill and no statistics."""
        texts = [
            f"average of {self._days.ways} ways to continue days, each counting by how near it came on the past",
            f"most weight has {self._days.method()}",
        ]
        if self._days.seasonal():
            texts.append("months follow those of last year")
        if self._level.share:
            name = "the latest month's average day comes to" if self._level.pace else "the last week repeated comes to"
            way = "" if self._level.share == 1 else f" {self._level.share:.0%} of the way"
            texts.append(f"the sum is moved{way} to what {name}")
        return "; ".join(texts)

    def _hold_against_naive(self, asked: range) -> None:
        """Where a naive continuation had come nearer on the days asked for, moves as far to it as it takes."""
        lost = [sum(map(abs, errors)) for errors in self.naive_errors(asked)]
        for share in NAIVE_SHARES:
            self._level = _Level(asked, pace=lost[1] < lost[0], share=share)
            self._said.clear()
            trials = self.errors(asked)
            if sum(abs(error) for error, _ in trials) <= min(lost) + _LEAST * sum(abs(came) for _, came in trials):
                break

    @property
    def length(self) -> int:
        return self._days.length

    def daily(self, origin: int) -> list[float]:
        """What comes day by day after the first `origin` days: nothing before the first, soon after it its pace."""
        if origin < LEAST_HISTORY[DAYS_IN_SEASON]:
            return self._days.paced(origin) if origin > 0 else [0.0] * self._days.reach
        new = tuple(at for at, part in enumerate(self._parts) if 0 < origin - part.late < NEW_DAYS < origin)
        line = self._without(new).ahead(origin)
        for at in new:
            line = [one + other for one, other in zip(line, self._parts[at].ahead(origin), strict=True)]
        return line

    def _without(self, new: tuple[int, ...]) -> "DaysAhead":
        """The days of all parts but these."""
        if new not in self._settled:
            rest = list(self._days.amounts)
            for at in new:
                part = self._parts[at]
                for number, amount in enumerate(part.days.amounts, part.late):
                    rest[number] -= amount
            self._settled[new] = _days_ahead(self._history.days.start, rest, self._reach)
        return self._settled[new]

    def prepare(self, origins: Collection[int]) -> None:
        """Works out together what is needed after each of these days: many times as fast as one after the other."""
        self._days.prepare([origin for origin in origins if origin >= LEAST_HISTORY[DAYS_IN_SEASON]])

    def ahead(self, steps: range, origin: int | None = None) -> float:
        """What these days ahead come to; 0 is the first after the first `origin` days of the history, or after all."""
        return sum(sum(line[steps.start : steps.stop]) for line in self._levelled(origin))

    def fees(self, steps: range, origin: int | None = None) -> float:
        """The part of it that monthly fees have."""
        return sum(self._levelled(origin)[1][steps.start : steps.stop])

    def _levelled(self, origin: int | None) -> tuple[list[float], list[float]]:
        """What comes day by day, and fees on their days, at the level that did no worse than a naive continuation."""
        known = self._days.length if origin is None else origin
        if known not in self._said:
            daily, fees = self.daily(known), self._due(known)
            level = self._level
            if level.share:
                own = sum(sum(line[level.asked.start : level.asked.stop]) for line in (daily, fees))
                aim = own + level.share * (self._naive(known, level.asked, pace=level.pace) - own)
                if own and 0 <= aim / own <= MOST_SCALED:
                    daily, fees = [one * aim / own for one in daily], [one * aim / own for one in fees]
                else:
                    daily = [one + (aim - own) / len(level.asked) for one in daily]
            self._said[known] = daily, fees
        return self._said[known]

    def _due(self, known: int) -> list[float]:
        if not self._history.fees:
            return [0.0] * self._reach
        if known not in self._fees:
            by = self._history.days.start + timedelta(days=known)
            spend = self._spend_by_month(known)
            self._fees[known] = due_of(self._history.fees, by, self._reach, spend)
        return self._fees[known]

    def errors(self, steps: range) -> list[tuple[float, float]]:
        """Of each trial, by how much the same stretch ahead was missed, and what it came to."""
        trials: list[tuple[float, float]] = []
        origins = self._days.origins(steps.stop)
        self._days.prepare([*origins, self._days.length])
        for origin in origins:
            came = sum(self._came[origin + steps.start : origin + steps.stop])
            trials.append((self.ahead(steps, origin) - came, came))
        return trials

    def naive_errors(self, steps: range) -> tuple[list[float], list[float]]:
        """The same of repeating the last week and of the run rate."""
        found: tuple[list[float], list[float]] = ([], [])
        for origin in self._days.origins(steps.stop):
            came = sum(self._came[origin + steps.start : origin + steps.stop])
            for errors, pace in zip(found, (False, True), strict=True):
                errors.append(self._naive(origin, steps, pace=pace) - came)
        return found

    def _naive(self, origin: int, steps: range, *, pace: bool) -> float:
        """What a naive continuation of what was billed, with its fees, says of days ahead."""
        days = self._billed.paced(origin) if pace else self._billed.repeated(origin)
        return sum(days[steps.start : steps.stop])

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
        return _Months(self._history.days.start, [*self._days.amounts[:known], *self.daily(known)])


class _Months:
    """What days come to by month, named by its first day; added up when a fee asks for it."""

    def __init__(self, first: date, amounts: Sequence[float]) -> None:
        self._first = first
        self._amounts = amounts
        self._sums: dict[date, float] = {}

    def __call__(self, month: date) -> float:
        if month not in self._sums:
            start, end = ((day - self._first).days for day in (month, add_months(month, 1)))
            self._sums[month] = sum(self._amounts[max(0, start) : max(0, end)])
        return self._sums[month]
