"""One list of daily amounts ahead of a history, the same whatever stretch of it is asked for. Pure.

Weeks, months and years ahead are sums of these days, so that they cannot disagree. The days are continued by the
methods of `forecast_methods.py` together, each weighed by how near it came over two weeks from earlier days on (J.
Bates, C. Granger, "The combination of forecasts", Operational Research Quarterly 20, 1969). Where a year is known, and
where that came nearer on the past, months that are wholly ahead follow the same months a year before, grown as the
latest months have (seasonal naive with growth; Hyndman and Athanasopoulos, FPP3 5.2, on seasonally scaled drift).
Every choice at a day uses only what was known by that day.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil

from billing.fiscal import add_months
from billing.forecast import DAYS_IN_SEASON, DEFAULT, LEAST_HISTORY, MOST_HISTORY, MOST_ORIGINS, NAIVE
from billing.forecast_methods import METHODS, Numbers, all_ahead, seasonal_naive, without_spikes

CHOSEN_OVER = 14
"""Days ahead over which methods are told apart."""

SHARPNESS = 1.5
"""A method's weight is its error on the past to the power of minus this: measured, the choice of one did worse."""

SEASONS_CHOSEN_OVER = 91
"""Days ahead over which last year's seasons have to prove themselves: no shorter stretch has much of a season."""

SEASONS_TRIALS = 3
"""Fewer trials do not speak for seasons."""

GROWTH_MONTHS = 3
"""Months whose growth over a year is taken to go on."""

_EXACT = 1e-9
"""Of all that was spent: an error this small is none."""

SETTLED_DAYS = 32
"""Days after which a month of fees is known: earlier trials tell little of a forecast that knows them."""

ENOUGH_ORIGINS = 8
"""So many trials are enough to leave out those before."""

PACE_DAYS = 30
"""Days whose average is the run rate."""

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
        self._said: dict[int, Mapping[str, list[float]]] = {}
        self._losses: dict[int, Mapping[str, float]] = {}
        self._weights: dict[int, Mapping[str, float]] = {}
        self._together: dict[int, list[float]] = {}
        self._seasonal: dict[int, list[float] | None] = {}
        self._chosen: dict[int, list[float]] = {}

    @property
    def length(self) -> int:
        return len(self.amounts)

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
        """The name of the method that weighs most by trials that were over by then; ties go to the simplest."""
        weights = self._weighed(self.length if origin is None else origin)
        return max(weights, key=lambda name: weights[name])

    def _weighed(self, known: int) -> Mapping[str, float]:
        """The share of each method in what is said after the first `known` days."""
        if known not in self._weights:
            trials = [self._loss(day) for day in self._choices() if day + CHOSEN_OVER <= known]
            losses = {name: sum(trial[name] for trial in trials) for name in METHODS}
            least = max(min(losses.values()), sum(map(abs, self.amounts[:known])) * _EXACT)
            shares = {name: (max(loss, least) / least) ** -SHARPNESS if least else 1.0 for name, loss in losses.items()}
            together = sum(shares.values())
            weights = {name: share / together for name, share in shares.items()}
            self._weights[known] = weights if trials else {DEFAULT: 1.0}
        return self._weights[known]

    def seasonal(self, origin: int | None = None) -> bool:
        """Whether following the months of the year before did better than not to, in trials that were over by then."""
        known = self.length if origin is None else origin
        followed, plain, trials = 0.0, 0.0, 0
        for day in self.origins(SEASONS_CHOSEN_OVER):
            seasonal = self._in_seasons(day) if day + SEASONS_CHOSEN_OVER <= known else None
            if seasonal is not None:
                trials += 1
                came = sum(self.amounts[day : day + SEASONS_CHOSEN_OVER])
                followed += abs(sum(seasonal[:SEASONS_CHOSEN_OVER]) - came)
                plain += abs(sum(self._plain(day)[:SEASONS_CHOSEN_OVER]) - came)
        return trials >= SEASONS_TRIALS and followed < plain

    def _choices(self) -> list[int]:
        """Where the trials begin that methods are told apart by: up to the last one that is over, evenly spread."""
        first, last = LEAST_HISTORY[DAYS_IN_SEASON], self.length - CHOSEN_OVER
        apart = DAYS_IN_SEASON * max(1, ceil((last - first + 1) / DAYS_IN_SEASON / MOST_ORIGINS))
        return sorted(range(last, first - 1, -apart))

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

    def _all_ahead(self, origin: int) -> Mapping[str, list[float]]:
        if origin not in self._said:
            past = self.amounts[max(0, origin - MOST_HISTORY[DAYS_IN_SEASON]) : origin]
            calm = without_spikes(past, DAYS_IN_SEASON)
            self._said[origin] = all_ahead(past, calm, self.reach, DAYS_IN_SEASON)
        return self._said[origin]

    def _plain(self, origin: int) -> list[float]:
        if origin not in self._together:
            said = self._all_ahead(origin)
            shares = [(weight, said[name]) for name, weight in self._weighed(origin).items()]
            steps = range(len(said[NAIVE]))
            self._together[origin] = [sum(weight * ahead[step] for weight, ahead in shares) for step in steps]
        return self._together[origin]

    def _loss(self, origin: int) -> Mapping[str, float]:
        """Of each method the error of the whole and those of its days, so that few trials can tell methods apart."""
        if origin not in self._losses:
            came = self.amounts[origin : origin + CHOSEN_OVER]
            self._losses[origin] = {
                name: abs(sum(said[:CHOSEN_OVER]) - sum(came))
                + sum(abs(guess - amount) for guess, amount in zip(said, came, strict=False))
                for name, said in self._all_ahead(origin).items()
            }
        return self._losses[origin]

    def _in_seasons(self, origin: int) -> list[float] | None:
        if origin not in self._seasonal:
            self._seasonal[origin] = in_last_years_seasons(self._first, self.amounts[:origin], self._plain(origin))
        return self._seasonal[origin]


def in_last_years_seasons(first: date, past: Numbers, ahead: Numbers) -> list[float] | None:
    """Days ahead, those of each month that is wholly ahead scaled to what the month is expected to come to.

    A month is expected to come to what it did a year before, times the growth of the latest three months (the running
    one as continued) over the same ones a year before; with each further year growth goes on half as fast.
    A month at the end of which days are missing is left as it is. None where less than a year of whole months is
    known before the latest one, or where they cannot be compared.
    """
    days = [first + timedelta(days=number) for number in range(len(past) + len(ahead))]
    end = first + timedelta(days=len(past))
    totals: dict[date, float] = {}
    for day, amount in zip(days, (*past, *ahead), strict=True):
        month = day.replace(day=1)
        totals[month] = totals.get(month, 0.0) + amount
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
        if totals[month] > 0 and add_months(month, 1) <= days[-1] + timedelta(days=1):
            scales[month] = expected[month] / totals[month]
    return [amount * scales.get(day.replace(day=1), 1.0) for day, amount in zip(days[len(past) :], ahead, strict=True)]


def _growth(totals: Mapping[date, float], first: date, end: date) -> float | None:
    """What the latest months before `end` came to over the same ones a year before; `first` is the first whole one."""
    latest = [add_months(end, -back) for back in range(1, GROWTH_MONTHS + 1)]
    pairs = [(totals[month], totals[before]) for month in latest if (before := add_months(month, -12)) >= first]
    now, then = (sum(amounts) for amounts in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
    return now / then if now > 0 and then > 0 else None
