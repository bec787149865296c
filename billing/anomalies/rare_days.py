"""Series of jobs that run now and then: nothing on many days, an amount on some. Pure.

What is usual on most days, nothing, says nothing of a day on which a job ran. Such a day is compared with the others on
which one did, and the days of a week together with earlier weeks, which tells jobs that run much more often.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Amounts = NDArray[np.float64]
Marks = NDArray[np.bool_]

RARE_SHARE, LEAST_RUNS = 1 / 3, 4
"""Days without an amount, and runs of days with one, from which on a series is one of these."""

PAST, WEEK = 112, 7
LEAST_KNOWN = 42
"""Days from the first amount on before a week is compared with those before."""

LEAST_JOBS = 4
"""Days with an amount among those before, below which only a day `FEW_BEYOND` times as large as any stands out."""

FEW_BEYOND = 3.0

DAY_BEYOND, WEEK_BEYOND = 1.3, 1.7
"""Times the largest amount before, of a day and of a week, beyond which a day or a week stands out."""

DEVIATIONS = 5.5 * 1.4826
LEAST_DEVIATION = 0.1
"""Of the median of the days with an amount."""


def runs_now_and_then(series: Amounts) -> bool:
    """Whether a series has nothing on many of its days from its first amount on, again and again."""
    billed = series != 0
    if not billed.any():
        return False
    begun = billed[int(billed.argmax()) :]
    runs = 1 + int((begun[1:] & ~begun[:-1]).sum())
    return runs >= LEAST_RUNS and float((~begun).mean()) > RARE_SHARE


def jobs_beyond(series: Amounts) -> Marks:
    """The days whose amount is beyond those before, and those on which jobs run more often than in any week before."""
    before = _before(series, 1)
    jobs, most = (before > 0).sum(axis=1), before.max(axis=1)
    told = jobs >= LEAST_JOBS
    day = told & (series > DAY_BEYOND * most) & (series > _usual_most(before))
    day |= (jobs > 0) & (series > FEW_BEYOND * most)
    weeks = np.convolve(series, np.ones(WEEK))[: series.size]
    week = told & (series > 0) & (weeks > WEEK_BEYOND * _before(weeks, WEEK).max(axis=1))
    week[: int((series != 0).argmax()) + LEAST_KNOWN] = False
    return _without_echoes(day | week, day)


def _before(values: Amounts, away: int) -> Amounts:
    """Of each day the values up to `away` days before it."""
    padded = np.concatenate([np.zeros(PAST + away - 1), values])
    return sliding_window_view(padded, PAST)[: values.size]


def _usual_most(before: Amounts) -> Amounts:
    """What the days with an amount usually do not exceed, as far as their median and its deviations tell."""
    jobs = np.where(before > 0, before, np.nan)
    jobs[np.isnan(jobs).all(axis=1), 0] = 0.0
    middle = np.nanmedian(jobs, axis=1)
    off = np.nanmedian(np.abs(jobs - middle[:, None]), axis=1)
    return middle + DEVIATIONS * np.maximum(off, LEAST_DEVIATION * middle / 1.4826)


def _without_echoes(found: Marks, alone: Marks) -> Marks:
    """Days in a row are one run, with a day between them too. A week is still high some days after such a run: what
    follows within it and would not stand out `alone` is dropped.
    """
    joined = found.copy()
    joined[1:-1] |= found[:-2] & found[2:]
    kept, last = joined.copy(), -WEEK - 1
    edges = np.flatnonzero(np.diff(np.concatenate([[0], joined.astype(np.int8), [0]]))).tolist()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if start - last < WEEK and not alone[start:end].any():
            kept[start:end] = False
        else:
            last = end
    return kept
