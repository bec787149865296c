"""What stands on either side of `than`: a value, a thing that is named, or one that is described."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.descriptions import LABELLED, NOT, description, keys_of
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token
from agents.prose.synonyms import meaning_of

_DESCRIBED: Final = frozenset({LABELLED, "without"})
_SIDES: Final = 2


def sides_in_order(claimed: Claimed) -> int | None:
    """The sign of what stands before `than` less what stands behind it; None where the facts do not give both."""
    at = next((n for n, token in enumerate(claimed.tokens) if token.word == "than"), None)
    if at is None:
        return None
    if (errors := _errors_in_order(claimed)) is not None:
        return errors
    first, second = claimed.tokens[:at], claimed.tokens[at + 1 :]
    one = _side(keys_of(first), first, claimed)
    other = _side(keys_of(second), second, claimed) or _side(keys_of(second) | keys_of(first) - {NOT}, second, claimed)
    if one is None or other is None or one is other or not {one.measure, other.measure} & _DESCRIBED:
        return None
    return _sign(one.value, other.value)


def compares_descriptions(claimed: Claimed) -> bool:
    """Whether a sentence without values compares what the facts describe, and denies no more than they do."""
    denials = [token for token in claimed.tokens if token.word in words.NOT]
    return not claimed.values and len(denials) < _SIDES and sides_in_order(claimed) is not None


def _side(here: frozenset[str], tokens: Sequence[Token], claimed: Claimed) -> Meaning | None:
    """The one amount that a side of a comparison means: the one it describes most fully, or that of what it names."""
    here = keys_of(tokens)
    amounts = [m for m in claimed.meanings.all if m.fact.kind == "money" and not m.rate and m.value is not None]
    described = [m for m in amounts if m.measure in _DESCRIBED and _is_described(m, here)]
    if described:
        fullest = max(len(description(m)) for m in described)
        return _only([m for m in described if len(description(m)) == fullest])
    named = frozenset(key for t in tokens if t.kind == "name" for key in claimed.entities_of(t))
    return _only([m for m in amounts if m.measure == "spend" and m.entities & named])


def _only(meanings: Sequence[Meaning]) -> Meaning | None:
    """The first of meanings that have one value together."""
    return meanings[0] if len({m.value for m in meanings}) == 1 else None


def _is_described(meaning: Meaning, here: frozenset[str]) -> bool:
    own = description(meaning)
    lacks = {meaning_of("lack")} if meaning.measure == "without" and NOT in here else frozenset[str]()
    return bool(own) and own <= here | lacks


def _errors_in_order(claimed: Claimed) -> int | None:
    """`a smaller error than [[the run rate's]]`, of the forecast's own error."""
    cited = [m for m in claimed.values if m.measure == "error"] or _errors_named(claimed)
    own = [m for m in _errors(claimed) if m.fact.subject.startswith("measured error")]
    others = [m for m in claimed.values if m.measure != "error"]
    if not cited or others or len(own) != 1 or own[0] in cited:
        return None
    if not claimed.words & (words.ERROR | _BETTER | _SMALLER):
        return None
    signs = {_sign(own[0].value, m.value) or 0 for m in cited}
    return _only_sign(signs, better=bool(claimed.words & _BETTER))


def _only_sign(signs: set[int], *, better: bool) -> int | None:
    """The one sign there is; the smaller error is the better one."""
    if len(signs) != 1:
        return None
    return -signs.pop() if better else signs.pop()


def _errors_named(claimed: Claimed) -> list[Meaning]:
    """The errors of the other ways to forecast that a sentence names behind `than`."""
    at = next((n for n, token in enumerate(claimed.tokens) if token.word == "than"), len(claimed.tokens))
    behind = {word for token in claimed.tokens[at:] for word in token.text.casefold().split()}
    named = {way for way, told in _WAYS.items() if told <= behind}
    return [m for m in _errors(claimed) if any(way in m.fact.subject.casefold() for way in named)]


def _errors(claimed: Claimed) -> list[Meaning]:
    return [m for m in claimed.meanings.all if m.measure == "error"]


_WAYS: Final = {"run rate": frozenset({"run", "rate"}), "last week": frozenset({"repeating", "last", "week"})}
_BETTER: Final = frozenset({"accurate"})
_SMALLER: Final = frozenset({"closer", "nearer", "better"})


def _sign(one: Decimal | None, other: Decimal | None) -> int | None:
    return None if one is None or other is None else (one > other) - (one < other)
