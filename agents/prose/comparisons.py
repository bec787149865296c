"""Whether `more`, `less` and their like compare as the facts do."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.anomaly_denials import denies_anomalies
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.movements import COMPARED, is_credit_or_bound, is_saving
from agents.prose.proportions import less_than_half, more_than_half
from agents.prose.rankings import is_largest
from agents.prose.sentences import Token
from agents.prose.sides import compares_descriptions, sides_in_order
from agents.prose.standings import is_over_its_limit
from finops_core.values import Period

_SECOND_SIDE: Final = frozenset(
    {"than", "with", "to", "versus", "vs", "against", "exceed", "exceeds", "exceeded"}
    | {"above", "below", "over", "under", "beneath", "beyond"}
)


def comparison_fits(claimed: Claimed) -> bool:
    """`more`, `less` and their like compare as the facts do; an exact value is not told as a bound."""
    for token in claimed.tokens:
        over = is_over_its_limit(token, claimed)
        if over is not None:
            if not over:
                return False
            continue
        sign = _comparing(token, claimed)
        if sign and not _compares(claimed, token, sign):
            return False
    return True


def _comparing(token: Token, claimed: Claimed) -> int:
    if token.word in words.MORE and not _is_place(token, claimed):
        return 1
    if (token.word in words.LESS and not _is_place(token, claimed)) or _is_closer(token, claimed):
        return -1
    if token.word in COMPARED and _has_two_sides(claimed):
        return 1 if token.word == "higher" else -1
    return 0


def _has_two_sides(claimed: Claimed) -> bool:
    """Whether `higher` compares: with `than`, or with a time where it is no end of a range, credit or saving."""
    dated = any(t.kind == "time" for t in claimed.tokens)
    return "than" in claimed.words or (dated and not is_credit_or_bound(claimed) and not is_saving(claimed))


def _is_closer(token: Token, claimed: Claimed) -> bool:
    """Whether a word tells of a smaller error than another."""
    return token.word in {"closer", "nearer", "better"} and "than" in claimed.words


def _compares(claimed: Claimed, token: Token, sign: int) -> bool:
    """Each way to compare says whether it is meant and, if so, whether it is right; the first that is meant counts."""
    found = next((verdict for way in _WAYS if (verdict := way(claimed, token, sign)) is not None), None)
    return bool(found)


def _otherwise_meant(claimed: Claimed, token: Token, sign: int) -> bool | None:
    """`more detail`, a limit that will be passed, before and after credits, `more than half of it`, denials."""
    if denies_anomalies(claimed):
        return True
    if compares_descriptions(claimed):
        return sides_in_order(claimed) == sign
    if _is_detail(token, claimed):
        return True
    if _passes_limit(claimed):
        return sign > 0
    if _gross_or_net(claimed):
        return _orders_gross(claimed, token) == sign
    if _is_majority(token, claimed):
        return more_than_half(claimed) if sign > 0 else less_than_half(claimed)
    if claimed.words & words.NOT - {"without"} or ("without" in claimed.words and not _lacks(claimed)):
        return _is_unequalled(claimed)
    return None


def _between_values(claimed: Claimed, token: Token, sign: int) -> bool | None:
    """Two times or two amounts with `than` between them, unless a change stands before the comparison's word."""
    moved = _moved_near(token, claimed)
    if "than" not in claimed.words or any(_beside(token, claimed, m) for m in moved):
        return None
    times = [each for each in claimed.tokens if each.kind == "time" and each.period is not None]
    if len(times) == _PAIR and len(_values(claimed)) == len(moved) == 1:
        return _between_times(times, claimed) == sign
    amounts = [m for m in claimed.values if m.fact.kind == "money"]
    return _ordering(claimed, token) == sign if len(amounts) == _PAIR else None


def _by_a_change(claimed: Claimed, token: Token, sign: int) -> bool | None:
    """`[[increase]] more`: the change says which way."""
    moved = _moved_near(token, claimed)
    near = _values_near(token, claimed) or _values(claimed)
    if (moved and len(moved) == len(near)) or any(_beside(token, claimed, m) for m in moved):
        return all(m.direction == sign for m in moved)
    return None


