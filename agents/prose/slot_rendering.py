"""What the product writes in the place of each slot that works something out: change, comparison, share, order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agents.prose.derivation import Derived, amount, are_alike, can_be_ranked, in_order, is_part_of
from agents.prose.slots import Slot
from agents.prose.statements import Statements
from agents.prose.subjects import measure_of
from agents.prose.times import in_words
from finops_core.answers import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What stands for a slot: `text`, and `of`, the fact whose thing and period it tells.

    A clause says itself what it is of. What is none needs that beside it: `noun` does where the sentence does not.
    """

    text: str
    of: Fact
    is_clause: bool = False
    noun: str = ""
    later: bool = False
    """Whether the noun is told after the text, in brackets, and not before it."""


class SlotRendering:
    """Renders the slots of one answer's facts; what is worked out becomes a fact of `derived`."""

    def __init__(self, by_id: Mapping[str, Fact], derived: Derived) -> None:
        self.statements = Statements(by_id)
        self._by_id = by_id
        self._derived = derived
        self._ways: Final[Mapping[str, Callable[[Sequence[Fact]], Told | None]]] = {
            "say": self._say,
            "change": self._change,
            "larger": self._larger,
            "share": self._share,
            "rank": self._rank,
        }

    def told(self, slot: Slot) -> Told | None:
        """The text of a slot; None where its facts do not make it."""
        if any(one not in self._by_id for one in slot.ids):
            return None
        return self._ways[slot.name]([self._by_id[one] for one in slot.ids])

    def fact(self, fact_id: str) -> Fact | None:
        """A fact of the answer."""
        return self._by_id.get(fact_id)

    def moved(self, slot: Slot, *, with_noun: bool) -> str | None:
        """What changed as a verb and no more, `rose by $5 (1.0 %) from September 2026 to October 2026`."""
        facts = [self._by_id[one] for one in slot.ids if one in self._by_id]
        if len(facts) != len(slot.ids):
            return None
        if len(facts) == 1:
            told = self._change(facts)
            return None if told is None else f"{told.noun} {told.text}" if with_noun else told.text
        sides = in_order(facts[0], facts[1])
        if sides is None or amount(sides[0]) == amount(sides[1]):
            return None
        earlier, later = sides
        verb, by, part = self._moved_by(earlier, later)
        relative = f" ([[{part.id}]])" if part else ""
        times = [self.statements.period_of(one) for one in sides]
        when = [in_words(one) for one in times if one]
        text = f"{verb} by [[{by.id}]]{relative} from {' to '.join(when)}"
        return f"{self.statements.noun(later)} {text}" if with_noun else text

    def _moved_by(self, earlier: Fact, later: Fact) -> tuple[str, Fact, Fact | None]:
        """The verb of a change, by how much, and by which part of the earlier value."""
        verb, kind = ("rose", "increase") if amount(later) > amount(earlier) else ("fell", "decrease")
        by = self._derived.difference(later, earlier, f"{kind} of {later.subject}")
        return verb, by, self._derived.relative(later, earlier, f"relative {kind} of {later.subject}")

    def _say(self, facts: Sequence[Fact]) -> Told | None:
        (fact,) = facts
        return Told(text=self.statements.say(fact), of=fact, is_clause=True)

    def _change(self, facts: Sequence[Fact]) -> Told | None:
        if len(facts) == 1:
            if measure_of(facts[0]) not in ("increase", "decrease") or "crease of " not in facts[0].subject:
                return None
            noun = self.statements.moved(facts[0])
            return Told(text=self.statements.change(facts[0]), of=facts[0], noun=noun)
        sides = in_order(facts[0], facts[1])
        return None if sides is None else self._change_between(*sides)

    def _change_between(self, earlier: Fact, later: Fact) -> Told:
        noun = self.statements.noun(later)
        when = (self.statements.when(earlier), self.statements.when(later))
        if amount(earlier) == amount(later):
            text = f"stayed at [[{later.id}]] {when[0]} and {when[1]}"
            return Told(text=text, of=later, noun=noun)
        verb, by, part = self._moved_by(earlier, later)
        relative = f" ([[{part.id}]])" if part else ""
        text = f"{verb} by [[{by.id}]]{relative}: it was [[{earlier.id}]] {when[0]} and [[{later.id}]] {when[1]}"
        return Told(text=text, of=later, noun=noun)

    def _larger(self, facts: Sequence[Fact]) -> Told | None:
        one, other = sorted(facts, key=amount, reverse=True) if are_alike(*facts) else (None, None)
        if one is None or other is None or amount(other) < 0:
            return None
        told = self.statements
        if in_order(one, other):
            nouns = [f"{told.noun(each)} {told.when(each)}" for each in (one, other)]
            when = ""
        elif can_be_ranked((one, other), self._by_id):
            nouns = [told.noun(one), told.noun(other)]
            when = f" {told.when(one)}" if told.when(one) else ""
        else:
            return None
        cited = f"[[{one.id}]] and [[{other.id}]]"
        if amount(one) == amount(other):
            return Told(text=f"{nouns[0]} and {nouns[1]} were equal{when}: {cited}", of=one, is_clause=True)
        apart = self._derived.difference(one, other, f"{one.subject} above {other.subject}")
        text = f"{nouns[0]} came to [[{apart.id}]] more than {nouns[1]}{when}: {cited}"
        return Told(text=text, of=one, is_clause=True)

    def _share(self, facts: Sequence[Fact]) -> Told | None:
        part, whole = facts
        share = self._known_share(part, whole)
        if share is None:
            if not is_part_of(part, whole) or self.statements.within(part):
                return None
            share = self._derived.share(part, whole, f"share of {part.subject}")
        scope = self.statements.scope(whole)
        text = f"[[{share.id}]] of the [[{whole.id}]] spent{scope} {self.statements.when(whole)}".rstrip()
        return Told(text=text, of=part, noun=self.statements.noun(part), later=True)

    def _known_share(self, part: Fact, whole: Fact) -> Fact | None:
        ids = (part.id, whole.id)
        shares = (fact for fact in self._by_id.values() if fact.derived_from == ids and fact.kind == "percent")
        return next((fact for fact in shares if measure_of(fact) in ("share", "part")), None)

    def _rank(self, facts: Sequence[Fact]) -> Told | None:
        if not can_be_ranked(tuple(facts), self._by_id) or any(amount(fact) < 0 for fact in facts):
            return None
        first, *others = [
            f"{self.statements.noun(fact)} ([[{fact.id}]])" for fact in sorted(facts, key=amount, reverse=True)
        ]
        when = self.statements.when(facts[0])
        text = f"{when} " if when else ""
        text += f"the order is {first}, then {', then '.join(others)}"
        return Told(text=text, of=facts[0], is_clause=True)
