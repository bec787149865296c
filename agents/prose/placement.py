"""Whether each cited value stands beside the entity and the period it belongs to."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.records import is_of_what_lacks
from agents.prose.sentences import Token
from finops_core.values import Period

_OF_NO_ONE: Final = frozenset({"date", "count", "error", "level", "percent", "quantity", "chance", "coverage", "with"})
"""Measures that no name has to stand beside."""


def subject_fits(claimed: Claimed) -> bool:
    """A value stands beside the entity it belongs to, and every entity named beside a value has its value."""
    pairs = _paired(claimed, claimed.mentions, lambda token: claimed.meanings.by_id[token.key].entities)
    if not all(_stands_beside_its_own(token, mention, claimed) for token, mention in pairs):
        return False
    return all(_has_value(mention, claimed) for mention in claimed.mentions) and not _tags_a_group(claimed)


def _stands_beside_its_own(token: Token, mention: Token | None, claimed: Claimed) -> bool:
    """Whether a value is of the name that it stands with, or may stand without one."""
    meaning = claimed.meanings.by_id[token.key]
    if meaning.is_name or meaning.measure in _OF_NO_ONE:
        of_the_whole = mention is not None and meaning.measure in ("with", "coverage")
        return not (of_the_whole and mention is not None and _is_of_another(meaning, mention, claimed))
    if mention is None:
        return _may_stand_alone(token, meaning, claimed)
    return _belongs(meaning, mention, claimed) or _is_whole_beside(token, meaning, claimed)


def _may_stand_alone(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a value needs no name, and is not told as what all have together or as another's credits."""
    here = claimed.clause(token.clause)
    if meaning.entities:
        return _needs_no_name(meaning, claimed) and not (here & words.TOTAL and "of" not in here)
    return meaning.measure != "credit" or _all_are_of_the_named(meaning, claimed) or not _gets(claimed)


def _is_of_another(meaning: Meaning, mention: Token, claimed: Claimed) -> bool:
    """Whether a share of the whole is told of one of its groups."""
    return bool(claimed.meanings.of(claimed.entities_of(mention), "spend")) and not _belongs(meaning, mention, claimed)


def _tags_a_group(claimed: Claimed) -> bool:
    """`Of platform, [[share with tag]] is tagged`: a share of the whole behind the name of a group."""
    shares = [m for m in claimed.values if m.measure in ("with", "coverage")]
    return any(
        _is_of_another(share, mention, claimed)
        for share in shares
        for mention in claimed.mentions
        if claimed.word_before(mention, frozenset()) in _WITHIN_A_GROUP and len(claimed.values) == len(shares)
    )


_WITHIN_A_GROUP: Final = words.word_set("of for in from at within")


def _all_are_of_the_named(meaning: Meaning, claimed: Claimed) -> bool:
    """Whether what a sentence names has the same credits as the whole."""
    return any(_belongs(meaning, mention, claimed) for mention in claimed.mentions)


def _gets(claimed: Claimed) -> bool:
    """Whether credits are told of something that is named."""
    return bool(claimed.mentions) and not claimed.words & {"includes", "included", "include", "contains", "all"}


_WHAT_LACKS: Final = words.word_set("untagged without no unassigned none missing")
_STANDS_FOR: Final = words.word_set("it its that this they them which one who actual")