def _with_what_was_expected(claimed: Claimed, token: Token, sign: int) -> bool | None:
    if not {"than", "expected"} <= claimed.words or _values_near(token, claimed):
        return None
    if not claimed.mentions and not claimed.values:
        return sign > 0 and any(m.measure == "excess" and (m.value or 0) > 0 for m in claimed.meanings.all)
    return bool(claimed.mentions) and claimed.meanings.direction_of(_expected_of(claimed)) == sign


def _without_a_second_side(claimed: Claimed, token: Token, sign: int) -> bool | None:
    """`the more expensive`, of those there are; `EC2 is cheaper`, than before; `more than any other`."""
    dates = [each for each in claimed.tokens if each.kind == "time"]
    if _is_of_those_there_are(token, dates, claimed):
        return is_largest(claimed, claimed.entities_of(claimed.mentions[0]))
    alone = "than" not in claimed.words and not claimed.values and len(dates) != 1
    if token.word in ("cheaper", "more", "less") and alone:
        return claimed.meanings.direction_of(claimed.entities) == sign
    if _others(claimed) and sign > 0:
        return any(is_largest(claimed, claimed.entities_of(name)) for name in claimed.mentions)
    return None


def _is_of_those_there_are(token: Token, dates: Sequence[Token], claimed: Claimed) -> bool:
    single = len(claimed.mentions) == 1 and (not dates or token.word in _LARGER)
    return single and "than" not in claimed.words and _follows_the(token, claimed)


def _by_order(claimed: Claimed, token: Token, sign: int) -> bool | None:
    moved = _moved_near(token, claimed)
    found = _ordering(claimed, token)
    if found is None and moved and len({m.fact.kind for m in _values(claimed)}) > 1:
        return all(m.direction == sign for m in moved)
    if found is None:
        found = sides_in_order(claimed)
    return found == sign


_WAYS: Final = (
    _otherwise_meant,
    _between_values,
    _by_a_change,
    _with_what_was_expected,
    _without_a_second_side,
    _by_order,
)
_PAIR: Final = 2
_UNCOMPARED: Final = frozenset({"count", "date"})


def _values(claimed: Claimed) -> Sequence[Meaning]:
    return [m for m in claimed.values if m.measure not in _UNCOMPARED]


def _values_near(token: Token, claimed: Claimed) -> Sequence[Meaning]:
    return [m for m in claimed.values_near(token) if m.measure not in _UNCOMPARED]


def _moved_near(token: Token, claimed: Claimed) -> Sequence[Meaning]:
    """The changes cited in a word's clause, or in the sentence where its clause has no value."""
    return [m for m in (_values_near(token, claimed) or _values(claimed)) if m.direction]


