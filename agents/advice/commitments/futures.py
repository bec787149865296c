"""Ways in which usage may go on over a term: what a purchase is chosen on, and what its chance of regret is told from.

What is bought for a year is right for the hours to come, not for those that were. Each way draws, for every group of
usage, how long a change goes on and where a fall ends, whether what is new takes the place of what runs beside it, how
the level wanders by itself (the bill's own changes from week to week, in runs of four), and whether the group is left
though nothing shows it, alone or with all others. Half of what is left so goes on elsewhere, where a Compute Savings
Plan still covers it; of what follows others that are being moved, nearly all does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.advice.commitments.courses import DAY, WEEK_DAYS, YEAR_DAYS, Course, Hours, Matrix
from agents.advice.commitments.demand import GroupedDemand
from agents.advice.commitments.departures import has_a_source, is_a_move, may_be_left, may_follow
from agents.advice.commitments.outlook import HOW_LONG, base_hours, lasting, reach_of
from agents.advice.commitments.replay import Column, Demand

MOMENTS: Final = 6
"""Days of the term that stand for as much of it each: of a year two months."""
LEFT_UNSEEN: Final = 0.1
"""The chance, a year, that a group is left though nothing shows it."""
LEFT_NEW: Final = 0.25
"""The same of what is new and takes nothing's place: trials and projects end sooner than what has long run."""
FOLLOWS: Final = 0.35
"""The same of a family while others are being moved to something newer, another processor or another place."""
ENDS_ABOVE_NOTHING: Final = 0.5
"""So many falls that are no move end somewhere between the level at the end of the bill and nothing."""
RECENT_FALL: Final = 30
"""A fall of so few days may be the first of several steps."""
FALLS_FURTHER: Final = 0.25
A_RISE_LASTS: Final = 5
"""A rise without a source that is so many days old goes back in half of the ways; the older it is, the fewer."""
NEW_LASTS: Final = 2
"""The same of what was not there before: a batch comes back to where it ran, a new family is somebody's decision."""
EVERY: Final = 2
"""In every so many-th way all that is left is left together, as where a product is closed or an account moves away."""
REPLACED: Final = 0.5
ELSEWHERE: Final = 0.5
FOLLOWS_ELSEWHERE: Final = 0.9
COSTS_LESS: Final = 0.9
"""What has moved costs this part of what it did, in the mean."""
QUARTER: Final = 91
RUN: Final = 4
LARGEST_MOVE: Final = 0.5
"""Of a level from one week to the next, as a logarithm."""
FARTHEST: Final = 0.7
"""Of a level by itself over the term, as a logarithm: to a half, or to twice."""
UNLIKE: Final = 0.3
"""Weeks before a change that its course does not explain to this part are another change, not wandering."""
NEAR_ITS_LEVEL: Final = 0.5
"""Weeks in which a group was at less than this part of its level say nothing about how it wanders at it."""

Paths = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways × moments × groups, as parts of the level at the end of the bill: what is there, what goes on elsewhere."""

    levels: Paths
    elsewhere: Paths


@dataclass(frozen=True, slots=True)
class _Leaving:
    """For each way whether, when and for where usage is left, as numbers between 0 and 1."""

    whether: Hours
    when: Hours
    where: Hours

    @classmethod
    def of(cls, count: int, random: np.random.Generator) -> "_Leaving":
        return cls(*(_spread(count, random) for _ in range(3)))

    def unless(self, together: NDArray[np.bool_], whole: "_Leaving") -> "_Leaving":
        """What all share in the ways in which usage is left as a whole."""
        pairs = ((self.whether, whole.whether), (self.when, whole.when), (self.where, whole.where))
        return _Leaving(*(np.where(together, shared, own) for own, shared in pairs))

    def staying(self, chance: float, days: Hours) -> Matrix:
        """1 until a group is left, for most the whole term; it goes within a quarter. `chance` is a year's."""
        term = float(days[-1] + days[0])
        left = self.whether >= (1 - chance) ** (term / YEAR_DAYS)
        gone = np.clip(1 - (days - term * self.when[:, None]) / QUARTER, 0.0, 1.0)
        return np.where(left[:, None], gone, 1.0)


def _spread(count: int, random: np.random.Generator) -> Hours:
    """Numbers between 0 and 1, spread evenly over all ways and over every second one: few ways show a chance truly."""
    found = np.empty(count)
    for first in range(EVERY):
        own = len(range(first, count, EVERY))
        found[first::EVERY] = (random.permutation(own) + random.random(own)) / own
    return found


