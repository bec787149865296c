"""Whether judgments, sums, vague parts and degrees are those of the findings, or follow from two of their values."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.absence import says_what_is_unknown
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.proportions import share_told_of
from agents.prose.sentences import Token
from agents.prose.sides import sides_in_order
from agents.prose.standings import is_so_now

_STATEMENTS_OF_DEGREE: Final = words.JUDGMENTS - {"low", "high"}


def degrees_are_said(claimed: Claimed) -> bool:
    """No judgment, statistic, sum or vague part of the model's own; `as well` and the ends of a range are none."""
    if says_what_is_unknown(claimed) and not claimed.values:
        return not frozenset(_judged(claimed)) - {"well"}
    every = {*_judged(claimed), *_ends(claimed), *_figured(claimed), *_vague(claimed), *_averaged(claimed)}
    every |= {*_implied(claimed), *(claimed.words & words.SAID_ONLY)}
    every -= {"accurate"} if sides_in_order(claimed) is not None else set()
    return all(_is_told(word, claimed) for word in every)


def _is_told(word: str, claimed: Claimed) -> bool:
    """Whether the product's own sentences have a word, or the question where it is no judgment."""
    said_otherwise = claimed.is_said_otherwise(word) or claimed.is_meant(word)
    if claimed.is_said(word) or (word in words.SAID_ONLY and said_otherwise):
        return True
    return claimed.is_asked(word) and word not in words.JUDGMENTS


def _judged(claimed: Claimed) -> Iterable[str]:
    """Judgments; degrees of a comparison are none where two values say how far they are apart."""
    for token in claimed.tokens:
        if token.word not in _STATEMENTS_OF_DEGREE or _follows(token, "as", claimed):
            continue
        if not (token.word in _SLIGHTLY and _is_slight(claimed)) and not _is_well_apart(token, claimed):
            yield token.word


def _follows(token: Token, word: str, claimed: Claimed) -> bool:
    before = claimed.neighbour(token, -1)
    return token.word == "well" and before is not None and before.word == word


def _ends(claimed: Claimed) -> Iterable[str]:
    """`low` and `high` of what is no range."""
    bounds = any(m.measure == "bound" for m in claimed.cited)
    return frozenset[str]() if bounds else claimed.words & {"low", "high"}


def _figured(claimed: Claimed) -> Iterable[str]:
    """Words of sums and remainders beside values that are none."""
    if not claimed.values or any(m.measure == "left" for m in claimed.values):
        return frozenset[str]()
    remains = any(remains_of_a_share(m, claimed) for m in claimed.values)
    return claimed.words & words.ARITHMETIC - {"added"} - (_REMAINING if remains else frozenset[str]())


def _vague(claimed: Claimed) -> Iterable[str]:
    return claimed.words & words.PARTS if claimed.values and not _has_part(claimed) else frozenset[str]()


def _averaged(claimed: Claimed) -> Iterable[str]:
    """Statistics; `on average` is none beside amounts by a length of time, or of things that have only such."""
    rated = bool(claimed.values) and all(m.rate or m.is_name for m in claimed.cited)
    rated = rated or (bool(claimed.values) and all(m.measure == "error" for m in claimed.values))
    of_days = not claimed.values and any(m.rate for m in claimed.meanings.all) and claimed.words & {"day", "days"}
    return claimed.words & words.STATISTICS - ({"average", "averages"} if rated or of_days else set[str]())


def _implied(claimed: Claimed) -> Iterable[str]:
    """Words that say that something was so before, or is more than it should be."""
    asks = claimed.tokens[-1].text == "?" or ("whether" in claimed.words and claimed.words & words.SUGGESTING)
    if asks and not claimed.values:
        return frozenset[str]()
    return {t.word for t in claimed.tokens if t.word in words.IMPLIED and not _is_plain_sense(t, claimed)}


def _is_plain_sense(token: Token, claimed: Claimed) -> bool:
    """`so far`, `how much`, `still` of what is left and after a concession, `by far` of what is twice as much."""
    before = claimed.neighbour(token, -1)
    previous = before.word if before else ""
    if token.word in ("continue", "continues"):
        return any(m.measure == "pace" for m in claimed.values)
    if token.word == "far":
        return previous == "so" or (previous == "by" and _is_far_apart(claimed))
    if token.word == "still" and claimed.words & _CONCEDES and len(claimed.values) > 1:
        return True
    in_place = {"too": words.UP | words.DOWN, "much": frozenset({"how", "as", "so"})}
    return previous in in_place.get(token.word, frozenset[str]()) or is_so_now(token, claimed)


_CONCEDES: Final = words.word_set("although though while whereas but")
_REMAINING: Final = words.word_set("remaining rest remainder")
_SLIGHTLY: Final = frozenset({"slightly"})
_SLIGHT: Final = Decimal("1.1")
_FAR: Final = Decimal(2)
_MOST_OF_IT: Final = Decimal("0.66")
_EXACT: Final = Decimal("0.01")


def _is_slight(claimed: Claimed) -> bool:
    """Whether the two amounts that are compared are less than a tenth apart."""
    ratio = _ratio(claimed)
    return ratio is not None and ratio <= _SLIGHT


def _is_well_apart(token: Token, claimed: Claimed) -> bool:
    """`well above` of what is half as much again."""
    after = claimed.neighbour(token, 1)
    told = token.word == "well" and after is not None and after.word in ("above", "below", "over", "under")
    amounts = sorted(m.value or Decimal(0) for m in claimed.values if m.fact.kind == "money")
    return told and len(amounts) == _PAIR and amounts[0] > 0 and amounts[1] / amounts[0] >= _WELL


_PAIR: Final = 2
_WELL: Final = Decimal("1.5")


def _is_far_apart(claimed: Claimed) -> bool:
    """Whether what is named is two thirds of its whole, or twice the other amount."""
    share, ratio = share_told_of(claimed), _ratio(claimed)
    return (share is not None and share >= _MOST_OF_IT) or (ratio is not None and ratio >= _FAR)


def _ratio(claimed: Claimed) -> Decimal | None:
    """How many times the smaller of two cited amounts of one measure the larger is."""
    amounts = [m for m in claimed.values if m.fact.kind == "money"]
    if len(amounts) != 2 or amounts[0].measure != amounts[1].measure or "than" not in claimed.words:
        return None
    smaller, larger = sorted(m.value or Decimal(0) for m in amounts)
    return larger / smaller if smaller > 0 else None


def remains_of_a_share(meaning: Meaning, claimed: Claimed) -> bool:
    """Whether an amount is what a share of the answer leaves of its whole."""
    for share in claimed.meanings.all:
        whole = claimed.meanings.by_id.get(share.fact.derived_from[-1]) if share.fact.derived_from else None
        if share.fact.kind != "percent" or whole is None or whole.value is None or meaning.value is None:
            continue
        if abs(whole.value * (1 - (share.value or 0)) - meaning.value) <= _EXACT:
            return True
    return False


def _has_part(claimed: Claimed) -> bool:
    return any(
        m.measure in ("share", "part", "without", "excess", "covered", "credit", "labelled") for m in claimed.values
    ) or bool(claimed.words & (words.MORE | words.MOST))
