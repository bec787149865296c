"""Whether a value is what the noun beside it names: an average, an increase, what ranks first, charges of months."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_MOVES: Final = words.word_set("increase decrease rise fall drop")
_LACKING: Final = words.word_set("missing untagged unassigned without")
_NEGATIONS: Final = words.word_set("none no nothing nobody not never neither")


def _money(claimed: Claimed) -> Iterable[tuple[Token, Meaning]]:
    every = ((token, claimed.meanings.by_id[token.key]) for token in claimed.citations)
    return ((token, m) for token, m in every if m.fact.kind == "money")


def averages_are_averages(claimed: Claimed) -> bool:
    """`Your daily average was [[the sum]]`, where the answer has what a day cost."""
    rated = any(m.rate for m in claimed.meanings.all if m.measure == "spend")
    if not rated or not claimed.words & {"average", "averages", "averaged"}:
        return True
    spent = [m for _, m in _money(claimed) if m.measure == "spend"]
    return not spent or any(m.rate for m in spent)


def values_before_moves_are_moves(claimed: Claimed) -> bool:
    """`[[f1]] of the [[f2]] increase`: what stands before such a noun is by how much something moved."""
    for token, meaning in _money(claimed):
        after, before = claimed.neighbour(token, 1), claimed.neighbour(token, -1)
        named = after is not None and after.word in _MOVES and before is not None and before.word in ("the", "a", "an")
        if named and meaning.measure not in ("increase", "decrease", "change", "excess"):
            return False
    return True


def what_ranks_first_has_its_own(claimed: Claimed) -> bool:
    """`The platform team spent the most, [[the whole]] in all`."""
    spent = [(token, m) for token, m in _money(claimed) if m.measure == "spend"]
    ranks = claimed.words & {"most", "largest", "biggest"}
    if not ranks or len(spent) != 1 or len({claimed.entities_of(name) for name in claimed.mentions}) != 1:
        return True
    (token, meaning), (first, *_) = spent[0], claimed.mentions
    told = any(m.measure == "spend" and m.entities & claimed.entities for m in claimed.meanings.all)
    before = {each.word for each in claimed.tokens[max(0, claimed.position(token) - 4) : claimed.position(token)]}
    is_whole = not meaning.entities and not meaning.within and claimed.position(first) < claimed.position(token)
    return not (told and is_whole) or bool(before & {"of", "from"}) or claimed.is_asked_name(first)


def months_have_their_charges(claimed: Claimed) -> bool:
    """`Charges for whole months come to [[another amount]]`."""
    own = [m.value for m in claimed.meanings.all if "charges for whole months" in m.fact.subject.casefold()]
    told = [each.word for each in claimed.tokens[:4]]
    if not own or told[:2] != ["charges", "for"] or told[-1:] != ["months"]:
        return True
    return all(m.value in own for _, m in list(_money(claimed))[:1])


def nothing_is_denied_twice(claimed: Claimed) -> bool:
    """`It is not missing the tag`, `none of them is not stopped`."""
    for token in claimed.tokens:
        if token.word in _LACKING and claimed.word_before(token, frozenset({"the"})) == "not":
            return False
    for number in {token.clause for token in claimed.tokens}:
        told = [token.word for token in claimed.tokens if token.clause == number and token.word in _NEGATIONS]
        if len(told) > 1 and "not" in told and f"{told[0]} " not in claimed.said:
            return False
        if told[:1] in (["none"], ["no"], ["nothing"]) and "not" in told:
            return False
    return True


def listed_names_differ(claimed: Claimed) -> bool:
    """`application, cost-center and cost-center`."""
    if claimed.values or claimed.words & (words.MORE | words.LESS):
        return True
    listed: list[frozenset[str]] = []
    for one, other in pairwise(claimed.mentions):
        between = claimed.tokens[claimed.position(one) + 1 : claimed.position(other)]
        joined = all(each.text == "," or each.word == "and" for each in between)
        listed = [*listed, claimed.entities_of(one)] if joined else []
        if joined and claimed.entities_of(other) in listed:
            return False
    return True
