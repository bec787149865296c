"""What readers of words have in common: each reads one kind of word into the slots of an utterance."""

from collections.abc import Callable
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind

GRAIN_OF_UNIT: Final = {
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
}

PADDING: Final = 4
"""ENDs that close the items, so that readers may look ahead without asking whether anything is there; and behind, since
a list's last items are what Python finds before its first."""

STOP: Final = -1
"""A reader's answer when a word makes no sense where it stands."""

DATES: Final = frozenset(
    {Kind.IN, Kind.PERIOD, Kind.PAST, Kind.MONTH, Kind.YEAR, Kind.QUARTER, Kind.SINCE, Kind.PREVIOUS}
)
"""What a period begins with."""

NOT_MINE: Final = 0
"""A reader's answer where it has nothing to say of a word, and another may."""

PAIRED: Final = "paired"
"""The last part of the value of a cue of which a question may say two meanings."""

Reader = Callable[[Utterance, Kinds, Values, int], int]
"""Reads the word at a position into an utterance; the position behind what it took, STOP or NOT_MINE."""


def in_order(*readers: Reader) -> Reader:
    """A reader that asks others one after another and answers as the first with something to say; STOP without any."""

    def ordered(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
        for reader in readers:
            after = reader(said, kinds, values, at)
            if after:
                return after
        return STOP

    return ordered
