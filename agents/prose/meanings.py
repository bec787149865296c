"""What facts say, as far as a sentence can be held against them: measure, entities, periods and direction."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from operator import itemgetter
from typing import Final

from agents.prose.records import heads_of, recorded, signed
from agents.prose.subjects import OWN_TEXTS, measure_of, rate_of, whom_of
from agents.prose.times import TIME, Times
from finops_core.answers import Fact
from finops_core.names.services import SERVICES, squash
from finops_core.values import Period

_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*")
_SERVICES: Final = {
    squash(spelling): service.name
    for service in reversed(SERVICES)
    for spelling in (service.name, *service.titles, *service.nicknames)
}
SPELLINGS: Final = frozenset(
    spelling for service in SERVICES if not service.ambiguous for spelling in (service.name, *service.titles)
)
"""Every way to write a service that is not plain English too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One fact, read. `entities` are the keys of whatever the value belongs to, empty for the whole."""

    fact: Fact
    measure: str
    entities: frozenset[str]
    periods: frozenset[Period]
    value: Decimal | None
    within: frozenset[str] = frozenset()
    """What the question was about, where no other value of this measure is of it alone."""
    scope: frozenset[str] = frozenset()
    """What the whole is of that this value is a part of: EC2, where accounts' parts of EC2 are told."""
    rate: str = ""
    """The length of time an amount is counted by, such as `day`; empty for a sum."""

    @property
    def is_name(self) -> bool:
        return self.fact.kind == "text"

    @property
    def is_amount(self) -> bool:
        return self.measure == "spend"

    @property
    def direction(self) -> int:
        """1 for a rise, -1 for a fall, 0 for what says neither."""
        return {"increase": 1, "decrease": -1, "excess": 1}.get(self.measure, 0)


def entity_key(name: str) -> str:
    """One key for all spellings of a service; of other names one for singular and plural."""
    return _SERVICES.get(squash(name)) or _PLURAL.sub("", name.casefold().strip())


_KIND_BEFORE = re.compile(r"^(?:account|region|team|service|environment|project) (?=\S)")


def is_service(name: str) -> bool:
    """Whether a name is that of a service, whoever wrote it."""
    return squash(name) in _SERVICES


_PLURAL = re.compile(r"(?<=[a-z]{3}[^s])s$")


def parts_of_name(name: str) -> Iterable[str]:
    """A name, and the names it is put together from: `a · b` and `name (id)`."""
    yield name
    if _KIND_BEFORE.match(name):
        yield from parts_of_name(_KIND_BEFORE.sub("", name))
    for piece in name.split(" · "):
        plain = _IN_BRACKETS.sub(" ", piece).strip()
        yield from (part for part in (piece.strip(), plain, *_IN_BRACKETS.findall(piece)) if part)


def phrases_of(name: str) -> Iterable[str]:
    """The pieces of a descriptive name by which people mean it: `RDS database` of `RDS database that nobody uses`."""
    parts = name.split()
    if name.isalpha() and name.islower():
        yield _PLURAL.sub("", name)
    yield from (part for part in parts if len(part) > 2 and part.isalpha() and part.isupper())
    yield from (part for part in parts if part.isalnum() and part[0].isalpha() and any(c.isdigit() for c in part))
    if len(parts) < _DESCRIPTIVE or any(not part[0].isalnum() for part in parts):
        return
    if any(part[0].isdigit() for part in parts):
        yield from _phrases_around_numbers(parts)
        return
    for size in range(2, len(parts)):
        for start in range(len(parts) - size + 1):
            piece = parts[start : start + size]
            if piece[0].casefold() not in _LINKS and piece[-1].casefold() not in _LINKS:
                yield " ".join(piece)


def _phrases_around_numbers(parts: Sequence[str]) -> Iterable[str]:
    """`older than 90 days`: a number with the two words before it and the one behind."""
    for at, part in enumerate(parts):
        if part[0].isdigit() and at > 1 and at + 1 < len(parts):
            yield " ".join(parts[at - 2 : at + 2])


_DESCRIPTIVE: Final = 4
_LINKS: Final = frozenset({"that", "is", "are", "to", "of", "in", "on", "the", "a", "an", "and", "with", "for", "by"})


