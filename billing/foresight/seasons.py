"""The season of each row: how much each of its places adds, as far as that can be told from noise. Pure.

Classical decomposition around a centred average (R. Hyndman, G. Athanasopoulos, *Forecasting: Principles and
Practice*, 3rd edition, 3.4), its factors shrunk towards none by their own noise (D. Miller, D. Williams, "Shrinkage
estimators of time series seasonal factors", International Journal of Forecasting 19, 2003).
"""

import numpy as np

from billing.foresight.rows import Floats, places


def centred_average(rows: Floats, season: int) -> Floats:
    """The average over one season around each amount; NaN where less than one is known."""
    found = np.full_like(rows, np.nan)
    weights = np.ones(season) / season
    if season % 2 == 0:
        weights = np.r_[0.5, np.ones(season - 1), 0.5] / season
    if rows.shape[1] < len(weights):
        return found
    averages = np.lib.stride_tricks.sliding_window_view(rows, len(weights), axis=1) @ weights
    half = len(weights) // 2
    found[:, half : half + averages.shape[1]] = averages
    return found


def seasonal_factors(rows: Floats, season: int) -> Floats:
    """What each place of the season adds, one row a series, summing to 0; all 0 without two seasons to tell it by."""
    off = rows - centred_average(rows, season)
    at = places(rows.shape[1], season)
    factors = np.zeros((len(rows), season))
    noise = np.full((len(rows), season), np.nan)
    for place in range(season):
        found = off[:, at == place]
        known = ~np.isnan(found)
        number = known.sum(axis=1)
        factors[:, place] = np.where(known, found, 0.0).sum(axis=1) / np.maximum(number, 1)
        spread = np.where(known, found - factors[:, [place]], 0.0) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            noise[:, place] = np.where(number > 1, spread.sum(axis=1) / (number - 1) / number, np.nan)
    factors -= factors.mean(axis=1, keepdims=True)
    told = ~np.isnan(noise)
    uncertain = np.where(told, noise, 0.0).sum(axis=1) / np.maximum(told.sum(axis=1), 1)
    strength = (factors**2).sum(axis=1) / (season - 1)
    kept = np.clip(1 - uncertain / np.maximum(strength, 1e-300), 0.0, 1.0)
    return factors * np.where(told.any(axis=1), kept, 0.0)[:, None]


def without_season(rows: Floats, factors: Floats) -> Floats:
    return rows - factors[:, places(rows.shape[1], factors.shape[1])]


def season_ahead(factors: Floats, steps: int) -> Floats:
    return factors[:, np.arange(steps) % factors.shape[1]]