def _needs_no_name(meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a sentence may leave the name to the label: it says `it`, or ranks, or has hardly a word."""
    if is_of_what_lacks(meaning.entities):
        return bool(claimed.words & _WHAT_LACKS)
    tells = len([t for t in claimed.tokens if t.word])
    return bool(claimed.words & (_STANDS_FOR | words.MOST)) or tells < _FEW_WORDS or not _has_several(claimed)


_FEW_WORDS: Final = 3


def _has_several(claimed: Claimed) -> bool:
    """Whether the answer is about more than one thing."""
    return (
        len({m.entities for m in claimed.meanings.all if not m.is_name and m.measure in ("spend", "saving", "share")})
        > 1
    )


def _belongs(meaning: Meaning, mention: Token, claimed: Claimed) -> bool:
    keys = claimed.entities_of(mention)
    if meaning.measure == "without" and is_of_what_lacks(keys):
        return True
    if meaning.within & keys:
        return True
    if (
        meaning.scope & {mention.key, *(key for key in keys if " and " not in key)}
        and meaning.entities & claimed.entities
    ):
        return True
    alike = [m for m in claimed.meanings.of(keys, meaning.measure) if m.value == meaning.value]
    if alike and not meaning.entities:
        return True
    subject = meaning.fact.subject
    return bool(meaning.entities & keys) or (" than " in subject and mention.text.casefold() in subject.casefold())


def _is_whole_beside(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """`[[part]] of [[whole]]`, or the whole under its own name."""
    if meaning.entities:
        return False
    here = claimed.clause(token.clause)
    if meaning.measure == "credit":
        return not claimed.mentions
    return (
        claimed.word_before(token) in ("of", "total", "overall")
        or _after_of(token, claimed)
        or bool(
            here & (words.TOTAL | words.SUBSET | {"bill", "spend", "spending", "costs"})
            and not _names_in(token.clause, claimed)
        )
    )


def _after_of(token: Token, claimed: Claimed) -> bool:
    at = claimed.position(token)
    return any(each.word == "of" for each in claimed.tokens[max(0, at - 4) : at])


def _names_in(clause: int, claimed: Claimed) -> bool:
    return any(mention.clause == clause for mention in claimed.mentions)


def _has_value(mention: Token, claimed: Claimed) -> bool:
    counted = [m for m in claimed.values_near(mention) if m.measure in _COUNTED]
    if counted and len(counted) == len(claimed.values) and not _counts_within(mention, counted, claimed):
        return False
    values = [m for m in claimed.values if m.measure not in _OF_NO_ONE]
    if not values or not any(t.clause == mention.clause for t in claimed.citations if t is not mention):
        return True
    if mention.text.casefold() in claimed.said and not any(m.entities for m in claimed.meanings.all if not m.is_name):
        return True
    return any(_belongs(meaning, mention, claimed) for meaning in values)


_COUNTED: Final = frozenset({"count", "error", "level"})


def _counts_within(mention: Token, counted: Sequence[Meaning], claimed: Claimed) -> bool:
    """Whether things that were counted are those of a name: the question's, or one that the count itself names."""
    named = mention.text.casefold()
    own = " ".join(f"{m.fact.subject} {m.fact.unit}".casefold() for m in counted)
    return named in own or claimed.is_asked_name(mention) or not claimed.words & (_WITHIN_A_GROUP | {"on", "with"})


def period_fits(claimed: Claimed) -> bool:
    """A value stands beside the period it is of; without a value, the period is one of the answer's."""
    times = tuple(token for token in claimed.tokens if token.kind == "time")
    if not claimed.values and not _is_latest(times, claimed):
        return False
    times = tuple(token for token in times if token.period or f" {token.text.casefold()} " not in f" {claimed.said} ")
    if any(token.period is None for token in times):
        return False
    if not claimed.values and claimed.words & SUGGESTS and not _makes_claims(claimed):
        return True
    cited = _periods_compared(claimed)
    every, dates = _periods_known(cited, claimed), _dates_of(claimed)
    if not all(_is_of(token.period, every, dates) or _is_name_too(token, claimed) for token in times):
        return False
    if len(times) == 1 and _is_edge_only(times[0], cited) and not _bounds_a_range(times[0], claimed):
        return False
    pairs = _paired(claimed, times, lambda token: claimed.meanings.by_id[token.key].periods)
    return all(time is None or _stands_beside_its_period(token, time, claimed) for token, time in pairs)


def _periods_compared(claimed: Claimed) -> frozenset[Period]:
    """The periods of what is cited, and in a comparison those of all amounts."""
    cited = frozenset(period for m in claimed.cited for period in m.periods)
    compares = claimed.words & (words.MORE | words.LESS | words.UP | words.DOWN | {"than", "compared", "relative"})
    return cited | _periods_of_amounts(claimed) if cited and compares else cited


def _periods_of_amounts(claimed: Claimed) -> frozenset[Period]:
    return frozenset(period for m in claimed.meanings.all if m.is_amount for period in m.periods)


def _periods_known(cited: frozenset[Period], claimed: Claimed) -> frozenset[Period]:
    """The periods that a sentence may name: of what it cites or else of the answer; of a ranked day, all amounts'."""
    counted = any(m.measure == "count" for m in claimed.values)
    every = cited or _periods_of_the_answer(claimed, counted=counted)
    ranked = claimed.words & (words.MOST | words.LEAST) and any(m.fact.subject == "interval" for m in claimed.cited)
    return every | _periods_of_amounts(claimed) if ranked else every


def _periods_of_the_answer(claimed: Claimed, *, counted: bool) -> frozenset[Period]:
    latest = claimed.meanings.latest
    if counted and latest is not None:
        return frozenset({latest})
    return frozenset(period for m in claimed.meanings.all for period in m.periods) | claimed.told


def _dates_of(claimed: Claimed) -> frozenset[str]:
    return frozenset(m.fact.value for m in claimed.meanings.all if m.fact.kind == "date")


def _stands_beside_its_period(token: Token, time: Token, claimed: Claimed) -> bool:
    """Whether the time beside a value is its own; a name has none, nor has what a cited day already dates."""
    meaning = claimed.meanings.by_id[token.key]
    days = frozenset(period for m in claimed.cited if m.is_name and not m.entities for period in m.periods)
    if meaning.is_name or not meaning.periods or meaning.periods <= days:
        return True
    if not _is_of(time.period, meaning.periods, _dates_of(claimed)):
        return False
    return _is_own_month(token, time, claimed) and _is_whole_of_its_time(token, time, claimed)


_FROM: Final = words.word_set("from than to with against versus vs since over and between of above exceeds exceeded")


def _is_latest(times: Sequence[Token], claimed: Claimed) -> bool:
    """Whether a rise or fall without a value is told of the latest period; `from` and its like name the other."""
    if len(times) != 1 or not claimed.words & (words.UP | words.DOWN) or {"falls", "in"} <= claimed.words:
        return True
    periods = {p for m in claimed.meanings.all if m.direction and m.measure != "excess" for p in m.periods}
    before = claimed.neighbour(times[0], -1)
    other = before is not None and before.word in _FROM
    return not periods or other or times[0].period == max(periods, key=_start)


def _start(period: Period) -> date:
    return period.start


def own_end(meaning: Meaning) -> date | None:
    """The end of the latest period of a value."""
    return max((period.end for period in meaning.periods), default=None)


def _is_whole_of_its_time(token: Token, time: Token, claimed: Claimed) -> bool:
    """No part of a month is told as the month, unless the sentence says that it is one so far."""
    meaning = claimed.meanings.by_id[token.key]
    said = time.period
    judged = any(m.measure in ("expected", "excess") for m in claimed.meanings.all)
    if (
        said is None
        or judged
        or meaning.rate
        or not meaning.is_amount
        or len(meaning.periods) != 1
        or (said.end - said.start).days < _A_MONTH
    ):
        return True
    (own,) = meaning.periods
    return own.end >= said.end or own.start < said.start or bool(claimed.words & _SO_FAR)


_A_MONTH: Final = 28
_SO_FAR: Final = words.word_set("far date until till up through yet now")


def _is_own_month(token: Token, time: Token, claimed: Claimed) -> bool:
    """A change is of the later month; the earlier one stands after `from`, `than` and their like."""
    meaning = claimed.meanings.by_id[token.key]
    if not meaning.direction or meaning.measure == "excess" or time.period == max(meaning.periods, key=_start):
        return True
    both = {t.period for t in claimed.tokens if t.kind == "time"}
    return (len(both) > 1 and both <= meaning.periods) or claimed.word_before(time, _WITHIN) in _FROM


_WITHIN: Final = frozenset({"in", "the", "of"})


def _is_edge_only(time: Token, periods: Iterable[Period]) -> bool:
    """Whether a month is only the first or last one of a longer period."""
    said = time.period
    if said is None or (said.end - said.start).days < 28:
        return False
    return bool(periods) and not any(said.start <= p.start and p.end <= said.end for p in periods)


def _bounds_a_range(time: Token, claimed: Claimed) -> bool:
    before = claimed.neighbour(time, -1)
    if before is not None and before.word in {"since", "until", "till", "through", "to", "from"}:
        return True
    return claimed.word_before(time) in {"rest", "remainder", "end"} or (
        before is not None and before.word == "of" and claimed.word_before(before) in {"rest", "remainder", "end"}
    )


SUGGESTS: Final = words.word_set("ask compare would could can want if possible may might next")


def _makes_claims(claimed: Claimed) -> bool:
    return bool(claimed.words & (words.UP | words.DOWN | words.SAME | words.MORE | words.LESS | words.MOST))


def _is_of(said: Period | None, periods: Iterable[Period], dates: Iterable[str]) -> bool:
    """Whether a time is one of the periods, or a day at the edge of one. A year may hold a period that it names."""
    if said is None:
        return False
    is_day = (said.end - said.start).days == 1
    return any(_is_in(said, period) for period in periods) or (is_day and said.start.isoformat() in dates)


def _is_in(said: Period, period: Period) -> bool:
    """Whether a time is a period, a day or month at its edge, or the month that most of it is in."""
    days = (said.end - said.start).days
    if said == period or (days == 1 and (said.start == period.start or said.end == period.end)):
        return True
    if not _A_MONTH <= days <= _LONGEST_MONTH:
        return False
    at_an_edge = said.start == period.start or said.end >= period.end > said.start
    length = (period.end - period.start).days
    within = said.start <= period.start and period.end <= said.end
    return (length > _LONGEST_MONTH and at_an_edge) or (within and length > _HALF_A_MONTH)


_LONGEST_MONTH: Final = 31
_HALF_A_MONTH: Final = 14


def _is_name_too(token: Token, claimed: Claimed) -> bool:
    return token.text.casefold() in {name.casefold() for name in claimed.meanings.names}


def _paired(
    claimed: Claimed, mentions: Sequence[Token], belongings: Callable[[Token], frozenset[object]]
) -> list[tuple[Token, Token | None]]:
    """Each cited value with the mention it stands with: in order where as many follow each other, else the nearest."""
    values = [token for token in claimed.citations if token not in mentions]
    if len(values) == len(mentions) > 1 and _runs(claimed, mentions, values) and not _are_of_one(mentions, values):
        return list(zip(values, mentions, strict=True))
    return [(value, _nearest(value, mentions, claimed, bool(belongings(value)))) for value in values]


def _are_of_one(mentions: Sequence[Token], values: Sequence[Token]) -> bool:
    """Whether all values stand in the clause of one mention, and another mention in a clause of its own."""
    clauses = {value.clause for value in values}
    here = [mention for mention in mentions if mention.clause in clauses]
    return len(clauses) == 1 and len(here) == 1 and mentions[0].kind == "name"


def _runs(claimed: Claimed, mentions: Sequence[Token], values: Sequence[Token]) -> bool:
    """Whether mentions and values follow each other in groups of as many: `A and B by x and y, C by z`."""
    at = claimed.position
    order = "".join(mark for _, mark in sorted([(at(m), "m") for m in mentions] + [(at(v), "v") for v in values]))
    runs = [len(run.group()) for run in re.finditer(r"m+|v+", order)]
    return all(one == other for one, other in zip(runs[::2], runs[1::2], strict=True)) if len(runs) % 2 == 0 else False


def _nearest(value: Token, mentions: Sequence[Token], claimed: Claimed, has_own: bool) -> Token | None:
    here = claimed.position(value)
    following = claimed.neighbour(value, 2)
    between = claimed.neighbour(value, 1)
    binds = between is not None and between.word in _BINDS and following is not None and following.kind == "time"
    if binds and following in mentions:
        return following

    def far(mention: Token) -> tuple[int, bool, int]:
        at = claimed.position(mention)
        behind = mention.kind == "time" and mention.clause > value.clause
        return (abs(mention.clause - value.clause), behind, abs(at - here) * 2 + (at > here))

    same = [mention for mention in mentions if mention.clause == value.clause]
    alone = len({mention.text for mention in mentions}) == 1 and mentions[0].kind != "time"
    carried = has_own and (alone or claimed.word_before(value) not in _OTHER_SIDE)
    return min(same or (mentions if carried else ()), key=far, default=None)


_BINDS: Final = frozenset({"in", "of", "for", "during", "on"})
"""Words that tie the time after them to the value before them: `[[f1]] in October`."""
_OTHER_SIDE: Final = frozenset(["from", "than", "with", "against", "versus", "vs"])
