"""Whether rises and falls, comparisons and rankings are those of the facts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.proportions import more_than_half
from agents.prose.sentences import Token

_COMPARED: Final = frozenset({"higher", "lower"})
"""They tell a rise or fall alone, and a comparison with `than`."""
_SECOND_SIDE: Final = frozenset(
    {"than", "with", "to", "versus", "vs", "against", "exceed", "exceeds", "exceeded"}
    | {"above", "below", "over", "under", "beneath", "beyond"}
)


def direction_fits(claimed: Claimed) -> bool:
    """A rise or fall is one of the facts, for the entity or the citation it is told of."""
    told = [(token, sign) for token in claimed.tokens if (sign := _sign(token)) is not None]
    told = [(token, sign) for token, sign in told if not _is_other_use(token, claimed)]
    if not told or _is_unknown(claimed):
        return True
    if claimed.words & words.NOT and not claimed.words & words.EPISTEMIC:
        return False
    each = _with_mentions(told, claimed)
    return all(_moved(claimed, token, sign, mentions) for token, sign, mentions in each)


def _sign(token: Token) -> int | None:
    for sign, group in ((1, words.UP), (-1, words.DOWN), (0, words.SAME)):
        if token.word in group:
            return sign
    return None


def _is_unknown(claimed: Claimed) -> bool:
    """`The bill does not say whether it rose`, or a suggestion to ask."""
    asks = claimed.words & {"whether", "if", "ask"} and not claimed.values
    return bool(asks)


def _with_mentions(told: Sequence[tuple[Token, int]], claimed: Claimed) -> list[tuple[Token, int, Sequence[Token]]]:
    """Each direction with the names it is told of: one after the other where there are as many, else all of its clause,
    else all of the sentence."""
    names = claimed.mentions
    if len(told) == len(names) > 1:
        return [(token, sign, [name]) for (token, sign), name in zip(told, names, strict=True)]
    found: list[tuple[Token, int, Sequence[Token]]] = []
    for token, sign in told:
        here = [name for name in names if name.clause == token.clause]
        found.append((token, sign, here or names))
    return found


_MADE_UP: Final = words.word_set("made make makes making add adds added adding sums sum")
_BROKEN_DOWN: Final = words.word_set("break broken breaks drill drilled breaking split dig")


def _is_other_use(token: Token, claimed: Claimed) -> bool:
    """`made up`, `up to a day`, `lowered by credits`, `the same period`, the end of a range, comparisons."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    previous, following = before.word if before else "", after.word if after else ""
    if token.word == "up":
        to = claimed.neighbour(token, 2) if following == "to" else None
        until = to is not None and (to.kind == "time" or (to.kind == "cited" and _is_day(to, claimed)))
        return previous in _MADE_UP | {"heads"} or until or (following == "to" and not claimed.words & words.SPEND)
    if token.word in ("added", "adding", "add") and following in ("up", "together"):
        return True
    if token.word == "down":
        return previous in _BROKEN_DOWN
    if token.word in _COMPARED and ("than" in claimed.words or any(t.kind == "time" for t in claimed.tokens)):
        return True
    if token.word.startswith("lower") or token.word.startswith("reduc") or token.word == "higher":
        return _is_credit_or_bound(claimed) or (
            _is_saving(claimed) and bool(claimed.words & (words.MAYBE | words.SAVING))
        )
    if token.word in ("same", "equal") and _equals(claimed):
        return True
    if token.word == "down" and any(m.measure == "gross" for m in claimed.values):
        return bool(claimed.words & words.CREDIT)
    if token.word in ("same", "level", "equal", "remained", "stayed"):
        return following in _SAME_BASIS or token.word == "level"
    if token.word in ("fall", "falls", "fell") and following in ("in", "on") and not claimed.values:
        return bool(claimed.words & {"anomaly", "credits", "refunds", "most"})
    within = token.word in ("fall", "falls", "fell") and following in {"outside", "inside", "within", "into", "on"}
    return within or (token.word == "fall" and bool(claimed.words & words.CREDIT))


def _is_day(token: Token, claimed: Claimed) -> bool:
    return claimed.meanings.by_id[token.key].fact.kind == "date"


