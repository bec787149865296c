"""Where a course goes on from, and for how long: the hours of the last weeks at the level of the end of the bill.

A change that goes on may be over, may last half as long again, as long, or three times so, or may not end: nobody
knows, so all count alike. What has only begun to rise is counted on where it takes the place of something.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from agents.advice.commitments.courses import DAY, WEEK_DAYS, Course, Matrix
from agents.advice.commitments.departures import LONG, NEAR

BASE_WEEKS: Final = 8
ON: Final = float("inf")
HOW_LONG: Final = (0.0, 0.5, 1.0, 3.0, ON)
"""For how many times as long as it has lasted a change may go on."""
MOST_SCALED: Final = 2.0
"""Days at less than this part below the level say nothing about the hours of a day at it."""


def odd_stride(stride: int) -> int:
    """A stride that meets all hours of the day and of the week."""
    stride = max(1, stride)
    while stride > 1 and (stride % 2 == 0 or stride % 3 == 0 or stride % 7 == 0):
        stride += 1
    return stride


def lasting(course: Course, how: float, reach: float) -> float:
    """For how many days a change goes on that may last so many times as long as it has."""
    if course.slope > 0:
        counted = course.lasted >= LONG or reach != ON
        return min(reach, how * course.lasted) if counted and how != ON else (reach if counted else 0.0)
    return how * course.lasted if how != ON else ON


def reach_of(courses: Sequence[Course]) -> float:
    """For how long what rises can go on: where it takes the place of what falls, until nothing of that is left."""
    rises = [course for course in courses if course.slope > 0]
    falling = [course for course in courses if course.slope < 0]
    rising = sum(course.slope for course in rises)
    lost = -sum(course.slope for course in falling)
    if not lost or lost < 0.4 * rising:
        return 0.0 if rises and _has_fallen(courses, rises) else ON
    return sum(course.level - course.floor for course in falling) / lost


def _has_fallen(courses: Sequence[Course], rises: Sequence[Course]) -> bool:
    """Whether what these rose by has gone elsewhere, and all of it."""
    newest = max(rises, key=lambda one: one.slope)
    gone = sum(-one.jump for one in courses if one.jump < 0 and abs(one.lasted - newest.lasted) <= NEAR)
    return gone >= 0.4 * newest.change


def base_hours(costs: Matrix, groups: Sequence[Sequence[int]], courses: Sequence[Course]) -> Matrix:
    """The last weeks, each group as it has been since it last changed, at the level of the end."""
    weeks = max(1, min(BASE_WEEKS, costs.shape[0] // (WEEK_DAYS * DAY)))
    rows = weeks * WEEK_DAYS * DAY
    base = costs[-rows:].copy()
    for group, course in zip(groups, courses, strict=True):
        if course.steady_days < weeks * WEEK_DAYS:
            own = list(group)
            steady = max(1, min(weeks, course.steady_days // WEEK_DAYS))
            last = _at_its_level(costs[-steady * WEEK_DAYS * DAY :, own], course)
            base[:, own] = np.tile(last, (-(-weeks // steady), 1))[-rows:]
    return base


def _at_its_level(hours: Matrix, course: Course) -> Matrix:
    """Whole weeks of a group brought to the level at the end; days far from it are as those after them."""
    days = hours.reshape(-1, DAY, hours.shape[1])
    behind = np.arange(len(days))[::-1]
    if course.slope:
        was = course.level - course.slope * np.minimum(behind, course.lasted)
    else:
        was = np.where(behind < max(1, course.steady_days), course.level, days.sum(axis=2).mean(axis=1))
    near = (was > 0) & (was >= course.level / MOST_SCALED) & (course.level >= was / MOST_SCALED)
    usable = np.flatnonzero(near)
    if not len(usable):
        usable = np.array([len(days) - 1])
    picked = usable[np.arange(len(days)) % len(usable)] if len(usable) < len(days) else usable
    own = days[picked]
    scale = np.where(was[picked] > 0, course.level / np.maximum(was[picked], 1e-12), 1.0)
    found = own * scale[:, None, None]
    level = float(found.sum(axis=2).mean())
    return (found * (course.level / level if level > 0 else 0.0)).reshape(hours.shape)
