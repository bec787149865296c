"""Pure comparison of two periods: what is new, what stopped, what grew, and whether price or quantity did it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from billing.query import BillRow

MoveKind = Literal["new", "stopped", "grown", "shrunk", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One group in both periods. An amount of None means that the bill has no line of it in that period."""

    keys: tuple[str, ...]
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    @property
    def fraction(self) -> Decimal | None:
        """Change as a fraction of before; None without an amount to compare with."""
        return (self.change / abs(self.before)).quantize(Decimal("0.00000001")) if self.before else None

    @property
    def kind(self) -> MoveKind:
        if not self.before and self.after:
            return "new"
        if self.before and not self.after:
            return "stopped"
        if not self.change:
            return "same"
        return "grown" if self.change > 0 else "shrunk"


def moves(before: Iterable[BillRow], after: Iterable[BillRow], currency: str) -> list[Move]:
    """Every group of one currency in either period, the largest change first."""
    earlier = {row.keys: row.amount for row in before if row.currency == currency}
    later = {row.keys: row.amount for row in after if row.currency == currency}
    found = [
        Move(keys=keys, before=earlier.get(keys), after=later.get(keys)) for keys in dict.fromkeys((*earlier, *later))
    ]
    return sorted(found, key=lambda move: (-abs(move.change), move.keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """A change split in two: at the old price, and of the price. Both parts add up to the change."""

    quantity: Decimal
    price: Decimal


def effects(move: Move, quantity_before: Decimal, quantity_after: Decimal) -> Effects | None:
    """The split of a change: quantity effect (q1 - q0) · p0, price effect (p1 - p0) · q1.

    None for a group that is new or gone, or without quantities: then there is no price to compare.
    """
    if move.before is None or move.after is None or quantity_before <= 0 or quantity_after <= 0:
        return None
    price_before = move.before / quantity_before
    by_quantity = (quantity_after - quantity_before) * price_before
    return Effects(quantity=by_quantity, price=move.change - by_quantity)


def quantities(rows: Sequence[BillRow]) -> dict[tuple[str, ...], Decimal]:
    """Consumed quantity by group, for groups measured in one unit only."""
    units: dict[tuple[str, ...], list[BillRow]] = {}
    for row in rows:
        units.setdefault(row.keys, []).append(row)
    return {keys: found[0].amount for keys, found in units.items() if len(found) == 1}
