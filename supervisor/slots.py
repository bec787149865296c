"""What readers of words have in common: each reads one kind of word into the slots of an utterance."""

from collections.abc import Callable
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values

GRAIN_OF_UNIT: Final = {
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
}

PADDING: Final = 4
"""ENDs that close the items, so that readers may look ahead without asking whether anything is there."""

STOP: Final = -1
"""A reader's answer when a word makes no sense where it stands."""

Reader = Callable[[Utterance, Kinds, Values, int], int]
