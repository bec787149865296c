"""What the product's own sentences say is not there, or was left out of a figure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agents.prose.vocabulary import word_set

_NEGATIONS: Final = word_set("no not none nothing without never")
_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
_SENTENCE = re.compile(r"[.!?]\s+|\n+")
_FEW: Final = 4
_EMPTY: Final = word_set(
    "a an the this that of in on at by for to with and or is are was were has have had be been it its there any "
    "bill amount amounts what which"
)


@dataclass(frozen=True, slots=True)
class Denials:
    """Stems of the things that a text says are not there (`absent`), and that a figure does not have (`left_out`)."""

    absent: frozenset[str]
    left_out: frozenset[str]
    narrowed: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """Of `no buckets that are public`: the things, and what only those are that are not there."""


_ANOMALIES: Final = frozenset({"anomali", "anomaly", "spik", "spike", "unusual"})
"""What a text denies that says that nothing cost more than its past lets expect."""


def stem(word: str) -> str:
    """A word without the regular endings of plural and past: `credits` and `credited` are `credit`."""
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 6), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            base = word[: -len(ending)] + ("y" if ending == "ies" else "")
            return base[:-1] if len(base) > 4 and base[-1] == base[-2] and base[-1] not in "ls" else base.rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word


def stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of words."""
    return frozenset(stem(word) for word in words)


def denied_in(text: str) -> Denials:
    """Reads the negations of a text, and its lists of what was left out."""
    absent: set[str] = set()
    left_out: set[str] = set()
    narrowed: list[tuple[frozenset[str], frozenset[str]]] = []
    for sentence in _SENTENCE.split(text.casefold()):
        if sentence.startswith("left out"):
            left_out |= stems(set(_WORD.findall(sentence.partition(":")[2])) - _EMPTY)
        told = _WORD.findall(sentence)
        for at, word in enumerate(told):
            if word in _NEGATIONS and "expect" in told:
                absent |= _ANOMALIES
            if word in _NEGATIONS:
                absent |= stems([each for each in told[at + 1 : at + 1 + _FEW] if each not in _EMPTY][:2])
        narrowed += _narrowed_in(sentence)
    return Denials(frozenset(absent), frozenset(left_out), tuple(narrowed))


def _narrowed_in(sentence: str) -> Iterable[tuple[frozenset[str], frozenset[str]]]:
    for found in _NARROWED.finditer(sentence):
        what, which = (
            stems(each for each in _NAMED.findall(found[side]) if each not in _EMPTY) for side in ("what", "which")
        )
        if what and which:
            yield what, which


_NAMED: Final = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*")
_NARROWED: Final = re.compile(r"\bno (?P<what>[\w -]{1,60}?) (?:that|which|who|whose) (?P<which>[\w '’-]{1,60})")
