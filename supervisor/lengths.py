"""Reading how long something has been so: "older than 90 days", "stopped for a month", "newer than a week"."""

from typing import Final

from finops_core.questions.intents import LONGER, SHORTER
from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Value
from supervisor.slots import STOP

_DAYS: Final = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_SLOTS: Final = {LONGER: "at_least_days", SHORTER: "at_most_days"}
MOST_DAYS: Final = 36_500


def is_of_length(kind: int, value: Value) -> bool:
    """Whether a word is an agent's cue behind which a length of time stands."""
    return kind == Kind.CUE and isinstance(value, tuple) and value[0] in _SLOTS


def read_length(said: Utterance, cue: Value, count: Value, unit: Value, after: int) -> int:
    """So many days at least, or at most, as the cue before it says; each said once."""
    slot = _SLOTS[str(cue[0])] if isinstance(cue, tuple) else ""
    days = _DAYS.get(str(unit), 0) * (count if isinstance(count, int) else 0)
    if not 0 < days <= MOST_DAYS or getattr(said, slot):
        return STOP
    setattr(said, slot, days)
    return after


def read_earlier(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "The month before", said once; "a year ago" behind a length's cue is that length."""
    if at and is_of_length(kinds[at - 1], values[at - 1]):
        return read_length(said, values[at - 1], 1, values[at], at + 1)
    if said.earlier not in ("", values[at]):
        return STOP
    said.earlier = str(values[at])
    return at + 1
