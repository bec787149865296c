"""Finds where a metric of the hours leaves what it did before: a new extreme, or values unusual for the time of day.

A point is compared with what came before it only, so that what is found now would have been found then. It stands out
when it lies beyond everything seen so far, or beyond everything seen around the same time on the days before, by a part
of the usual range; both for the values themselves and for their mean over an hour, which tells what a single value
hides: that something stays away. After an alarm a day passes before the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]

DAY_S, HOUR_S = 86_400, 3_600
DAYS_LOOKED_AT = 14
LEAST_DAYS = 2
"""Days before the first point that is judged."""

FIRST_SHARE = 0.15
"""Of a series is not judged, up to what 5,000 points would have of it, as the benchmark of labelled metrics has it."""

MOST_FIRST = 750
BEYOND_ALL, MEAN_BEYOND_ALL = 0.3, 0.2
BEYOND_TIME_OF_DAY, MEAN_BEYOND_TIME_OF_DAY = 0.6, 0.4
"""Parts of the usual range by which a value, or the mean of an hour, has to lie beyond what came before."""

USUAL = (0.005, 0.995)
LEAST_RANGE = 0.02
"""Of the largest value: a flat series has no range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """From an alarm to the last point that stands out with it; `excess` is negative where values fell.

    `score` is how many times as far as it takes the values lay beyond what came before.
    """

    start: datetime
    end: datetime
    excess: float
    expected: float
    score: float


def spells(times: Sequence[datetime], amounts: Sequence[float]) -> list[Spell]:
    """The alarms of one series in the order of its times; empty where it is too short or not within days."""
    values = np.asarray(amounts, dtype=np.float64)
    if values.size < 3:
        return []
    seconds = np.array([(one - times[0]).total_seconds() for one in times], dtype=np.float64)
    step = float(np.median(np.diff(seconds)))
    if not 0 < step <= DAY_S / 4:
        return []
    day, hour = round(DAY_S / step), max(1, round(HOUR_S / step))
    first = max(int(min(FIRST_SHARE * values.size, MOST_FIRST)), LEAST_DAYS * day)
    if values.size <= first:
        return []
    expected = _expected(values, day)
    found: list[Spell] = []
    far = _far(values, day, hour)
    at = first
    while at < values.size:
        if far[at] <= 1:
            at += 1
            continue
        end = _last(far, at, min(at + day, values.size), hour)
        found.append(
            Spell(
                start=times[at],
                end=times[end],
                excess=float((values - expected)[at : end + 1].sum()),
                expected=float(expected[at : end + 1].sum()),
                score=float(far[at : end + 1].max()),
            )
        )
        at = max(at + day, end + 1)
    return found


def _last(far: Values, start: int, stop: int, hour: int) -> int:
    """The last point of a spell: an hour without one that stands out ends it."""
    last = start
    for at in range(start, stop):
        if far[at] > 1:
            last = at
        elif at - last > hour:
            break
    return last


def _far(values: Values, day: int, hour: int) -> Values:
    """How many times as far as it takes each point lies beyond what came before."""
    mean = _trailing(values, hour).mean(axis=1)
    found = np.zeros_like(values)
    for line, all_before, same_time in (
        (values, BEYOND_ALL, BEYOND_TIME_OF_DAY),
        (mean, MEAN_BEYOND_ALL, MEAN_BEYOND_TIME_OF_DAY),
    ):
        usual = _usual_range(line, day, hour)
        found = np.maximum(found, _beyond_all(line) / usual / all_before)
        found = np.maximum(found, _beyond_time_of_day(line, day, hour) / usual / same_time)
    return found


def _trailing(values: Values, width: int) -> Values:
    return sliding_window_view(np.concatenate([np.full(width - 1, values[0]), values]), width)


def _beyond_all(line: Values) -> Values:
    before = np.concatenate([line[:1], line[:-1]])
    return np.maximum(line - np.maximum.accumulate(before), np.minimum.accumulate(before) - line)


def _beyond_time_of_day(line: Values, day: int, hour: int) -> Values:
    """Beyond what came within an hour of the same time on the days before; 0 with too few of them."""
    around = np.concatenate([np.full(hour, np.nan), line, np.full(hour, np.nan)])
    windows = sliding_window_view(around, 2 * hour + 1)
    high, low = np.full(line.size, -np.inf), np.full(line.size, np.inf)
    most, least = np.fmax.reduce(windows, axis=1), np.fmin.reduce(windows, axis=1)
    for back in range(day, min(DAYS_LOOKED_AT * day, line.size - 1) + 1, day):
        high[back:] = np.maximum(high[back:], most[:-back])
        low[back:] = np.minimum(low[back:], least[:-back])
    found = np.maximum(line - high, low - line)
    found[: LEAST_DAYS * day] = 0.0
    return np.maximum(found, 0.0)


def _usual_range(line: Values, day: int, hour: int) -> Values:
    """How far apart values usually lie, from what came before each hour."""
    found = np.empty_like(line)
    for at in range(0, line.size, hour):
        past = line[max(0, at - DAYS_LOOKED_AT * day) : max(at, 2)]
        low, high = np.quantile(past, USUAL)
        found[at : at + hour] = max(float(high - low), LEAST_RANGE * float(np.abs(past).max()), 1e-12)
    return found


def _expected(values: Values, day: int) -> Values:
    """The median of the same time on the days before; the value itself where there are none."""
    days = range(day, min(DAYS_LOOKED_AT * day, values.size - 1) + 1, day)
    before = np.full((len(days), values.size), np.nan)
    for number, back in enumerate(days):
        before[number, back:] = values[:-back]
    found = values.copy()
    found[day:] = np.nanmedian(before[:, day:], axis=0)
    return found
