"""A second generator of labelled series, made in another way than `series`: from what a bill is made of.

A series is the sum of resources that come and go, times the shape of its week, with noise that hangs together from day
to day; fees of the month that differ, begin late or follow the month before; jobs that run on few days; outages with
what is made up for after them; holidays; slow drift. Seeded; knows nothing of the detector.
"""

import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np

from tests.evals.anomalies.series import Amounts, Labelled

Shape = Callable[[np.random.Generator, Amounts, list[date]], Amounts]
LEAST_APART = 20
"""Days between two anomalies, so that the first is no part of what the second is compared with."""

FIRST_JUDGED = 35
MOST_TRIES = 20


def other_series(count: int, days: int = 180, seed: int = 1) -> Iterator[Labelled]:
    """`count` series, six in ten of them with one or two anomalies."""
    for number in range(count):
        yield _series(np.random.default_rng([seed, number, 77]), number, days)


def _series(rng: np.random.Generator, number: int, days: int) -> Labelled:
    first = date(2024, 2, 10) + timedelta(days=int(rng.integers(0, 700)))
    calendar = [first + timedelta(days=day) for day in range(days)]
    kind = str(rng.choice(list(_KINDS), p=[0.55, 0.15, 0.15, 0.15]))
    steady = _KINDS[kind](rng, days)
    kinds = [kind]
    for name, (chance, shape) in _SHAPES.items():
        if rng.random() < chance and kind != "rare jobs":
            steady = shape(rng, steady, calendar)
            kinds.append(name)
    clean = steady * np.exp(_noise(rng, days))
    for name, (chance, shape) in _CHARGES.items():
        if rng.random() < chance:
            clean = shape(rng, clean, calendar)
            kinds.append(name)
    usual = float(np.median(clean[clean > 0])) if (clean > 0).any() else 1.0
    size = float(np.quantile(clean, 0.9)) if kind == "rare jobs" else usual
    amounts, found = _with_anomalies(rng, clean, size)
    return Labelled(
        name=f"o{number}",
        first=first,
        amounts=np.round(amounts, 4),
        clean=clean,
        anomalies=tuple(sorted(found)),
        kinds=(*kinds, *found.values()),
    )


def _with_anomalies(
    rng: np.random.Generator, clean: Amounts, size: float
) -> tuple[Amounts, dict[tuple[int, int], str]]:
    """The series with none to two anomalies of 0.6 to 4 times `size` a day, and what they are."""
    amounts = clean.copy()
    found: dict[tuple[int, int], str] = {}
    wanted = int(rng.choice([0, 1, 2], p=[0.4, 0.4, 0.2]))
    for _ in range(MOST_TRIES):
        if len(found) >= wanted:
            break
        name = str(rng.choice(list(_ANOMALIES)))
        length = int(rng.integers(*_LENGTHS[name]))
        start = int(rng.integers(FIRST_JUDGED, clean.size - length))
        if all(start > end + LEAST_APART or begin > start + length + LEAST_APART for begin, end in found):
            much = float(rng.uniform(0.6, 4.0)) * size
            amounts[start : start + length] += _ANOMALIES[name](rng, length) * much
            found[start, start + length - 1] = name
    return amounts, found


def _noise(rng: np.random.Generator, days: int) -> Amounts:
    """Of logarithms; what is left of a day's on the next differs by series."""
    kept, size = float(rng.uniform(0, 0.7)), float(rng.choice([0.005, 0.02, 0.05, 0.08]))
    found = np.zeros(days)
    steps = rng.normal(0, size * math.sqrt(1 - kept**2), days)
    for day in range(1, days):
        found[day] = kept * found[day - 1] + steps[day]
    return found


def _resources(rng: np.random.Generator, days: int) -> Amounts:
    """Several that come and go; each is small beside all together, so that none of them is an anomaly."""
    number = int(rng.integers(20, 80))
    prices = rng.lognormal(0, 0.4, number)
    prices *= math.exp(rng.uniform(math.log(2), math.log(5000))) / prices.sum()
    found = np.full(days, float(prices.sum()))
    for price in prices[: int(rng.integers(0, 8))]:
        at = int(rng.integers(0, days))
        found[at:] += price * float(rng.choice([-0.5, 0.5]))
    return found


def _small(rng: np.random.Generator, days: int) -> Amounts:
    """Cents a day."""
    return np.full(days, float(rng.uniform(0.01, 0.8)))


