"""A sentence of slots as a sentence without: names, periods and what the product works out stand in their places.

What stands beside slots and is none of the words that claim nothing is then read as any sentence of a model's own.
"""

import re
from typing import Final

from agents.prose.slot_rendering import SlotRendering
from agents.prose.slots import Slot, Slotted
from agents.prose.times import in_words
from finops_core.answers import FACT_REFERENCE

_BEHIND_A_COLON: Final = re.compile(r":\s*$")
_CLAUSE_BEGINS: Final = re.compile(r"(?:^\W*|[,;:]\s*|\b(?:and|while|but|whereas)\s+)$")
_IN: Final = re.compile(r"\b(?P<in>[Ii]n|[Dd]uring) $")


class SlotText:
    """Writes slots out for one answer."""

    def __init__(self, rendering: SlotRendering) -> None:
        self._rendering = rendering

    def of(self, slotted: Slotted) -> str | None:
        """The sentence with its slots written out; None where the facts of one do not make it."""
        pieces = FACT_REFERENCE.split(slotted.text)
        text = pieces[0]
        for place, rest in zip(pieces[1::2], pieces[2::2], strict=True):
            slot = slotted.by_place.get(place)
            told = f"[[{place}]]" if slot is None else self._told(slot, text)
            if told is None:
                return None
            if slot is not None and slot.name == "period":
                text = _IN.sub(lambda found, told=told: _placed(found["in"], told), text)
            text += told + rest
        return text[:1].upper() + text[1:]

    def _told(self, slot: Slot, before: str) -> str | None:
        fact = self._rendering.fact(slot.ids[0])
        if fact is None:
            return None
        if slot.name == "subject":
            return self._rendering.statements.subject(fact)
        if slot.name == "period":
            period = self._rendering.statements.period_of(fact)
            return in_words(period) if period else None
        begins = bool(_CLAUSE_BEGINS.search(before))
        found = None if slot.name == "change" else self._rendering.told(slot)
        if (begins or (found is not None and found.is_clause)) and _BEHIND_A_COLON.search(before):
            return None  # `S3: EC2 cost $5`
        if slot.name == "change":
            return self._rendering.moved(slot, with_noun=begins)
        return None if found is None else found.text


def _placed(written: str, told: str) -> str:
    """A day is `on` and a range `from`, whatever the model wrote."""
    if " to " in told:
        right = "from "
    elif told[0].isdigit() and not told.isdigit():
        right = "on "
    else:
        return f"{written} "
    return right.capitalize() if written[0].isupper() else right
