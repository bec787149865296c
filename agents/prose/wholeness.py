"""Whether what a sentence names is all of something: of the answer's rise, fall, excess or saving."""

from collections.abc import Sequence
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token


def is_whole_of_something(token: Token, claimed: Claimed) -> bool:
    """Whether what a sentence names has all of the answer's rise, fall or excess, or stands alone with its value."""
    if token.word == "alone":
        before = claimed.neighbour(token, -1)
        return before is not None and before in claimed.mentions and bool(claimed.values)
    return _has_the_whole_share(token, claimed) or _has_the_whole_amount(token, claimed)


def _has_the_whole_share(token: Token, claimed: Claimed) -> bool:
    shares = [m.value for m in claimed.meanings.of(claimed.entities, "share")] if claimed.entities else []
    moved = claimed.words & (words.UP | words.DOWN | words.EXCESS)
    of_it = token.word in ("all", "entirely") and claimed.words & {"it", "that", "anomaly", "excess"}
    return bool(moved or of_it) and bool(shares) and all(value == 1 for value in shares)


def _has_the_whole_amount(token: Token, claimed: Claimed) -> bool:
    """Whether what is named has all of what moved or can be saved, or is the only thing that did."""
    measure = _measure_told(claimed)
    if not claimed.entities or not measure:
        return False
    mine = {m.value for m in claimed.meanings.of(claimed.entities, measure) if m.fact.kind == "money"}
    every = [m for m in claimed.meanings.all if m.measure == measure and m.fact.kind == "money"]
    if token.word in ("only", "just", "solely"):
        return bool(mine) and _is_the_only_one(every, claimed)
    wholes = {m.value for m in every if not m.entities} or {m.value for m in every}
    return bool(mine) and mine == wholes


def _is_the_only_one(every: Sequence[Meaning], claimed: Claimed) -> bool:
    """Whether nothing else of those that are told has a value of the measure; there may be others besides."""
    return bool(claimed.words & _OF_THOSE) and all(m.entities & claimed.entities for m in every if m.entities)


_OF_THOSE: Final = words.word_set("named listed shown told cited these those")
"""Words that limit `only` to what an answer tells, which may not be all there is."""


def _measure_told(claimed: Claimed) -> str:
    """Whether a sentence is about a rise, a fall or what can be saved; empty for none of them."""
    if claimed.words & (words.UP | words.MORE | {"expensive"}):
        return "increase"
    if claimed.words & (words.DOWN | words.LESS):
        return "decrease"
    only_savings = {m.measure for m in claimed.meanings.all if m.fact.kind == "money"} == {"saving"}
    return "saving" if claimed.words & words.SAVING or only_savings else ""
