"""Values that the product works out of two facts for a model: a change, a distance, a share. Each is a fact itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from agents.prose.subjects import measure_of, rate_of, whom_of
from finops_core.answers import Fact, mark_of
from finops_core.answers.record import DateRange, Kind

FIRST_NUMBER: Final = 9_000_001
"""Numbers of derived facts begin behind those of any tool's call."""
_LENGTHS_DIFFER: Final = timedelta(days=3)
"""By how much two months, or two quarters, may differ in length to be compared."""
_COMPARABLE: Final = frozenset({"money", "number"})
_APART: Final = frozenset(
    {"text", "date", "percent", "error", "level", "chance", "coverage", "bound", "increase", "decrease", "change"}
)
"""Measures of which one value does not follow another in time."""
_WHOLE: Final = frozenset({"spend", "all spend", "the spend"})


@dataclass(frozen=True)
class Derived:
    """The derived facts of one answer, by what they were made of. Used by one thread at a time."""

    _made: dict[tuple[str, ...], Fact] = field(default_factory=dict[tuple[str, ...], Fact])

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(self._made.values())

    def difference(self, larger: Fact, smaller: Fact, subject: str) -> Fact:
        """How much more one value is than another, without a sign."""
        value = str(abs(amount(larger) - amount(smaller)))
        return self._fact(("difference", larger.id, smaller.id), larger, value, larger.kind, larger.unit, subject)

    def relative(self, later: Fact, earlier: Fact, subject: str) -> Fact | None:
        """A change as a part of the earlier value; None where that is no positive one."""
        before, after = amount(earlier), amount(later)
        if before <= 0 or after < 0:
            return None
        value = str((abs(after - before) / before).quantize(_PLACES))
        return self._fact(("relative", later.id, earlier.id), later, value, "percent", "", subject)

    def share(self, part: Fact, whole: Fact, subject: str) -> Fact:
        """A part of a whole. The whole is not zero."""
        value = str((amount(part) / amount(whole)).quantize(_PLACES))
        return self._fact(("share", part.id, whole.id), part, value, "percent", "", subject)

    def _fact(self, key: tuple[str, ...], of: Fact, value: str, kind: Kind, unit: str, subject: str) -> Fact:
        if key not in self._made:
            mark = mark_of(of.id)
            number = FIRST_NUMBER + len(self._made)
            self._made[key] = Fact(
                id=f"f{number}-{mark}" if mark else f"f{number}",
                kind=kind,
                value=value,
                unit=unit,
                subject=subject,
                period=of.period,
                derived_from=key[1:],
            )
        return self._made[key]


_PLACES: Final = Decimal("0.00000001")


def is_derived(fact: Fact) -> bool:
    """Whether a fact was worked out for a slot, and is none that a tool gave."""
    return int(fact.id[1:].partition("-")[0]) >= FIRST_NUMBER


def amount(fact: Fact) -> Decimal:
    """A value that `is_amount` as a number."""
    return Decimal(fact.value)


def is_amount(fact: Fact) -> bool:
    """Whether a fact is an amount of money or a quantity."""
    try:
        return fact.kind in _COMPARABLE and Decimal(fact.value).is_finite()
    except InvalidOperation:
        return False


def are_alike(one: Fact, other: Fact) -> bool:
    """Whether two different facts are amounts of the same kind: measure, unit and length of time."""
    return (
        one.id != other.id
        and is_amount(one)
        and is_amount(other)
        and (one.kind, one.unit, measure_of(one), rate_of(one))
        == (other.kind, other.unit, measure_of(other), rate_of(other))
    )


def in_order(one: Fact, other: Fact) -> tuple[Fact, Fact] | None:
    """The earlier and the later of two values of one thing; None where they are no two such values."""
    if not are_alike(one, other) or one.subject != other.subject or measure_of(one) in _APART:
        return None
    if one.period is None or other.period is None or not _as_long(one.period, other.period):
        return None
    if one.period.end <= other.period.start:
        return one, other
    return (other, one) if other.period.end <= one.period.start else None


def _as_long(one: DateRange, other: DateRange) -> bool:
    lengths = (one.end - one.start, other.end - other.start)
    return abs(lengths[0] - lengths[1]) <= (_LENGTHS_DIFFER if min(lengths) >= timedelta(days=28) else timedelta(0))


def can_be_ranked(facts: tuple[Fact, ...], by_id: Mapping[str, Fact]) -> bool:
    """Whether amounts are of different things of one period, none of which is another's whole."""
    first = facts[0]
    shares = [fact for fact in by_id.values() if fact.kind == "percent" and measure_of(fact) in ("share", "part")]
    wholes = {one for fact in shares for one in fact.derived_from[1:]}
    return (
        all(are_alike(first, other) for other in facts[1:])
        and len({fact.id for fact in facts}) == len(facts) == len({fact.subject for fact in facts})
        and len({(fact.period.start, fact.period.end) if fact.period else None for fact in facts}) == 1
        and not any(fact.id in wholes or not whom_of(fact) for fact in facts)
    )


def is_part_of(part: Fact, whole: Fact) -> bool:
    """Whether an amount is a part of the whole spend of its period: not more than it, and neither below zero.

    What is a part of something smaller is told by a share among the facts, and by nothing else.
    """
    if not are_alike(part, whole) or part.period != whole.period or measure_of(whole) != "spend":
        return False
    if whole.subject not in _WHOLE or whole.period is None:
        return False
    return 0 <= amount(part) <= amount(whole) and amount(whole) > 0
