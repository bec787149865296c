"""Whether the largest and the smallest are those of the facts."""

from collections.abc import Sequence
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.derivation import is_derived
from agents.prose.meanings import Meaning
from agents.prose.proportions import more_than_half
from agents.prose.sentences import Token


def ranking_fits(claimed: Claimed) -> bool:
    """The largest is the largest by the facts; a smallest cannot be told from the largest few."""
    if any(_is_least(token, claimed) for token in claimed.tokens):
        return _names_the_least_day(claimed) or (bool(claimed.words & _OF_THOSE) and _is_smallest(claimed))
    if not claimed.values and not claimed.mentions and claimed.tokens[-1].text == "?":
        return True
    superlatives = [t for t in claimed.tokens if t.word in words.MOST and not _is_plain_use(t, claimed)]
    return not superlatives or _is_first(superlatives, claimed)


def _is_least(token: Token, claimed: Claimed) -> bool:
    return token.word in words.LEAST and not is_end_of_range(claimed) and not _is_one_at_least(token, claimed)


def _names_the_least_day(claimed: Claimed) -> bool:
    return any(claimed.is_said(word) for word in words.LEAST) and _names_its_day(claimed)


def _is_first(superlatives: Sequence[Token], claimed: Claimed) -> bool:
    """Whether what a sentence ranks first is first."""
    if _ranks_its_day(superlatives, claimed):
        return not claimed.words & words.UNIVERSAL
    if claimed.words & {"second", "third", "least"}:
        return False
    if any(_is_most_of(token, claimed) for token in superlatives):
        return more_than_half(claimed) or _is_said_of_most(claimed)
    if claimed.words & {"drivers", "contributors"} and claimed.mentions:
        return claimed.entities <= claimed.meanings.named_as("driver")
    return not _denies(claimed) and _is_named_first(superlatives[0], claimed)


def _ranks_its_day(superlatives: Sequence[Token], claimed: Claimed) -> bool:
    """`the most expensive day`, `most was spent on`, of the day that the product ranks first."""
    told = claimed.words & {"expensive", "spent"} and not any(_is_most_of(token, claimed) for token in superlatives)
    return claimed.is_said("most") and not claimed.mentions and bool(told) and _names_its_day(claimed)


def _is_named_first(superlative: Token, claimed: Claimed) -> bool:
    named = any(is_largest(claimed, claimed.entities_of(name)) for name in _ranked(superlative, claimed))
    return named or _cites_largest(claimed)


def _denies(claimed: Claimed) -> bool:
    return bool(claimed.words & words.NOT) and not claimed.words & words.EPISTEMIC


def _is_one_at_least(token: Token, claimed: Claimed) -> bool:
    """`at least one of the tags`, where the product says `one of`."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    told = before is not None and before.word == "at" and after is not None and after.word == "one"
    return told and "one of" in claimed.said


def _names_its_day(claimed: Claimed) -> bool:
    """Whether a sentence cites the day or month that the product ranks, or names it and nothing else."""
    days = [m for m in claimed.meanings.all if m.is_name and m.fact.subject == "interval"]
    own = frozenset(period for m in days for period in m.periods)
    named = {t.period for t in claimed.tokens if t.kind == "time"}
    within = frozenset(p for m in claimed.meanings.all if m.is_amount and not m.entities for p in m.periods)
    return any(m in claimed.cited for m in days) or (bool(own & named) and named <= own | within)


_OF_THOSE: Final = words.word_set("named listed shown told cited these those two three four five")


def named_of_one_measure(claimed: Claimed) -> frozenset[frozenset[str]]:
    """The things that have values of the measure that a sentence cites, or of what was spent or can be saved."""
    cited = {m.measure for m in claimed.values if m.entities}
    measures = cited or {"spend", "saving"}
    return frozenset(m.entities for m in claimed.meanings.all if m.measure in measures and m.entities and not m.is_name)


def _is_smallest(claimed: Claimed) -> bool:
    """Whether what is cited is the smallest of what the facts name, which may not be all there is."""
    mine = [m for m in claimed.values if m.entities and m.value is not None]
    every = [m.value for m in _valued(claimed, (mine[0].measure,))] if mine else []
    return len(mine) == 1 and len(every) > 1 and mine[0].value == min(value for value in every if value is not None)


def _ranked(token: Token, claimed: Claimed) -> Sequence[Token]:
    """The name that a superlative is told of: the nearest of its clause, else the first of the sentence."""
    at = claimed.position(token)
    here = [name for name in claimed.mentions if name.clause == token.clause]
    nearest = min(here or claimed.mentions, key=lambda name: abs(claimed.position(name) - at), default=None)
    return [nearest] if nearest else []


def _is_most_of(token: Token, claimed: Claimed) -> bool:
    after = claimed.neighbour(token, 1)
    return token.word in ("most", "mostly", "mainly", "predominantly") and (
        token.word != "most" or (after is not None and after.word == "of")
    )


def _is_said_of_most(claimed: Claimed) -> bool:
    """The product says `most of it` too, of the same names; or their savings are more than half."""
    if claimed.words & _OF_THE_BILL:
        return False
    whole = {m.value for m in claimed.meanings.of(frozenset(), "saving") if m.fact.kind == "money"}
    mine = {m.value for m in claimed.meanings.of(claimed.entities, "saving") if m.entities}
    if len(whole) == 1 and mine:
        return sum(value or 0 for value in mine) * 2 > (whole.pop() or 0)
    return (
        "most of" in claimed.said
        and bool(claimed.entities)
        and not claimed.values
        and all(name.text.casefold() in claimed.said for name in claimed.mentions)
    )


_OF_THE_BILL: Final = words.word_set("bill spend spending spent cost costs invoice charges")
"""What savings are no part of that is known."""


def _is_plain_use(token: Token, claimed: Claimed) -> bool:
    """`the top services together`, `at most` and `the highest` of a range."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    following = after.word if after else ""
    if following and _is_said_of_values(f"{token.word} {following}", claimed):
        told = all(m.entities or m.fact.kind in ("date", "percent", "number") for m in claimed.values)
        return told and (token.word, following) != ("most", "of")
    if token.word in ("top", "leading"):
        return not claimed.mentions and _are_the_first_ones(bool(after), claimed)
    if token.word in ("led", "lead") and following == "to":
        return True
    return (token.word == "most" and before is not None and before.word == "at") or is_end_of_range(claimed)


