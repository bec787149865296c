"""Series of unequal length as the rows of one table, so that one pass of NumPy works on all of them. Pure.

Rows end together: what is missing at the beginning of shorter ones is NaN. A place in the season is counted from the
first step ahead, which is place 0 in each row.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Whole = NDArray[np.int64]


def rows_of(series: Sequence[Sequence[float] | Floats], longest: int) -> Floats:
    """One row a series, its last `longest` amounts at the row's end."""
    width = min(longest, max(len(one) for one in series))
    found = np.full((len(series), width), np.nan)
    for row, one in zip(found, series, strict=True):
        kept = one[-width:]
        if len(kept):
            row[-len(kept) :] = kept
    return found


def first_known(rows: Floats) -> Whole:
    """Where each row begins; rows without any amount begin behind their end."""
    known = ~np.isnan(rows)
    found: Whole = known.argmax(axis=1).astype(np.int64)
    found[~known.any(axis=1)] = rows.shape[1]
    return found


def _since(rows: Floats, begin: Whole) -> Whole:
    """Of each column how many steps it lies behind where its row begins."""
    found: Whole = np.zeros(rows.shape, dtype=np.int64)
    found += np.arange(rows.shape[1], dtype=np.int64)
    found -= begin[:, None]
    return found


def lengths(rows: Floats) -> Whole:
    found: Whole = np.full(len(rows), rows.shape[1], dtype=np.int64)
    found -= first_known(rows)
    return found


def places(width: int, season: int) -> Whole:
    """The place in the season of each column."""
    return (np.arange(width) - width) % season


def line_through(rows: Floats, begin: Whole, count: Whole) -> tuple[Floats, Floats]:
    """Level just before `begin` and slope of the least-squares line through `count` amounts from there on."""
    at = _since(rows, begin)
    used: Truths = (at >= 0) & (at < count[:, None])
    number = np.maximum(used.sum(axis=1), 1)
    middle = np.where(used, at, 0).sum(axis=1) / number
    mean = np.where(used, np.nan_to_num(rows), 0.0).sum(axis=1) / number
    off = np.where(used, at - middle[:, None], 0.0)
    slope = (off * np.nan_to_num(rows - mean[:, None])).sum(axis=1) / np.maximum((off * off).sum(axis=1), 1e-9)
    return mean - slope * (middle + 1), slope


def mean_of_first(rows: Floats, begin: Whole, count: int) -> Floats:
    """The mean of the first amounts of each row; 0 for a row without any."""
    at = _since(rows, begin)
    used: Truths = (at >= 0) & (at < count)
    return np.where(used, np.nan_to_num(rows), 0.0).sum(axis=1) / np.maximum(used.sum(axis=1), 1)


def median_known(rows: Floats) -> Floats:
    """Of what is known in each row; NaN where nothing is, of which NumPy's own would warn."""
    ordered = np.sort(rows, axis=1)
    known = (~np.isnan(rows)).sum(axis=1)
    at = np.arange(len(rows))
    return (ordered[at, np.maximum(known - 1, 0) // 2] + ordered[at, known // 2]) / 2
