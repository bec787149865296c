"""Whether a value that its fact describes in words (`owned by nobody`) stands where a sentence has those words."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token
from agents.prose.synonyms import FILLING, meaning_of

LABELLED: Final = "labelled"
NOT: Final = meaning_of("nothing")
_SAY_LITTLE: Final = frozenset(meaning_of(word) for word in words.word_set("cost by one them same from to"))
_NEAR: Final = 7
_NAMES_OF_THE_WHOLE: Final = words.word_set("bill spend spending total cost costs everything")


def descriptions_fit(claimed: Claimed) -> bool:
    """A described value stands with words of its own description that no other value's has, and with none of theirs."""
    return all(_fits(token, claimed) for token in claimed.citations)


def _fits(token: Token, claimed: Claimed) -> bool:
    meaning = claimed.meanings.by_id[token.key]
    if meaning.measure == LABELLED:
        return _stands_under_its_own(token, meaning, claimed)
    if meaning.fact.kind == "money" and not meaning.entities and meaning.measure == "spend":
        return not _stands_under_anothers(token, meaning, claimed)
    return _is_of_its_described_whole(token, meaning, claimed)


def _stands_under_its_own(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    own, here, told = description(meaning), _words_beside(token, claimed), keys_of(claimed.tokens)
    own -= keys_of([each for each in claimed.tokens if each.kind == "name"])
    others = _others(meaning, claimed)
    if (NOT in own) != (NOT in here) or not own & here:
        return False
    return all(
        bool((own - description(each)) & told) and not ((description(each) - own) & here) for each in others
    ) and bool(own & told)


def _stands_under_anothers(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a plain amount stands where another value's description does, and that value does not."""
    here = keys_of(claimed.tokens)
    labelled = [each for each in _others(meaning, claimed) if each.measure == LABELLED]
    return any(bool(description(each)) and description(each) <= here for each in labelled)


def _is_of_its_described_whole(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """`[[share]] of the cost that can be tagged`, not of the whole bill."""
    wholes = [claimed.meanings.by_id.get(one) for one in meaning.fact.derived_from]
    described = [each for each in wholes if each is not None and each.measure == LABELLED]
    after = claimed.neighbour(token, 1)
    if meaning.fact.kind != "percent" or not described or after is None or after.word != "of":
        return True
    at = claimed.position(after)
    near = list(takewhile(_is_no_verb, claimed.tokens[at + 1 : at + 1 + _NEAR]))
    names_it = any(each.key == whole.fact.id for each in near for whole in described)
    of_all = any(each.word in _NAMES_OF_THE_WHOLE for each in near)
    return not of_all or names_it or any(description(each) <= keys_of(near) | {"can"} for each in described)


def _is_no_verb(token: Token) -> bool:
    """Whether what a share is of may go on here: `carries` and `lacks` tell what it is."""
    return meaning_of(token.word) not in _VERBS


_VERBS: Final = frozenset(meaning_of(word) for word in ("carries", "lacks"))


def description(meaning: Meaning) -> frozenset[str]:
    """What a fact's subject says, as keys of words."""
    told = meaning.fact.subject.casefold().replace(",", " ").split()
    return frozenset(meaning_of(word) for word in told if word not in FILLING) - _SAY_LITTLE


def _others(meaning: Meaning, claimed: Claimed) -> Sequence[Meaning]:
    """The other described values of the answer that a sentence does not cite itself."""
    return [
        each
        for each in claimed.meanings.all
        if each.measure == LABELLED
        and each is not meaning
        and each not in claimed.cited
        and each.value != meaning.value
    ]


def _words_beside(token: Token, claimed: Claimed) -> frozenset[str]:
    """The words of a value's clause; where another value stands in it too, those up to it and of its own side."""
    at = claimed.position(token)
    clause = [each for each in claimed.tokens if each.clause == token.clause]
    if not any(each.word for each in clause):
        clause = [each for each in claimed.tokens if token.clause - 1 <= each.clause <= token.clause]
    values = [claimed.position(each) for each in clause if each.kind == "cited" and _separates(each, claimed)]
    if len(values) < _SEVERAL:
        return keys_of(clause)
    start = max((one + 1 for one in values if one < at), default=0)
    end = min((one for one in values if one > at), default=len(claimed.tokens))
    return keys_of([each for each in claimed.tokens[start:end] if each.clause == token.clause])


_SEVERAL: Final = 2
_ARTICLES: Final = frozenset({"the", "your", "a"})


def _separates(token: Token, claimed: Claimed) -> bool:
    """Whether a value has words of its own: counts have not, nor has a whole behind `of`."""
    meaning = claimed.meanings.by_id[token.key]
    before = [each.word for each in claimed.tokens[: claimed.position(token)] if each.word not in _ARTICLES][-2:]
    behind_of = before[-1:] == ["of"] and before[0] != "instead"
    return meaning.fact.kind in ("money", "percent") and not behind_of


def keys_of(tokens: Sequence[Token]) -> frozenset[str]:
    """The meanings of the words of a piece of a sentence."""
    told = [word for each in tokens if each.kind in ("word", "name") for word in each.text.casefold().split()]
    return frozenset(meaning_of(word) for word in told if word not in FILLING)
