"""Whether a sentence is told in forms: a first one, others behind it, and nothing between them but what joins."""

import re
from collections.abc import Iterator
from typing import Final

from agents.prose.claimed import Claimed
from agents.prose.forms.causes import CAUSES
from agents.prose.forms.levels import LEVELS, Form
from agents.prose.forms.movements import MOVEMENTS
from agents.prose.forms.notation import Notation, pattern
from agents.prose.forms.outlooks import OUTLOOKS
from agents.prose.forms.ranks import RANKS
from agents.prose.forms.reading import Found, NotRead, Reading

_FORMS: Final = tuple((pattern(form.words), form) for form in (*LEVELS, *MOVEMENTS, *RANKS, *CAUSES, *OUTLOOKS))
_JOINS: Final = re.compile(r"(?:, )?(?:and|while|but|whereas) |; |, (?=which )|: (?=(?:it|they) )|– |— ")
_PREFIX: Final = re.compile(r"(?:in|during|for) (?P<t>T ),? ?|(?:overall|in total|in short) ?[,:] ")
_END: Final = re.compile(r"\.? ?$")
_MOST_FORMS: Final = 8
"""Forms of one sentence; a longer one is read otherwise."""


def is_told_in_forms(claimed: Claimed) -> bool:
    """Whether a sentence is one of the usual ones of a report, and each of its forms is what the facts are."""
    notation = Notation(claimed)
    return any(True for _ in _readings(notation, 0, Reading(claimed), 0, begins=True))


def _readings(notation: Notation, at: int, reading: Reading, depth: int, *, begins: bool) -> Iterator[Reading]:
    """The ways to read a sentence from a place on to its end."""
    text = notation.text
    if depth > _MOST_FORMS:
        return
    if begins:
        yield from _behind_prefix(notation, at, reading, depth)
    elif _END.match(text, at):
        if reading.fits():
            yield reading
        return
    elif (join := _JOINS.match(text, at)) is not None:
        yield from _readings(notation, join.end(), reading.begun(is_under=False), depth + 1, begins=True)
    for words, form in _FORMS:
        if form.begins == begins and (read := _read(words, form, notation, at, reading)) is not None:
            yield from _readings(notation, read[0], read[1], depth + 1, begins=False)


def _behind_prefix(notation: Notation, at: int, reading: Reading, depth: int) -> Iterator[Reading]:
    prefix = _PREFIX.match(notation.text, at)
    if prefix is None:
        return
    time = Found(prefix, notation, reading).token("t")
    if time is not None and time.period is None:
        return
    under = reading if time is None else reading.under(time).begun(is_under=True)
    yield from _readings(notation, prefix.end(), under, depth + 1, begins=True)


def _read(
    words: re.Pattern[str], form: Form, notation: Notation, at: int, reading: Reading
) -> tuple[int, Reading] | None:
    found = words.match(notation.text, at)
    if found is None or found.end() == at:
        return None
    try:
        return found.end(), form.reads(Found(found, notation, reading))
    except NotRead:
        return None
