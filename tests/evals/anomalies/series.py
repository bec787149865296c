"""Invented series of daily cost with anomalies whose days are known. Seeded; knows nothing of the detector."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A series from a day on, its anomalies as (first, last) places, and the kinds it was made of.

    `clean` is the series as it was without them.
    """

    name: str
    first: date
    amounts: Amounts
    clean: Amounts
    anomalies: tuple[tuple[int, int], ...]
    kinds: tuple[str, ...]


def labelled_series(count: int, days: int = 180, seed: int = 1, first: date | None = None) -> Iterator[Labelled]:
    """`count` series, two thirds of them with one to three anomalies; each begins on its own day, or all on `first`."""
    for number in range(count):
        yield _series(np.random.default_rng([seed, number]), number, days, first)


def _series(rng: np.random.Generator, number: int, days: int, begins: date | None) -> Labelled:
    drawn = date(2025, 1, 1) + timedelta(days=int(rng.integers(0, 365)))
    first = begins or drawn
    level = math.exp(rng.uniform(math.log(5), math.log(20000)))
    calendar = [first + timedelta(days=day) for day in range(days)]
    base = np.full(days, level)
    kinds: list[str] = []
    for name, shape in _SHAPES.items():
        if rng.random() < _CHANCES[name]:
            base = shape(rng, base, calendar)
            kinds.append(name)
    noise = float(rng.choice([0.01, 0.03, 0.06, 0.10]))
    factors: Amounts = rng.lognormal(0, noise, days)
    clean = base * factors
    marks: list[tuple[int, int]] = []
    amounts = clean.copy()
    if rng.random() < 0.67:
        for _ in range(int(rng.integers(1, 4))):
            kind = str(rng.choice(list(_ANOMALIES)))
            length = int(rng.integers(*_LENGTHS[kind]))
            start = int(rng.integers(30, days - length - 1))
            if all(start > end + 15 or start + length + 15 < begin for begin, end in marks):
                size = max(float(rng.uniform(0.3, 2.5)), 8 * noise)
                amounts = _ANOMALIES[kind](amounts, base, start, length, size)
                marks.append((start, start + length - 1))
                kinds.append(kind)
    order = tuple(sorted(marks))
    return Labelled(name=f"s{number}", first=first, amounts=amounts, clean=clean, anomalies=order, kinds=tuple(kinds))


def _weekly(rng: np.random.Generator, base: Amounts, calendar: list[date]) -> Amounts:
    weekend = float(rng.uniform(0.3, 0.9))
    return base * np.array([weekend if day.weekday() >= 5 else 1.0 for day in calendar])


def _growth(rng: np.random.Generator, base: Amounts, calendar: list[date]) -> Amounts:
    monthly = float(rng.uniform(-0.08, 0.15))
    return base * (1 + monthly) ** (np.arange(base.size) / 30.4)


def _month_start(rng: np.random.Generator, base: Amounts, calendar: list[date]) -> Amounts:
    fee = float(base.mean() * rng.uniform(0.5, 8))
    return base + np.array([fee if day.day == 1 else 0.0 for day in calendar])


def _month_length(rng: np.random.Generator, base: Amounts, calendar: list[date]) -> Amounts:
    """A flat fee of the month, a day: higher in February than in March."""
    fee = float(base.mean() * rng.uniform(0.1, 0.6)) * 30
    lengths = [(day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) for day in calendar]
    return base + np.array([fee / length.day for length in lengths])


def _month_end(rng: np.random.Generator, base: Amounts, calendar: list[date]) -> Amounts:
    more = float(rng.uniform(0.4, 2.0))
    return base * np.array([1 + more if (day + timedelta(days=1)).month != day.month else 1.0 for day in calendar])


def _holidays(rng: np.random.Generator, base: Amounts, calendar: list[date]) -> Amounts:
    dip = float(rng.uniform(0.4, 0.8))
    quiet = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (7, 4), (5, 1), (11, 27)}
    return base * np.array([dip if (day.month, day.day) in quiet else 1.0 for day in calendar])


def _lower_level(rng: np.random.Generator, base: Amounts, calendar: list[date]) -> Amounts:
    """Something was turned off: no anomaly of cost."""
    lower = base.copy()
    lower[int(rng.integers(40, base.size - 40)) :] *= float(rng.uniform(0.5, 0.8))
    return lower


_SHAPES: dict[str, Callable[[np.random.Generator, Amounts, list[date]], Amounts]] = {
    "weekly": _weekly,
    "growth": _growth,
    "month start": _month_start,
    "month length": _month_length,
    "month end": _month_end,
    "holidays": _holidays,
    "lower level": _lower_level,
}
_CHANCES = {
    "weekly": 0.5,
    "growth": 0.5,
    "month start": 0.3,
    "month length": 0.1,
    "month end": 0.08,
    "holidays": 0.4,
    "lower level": 0.12,
}


def _spike(amounts: Amounts, base: Amounts, start: int, length: int, size: float) -> Amounts:
    return _added(amounts, start, np.full(length, size * float(np.median(base))))


def _higher(amounts: Amounts, base: Amounts, start: int, length: int, size: float) -> Amounts:
    """A share of each day, so that weekends stay lower."""
    return _added(amounts, start, base[start : start + length] * size)


def _leak(amounts: Amounts, base: Amounts, start: int, length: int, size: float) -> Amounts:
    return _added(amounts, start, float(np.median(base)) * size * np.linspace(0.35, 1.3, length))


def _added(amounts: Amounts, start: int, extra: Amounts) -> Amounts:
    changed = amounts.copy()
    changed[start : start + extra.size] += extra
    return changed


_ANOMALIES: dict[str, Callable[[Amounts, Amounts, int, int, float], Amounts]] = {
    "spike": _spike,
    "higher": _higher,
    "leak": _leak,
}
_LENGTHS = {"spike": (1, 4), "higher": (3, 13), "leak": (6, 13)}