def _follows_the(token: Token, claimed: Claimed) -> bool:
    """`the more expensive`, `the larger one`, `the larger of`: of those that there are."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    told = {"expensive"} if token.word == "more" else _ONES if token.word in _LARGER else set[str]()
    return before is not None and before.word == "the" and after is not None and after.word in told


_LARGER: Final = frozenset({"larger", "bigger", "greater"})
_ONES: Final = frozenset({"one", "of"})


def _lacks(claimed: Claimed) -> bool:
    """Whether what is without a region or tag is one side of a comparison."""
    return "than" in claimed.words and any(m.measure == "without" for m in claimed.meanings.all)


def _passes_limit(claimed: Claimed) -> bool:
    """Whether a sentence tells that a limit will be passed, as a fact does."""
    passed = any("expected to be passed" in m.fact.subject for m in claimed.meanings.all)
    return passed and bool(claimed.words & words.FUTURE) and bool(claimed.words & {"exceed", "exceeded", "exceeds"})


def _gross_or_net(claimed: Claimed) -> bool:
    """Whether what is compared is the amount before credits with the one after them."""
    return {"before", "after"} <= claimed.words and bool(claimed.words & {"credits", "credit", "refunds", "refund"})


def _orders_gross(claimed: Claimed, token: Token) -> int | None:
    """The sign of the first side minus the second, of the amounts before and after credits."""
    gross = {m.value for m in claimed.meanings.all if m.measure == "gross"}
    net = {m.value for m in claimed.meanings.all if m.measure == "spend" and len(m.periods) == 1}
    if len(gross) != 1 or len(net) != 1:
        return None
    more = (gross.pop() or 0) - (net.pop() or 0)
    sides = [each.word for each in claimed.tokens if each.word in ("before", "after")]
    sign = (more > 0) - (more < 0)
    return sign if sides[0] == "before" else -sign


def _expected_of(claimed: Claimed) -> frozenset[str]:
    """The entities of a sentence that something was expected of."""
    return frozenset(
        key for m in claimed.meanings.all if m.measure == "expected" for key in m.entities & claimed.entities
    )


def _beside(token: Token, claimed: Claimed, meaning: Meaning) -> bool:
    """Whether a value stands directly before its `more` or `less`."""
    at = claimed.position(token)
    return any(
        each.kind == "cited" and claimed.meanings.by_id[each.key] is meaning
        for each in claimed.tokens[max(0, at - 4) : at]
    )


def _is_detail(token: Token, claimed: Claimed) -> bool:
    """`ask for more detail`, `more about it`."""
    after = claimed.neighbour(token, 1)
    following = after.word if after else ""
    return token.word == "more" and (
        following in {"detail", "details", "about", "information"}
        or (not claimed.values and "ask" in claimed.words and following not in words.KNOWN - words.PLAIN)
    )


def _is_majority(token: Token, claimed: Claimed) -> bool:
    """`the larger part`, `the greater share`."""
    after = claimed.neighbour(token, 1)
    if after is not None and token.word in ("more", "less") and after.word == "than":
        half = claimed.neighbour(token, 2)
        return half is not None and half.word == "half" and not claimed.values
    if after is not None and token.word == "more" and after.word == "of":
        return "than" in claimed.words and not claimed.values
    return after is not None and after.word in {"part", "share", "portion", "proportion"}


def _others(claimed: Claimed) -> bool:
    """`than any other`."""
    return bool(claimed.words & {"other", "others", "any", "every"}) and "than" in claimed.words


def _is_unequalled(claimed: Claimed) -> bool:
    """`No service cost more than EC2`: it is the largest."""
    more = claimed.words & (words.MORE | {"higher"}) and not claimed.words & (words.LESS | {"lower"})
    return (
        bool(more)
        and claimed.tokens[0].word in ("no", "nothing")
        and not claimed.values
        and any(is_largest(claimed, claimed.entities_of(name)) for name in claimed.mentions)
    )


def _is_place(token: Token, claimed: Claimed) -> bool:
    """`the table below`, `over the period`, `the figures above`: where, not how much."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    if token.word == "under" and after is not None and after.word in ("review", "consideration", "way", "the"):
        return True
    if token.word in ("below", "above") and (after is None or after.kind == "mark") and before is not None:
        return before.word in {"table", "listed", "shown", "figures", "see", "list", "chart"}
    follows = claimed.neighbour(token, 2) if after and after.word in ("the", "that", "this") else after
    return (
        token.word == "over"
        and follows is not None
        and (
            follows.word
            in {
                "four",
                "three",
                "six",
                "twelve",
                "two",
                "five",
                "period",
                "those",
                "these",
                "month",
                "months",
                "time",
                "year",
                "days",
                "history",
            }
            or follows.kind == "time"
        )
    )


def _ordering(claimed: Claimed, token: Token) -> int | None:
    """The sign of first side minus second side of a comparison; None where the facts do not give both.

    The sides are two cited values, two names or two times; the second one follows `than` or its like.
    """
    values = [t for t in claimed.citations if not claimed.meanings.by_id[t.key].is_name]
    if len(values) == _PAIR:
        sides = [(t, claimed.meanings.by_id[t.key].value) for t in values]
        measures = {claimed.meanings.by_id[t.key].fact.kind for t in values}
        found = _signed(sides, claimed) if len(measures) == 1 else None
        return found if _names_agree(found, token, claimed) else None
    names = _compared_names(token, claimed)
    entities = list(dict.fromkeys(claimed.entities_of(name) for name in names))
    if len(entities) == _PAIR:
        return _between_names([next(n for n in names if claimed.entities_of(n) == each) for each in entities], claimed)
    if len(entities) == 1 and (lacking := _beside_what_lacks(entities[0], claimed)) is not None:
        return lacking
    return _between_periods(claimed)


