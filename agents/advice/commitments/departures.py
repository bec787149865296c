"""What is being left: a family from which usage goes to another, so that nothing should be bound to it for a year."""

import re
from collections.abc import Sequence
from typing import Final

from agents.advice.commitments.courses import LOOKED_AT, Course

LONG: Final = 42
"""A decline of so many days is a trend to be reckoned with; a shorter one may be the beginning of an end."""
NEAR: Final = 7
"""Days by which two changes may differ that are one move, at least."""
IN_ITS_PLACE: Final = 0.3
"""What takes the place of something may cost less; this part of it at least."""
SIDE_BY_SIDE: Final = 45
"""For so many days what is new may run beside what it replaces."""
A_TRIAL: Final = 0.15
"""What is new and does not grow is a trial below this part of what is there."""

Family = tuple[str, str]

_GENERATION: Final = re.compile(r"[a-z]+(\d+)")


def being_left(courses: Sequence[Course]) -> list[bool]:
    """Of each, whether it falls while something else rises in its place, or has begun to fall and goes on falling."""
    return [_is_left(one, courses) for one in courses]


def may_be_left(courses: Sequence[Course], families: Sequence[Family | None]) -> dict[int, float]:
    """Families whose place something new may be about to take, though nothing of them has gone yet, with what is left.

    What is new runs for a while beside what it replaces. Nobody moves to an older generation. The largest family is
    what a newcomer replaces most likely, as far as it goes today; of others nothing is known to be left.
    """
    found: dict[int, float] = {}
    for new, course in zip(families, courses, strict=True):
        if not _is_a_newcomer(course) or _has_a_source(course, courses):
            continue
        own = [
            place
            for place, old in enumerate(courses)
            if not old.is_new and _may_replace(course, old) and _no_older(new, families[place])
        ]
        found |= {place: found.get(place, 1.0) for place in own}
        if own:
            largest = max(own, key=lambda place: courses[place].level)
            found[largest] = max(0.0, found[largest] - course.level / max(courses[largest].level, 1e-12))
    return found


def _is_left(one: Course, courses: Sequence[Course]) -> bool:
    if one.change >= 0:
        return False
    if one.slope < 0 and one.lasted < LONG:
        return True
    rise = sum(each.change for each in courses if each.change > 0 and _together(each, one))
    return one.lasted < LOOKED_AT and rise >= IN_ITS_PLACE * -one.change


def _has_a_source(new: Course, courses: Sequence[Course]) -> bool:
    """Whether something has fallen while this rose, so that nothing else has to be what it replaces."""
    fall = -sum(each.change for each in courses if each.change < 0 and _together(new, each))
    return fall >= IN_ITS_PLACE * new.change


def _together(rise: Course, fall: Course) -> bool:
    return abs(rise.lasted - fall.lasted) <= max(NEAR, fall.lasted // 2)


def _is_a_newcomer(one: Course) -> bool:
    return one.is_new and one.lasted < LOOKED_AT and (one.slope > 0 or one.steady_days <= SIDE_BY_SIDE)


def _may_replace(new: Course, old: Course) -> bool:
    return old.change <= 0 and (new.slope > 0 or new.level >= A_TRIAL * old.level)


def _no_older(new: Family | None, old: Family | None) -> bool:
    """Whether a family is of no older a generation; what has no family, such as Fargate, replaces any."""
    if new is None or old is None:
        return True
    numbers = [_GENERATION.match(family) for _, family in (new, old)]
    return not all(numbers) or int(numbers[0][1]) >= int(numbers[1][1])  # type: ignore[index]
