"""What the detector is set beside: rules that people write first, and one in the manner of hosted detectors."""

import numpy as np

from tests.evals.anomalies.measure import Spans
from tests.evals.anomalies.series import Labelled

_PAST = 28


def weekday_median_mad(one: Labelled) -> Spans:
    """Above the median of the same weekday of four weeks by four deviations (median absolute ones)."""
    found: list[tuple[int, int]] = []
    for day in range(_PAST, one.amounts.size):
        past = one.amounts[day - _PAST : day : 7]
        middle = float(np.median(past))
        spread = 1.4826 * float(np.median(np.abs(past - middle))) + 0.02 * middle
        if one.amounts[day] > middle + 4 * spread:
            found.append((day, day))
    return found


def mean_three_sigma(one: Labelled) -> Spans:
    """Above the mean of four weeks by three standard deviations."""
    found: list[tuple[int, int]] = []
    for day in range(_PAST, one.amounts.size):
        past = one.amounts[day - _PAST : day]
        if one.amounts[day] > past.mean() + 3 * past.std():
            found.append((day, day))
    return found


def weekly_growth(one: Labelled) -> Spans:
    """Above the same weekday a week before by 40 % and above the largest day of four weeks by 10 %."""
    found: list[tuple[int, int]] = []
    for day in range(_PAST, one.amounts.size):
        most = float(one.amounts[day - _PAST : day].max())
        if one.amounts[day] > 1.4 * one.amounts[day - 7] and one.amounts[day] > 1.1 * most:
            found.append((day, day))
    return found


RIVALS = {
    "weekday median and MAD": weekday_median_mad,
    "mean and three sigma": mean_three_sigma,
    "weekly growth and largest day": weekly_growth,
}
