"""Whether values that one sentence tells are of one time, of one kind, and of things that differ."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.rankings import is_largest
from agents.prose.sentences import Token
from finops_core.values import Period

_INTO: Final = words.word_set("in of on within")
_THROUGH: Final = words.word_set("through to until till")
_MOVING: Final = words.UP | words.DOWN | words.CHANGE | words.MORE | words.LESS
_AGAINST: Final = words.word_set("against versus vs")


def _spent(claimed: Claimed) -> list[tuple[Token, Meaning]]:
    every = ((token, claimed.meanings.by_id[token.key]) for token in claimed.citations)
    return [(token, m) for token, m in every if m.measure == "spend" and m.fact.kind == "money" and len(m.periods) == 1]


def values_are_of_the_one_time(claimed: Claimed) -> bool:
    """`RDS cost more than S3 in September: [[f1]] versus [[S3 in August]]`: one time, of all of it."""
    times = {token.period for token in claimed.tokens if token.kind == "time"}
    told = [m for _, m in _spent(claimed) if not m.rate]
    apart = any(one.entities and two.entities and not one.entities & two.entities for one, two in pairwise(told))
    return len(times) != 1 or not apart or len({period for m in told for period in m.periods}) == 1


def parts_are_of_their_time(claimed: Claimed) -> bool:
    """`[[September]] of the [[whole of August]]`."""
    for (one, first), (other, second) in pairwise(_spent(claimed)):
        between = claimed.tokens[claimed.position(one) + 1 : claimed.position(other)]
        if [each.word for each in between] in (["of"], ["of", "the"]) and first.periods != second.periods:
            return False
    return True


def sides_are_alike(claimed: Claimed) -> bool:
    """`prod is the larger of the two, with [[f2]] against [[the whole]]`."""
    for (_, first), (other, second) in pairwise(_spent(claimed)):
        if claimed.word_before(other) not in _AGAINST or claimed.words & words.TOTAL:
            continue
        if bool(first.entities) != bool(second.entities):
            return False
    return True


def names_differ(claimed: Claimed) -> bool:
    """`EC2 rose more than EC2`, `the account A spent [[f1]] on A`, `in EC2, EC2 cost [[f1]]`."""
    for one, other in pairwise(claimed.mentions):
        if claimed.entities_of(one) != claimed.entities_of(other):
            continue
        before = claimed.word_before(other, frozenset({"the"}))
        near = claimed.position(other) - claimed.position(one)
        if before == "than" or (before in _INTO and one.clause == other.clause):
            return False
        if near == _BESIDE and claimed.word_before(one, frozenset({"the"})) in _INTO:
            return False
    return True


_BESIDE: Final = 2


def changes_are_from_another_time(claimed: Claimed) -> bool:
    """`down [[f4]] compared with October`, `up [[f3]] from October`, of the fall or rise of October."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        if meaning.measure not in ("increase", "decrease") or meaning.fact.kind not in ("money", "percent"):
            continue
        latest = max(meaning.periods, key=lambda period: period.start, default=None)
        if latest is not None and _is_set_against(latest, token, claimed):
            return False
    return True


def _is_set_against(latest: Period, value: Token, claimed: Claimed) -> bool:
    behind = [each for each in claimed.tokens[claimed.position(value) + 1 :] if each.kind == "time"][:2]
    first = behind[0] if behind else None
    if first is None or first.period != latest or claimed.word_before(first, frozenset({"the", "in"})) not in _FROM:
        return False
    return len(behind) < _BESIDE or claimed.word_before(behind[1], frozenset({"the"})) not in _THROUGH


_FROM: Final = words.word_set("from with than against versus over")


def ranges_are_whole(claimed: Claimed) -> bool:
    """`July through July`, `from July to September` of a value that goes on to October."""
    if claimed.words & _MOVING:
        return True
    known = {period for m in claimed.values for period in m.periods}
    times = [token for token in claimed.tokens if token.kind == "time" and token.period is not None]
    for one, other in pairwise(times):
        joined = claimed.word_before(other, frozenset())
        near = claimed.position(other) - claimed.position(one) == _BESIDE
        if not near or joined not in _THROUGH or one.period is None or other.period is None:
            continue
        if one.period == other.period or (known and not _ends_there(one.period, other.period, known)):
            return False
    return True


def _ends_there(first: Period, last: Period, known: Iterable[Period]) -> bool:
    """Whether a period begins in the first time and ends in the last one."""
    return any(
        (first.start <= period.start < first.end and last.start < period.end <= last.end)
        or (period.start == first.start and period.end >= last.start and period.end <= last.end)
        for period in known
    )


def smaller_ones_are_smaller(claimed: Claimed) -> bool:
    """`production is the smaller one`, of what the facts tell to be the largest."""
    told = [each for each in claimed.tokens if each.word in ("smaller", "cheaper")]
    ones = [each for each in told if claimed.word_before(each, frozenset()) == "the"]
    if not ones or len({claimed.entities_of(name) for name in claimed.mentions}) != 1:
        return True
    after = claimed.neighbour(ones[0], 1)
    if after is None or after.word not in ("one", "of"):
        return True
    return not is_largest(claimed, claimed.entities_of(claimed.mentions[0]))


def days_are_of_their_own(claimed: Claimed) -> bool:
    """`The storage budget will be passed on [[another's day]]`: a day stands with its own budget."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        heads = {key for m in claimed.meanings.all if m.is_name and m.fact.subject == "budget" for key in m.entities}
        named = claimed.entities & heads
        if meaning.fact.kind == "date" and meaning.entities and named and not meaning.entities & named:
            return False
    return True


def what_is_left_is_of_the_limit(claimed: Claimed) -> bool:
    """`[[f1]] left of its [[limit]]`."""
    for token in claimed.citations:
        meaning, at = claimed.meanings.by_id[token.key], claimed.position(token)
        before = [each.word for each in claimed.tokens[max(0, at - 3) : at]]
        if before[-3:-1] == ["left", "of"] and meaning.fact.kind == "money" and meaning.measure != "limit":
            return False
    return True


def what_is_likely_is(claimed: Claimed) -> bool:
    """`It will least likely fall between [[f1]] and [[f2]]`."""
    return not any(
        token.word in ("likely", "probable") and claimed.word_before(token, frozenset()) in ("least", "less", "not")
        for token in claimed.tokens
    )


def times_compared_are_the_products(claimed: Claimed) -> bool:
    """`Nothing is new compared with September`, where the product compares with August."""
    if claimed.values or not claimed.words & words.NOT or "compared with " not in claimed.said:
        return True
    for token in claimed.tokens:
        if token.kind != "time" or claimed.word_before(token, frozenset()) != "with" or "compared" not in claimed.words:
            continue
        if f"compared with {token.text.casefold()}" not in claimed.said:
            return False
    return True
