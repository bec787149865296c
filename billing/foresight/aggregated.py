"""Damped trends of quarters and of half-years, shared out over their months by season. Pure.

What months hide, sums of several show (N. Kourentzes, F. Petropoulos, J. Trapero, "Improving forecasting by estimating
time series structures across multiple frequencies", International Journal of Forecasting 30, 2014).
"""

import numpy as np

from billing.foresight.rows import Floats
from billing.foresight.seasons import season_ahead, without_season
from billing.foresight.smoothing import FIXED_SEASON, smoothed

LEAST_SPANS = 4
"""Below which nothing is said."""


def damped_trend_of(rows: Floats, factors: Floats, steps: int, months: int) -> Floats:
    """The steps ahead by spans of `months`, between their middles by straight lines; NaN for what is too short."""
    adjusted = without_season(rows, factors)
    spans = rows.shape[1] // months
    found = np.full((len(rows), steps), np.nan)
    if spans < LEAST_SPANS:
        return found
    means = adjusted[:, rows.shape[1] - spans * months :].reshape(len(rows), spans, months).mean(axis=2)
    enough = (~np.isnan(means)).sum(axis=1) >= LEAST_SPANS
    if not enough.any():
        return found
    more = -(-steps // months) + 1
    _, ahead = smoothed(means[enough], np.zeros((int(enough.sum()), 1)), more, FIXED_SEASON)
    middles = np.concatenate([[-(months + 1) / 2], np.arange(more) * months + (months - 1) / 2])
    values = np.concatenate([means[enough, -1:], ahead], axis=1)
    at = np.arange(steps)
    right = np.clip(np.searchsorted(middles, at), 1, len(middles) - 1)
    share = (at - middles[right - 1]) / (middles[right] - middles[right - 1])
    lines = values[:, right - 1] * (1 - share) + values[:, right] * share
    found[enough] = lines + season_ahead(factors[enough], steps)
    return found
