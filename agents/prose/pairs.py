"""Whether what a sentence puts side by side belongs together: an amount and its share or change, two times."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.placement import own_end
from agents.prose.sentences import Token
from finops_core.values import Period

_PAIR: Final = 2
_AHEAD: Final = frozenset({"forecast", "bound", "expected", "pace"})
_APPOSED: Final = words.word_set("which is was or that about around roughly approximately only just and so")
_ABOUT: Final = words.word_set("about around roughly approximately nearly just only as up of the a another")
_HINTS: Final = words.word_set("will forecast forecasts expected projected estimated estimate probably")


def _cited(claimed: Claimed) -> Iterable[tuple[Token, Meaning]]:
    return ((token, claimed.meanings.by_id[token.key]) for token in claimed.citations)


def _between(one: Token, other: Token, claimed: Claimed) -> Sequence[Token]:
    return claimed.tokens[claimed.position(one) + 1 : claimed.position(other)]


def shares_follow_their_amounts(claimed: Claimed) -> bool:
    """`[[amount]], which is [[share]]`, `[[share]] of the [[whole]]`: the two that a share was worked out of."""
    return all(_belong(one, other, claimed) for one, other in pairwise(claimed.citations))


def _belong(one: Token, other: Token, claimed: Claimed) -> bool:
    first, second = (claimed.meanings.by_id[token.key] for token in (one, other))
    between = _between(one, other, claimed)
    if _is_worked_out(second) and first.fact.kind == "money" and _is_apposed(between):
        part, whole = second.fact.derived_from
        wanted = whole if _is_of_it(other, claimed) or _ends_in_its_whole(one, part, claimed) else part
        return _is_same(first, wanted, claimed)
    if _is_worked_out(first) and second.fact.kind == "money" and _is_of(between):
        return _is_same(second, first.fact.derived_from[1], claimed)
    return True


def _is_of_it(share: Token, claimed: Claimed) -> bool:
    """`[[whole]], and [[share]] of it`."""
    behind = claimed.tokens[claimed.position(share) + 1 :][:2]
    return [each.word for each in behind[:1]] == ["of"] and behind[-1].word in ("it", "that", "this", "them")


def _ends_in_its_whole(value: Token, part: str, claimed: Claimed) -> bool:
    """`[[part]] of [[whole]], or [[share]]`."""
    before = claimed.tokens[: claimed.position(value)][-3:]
    return any(each.word == "of" for each in before) and any(
        each.kind == "cited" and each.key == part for each in before
    )


def _is_worked_out(share: Meaning) -> bool:
    return share.fact.kind == "percent" and share.measure in _SHARES and len(share.fact.derived_from) == _PAIR


_SHARES: Final = frozenset({"share", "part", "without"})


def _is_apposed(between: Sequence[Token]) -> bool:
    return bool(between) and all(each.word in _APPOSED or each.text in (",", "(") for each in between)


def _is_of(between: Sequence[Token]) -> bool:
    return (
        bool(between) and between[0].word == "of" and all(each.word in ("of", "the", "all", "your") for each in between)
    )


def _is_same(meaning: Meaning, fact_id: str, claimed: Claimed) -> bool:
    """Whether a value is a fact's, or as much as that."""
    own = claimed.meanings.by_id.get(fact_id)
    return own is None or own is meaning or own.value == meaning.value


def changes_follow_their_amounts(claimed: Claimed) -> bool:
    """`S3 cost [[f1]], [[f2]] less than in September`: by how much just that amount differs from the one before."""
    for (one, first), (other, second) in pairwise(_cited(claimed)):
        after = claimed.neighbour(other, 1)
        compared = after is not None and after.word in _COMPARING
        if not compared or second.measure not in ("increase", "decrease") or first.measure != "spend":
            continue
        if not all(_only_dates(each) for each in _between(one, other, claimed)):
            continue
        if first.fact.kind == "money" and not _is_later_side(first, second):
            return False
    return True


def _only_dates(token: Token) -> bool:
    """Whether a word between an amount and its change says no more than when that was."""
    return token.kind == "time" or token.text in (",", ";") or token.word in _DATING


_DATING: Final = words.word_set("or and which is from to in on of for during")


def _is_later_side(amount: Meaning, change: Meaning) -> bool:
    of = change.fact.derived_from
    if len(of) == _PAIR:
        return amount.fact.id == of[0] or (amount.entities == change.entities and own_end(amount) == own_end(change))
    return bool(amount.entities & change.entities) and own_end(amount) == own_end(change)


def times_are_two(claimed: Claimed) -> bool:
    """`from October to October`, `more in October than in October`: times set against each other differ."""
    times = [token for token in claimed.tokens if token.kind == "time" and token.period is not None]
    for one, other in pairwise(times):
        if one.period == other.period and _are_opposed(one, other, claimed):
            return False
    return not any(_is_against_its_own(token, claimed) for token in times)


def _are_opposed(one: Token, other: Token, claimed: Claimed) -> bool:
    between = {each.word for each in _between(one, other, claimed)}
    opened = claimed.word_before(one, _IN) in ("from", "with", "to", "between", "against")
    return bool(between & {"than", "against", "versus"}) or (opened and len(between) <= _PAIR)


