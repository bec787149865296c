"""Tells of many series at once which of them a new day may be too high in, so that few are judged again in full.

Of a judged series a row of numbers is kept: its weekday shares, what its last four weeks lay at, their usual
differences, what stood out in the last two months and how far the last days did. A new day is set beside them as
`billing.anomalies.detection` would, but with the shares and the differences of all days as they were at the last full
judgement. A day that comes to `NEAR` of what makes it too high counts as one that may be.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing.anomalies.detection import (
    EVERY_MONTH_END,
    MONTHLY_VARIES,
    MONTHS_NEARBY,
    PAST,
    SCALE_PAST,
    SEVERAL_DAYS,
    Amounts,
    Judgement,
    Marks,
    Sensitivity,
    deviations,
    level,
    median,
)

NEAR: Final = 0.6
"""The part of what makes a day too high from which on its series is judged again in full."""
LEAST_DAYS: Final = SCALE_PAST + 7
"""A shorter series is judged in full on each day."""
TWO_MONTHS: Final = 62
WEEK: Final = 7

_SHARES = slice(0, WEEK)
_VALUES = slice(_SHARES.stop, _SHARES.stop + WEEK)
_LEVELS = slice(_VALUES.stop, _VALUES.stop + PAST)
_DIFFERENCES = slice(_LEVELS.stop, _LEVELS.stop + SCALE_PAST)
_BEYOND = slice(_DIFFERENCES.stop, _DIFFERENCES.stop + TWO_MONTHS)
_FAR = slice(_BEYOND.stop, _BEYOND.stop + WEEK)
_OVERALL, _MEAN, _LEAST_BEYOND, _HIGH, _JOBS = range(_FAR.stop, _FAR.stop + 5)
WIDTH: Final = _JOBS + 1
"""Numbers that are kept of a series."""

Ordinals = NDArray[np.int64]


def row_of(judged: Judgement | None, sensitivity: Sensitivity) -> Amounts:
    """What is kept of a judged series; nothing of one that is shorter than `LEAST_DAYS`."""
    row = np.zeros(WIDTH)
    if judged is None or judged.series.size < LEAST_DAYS:
        return row
    of, most = judged.expected, sensitivity.deviations
    row[_SHARES] = of.shares[-WEEK:]
    row[_VALUES] = judged.series[-WEEK:]
    row[_LEVELS] = ((of.usual - of.monthly) / of.shares)[-PAST:]
    row[_DIFFERENCES] = np.where(judged.high, np.nan, of.difference)[-SCALE_PAST:]
    row[_BEYOND] = of.beyond[-TWO_MONTHS:]
    far = (judged.series - of.amounts) / np.maximum(of.deviation, 1e-12)
    row[_FAR] = np.clip(far, -most, most)[-WEEK:]
    row[_OVERALL], row[_MEAN] = of.overall, np.abs(of.usual).mean()
    row[_LEAST_BEYOND], row[_HIGH], row[_JOBS] = of.least_beyond, judged.high[-1], judged.runs_now_and_then
    return row


def screened(rows: Amounts, amounts: Amounts, days: Ordinals, sensitivity: Sensitivity) -> tuple[Marks, Amounts]:
    """Which series may be too high on their next day (`days` are ordinals), and their rows with that day."""
    shares = rows[:, _SHARES][:, 0]
    levels, past = rows[:, _LEVELS], rows[:, _DIFFERENCES]
    half = PAST // 2
    # The older half's median is that of the days before the last two weeks, as it was told two weeks ago.
    lies_at = level(median(levels), median(levels[:, half:]), median(levels[:, :half]))
    beyond = _beyond(rows, amounts, shares)
    monthly = _monthly(rows[:, _BEYOND], beyond, days)
    expected = np.maximum(lies_at, 0.0) * shares + monthly
    deviation = deviations(past, rows[:, _OVERALL], expected, rows[:, _MEAN]) + MONTHLY_VARIES * monthly
    excess = amounts - expected
    far = np.clip(excess / np.maximum(deviation, 1e-12), -sensitivity.deviations, sensitivity.deviations)
    followed = rows.copy()
    for part, new in (
        (_SHARES, shares),
        (_VALUES, amounts),
        (_LEVELS, (amounts - monthly) / shares),
        (_DIFFERENCES, excess),
        (_BEYOND, beyond),
        (_FAR, far),
    ):
        followed[:, part.start : part.stop - 1] = rows[:, part.start + 1 : part.stop]
        followed[:, part.stop - 1] = new
    followed[:, _HIGH] = 0.0
    matters = excess > NEAR * 0.5 * sensitivity.share * np.abs(expected)
    # Jobs that run now and then are compared with one another, which no row can tell.
    ran = (rows[:, _JOBS] > 0) & (amounts > 0)
    return ran | _near(followed[:, _FAR], matters, rows[:, _HIGH] > 0, sensitivity), followed


def _near(far: Amounts, matters: Marks, was_high: Marks, sensitivity: Sensitivity) -> Marks:
    """The same rules as of a day that is too high, with less of each."""
    alone = far[:, -1] > NEAR * sensitivity.deviations
    goes_on = was_high & (far[:, -1] > NEAR * sensitivity.edge)
    near = (alone | goes_on) & matters
    for width, harder in SEVERAL_DAYS:
        near |= far[:, -width:].mean(axis=1) > NEAR * harder * sensitivity.deviations
    return near


def _beyond(rows: Amounts, amounts: Amounts, shares: Amounts) -> Amounts:
    """What the day has beyond the week before it."""
    week = np.concatenate([rows[:, _VALUES] / rows[:, _SHARES], (amounts / shares)[:, np.newaxis]], axis=1)
    beyond = np.maximum(amounts - median(week) * shares, 0.0)
    return np.where(beyond < rows[:, _LEAST_BEYOND], 0.0, beyond)


def _monthly(past: Amounts, beyond: Amounts, days: Ordinals) -> Amounts:
    """Of it what one of the two months before had on the same day too, from its beginning or near its end."""
    day = (days - 719_163).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    place = day - month.astype("datetime64[D]")
    from_end = (month + 1).astype("datetime64[D]") - day
    near_end = from_end.astype(np.int64) <= EVERY_MONTH_END
    most = np.zeros_like(beyond)
    for back in range(1, MONTHS_NEARBY + 1):
        begins, ends = (month - back).astype("datetime64[D]"), (month - back + 1).astype("datetime64[D]")
        same, same_end = begins + place, ends - from_end
        most = np.maximum(most, np.where(same < ends, _at(past, (day - same).astype(np.int64)), 0.0))
        there = near_end & (same_end >= begins)
        most = np.maximum(most, np.where(there, _at(past, (day - same_end).astype(np.int64)), 0.0))
    return np.minimum(beyond, most)


def _at(past: Amounts, back: Ordinals) -> Amounts:
    """What stood out so many days ago."""
    return past[np.arange(past.shape[0]), past.shape[1] - np.clip(back, 1, past.shape[1])]
