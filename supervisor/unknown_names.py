"""Unknown words by the place they stand in: where a name is expected, one is asked about rather than passed over."""

import re
from collections.abc import Sequence
from typing import Final

from supervisor.lexicon import Kind, Lexicon, tokens_of
from supervisor.scan import scan

_BEFORE_A_NAME = """
    for on in of from by at with without excluding except across between within under through via to against
"""
_LEADING: Final = frozenset(_BEFORE_A_NAME.split())
_AUXILIARY: Final = frozenset({"did", "does", "do"})
_BETWEEN = "the our my your their his her its a an this that these those all any called named aws amazon cloud"
_PASSED: Final = frozenset(_BETWEEN.split())
_NOUNS: Final = frozenset({Kind.DIM, Kind.DIMS, Kind.TAG})

_COUNTED = """
    booking bookings buyer buyers client clients customer customers device devices employee employees member members
    merchant merchants order orders patient patients player players purchase purchases rider riders seat seats session
    sessions shipment shipments student students subscriber subscribers subscription subscriptions tenant tenants ticket
    tickets transaction transactions trip trips user users visit visits visitor visitors
"""
COUNTED_BY_A_BUSINESS: Final = frozenset(_COUNTED.split())
"""Nouns for what a business counts. Its bill knows them as values of a tag or not at all."""

_OF_WHICH: Final = re.compile(
    r"\b(?:per|by|across|which|what|each|every) (?:of our |single |active |paying )?([a-z]{3,})\b"
)
_PER: Final = re.compile(r"\b(?:per|for each|for every|by each) (?:single |active |paying |monthly )?([a-z]{3,})\b")


def name_expected(text: str, lexicon: Lexicon) -> str:
    """The first unknown word that stands where a filter's name does: "for apollo", "project apollo"; empty for none."""
    tokens = tokens_of(text)
    kinds, values = scan(list(tokens), lexicon)
    unknown = {value for kind, value in zip(kinds, values, strict=True) if kind == Kind.WORD}
    for at, word in enumerate(tokens):
        if word in unknown and _is_unknown(word, lexicon) and _is_a_name(tokens, at, lexicon):
            return word
    return ""


def unit_of_business(text: str, lexicon: Lexicon) -> str:
    """What a cost is wanted of each of, which no bill counts: "per user", "by customer"; empty for none."""
    lower = text.lower()
    found = _PER.search(lower)
    if found and _is_unknown(found[1], lexicon):
        return found[1]
    counted = (word for word in _OF_WHICH.findall(lower) if word in COUNTED_BY_A_BUSINESS)
    return next((word for word in counted if _kind(word, lexicon) not in _KNOWN_BY_A_BILL), "")


_KNOWN_BY_A_BILL: Final = frozenset({Kind.DIM, Kind.DIMS, Kind.NAME, Kind.FILTER})


_KNOWN_NAMES: Final = frozenset({Kind.NAME, Kind.FILTER})


def _is_a_name(tokens: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Whether a name is expected in a place: behind a filter's preposition or a noun of names, or before one."""
    if at and tokens[at - 1] in _AUXILIARY:
        return True  # "what did apollo spend"
    before = at - 1
    while before >= 0 and tokens[before] in _PASSED:
        before -= 1
    if before >= 0:
        leads = _leads_to_a_name(tokens, before, lexicon)
        if leads is not None:
            return leads
    return at + 1 < len(tokens) and _kind(tokens[at + 1], lexicon) in (Kind.DIM, Kind.TAG)


def _leads_to_a_name(tokens: Sequence[str], at: int, lexicon: Lexicon) -> bool | None:
    """Whether a word leads to a name; False where its name stands before it, None where it says nothing of that."""
    word, before = tokens[at], tokens[at - 1] if at else ""
    if word == "to" and before == "about":
        return False  # "about to lapse"
    if _kind(word, lexicon) in _NOUNS:
        # "The search team doing": the noun has its name.
        return not (before and _kind(before, lexicon) in _KNOWN_NAMES)
    return True if word in _LEADING else None


def _is_unknown(word: str, lexicon: Lexicon) -> bool:
    return word.isalpha() and word.isascii() and _kind(word, lexicon) in (-1, Kind.WORD)


def _kind(word: str, lexicon: Lexicon) -> int:
    node = lexicon.get(word)
    return node.kind if node is not None else -1