def ways_ahead(
    grouped: GroupedDemand,
    courses: Sequence[Course],
    years: int,
    count: int,
    seed: int,
    *,
    related: bool = True,
    unseen: bool = True,
) -> Ways:
    """`count` ways, the same each time for a seed. Groups that are not `related` do not take each other's place.

    Without `unseen`, only what the bill shows: courses and what takes a place.
    """
    random = np.random.default_rng(seed)
    days = (np.arange(MOMENTS) + 0.5) * years * YEAR_DAYS / MOMENTS
    reach = reach_of(courses)
    left: Mapping[int, float] = may_be_left(courses, grouped.families) if related else {}
    follows = may_follow(courses, grouped.families) if related else frozenset[int]()
    whole = _Leaving.of(count, random)
    together = np.arange(count) % EVERY == 0
    how, is_replaced = np.arange(count) % len(HOW_LONG), _spread(count, random) < REPLACED
    levels, elsewhere = np.ones((count, MOMENTS, len(courses))), np.zeros((count, MOMENTS, len(courses)))
    shown = np.ones_like(levels)
    for place, (group, course) in enumerate(zip(grouped.groups, courses, strict=True)):
        paths = [[course.at(float(day), lasting(course, each, reach)) for day in days] for each in HOW_LONG]
        own: Matrix = np.asarray(paths)[how]
        if course.slope < 0 and not is_a_move(course, courses):
            least = _spread(count, random) * (_spread(count, random) < ENDS_ABOVE_NOTHING)
            own = np.maximum(own, least[:, None])
        shown[:, :, place] = own
        own = own * np.where(is_replaced, left.get(place, 1.0), 1.0)[:, None]
        levels[:, :, place] = own
        if unseen:
            moves = _own_moves(grouped.demand.costs[:, group].sum(axis=1), course)
            own = own * _wandering(moves, days, count, random) * _going_on(course, courses, days, count, random)
            leaving = _Leaving.of(count, random).unless(together, whole)
            stays = leaving.staying(_chance_of_end(course, courses, place in follows), days)
            goes_on = leaving.where < (FOLLOWS_ELSEWHERE if place in follows else ELSEWHERE)
            elsewhere[:, :, place] = own * (1 - stays) * goes_on[:, None] * COSTS_LESS
            levels[:, :, place] = own * stays
    if related:
        elsewhere += _arriving(courses, shown)
    return Ways(levels, elsewhere)


def _arriving(courses: Sequence[Course], shown: Paths) -> Paths:
    """What goes on leaving in moves and is in none of the rises beside them, as parts of the groups that it leaves.

    Of all that leaves, as large a part arrives as has so far: the rise may come in steps, of which none is seen to go
    on. One that has stood still for more than half of the fall has ended, and what is left of the fall goes nowhere.
    Where it goes is not counted on, so that only a Compute plan covers it.
    """
    size, change = (np.array([getattr(course, name) for course in courses]) for name in ("level", "change"))
    falls = np.array([course.change < 0 and is_a_move(course, courses) for course in courses], dtype=bool)
    rises = np.array([course.change > 0 and has_a_source(course, courses) for course in courses], dtype=bool)
    gone, come = -float(change[falls].sum()), float(change[rises].sum())
    fallen_for = max((course.lasted for course, falls_so in zip(courses, falls, strict=True) if falls_so), default=0)
    stood = [course.steady_days for course, rises_so in zip(courses, rises, strict=True) if rises_so]
    if not gone or not come or min(stood) > fallen_for / 2:
        return np.zeros_like(shown)
    leaving, arriving = np.maximum(0.0, 1 - shown) * falls, np.maximum(0.0, shown - 1) * rises
    leaves, arrives = leaving @ size, arriving @ size
    missing = np.maximum(0.0, min(1.0, come / gone) * (gone + leaves) - come - arrives)
    return leaving * (missing / np.maximum(leaves, 1e-12))[:, :, None]


def _chance_of_end(course: Course, courses: Sequence[Course], follows: bool) -> float:
    """Of a group to be left, a year."""
    if course.is_new and not has_a_source(course, courses):
        return LEFT_NEW
    return FOLLOWS if follows else LEFT_UNSEEN


