"""One list of daily amounts ahead of a history, the same whatever stretch of it is asked for. Pure.

Weeks, months and years ahead are sums of these days, so that they cannot disagree. The days are continued by the ways
of `foresight/candidates.py` together, as series of a file are, each weighed by how near it came over four weeks from
earlier days on. Where a year is known, and
where that came nearer on the past, months that are wholly ahead follow the same months a year before, grown as the
latest months have (seasonal naive with growth; Hyndman and Athanasopoulos, FPP3 5.2, on seasonally scaled drift).
Every choice at a day uses only what was known by that day.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from billing.fiscal import add_months
from billing.forecast import DAYS_IN_SEASON, LEAST_HISTORY, MOST_ORIGINS, PACE_DAYS
from billing.forecast_methods import Numbers, seasonal_naive
from billing.foresight.candidates import NAMES
from billing.foresight.rows import Floats, rows_of
from billing.foresight.weighing import DAYS, Trials, combined, ways_ahead, weights

CHOSEN_OVER = 28
"""Days ahead over which ways are told apart; half as many where the history is short."""

CHOICES_APART = 14
MOST_CHOICES = 10
BRIEF = 77
"""Days of history below which trials are short, and a week apart."""

AT_ONCE = 256
"""Days from which histories are continued in one pass."""

DEFAULT = "mean of four seasons"
"""What is most in a forecast before anything is known of how ways do."""

PLAIN_NAMES: Mapping[str, str] = {
    "damped trend, judged over the horizon": "a trend that levels off",
    "theta": "the latest level with half of its growth",
    "moving season of amounts, judged over the horizon": "level and weekdays as they last were",
    "last season": "the last week repeated",
    "latest level in its season": "the usual day of four weeks, by weekday",
    "mean of four seasons": "the average of four weeks, by weekday",
    "mean of eight seasons": "the average of eight weeks, by weekday",
    "average of the latest season": "the average day of the last week",
    "average of the latest thirty": "the average day of the last 30",
}
"""What the ways for days are called where a forecast is explained."""

SEASONS_CHOSEN_OVER = 91
"""Days ahead over which last year's seasons have to prove themselves: no shorter stretch has much of a season."""

SEASONS_TRIALS = 3
"""Fewer trials do not speak for seasons."""

GROWTH_MONTHS = 3
"""Months whose growth over a year is taken to go on."""

LEAST_YEAR = 365
"""Days below which no month has one a year before."""

SETTLED_DAYS = 32
"""Days after which a month of fees is known: earlier trials tell little of a forecast that knows them."""

ENOUGH_ORIGINS = 8
"""So many trials are enough to leave out those before."""

LONGEST_MONTH = 31
"""Days looked at beyond those asked for, so that the last month is known whole."""


