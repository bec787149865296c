"""How much of the usage of the last weeks to count on for a year."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.advice.commitments.hourly import HOURS_A_DAY, Hours

Matrix = NDArray[np.float64]
"""Hours × columns."""

WEEK: Final = 7 * HOURS_A_DAY
LOOKED_AT: Final = 4 * WEEK
"""Four whole weeks: every day of the week counts alike."""
WEEKS_A_YEAR: Final = 52
LIKELY: Final = 0.97
"""A dollar's saving counts a little less than it was, for usage that will be gone."""


CHANGED: Final = 0.08
"""A week whose level differs by more than this part from the weeks before is another time, not chance."""
SHORTEST_DAYS: Final = 3


def expected_hours(costs: Matrix) -> Matrix:
    """Four weeks of hours that stand for the year to come, hours × columns.

    The last four weeks; where the level of the last one differs and the whole did not rise, the last week four times:
    what is gone is gone, and what took its place has. A rise alone is not counted on before it has lasted. A lasting
    decline of the whole goes on.
    """
    whole = costs.sum(axis=1)
    factor = _after_decline(weekly_means(whole))
    lately, last = costs[-LOOKED_AT:], costs[-WEEK:]
    before = costs[-LOOKED_AT:-WEEK]
    if not before.size or lately.sum() <= 0:
        return lately * factor
    change = np.abs(last.mean(axis=0) - before.mean(axis=0)).sum() / before.mean(axis=0).sum()
    rose = whole[-WEEK:].mean() > (1 + CHANGED / 2) * whole[-LOOKED_AT:-WEEK].mean()
    if change > CHANGED and not rose:
        return np.tile(last, (4, 1)) * factor
    with np.errstate(divide="ignore", invalid="ignore"):
        fallen = np.where(lately.mean(axis=0) > 0, last.mean(axis=0) / lately.mean(axis=0), 0.0)
    return lately * np.minimum(fallen, 1.0) * factor


def stays(costs: Hours) -> bool:
    """Whether usage is neither leaving nor has just come: its last days and weeks are at the level of those before."""
    weeks = weekly_means(costs)
    if not len(weeks) or weeks[0] <= 0:
        return False
    days = SHORTEST_DAYS * HOURS_A_DAY
    same_days = [costs[-days - back * WEEK : len(costs) - back * WEEK].mean() for back in (1, 2, 3)]
    usual = float(np.mean(same_days))
    return bool(
        costs[-days:].mean() >= STAYS * usual and weeks[-1] >= STAYS * weeks[: len(weeks) // 2 + 1].mean() * 0.95
    )


STAYS: Final = 0.96
HALF_STAYS: Final = 0.9
"""Parts of the level before, over days and over the bill, below which usage is on its way out."""


def weekly_means(costs: Hours) -> Hours:
    """Mean costs of whole weeks, the last one last."""
    whole = len(costs) // WEEK
    return costs[len(costs) - whole * WEEK :].reshape(whole, WEEK).mean(axis=1) if whole else np.zeros(0)


DECLINE: Final = 0.8
"""This part of the steps from week to week going down is a decline and no chance."""


def _after_decline(weeks: Hours) -> float:
    """What is left of the level for most of a year, when weeks have fallen steadily; 1 otherwise."""
    if len(weeks) < 5 or weeks[0] <= 0:
        return 1.0
    steps = np.diff(weeks)
    if (steps < 0).mean() < DECLINE:
        return 1.0
    slope = float(np.median(steps) / weeks[-1]) if weeks[-1] > 0 else -1.0
    # A commitment pays while usage is above it for some 70 % of the year.
    return max(0.0, 1.0 + slope * WEEKS_A_YEAR * 0.7)
