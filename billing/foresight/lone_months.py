"""Single months far off the months around them: a purchase, an outage, a bill that came late. Pure.

Ways that follow a series would follow these, too. The latest month is left as it is: whether it begins a new level is
not known yet.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from billing.foresight.rows import Floats, median_known
from billing.foresight.seasons import seasonal_factors, without_season

WINDOW = 9
"""Months around one, itself among them, whose median it is set beside."""

STANDS_OUT = 8 * 1.4826
"""Eight standard deviations, as the median absolute deviation estimates them: fewer are met in steady series, too."""

_LEAST = 1e-6


def without_lone_months(rows: Floats, season: int) -> Floats:
    """The amounts, single ones that stand out replaced by the median around them in its season (Hampel identifier).

    Looked at in logarithms, without the season; rows with amounts of 0 or below stay as they are.
    """
    positive = np.nanmin(rows, axis=1) > 0
    if not positive.any() or rows.shape[1] < WINDOW:
        return rows
    logs = np.log(rows[positive])
    adjusted = without_season(logs, seasonal_factors(logs, season))
    half = WINDOW // 2
    beside = np.full((len(logs), half), np.nan)
    around = sliding_window_view(np.concatenate([beside, adjusted, beside], axis=1), WINDOW, axis=1)
    off = adjusted - median_known(around.reshape(-1, WINDOW)).reshape(adjusted.shape)
    usual = median_known(np.abs(off))[:, None]
    stands_out = np.abs(off) > STANDS_OUT * np.maximum(usual, _LEAST)
    beside_others = np.zeros_like(stands_out)
    beside_others[:, 1:] |= stands_out[:, :-1]
    beside_others[:, :-1] |= stands_out[:, 1:]
    mended = stands_out & ~beside_others
    mended[:, -1] = False
    found = rows.copy()
    found[positive] = np.where(mended, np.exp(logs - np.where(mended, off, 0.0)), rows[positive])
    return found
