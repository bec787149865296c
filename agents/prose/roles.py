"""Whether values and times keep the part that they have in the facts: what is a part and what the whole, what was spent
and what is left, what a day is of, where a range begins, which basis was asked for, what is replaced by what."""

import re
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.denials import stem, stems
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token


def parts_are_smaller(claimed: Claimed) -> bool:
    """`[[part]] of [[whole]]`: an amount is never part of a smaller one, except of a limit, and a limit of none."""
    for token in claimed.citations:
        of, whole = claimed.neighbour(token, 1), claimed.neighbour(token, 2)
        whole = claimed.neighbour(token, 3) if whole is not None and whole.word in _ARTICLES else whole
        if of is None or of.word != "of" or whole is None or whole.kind != "cited":
            continue
        if not _is_part(claimed.meanings.by_id[token.key], claimed.meanings.by_id[whole.key]):
            return False
    return True


def _is_part(one: Meaning, other: Meaning) -> bool:
    if one.fact.kind != other.fact.kind or one.fact.unit != other.fact.unit:
        return True
    if "limit" in (one.measure, other.measure):
        return other.measure == "limit"  # more than the limit may be spent of it
    return one.value is None or other.value is None or abs(one.value) <= abs(other.value)


_ARTICLES: Final = words.word_set("the your a total")


def what_is_left_was_left(claimed: Claimed) -> bool:
    """`[[left]] is left of the budget`: an amount that was spent is not what is left, nor is the limit."""
    for token in claimed.citations:
        meaning, at = claimed.meanings.by_id[token.key], claimed.position(token)
        after = [each.word for each in claimed.tokens[at + 1 :][:_NEAR]]
        told = after[:1] and after[0] in _IS and any(word in _LEFT for word in after[1:])
        if told and meaning.measure in ("spend", "limit", "expected"):
            return False
    return True


_NEAR: Final = 3
_IS: Final = words.word_set("is are was were still remains")
_LEFT: Final = words.word_set("left remaining unspent available")


def limits_are_kept_as_expected(claimed: Claimed) -> bool:
    """`You will stay within the limit` where more is not expected."""
    told = claimed.words & {"within", "under", "below"} and claimed.words & {"limit", "limits", "budget", "cap"}
    if not told or not claimed.words & (words.FUTURE | {"stay", "stays", "staying", "keep", "keeps", "remain"}):
        return True
    expected = [m.value for m in claimed.meanings.all if m.measure == "expected" and m.value is not None]
    limits = [m.value for m in claimed.meanings.all if m.measure == "limit" and m.value is not None]
    return bool(expected) and bool(limits) and max(expected) <= min(limits)


def what_is_recommended_is_told_so(claimed: Claimed) -> bool:
    """A recommended limit is no budget that somebody has: its value stands with a word that says so."""
    proposed = any(stem(word) in _PROPOSED for m in claimed.values for word in m.fact.subject.casefold().split())
    return not proposed or bool(stems(claimed.words) & (_PROPOSED | _PROPOSING))


_PROPOSED: Final = stems(["recommended", "suggested", "proposed"])
_PROPOSING: Final = stems(["would", "could", "should", "consider", "recommendation", "suggestion", "proposal"])


def days_of_the_week_are_told(claimed: Claimed) -> bool:
    """`on weekdays` beside a value only where the answer is about them."""
    if not claimed.values:
        return True
    named = {token.text.casefold().removesuffix("s") for token in claimed.tokens} & _DAYS
    return all(claimed.has_kind(day) for day in named)


_DAYS: Final = words.word_set(
    "weekday weekend monday tuesday wednesday thursday friday saturday sunday weeknight workday holiday"
)


def basis_is_the_one_asked_for(claimed: Claimed) -> bool:
    """No amortised amount told as what was billed: where the question names a basis, another one is another amount."""
    asked = any(claimed.is_asked(word) for word in ("amortized", "amortised", "effective", "list", "contracted"))
    other = claimed.words & {"billed", "invoiced", "invoice", "unblended", "cash"}
    return not (asked and claimed.values) or all(claimed.is_asked(word) for word in other)


def what_is_replaced_keeps_its_side(claimed: Claimed) -> bool:
    """`gp2 instead of gp3`: what is told to be changed is the former, and what it becomes the latter."""
    for meaning in claimed.meanings.all:
        found = _INSTEAD.search(meaning.fact.subject)
        if not found:
            continue
        sides = {found["now"].casefold(): ("to", "into"), found["then"].casefold(): ("from",)}
        for token in claimed.tokens:
            if claimed.word_before(token, frozenset()) in sides.get(token.text.casefold(), ()):
                return False
    return True


_INSTEAD: Final = re.compile(r"(?P<now>[\w.-]+) instead of (?P<then>[\w.-]+)")


def ranges_begin_where_told(claimed: Claimed) -> bool:
    """`from 12 October on` and `since 12 October` are of a period that goes on after it; `on 12 October` is of it."""
    moves = claimed.words & (words.UP | words.DOWN | words.CHANGE | words.MORE | words.LESS)
    if moves or not any(m.is_amount and m.periods for m in claimed.values):
        return True
    return not any(_is_told_otherwise(token, claimed) for token in claimed.tokens if token.kind == "time")


def _is_told_otherwise(time: Token, claimed: Claimed) -> bool:
    said = time.period
    near = [m for m in claimed.values_near(time) if m.is_amount and m.periods]
    before, after = claimed.word_before(time, frozenset()), claimed.neighbour(time, 1)
    if said is None or not near:
        return False
    if before == "since" or (before == "from" and after is not None and after.word in _ONWARDS):
        return not any(p.start == said.start and p.end > said.end for m in near for p in m.periods)
    is_day = (said.end - said.start).days == 1
    longer = all((p.end - p.start).days > 1 for m in near for p in m.periods)
    return is_day and before == "on" and longer and not any(m.entities for m in near)


_ONWARDS: Final = words.word_set("on onward onwards forward")
