"""What of a bill can be continued: what comes day by day, monthly fees, and what is left out. Pure.

One-off purchases and money given back are left out of what is continued: the past says nothing about them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from billing.fees import Amounts, Fee, fee_of, is_fee
from billing.query import LineKind
from finops_core.values import Period

ONE_OFF = frozenset(
    {
        LineKind.CREDIT,
        LineKind.REFUND,
        LineKind.SAVINGS_PLAN_UPFRONT,
        LineKind.RESERVATION_UPFRONT,
        LineKind.ROUNDING,
    }
)
"""Kinds that are left out of every forecast."""

MOST_PARTS = 8
"""Parts that are continued one by one; the others are continued together."""

SIZED_BY_DAYS = 91
"""Days at the end of the bill by which parts are the largest."""

Kinds = Mapping[LineKind, Amounts]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A bill's past as far as it can be continued. `daily` has one amount for each day of `days`, or none at all.

    `once` are amounts that came once, by day: known where they are billed, and never continued. `parts`, where there
    are any, add up to it and end on the same day: each is continued by itself.
    """

    days: Period
    daily: tuple[float, ...]
    fees: tuple[Fee, ...]
    left_out: frozenset[LineKind]
    once: Amounts = field(default_factory=dict[date, float])
    parts: tuple["History", ...] = ()

    @property
    def every(self) -> list[float]:
        """Each day with the fees that were billed on it."""
        amounts = list(self.daily or [0.0] * self.days.days)
        for fee in self.fees:
            for day, amount in fee.amounts.items():
                if day in self.days:
                    amounts[(day - self.days.start).days] += amount
        return amounts

    def known(self, part: Period) -> float:
        """What of a part is billed already."""
        first, last = ((day - self.days.start).days for day in (part.start, min(part.end, self.days.end)))
        once = sum(amount for day, amount in self.once.items() if day in part)
        return sum(self.every[max(0, first) : max(0, last)]) + once


def history_of(kinds: Kinds, days: Period) -> History:
    """Sorts amounts by kind and day into what can be continued day by day, monthly fees, and what is left out."""
    first = min((day for amounts in kinds.values() for day in amounts if amounts[day]), default=days.start)
    known = Period(max(first, days.start), days.end) if first < days.end else days
    fees = {kind for kind, amounts in kinds.items() if kind not in ONE_OFF and is_fee(kind, amounts, known)}
    daily = [amounts for kind, amounts in kinds.items() if kind not in ONE_OFF and kind not in fees]
    every = (known.start + timedelta(days=number) for number in range(known.days))
    return History(
        days=known,
        daily=tuple(sum(amounts.get(day, 0.0) for amounts in daily) for day in every) if daily else (),
        fees=tuple(fee_of(kind, kinds[kind]) for kind in sorted(fees)),
        left_out=frozenset(kind for kind in kinds if kind in ONE_OFF),
    )


def together(parts: Sequence[History]) -> History:
    """The history of all of them, each of which is still continued by itself.

    What is a fee is told part by part: a support plan comes once a month though other fees of its kind come by day.
    """
    days = Period(min(part.days.start for part in parts), parts[0].days.end)
    daily = [0.0] * days.days
    for part in parts:
        late = (part.days.start - days.start).days
        for number, amount in enumerate(part.daily, late):
            daily[number] += amount
    return History(
        days=days,
        daily=tuple(daily) if any(part.daily for part in parts) else (),
        fees=tuple(fee for part in parts for fee in part.fees),
        left_out=frozenset(kind for part in parts for kind in part.left_out),
        parts=tuple(parts) if len(parts) > 1 else (),
    )


def history_by_part(kinds: Mapping[tuple[str, ...], Kinds], days: Period) -> History:
    """All groups as one history, the largest of which are continued each by itself and the others together."""
    largest = sorted(kinds, key=lambda keys: (-_lately(kinds[keys], days), keys))
    parts = [history_of(kinds[keys], days) for keys in largest]
    continued = [part for part in parts if part.daily or part.fees]
    if len(continued) > MOST_PARTS:
        continued[MOST_PARTS:] = [replace(together(continued[MOST_PARTS:]), parts=())]
    found = together(continued) if continued else history_of({}, days)
    return replace(found, left_out=frozenset(kind for part in parts for kind in part.left_out))


def _lately(kinds: Kinds, days: Period) -> float:
    recent = Period(max(days.start, days.end - timedelta(days=SIZED_BY_DAYS)), days.end)
    return sum(abs(amount) for amounts in kinds.values() for day, amount in amounts.items() if day in recent)
