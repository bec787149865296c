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
HARDLY_ANY: Final = 0.05
"""A fall by less than this part."""
SIDE_BY_SIDE: Final = 45
"""For so many days what is new may run beside what it replaces."""
A_TRIAL: Final = 0.15
"""What is new and does not grow is a trial below this part of what is there."""

Family = tuple[str, str]

_GENERATION: Final = re.compile(r"[a-z]+(\d+)")
_SUFFIX: Final = re.compile(r"^[a-z]+\d+")


def may_be_left(courses: Sequence[Course], families: Sequence[Family | None]) -> dict[int, float]:
    """Families whose place something new may be about to take, though nothing of them has gone yet, with what is left.

    What is new runs for a while beside what it replaces. Nobody moves to an older generation. The largest family is
    what a newcomer replaces most likely, as far as it goes today; of others nothing is known to be left.
    """
    found: dict[int, float] = {}
    for new, course in zip(families, courses, strict=True):
        if not _is_a_newcomer(course) or has_a_source(course, courses):
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


def may_follow(courses: Sequence[Course], families: Sequence[Family | None]) -> frozenset[int]:
    """Families that stand still while others are being moved to something newer, another processor or another place.

    Whoever moves one family moves others too.
    """
    targets = [
        family
        for family, course in zip(families, courses, strict=True)
        if course.change > 0 and course.is_new and course.lasted < LOOKED_AT and has_a_source(course, courses)
    ]
    return frozenset(
        place
        for place, (old, course) in enumerate(zip(families, courses, strict=True))
        if old is not None and not course.is_new and course.change <= 0 and any(_is_ahead(new, old) for new in targets)
    )


def is_a_move(fall: Course, courses: Sequence[Course]) -> bool:
    """Whether something else has risen by a good part of what this fell, at about the time.

    A fall that has ended and was hardly any is how usage moves by itself, unless what rose is new.
    """
    rises = [each for each in courses if each.change > 0 and _together(each, fall)]
    hardly_any = not fall.slope and -fall.change < HARDLY_ANY * (fall.level - fall.change)
    if hardly_any and not any(each.is_new for each in rises):
        return False
    return fall.lasted < LOOKED_AT and sum(each.change for each in rises) >= IN_ITS_PLACE * -fall.change


def _is_ahead(new: Family | None, old: Family) -> bool:
    """Whether what is moved to is another place, no instance, of a newer generation or of another processor."""
    if new is None or new[0] != old[0]:
        return True
    numbers = [_GENERATION.match(family) for _, family in (new, old)]
    newer = all(numbers) and int(numbers[0][1]) > int(numbers[1][1])  # type: ignore[index]
    return newer or ("g" in _SUFFIX.sub("", new[1]) and "g" not in _SUFFIX.sub("", old[1]))


def has_a_source(new: Course, courses: Sequence[Course]) -> bool:
    """Whether something has fallen while this rose, so that nothing else has to be what it replaces."""
    fall = -sum(each.change for each in courses if each.change < 0 and _together(new, each))
    return fall >= IN_ITS_PLACE * new.change


def _together(rise: Course, fall: Course) -> bool:
    """Whether both began at about the time; what is new may have run beside what it replaced, of about its size."""
    before = rise.lasted - fall.lasted
    if rise.is_new and min(rise.change, -fall.change) >= IN_ITS_PLACE * max(rise.change, -fall.change):
        return -max(NEAR, fall.lasted // 2) <= before <= max(NEAR, fall.lasted // 2, SIDE_BY_SIDE)
    return abs(before) <= max(NEAR, fall.lasted // 2)


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
