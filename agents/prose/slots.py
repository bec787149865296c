"""Slots: what a model writes where the product is to tell a fact, a change, a comparison, a share or an order.

A slot is a name and the ids of facts in double square brackets, `[[change f2-9c f1-9c]]`; single braces are read too,
and so are colons and commas between the parts. An id alone is a citation, the slot of a value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_ID: Final = r"f\d+(?:-[0-9a-f]+)?"
_BETWEEN: Final = r"(?:\s*[,:]\s*|\s+)(?:(?:of|and|to)\s+)?"
_BODY: Final = rf"(?:(?P<{{0}}>[a-z]+)(?:\s*:\s*|\s+))?(?P<{{1}}>{_ID}(?:{_BETWEEN}{_ID})*)"
SLOT: Final = re.compile(
    rf"\[\[\s*{_BODY.format('name', 'ids')}\s*\]\]|\{{\s*{_BODY.format('braced', 'braced_ids')}\s*\}}"
)
SLOTS: Final[Mapping[str, range]] = {
    "say": range(1, 2),
    "subject": range(1, 2),
    "period": range(1, 2),
    "change": range(1, 3),
    "larger": range(2, 3),
    "share": range(2, 3),
    "rank": range(2, 9),
}
"""How many facts each slot takes."""
_VALUE: Final = frozenset({"", "fact", "value"})
_FIRST_PLACE: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot: its name and the ids it has."""

    name: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slotted:
    """A sentence in which a citation of no fact stands for each slot, so that it can be read as any other."""

    text: str
    by_place: Mapping[str, Slot]
    """The slots by the id of the citation that stands for them; values are citations already and none of these."""


def slotted(sentence: str) -> Slotted | None:
    """Finds the slots of a sentence. None where one is unknown or has too few or too many facts."""
    found: dict[str, Slot] = {}
    wrong = False

    def place(match: re.Match[str]) -> str:
        nonlocal wrong
        name = match["name"] or match["braced"] or ""
        ids = tuple(re.findall(_ID, match["ids"] or match["braced_ids"]))
        if name in _VALUE and len(ids) == 1:
            return f"[[{ids[0]}]]"
        if name not in SLOTS or len(ids) not in SLOTS[name]:
            wrong = True
        place_id = f"f{_FIRST_PLACE + len(found)}"
        found[place_id] = Slot(name, ids)
        return f"[[{place_id}]]"

    text = SLOT.sub(place, sentence)
    return None if wrong else Slotted(text, found)