def _equals(claimed: Claimed) -> bool:
    """Whether what is told as the same is: two errors, or a value and the share that is made of it."""
    errors = {m.value for m in claimed.meanings.all if m.measure == "error"}
    if claimed.words & words.ERROR & {"error", "errors", "off", "missed"}:
        return len(errors) == 1
    ids = {m.fact.id for m in claimed.values}
    return any(ids & set(m.fact.derived_from) for m in claimed.values)


_SAME_BASIS: Final = words.word_set("period time basis days month months question list length way history data")


def _is_credit_or_bound(claimed: Claimed) -> bool:
    bounds = {m.measure for m in claimed.cited} & {"bound"}
    credits = claimed.words & words.CREDIT - {"before", "gross"}
    return bool(bounds or credits)


def _is_saving(claimed: Claimed) -> bool:
    return any(m.measure == "saving" for m in claimed.cited)


def _moved(claimed: Claimed, token: Token, sign: int, mentions: Sequence[Token]) -> bool:
    """Whether what a direction is told of moved that way."""
    here = [m for m in claimed.values_near(token) if m.direction]
    near = claimed.values_near(token)
    if here and (len(mentions) < 2 or len(here) == 1):
        return all(m.direction == sign for m in here)
    if not mentions and near and all(m.entities for m in near):
        entities = frozenset(key for m in near for key in m.entities)
        return claimed.meanings.direction_of(entities) == sign
    if mentions:
        return all(claimed.meanings.direction_of(claimed.entities_of(name)) == sign for name in mentions)
    return claimed.meanings.direction_of(frozenset()) == sign


def comparison_fits(claimed: Claimed) -> bool:
    """`more`, `less` and their like compare as the facts do; an exact value is not told as a bound."""
    for token in claimed.tokens:
        sign = _comparing(token, claimed)
        if sign and not _compares(claimed, token, sign):
            return False
    return True


def _comparing(token: Token, claimed: Claimed) -> int:
    if token.word in words.MORE and not _is_place(token, claimed):
        return 1
    if token.word in words.LESS and not _is_place(token, claimed):
        return -1
    compares = "than" in claimed.words or any(t.kind == "time" for t in claimed.tokens)
    if token.word in _COMPARED and compares and not _is_credit_or_bound(claimed) and not _is_saving(claimed):
        return 1 if token.word == "higher" else -1
    return 0


def _compares(claimed: Claimed, token: Token, sign: int) -> bool:
    if _is_detail(token, claimed):
        return True
    if _passes_limit(claimed):
        return sign > 0
    if _gross_or_net(claimed):
        return _orders_gross(claimed, token) == sign
    if _is_majority(token, claimed):
        return more_than_half(claimed)
    if claimed.words & words.NOT:
        return _is_unequalled(claimed)
    near = claimed.values_near(token)
    moved = [m for m in (near or claimed.values) if m.direction]
    amounts = [m for m in claimed.values if m.fact.kind == "money"]
    if "than" in claimed.words and len(amounts) == 2 and not any(_beside(token, claimed, m) for m in moved):
        return _ordering(claimed, token) == sign
    if (moved and len(moved) == len(near or claimed.values)) or any(_beside(token, claimed, m) for m in moved):
        return all(m.direction == sign for m in moved)
    if {"than", "expected"} <= claimed.words and not claimed.mentions and not claimed.values:
        return sign > 0 and any(m.measure == "excess" and (m.value or 0) > 0 for m in claimed.meanings.all)
    if {"than", "expected"} <= claimed.words and not near:
        return bool(claimed.mentions) and claimed.meanings.direction_of(_expected_of(claimed)) == sign
    dated = len([each for each in claimed.tokens if each.kind == "time"]) == 1
    if token.word in ("cheaper", "more", "less") and "than" not in claimed.words and not claimed.values and not dated:
        return claimed.meanings.direction_of(claimed.entities) == sign
    if _is_majority(token, claimed):
        return more_than_half(claimed)
    if _others(claimed) and sign > 0:
        return any(_is_largest(claimed, claimed.entities_of(name)) for name in claimed.mentions)
    found = _ordering(claimed, token)
    return found == sign


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
        and any(_is_largest(claimed, claimed.entities_of(name)) for name in claimed.mentions)
    )


