"""Whether what a sentence says besides values is what the facts say: deeds, causes, absences, forecasts, degrees."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.anomaly_denials import denies_anomalies
from agents.prose.claimed import Claimed
from agents.prose.sentences import Token
from agents.prose.standings import is_over_its_limit


def states_are_findings(claimed: Claimed) -> bool:
    """`idle`, `unused` or `unusual` is told where something was found to be."""
    found = claimed.words & words.STATES
    measures = {m.measure for m in claimed.meanings.all}
    return not found or bool(measures & {"saving", "excess"}) or all(claimed.is_said(word) for word in found)


def _follows(token: Token, word: str, claimed: Claimed) -> bool:
    before = claimed.neighbour(token, -1)
    return before is not None and before.word == word


def expensive_compares(claimed: Claimed) -> bool:
    """`expensive` alone is a judgment; `more expensive` compares."""
    degrees = words.MORE | words.LESS | words.MOST
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word == "expensive" and (before is None or before.word not in degrees):
            return False
        if token.word == "last" and before is not None and before.word in {"comes", "ranks", "is", "came", "placed"}:
            return False
        after = claimed.neighbour(token, 1)
        if token.word == "quarter" and after is not None and after.word == "of":
            return False
    return True


def cause_fits(claimed: Claimed) -> bool:
    """A cause is one a fact names as driver; that a cause is not known may be said."""
    if any(t.word in ("it", "they") and _follows(t, "as", claimed) for t in claimed.tokens):
        return False
    found = claimed.words & words.CAUSE
    found -= {"behind"} if claimed.words & {"estimate", "forecast", "answer"} else frozenset[str]()
    if not found or _tells_no_cause(found, claimed):
        return True
    if _largest_by_a_ranking(claimed):
        return not found - {"drives", "driver", "drove", "behind"}
    return _is_by_a_driver(claimed)


def _tells_no_cause(found: frozenset[str], claimed: Claimed) -> bool:
    """A cause that is not known or asked about, `since` a day, `so far`, and what has a part in something."""
    if claimed.words & words.NOT and claimed.words & words.EPISTEMIC:
        return True
    if not claimed.values and claimed.words & _ASKS and not found & _GIVES_ONE:
        return True
    if not found - {"since"} and _is_since_a_day(claimed):
        return True
    if not found - {"so"} and "far" in claimed.words:
        return True
    return bool(claimed.values and claimed.mentions) and found <= _PARTAKES


def _is_since_a_day(claimed: Claimed) -> bool:
    return any(_follows(token, "since", claimed) and token.kind in ("time", "cited") for token in claimed.tokens)


def _is_by_a_driver(claimed: Claimed) -> bool:
    """Whether all that is named is what the product names as driver, or what moved."""
    if claimed.words & words.CREDIT and claimed.entities & claimed.meanings.named_as("lowered"):
        return True
    moved = frozenset(key for m in claimed.meanings.all if m.direction and m.entities for key in m.entities)
    drivers = claimed.meanings.named_as("driver", "rose", "largest") | moved
    return bool(claimed.entities) and claimed.entities <= drivers and _no_invented_reason(claimed)


_GIVES_ONE: Final = words.word_set("because due thanks owing caused causing")
_PARTAKES: Final = words.word_set(
    "attributable attributed contributed contributes contributing contribute contributor responsible behind"
)
_ASKS: Final = words.word_set("ask could can would want look consider if worth")


def _largest_by_a_ranking(claimed: Claimed) -> bool:
    """`drives the bill`, of the group that the product ranks first."""
    ranked = claimed.meanings.named_as("group", "team")
    return bool(ranked) and bool(claimed.entities) and claimed.entities <= ranked


def _no_invented_reason(claimed: Claimed) -> bool:
    return not claimed.words & {"because", "since", "reason", "therefore", "so", "cause", "causes", "caused", "causing"}


_ADJECTIVES: Final = words.word_set(
    "the your this that each other top which no by per a any same untagged largest biggest single an every all "
    "main our their its one highest leading of in with without tag tagged for and to costliest expensive these "
    "those"
)


def kinds_have_names(claimed: Claimed) -> bool:
    """`the data team`: a word before a kind of thing is a name, and no fact gave it."""
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word not in ("team", "account", "region", "environment") or before is None or not before.word:
            continue
        known = before.word in _ADJECTIVES or claimed.is_said(before.word) or claimed.is_asked(before.word)
        if not known:
            return False
    return True


def future_fits(claimed: Claimed) -> bool:
    """What will be is a forecast's: a fact of one is cited, or the answer has one and no value is told."""
    found = (claimed.words & words.FUTURE) - (
        {"should", "likely", "estimate", "estimated", "estimates"}
        if claimed.meanings.of(frozenset(), "saving")
        else set()
    )
    if not found or denies_anomalies(claimed):
        return True
    measures = {m.measure for m in claimed.cited}
    if measures & {"forecast", "bound", "expected", "error", "level", "pace", "limit", "chance"}:
        return True
    if any("expected" in m.fact.subject or m.fact.subject == "difference" for m in claimed.cited):
        return True
    known = {m.measure for m in claimed.meanings.all}
    if known & {"excess", "expected"} and found <= {"expected", "expectation"}:
        return True
    values = [m for m in claimed.values if m.measure not in ("count", "date")]
    return (
        not values
        and "forecast" in known
        and not claimed.words & ((words.UP - {"up"}) | words.DOWN | words.MORE | words.LESS)
    )


def certainty_fits(claimed: Claimed) -> bool:
    """Nothing is surer than it was found to be: `certainly` is the findings' own, or is denied."""
    found = claimed.words & words.CERTAINTY
    denied = bool(claimed.words & words.NOT) and not claimed.values
    return denied or all(claimed.is_said(word) for word in found - _OF_THE_ACTUAL)


_OF_THE_ACTUAL: Final = words.word_set("actually fact indeed")
"""Words that set what was billed against what was expected, and claim nothing beside a value."""


def speaks_of_no_one(claimed: Claimed) -> bool:
    """No invented quotation: what stands in quotation marks is a name or the question's."""
    marks = [at for at, token in enumerate(claimed.tokens) if token.text in ('"', "“", "”")]
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        quoted = [t.text.casefold() for t in claimed.tokens[first + 1 : last]]
        if len(quoted) > 1 and " ".join(quoted) not in claimed.said:
            return False
        if len(quoted) == 1 and claimed.tokens[first + 1].kind == "word" and quoted[0] not in claimed.said:
            return False
    return len(marks) % 2 == 0


_VERDICTS: Final = frozenset(
    (
        ("on", "track"),
        ("under", "control"),
        ("within", "budget"),
        ("over", "budget"),
        ("under", "budget"),
        ("as", "expected"),
        ("as", "planned"),
        ("as", "usual"),
        ("in", "order"),
        ("on", "course"),
        ("off", "track"),
        ("off", "course"),
    )
)


def no_verdict(claimed: Claimed) -> bool:
    """`on track`, `under control`: plain words that together judge, which only a finding may."""
    for token in claimed.tokens:
        after = claimed.neighbour(token, 1)
        if is_over_its_limit(token, claimed):
            continue
        pair = (token.word, after.word if after else "")
        if pair in _VERDICTS and not claimed.is_said(" ".join(pair)):
            return False
    return True
