"""Whether lengths of time, ranges of time and ends of time are those of the values beside them."""

from datetime import date
from itertools import pairwise
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.sentences import Token
from finops_core.values import Period

_LENGTHS: Final = words.word_set("hour day week month quarter year")
_EACH: Final = words.word_set("a an each every per any one single")


def lengths_have_their_rates(claimed: Claimed) -> bool:
    """`A month costs [[f1]]`, `each day`: only what is counted by that length is told so."""
    if not claimed.values:
        return True
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word not in _LENGTHS or before is None or before.word not in _EACH:
            continue
        if any(m.rate == token.word or (m.measure == "saving" and token.word == "month") for m in claimed.values):
            continue
        if not claimed.is_said(f"{before.word} {token.word}") or not _subject_says(token.word, claimed):
            return False
    return True


def days_of_a_kind_have_their_rate(claimed: Claimed) -> bool:
    """`A weekend day costs [[f1]] and a weekday [[f2]]`: both are counted by the day."""
    told = [
        token
        for token in claimed.tokens
        if token.text.casefold() in ("weekday", "weekend") and claimed.word_before(token, frozenset()) in _EACH
    ]
    return not told or all(m.rate == "day" for m in claimed.values if m.measure == "spend" and m.fact.kind == "money")


def _subject_says(length: str, claimed: Claimed) -> bool:
    return any(length in f"{m.fact.subject} {m.fact.unit}".casefold().split() for m in claimed.values)


def times_are_in_order(claimed: Claimed) -> bool:
    """`from September to October`, and `until October` of what began before it."""
    for token in claimed.tokens:
        if token.kind != "time" or token.period is None:
            continue
        before = claimed.word_before(token, frozenset({"the", "end", "of"}))
        start = _start_before(token, claimed) if before == "to" else None
        if start is not None and start > token.period.start:
            return False
        left = any(m.measure == "left" for m in claimed.values)
        if before in ("until", "till") and not left and not _begins_earlier(token, claimed):
            return False
    return True


def _start_before(time: Token, claimed: Claimed) -> date | None:
    """The beginning of the time behind `from` before `to` and this one."""
    at = claimed.position(time)
    earlier = [each for each in claimed.tokens[:at] if each.kind == "time" and each.period is not None]
    if not earlier or claimed.word_before(earlier[-1], frozenset({"the"})) != "from":
        return None
    return earlier[-1].period.start if earlier[-1].period else None


def _begins_earlier(time: Token, claimed: Claimed) -> bool:
    """Whether what is told until a time is of a period that ends then and began before it."""
    said = time.period
    near = claimed.values_near(time) or list(claimed.values)
    if said is None:
        return False
    dated = [period for m in near for period in m.periods]
    if not dated:
        ends = {m.fact.value for m in claimed.meanings.all if m.fact.kind == "date"}
        return bool(claimed.values) or said.start.isoformat() in ends or claimed.is_said(time.text.casefold())
    return any(period.start < said.start and period.end >= said.start for period in dated)


def up_to_is_up_to(claimed: Claimed) -> bool:
    """Without a value, `up to December` names the day up to which the product has read."""
    if claimed.values:
        return True
    for token in claimed.tokens:
        if token.kind == "time" and claimed.word_before(token, frozenset()) == "to" and "up" in claimed.words:
            ends = {m.fact.value for m in claimed.meanings.all if m.fact.kind == "date"}
            days = token.period is not None and (token.period.end - token.period.start).days == 1
            if not days or token.period is None or token.period.start.isoformat() not in ends:
                return False
    return True


def what_is_ahead_is_told_as_ahead(claimed: Claimed) -> bool:
    """`EC2 cost most in December`, where December is only forecast: without a value too, what will be has not been."""
    times = [token.period for token in claimed.tokens if token.kind == "time" and token.period is not None]
    if claimed.values or not times or claimed.words & (words.FUTURE | words.MAYBE) or not claimed.words & _PAST:
        return True
    ahead = {period for m in claimed.meanings.all if m.measure in _AHEAD for period in m.periods}
    billed = {period for m in claimed.meanings.all if m.is_amount for period in m.periods}
    return not set(times) & (ahead - billed)


_PAST: Final = words.word_set("bill cost spent was were rose fell came had grew went paid billed")
_AHEAD: Final = frozenset({"forecast", "bound", "expected"})


def moves_are_between_their_periods(claimed: Claimed) -> bool:
    """`fell from June to July`, of quarters: what moved is told between the facts' periods or in one of them."""
    known = frozenset(period for m in claimed.meanings.all for period in m.periods)
    if not claimed.words & (words.UP | words.DOWN | words.CHANGE) or not known:
        return True
    times = [token for token in claimed.tokens if token.kind == "time"]
    for first, second in pairwise(times):
        joined = claimed.neighbour(second, -1)
        opened = claimed.word_before(first, frozenset({"the"})) == "from"
        if not opened or joined is None or joined.word != "to" or first.period is None or second.period is None:
            continue
        if Period(first.period.start, second.period.end) not in known and not all(
            _holds_one(each, known) for each in (first.period, second.period)
        ):
            return False
    return True


def _holds_one(said: Period, known: frozenset[Period]) -> bool:
    """Whether one of the facts' periods is a time, or lies within it."""
    return any(said.start <= period.start and period.end <= said.end for period in known)
