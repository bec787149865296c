"""What comes on the same day of every month: fees, support, renewals, in series of daily amounts. Pure.

An amount that stands out of the two weeks around it, on the same day of two of the latest three months, is such a
charge; days are counted from the beginning of a month, and the last three from its end. It is expected to come to what
it came to last, or to the median of the three, whichever had been nearer in the months before: fees move in steps that
stay, renewals that differ do not.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from billing.foresight.rows import Floats, Whole, first_known, median_known

LEAST_KNOWN = 62
"""Days below which no two months can be compared."""

LATEST_MONTHS = 3
FROM_END = 3
STANDS_OUT = 4 * 1.4826
"""Four standard deviations, as the median absolute deviation estimates them."""

LEAST_SHARE = 0.25
"""Of what is usual around a day: less does not stand out."""

_HALF = 7


def month_days(rows: Floats, ends: Sequence[date], steps: int) -> tuple[Floats, Floats]:
    """Of each row's days and of its days ahead what comes monthly. `ends` are the days after the last ones."""
    past, ahead = np.zeros_like(rows), np.zeros((len(rows), steps))
    begins, beyond = first_known(rows), _beyond(rows)
    for number, (row, end) in enumerate(zip(beyond, ends, strict=True)):
        known = row[begins[number] :]
        if len(known) >= LEAST_KNOWN and known.any():
            past[number, begins[number] :], ahead[number] = _monthly(known, end, steps)
    return past, ahead


def _beyond(rows: Floats) -> Floats:
    """How much each day has beyond the median of the days around it, 0 where it does not stand out."""
    beside = np.full((len(rows), _HALF), np.nan)
    padded = np.concatenate([beside, rows, beside], axis=1)
    windows = sliding_window_view(padded, 2 * _HALF + 1, axis=1)
    around = median_known(windows.reshape(-1, 2 * _HALF + 1)).reshape(rows.shape)
    off = rows - around
    usual = median_known(np.abs(off))[:, None]
    return np.where(off > np.maximum(STANDS_OUT * usual, LEAST_SHARE * np.abs(around)), off, 0.0)


def _monthly(beyond: Floats, end: date, steps: int) -> tuple[Floats, Floats]:
    count = len(beyond)
    days = np.datetime64(end, "D") + np.arange(-count, steps)
    months = days.astype("datetime64[M]")
    from_start = (days - months.astype("datetime64[D]")).astype(np.int64)
    length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    from_end = length - 1 - from_start
    number = months.astype(np.int64)
    number -= number[0]
    at_end = np.where(from_end[:count] < FROM_END, beyond, 0.0)
    last = _expected(at_end, number[:count], from_end[:count], every=True)
    ahead = last[from_end]
    past = np.where(last[from_end[:count]] > 0, at_end, 0.0)
    rest = np.where(past > 0, 0.0, beyond)
    first = _expected(rest, number[:count], from_start[:count], every=False)
    past += np.where(first[from_start[:count]] > 0, rest, 0.0)
    return past, np.maximum(ahead, first[from_start])[count:]


def _expected(beyond: Floats, month: Whole, place: Whole, *, every: bool) -> Floats:
    """Of each of the 31 places in a month what comes there: 0 where it did not in two of the latest three months.

    Where `every` is asked, it has to have come in all three.
    """
    table = np.full((int(month[-1]) + 1, 31), np.nan)
    table[month, place] = beyond
    found = np.zeros(31)
    for at in np.flatnonzero((table > 0).sum(axis=0) >= 2).tolist():
        latest = table[:, at][~np.isnan(table[:, at])][-LATEST_MONTHS:]
        if len(latest) >= 2 and (latest > 0).sum() >= (len(latest) if every else 2):
            found[at] = next_charge(table[:, at][table[:, at] > 0])
    return found


def next_charge(charges: Floats) -> float:
    """The last of a charge's amounts, or the median of the latest three where that had been nearer so far."""
    windows = [charges[max(0, at - LATEST_MONTHS) : at] for at in range(2, len(charges))]
    typical = [float(np.median(window)) for window in windows]
    missed_typical = float(np.abs(charges[2:] - typical).sum())
    missed_last = float(np.abs(charges[2:] - charges[1:-1]).sum())
    return float(charges[-1]) if missed_last <= missed_typical else float(np.median(charges[-LATEST_MONTHS:]))