def _is_said_of_values(phrase: str, claimed: Claimed) -> bool:
    """Whether the product's own sentences have a phrase, and a sentence ranks no name with it that has no value."""
    return phrase in claimed.said and bool(claimed.values or not claimed.mentions)


def _are_the_first_ones(followed: bool, claimed: Claimed) -> bool:
    """`the top services`, of which a value is a part of the whole, or that the question asks for."""
    if any(m.measure == "part" for m in claimed.values) or (not claimed.values and followed and claimed.is_said("top")):
        return True
    return claimed.is_asked("top") and all(m.measure == "saving" and not m.entities for m in claimed.values)


def is_end_of_range(claimed: Claimed) -> bool:
    return any(m.measure == "bound" for m in claimed.cited)


def is_largest(claimed: Claimed, entities: frozenset[str]) -> bool:
    """Whether one of the entities is what the product puts first, or has the largest of the values that it can mean."""
    moves = claimed.words & (words.UP | words.DOWN | words.CHANGE)
    named = _named_first_to_move(claimed, entities) if moves else _named_first(claimed, entities)
    if named is None:
        named = _named_first_by_its_part(claimed, entities)
    return _has_the_largest(claimed, entities, moves=bool(moves)) if named is None else named


def _named_first(claimed: Claimed, entities: frozenset[str]) -> bool | None:
    """Whether a fact names one of the entities as the first of its kind; None where none does."""
    if entities & claimed.meanings.named_as("group", "team", "dearest"):
        return True
    return _named_largest(claimed, entities)


def _named_largest(claimed: Claimed, entities: frozenset[str]) -> bool | None:
    plain = _is_of_anomalies(claimed) or not claimed.words & (words.SPEND | {"service", "services"})
    largest = claimed.words & {"largest", "biggest", "larger", "bigger"} and plain
    told = largest or claimed.words & {"anomaly", "anomalies", "excess", "unusual"}
    return True if told and entities & claimed.meanings.named_as("largest") else None


def _named_first_to_move(claimed: Claimed, entities: frozenset[str]) -> bool | None:
    """Whether a fact names one of the entities as what rose most; None where none does."""
    if _named_largest(claimed, entities):
        return True
    if claimed.words & {"rose", "increase", "grew"} and entities & claimed.meanings.named_as("rose most"):
        return True
    if entities & claimed.meanings.named_as("grew most"):
        return bool(claimed.words & words.UP)
    return None


def _named_first_by_its_part(claimed: Claimed, entities: frozenset[str]) -> bool | None:
    return True if claimed.words & {"part"} and entities & claimed.meanings.named_as("the largest part") else None


def _has_the_largest(claimed: Claimed, entities: frozenset[str], *, moves: bool) -> bool:
    measures = _moved_measures(claimed) if moves else ("saving", "spend")
    drivers = claimed.meanings.named_as("driver") if moves else frozenset[str]()
    every = [m for m in _valued(claimed, measures) if not drivers or m.entities & drivers]
    mine = [m for m in every if m.entities & entities]
    if not mine or (len({m.entities for m in every}) < _SEVERAL and not drivers):
        return False
    return max(abs(m.value or 0) for m in mine) == max(abs(m.value or 0) for m in every)


def _valued(claimed: Claimed, measures: tuple[str, ...]) -> Sequence[Meaning]:
    """The values of these measures that belong to something."""
    given = [m for m in claimed.meanings.all if m.measure in measures and not is_derived(m.fact)]
    return [m for m in given if m.entities and m.value is not None]


_SEVERAL: Final = 2


def _is_of_anomalies(claimed: Claimed) -> bool:
    """`the biggest one`, `the largest of them`, in an answer about anomalies."""
    after = [claimed.neighbour(t, 1) for t in claimed.tokens if t.word in ("largest", "biggest", "larger", "bigger")]
    excess = any(m.measure == "excess" for m in claimed.meanings.all)
    return excess and any(each is not None and each.word in _ONE_OF_THEM for each in after)


_ONE_OF_THEM: Final = words.word_set("one anomaly of was is")


def _moved_measures(claimed: Claimed) -> tuple[str, ...]:
    up, down = claimed.words & words.UP, claimed.words & words.DOWN
    if up and not down:
        return ("increase",)
    return ("decrease",) if down and not up else ("increase", "decrease")


def _cites_largest(claimed: Claimed) -> bool:
    named = any(token.kind == "name" for token in claimed.tokens)
    return (
        not claimed.mentions
        and not named
        and any(m.entities and is_largest(claimed, m.entities) for m in claimed.values)
    )
