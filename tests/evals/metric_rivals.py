"""Rules that the detector for metrics of the hours is set beside: those of `anomalies.rivals`, for times of the day.

Each looks only at what came before a point, needs two days of that, and is quiet for a day after an alarm, as the
product's detector is.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Values = NDArray[np.float64]
Rule = Callable[[Values, int], NDArray[np.bool_]]
"""Of values and how many make a day, which ones stand out."""

DAY_S = 86_400
LEAST_DAYS, PAST_DAYS = 2, 14
DEVIATIONS, SIGMAS = 4.0, 3.0
GROWTH, BEYOND_MOST = 1.4, 1.1


def time_of_day_median_mad(values: Values, day: int) -> NDArray[np.bool_]:
    """Off the median of the same time on the days before by four deviations (median absolute ones)."""
    days = range(day, PAST_DAYS * day + 1, day)
    before = np.full((len(days), values.size), np.nan)
    for number, back in enumerate(days):
        before[number, back:] = values[: max(values.size - back, 0)]
    told = (~np.isnan(before)).sum(axis=0) >= LEAST_DAYS
    found = np.zeros(values.size, dtype=np.bool_)
    past = before[:, told]
    middle = np.nanmedian(past, axis=0)
    spread = 1.4826 * np.nanmedian(np.abs(past - middle), axis=0) + 0.02 * np.abs(middle)
    found[told] = np.abs(values[told] - middle) > DEVIATIONS * spread
    return found


def mean_three_sigma(values: Values, day: int) -> NDArray[np.bool_]:
    """Off the mean of all days before, at most two weeks of them, by three standard deviations."""
    found = np.zeros(values.size, dtype=np.bool_)
    width = min(PAST_DAYS * day, values.size)
    padded = np.concatenate([np.full(width, np.nan), values[:-1]])
    past = sliding_window_view(padded, width)[LEAST_DAYS * day :]
    off = np.abs(values[LEAST_DAYS * day :] - np.nanmean(past, axis=1))
    found[LEAST_DAYS * day :] = off > SIGMAS * np.nanstd(past, axis=1)
    return found


def growth_and_largest(values: Values, day: int) -> NDArray[np.bool_]:
    """Above the same time the day before by 40 % and above all that came before by 10 %, as for costs of days."""
    most = np.maximum.accumulate(np.concatenate([values[:1], values[:-1]]))
    found = values > BEYOND_MOST * most
    found[day:] &= values[day:] > GROWTH * values[:-day]
    return found


def alarms(rule: Rule, times: Sequence[datetime], values: Values) -> list[int]:
    """The places of a rule's alarms, none within the first two days or within a day of the one before."""
    step = float(np.median(np.diff([one.timestamp() for one in times])))
    day = max(1, round(DAY_S / step))
    found: list[int] = []
    for at in np.flatnonzero(rule(values, day)).tolist():
        if at >= LEAST_DAYS * day and (not found or at - found[-1] >= day):
            found.append(at)
    return found


RIVALS: dict[str, Rule] = {
    "time of day median and MAD": time_of_day_median_mad,
    "mean and three sigma": mean_three_sigma,
    "growth and largest value": growth_and_largest,
}