_IN: Final = frozenset({"in", "the", "of"})


def _is_against_its_own(time: Token, claimed: Claimed) -> bool:
    """`[[rise]] more than in October`, of the rise of October; a range told as one month."""
    if claimed.word_before(time, _IN) != "than":
        return False
    than = claimed.tokens[: claimed.position(time)][-3:]
    for token, meaning in _cited(claimed):
        after = claimed.neighbour(token, 1)
        told = meaning.measure in ("increase", "decrease") and after is not None and after.word in _COMPARING
        if told and any(each.word == "than" for each in than) and _latest(meaning) == time.period:
            return True
    return False


_COMPARING: Final = words.word_set("more less higher lower")


def _latest(meaning: Meaning) -> Period | None:
    return max(meaning.periods, key=lambda period: period.start, default=None)


def names_are_two(claimed: Claimed) -> bool:
    """`EC2 in EC2`: a thing is in no thing of its own name."""
    for one, other in pairwise(claimed.mentions):
        between = _between(one, other, claimed)
        same = one.key == other.key or bool(
            claimed.entities_of(one) & claimed.entities_of(other) and one.text == other.text
        )
        if same and len(between) == 1 and between[0].word in ("in", "of", "on", "within"):
            return False
    return True


def what_is_ahead_was_not(claimed: Claimed) -> bool:
    """`You did spend [[forecast]]`, `[[expected]] that is billed`, `the bill is [[forecast]]`: none of it is."""
    ahead = [(token, m) for token, m in _cited(claimed) if m.measure in _AHEAD]
    did = [each for each in claimed.tokens if each.word == "did"]
    if ahead and did and "than" not in claimed.words:
        return False
    for token, _ in ahead:
        near = claimed.tokens[max(0, claimed.position(token) - 4) : claimed.position(token) + 4]
        if any(_calls_it_billed(each, token, claimed) for each in near):
            return False
    excess = any(m.measure == "excess" for m in claimed.values)
    told = [each for each in claimed.tokens if each.word == "billed"]
    return not excess or not any(claimed.word_before(each, _WHAT) in ("than", "above", "over") for each in told)


_WHAT: Final = words.word_set("what was is that were")


def _calls_it_billed(word: Token, value: Token, claimed: Claimed) -> bool:
    """Whether `billed` is told of a value, or `bill` names it, where nothing says that it is ahead."""
    behind = _between(value, word, claimed)
    if word.word == "billed":
        told_before = not behind and claimed.word_before(word, frozenset()) in ("is", "was", "be")
        return told_before or (bool(behind or claimed.neighbour(value, 1) is word) and _is_close(behind))
    before = claimed.position(word) < claimed.position(value)
    return word.word == "bill" and before and not claimed.words & _HINTS


def _is_close(between: Sequence[Token]) -> bool:
    return all(each.word in ("that", "is", "was", "already") for each in between)


def no_value_is_denied(claimed: Claimed) -> bool:
    """`Your run rate is not [[f1]]`."""
    return not any(
        claimed.word_before(token, _ABOUT) == "not" and not m.is_name and m.fact.kind != "date"
        for token, m in _cited(claimed)
    )


def or_tells_one_thing_twice(claimed: Claimed) -> bool:
    """`EC2 cost [[f1]] or S3 cost [[f2]]`: between values `or` tells the same in other words."""
    return not any(token.word == "or" and _leaves_open(token, claimed) for token in claimed.tokens)


def _leaves_open(token: Token, claimed: Claimed) -> bool:
    """Whether an `or` between values begins another claim than its value alone."""
    at = claimed.position(token)
    before = any(each.kind == "cited" for each in claimed.tokens[:at])
    behind = claimed.tokens[at + 1 :]
    value = next((n for n, each in enumerate(behind) if each.kind == "cited"), None)
    if not before or value is None or _is_low_or_high(token, claimed):
        return False
    if any(each.word not in _ABOUT for each in behind[:value]):
        return True
    ranged = "between" in claimed.clause(token.clause) | claimed.clause(token.clause - 1)
    return ranged or _goes_on(behind[value + 1 :])


def _goes_on(rest: Sequence[Token]) -> bool:
    """Whether more is told of a value behind `or` than what it is a part of, its rate, or which way."""
    if not rest or rest[0].kind == "mark":
        return False
    if rest[0].word == "of":
        return len(rest) > _PAIR and rest[1].word in ("it", "that", "this") and rest[2].word != ""
    relative = rest[0].word == "in" and len(rest) > 1 and rest[1].word in ("relative", "percentage")
    return rest[0].word not in _BEHIND_A_VALUE and not relative


_BEHIND_A_VALUE: Final = words.word_set("a per before after more less higher lower")


def _is_low_or_high(token: Token, claimed: Claimed) -> bool:
    """`as low as [[f1]] or as high as [[f2]]`."""
    after = claimed.neighbour(token, 1)
    return after is not None and after.word == "as" and {"low", "high"} <= claimed.words
