"""What months owe to how many of their days are working days, in series of monthly amounts. Pure.

A month of 31 days has 20 to 23 working days, which one is known years ahead. The contrast is that of weekdays and
weekends, 0 on average (W. Bell, S. Hillmer, "Modeling time series with calendar variation", Journal of the American
Statistical Association 78, 1983). What it adds to the logarithms of a series is told by least squares from what is
left of both once level, trend and season are taken out as in the airline model (G. Box, G. Jenkins, *Time Series
Analysis*, 1970), and shrunk towards nothing by its own noise, so that series without working days stay as they are.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from billing.foresight.rows import Floats, Truths, Whole, median_known

LEAST_KNOWN = 36
"""Months below which nothing is told of working days."""

LONGEST = 120
"""Months that are looked at: what worked at weekends before does not tell what does now."""

_YEAR = 12
_MONTHLY, _YEARLY = 0.5, 0.6
"""How fast what is left forgets, from month to month and from year to year."""

_STANDS_OUT = 3 * 1.4826
"""Three standard deviations, as the median absolute deviation estimates them: what is further off counts as this."""

_DOUBT = 2.0
"""By how many variances of its own the square of what is told has to exceed nothing."""

_MOST = 1.0
"""Where all is done on weekdays it is about 0.4."""

_SCALE = 20.0
_WEEKEND = 2.5
"""Weekdays to one day of a weekend."""


def contrasts(months: Whole) -> Floats:
    """Of each month, counted from January 1970, its weekdays less two and a half times its weekend days, over 20."""
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    length = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - first
    weekend = np.full(months.shape, 8, dtype=np.int64)
    for beyond in range(28, 31):
        # 1 January 1970 was a Thursday.
        weekend += ((first + beyond + 3) % 7 >= 5) & (beyond < length)
    found: Floats = (length - weekend - _WEEKEND * weekend) / _SCALE
    return found


def working_days(rows: Floats, ends: Sequence[date], steps: int) -> tuple[Floats, Floats]:
    """By what each row's months, and its months ahead, are larger for their working days: 1 where nothing is told.

    `ends` are the months after the last ones.
    """
    width = rows.shape[1]
    last = np.array([end.year * _YEAR + end.month - 1 - 1970 * _YEAR for end in ends], dtype=np.int64)
    months: Whole = np.add.outer(last, np.arange(-width, steps, dtype=np.int64))
    contrast = contrasts(months)
    adds = _told(rows[:, -LONGEST:], contrast[:, max(0, width - LONGEST) : width])
    factors = np.exp(adds[:, None] * contrast)
    return factors[:, :width], factors[:, width:]


def _told(rows: Floats, contrast: Floats) -> Floats:
    """What the contrast adds to each row's logarithms; 0 for rows that are short or not above 0 throughout."""
    known = ~np.isnan(rows)
    enough = (known.sum(axis=1) >= LEAST_KNOWN) & (np.where(known, rows, 1.0).min(axis=1) > 0)
    found = np.zeros(len(rows))
    if not enough.any():
        return found
    known = known[enough, _YEAR + 1 :] & known[enough, : -_YEAR - 1]
    left = _left(np.log(rows[enough]), known)
    usual = np.where(known, left, np.nan)
    middle = median_known(usual)[:, None]
    far = _STANDS_OUT * median_known(np.abs(usual - middle))[:, None]
    left = np.where(known, np.clip(left, -far, far), 0.0)
    cause = np.where(known, _left(contrast[enough], known), 0.0)
    moved = np.maximum((cause * cause).sum(axis=1), 1e-12)
    adds = (cause * left).sum(axis=1) / moved
    noise = ((left - adds[:, None] * cause) ** 2).sum(axis=1) / np.maximum(known.sum(axis=1) - 1, 1) / moved
    kept = np.clip(1 - _DOUBT * noise / np.maximum(adds * adds, 1e-300), 0.0, 1.0)
    found[enough] = np.clip(adds * kept, -_MOST, _MOST)
    return found


def _left(rows: Floats, known: Truths) -> Floats:
    """What neither the month before nor the year before tells, one row a series; 13 months shorter."""
    yearly = rows[:, _YEAR:] - rows[:, :-_YEAR]
    left = np.where(known, np.diff(yearly, axis=1), 0.0)
    for at in range(left.shape[1]):
        if at:
            left[:, at] += _MONTHLY * left[:, at - 1]
        if at >= _YEAR:
            left[:, at] += _YEARLY * left[:, at - _YEAR]
        if at > _YEAR:
            left[:, at] -= _MONTHLY * _YEARLY * left[:, at - _YEAR - 1]
    return left
