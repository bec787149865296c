"""Whether a value stands under its own label where the answer has others of its kind: days, errors, tag keys."""

import re
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.denials import stems
from agents.prose.meanings import Meaning, is_service
from agents.prose.sentences import Token

_NEAR: Final = 5
_ALIKE: Final[dict[str, frozenset[str]]] = {
    "first": words.word_set("first begin start from since begins began starts"),
    "last": words.word_set("last end latest until till through ends recent updated"),
    "end": words.word_set("end by until last"),
    "pass": words.word_set("pass exceed reach break overrun surpass cross"),
    "expect": words.word_set("expect will would likely probably"),
    "complet": words.word_set("complete full whole"),
}
_EMPTY: Final = words.word_set(
    "a an the of on in to be its day by and or is was for it that come do not charge charges"
)


def labels_fit(claimed: Claimed) -> bool:
    """No day, error or share stands where the label of another one is."""
    return all(_fits(token, claimed) for token in claimed.citations)


def _fits(token: Token, claimed: Claimed) -> bool:
    meaning = claimed.meanings.by_id[token.key]
    match meaning.measure:
        case "date":
            return _is_under_its_day(token, meaning, claimed)
        case "error":
            return _is_under_its_error(meaning, claimed)
        case "charges":
            return _is_under_its_charges(token, meaning, claimed)
        case "share":
            return not _is_of_another_whole(token, claimed)
        case "spend" | "expected":
            return _is_on_its_side(token, meaning, claimed)
        case _:
            return True


def _label(meaning: Meaning) -> frozenset[str]:
    own = stems(set(re.findall(r"[a-z]+", meaning.fact.subject.casefold())) - _EMPTY)
    return own | frozenset(each for one in own for each in stems(_ALIKE.get(one, frozenset())))


def _is_under_its_day(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    at = claimed.position(token)
    near = stems(each.word for each in claimed.tokens[max(0, at - _NEAR) : at] if each.word)
    own = _label(meaning)
    if "pass" in own and "expect" in own and not stems(claimed.words) & _label_of("expect"):
        return False
    others = [m for m in claimed.meanings.all if m.measure == "date" and m is not meaning and m not in claimed.cited]
    return not any(near & (_label(other) - own) and not near & (own - _label(other)) for other in others)


def _is_under_its_charges(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    here = stems(claimed.clause(token.clause))
    own = _label(meaning)
    others = [m for m in claimed.meanings.all if m.measure == "charges" and m is not meaning and m not in claimed.cited]
    return not any(here & (_label(other) - own) and not here & (own - _label(other)) for other in others)


def _label_of(word: str) -> frozenset[str]:
    return stems(_ALIKE[word])


def _is_under_its_error(meaning: Meaning, claimed: Claimed) -> bool:
    """The error of another way to forecast is told with the name of that way."""
    subject = meaning.fact.subject.casefold()
    told = {word for each in claimed.tokens for word in each.text.casefold().split()}
    for way, said in _WAYS:
        if way in subject and not told & said:
            return False
        others = [m for m in claimed.meanings.all if m.measure == "error" and way in m.fact.subject.casefold()]
        other_only = [m for m in others if m not in claimed.cited and m.value != meaning.value]
        if way not in subject and told & said and other_only:
            return False
    return True


_WAYS: Final = (
    ("last week", frozenset({"repeating", "repeat", "repeated"})),
    ("run rate", frozenset({"rate", "run"})),
    ("naive", frozenset({"naive", "simple"})),
)
"""Other ways to forecast: how a fact's subject names them, and the words by which a sentence does."""


_BILL: Final = words.word_set("bill spend spending total invoice costs")


def _is_of_another_whole(token: Token, claimed: Claimed) -> bool:
    """A share of an anomaly is none of the bill."""
    anomalous = any(m.measure in ("excess", "expected") for m in claimed.meanings.all)
    return anomalous and bool(claimed.clause(token.clause) & _BILL)


_SIDES: Final = frozenset({"spend", "expected"})


def _is_on_its_side(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Of what was billed and what was expected, the latter is the one beside `expected`."""
    sides = [t for t in claimed.citations if claimed.meanings.by_id[t.key].measure in _SIDES]
    marks = [t for t in claimed.tokens if t.word in {"expected", "expectation", "anticipated"}]
    if len({claimed.meanings.by_id[t.key].measure for t in sides}) < len(_SIDES) or len(marks) != 1:
        return True
    second = [t for t in sides if claimed.word_before(t, _THAN_AND_ARTICLES) in _INSTEAD]
    if second:
        return (token in second) == (meaning.measure == "expected")
    at = claimed.position(marks[0])
    nearest = min(
        sides, key=lambda t: abs(claimed.position(t) - at) + (claimed.position(t) < at and t.clause < marks[0].clause)
    )
    return (nearest is token) == (meaning.measure == "expected") or len(sides) > len(_SIDES)


_THAN_AND_ARTICLES: Final = words.word_set("of than the a about")
_INSTEAD: Final = frozenset({"instead", "rather"})
"""Words before the second side, which is what was expected."""


def tag_keys_fit(claimed: Claimed) -> bool:
    """A tag's key beside the word `tag` is one that the findings or the question have."""
    for token in claimed.tokens:
        if token.word not in ("tag", "tags"):
            continue
        before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
        own = " ".join(m.fact.subject.casefold() for m in claimed.cited if m.measure in ("with", "without"))
        near = [each for each in (before, after) if each is not None and each.text.casefold() in _USUAL_KEYS]
        if own and not all(each.text.casefold() in own for each in near):
            return False
        if not all(claimed.is_said(each.text.casefold()) or claimed.is_asked(each.text.casefold()) for each in near):
            return False
    return True


_USUAL_KEYS: Final = words.word_set(
    "team environment env project owner application app department stage service product customer component name "
    "purpose workload tenant division group"
)
"""Words that are plain English too, so that they are no unknown names."""


def kinds_are_the_answers(claimed: Claimed) -> bool:
    """`the production account`: the kind of thing beside a name is one that the findings or the question have."""
    for token in claimed.tokens:
        if token.word not in _KINDS:
            continue
        if token.word == "account" and _is_no_kind(token, claimed):
            continue
        beside = [claimed.neighbour(token, step) for step in (-1, 1)]
        named = [each for each in beside if each is not None and (each.kind == "name" or _is_cited_name(each, claimed))]
        known = _is_service(token, named) or _is_account(token, named, claimed) or claimed.has_kind(token.word)
        if named and not known:
            return False
    return True


def _is_no_kind(token: Token, claimed: Claimed) -> bool:
    """`account for` and `take into account`."""
    after = claimed.neighbour(token, 1)
    return (after is not None and after.word == "for") or claimed.word_before(token, frozenset()) == "into"


_KINDS: Final = words.word_set("team account region environment application project service app workload department")


def _is_cited_name(token: Token, claimed: Claimed) -> bool:
    return token.kind == "cited" and claimed.meanings.by_id[token.key].is_name


def _is_account(token: Token, named: list[Token], claimed: Claimed) -> bool:
    """Whether each name is part of one that ends in an account's number."""
    return token.word == "account" and all(
        any(_ACCOUNT_NUMBER.search(key) for key in claimed.entities_of(each)) for each in named
    )


_ACCOUNT_NUMBER: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")


def _is_service(token: Token, named: list[Token]) -> bool:
    return token.word == "service" and all(each.kind != "name" or is_service(each.text) for each in named)
