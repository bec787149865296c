"""The seasonal ARIMA (0,1,1)(0,1,1), each set of its two parameters at once. Pure.

G. Box, G. Jenkins, *Time Series Analysis: Forecasting and Control*, 1970, chapter 9: the model of airline passengers.
"""

from itertools import product

import numpy as np

from billing.foresight.rows import Floats, lengths
from billing.foresight.smoothing import weighed

_PARAMETERS = np.array([*product((0.0, 0.2, 0.4, 0.6, 0.8, 0.95), (0.2, 0.4, 0.6, 0.8, 0.9))])


def least_known(season: int) -> int:
    """Amounts below which differences of differences say nothing."""
    return 2 * season + 2


def twice_differenced(rows: Floats, steps: int, season: int) -> Floats:
    """The steps ahead; NaN for rows that are too short."""
    count, width = rows.shape
    own, yearly = _PARAMETERS[:, 0], _PARAMETERS[:, 1]
    errors = np.zeros((width + steps, count, len(_PARAMETERS)))
    squared = np.zeros((count, len(_PARAMETERS)))

    def carried(now: int) -> Floats:
        return own * errors[now - 1] + yearly * errors[now - season] - own * yearly * errors[now - season - 1]

    for now in range(season + 1, width):
        change = rows[:, now] - rows[:, now - 1] - rows[:, now - season] + rows[:, now - season - 1]
        errors[now] = np.where(np.isnan(change)[:, None], 0.0, np.nan_to_num(change)[:, None] + carried(now))
        squared += errors[now] ** 2
    whole = np.full((width + steps, count, len(_PARAMETERS)), np.nan)
    whole[:width] = rows.T[:, :, None]
    for now in range(max(width, season + 1), width + steps):
        whole[now] = whole[now - 1] + whole[now - season] - whole[now - season - 1] - carried(now)
    known = lengths(rows)
    ahead = np.moveaxis(whole[width:], 0, 2)
    found = weighed(squared, np.maximum(known - season - 1, 1) * 0.5, ahead)
    return np.where((known >= least_known(season))[:, None], found, np.nan)
