"""Whether what comes next is next, whether a strong word tells a strong move, and whether a bound is likely only."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.derivation import is_derived
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_NAMELESS: Final = ("region", "team", "environment", "application", "project", "tag")
"""Kinds of groups one of which is what has none, which may be no fact."""
_STRONG: Final = words.word_set(
    "jump jumps jumped jumping surge surges surged surging soar soared soaring spike spikes spiked spiking escalate "
    "escalated plunge plunged plummeted skyrocketed explode exploded"
)
_STRONGLY: Final = Decimal("0.1")
_SURE_ENDS: Final = frozenset({"most", "least"})
_HEDGES: Final = words.MAYBE | words.word_set(
    "likely probably expected range ranges interval estimate estimated estimates forecast forecasts forecasted"
)


def what_follows_is_next(claimed: Claimed) -> bool:
    """`EC2 at [[f1]], followed by S3 at [[f2]]`: nothing that the facts tell comes between."""
    for token in claimed.tokens:
        after = claimed.neighbour(token, 1)
        if token.word == "followed" and after is not None and after.word == "by" and not _is_in_order(token, claimed):
            return False
    return True


def _is_in_order(followed: Token, claimed: Claimed) -> bool:
    at = claimed.position(followed)
    before = [name for name in claimed.mentions if claimed.position(name) < at][-1:]
    behind = [name for name in claimed.mentions if claimed.position(name) > at]
    if not behind:
        return False
    ranked = _ranked(claimed)
    places = [_place(name, ranked, claimed) for name in (*before, *behind)]
    first = places[0] if before else 1  # what `it` is stands first
    return first is not None and places == list(range(first, first + len(places)))


def _place(name: Token, ranked: Sequence[Meaning], claimed: Claimed) -> int | None:
    keys = claimed.entities_of(name)
    return next((at for at, m in enumerate(ranked) if m.entities & keys), None)


def _ranked(claimed: Claimed) -> Sequence[Meaning]:
    """The values that a sentence ranks, the largest first; none where one of them may be no fact."""
    cited = [m for m in claimed.values if m.entities and m.fact.kind == "money"]
    measure = cited[0].measure if cited else _measure_told(claimed)
    given = [m for m in claimed.meanings.all if not is_derived(m.fact) and m.fact.kind == "money"]
    if measure == "spend":
        found = _spent_in(given, cited)
        found = found if _are_all(found, claimed) or not any(map(claimed.has_kind, _NAMELESS)) else ()
    else:
        found = [m for m in given if m.measure == measure and m.entities]
    return sorted({m.entities: m for m in found}.values(), key=lambda m: -abs(m.value or 0))


def _spent_in(given: Sequence[Meaning], cited: Sequence[Meaning]) -> Sequence[Meaning]:
    """What was spent on things, and on what has no name, in the periods of what a sentence cites."""
    periods = {frozenset(m.periods) for m in cited}
    spent = [m for m in given if m.measure == "without" or (m.measure == "spend" and m.entities)]
    return [m for m in spent if not periods or frozenset(m.periods) in periods]


def _measure_told(claimed: Claimed) -> str:
    if claimed.words & words.SAVING:
        return "saving"
    up, down = claimed.words & words.UP, claimed.words & words.DOWN
    return "increase" if up and not down else "decrease" if down and not up else "spend"


def _are_all(found: Sequence[Meaning], claimed: Claimed) -> bool:
    """Whether what has no name is a fact, or the values make up a whole one of the answer."""
    total = sum(m.value or 0 for m in found)
    wholes = [m.value for m in claimed.meanings.all if m.measure == "spend" and not m.entities and m.value]
    return any(m.measure == "without" for m in found) or any(
        abs(total - whole) * 1000 <= abs(whole) for whole in wholes
    )


def strong_words_have_strong_moves(claimed: Claimed) -> bool:
    """`Spend jumped by [[f1]]`: by a tenth of what it was, or more."""
    if not claimed.words & _STRONG or any(claimed.is_said(word) for word in claimed.words & _STRONG):
        return True
    if any(m.measure == "excess" for m in claimed.meanings.all):
        return True
    moved = [m for m in claimed.meanings.all if m.fact.kind == "percent" and m.measure in ("increase", "decrease")]
    own = [m.value for m in moved if (m.entities & claimed.entities if claimed.mentions else not m.entities)]
    shares = [abs(value) for value in own if value is not None] or _moved_by(claimed)
    return bool(shares) and all(share >= _STRONGLY for share in shares)


def _moved_by(claimed: Claimed) -> Sequence[Decimal]:
    """The parts of the earlier amount by which what is named moved, where it has two amounts."""
    amounts = [m for m in claimed.meanings.of(claimed.entities, "spend") if len(m.periods) == 1 and m.value]
    ordered = sorted(amounts, key=lambda m: next(iter(m.periods)).start)
    if len(ordered) != len(("earlier", "later")):
        return ()
    earlier, later = (m.value or Decimal(0) for m in ordered)
    return (abs(later - earlier) / abs(earlier),)


def bounds_are_only_likely(claimed: Claimed) -> bool:
    """`EC2 will cost at most [[high]]`: the range of a forecast is one that holds often, and not always."""
    if not any(m.measure == "bound" for m in claimed.values):
        return True
    told = [t for t in claimed.tokens if t.word in _SURE_ENDS and claimed.word_before(t, frozenset()) == "at"]
    if told and not claimed.words & _HEDGES:
        return False
    clauses = [claimed.clause(t.clause) for t in claimed.tokens if t.word == "between"]
    return not any("will" in clause and not clause & _HEDGES for clause in clauses)


def drivers_go_the_way_told(claimed: Claimed) -> bool:
    """`The increase was driven by S3`, which fell: what is told to drive a rise rose itself."""
    for token in claimed.tokens:
        by = claimed.neighbour(token, 1)
        if token.word not in _DRIVING or by is None or by.word not in ("by", "to", "of"):
            continue
        at = claimed.position(token)
        before = [each.word for each in claimed.tokens[:at] if each.word in words.UP | words.DOWN]
        driver = next((name for name in claimed.mentions if claimed.position(name) > at), None)
        if not before or driver is None:
            continue
        way = claimed.meanings.direction_of(claimed.entities_of(driver))
        if way is not None and way != (1 if before[-1] in words.UP else -1):
            return False
    return True


_DRIVING: Final = words.word_set("driven caused due because led explained")
