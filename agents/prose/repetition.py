"""Whether a sentence says what the product says itself, in fewer or other words of the same meaning.

The product's own sentences and the subjects of its facts are read into what they are made of: words that carry
meaning, names, times and values. A sentence repeats one of them when everything in it stands there too, in the same
order, and nothing is passed over between that turns it: no denial, condition, doubt, comparison, name or other value.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from agents.prose import vocabulary as words
from agents.prose.meanings import Meanings
from agents.prose.sentences import Names, Token, tokens_of
from agents.prose.subjects import OWN_TEXTS
from agents.prose.synonyms import FILLING, meaning_of
from agents.prose.times import Times
from finops_core.answers import Fact
from finops_core.answers.facts import format_fact
from finops_core.texts import readable
from finops_core.values import Period

ItemKind = Literal["word", "name", "time", "value", "break"]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a sentence that carries meaning; `turns` where passing it over would turn what is said."""

    kind: ItemKind
    key: str
    turns: bool = False


_TURNING: Final = (
    words.NOT
    | words.MAYBE
    | words.FUTURE
    | words.UNIVERSAL
    | words.MORE
    | words.LESS
    | words.UP
    | words.DOWN
    | words.MOST
    | words.LEAST
    | words.CAUSE
    | words.word_set("than instead until except but still where so other others usually")
)
"""Words that change what the words beside them say."""
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?])\s+")
_LONGEST: Final = 80
"""Pieces of one of the product's sentences that are read."""
_LEAST_WITHOUT_VALUE: Final = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """A clause of one of the product's sentences, and what was named last up to its end."""

    items: tuple[Item, ...]
    before: frozenset[str]