def _names_agree(found: int | None, token: Token, claimed: Claimed) -> bool:
    """`RDS cost more than EC2: [[f1]] against [[f2]]`: the names beside the word are in the order of the values."""
    here = [name for name in claimed.mentions if name.clause == token.clause]
    if len(here) != _PAIR or "than" not in claimed.clause(token.clause) or claimed.values_near(token):
        return True
    own, other = (claimed.entities_of(name) for name in here)
    sides = [(here[0], _amount(claimed, own - other)), (here[1], _amount(claimed, other - own))]
    return _signed(sides, claimed) in (found, None)


def _between_names(names: Sequence[Token], claimed: Claimed) -> int | None:
    """The order of two things by what they cost in the period that is named, or at all."""
    when = {t.period for t in claimed.tokens if t.kind == "time"}
    period = when.pop() if len(when) == 1 and not claimed.words & (words.UP | words.DOWN) else None
    return _signed([(name, _amount_in(period, claimed.entities_of(name), claimed)) for name in names], claimed)


def _amount_in(period: Period | None, entities: frozenset[str], claimed: Claimed) -> Decimal | None:
    found = claimed.meanings.in_period(period, entities) if period else None
    return _amount(claimed, entities) if found is None else found


def _beside_what_lacks(entities: frozenset[str], claimed: Claimed) -> int | None:
    """The order of one thing and what is without a region or tag; None where the sentence has no such."""
    lacking = [t for t in claimed.tokens if t.word in ("without", "untagged")]
    missing = {m.value for m in claimed.meanings.all if m.measure == "without" and m.fact.kind == "money"}
    if not lacking or len(missing) != 1:
        return None
    return _signed([(claimed.mentions[0], _amount(claimed, entities)), (lacking[0], missing.pop())], claimed)


def _between_periods(claimed: Claimed) -> int | None:
    """The order of two periods, or of one and the only other one that has an amount."""
    times = [t for t in claimed.tokens if t.kind == "time" and t.period is not None]
    if len(times) == _PAIR:
        return _between_times(times, claimed)
    if len(times) == 1 and "than" not in claimed.words:
        return _beside_the_other_period(times[0], claimed)
    if not times and {"expected", "than"} <= claimed.words:
        return claimed.meanings.direction_of(claimed.entities)
    return None


def _beside_the_other_period(time: Token, claimed: Claimed) -> int | None:
    others = {p for m in claimed.meanings.all for p in m.periods if len(m.periods) == 1 and p != time.period}
    amounts = {claimed.meanings.in_period(period, claimed.entities) for period in others} - {None}
    own = claimed.meanings.in_period(time.period, claimed.entities) if time.period else None
    return _signed([(time, own), (time, amounts.pop())], claimed) if len(amounts) == 1 else None


def _compared_names(token: Token, claimed: Claimed) -> Sequence[Token]:
    """The names of a comparison's own clause where it has two, else those of the sentence."""
    here = [name for name in claimed.mentions if name.clause == token.clause]
    return here if len({claimed.entities_of(name) for name in here}) == _PAIR else claimed.mentions


def _between_times(times: Sequence[Token], claimed: Claimed) -> int | None:
    return _signed([(t, claimed.meanings.in_period(t.period, claimed.entities)) for t in times if t.period], claimed)


def _signed(sides: Sequence[tuple[Token, Decimal | None]], claimed: Claimed) -> int | None:
    (first, one), (_, other) = sides
    if one is None or other is None:
        return None
    sign = (one > other) - (one < other)
    return -sign if _is_second_side(first, claimed) else sign


def _is_second_side(token: Token, claimed: Claimed) -> bool:
    at = claimed.position(token)
    before = claimed.tokens[max(0, at - 3) : at]
    return any(each.word in _SECOND_SIDE and (each.clause == token.clause or token.kind != "cited") for each in before)


def _amount(claimed: Claimed, entities: frozenset[str]) -> Decimal | None:
    moves = claimed.words & (words.UP | words.DOWN)
    per = {m.rate for m in claimed.meanings.of(entities, "spend")}
    if len(per) > 1:
        rate = next((each for each in per if each and claimed.words & {each, "daily", f"{each}ly"}), "")
        found = {m.value for m in claimed.meanings.of(entities, "spend") if m.rate == rate and m.value is not None}
        return found.pop() if len(found) == 1 else None
    for measure in ("increase", "decrease") if moves else ("spend", "saving"):
        found = {abs(m.value) for m in claimed.meanings.of(entities, measure) if m.value is not None}
        if len(found) == 1:
            return found.pop()
    return None
