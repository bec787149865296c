"""Whether `most of` is what the facts' shares say."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.descriptions import LABELLED, description, keys_of

_HALF: Final = Decimal("0.5")
_LACKING: Final = words.NOT | {"untagged", "uncovered", "outside", "except", "besides"}
_WHOLES: Final = ("with", "coverage")


def more_than_half(claimed: Claimed) -> bool:
    """Whether all shares that a sentence can mean are more than half."""
    known = _told(claimed)
    return bool(known) and all(value is not None and value > _HALF for value in known)


def less_than_half(claimed: Claimed) -> bool:
    """Whether all shares that a sentence can mean are less than half."""
    known = _told(claimed)
    return bool(known) and all(value is not None and value < _HALF for value in known)


def nearly_all(claimed: Claimed) -> bool:
    """Whether all shares that a sentence can mean are nearly the whole, and not all of it."""
    known = _told(claimed)
    return bool(known) and all(value is not None and _NEARLY <= value < 1 for value in known)


def is_used_up(claimed: Claimed) -> bool:
    """Whether all of what commitments were paid for was used, where a sentence tells of their use."""
    used = [m.value for m in claimed.meanings.all if m.measure == LABELLED and m.fact.kind == "percent"]
    return len(used) == 1 and used[0] == 1 and bool(claimed.words & {"used", "utilised", "utilized"})


NEARLY: Final = words.word_set("nearly almost")
"""Words before `all` of what is not quite the whole."""


def _told(claimed: Claimed) -> Sequence[Decimal | None]:
    """The shares that a sentence can mean, of what it denies those of the rest."""
    known = _fractions(claimed)
    if claimed.words & _LACKING and not any(m.measure == "without" for m in claimed.values):
        known = [None if value is None else 1 - value for value in known]
    return known


_NEARLY: Final = Decimal("0.95")


def _fractions(claimed: Claimed) -> Sequence[Decimal | None]:
    parts = [m.value for m in claimed.values if m.measure in ("share", "part", *_WHOLES) and m.fact.kind == "percent"]
    if parts:
        return parts
    if (cited := _cited_part(claimed)) is not None:
        return [cited]
    if told := _of_wholes(claimed):
        return told
    described = described_share(claimed)
    if described is not None:
        return [described]
    if claimed.words & words.UP:
        return [_share_of_rise(claimed)]
    if claimed.mentions:
        return [claimed.meanings.share_of(claimed.entities)]
    return _percents(claimed, "part")


def _cited_part(claimed: Claimed) -> Decimal | None:
    """`[[part]] of [[whole spend]]` as a share."""
    amounts = [m for m in claimed.values if m.fact.kind == "money" and m.value is not None]
    if len(amounts) != _PAIR or amounts[1].measure != "spend" or amounts[1].entities or not amounts[1].value:
        return None
    return None if amounts[0].value is None else amounts[0].value / amounts[1].value


_PAIR: Final = 2


def _of_wholes(claimed: Claimed) -> Sequence[Decimal | None]:
    """The shares of what is tagged or covered, where a sentence is about that or names nothing."""
    if claimed.mentions and not claimed.words & _TAGS_AND_COVERAGE:
        return []
    return _percents(claimed, *_WHOLES) or [
        None if value is None else 1 - value for value in _percents(claimed, "without")
    ]


def _percents(claimed: Claimed, *measures: str) -> list[Decimal | None]:
    return [m.value for m in claimed.meanings.all if m.measure in measures and m.fact.kind == "percent"]


_TAGS_AND_COVERAGE: Final = words.word_set("tag tagged covered cover coverage carries untagged")


def share_told_of(claimed: Claimed) -> Decimal | None:
    """The share of its whole that what a sentence names or cites has, by a fact or by two amounts."""
    entities = claimed.entities or frozenset(key for m in claimed.values for key in m.entities)
    shares = [m.value for m in claimed.values if m.measure == "share" and m.fact.kind == "percent"]
    return shares[0] if shares else claimed.meanings.share_of(entities) if entities else None


def described_share(claimed: Claimed) -> Decimal | None:
    """The part of the bill that the one amount has whose description a sentence tells; None where there is none."""
    here = keys_of(claimed.tokens)
    told = [m for m in claimed.meanings.all if m.measure == LABELLED and description(m) and description(m) <= here]
    if len(told) != 1 or told[0].value is None:
        return None
    wholes = [m for m in claimed.meanings.all if told[0].fact.id in m.fact.derived_from and m.fact.kind == "money"]
    whole = wholes[0].value if len(wholes) == 1 else None
    return told[0].value / whole if whole else None


def _share_of_rise(claimed: Claimed) -> Decimal | None:
    """The part that one thing's rise has in the whole one."""
    wholes = {m.value for m in claimed.meanings.of(frozenset(), "increase") if m.fact.kind == "money"}
    mine = {m.value for m in claimed.meanings.of(claimed.entities, "increase")} if claimed.entities else set[Decimal]()
    whole, own = (wholes.pop() if len(wholes) == 1 else None), (mine.pop() if len(mine) == 1 else None)
    if whole is not None and own is not None and whole > 0:
        return own / whole
    return claimed.meanings.share_of(claimed.entities) if claimed.entities else None
