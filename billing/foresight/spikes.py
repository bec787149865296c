"""Days that stand out of their fortnight for a day or two: outages, backfills, one large job. Pure.

A way to continue a series that follows its days would follow those, too; and a single day of 0 would keep amounts from
their logarithms.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from billing.foresight.rows import Floats, Truths, lengths

WINDOW = 14
WEEK = 7
"""What is the same on the same weekday before stands out of nothing."""

LONGEST = 2
"""More days in a row that stand out are a new level."""

STANDS_OUT = 6 * 1.4826
"""Six standard deviations, as the median absolute deviation estimates them."""

LEAST_SHARE = 0.5
"""Of what is usual in the fortnight: less does not stand out."""

RARE = 0.02
"""The share of days up to which amounts of 0 are gaps in the bill and no habit."""


def without_spikes(rows: Floats) -> Floats:
    """The amounts, those that stand out of the fortnight up to them replaced by its median (Hampel identifier).

    L. Davies, U. Gather, "The identification of multiple outliers", JASA 88 (1993). Nothing that comes later counts,
    so that a day is mended the same whatever follows within two days.
    """
    if rows.shape[1] < WINDOW:
        return rows
    windows = sliding_window_view(rows, WINDOW, axis=1)
    middle = _median(windows)
    spread = _median(np.abs(windows - middle[:, :, None]))
    latest = rows[:, WINDOW - 1 :]
    off = np.abs(latest - middle)
    least = LEAST_SHARE * np.abs(middle)
    week_before = rows[:, WINDOW - 1 - WEEK : -WEEK]
    with np.errstate(invalid="ignore"):
        stands_out = (off > STANDS_OUT * spread) & (off > least) & (np.abs(latest - week_before) > least)
    found = _without_gaps(rows, middle)
    found[:, WINDOW - 1 :] = np.where(_short_runs(stands_out), middle, found[:, WINDOW - 1 :])
    return found


def _median(windows: Floats) -> Floats:
    """Of each window of a row, NaN where not all of it is known: NumPy's own takes five times as long."""
    ordered, width = np.sort(windows, axis=2), windows.shape[2]
    middle = (ordered[:, :, (width - 1) // 2] + ordered[:, :, width // 2]) / 2
    return np.where(np.isnan(ordered[:, :, -1]), np.nan, middle)


def _without_gaps(rows: Floats, middle: Floats) -> Floats:
    """Rare days without an amount get the median of their fortnight, or of all days before there is one."""
    gone = (rows <= 0).sum(axis=1) / np.maximum(lengths(rows), 1)
    gaps = (rows <= 0) & ((gone > 0) & (gone <= RARE))[:, None]
    if not gaps.any():
        return rows.copy()
    usual = np.repeat(np.nanmedian(rows, axis=1)[:, None], rows.shape[1], axis=1)
    known = np.where(np.isnan(middle), usual[:, WINDOW - 1 :], middle)
    usual[:, WINDOW - 1 :] = known
    return np.where(gaps, usual, rows)


def _short_runs(marked: Truths) -> Truths:
    """What is marked in runs of no more than `LONGEST`."""
    padded = np.zeros((len(marked), marked.shape[1] + 2 * LONGEST), dtype=np.bool_)
    padded[:, LONGEST:-LONGEST] = marked
    longer = sliding_window_view(padded, LONGEST + 1, axis=1).all(axis=2)
    starts = padded.shape[1] - LONGEST
    within = np.zeros_like(padded)
    for shift in range(LONGEST + 1):
        within[:, shift : shift + starts] |= longer
    kept: Truths = marked & ~within[:, LONGEST:-LONGEST]
    return kept
