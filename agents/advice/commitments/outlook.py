"""How usage is likely to go on: its level at the end of the bill, where it is going, and for how long.

What is bought for a year is right for the hours to come, not for those that were. A group of usage (an instance family
in a region, a meter of Fargate or Lambda) is described by the simplest course that explains its days: it stays; it
moved from one level to another; it has been rising or falling since a day; or, where a whole year is seen, it follows
the year. A change that goes on may be over, may last half as long again, as long, or three times so, or may not end:
nobody knows, so all count alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Hours = NDArray[np.float64]

DAY: Final = 24
WEEK_DAYS: Final = 7
YEAR_DAYS: Final = 365
LEAST_OF_A_YEAR: Final = 330
"""Days from which on the seasons of a year can be told from a trend."""
LOOKED_AT: Final = 84
"""Days in which changes are looked for: what is older says little about where usage goes now."""
SHORTEST: Final = 3
"""Days that a change must have lasted."""
SURE: Final = 9.0
"""How much better, in BIC, a course with a change has to be than one without."""
AHEAD: Final = (30, 91, 152, 213, 274, 335)
"""Days after the purchase that stand for two months each."""
BASE_WEEKS: Final = 8
ON: Final = float("inf")
HOW_LONG: Final = (0.0, 0.5, 1.0, 3.0, ON)
"""For how many times as long as it has lasted a change may go on."""
MOST_ROWS: Final = 1_500
LONG: Final = 42
"""A decline of so many days is a trend to be reckoned with; a shorter one may be the beginning of an end."""
NEAR: Final = 7
"""Days by which two changes may differ that are one move, at least."""
IN_ITS_PLACE: Final = 0.3
"""What takes the place of something may cost less; this part of it at least."""
SPIKE: Final = 0.3
"""A day that differs by more than this part from the two days before and after is limited to it."""
MOST_SCALED: Final = 1.5
FADES: Final = 0.6
"""What of a season that was seen once is counted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Level at the end of the bill, its change a day or its jump and how many days ago that began.

    `steady_days` is for how long it has been as it is; `season` the level by day ahead, None without one.
    """

    level: float
    slope: float = 0.0
    lasted: int = 0
    steady_days: int = 0
    season: tuple[float, ...] | None = None
    jump: float = 0.0

    @property
    def change(self) -> float:
        """What a change since `lasted` days has added or taken so far."""
        return self.jump + self.slope * self.lasted

    def at(self, days: float, lasts: float) -> float:
        """The level so many days ahead as a part of the one at the end, if a change goes on for `lasts` days more."""
        if self.level <= 0:
            return 0.0
        if self.season is not None:
            return self.season[int(days) % len(self.season)]
        return max(0.0, self.level + self.slope * min(days, lasts)) / self.level


def being_left(courses: Sequence[Course]) -> list[bool]:
    """Of each, whether it falls while something else rises in its place, or has begun to fall and goes on falling."""
    return [_is_left(one, courses) for one in courses]


def _is_left(one: Course, courses: Sequence[Course]) -> bool:
    if one.change >= 0:
        return False
    if one.slope < 0 and one.lasted < LONG:
        return True
    near = max(NEAR, one.lasted // 2)
    rise = sum(each.change for each in courses if each.change > 0 and abs(each.lasted - one.lasted) <= near)
    return one.lasted < LOOKED_AT and rise >= IN_ITS_PLACE * -one.change


def course_of(hours: Hours) -> Course:
    """The simplest course that explains the days; `hours` are whole days, at least fourteen."""
    days = _without_spikes(_without_weekdays(hours.reshape(-1, DAY).mean(axis=1)))
    if len(days) >= LEAST_OF_A_YEAR and (season := _seasonal(days)) is not None:
        return season
    return _changed(days[-LOOKED_AT:])


def _without_weekdays(days: Hours) -> Hours:
    """Days at the level of their week: a weekday's usual part of its week is taken out of it."""
    count = len(days)
    if count < 2 * WEEK_DAYS:
        return days
    weeks = np.convolve(days, np.ones(WEEK_DAYS) / WEEK_DAYS, mode="valid")
    middle = np.concatenate([np.full(3, weeks[0]), weeks, np.full(3, weeks[-1])])
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(middle > 0, days / middle, 1.0)
    usual = np.array([np.median(parts[place::WEEK_DAYS]) for place in range(WEEK_DAYS)])
    factor = usual[np.arange(count) % WEEK_DAYS]
    kept = np.where(factor >= 0.3, days / np.maximum(factor, 0.3), np.nan)
    known = ~np.isnan(kept)
    if known.sum() < 2 or usual.max() > 3:
        return days
    return np.interp(np.arange(count), np.flatnonzero(known), kept[known])


