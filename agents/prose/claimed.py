"""One sentence of a model beside the facts that it is held against."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from agents.prose.denials import Denials, stem, stems
from agents.prose.meanings import Meaning, Meanings, entity_key
from agents.prose.sentences import Token
from agents.prose.synonyms import meaning_of
from agents.prose.vocabulary import word_set
from finops_core.answers.facts import format_fact
from finops_core.texts import readable
from finops_core.values import Period

_AND: Final = re.compile(r",? and |, ")
MAKING: Final = word_set("make makes made making")
SKIPPED: Final = word_set(
    "about around roughly approximately as the a an of at was is were are you me us another further for"
)
"""Words between a verb and the value it tells."""


@dataclass(frozen=True)
class Claimed:
    """One sentence with the facts it is held against, and the product's own sentences (`said`, in lower case)."""

    tokens: Sequence[Token]
    meanings: Meanings
    said: str
    told: frozenset[Period] = field(default=frozenset())
    """The periods that the product's own sentences and the question have."""
    sentences_said: tuple[tuple[str, ...], ...] = ()
    """The words, in their order, of each of the product's own sentences, and of each fact's subject and value."""
    question: frozenset[str] = field(default=frozenset())
    """The question's words."""
    asked_pairs: frozenset[tuple[str, str]] = field(default=frozenset())
    """The question's words, each with the one behind it."""
    denials: Denials = field(default=Denials(frozenset(), frozenset()))
    """What the product's own sentences say is not there."""
    asked_names: frozenset[str] = frozenset()
    """The keys of what the question names."""
    texts_said: tuple[str, ...] = ()
    """The product's own sentences, in lower case."""
    clauses_said: tuple[str, ...] = ()
    """The clauses of the product's own sentences, in lower case."""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the sentence; the `up` of `make up` is none of its own."""
        pairs = zip((None, *self.tokens), self.tokens, strict=False)
        return frozenset(
            token.word
            for before, token in pairs
            if token.word and not (token.word == "up" and before is not None and before.word in MAKING)
        )

    @cached_property
    def citations(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind == "cited")

    @cached_property
    def cited(self) -> tuple[Meaning, ...]:
        return tuple(self.meanings.by_id[token.key] for token in self.citations)

    @cached_property
    def values(self) -> tuple[Meaning, ...]:
        """The cited facts that are values and not names."""
        return tuple(m for m in self.cited if not m.is_name)

    @cached_property
    def mentions(self) -> tuple[Token, ...]:
        """Names as tokens, cited ones too: their key is the entity."""
        named = (t for t in self.tokens if t.kind == "name" or self._is_cited_name(t))
        return tuple(t for t in named if self._key(t) and not self._key(t) & self.meanings.topics)

    def _key(self, token: Token) -> frozenset[str]:
        return self.meanings.by_id[token.key].entities if token.kind == "cited" else frozenset({token.key})

    def entities_of(self, token: Token) -> frozenset[str]:
        """The entities a name means: its own, and those in whose longer names it stands."""
        if token.kind == "cited":
            return self.meanings.by_id[token.key].entities
        whole = re.compile(rf"(?<![\w-]){re.escape(token.text)}(?![\w-])", re.IGNORECASE)
        longer = (each for each in self.meanings.entities if whole.search(each) and self._names_all_of(each))
        return frozenset({token.key, *longer})

    def _names_all_of(self, entity: str) -> bool:
        """Whether a name of several things (`EC2 and RDS`) has each of them in the sentence; of one thing, always."""
        parts = _AND.split(entity)
        return len(parts) == 1 or {entity_key(part) for part in parts} <= {t.key for t in self.tokens} | {entity}

    @cached_property
    def entities(self) -> frozenset[str]:
        return frozenset(key for token in self.mentions for key in self.entities_of(token))

    def clause(self, number: int) -> frozenset[str]:
        return frozenset(token.word for token in self.tokens if token.clause == number and token.word)

    def _is_cited_name(self, token: Token) -> bool:
        return token.kind == "cited" and self.meanings.by_id[token.key].is_name

    def position(self, token: Token) -> int:
        return next(at for at, each in enumerate(self.tokens) if each is token)

    def neighbour(self, token: Token, step: int) -> Token | None:
        at = self.position(token) + step
        return self.tokens[at] if 0 <= at < len(self.tokens) else None

    def is_asked(self, word: str) -> bool:
        """Whether the question has the word."""
        return word in self.question

    def is_asked_name(self, mention: Token) -> bool:
        """Whether the question names a thing, by this name or another."""
        told = mention.text.casefold().split()
        return mention.key in self.asked_names or all(word in self.question for word in told)

    def is_asked_together(self, word: str, following: str) -> bool:
        """Whether the question has a word and another right behind it."""
        return (word, following) in self.asked_pairs

    def is_said(self, word: str) -> bool:
        """Whether the product's own sentences or the facts' subjects have the word."""
        return f" {word} " in f" {self.said} "

    @cached_property
    def said_stems(self) -> frozenset[str]:
        """The stems of all words of the product's own sentences and the facts."""
        return stems(self.said.split())

    def has_kind(self, word: str) -> bool:
        """Whether the findings or the question have a kind of thing, in the singular or plural."""
        return word in self.said_stems or stem(word) in self.said_stems | stems(self.question)

    def is_said_otherwise(self, word: str) -> bool:
        """Whether the product's own sentences have another form of the word: `connections` for `connects`."""
        return stem(word) in self.said_stems

    @cached_property
    def _said_meanings(self) -> frozenset[str]:
        return frozenset(meaning_of(word) for word in self.said.split())

    def is_meant(self, word: str) -> bool:
        """Whether the product's own sentences have a word of the same meaning: `taggable` for `can be tagged`."""
        return meaning_of(word) in self._said_meanings

    def clauses_of(self, meaning: Meaning) -> Sequence[str]:
        """The clauses of the product's own sentences that tell a fact's value."""
        told = readable(format_fact(meaning.fact)).casefold()
        return [clause for clause in self.clauses_said if told in clause]

    def words_of(self, meaning: Meaning) -> frozenset[str]:
        """The keys of all words that the product has about a fact: its subject, unit, and the clauses that tell it."""
        return keys_in([meaning.fact.subject, meaning.fact.unit or "", *self.clauses_of(meaning)])

    def are_told_together(self, one: Meaning, other: Meaning) -> bool:
        """Whether one of the product's own sentences tells the values of both facts, or none tells both of them."""
        told = [readable(format_fact(m.fact)).casefold() for m in (one, other)]
        known = [any(value in text for text in self.texts_said) for value in told]
        return not all(known) or any(all(value in text for value in told) for text in self.texts_said)

    def values_near(self, token: Token) -> list[Meaning]:
        """The values cited in a token's clause."""
        near = [self.meanings.by_id[t.key] for t in self.citations if t.clause == token.clause]
        return [m for m in near if not m.is_name]

    def word_before(self, token: Token, skipped: frozenset[str] = SKIPPED) -> str:
        """The word before a token, where articles and the like are passed over."""
        at = self.position(token) - 1
        while at >= 0 and self.tokens[at].word in skipped:
            at -= 1
        return self.tokens[at].word if at >= 0 else ""


def keys_in(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts, their stems, and the keys of what they mean."""
    found = {word for text in texts for word in _WORD.findall(text.casefold())}
    return frozenset({*found, *map(stem, found), *map(meaning_of, found)})


_WORD: Final = re.compile(r"[a-z]+(?:['’][a-z]+)?")
