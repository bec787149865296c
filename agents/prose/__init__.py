"""What of a model's prose may be shown: sentences whose every claim is one that the facts make.

The model writes fact ids, the product renders values. A sentence with a number, a number word, a name, a period, a
direction, a comparison, a cause or a deed of its own is withheld, whole, before anyone sees it. So is one that cannot
be read: a wrong sentence is worse than none, and the findings are shown in the product's own words besides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

from agents.prose.asked_phrases import without_asked_numbers
from agents.prose.claims import ALWAYS, CHECKS, Claimed
from agents.prose.denials import denied_in
from agents.prose.derivation import Derived
from agents.prose.first_clauses import OF_THE_WHOLE, first_clause
from agents.prose.forms.parse import is_told_in_forms
from agents.prose.meanings import SPELLINGS, Meaning, Meanings, entity_key, is_service, parts_of_name, phrases_of, read
from agents.prose.owners import nothing_is_told_twice
from agents.prose.repetition import Repetition
from agents.prose.sentences import (
    BULLET,
    EMPHASIS,
    LONGEST_SENTENCE,
    LONGEST_TEXT,
    Names,
    Token,
    sentences_of,
    tokens_of,
)
from agents.prose.slot_rendering import SlotRendering
from agents.prose.slot_sentences import SlotSentence
from agents.prose.slot_text import SlotText
from agents.prose.slots import Slotted, slotted
from agents.prose.subjects import measure_of, whom_of
from agents.prose.synonyms import meaning_of
from agents.prose.times import TIME, Times, in_words
from agents.prose.units import is_own_unit
from agents.prose.vocabulary import CLAIMING
from finops_core.answers import FACT_REFERENCE, Fact
from finops_core.texts import readable
from finops_core.values import Period

_NAME_LIKE = re.compile(r"[A-Za-z0-9][\w.@:/-]*")


_CLAUSE_ENDS = re.compile(r"[.,;:!?](?=\s|$)")
_SIGNED = re.compile(r"(?<![^\s(])(?P<sign>[+−-])(?P<cited>\[\[(?P<id>[^\]\s]+)\]\])")


@dataclass(frozen=True, slots=True)
class Shown:
    """`prose` with fact ids still in it, how many sentences were withheld, and the facts that slots made."""

    prose: str
    withheld: int
    derived: tuple[Fact, ...] = ()


def withhold(text: str, facts: Iterable[Fact], *, known: str = "", said: str = "", today: date | None = None) -> Shown:
    """Keeps the sentences whose claims the facts make.

    `known` is text whose names may be repeated, such as the question; `said` are the product's own sentences about
    these facts. `today` is what words like "last month" are counted from; without it they are withheld.
    """
    guard = Guard(tuple(facts), known=known, said=said, today=today)
    kept: list[str] = []
    withheld = 0
    for sentence in sentences_of(text[:LONGEST_TEXT]):
        if guard.objection(sentence) is None:
            kept.append(guard.labelled(sentence))
        else:
            withheld += 1
    return Shown(joined(kept), withheld + (len(text) > LONGEST_TEXT), guard.derived.facts)


def plain(text: str) -> str:
    """Shown prose without its emphasis and code marks, to stand beside sentences that are no Markdown."""
    return EMPHASIS.sub("", text.replace("`", ""))


def joined(sentences: Iterable[str]) -> str:
    """Sentences in one paragraph, points of a list in lines of their own."""
    text = ""
    for sentence in sentences:
        text += sentence if not text else f"\n{sentence}" if BULLET.match(sentence) else f" {sentence}"
    return text


class Guard:
    """Judges sentences about one answer's facts."""

    def __init__(
        self,
        facts: tuple[Fact, ...],
        *,
        known: str,
        said: str,
        today: date | None,
        derived: Derived | None = None,
    ) -> None:
        self.derived = derived or Derived()
        """The facts that slots made so far."""
        self._facts = facts
        self._told_with = {"known": known, "said": said}
        self._today = today
        self._wider: Guard | None = None
        self._rendering = SlotRendering({fact.id: fact for fact in facts}, self.derived)
        self._meanings: Meanings = read(facts, frozenset(entity_key(name) for name in _services_in(known)))
        texts = " . ".join([said, *(text for fact in facts for text in (fact.subject, fact.value))])
        own_words = _without_names(said, facts)
        self._texts = f"{own_words} . {known}"
        labels = [_without_names(fact.subject, facts) for fact in facts]
        values = [fact.value for fact in facts if fact.kind != "text"]
        self._said = " ".join(_words(" . ".join([own_words, *labels, *values])))
        told = {found.group() for found in TIME.finditer(f"{said} . {known}")}
        periods = {period for m in self._meanings.all for period in m.periods}
        self._times = Times(today, frozenset(periods))
        read_times = [self._times.read(found) for text in told if (found := TIME.fullmatch(text))]
        self._told = frozenset(period for period in read_times if period is not None)
        own = self._meanings.names | _services_in(texts)
        asked = _services_in(known) | {word for word in _NAME_LIKE.findall(known) if _is_name_like(word)}
        every = [*re.split(r"[.!?]\s", own_words), *labels]
        self._sentences = tuple(tuple(_words(sentence)) for sentence in every)
        asked_words = list(_words(known))
        self._question = frozenset(asked_words)
        self._asked_pairs = frozenset(pairwise(asked_words))
        own |= {phrase for name in self._meanings.names for phrase in phrases_of(name)}
        own -= {name for name in own if name.casefold() in CLAIMING}
        self._denials = denied_in(own_words)
        self._texts_said = tuple(re.split(r"[.!?]\s", own_words.casefold()))
        self._clauses = tuple(_CLAUSE_ENDS.split(own_words.casefold()))
        self._asked_names = frozenset(map(entity_key, asked))
        self._names = Names(frozenset(own | asked))
        self._known = {entity_key(part) for name in own | asked for part in parts_of_name(name)}
        topics = frozenset(meaning_of(word) for word in asked_words) | {entity_key(name) for name in asked}
        self._own = Repetition(self._meanings, self._names, self._times, said, topics)

    def objection(self, sentence: str) -> str | None:
        """Why a sentence is withheld, None where it may be shown."""
        if len(sentence) > LONGEST_SENTENCE:
            return "too long"
        slots = slotted(sentence)
        if slots is None:
            return "no such slot"
        known = {*self._meanings.by_id, *slots.by_place}
        if any(one not in known for one in FACT_REFERENCE.findall(slots.text)):
            return "no such fact"
        if not slots.by_place:
            return self._claims_more(slots.text)
        if self._told_by_slots(slots):
            return None
        written = SlotText(self._rendering).of(slots)
        return "no sentence of slots" if written is None else self._with_derived().objection(written)

    def _with_derived(self) -> "Guard":
        """A judge that knows the facts that slots made, too."""
        every = (*self._facts, *self.derived.facts)
        if self._wider is None or len(self._wider._facts) != len(every):
            self._wider = Guard(every, today=self._today, derived=self.derived, **self._told_with)
        return self._wider

    def _told_by_slots(self, slots: Slotted) -> str | None:
        """A sentence whose slots and citations make it true, told by the product."""
        tokens = tokens_of(slots.text, self._names, self._times, ())
        return None if not tokens else SlotSentence(slots, tokens, self._meanings, self._rendering).told()

    def _claims_more(self, sentence: str) -> str | None:
        """What a sentence of the model's own words claims that the facts do not."""
        claimed = self._claimed(sentence)
        if claimed is None:
            return "no plain prose"
        if not any(token.kind != "mark" for token in claimed.tokens):
            return "nothing said"
        if any(self._is_unknown_name(token, at) for at, token in enumerate(claimed.tokens)):
            return "unknown name"
        if is_told_in_forms(claimed) and nothing_is_told_twice(claimed):
            return None
        checks = ALWAYS if self._own.repeats(claimed.tokens) else CHECKS
        against = next((check.__name__ for check in checks if not check(claimed)), None)
        return against or self._objection_to_first_clause(sentence)

    def _objection_to_first_clause(self, sentence: str) -> str | None:
        """What speaks against the clause that a sentence begins with, said by itself."""
        first = first_clause(sentence)
        against = self._claims_more(first) if first else None
        return None if against in OF_THE_WHOLE else against

    def labelled(self, sentence: str) -> str:
        """A sentence that may be shown, with the entity and period of a value that it does not tell itself.

        Who reads "It came to $5." would not know what did, and when. Slots are replaced by what they tell.
        """
        slots = slotted(sentence)
        if slots is None:
            return sentence
        if slots.by_place:
            written = self._told_by_slots(slots)
            return written or self._with_derived().labelled(SlotText(self._rendering).of(slots) or sentence)
        claimed = None if self._claims_more(slots.text) else self._claimed(slots.text)
        if claimed is None:
            return sentence
        sentence = slots.text
        dated = any(token.kind == "time" for token in claimed.tokens)
        for token in claimed.citations:
            sentence = _without_repeated_unit(sentence, token, claimed)
            label = _label(claimed.meanings.by_id[token.key], claimed, dated=dated)
            if label:
                sentence = sentence.replace(token.text, f"{token.text} ({label})", 1)
        return sentence

    def _claimed(self, sentence: str) -> Claimed | None:
        plain = without_asked_numbers(self._without_own_signs(sentence), self._texts, self._meanings)
        tokens = tokens_of(plain, self._names, self._times, self._said.split())
        if tokens is None:
            return None
        return Claimed(
            tokens,
            self._meanings,
            self._said,
            self._told,
            self._sentences,
            self._question,
            self._asked_pairs,
            self._denials,
            self._asked_names,
            self._texts_said,
            self._clauses,
        )

    def _without_own_signs(self, sentence: str) -> str:
        """A sentence without the sign before a rise (`+[[f1]]`) or fall that is its own."""
        return _SIGNED.sub(lambda found: found[0] if self._turns_its_sign(found) else found["cited"], sentence)

    def _turns_its_sign(self, found: re.Match[str]) -> bool:
        meaning = self._meanings.by_id.get(found["id"])
        return meaning is None or meaning.direction != (1 if found["sign"] == "+" else -1)

    def _is_unknown_name(self, token: Token, at: int) -> bool:
        """A capital letter inside a sentence begins a name, and no fact gave it."""
        if token.kind == "name":
            return token.key not in self._known
        return (
            bool(token.word)
            and at > 0
            and token.text[0].isupper()
            and token.word not in _CAPITALISED
            and f" {token.word} " not in f" {self._said} "
        )