def _without_spikes(days: Hours) -> Hours:
    """Days far from those around them are limited: a batch that runs now and then is no change of level."""
    reach = np.arange(len(days))[:, None] + np.arange(-2, 3)[None, :]
    outside = (reach < 0) | (reach >= len(days))
    around = np.where(outside, np.nan, days[np.clip(reach, 0, len(days) - 1)])
    usual = np.nanmedian(around, axis=1)
    return np.clip(days, usual * (1 - SPIKE), usual * (1 + SPIKE))


def _bic(rest: float, days: Hours, parameters: int) -> float:
    """The Bayesian information criterion of a fit that leaves this sum of squares."""
    count = len(days)
    floor = count * (1e-3 * max(float(np.abs(days).mean()), 1e-12)) ** 2
    return count * float(np.log(max(rest, floor) / count)) + parameters * float(np.log(count))


@dataclass(frozen=True, slots=True)
class _Shapes:
    """Ways in which days can change, one a row, with what least squares need of them."""

    centred: Matrix
    means: NDArray[np.float64]
    sizes: NDArray[np.float64]
    begun: NDArray[np.int_]
    ended: NDArray[np.int_]

    @classmethod
    def of(cls, shapes: Matrix, begun: NDArray[np.int_], ended: NDArray[np.int_]) -> "_Shapes":
        means = shapes.mean(axis=1)
        centred = shapes - means[:, None]
        return cls(centred, means, np.maximum((centred**2).sum(axis=1), 1e-12), begun, ended)

    def best(self, days: Hours) -> tuple[float, float, float, int]:
        """Of the shape that fits best with a level: what is left, the level before, the shape's size, and its row."""
        off = days - days.mean()
        sizes = self.centred @ off / self.sizes
        rest = np.maximum(float(off @ off) - sizes**2 * self.sizes, 0.0)
        row = int(np.argmin(rest))
        return float(rest[row]), float(days.mean() - sizes[row] * self.means[row]), float(sizes[row]), row


@cache
def _lines(count: int, every: int = 1) -> _Shapes:
    """Lines that begin on a day, the first one on the first."""
    begun = np.arange(0, count - SHORTEST, every)
    at = np.arange(count, dtype=float)
    return _Shapes.of(np.maximum(0.0, at[None, :] - begun[:, None]), begun, begun)


@cache
def _moves(count: int) -> _Shapes:
    """Moves from one level to another, by the last day before one and the first day after it."""
    pairs = [
        (begun, ended)
        for begun in range(SHORTEST - 1, count - SHORTEST)
        for ended in range(begun + 1, count - SHORTEST + 1)
        if ended - begun == 1 or ((ended - begun) % SHORTEST == 0 and begun % 2 == 0)
    ]
    begun, ended = np.array([first for first, _ in pairs]), np.array([last for _, last in pairs])
    at = np.arange(count, dtype=float)
    shapes = np.clip((at[None, :] - begun[:, None]) / (ended - begun)[:, None], 0.0, 1.0)
    return _Shapes.of(shapes, begun, ended)


@cache
def _steps(count: int) -> _Shapes:
    """Steps, one a week."""
    begun = np.arange(WEEK_DAYS, count - WEEK_DAYS, WEEK_DAYS)
    at = np.arange(count, dtype=float)
    return _Shapes.of((at[None, :] >= begun[:, None]).astype(float), begun, begun)


def _changed(days: Hours) -> Course:
    """Steady, a line since a day, or a move from one level to another that has ended."""
    count = len(days)
    off = days - days.mean()
    stays = _bic(float(off @ off), days, 1) - SURE
    rest, before, slope, line = _lines(count).best(days)
    lines = _bic(rest, days, 3)
    rest, low, jump, move = _moves(count).best(days)
    moves = _bic(rest, days, 4)
    if stays <= min(lines, moves):
        return Course(level=float(days.mean()), steady_days=count)
    if lines < moves:
        since = int(_lines(count).begun[line])
        return Course(level=max(0.0, before + slope * (count - 1 - since)), slope=slope, lasted=count - since)
    begun, ended = int(_moves(count).begun[move]), int(_moves(count).ended[move])
    return Course(level=max(0.0, low + jump), lasted=count - 1 - begun, steady_days=count - ended, jump=jump)


