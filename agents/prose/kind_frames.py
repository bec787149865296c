"""Whether days, names, amounts and credits stand where values of their kind do."""

from itertools import pairwise
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.frames import ABOUT, LITTLE, head_of_subject, words_up_to
from agents.prose.sentences import Token
from agents.prose.synonyms import FILLING


def kinds_stand_in_their_places(claimed: Claimed) -> bool:
    """`on [[day]]`, `cost [[amount]]`, `in [[name]]`: no day, name or amount stands where another kind has to."""
    return all(_is_in_its_place(token, claimed) for token in claimed.citations)


def _is_in_its_place(token: Token, claimed: Claimed) -> bool:
    kind, before = claimed.meanings.by_id[token.key].fact.kind, claimed.word_before(token, frozenset())
    after = claimed.neighbour(token, 1)
    follows = after.word if after is not None else ""
    if kind == "date":
        return before not in _BEFORE_AMOUNTS and follows not in _AFTER_NAMES
    if kind == "text":
        return before not in _BEFORE_AMOUNTS and follows not in ("more", "less") and _is_called_so(token, claimed)
    if follows in ("had", "has") and kind == "money":
        then = claimed.neighbour(token, 2)
        return then is None or then.word not in ("the", "a")
    return before not in ("in", "on") or kind != "money" or follows in ("credits", "refunds", "charges", "savings")


def _is_called_so(token: Token, claimed: Claimed) -> bool:
    """Whether a name stands under its own noun: `the resource is [[name]]`, `the budget [[name]]`."""
    own = claimed.meanings.by_id[token.key]
    others = [m for m in claimed.meanings.all if m.is_name and m.fact.subject != own.fact.subject]
    named = {word for m in others for word in m.fact.subject.casefold().split()} - set(
        own.fact.subject.casefold().split()
    )
    nouns = {head_of_subject(token, claimed), claimed.word_before(token, frozenset())} - {""}
    return not nouns & (named - LITTLE - FILLING - words.MOST - words.UP)


_BEFORE_AMOUNTS: Final = words.word_set("cost costs spent paid up down save saves saved at")
_AFTER_NAMES: Final = words.word_set("cost costs spent rose fell grew will")


def credits_are_told_as_credits(claimed: Claimed) -> bool:
    """`[[f1]] in credits`, `credits: [[f1]]`: only credits are told so, and they are told so only."""
    return all(_is_or_is_no_credit(token, claimed) for token in claimed.citations)


def _is_or_is_no_credit(token: Token, claimed: Claimed) -> bool:
    meaning = claimed.meanings.by_id[token.key]
    if meaning.fact.kind != "money" or _CREDITS & set(meaning.fact.subject.casefold().split()):
        return meaning.measure != "credit" or bool(claimed.words & words.CREDIT)
    behind = [each.word for each in claimed.tokens[claimed.position(token) + 1 :][:2]]
    told = words_up_to(token, claimed)
    if behind[:1] in (["in"], ["of"]) and behind[1:] and behind[1] in _CREDITS:
        return False
    apart = not claimed.clause(token.clause) - LITTLE and token.clause > 0
    return not (apart and meaning.measure == "spend" and told & _CREDITS and not told & _NETTED)


_CREDITS: Final = words.word_set("credit credits refund refunds")
_NETTED: Final = words.word_set("after before net gross without includes included including include")


def compared_values_are_alike(claimed: Claimed) -> bool:
    """`[[f1]] compared with [[f2]]`: amounts are set beside amounts, changes beside changes, credits beside credits."""
    money = [token for token in claimed.citations if claimed.meanings.by_id[token.key].fact.kind == "money"]
    for one, other in pairwise(money):
        if claimed.word_before(other, ABOUT) in _BESIDE:
            first, second = (_FAMILIES.get(claimed.meanings.by_id[each.key].measure, "amount") for each in (one, other))
            if first != second:
                return False
    return True


_BESIDE: Final = words.word_set("with versus vs against")
_FAMILIES: Final = {
    **dict.fromkeys(("increase", "decrease", "change", "excess"), "change"),
    "credit": "credit",
    "saving": "saving",
}