def _is_place(token: Token, claimed: Claimed) -> bool:
    """`the table below`, `over the period`, `the figures above`: where, not how much."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    if token.word in ("below", "above") and (after is None or after.kind == "mark") and before is not None:
        return before.word in {"table", "listed", "shown", "figures", "see", "list", "chart"}
    follows = claimed.neighbour(token, 2) if after and after.word in ("the", "that", "this") else after
    return (
        token.word == "over"
        and follows is not None
        and (
            follows.word in {"period", "those", "these", "month", "months", "time", "year", "days", "history"}
            or follows.kind == "time"
        )
    )


def _ordering(claimed: Claimed, token: Token) -> int | None:
    """The sign of first side minus second side of a comparison; None where the facts do not give both.

    The sides are two cited values, two names or two times; the second one follows `than` or its like.
    """
    values = [t for t in claimed.citations if not claimed.meanings.by_id[t.key].is_name]
    if len(values) == 2:
        sides = [(t, claimed.meanings.by_id[t.key].value) for t in values]
        measures = {claimed.meanings.by_id[t.key].fact.kind for t in values}
        return _signed(sides, claimed) if len(measures) == 1 else None
    entities = list(dict.fromkeys(claimed.entities_of(name) for name in claimed.mentions))
    if len(entities) == 2:
        names = [next(n for n in claimed.mentions if claimed.entities_of(n) == each) for each in entities]
        return _signed([(name, _amount(claimed, claimed.entities_of(name))) for name in names], claimed)
    lacking = [t for t in claimed.tokens if t.word in ("without", "untagged")]
    missing = {m.value for m in claimed.meanings.all if m.measure == "without" and m.fact.kind == "money"}
    if len(entities) == 1 and lacking and len(missing) == 1:
        name = claimed.mentions[0]
        return _signed([(name, _amount(claimed, entities[0])), (lacking[0], missing.pop())], claimed)
    times = [t for t in claimed.tokens if t.kind == "time" and t.period is not None]
    sides = [(t, claimed.meanings.in_period(t.period, claimed.entities)) for t in times if t.period is not None]
    if len(sides) == 2:
        return _signed(sides, claimed)
    if len(sides) == 1 and "than" not in claimed.words:
        others = [p for m in claimed.meanings.all for p in m.periods if len(m.periods) == 1 and p != times[0].period]
        amounts = {claimed.meanings.in_period(period, claimed.entities) for period in others} - {None}
        return _signed([sides[0], (times[0], amounts.pop())], claimed) if len(amounts) == 1 else None
    if not sides and "expected" in claimed.words and "than" in claimed.words:
        return claimed.meanings.direction_of(claimed.entities)
    return None


def _signed(sides: Sequence[tuple[Token, Decimal | None]], claimed: Claimed) -> int | None:
    (first, one), (_, other) = sides
    if one is None or other is None:
        return None
    sign = (one > other) - (one < other)
    return -sign if _is_second_side(first, claimed) else sign


def _is_second_side(token: Token, claimed: Claimed) -> bool:
    at = claimed.position(token)
    before = claimed.tokens[max(0, at - 3) : at]
    return any(each.word in _SECOND_SIDE for each in before)


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


def ranking_fits(claimed: Claimed) -> bool:
    """The largest is the largest by the facts; a smallest cannot be told from the largest few."""
    least = [t for t in claimed.tokens if t.word in words.LEAST and not _is_end_of_range(claimed)]
    if least:
        return bool(claimed.words & _OF_THOSE) and _is_smallest(claimed)
    if not claimed.values and not claimed.mentions and claimed.tokens[-1].text == "?":
        return True
    superlatives = [t for t in claimed.tokens if t.word in words.MOST and not _is_plain_use(t, claimed)]
    if not superlatives:
        return True
    if claimed.words & {"second", "third", "least"}:
        return False
    if any(_is_most_of(token, claimed) for token in superlatives):
        return more_than_half(claimed) or _is_said_of_most(claimed)
    if claimed.words & words.NOT and not claimed.words & words.EPISTEMIC:
        return False
    if claimed.words & {"drivers", "contributors"} and claimed.mentions:
        return claimed.entities <= claimed.meanings.named_as("driver")
    named = any(_is_largest(claimed, claimed.entities_of(name)) for name in _ranked(superlatives[0], claimed))
    return named or _cites_largest(claimed)


_OF_THOSE: Final = words.word_set("named listed shown told cited these those")


def _is_smallest(claimed: Claimed) -> bool:
    """Whether what is cited is the smallest of what the facts name, which may not be all there is."""
    mine = [m for m in claimed.values if m.entities and m.value is not None]
    every = [m.value for m in claimed.meanings.all if mine and m.measure == mine[0].measure and m.entities]
    return len(mine) == 1 and len(every) > 1 and mine[0].value == min(value for value in every if value is not None)


def _ranked(token: Token, claimed: Claimed) -> Sequence[Token]:
    """The name that a superlative is told of: the nearest of its clause, else the first of the sentence."""
    at = claimed.position(token)
    here = [name for name in claimed.mentions if name.clause == token.clause]
    nearest = min(here or claimed.mentions, key=lambda name: abs(claimed.position(name) - at), default=None)
    return [nearest] if nearest else []


def _is_most_of(token: Token, claimed: Claimed) -> bool:
    after = claimed.neighbour(token, 1)
    return token.word in ("most", "mostly", "mainly", "predominantly") and (
        token.word != "most" or (after is not None and after.word == "of")
    )


def _is_said_of_most(claimed: Claimed) -> bool:
    """The product says `most of it` too, of the same names."""
    return (
        "most of" in claimed.said
        and bool(claimed.entities)
        and not claimed.values
        and all(name.text.casefold() in claimed.said for name in claimed.mentions)
    )


def _is_plain_use(token: Token, claimed: Claimed) -> bool:
    """`the top services together`, `at most` and `the highest` of a range."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    if after is not None and after.word and f"{token.word} {after.word}" in claimed.said:
        return all(m.entities or m.fact.kind in ("date", "percent", "number") for m in claimed.values)
    if token.word in ("top", "leading"):
        return not claimed.mentions and (
            any(m.measure == "part" for m in claimed.values)
            or (not claimed.values and after is not None and claimed.is_said("top"))
        )
    if token.word in ("led", "lead") and after is not None and after.word == "to":
        return True
    return (token.word == "most" and before is not None and before.word == "at") or _is_end_of_range(claimed)


