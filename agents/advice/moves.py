"""How one asks what a move from one thing to another would save: "would we save by moving our gp2 volumes to gp3"."""

from collections.abc import Sequence
from typing import Final

_MOVING: Final = ("moving", "switching", "migrating", "converting")
_WOULD: Final = tuple(f"{modal} {who}" for modal in ("would", "can", "could", "should", "might") for who in ("we", "i"))


def saved_by_moving(old: str, new: str, things: Sequence[str]) -> tuple[str, ...]:
    """The ways to ask for the savings of a move from `old` to `new`; `things` are what is moved, as people call it."""
    what = (old, f"from {old}", *things)
    moves = [f"{moving} {thing} to {new}" for moving in _MOVING for thing in what]
    return (
        f"{new} savings", f"savings from {new}", f"savings with {new}", f"{old} to {new} savings",
        f"savings from {old} to {new}", f"saving from {old} to {new}", f"would {new} save us", f"would {new} save me",
        f"would {new} save", f"{new} would save us",
        *(f"{would} save {by} {new}" for would in _WOULD for by in ("with", "by using")),
        *(f"{would} save by {move}" for would in _WOULD for move in moves),
        *(f"saving{s} if {who} {moved}" for moved in _moved(new, what) for s in ("", "s") for who in ("we", "i")),
        *(f"{would} save if we {moved}" for moved in _moved(new, what) for would in _WOULD),
        *(f"worth {move}" for move in moves),
        *(f"should be {moved} from {old} to {new}" for moved in ("moved", "migrated", "switched", "converted")),
        *(f"would {move} save{whom}" for move in moves for whom in ("", " us", " me")),
    )  # fmt: skip


def _moved(new: str, things: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{moved} {thing} to {new}" for moved in ("moved", "switched", "migrated") for thing in things)