def _going_on(
    course: Course, courses: Sequence[Course], days: Hours, count: int, random: np.random.Generator
) -> Matrix:
    """Parts of the level after a young change: a step down may be followed by others, a rise may go back."""
    if course.jump < 0 and course.lasted <= RECENT_FALL and not is_a_move(course, courses):
        return np.maximum(_falling_further(days, count, random), course.floor / max(course.level, 1e-12))
    if course.change > 0 and not has_a_source(course, courses):
        back = _spread(count, random) < 1 / (1 + course.lasted / (NEW_LASTS if course.is_new else A_RISE_LASTS))
        return np.where(back, max(0.0, 1 - course.change / max(course.level, 1e-12)), 1.0)[:, None]
    return np.ones((count, 1))


def hours_ahead(grouped: GroupedDemand, courses: Sequence[Course], ways: Ways, rows: int, seed: int) -> Demand:
    """About so many hours that stand alike for the term; hours of the day and week are drawn alike."""
    base = base_hours(grouped.demand.costs, grouped.groups, courses)
    count, moments, groups = ways.levels.shape
    each = max(1, rows // (count * moments))
    random = np.random.default_rng(seed)
    total = count * moments * each
    picked = np.concatenate([random.permutation(len(base)) for _ in range(-(-total // len(base)))])[:total]
    levels, elsewhere = (np.repeat(own.reshape(-1, groups), each, axis=0) for own in (ways.levels, ways.elsewhere))
    return demand_at(grouped, base[picked], levels, elsewhere)


def demand_at(grouped: GroupedDemand, hours: Matrix, levels: Matrix, elsewhere: Matrix) -> Demand:
    """Hours at levels of each group; what goes on elsewhere has a column of its own, of no family."""
    costs, moved = hours.copy(), np.zeros(len(hours))
    for place, group in enumerate(grouped.groups):
        moved += hours[:, list(group)].sum(axis=1) * elsewhere[:, place]
        costs[:, list(group)] *= levels[:, place, None]
    part = grouped.compute_part
    if part is None:
        return Demand(grouped.demand.columns, costs)
    column = Column(compute=part, instance=None, family=None)
    return Demand((*grouped.demand.columns, column), np.column_stack([costs, moved]))


def _own_moves(hours: Hours, course: Course) -> Hours:
    """How the level moved from week to week beside its course, as logarithms, since it was last far from its level."""
    if course.comes_and_goes or course.level <= 0:
        return np.zeros(0)
    count = len(hours) // (WEEK_DAYS * DAY)
    weeks = hours[-count * WEEK_DAYS * DAY :].reshape(count, -1).mean(axis=1)
    ago = (np.arange(count)[::-1] + 0.5) * WEEK_DAYS
    path = course.level - course.slope * np.minimum(ago, course.lasted) - course.jump * (ago > course.lasted)
    if course.season is not None:
        path = np.full(count, course.level)
    unlike = (ago > course.lasted) & (np.abs(weeks - path) > UNLIKE * path) if course.change else np.zeros(count, bool)
    far = np.flatnonzero((path < NEAR_ITS_LEVEL * course.level) | (weeks <= 0) | unlike)
    since = int(far[-1]) + 1 if len(far) else 0
    return np.clip(np.diff(np.log(weeks[since:] / path[since:])), -LARGEST_MOVE, LARGEST_MOVE)


def _wandering(moves: Hours, days: Hours, count: int, random: np.random.Generator) -> Matrix:
    """The bill's own weekly changes, drawn in runs, added up until each day."""
    if len(moves) < RUN:
        return np.ones((count, len(days)))
    firsts = random.integers(0, len(moves), (count, int(days[-1]) // (WEEK_DAYS * RUN) + 1))
    # round the end: every week is drawn alike, so that nothing rises or falls in the mean of all ways
    around = (firsts[:, :, None] + np.arange(RUN)) % len(moves)
    path = np.cumsum((moves - moves.mean())[around].reshape(count, -1), axis=1)[:, (days // WEEK_DAYS).astype(int)]
    return np.exp(np.clip(path, -FARTHEST, FARTHEST))


def _falling_further(days: Hours, count: int, random: np.random.Generator) -> Matrix:
    """For a part of the ways the level goes on down within a quarter or two, to anywhere above nothing."""
    ends = np.where(_spread(count, random) < FALLS_FURTHER, _spread(count, random), 1.0)
    over = random.uniform(QUARTER / 3, 2 * QUARTER, count)
    return 1 - (1 - ends)[:, None] * np.clip(days / over[:, None], 0.0, 1.0)
