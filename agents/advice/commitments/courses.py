"""Where usage has been going: the simplest course that explains its days.

A group of usage (an instance family in a region, a meter of Fargate or Lambda) stays; moved from one level to another;
has been rising or falling since a day; comes and goes; or, where a whole year is seen, follows the year.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
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
"""Days that a change must have lasted; a step may be a day younger."""
RECENT: Final = 24
"""Days in which every beginning and end of a move is tried: a plan hangs on what happened last."""
SURE: Final = 9.0
"""How much better, in BIC, a course with a change has to be than one without."""
SPIKE: Final = 0.3
"""A day that differs by more than this part from the two days before and after is limited to it."""
RETURNS: Final = 2
"""So often usage has left its level and come back to it, and is expected to do so again."""
A_BATCH: Final = 7
"""Days up to which what has been before is likelier to end again than to stay."""
NOTHING: Final = 0.15
"""What began below this part of its level is new."""
TAKEN_BACK: Final = 0.5
"""A move is taken back where this part of it is."""
TAKES_PART: Final = 0.25
"""A usage type that fell by less than this part of what its group fell by stays as it is."""
FADES: Final = 0.6
"""What of a season that was seen once is counted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Level at the end of the bill, its change a day or its jump and how many days ago that began.

    `steady_days` is for how long it has been as it is; `season` the level by day ahead, None without one; `floor` what
    of the level takes no part in a fall, or was there before a peak. What comes and goes does so within its hours.
    """

    level: float
    slope: float = 0.0
    lasted: int = 0
    steady_days: int = 0
    season: tuple[float, ...] | None = None
    jump: float = 0.0
    floor: float = 0.0
    comes_and_goes: bool = False

    @property
    def change(self) -> float:
        """What a change since `lasted` days has added or taken so far."""
        return self.jump + self.slope * self.lasted

    @property
    def is_new(self) -> bool:
        """Whether there was nothing of it, or next to nothing, before it rose."""
        return self.change > 0 and self.level - self.change < NOTHING * self.level

    def at(self, days: float, lasts: float) -> float:
        """The level so many days ahead as a part of the one at the end, if a change goes on for `lasts` days more."""
        if self.level <= 0:
            return 0.0
        if self.season is not None:
            return self.season[int(days) % len(self.season)]
        least = min(self.floor, self.level)
        return max(least, self.level + self.slope * min(days, lasts)) / self.level


def course_of(hours: Hours) -> Course:
    """The simplest course that explains the days; `hours` are whole days, at least fourteen."""
    daily = hours.reshape(-1, DAY).mean(axis=1)
    days = _smoother(daily, _without_weekdays(daily))
    if _comes_and_goes(days[-LOOKED_AT:]):
        return Course(level=float(days[-LOOKED_AT:].mean()), steady_days=len(days), comes_and_goes=True)
    days = _without_spikes(days)
    if len(days) >= LEAST_OF_A_YEAR and (season := _seasonal(days)) is not None:
        return season
    return _changed(days[-LOOKED_AT:])


def with_what_stands(course: Course, members: Sequence[Hours]) -> Course:
    """A fall with the level below which it cannot go on: the usage types of the group that do not take part in it."""
    if course.slope >= 0 or len(members) < 2:
        return course
    fallen = -course.change / max(course.level - course.change, 1e-12)
    stands = 0.0
    for hours in members:
        days = hours.reshape(-1, DAY).mean(axis=1)
        begun = min(max(WEEK_DAYS, len(days) - course.lasted), len(days) - SHORTEST)
        before, now = float(days[begun - WEEK_DAYS : begun].mean()), float(days[-SHORTEST:].mean())
        stands += now if before - now <= TAKES_PART * fallen * before else 0.0
    return replace(course, floor=max(course.floor, min(stands, course.level)))


def _smoother(one: Hours, other: Hours) -> Hours:
    """Of two ways to see the days, the one that moves less from day to day."""

    def rough(days: Hours) -> float:
        return float(np.abs(np.diff(days)).sum()) / max(float(days.mean()), 1e-12)

    return one if rough(one) <= rough(other) else other


def _comes_and_goes(days: Hours) -> bool:
    """Whether the days leave their usual level and return, again and again, as batches do: no change of level."""
    usual = float(np.median(days))
    reach = SPIKE * max(usual, 0.1 * float(days.max()))
    if reach <= 0:
        return False
    runs = [(out, len(list(own))) for out, own in groupby(_outside(np.abs(days - usual), reach))]
    last, how_long = runs[-1]
    earlier = [length for out, length in runs[:-1] if out is last]
    returned = sum(out for out, _ in runs[:-1]) + (
        last and how_long <= A_BATCH and _has_been_as_high(days, how_long, usual)
    )
    return returned >= RETURNS and bool(earlier) and how_long <= 2 * max(earlier)


def _has_been_as_high(days: Hours, how_long: int, usual: float) -> bool:
    """Whether a batch that runs on the last days has run before, as high or nearly so, and ended."""
    least = usual + (float(days[-how_long:].mean()) - usual) / 2
    return least > usual and bool((days[:-how_long] > least).any())


def _outside(off: Hours, reach: float) -> Iterator[bool]:
    """Of each day, whether it is outside; what has left is back once it is well within."""
    out = False
    for each in off:
        out = bool(each > (reach / 2 if out else reach))
        yield out


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
    if 2 * known.sum() < count or usual.max() > 3:
        return days  # more would be guessed than is seen: what runs on few days of the week is a batch
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
        if ended - begun == 1 or begun >= count - RECENT or ((ended - begun) % SHORTEST == 0 and begun % 2 == 0)
    ]
    pairs.append((count - SHORTEST, count - SHORTEST + 1))
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
        level = max(0.0, before + slope * (count - 1 - since))
        if count - since < RECENT:
            level = float(np.clip(level, days[-SHORTEST:].min(), days[-SHORTEST:].max()))
        floor = min(level, _before_the_peak(days[: since + 1], level)) if slope < 0 else 0.0
        return Course(level=level, slope=slope, lasted=count - since, floor=floor)
    begun, ended = int(_moves(count).begun[move]), int(_moves(count).ended[move])
    level = max(0.0, low + jump)
    floor = min(level, _before_the_peak(days[: begun + 1], level)) if jump < 0 else 0.0
    moved = Course(level=level, lasted=count - 1 - begun, steady_days=count - ended, jump=jump, floor=floor)
    return _taken_back(days[ended:], moved) or moved


def _before_the_peak(days: Hours, level: float) -> float:
    """The lowest week before a fall that takes back a rise, half of it or more; 0 where it takes back none."""
    if len(days) < 2 * WEEK_DAYS:
        return 0.0
    weeks = np.convolve(days, np.ones(WEEK_DAYS) / WEEK_DAYS, mode="valid")
    low, top = float(weeks.min()), float(weeks[-1])
    return low if top - low >= TAKEN_BACK * (top - level) else 0.0


def _taken_back(days: Hours, moved: Course) -> Course | None:
    """The course where a move has been taken back since, by half of it or more; None where it has not."""
    off = days - days.mean()
    least, found = _bic(float(off @ off), days, 1) - SURE, None
    for ago in range(SHORTEST, min(len(days) - SHORTEST, RECENT) + 1):
        before, now = days[:-ago], days[-ago:]
        jump = float(now.mean() - before.mean())
        score = _bic(float(((before - before.mean()) ** 2).sum() + ((now - now.mean()) ** 2).sum()), days, 3)
        if jump * moved.jump < 0 and abs(jump) >= TAKEN_BACK * abs(moved.jump) and score < least:
            level = float(now.mean())
            floor = min(level, max(0.0, moved.level - moved.jump)) if jump < 0 else 0.0
            least, found = score, Course(level=level, lasted=ago, steady_days=ago, jump=jump, floor=floor)
    return found


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
