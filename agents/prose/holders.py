"""Whether a value stands with what has it: several things together, the whole that moved, a ranked day, a noun."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_CHANGED: Final = frozenset({"increase", "decrease", "change", "excess"})
_NOUNS: Final = words.word_set(
    "increase increases rise rises decrease decreases fall falls drop drops decline declines"
)
_ARTICLES: Final = words.word_set("a an the")
_TOGETHER: Final = words.word_set("together combined jointly both total")
_WHOLE: Final = words.word_set("spend spending bill total costs")
_SPENDING: Final = words.word_set("cost costs came come comes spent paid went reached")


def joint_values_have_joint_names(claimed: Claimed) -> bool:
    """`EC2 cost [[spend on EC2 and RDS]] and RDS cost [[f2]]`: what is of two things is told of both at once."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        joint = [key for key in meaning.entities if " and " in key]
        named = any(name.kind == "name" and name.key in joint for name in claimed.mentions)
        if joint and meaning.fact.kind == "money" and not named and _are_told_apart(token, claimed):
            return False
    return True


def _are_told_apart(value: Token, claimed: Claimed) -> bool:
    """Whether a value stands behind one name alone, and nothing joins that with the other."""
    if claimed.words & _TOGETHER or "two" in claimed.words:
        return False
    before = [name for name in claimed.mentions if claimed.position(name) < claimed.position(value)]
    if not before:
        return False
    return not any(_joins(one, other, claimed) for one, other in pairwise(before))


def _joins(one: Token, other: Token, claimed: Claimed) -> bool:
    """`EC2 and RDS`, `EC2, RDS`: two names with nothing between them but what joins."""
    between = claimed.tokens[claimed.position(one) + 1 : claimed.position(other)]
    return 0 < len(between) <= _FEW and all(
        each.word in ("and", "amazon", "aws") or each.text == "," for each in between
    )


_FEW: Final = 3


def what_is_together_is_of_several(claimed: Claimed) -> bool:
    """`Together they rose by [[f1]]`: no value in it is of one thing alone."""
    if claimed.mentions or not {"together", "they"} <= claimed.words:
        return True
    return not any(
        m.entities and not any(" and " in key for key in m.entities) and m.fact.kind == "money" and not m.scope
        for m in claimed.values
    )


def moves_of_the_whole_are_its_own(claimed: Claimed) -> bool:
    """`Spend rose by [[increase of EC2]], driven by EC2`: the clause before names nothing, so it is of the whole."""
    return not any(_moves_another_whole(token, claimed) for token in claimed.citations)


def _moves_another_whole(token: Token, claimed: Claimed) -> bool:
    """Whether a change of one thing stands behind `by` in a clause whose subject is the whole."""
    meaning, at = claimed.meanings.by_id[token.key], claimed.position(token)
    if not meaning.entities or meaning.measure not in ("increase", "decrease") or claimed.word_before(token) != "by":
        return False
    before = [each for each in claimed.tokens[:at] if each.clause == token.clause]
    if any(each in claimed.mentions or each.word in _LACKING for each in before):
        return False
    told = {noun.word for noun, verb in pairwise(before) if verb.word in words.UP | words.DOWN}
    return bool(told & _WHOLE) and not _is_all_that_is_asked(meaning, claimed)


def _is_all_that_is_asked(meaning: Meaning, claimed: Claimed) -> bool:
    """Whether all of an answer's values are of what this one is of."""
    every = [m for m in claimed.meanings.all if m.direction and m.fact.kind == "money" and m.measure != "excess"]
    return all(m.entities & meaning.entities for m in every)


_LACKING: Final = words.word_set("untagged unassigned without no")


def ranked_days_have_their_own(claimed: Claimed) -> bool:
    """`The most expensive day was [[day]], with [[the month's spend]]`: the amount is the day's."""
    days = _days_told(claimed)
    known = [m for m in claimed.meanings.all if any(day.fact.value in m.fact.subject for day in days) and not m.is_name]
    return not known or not any(
        _is_all_spend(claimed.meanings.by_id[token.key]) and claimed.word_before(token) != "of"
        for token in claimed.citations
    )


def _days_told(claimed: Claimed) -> Sequence[Meaning]:
    """The days that the product ranks, cited or named in a sentence."""
    told = frozenset(token.text.casefold() for token in claimed.tokens)
    intervals = [m for m in claimed.meanings.all if m.is_name and m.fact.subject == "interval"]
    return [m for m in intervals if m in claimed.cited or m.fact.value.casefold() in told]


def _is_all_spend(meaning: Meaning) -> bool:
    return meaning.fact.kind == "money" and meaning.fact.subject in ("spend", "all spend")


def nouns_of_moves_have_moves(claimed: Claimed) -> bool:
    """`a rise of [[f1]]`, `the increases were EC2 ([[f1]])`: what such a noun has is by how much something moved."""
    if not claimed.words & _NOUNS:
        return True
    return all(_fits_its_noun(token, claimed) for token in claimed.citations)


def _fits_its_noun(token: Token, claimed: Claimed) -> bool:
    meaning, at = claimed.meanings.by_id[token.key], claimed.position(token)
    if meaning.fact.kind != "money":
        return True
    before = claimed.tokens[max(0, at - 3) : at]
    if len(before) == _FEW and before[2].word == "of" and before[1].word in _NOUNS and before[0].word in _ARTICLES:
        return meaning.measure in _CHANGED and _is_of_the_one_named(meaning, token, claimed)
    if before and before[-1].text == "(" and _is_under_a_noun(token, claimed):
        return meaning.measure in _CHANGED
    return True


def _is_of_the_one_named(meaning: Meaning, token: Token, claimed: Claimed) -> bool:
    """Whether `a rise of [[f1]]` behind a clause about one thing is that thing's."""
    named = {claimed.entities_of(name) for name in claimed.mentions if claimed.position(name) < claimed.position(token)}
    if len(named) != 1 or any(name.clause == token.clause for name in claimed.mentions):
        return True
    (own,) = named
    moved = any(m.direction and m.entities & own for m in claimed.meanings.all)
    return not moved or bool(meaning.entities & own)


def _is_under_a_noun(token: Token, claimed: Claimed) -> bool:
    """Whether nothing before a value in brackets tells what was spent, and a noun of movement does."""
    before: Sequence[Token] = claimed.tokens[: claimed.position(token)]
    told = {each.word for each in before}
    return bool(told & _NOUNS) and not told & (_SPENDING - words.word_set("came come comes"))


def what_rose_has_its_own(claimed: Claimed) -> bool:
    """`The services that rose added [[f1]]`: the sum of what rose, where the answer has one."""
    pairs = zip(claimed.tokens, claimed.tokens[1:], strict=False)
    told = {(one.word, other.word) for one, other in pairs}
    for word in ("rose", "fell"):
        sums = [m for m in claimed.meanings.all if m.fact.subject == f"change of what {word}"]
        counted = any(m.fact.subject == f"that {word}" for m in claimed.values)
        if (
            sums
            and (counted or {("that", word), ("which", word)} & told)
            and claimed.words & {"together", "added", "combined", "all"}
        ):
            money = [m for m in claimed.values if m.fact.kind == "money"]
            if any(m not in sums for m in money):
                return False
    return True
