"""Questions that work, near one that did not: with the same names and days, as far as those were understood."""

from collections.abc import Iterator
from typing import Final

from supervisor.ahead import looks_ahead
from supervisor.dates import Kinds, Values, read_date
from supervisor.fast_path import MAX_CHARS, decide
from supervisor.lexicon import Kind, Lexicon, Value, tokens_of
from supervisor.scan import scan
from supervisor.spelling import respelled

MOST: Final = 3
ALWAYS: Final = ("What did I spend by service?", "What did I spend last month?", "Show daily costs")
"""Questions that every bill answers."""


def nearby(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Up to three questions that the fast path answers over the loaded bill, those like `text` first."""
    kinds, values = scan(tokens_of(text[:MAX_CHARS]), lexicon)
    asked = tokens_of(text)
    found: list[str] = []
    for candidate in (*_respelled(text, lexicon), *_variants(text, kinds, values), *ALWAYS):
        if candidate not in found and tokens_of(candidate) != asked and decide(candidate, lexicon=lexicon) is not None:
            found.append(candidate)
    return tuple(found[:MOST])


def _respelled(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    spelled, slips = respelled(text[:MAX_CHARS], lexicon)
    return (f"{spelled[:1].upper()}{spelled[1:]}?",) if slips else ()


def _variants(text: str, kinds: Kinds, values: Values) -> Iterator[str]:
    """By subject: days ahead, commitments, or what was spent, each with what the question names and its days."""
    subjects, when = _subjects(kinds, values), _when(kinds, values)
    on = subjects[0]
    if looks_ahead(text):
        yield f"What will I spend{on} next month?"
        yield f"Forecast my spend{on} for the next 3 months"
        return
    if Kind.COMMITMENT in kinds:
        kind = _COMMITMENTS.get(values[kinds.index(Kind.COMMITMENT)], "commitment")
        yield f"Which {kind}s do we have?"
        yield f"What is our {kind} coverage{when}?"
        yield f"{kind} fees{when}" if when else f"What did we spend on {kind}s last month?"
        return
    if Kind.RUN_RATE in kinds:
        yield f"What is our run rate{on}?"
    named = _group(kinds, values)
    if not (on or when or named):
        return
    if len(subjects) > 1:
        yield from (f"What did I spend{subject}{when}?" for subject in subjects)
    by = named or ("usage type" if on.startswith(" on ") else "service")
    yield f"What did I spend{on}{when}?"
    yield f"What did I spend{on} by {by}{when}?"
    yield f"How did my costs{on} change{when or ' last month'}?"


_COMMITMENTS: Final[dict[Value, str]] = {"savings_plan": "Savings Plan", "reservation": "reservation"}
_NAMED: Final = {
    "service": " on {}",
    "usage_family": " on {}",
    "usage_kind": " on {}",
    "instance_family": " on {} instances",
    "service_category": " on {}",
    "region": " in {}",
    "account": " in account {}",
    "team": " for team {}",
}


def _subjects(kinds: Kinds, values: Values) -> list[str]:
    """What the first name in a question may mean, as a question has it: " on Redshift", " in eu-west-1"."""
    for kind, value in zip(kinds, values, strict=True):
        if kind in (Kind.FILTER, Kind.THING, Kind.THINGS, Kind.NAME) and isinstance(value, tuple):
            pairs = [(value[at], value[at + 1]) for at in range(0, len(value) if kind == Kind.NAME else 2, 2)]
            named = [_named(field, name) for field, name in pairs]
            if named[0]:
                return named
    return [""]


def _named(field: str, name: str) -> str:
    if field == "tag":
        key, _, value = name.partition("=")
        return f" for {key} {value}" if value and not key.endswith("!") else ""
    lower = field in ("usage_family", "service_category")
    return _NAMED.get(field, "").format(name.lower() if lower else name)


def _when(kinds: Kinds, values: Values) -> str:
    """The first period in a question: " last month", " in october", " over the past 3 months"."""
    found = next((one for at in range(len(kinds)) if (one := read_date(kinds, values, at))), None)
    if found is None:
        return ""
    words = found[0].replace("_", " ")
    if words.startswith("past "):
        return f" over the {words}"
    return f" {words}" if words.startswith(_ADVERBS) else f" in {words.title() if words.isalpha() else words}"


_ADVERBS: Final = ("last ", "this ", "since ", "yesterday", "today", "month to", "year to", "quarter to", "week ")


def _group(kinds: Kinds, values: Values) -> str:
    """The first dimension named in a question."""
    for kind, value in zip(kinds, values, strict=True):
        if kind in (Kind.DIM, Kind.DIMS) and isinstance(value, str):
            return value.removeprefix("tag:").replace("_", " ")
    return ""