def _rare_jobs(rng: np.random.Generator, days: int) -> Amounts:
    """Nothing on most days: a job once a week, or by chance."""
    size = math.exp(rng.uniform(math.log(1), math.log(500)))
    ran = rng.random(days) < float(rng.uniform(0.1, 0.4))
    if rng.random() < 0.5:
        ran = np.arange(days) % 7 == int(rng.integers(0, 7))
    return np.where(ran, size * rng.lognormal(0, 0.15, days), 0.0)


def _drift(rng: np.random.Generator, days: int) -> Amounts:
    """A level that wanders, or grows by a half to threefold within the series."""
    walk = np.cumsum(rng.normal(0, 0.008, days))
    growth = np.linspace(0, math.log(float(rng.uniform(0.6, 3))), days)
    return np.exp(walk + growth) * math.exp(rng.uniform(math.log(5), math.log(2000)))


_KINDS: dict[str, Callable[[np.random.Generator, int], Amounts]] = {
    "resources": _resources,
    "small": _small,
    "rare jobs": _rare_jobs,
    "drift": _drift,
}


def _week(rng: np.random.Generator, steady: Amounts, calendar: list[date]) -> Amounts:
    """Each weekday has a share of its own; weekends are lower, or higher where people are customers."""
    share = rng.normal(1, 0.05, 7)
    share[5:] *= float(rng.choice([0.25, 0.5, 0.7, 1.3]))
    return steady * np.array([share[day.weekday()] for day in calendar])


def _holiday_weeks(rng: np.random.Generator, steady: Amounts, calendar: list[date]) -> Amounts:
    quiet = np.array([(day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2) for day in calendar])
    return np.where(quiet, steady * float(rng.uniform(0.5, 0.85)), steady)


def _lower(rng: np.random.Generator, steady: Amounts, calendar: list[date]) -> Amounts:
    changed = steady.copy()
    changed[int(rng.integers(30, steady.size - 20)) :] *= float(rng.uniform(0.3, 0.8))
    return changed


_SHAPES: dict[str, tuple[float, Shape]] = {
    "week": (0.6, _week),
    "holiday weeks": (0.3, _holiday_weeks),
    "lower level": (0.1, _lower),
}


def _monthly_fee(rng: np.random.Generator, clean: Amounts, calendar: list[date]) -> Amounts:
    """On the first, by a tenth more or less each month."""
    fee = max(float(np.median(clean)), float(clean.mean())) * float(rng.uniform(0.5, 12))
    months = {(day.year, day.month): fee * float(rng.uniform(0.9, 1.1)) for day in calendar}
    return clean + np.array([months[day.year, day.month] if day.day == 1 else 0.0 for day in calendar])


def _support(rng: np.random.Generator, clean: Amounts, calendar: list[date]) -> Amounts:
    """A tenth of what the month before came to, on the first."""
    added = clean.copy()
    for at, day in enumerate(calendar):
        if day.day == 1 and at:
            added[at] += 0.1 * clean[max(0, at - 30) : at].mean() * 30
    return added


def _begins_late(rng: np.random.Generator, clean: Amounts, calendar: list[date]) -> Amounts:
    """A fee of the first that is billed from some month on."""
    fee = max(float(np.median(clean)), float(clean.mean())) * float(rng.uniform(1, 6))
    begin = int(rng.integers(0, 110))
    return clean + np.array([fee if day.day == 1 and at >= begin else 0.0 for at, day in enumerate(calendar)])


def _third_day(rng: np.random.Generator, clean: Amounts, calendar: list[date]) -> Amounts:
    fee = max(float(np.median(clean)), float(clean.mean())) * float(rng.uniform(1, 6))
    return clean + np.array([fee if day.day == 3 else 0.0 for day in calendar])


def _outage(rng: np.random.Generator, clean: Amounts, calendar: list[date]) -> Amounts:
    """A day of which hardly anything is billed."""
    changed = clean.copy()
    changed[int(rng.integers(20, clean.size - 5))] *= float(rng.uniform(0.0, 0.2))
    return changed


_CHARGES: dict[str, tuple[float, Shape]] = {
    "monthly fee": (0.2, _monthly_fee),
    "support": (0.1, _support),
    "fee that begins late": (0.1, _begins_late),
    "fee of the third": (0.05, _third_day),
    "outage": (0.15, _outage),
}
_ANOMALIES: dict[str, Callable[[np.random.Generator, int], Amounts]] = {
    "spike": lambda rng, length: rng.uniform(0.8, 1.2, length),
    "level": lambda rng, length: np.full(length, 0.8),
    "leak": lambda rng, length: np.linspace(0.3, 1.2, length),
}
_LENGTHS = {"spike": (1, 3), "level": (4, 14), "leak": (7, 14)}