def _is_end_of_range(claimed: Claimed) -> bool:
    return any(m.measure == "bound" for m in claimed.cited)


def _is_largest(claimed: Claimed, entities: frozenset[str]) -> bool:
    moves = claimed.words & (words.UP | words.DOWN | words.CHANGE)
    if not moves and entities & claimed.meanings.named_as("group", "team"):
        return True
    largest = claimed.words & {"largest", "biggest"} and not claimed.words & (words.SPEND | {"service", "services"})
    if largest and entities & claimed.meanings.named_as("largest"):
        return True
    if claimed.words & {"anomaly", "anomalies", "excess", "unusual"} and entities & claimed.meanings.named_as(
        "largest"
    ):
        return True
    if claimed.words & {"rose", "increase", "grew"} and entities & claimed.meanings.named_as("what rose most"):
        return True
    if moves and entities & claimed.meanings.named_as("grew most"):
        return bool(claimed.words & words.UP)
    if claimed.words & {"part"} and entities & claimed.meanings.named_as("the largest part"):
        return True
    measures = _moved_measures(claimed) if moves else ("saving", "spend")
    every = [m for m in claimed.meanings.all if m.measure in measures and m.entities and m.value is not None]
    mine = [m for m in every if m.entities & entities]
    if not mine or len({m.entities for m in every}) < 2:
        return False
    return max(abs(m.value or 0) for m in mine) == max(abs(m.value or 0) for m in every)


def _moved_measures(claimed: Claimed) -> tuple[str, ...]:
    up, down = claimed.words & words.UP, claimed.words & words.DOWN
    if up and not down:
        return ("increase",)
    return ("decrease",) if down and not up else ("increase", "decrease")


def _cites_largest(claimed: Claimed) -> bool:
    return not claimed.mentions and any(m.entities and _is_largest(claimed, m.entities) for m in claimed.values)