class DaysAhead:
    """A history of daily amounts from `first` on, continued from its end or, as a trial, from an earlier day.

    `reach` is how many days ahead are wanted at most. `origin` counts days of history known; the default is all.
    What was worked out for a day is kept; not safe for several threads.
    """

    def __init__(self, first: date, amounts: Numbers, reach: int) -> None:
        self._first = first
        self.amounts = [float(amount) for amount in amounts]
        self.reach = max(reach, SEASONS_CHOSEN_OVER) + LONGEST_MONTH
        self._begins = next((at for at, amount in enumerate(self.amounts) if amount), self.length)
        self._ways: dict[int, Floats] = {}
        self._shares: dict[int, Floats] = {}
        self._together: dict[int, list[float]] = {}
        self._seasonal: dict[int, list[float] | None] = {}
        self._chosen: dict[int, list[float]] = {}

    @property
    def length(self) -> int:
        return len(self.amounts)

    @property
    def ways(self) -> int:
        """How many ways to continue days are weighed against each other."""
        return len(DAYS.combined)

    def prepare(self, origins: Collection[int]) -> None:
        """Works out in one pass what is needed from these days on: several times as fast as one by one."""
        prepare_together([(self, origins)])

    def missing(self, origins: Collection[int]) -> list[int]:
        """The days after which what comes is not worked out yet, of those that are needed from these days on."""
        wanted = {day for origin in origins for day in (origin, *self._choices(origin))}
        return sorted(day for day in wanted if day not in self._ways and day > 0)

    def known_by(self, day: int) -> tuple[list[float], date]:
        """The amounts known after so many days, from the first that is not 0, and the day after them."""
        return self.amounts[min(self._begins, day - 1) : day], self._first + timedelta(days=day)

    def keep(self, day: int, ways: Floats) -> None:
        """Takes what each way says of the days after the first `day`."""
        self._ways[day] = ways[:, : self.reach]

    def trials(self, stop: int) -> list[int]:
        """All days from which something is needed to continue the history and to try that `stop` days ahead."""
        return sorted({self.length, *self.origins(stop), *self._in_a_second_year()})

    def ahead(self, origin: int | None = None) -> list[float]:
        """What comes after the first `origin` days, one amount a day."""
        known = self.length if origin is None else origin
        if known not in self._chosen:
            seasonal = self._in_seasons(known) if self.seasonal(known) else None
            self._chosen[known] = seasonal or self._plain(known)
        return self._chosen[known]

    def repeated(self, origin: int) -> list[float]:
        """The last week over and over, which estimates are measured against."""
        return seasonal_naive(self.amounts[:origin], self.reach, DAYS_IN_SEASON)

    def paced(self, origin: int) -> list[float]:
        """The average day of the latest month over and over: the run rate."""
        latest = self.amounts[max(0, origin - PACE_DAYS) : origin]
        return [sum(latest) / len(latest)] * self.reach

    def method(self, origin: int | None = None) -> str:
        """The plain name of the way that weighs most by trials that were over by then."""
        shares = self._weighed(self.length if origin is None else origin)
        return PLAIN_NAMES[NAMES[int(shares.argmax())]]

    def _weighed(self, known: int) -> Floats:
        """The share of each way in what is said after the first `known` days."""
        if known not in self._shares:
            self.prepare([known])
            ahead, days = self._ways[known][None], self._choices(known)
            over = self._chosen_over(known)
            if days:
                said = np.stack([self._ways[day][None, :, :over] for day in days])
                came = np.array([[self.amounts[day : day + over]] for day in days])
                self._shares[known] = weights(ahead, Trials(said, came), DAYS)[0]
            else:
                self._shares[known] = (np.array(NAMES) == DEFAULT).astype(np.float64)
        return self._shares[known]

    def seasonal(self, origin: int | None = None) -> bool:
        """Whether following the months of the year before did better than not to, in trials that were over by then."""
        known = self.length if origin is None else origin
        followed, plain, trials = 0.0, 0.0, 0
        over = [day for day in self._in_a_second_year() if day <= known - SEASONS_CHOSEN_OVER]
        if len(over) < SEASONS_TRIALS:
            return False
        self.prepare(over)
        for day in over:
            seasonal = self._in_seasons(day)
            if seasonal is not None:
                trials += 1
                came = sum(self.amounts[day : day + SEASONS_CHOSEN_OVER])
                followed += abs(sum(seasonal[:SEASONS_CHOSEN_OVER]) - came)
                plain += abs(sum(self._plain(day)[:SEASONS_CHOSEN_OVER]) - came)
        return trials >= SEASONS_TRIALS and followed < plain

    def _in_a_second_year(self) -> list[int]:
        return [day for day in self.origins(SEASONS_CHOSEN_OVER) if day >= LEAST_YEAR]

    def _chosen_over(self, known: int) -> int:
        return CHOSEN_OVER if known >= BRIEF else CHOSEN_OVER // 2

    def _choices(self, known: int) -> list[int]:
        """Where trials begin that are over by then: the latest, on days that histories of any length share."""
        apart = CHOICES_APART if known >= BRIEF else DAYS_IN_SEASON
        latest = known - self._chosen_over(known)
        last = latest - (latest - self.length) % apart
        found = range(last, LEAST_HISTORY[DAYS_IN_SEASON] - 1, -apart)[:MOST_CHOICES]
        return sorted(found)

    def origins(self, stop: int) -> list[int]:
        """Where trials of `stop` days ahead begin, the earliest first: weeks apart, as many as fit up to a bound.

        Counted back from the end in powers of two, so that stretches of different lengths share their trials.
        """
        apart = DAYS_IN_SEASON
        while (found := self._every(apart, stop)) and len(found) > MOST_ORIGINS:
            apart *= 2
        settled = [origin for origin in found if origin >= SETTLED_DAYS]
        return settled if len(settled) >= ENOUGH_ORIGINS else found

    def _every(self, apart: int, stop: int) -> list[int]:
        nearest = -(-max(stop, 1) // apart) * apart
        last = self.length - nearest
        return sorted(range(last, LEAST_HISTORY[DAYS_IN_SEASON] - 1, -apart))

    def _plain(self, origin: int) -> list[float]:
        if origin not in self._together:
            shares = self._weighed(origin)[None]
            found: list[float] = combined(self._ways[origin][None], shares)[0].tolist()
            self._together[origin] = found
        return self._together[origin]

    def _in_seasons(self, origin: int) -> list[float] | None:
        if origin not in self._seasonal:
            known = self.amounts[:origin] if origin >= LEAST_YEAR else []
            self._seasonal[origin] = in_last_years_seasons(self._first, known, self._plain(origin)) if known else None
        return self._seasonal[origin]


def prepare_together(wanted: Sequence[tuple[DaysAhead, Collection[int]]]) -> None:
    """Works out what is needed from days of several histories on, in as few passes as there are rows for.

    A pass of many rows takes hardly longer than one of few.
    """
    missing = [(days, day) for days, origins in wanted for day in days.missing(origins)]
    # A pass takes as long as its longest history does.
    missing.sort(key=lambda one: one[1])
    reach = max((days.reach for days, _ in wanted), default=0)
    for at in range(0, len(missing), AT_ONCE):
        some = missing[at : at + AT_ONCE]
        known = [days.known_by(day) for days, day in some]
        rows = rows_of([amounts for amounts, _ in known], DAYS.longest)
        for (days, day), ways in zip(some, ways_ahead(rows, reach, DAYS, [end for _, end in known]), strict=True):
            days.keep(day, ways)


def in_last_years_seasons(first: date, past: Numbers, ahead: Numbers) -> list[float] | None:
    """Days ahead, those of each month that is wholly ahead scaled to what the month is expected to come to.

    A month is expected to come to what it did a year before, times the growth of the latest three months (the running
    one as continued) over the same ones a year before; with each further year growth goes on half as fast.
    A month at the end of which days are missing is left as it is. None where less than a year of whole months is
    known before the latest one, or where they cannot be compared.
    """
    amounts, end = [*past, *ahead], first + timedelta(days=len(past))
    spans = _months(first, len(amounts))
    totals = {month: sum(amounts[start:stop]) for month, (start, stop) in spans.items()}
    running = end.replace(day=1)
    first_ahead = running if end == running else add_months(running, 1)
    growth = _growth(totals, first if first.day == 1 else add_months(first.replace(day=1), 1), first_ahead)
    if growth is None:
        return None
    scales: dict[date, float] = {}
    expected = dict(totals)
    for number, month in enumerate(month for month in totals if month >= first_ahead):
        pace = 1 + (growth - 1) / 2 ** ((number + 1) // 12)
        expected[month] = expected[add_months(month, -12)] * pace
        if totals[month] > 0 and add_months(month, 1) <= first + timedelta(days=len(amounts)):
            scales[month] = expected[month] / totals[month]
    scaled = [
        amount * scales.get(month, 1.0) for month, (start, stop) in spans.items() for amount in amounts[start:stop]
    ]
    return scaled[len(past) :]


def _months(first: date, count: int) -> dict[date, tuple[int, int]]:
    """The months of so many days: where the days of each begin and end."""
    spans: dict[date, tuple[int, int]] = {}
    month, start = first.replace(day=1), 0
    while start < count:
        following = add_months(month, 1)
        stop = min(count, (following - first).days)
        spans[month] = (start, stop)
        month, start = following, stop
    return spans


def _growth(totals: Mapping[date, float], first: date, end: date) -> float | None:
    """What the latest months before `end` came to over the same ones a year before; `first` is the first whole one."""
    latest = [add_months(end, -back) for back in range(1, GROWTH_MONTHS + 1)]
    pairs = [(totals[month], totals[before]) for month in latest if (before := add_months(month, -12)) >= first]
    now, then = (sum(amounts) for amounts in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
    return now / then if now > 0 and then > 0 else None