def _seasonal(days: Hours) -> Course | None:
    """A year's wave, where it explains the year much better than one change or a line does."""
    days = days[-YEAR_DAYS:]
    count = len(days)
    wave = _wave(np.arange(count))
    found, *_ = np.linalg.lstsq(wave, days, rcond=None)
    left = days - wave @ found
    score = _bic(float(left @ left), days, 3)
    rivals = min(_lines(count, WEEK_DAYS).best(days)[0], _steps(count).best(days)[0])
    if score > _bic(rivals, days, 3) - SURE:
        return None
    path = _wave(np.arange(YEAR_DAYS) + count) @ found
    level = float(days[-WEEK_DAYS:].mean())
    if level <= 0 or path.min() <= 0:
        return None
    season = 1 + FADES * (path / float(path[0]) - 1)
    return Course(level=level, steady_days=WEEK_DAYS, season=tuple(float(each) for each in season))


def _wave(days: NDArray[np.int_]) -> Matrix:
    at = days / YEAR_DAYS * 2 * np.pi
    return np.stack([np.ones(len(days)), np.sin(at), np.cos(at)], axis=1)


def expected(
    costs: Matrix,
    groups: Sequence[Sequence[int]],
    courses: Sequence[Course],
    most_rows: int = MOST_ROWS,
    beside: Sequence[Course] = (),
    years: int = 1,
) -> Matrix:
    """Hours that stand alike for the years to come, about `most_rows` × columns; `beside` is what else may change."""
    base = _base(costs, groups, courses)
    if all(course.slope == 0 and course.season is None for course in courses):
        return base[:: max(1, _odd(len(base) // most_rows))]
    reach = _reach(beside or courses)
    futures = [(days * years, how) for days in AHEAD for how in HOW_LONG]
    stride = _odd(max(5, len(base) * len(futures) // most_rows))
    parts: list[Matrix] = []
    for place, (days, how) in enumerate(futures):
        rows = base[place % stride :: stride].copy()
        for group, course in zip(groups, courses, strict=True):
            lasts = how * course.lasted if how != ON else (reach if course.slope > 0 else ON)
            rows[:, list(group)] *= course.at(days, lasts)
        parts.append(rows)
    return np.concatenate(parts)


def _odd(stride: int) -> int:
    """A stride that meets all hours of the day and of the week."""
    stride = max(1, stride)
    while stride > 1 and (stride % 2 == 0 or stride % 3 == 0 or stride % 7 == 0):
        stride += 1
    return stride


def _reach(courses: Sequence[Course]) -> float:
    """For how long what rises can go on: where it takes the place of what falls, until nothing of that is left."""
    rising = sum(course.slope for course in courses if course.slope > 0)
    falling = [course for course in courses if course.slope < 0]
    lost = -sum(course.slope for course in falling)
    if not lost or lost < 0.4 * rising:
        return float("inf")
    return sum(course.level for course in falling) / lost


def _base(costs: Matrix, groups: Sequence[Sequence[int]], courses: Sequence[Course]) -> Matrix:
    """The last weeks, each group as it has been since it last changed, at the level of the end."""
    weeks = max(1, min(BASE_WEEKS, costs.shape[0] // (WEEK_DAYS * DAY)))
    rows = weeks * WEEK_DAYS * DAY
    base = costs[-rows:].copy()
    for group, course in zip(groups, courses, strict=True):
        own = list(group)
        steady = max(1, min(weeks, course.steady_days // WEEK_DAYS))
        last = costs[-steady * WEEK_DAYS * DAY :, own]
        base[:, own] = np.tile(last, (-(-weeks // steady), 1))[-rows:]
        if course.steady_days < weeks * WEEK_DAYS:
            mean = float(last.sum(axis=1).mean())
            base[:, own] *= min(MOST_SCALED, course.level / mean) if mean > 0 else 0.0
    return base
