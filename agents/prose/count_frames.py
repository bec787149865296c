"""Whether counts are told of what was counted, and shares and parts of what they are of."""

from collections.abc import Sequence
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.denials import stem, stems
from agents.prose.descriptions import LABELLED
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token
from agents.prose.synonyms import FILLING, meaning_of

_BE: Final = words.word_set("is are was were be been")


def counted_things_are_what_was_counted(claimed: Claimed) -> bool:
    """`[[f1]] are over`: what is said of things that were counted is what the count's own clause says of them."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        if meaning.fact.kind != "number" or meaning.measure != "count":
            continue
        after = claimed.tokens[claimed.position(token) + 1 :]
        if not after or after[0].word not in _BE:
            continue
        said = next((each for each in after[1:] if each.kind != "mark" and each.word not in FILLING), None)
        if said is not None and said.word and not _is_said_of_it(said.word, meaning, claimed):
            return False
    return True


def counts_have_their_values(claimed: Claimed) -> bool:
    """`[[count]] would save [[saving]]`: a count and an amount that are told as one are told in one sentence."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        if meaning.measure != "count" or meaning.fact.kind != "number":
            continue
        for other in claimed.citations:
            value = claimed.meanings.by_id[other.key]
            together = other.clause == token.clause and claimed.position(other) > claimed.position(token)
            if together and value.fact.kind == "money" and not claimed.are_told_together(meaning, value):
                return False
    return True


def _is_said_of_it(word: str, meaning: Meaning, claimed: Claimed) -> bool:
    own = claimed.words_of(meaning)
    return stem(word) in own or meaning_of(word) in own or word in _NO_STATE


_NO_STATE: Final = words.word_set("found listed shown worth behind possible for in")


def shares_are_of_their_own(claimed: Claimed) -> bool:
    """`[[f1]] of the Savings Plans was used`: what such a share is of, and that it was and not only could be."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        if meaning.fact.kind != "percent" or meaning.measure not in ("coverage", LABELLED, "with", "without"):
            continue
        if meaning.measure != "without" and _is_only_possible(claimed):
            return False
        noun = _noun_behind_of(token, claimed)
        if meaning.fact.subject.startswith("of the ") and noun and noun not in stems(_head_words(meaning)) | _IT:
            return False
    return True


def parts_are_of_their_wholes(claimed: Claimed) -> bool:
    """`[[f1]] of the bill`: only what was billed, and its parts, are of the bill; a share of all is of no group."""
    return all(_is_of_its_whole(token, claimed) for token in claimed.citations)


def _is_of_its_whole(token: Token, claimed: Claimed) -> bool:
    meaning, of = claimed.meanings.by_id[token.key], claimed.neighbour(token, 1)
    if of is None or of.word != "of" or meaning.is_name:
        return True
    following = claimed.tokens[claimed.position(of) + 1 :][:3]
    then = next((each for each in following if each.word not in _THE), None)
    if then is not None and then.kind == "name" and meaning.measure in ("with", "coverage"):
        return claimed.is_asked_name(then)
    of_the_bill = then is not None and then.word in _BILL and meaning.fact.kind == "money"
    return not of_the_bill or meaning.measure not in _NOT_BILLED


_THE: Final = words.word_set("the your our its total whole monthly")
_BILL: Final = words.word_set("bill spend spending invoice")
_NOT_BILLED: Final = frozenset({"covered", "saving", "gross", "left", "expected", "limit"})


_IT: Final = stems(["it", "that", "this", "them", "eligible", "what"])


def _head_words(meaning: Meaning) -> Sequence[str]:
    """The words of `of the Savings Plans paid for` up to what is said of it."""
    return meaning.fact.subject.casefold().split()[2:5]


def _noun_behind_of(token: Token, claimed: Claimed) -> str:
    at = claimed.position(token) + 1
    if at >= len(claimed.tokens) or claimed.tokens[at].word != "of":
        return ""
    rest = claimed.tokens[at + 1 : at + 4]
    if any(each.word in _RELATIVE | {"it"} for each in rest[:2]):
        return ""
    told = next((each for each in rest if each.kind in ("name", "cited") or each.word not in FILLING), None)
    return "" if told is None or told.kind == "cited" else stem(told.text.casefold().split()[0])


def _is_only_possible(claimed: Claimed) -> bool:
    """`can be tagged` said of the share itself and not of what it is a share of."""
    for token in claimed.tokens:
        if token.word in ("can", "could", "cannot"):
            before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
            within = before is not None and (before.word in _RELATIVE or before.kind == "name" or before.word in _WHO)
            if after is not None and after.word == "be" and not within:
                return True
    return False


_RELATIVE: Final = words.word_set("that which what")
_WHO: Final = words.word_set("they it plans reservations commitments")
