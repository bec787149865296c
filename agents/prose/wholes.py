"""Whether a share is told of its own whole, and a part as what it is a part of."""

import re
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_SHARES: Final = frozenset({"share", "part", "with", "without", "coverage"})
_MONEY: Final = words.word_set(
    "spend spending spent bill bills total cost costs it that this amount amounts all whole everything what usage "
    "increase decrease rise fall change excess anomaly charges expenses expense invoice them these those which sum"
)
_PLACES: Final = words.word_set("a an the your our its their this that whole entire total overall monthly all")
_USED: Final = words.word_set("usage what it that this")
_ELIGIBLE: Final = words.word_set("eligible possible")
_GROUPS: Final = words.word_set("top leading largest biggest services accounts regions teams environments applications")
_OF_ALL: Final = words.word_set("bill total overall altogether invoice")


def wholes_fit(claimed: Claimed) -> bool:
    """No share of what it is not a part of, none of one thing told of several, no part of a part told of the whole."""
    return all(_fits(token, claimed.meanings.by_id[token.key], claimed) for token in claimed.citations)


def _fits(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    if meaning.is_name:
        return True
    if meaning.measure in ("share", "spend") and _is_told_of_several(token, meaning, claimed):
        return False
    if meaning.scope and meaning.entities and not meaning.scope & claimed.entities and _tells_of_all(token, claimed):
        return False
    is_share = meaning.fact.kind == "percent" and meaning.measure in _SHARES
    return not is_share or _is_of_a_whole(token, meaning, claimed)


def _is_told_of_several(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """`the top services are [[share of one]]`, where that one is not named."""
    here = claimed.clause(token.clause) - _accounting(claimed)
    ranks = here & {"one", "each"} or here & words.MOST - {"top", "leading"}
    unnamed = bool(meaning.entities) and not meaning.entities & claimed.entities
    return unnamed and bool(here & _GROUPS) and not ranks


def _accounting(claimed: Claimed) -> frozenset[str]:
    """The `accounts` of `accounts for`, which is a verb."""
    after = (claimed.neighbour(each, 1) for each in claimed.tokens if each.word == "accounts")
    return frozenset({"accounts"}) if any(each is not None and each.word == "for" for each in after) else frozenset()


def _tells_of_all(token: Token, claimed: Claimed) -> bool:
    here = [each.word for each in claimed.tokens if each.clause == token.clause]
    return bool(set(here) & _OF_ALL) or "in all" in " ".join(here)


def _is_of_a_whole(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """What follows the `of` behind a share is money, a period, a value, or a name that is not the share's own."""
    at = claimed.position(token) + 1
    if at >= len(claimed.tokens) or claimed.tokens[at].word != "of":
        return True
    for each in claimed.tokens[at + 1 : at + 6]:
        found = _is_its_whole(each, meaning, claimed)
        if found is not None:
            return found
    return False


def _is_its_whole(token: Token, meaning: Meaning, claimed: Claimed) -> bool | None:
    """Whether a word behind `of` is what a share can be of; None where the next word tells."""
    if token.kind in ("cited", "time") or token.word in _MONEY:
        return meaning.measure != "coverage" or token.word in _USED
    if token.kind == "name":
        return not claimed.entities_of(token) & meaning.entities or _is_only_one(meaning)
    if token.kind == "mark":
        return None if token.text in "'’" else False
    known = claimed.is_said(token.word) or claimed.is_meant(token.word)
    return None if not token.word or token.word in _PLACES | _ELIGIBLE or known else False


def _is_only_one(meaning: Meaning) -> bool:
    return meaning.value == 1


def names_stand_for_themselves(claimed: Claimed) -> bool:
    """`CloudWatch logs cost [[f1]]`: a noun behind a name tells of a part of it, which the value is not of."""
    for token in claimed.tokens:
        after = claimed.neighbour(token, 1)
        if token.kind != "name" or after is None or not _narrows(after, claimed):
            continue
        near = [m for m in claimed.values_near(token) if m.measure in ("spend", "increase", "decrease", "share")]
        if near and not any(after.word in m.fact.subject.casefold() for m in near) and not claimed.is_asked(after.word):
            return False
    return True


def amounts_have_their_owners(claimed: Claimed) -> bool:
    """`An instance cost [[f1]]`: one of many things has no amount, unless a finding is of it."""
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word not in _ONE_THING or before is None or before.word not in _ONE_OF_MANY:
            continue
        near = [m for m in claimed.values_near(token) if m.measure in ("spend", "increase", "decrease", "quantity")]
        if near and not any(token.word in m.fact.subject.casefold() for m in near) and not claimed.is_said(token.word):
            return False
    return True


_ONE_OF_MANY: Final = words.word_set("a an each every any one per some another single the your our this that")
_ONE_THING: Final = words.word_set(
    "instance volume bucket snapshot function database request backup node cluster table object queue key call "
    "endpoint gateway server machine log query"
)


def _narrows(noun: Token, claimed: Claimed) -> bool:
    """A part of a service; its `usage` too, where it is told to have moved: the facts are of money."""
    moves = claimed.clause(noun.clause) & (words.UP | words.DOWN)
    return noun.word in _PARTS_OF_A_SERVICE or (noun.word in ("usage", "consumption") and bool(moves))


_PARTS_OF_A_SERVICE: Final = words.word_set(
    "logs log instances instance volumes volume buckets bucket snapshots snapshot functions function databases "
    "database storage requests request transfer traffic backups backup nodes node clusters cluster metrics alarms "
    "queries tables objects hours hour compute network units keys calls reads writes endpoints gateways egress uploads "
    "downloads"
)


def sides_keep_their_places(claimed: Claimed) -> bool:
    """`weekends less than weekdays`: the side that is less is the one that is told to be."""
    for meaning in claimed.values:
        found = _SIDES.match(meaning.fact.subject)
        if not found:
            continue
        order = [_place_of(found[side], claimed) for side in ("one", "other")]
        if None in order:
            continue
        first_is_one = (order[0] or 0) < (order[1] or 0)
        told_less = bool(claimed.words & (words.LESS | {"lower"}))
        if told_less == bool(claimed.words & (words.MORE | {"higher"})):
            continue
        if (told_less == (found["way"] == "less")) != first_is_one:
            return False
    return True


_SIDES: Final = re.compile(r"^(?P<one>\w+) (?P<way>less|more) than (?P<other>\w+)$")


def _place_of(side: str, claimed: Claimed) -> int | None:
    own = side.casefold().removesuffix("s")
    return next((at for at, t in enumerate(claimed.tokens) if t.text.casefold().removesuffix("s") == own), None)