def read(facts: Iterable[Fact], asked: frozenset[str] = frozenset()) -> "Meanings":
    """Reads all facts of one answer. `asked` are the entities that the question names."""
    by_id = {fact.id: fact for fact in facts}
    meanings = signed(recorded([_meaning(fact, by_id) for fact in by_id.values()]))
    named = frozenset(key for m in meanings if m.is_name for key in m.entities)
    named |= frozenset(key for m in meanings if m.measure in _OF_NAMED for key in m.entities if m.fact.derived_from)
    meanings = [_of_its_name(_of_no_label(m, named), meanings) for m in meanings]
    meanings = _scoped(meanings)
    amounts = [m for m in meanings if m.is_amount]
    months = frozenset(period for m in amounts for period in m.periods)
    scope = _scope([m for m in meanings if m.is_amount or m.measure == "labelled"])
    meanings = [_within(m, scope) if scope and not m.entities and m.periods <= months else m for m in meanings]
    meanings = [
        replace(m, periods=m.periods | months) if m.direction and m.measure != "excess" else m for m in meanings
    ]
    return Meanings({m.fact.id: _asked_of(m, asked, meanings) for m in meanings})


def _scoped(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Each part with what its whole is of, where a share tells the part and the whole that it is made of."""
    by_id = {m.fact.id: m for m in meanings}
    wholes: dict[str, frozenset[str]] = {}
    for m in meanings:
        if m.fact.kind == "percent" and m.measure in ("share", "part") and len(m.fact.derived_from) == _PART_AND_WHOLE:
            part, whole = m.fact.derived_from
            if whole in by_id and by_id[whole].entities:
                wholes |= {m.fact.id: by_id[whole].entities, part: by_id[whole].entities}
    return [replace(m, scope=wholes.get(m.fact.id, frozenset())) for m in meanings]


_PART_AND_WHOLE: Final = 2
_OF_NAMED: Final = frozenset({"share", "increase", "decrease"})
"""Measures that tell of something that it has a name, where they were worked out of others."""


def _asked_of(meaning: Meaning, asked: frozenset[str], every: Sequence[Meaning]) -> Meaning:
    """A value of the whole is of the one thing that the question names, unless another value of its measure is."""
    others = frozenset(key for m in every if m.measure == meaning.measure for key in m.entities)
    if meaning.entities or meaning.is_name or len(asked) != 1 or asked & others:
        return meaning
    return replace(meaning, within=asked)


@dataclass(frozen=True)
class Meanings:
    """All facts of an answer by id, and what follows from them together."""

    by_id: Mapping[str, Meaning]

    @cached_property
    def all(self) -> tuple[Meaning, ...]:
        return tuple(self.by_id.values())

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that a fact gives: of a text fact or of a subject."""
        texts = {m.fact.value for m in self.all if m.is_name and m.fact.subject not in OWN_TEXTS}
        return frozenset(texts | {whom for m in self.all for whom in [whom_of(m.fact)] if whom})

    @cached_property
    def entities(self) -> frozenset[str]:
        """The keys of everything a fact is about."""
        return frozenset(key for m in self.all for key in m.entities)

    @cached_property
    def latest(self) -> Period | None:
        """The period of all amounts, where they have one only or one follows the others."""
        periods = [period for m in self.all if m.is_amount for period in m.periods]
        return max(periods, key=_end) if periods else None

    @cached_property
    def topics(self) -> frozenset[str]:
        """What the whole answer is about: a budget's name, a tag's key."""
        several = heads_of(self.all)
        topics = (m for m in self.all if m.is_name and m.fact.subject in _TOPICS and m not in several)
        return frozenset(key for m in topics for key in m.entities)

    def named_as(self, *words: str) -> frozenset[str]:
        """Entities that a text fact names, where its subject has one of the words."""
        said = [m for m in self.all if m.is_name and any(word in m.fact.subject.casefold() for word in words)]
        return frozenset(key for m in said for key in m.entities)

    def of(self, entities: frozenset[str], *measures: str) -> list[Meaning]:
        """The facts of these measures about one of the entities; about the whole for none."""
        return [m for m in self.all if m.measure in measures and _about(m, entities)]

    def in_period(self, period: Period, entities: frozenset[str]) -> Decimal | None:
        """The amount of a period, for the entities or, for none, for the whole or whatever all amounts are about."""
        found = self.of(entities, "spend", "forecast") or (
            [] if entities else [m for m in self.all if m.measure == "spend"]
        )
        values = {m.value for m in found if period in m.periods and len(m.periods) == 1}
        return values.pop() if len(values) == 1 else None

    def share_of(self, entities: frozenset[str]) -> Decimal | None:
        """The part of the whole, by a fact that says it or by two amounts of one period."""
        for m in self.of(entities, "share"):
            if m.value is not None:
                return m.value
        return self._part_of(entities, "spend") or self._part_of(entities, "forecast")

    def _part_of(self, entities: frozenset[str], measure: str) -> Decimal | None:
        """The part that a value of a measure has of the whole of its period."""
        wholes = {period: m for m in self.of(frozenset(), measure) for period in m.periods}
        for m in self.of(entities, measure):
            for period in m.periods:
                whole = wholes.get(period)
                if whole is not None and whole.value and m.value is not None:
                    return m.value / whole.value
        return None

    def direction_of(self, entities: frozenset[str]) -> int | None:
        """1 where the facts say that it rose, -1 for fell, 0 for the same, None where they say nothing or both."""
        if not entities and not self.of(entities, "spend", "increase", "decrease", "excess"):
            entities = frozenset(key for m in self.all for key in m.entities)
        moved = self.of(entities, "increase", "decrease", "excess")
        found = {m.direction for m in moved if not _PART_OF_A_CHANGE.search(m.fact.subject)}
        if entities and entities & self.named_as("rose", "anomaly"):
            found.add(1)
        dated = [(min(m.periods, key=_start).start, m.value) for m in self.of(entities, "spend") if m.periods]
        values = [value for _, value in sorted(dated, key=itemgetter(0)) if value is not None]
        if not found and len(values) == 2 and dated[0][0] != dated[1][0]:
            found = {(values[1] > values[0]) - (values[1] < values[0])}
        return found.pop() if len(found) == 1 else None


_PART_OF_A_CHANGE = re.compile(r"\b(what|that) (rose|fell)\b")
_TOPICS: Final = frozenset({"budget", "tag key", "threshold", "cost category", "what it counts"})
"""Subjects of names that all values of an answer are of."""


def _start(period: Period) -> date:
    return period.start


def _end(period: Period) -> date:
    return period.end


def _about(meaning: Meaning, entities: frozenset[str]) -> bool:
    return bool(meaning.entities & entities) if entities else not meaning.entities


def _meaning(fact: Fact, by_id: Mapping[str, Fact]) -> Meaning:
    whom = fact.value if fact.kind == "text" and fact.subject not in OWN_TEXTS else whom_of(fact)
    when = _time_of(whom) or _time_of(fact.value if fact.kind == "text" else "")
    own = [fact.period, *(by_id[one].period for one in fact.derived_from if one in by_id)]
    return Meaning(
        fact=fact,
        measure=measure_of(fact),
        entities=frozenset(entity_key(part) for part in parts_of_name(whom)) if whom and not when else frozenset(),
        periods=frozenset([when] if when else [Period(days.start, days.end) for days in own if days]),
        value=_decimal(fact.value),
        rate=rate_of(fact),
    )


def _of_no_label(meaning: Meaning, named: frozenset[str]) -> Meaning:
    """A plain word as a subject (`invoiced`) is a label, unless a fact names something so: then it is that thing."""
    bare = meaning.entities == frozenset([entity_key(meaning.fact.subject)]) and meaning.fact.subject.isalpha()
    is_label = bare and meaning.fact.subject.islower() and not meaning.entities & named
    return replace(meaning, entities=frozenset()) if is_label else meaning


def _of_its_name(meaning: Meaning, all_of_them: Sequence[Meaning]) -> Meaning:
    """A value whose subject is that of one name is this name's: `the largest part` has a name and an amount."""
    if meaning.is_name or meaning.entities or meaning.measure not in ("spend", "increase"):
        return meaning
    subject = meaning.fact.subject
    wanted = "grew most" if subject.startswith("more than in the same") else subject
    named = [m for m in all_of_them if m.is_name and m.fact.subject == wanted]
    return replace(meaning, entities=named[0].entities) if len(named) == 1 else meaning


def _time_of(whom: str) -> Period | None:
    """The period that a name is, such as the month of `credits of October 2026`."""
    found = TIME.fullmatch(whom)
    return Times(None, frozenset()).read(found) if found else None


def _scope(amounts: Sequence[Meaning]) -> frozenset[str]:
    """What the whole answer is about, where no amount is about more: the entities that all amounts share."""
    spent = [m for m in amounts if "before" not in m.fact.subject]
    if not spent or not all(m.entities for m in spent):
        return frozenset()
    shared = spent[0].entities
    for m in spent:
        shared &= m.entities
    return shared


def _within(meaning: Meaning, scope: frozenset[str]) -> Meaning:
    return meaning if meaning.is_name or meaning.measure in ("part", "date") else replace(meaning, entities=scope)


def _decimal(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