@dataclass(frozen=True)
class Repetition:
    """What the product says about one answer, to be held beside a model's sentences."""

    meanings: Meanings
    names: Names
    times: Times
    said: str
    asked: frozenset[str] = field(default=frozenset())
    """The question's words and the keys of what it names."""

    def repeats(self, tokens: Sequence[Token]) -> bool:
        """Whether all of a sentence is what the product says, as a whole or clause by clause."""
        items = self._items(tokens)
        return self._is_told(items, items) or self._is_told_by_clauses(tokens)

    def _is_told_by_clauses(self, tokens: Sequence[Token]) -> bool:
        parts = [self._items(part) for part in _clauses(tokens)]
        whole = [item for part in parts for item in part]
        return len(parts) > 1 and all(self._is_told(part, whole) for part in parts)

    def _is_told(self, part: Sequence[Item], whole: Sequence[Item]) -> bool:
        claims = [item for item in part if item.kind != "break" and not self._is_own_time(item, whole)]
        told = [item for item in claims if item.kind in ("word", "value")]
        if not told or (all(item.kind != "value" for item in told) and len(claims) < _LEAST_WITHOUT_VALUE):
            return False
        if not all(item.kind != "time" or self._is_in_any(item) for item in claims):
            return False
        named = {item.key for item in whole if item.kind == "name"}
        dated = [item for item in part if item.kind == "time"]
        return any(self._embeds(claims, own, named, dated) for own in self._own) or self._is_a_subject(claims, whole)

    def _is_own_time(self, item: Item, whole: Sequence[Item]) -> bool:
        """Whether a time is the period of every value that is told with it."""
        if item.kind != "time":
            return False
        told = [self.meanings.by_id[each.key] for each in whole if each.kind == "value"]
        dated = [m for m in told if m.periods]
        return bool(dated) and all({_period_key(period) for period in m.periods} == {item.key} for m in dated)

    def _is_in_any(self, item: Item) -> bool:
        return any(item in segment.items for own in self._own for segment in own)

    def _embeds(self, claims: Sequence[Item], own: Sequence[Segment], named: set[str], dated: Sequence[Item]) -> bool:
        """Whether claims are whole clauses of one of the product's sentences, and nothing else.

        In any order where they have one value at most, besides days, and one name; else in the product's.
        """
        every = frozenset(item for segment in own for item in segment.items)
        claims = [self._counted(item, every) for item in claims]
        claims = [item for item in claims if item in every or not self._is_topic(item, every)]
        here = frozenset(claims)
        covered = here | frozenset(dated)
        touched = [segment for segment in own if here & frozenset(segment.items) and _is_covered(segment, covered)]
        whole = [item for segment in touched for item in segment.items]
        if not touched or not here <= frozenset(whole):
            return False
        return all(_is_of_the_named(each, named) for each in touched) and (
            (self._is_plain(whole) and any(item.kind == "value" for item in whole)) or _are_in_order(claims, whole)
        )

    def _counted(self, item: Item, every: frozenset[Item]) -> Item:
        """`the commitment`, where the product says `1 commitment`."""
        if item in every or item.kind != "word":
            return item
        counts = (self.meanings.by_id[each.key].fact for each in every if each.kind == "value")
        named = (one for one in counts if one.kind == "number" and one.unit)
        found = next((one for one in named if meaning_of(one.unit.split()[-1].casefold()) == item.key), None)
        return item if found is None else Item("value", self._value_key(found.id), turns=True)

    def _is_plain(self, items: Sequence[Item]) -> bool:
        """Whether clauses have one value at most together, besides days, and one name at most."""
        values = [item for item in items if item.kind == "value" and not self._is_day(item)]
        return len(values) < _SEVERAL and len([item for item in items if item.kind == "name"]) < _SEVERAL

    def _is_day(self, item: Item) -> bool:
        return self.meanings.by_id[item.key].fact.kind == "date"

    def _is_topic(self, item: Item, own: frozenset[Item]) -> bool:
        """Whether something is what the question is about, where the product's sentence names nothing else."""
        plain = item.kind in ("word", "name") and item.key in self.asked and not (item.kind == "word" and item.turns)
        return plain and all(each.kind != "name" for each in own)

    def _is_a_subject(self, claims: Sequence[Item], whole: Sequence[Item]) -> bool:
        """Whether one value stands with all words of its fact's subject, and with no others."""
        values = [item for item in claims if item.kind == "value"]
        if len(values) != 1 or self.meanings.by_id[values[0].key].measure == "bound":
            return False
        own = self._subjects.get(values[0].key, frozenset())
        here = frozenset(item.key for item in claims if item.kind != "value")
        there = here | frozenset(item.key for item in whole if item.kind != "value")
        return bool(own) and here <= own <= there

    @cached_property
    def _own(self) -> tuple[tuple[Segment, ...], ...]:
        texts = [m.fact.value for m in self.meanings.all if m.is_name and m.fact.subject in OWN_TEXTS]
        said = _with_ids(self.said, [m.fact for m in self.meanings.all if not m.is_name])
        every = [sentence for text in (said, *texts) for sentence in _SENTENCE_ENDS.split(text)]
        read = (tokens_of(sentence, self.names, self.times) for sentence in every)
        return tuple(tuple(_segments(self._items(tokens)[:_LONGEST])) for tokens in read if tokens)

    @cached_property
    def _subjects(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for m in self.meanings.all:
            tokens = None if m.is_name else tokens_of(m.fact.subject, self.names, self.times)
            items = self._items(tokens or ())
            found[self._value_key(m.fact.id)] = frozenset(item.key for item in items if item.kind != "break")
        return found

    def _items(self, tokens: Sequence[Token]) -> list[Item]:
        followed = zip(tokens, (None, *tokens), strict=False)
        return [item for token, before in followed if (item := self._item(token, before)) is not None]

    def _item(self, token: Token, before: Token | None) -> Item | None:
        match token.kind:
            case "cited":
                return self._cited(token)
            case "name":
                return Item("name", token.key, turns=True)
            case "time":
                key = _period_key(token.period) if token.period else token.text.casefold()
                return Item("time", key, turns=True)
            case "mark":
                return Item("break", ",") if token.text in _BREAKS else None
            case "word":
                return _word_item(token, before)

    def _cited(self, token: Token) -> Item:
        meaning = self.meanings.by_id.get(token.key)
        if meaning is not None and meaning.is_name:
            return Item("name", min(meaning.entities, default=token.key), turns=True)
        return Item("value", self._value_key(token.key), turns=True)

    def _value_key(self, fact_id: str) -> str:
        """The first fact that is told by the same words: the product's sentences do not tell them apart."""
        return self._alike.get(fact_id, fact_id)

    @cached_property
    def _alike(self) -> Mapping[str, str]:
        first: dict[str, str] = {}
        return {m.fact.id: first.setdefault(format_fact(m.fact), m.fact.id) for m in self.meanings.all}


def _segments(own: Sequence[Item]) -> Iterable[Segment]:
    """The clauses of one of the product's sentences, each with the name that stands in it or last before it."""
    items: list[Item] = []
    named: frozenset[str] = frozenset()
    for item in (*own, Item("break", ",")):
        if item.kind == "break":
            if items:
                yield Segment(tuple(items), named)
            items = []
        else:
            items.append(item)
            named = frozenset([item.key]) if item.kind == "name" else named


def _word_item(token: Token, before: Token | None) -> Item | None:
    """A word that carries meaning; none for those that only fill, alone or with the word before them."""
    if before is not None and token.word == "on" and before.kind == "time":
        return Item("word", "onward", turns=True)
    if before is not None and token.word in LENGTHS and before.word in ("a", "per"):
        return Item("word", token.word, turns=True)
    pair = (before.word if before is not None else "", token.word)
    if token.word in FILLING or pair in _PAIRS:
        return None
    return Item("word", meaning_of(token.word), token.word in _TURNING)


def _clauses(tokens: Sequence[Token]) -> Iterable[Sequence[Token]]:
    numbers = dict.fromkeys(token.clause for token in tokens)
    parts = ([t for t in tokens if t.clause == number and t.word not in _JOINING] for number in numbers)
    return [part for part in parts if any(token.kind != "mark" for token in part)]


_PAIRS: Final = frozenset(
    {("so", "far"), ("at", "all"), ("come", "to"), ("comes", "to"), ("came", "to"), ("amounts", "to")}
)
"""Words that together carry no meaning."""
LENGTHS: Final = words.word_set("hour day week month quarter year")
_BREAKS: Final = frozenset(",;:()–—")
_JOINING: Final = words.word_set("and but while whereas although though")


def _period_key(period: Period) -> str:
    return f"{period.start}/{period.end}"


def _with_ids(text: str, facts: Iterable[Fact]) -> str:
    """A text with the ids of the facts in place of their values as they are shown."""
    shown: dict[str, str] = {}
    for fact in facts:
        shown.setdefault(readable(format_fact(fact)), fact.id)
    every = "|".join(re.escape(value) for value in sorted(shown, key=len, reverse=True) if value)
    return (
        re.sub(rf"(?<![\w.,-])(?:{every})(?!\w)", lambda found: f"[[{shown[found.group()]}]]", text) if every else text
    )


def _is_covered(segment: Segment, claims: frozenset[Item]) -> bool:
    """Whether nothing of a clause is left out but words that hardly say anything."""
    return all(item in claims or (item.kind == "word" and item.key in _LEFT_OUT) for item in segment.items)


_LEFT_OUT: Final = frozenset(meaning_of(word) for word in words.word_set("spend total far find bill account show")) | {
    "own"
}
"""Words of the product's that may be left out."""


def _are_in_order(claims: Sequence[Item], own: Sequence[Item]) -> bool:
    at = iter(own)
    return all(any(item == claim for item in at) for claim in claims)


def _is_of_the_named(segment: Segment, named: set[str]) -> bool:
    """Whether a sentence that names something names what the product tells a clause's value of."""
    valued = any(item.kind == "value" for item in segment.items)
    return not named or not valued or not segment.before or bool(segment.before & named)


_SEVERAL: Final = 2
