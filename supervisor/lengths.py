"""Reading how long something has been so: "older than 90 days", "stopped for more than a month"."""

from typing import Final

from finops_core.questions.intents import LONGER
from finops_core.questions.utterance import Utterance
from supervisor.lexicon import Kind, Value
from supervisor.slots import STOP

_DAYS: Final = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
MOST_DAYS: Final = 36_500


def is_of_length(kind: int, value: Value) -> bool:
    """Whether a word is an agent's cue behind which a length of time stands."""
    return kind == Kind.CUE and isinstance(value, tuple) and value[0] == LONGER


def read_length(said: Utterance, count: Value, unit: Value, after: int) -> int:
    """So many days at least, said once."""
    days = _DAYS.get(str(unit), 0) * (count if isinstance(count, int) else 0)
    if not 0 < days <= MOST_DAYS or said.at_least_days:
        return STOP
    said.at_least_days = days
    return after
