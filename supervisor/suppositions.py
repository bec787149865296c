"""What is only supposed: that something is dropped, added again or moved, and from when on."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values, read_date
from supervisor.lexicon import Entry, Kind, Value, words_of
from supervisor.naming import has_key, name_beside
from supervisor.period_phrases import SUPPOSE
from supervisor.slots import STOP

MOST_COPIES: Final = 20
"""More of something than this has nothing to do with what is."""

_BEGIN: Final = tuple(phrase.strip() for phrase in SUPPOSE.split(","))
_WHO: Final = ("we", "i")
_DROP: Final = (
    "drop", "dropped", "remove", "removed", "get rid of", "got rid of", "stop using", "stopped using", "turn off",
    "turned off", "switch off", "switched off", "shut down", "delete", "deleted", "retire", "retired", "decommission",
    "decommissioned", "had no", "have no", "don't use", "do not use", "didn't use", "did not use", "no longer use",
    "no longer used", "cut out", "did without", "do without",
)  # fmt: skip
_ADD: Final = (
    "add", "added", "had", "have", "need", "needed", "launch", "launched", "start", "started", "spin up", "spun up",
    "open", "opened", "set up", "create", "created", "deploy", "deployed", "ran", "run", "get", "got", "brought up",
    "bring up",
)  # fmt: skip
_MOVE: Final = (
    "move", "moved", "migrate", "migrated", "switch", "switched", "shift", "shifted", "convert", "converted", "port",
    "ported", "put",
)  # fmt: skip
_WITHOUT: Final = (
    "what would we spend without", "what would i spend without", "what would we pay without",
    "what would i pay without", "what would our bill be without", "what would the bill be without",
    "what would my bill be without", "how much would we spend without", "how much would we pay without",
    "what would it cost without", "what would our costs be without", "what would our forecast be without",
)  # fmt: skip
_TRAFFIC: Final = ("traffic", "our traffic", "the traffic", "my traffic", "network traffic", "data traffic")


def supposing_words() -> Iterator[Entry]:
    """The beginnings of suppositions, with what they suppose: nothing yet, "without", "more", "moved" or "traffic"."""
    for value, verbs in (("without", _DROP), ("more", _ADD), ("moved", _MOVE)):
        spoken = (f"{begin} {who} {verb}" for begin, who, verb in product(_BEGIN, _WHO, verbs))
        yield from ((phrase, Kind.SUPPOSE, value) for phrase in spoken)
    yield from words_of(Kind.SUPPOSE, ", ".join(_WITHOUT), "without")
    yield from ((f"{begin} {traffic}", Kind.SUPPOSE, "traffic") for begin, traffic in product(_BEGIN, _TRAFFIC))


def read_supposed(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """Begins a supposition. What is dropped goes down, all of it unless a percentage is said."""
    said.supposed = True
    if values[at] == "without":
        said.change = "down"
        said.percent = said.percent or ("" if Kind.PERCENT in kinds else "100")
    elif values[at] == "traffic":
        said.keep(("usage_family", "Data transfer"))
    return at + 1


def read_starting(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    """ "From March" leads to where a supposition starts, unless it leads on to where it ends."""
    found = read_date(kinds, values, at + 1) if values[at] == "from" else None
    if found is not None and kinds[found[1]] != Kind.TO:
        said.starting = True


def read_copies(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Two more clusters like staging", "another staging environment": the position behind it, else 0."""
    count, noun = _counted_more(kinds, values, at)
    if not 0 < count <= MOST_COPIES or said.copies:
        return 0
    named, after = _named_like(kinds, values, noun)
    if named is None:
        return 0
    said.supposed, said.copies = True, count
    said.keep(named)
    return after


def _counted_more(kinds: Kinds, values: Values, at: int) -> tuple[int, int]:
    """How many more of something, and where that is said; none at all where no number of more stands."""
    value = values[at]
    if value == "another":
        return 1, at + 1
    more = (kinds[at + 1] == Kind.DIRECTION and values[at + 1] == "up") or values[at + 1] in _MORE
    if not more:
        return 0, at
    return (value if isinstance(value, int) else int(value == "one")), at + 2


_MORE: Final = ("additional", "extra", "further")


def _named_like(kinds: Kinds, values: Values, at: int) -> tuple[tuple[str, ...] | None, int]:
    """The filter that a noun and a name are, in either order: "clusters like staging", "staging environments"."""
    if kinds[at] in _DIMENSIONS and isinstance(values[at], str):
        beside = name_beside(kinds, values, at + 1, str(values[at]))
        return beside or _plain(kinds, values[at + 1], at + 1), at + 2
    own = _plain(kinds, values[at], at)
    of_key = kinds[at + 1] in _DIMENSIONS and own is not None and has_key(own, str(values[at + 1]))
    return own, at + 2 if of_key else at + 1


def _plain(kinds: Kinds, value: Value, at: int) -> tuple[str, ...] | None:
    """One value of what only an organisation has: of a service nobody knows what one more would be."""
    if kinds[at] not in (Kind.FILTER, Kind.NAME) or not isinstance(value, tuple) or len(value) != 2:
        return None
    return value if value[0] in _OWN else None


_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})
_OWN: Final = frozenset({"account", "region", "tag", "team"})


def read_supposed_word(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """Words that mean something in a supposition alone: prices, half of something, ARM for Graviton; else STOP."""
    word = values[at]
    after = read_copies(said, kinds, values, at) if word in ("one", "another") else 0
    if after or not said.supposed:
        return after or STOP
    if word in _PRICES:
        said.repriced = True
        return at + 1
    if word == "half" and at and kinds[at - 1] in (Kind.SUPPOSE, Kind.CHANGE) and not said.percent:
        said.percent = "50"
        return at + 1
    if word in ("arm", "arm64", "aarch64"):
        said.keep(("instance_family", "Graviton"))
        return at + 1
    return STOP


_PRICES: Final = ("price", "prices", "pricing", "rate", "rates")