def _without_names(text: str, facts: Iterable[Fact]) -> str:
    """A text of the product's own without the names in it, which somebody else may have written as a sentence.

    Names of services, and of savings, are the product's.
    """
    for name in _foreign_names(tuple(facts)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return text


@lru_cache(maxsize=8)
def _foreign_names(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """The names that facts give, the longest first, as they are and as they are shown."""
    given = {fact.value for fact in facts if fact.kind == "text"}
    given |= {whom_of(fact) for fact in facts if measure_of(fact) != "saving"}
    parts = {form for name in given for part in parts_of_name(name) for form in (part, readable(part))}
    foreign = (name for name in parts if name and not is_service(name) and not _is_plain_word(name))
    return tuple(sorted(foreign, key=len, reverse=True))


def _is_plain_word(name: str) -> bool:
    """A single word that claims nothing, whoever wrote it."""
    return name.isalpha() and name.casefold() not in CLAIMING


def _without_repeated_unit(sentence: str, token: Token, claimed: Claimed) -> str:
    """The unit is shown with the value, so that a model's own mention of it is left out."""
    after = claimed.neighbour(token, 1)
    if after is None or not is_own_unit(after.word, claimed.meanings.by_id[token.key].fact):
        return sentence
    return sentence.replace(f"{token.text} {after.text}", token.text, 1)


def _label(meaning: Meaning, claimed: Claimed, *, dated: bool) -> str:
    """What is to be said beside a value, if anything: whose it is, and of which period."""
    fact = meaning.fact
    if fact.kind in ("text", "date"):
        return ""
    parts = [entity_key(part) for key in meaning.entities for part in key.split(" · ") if " · " in key]
    named = bool(meaning.entities & claimed.entities) and all(
        any(name in part for name in claimed.entities) for part in parts
    )
    period = "" if dated or fact.period is None else in_words(Period(fact.period.start, fact.period.end))
    within = "" if not meaning.scope or meaning.scope & claimed.entities else f"on {min(meaning.scope)}"
    whose = "" if named or not meaning.entities else fact.subject
    return ", ".join(part for part in (whose, within, period) if part)


_CAPITALISED: Final = frozenset(
    {"i", "aws", "amazon", "finops", "savings", "plan", "plans", "reserved", "instance", "instances", "i'm"}
)


def _services_in(text: str) -> set[str]:
    """The services a text names, by any spelling of them."""
    return {found.group() for found in _SERVICE_NAMES.finditer(text)}


_SERVICE_NAMES = re.compile(
    r"(?<![\w-])(" + "|".join(sorted(map(re.escape, SPELLINGS), key=len, reverse=True)) + r")(?![\w-])",
    re.IGNORECASE,
)


def _is_name_like(word: str) -> bool:
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _words(text: str) -> Iterable[str]:
    return re.findall(r"[a-z0-9$][\w'’.-]*\w|\w", text.casefold())
