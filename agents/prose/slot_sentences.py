"""A sentence of slots and citations, told by the product: true by how it is made, or not told at all.

Between slots stand only words that claim nothing. A value that has neither its thing nor its period beside it gets
both in brackets; one that has another's thing or period beside it costs the sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from agents.prose import slot_words as words
from agents.prose.meanings import Meanings, entity_key, parts_of_name
from agents.prose.sentences import Token
from agents.prose.slot_rendering import SlotRendering, Told
from agents.prose.slots import Slotted
from agents.prose.subjects import measure_of, rate_of, whom_of
from agents.prose.times import in_words
from finops_core.answers import FACT_REFERENCE, Fact
from finops_core.values import Period

_AHEAD: Final = frozenset({"forecast", "bound", "pace"})
_ENDS_WITH_IN: Final = re.compile(r"\b[Ii]n $")
_AT_THE_START: Final = re.compile(r"^(\W*)(the|in|from|on|what|its|a|an|of|above|how)(?= )")
_PLAIN: Final = re.compile(r"^(?:the )?(?:spend|forecast)(?: (?:on|of|for) .+)?$")
"""Subjects that tell no more than whose spend or forecast it is."""
_MARKS: Final = frozenset(".,;:!()-–—'’&\"“”")


_ENDS: Final = frozenset({"and", "while", ",", ";", ":", "."})
"""What ends the part of a sentence in which a value's thing may follow it."""


class _NotTold(Exception):
    """The sentence says something that its slots do not make true."""


@dataclass(slots=True)
class _Thing:
    """What the next values are told of: a subject slot's fact, or a name; `used` once a value was."""

    fact: Fact | None
    keys: frozenset[str]
    explicit: bool = True
    used: bool = False


@dataclass(slots=True)
class _When:
    """A period that the sentence names, for the value before it or for those behind."""

    period: Period
    used: bool = False


@dataclass(slots=True)
class _Reading:
    """What has been read of a sentence so far."""

    thing: _Thing | None = None
    when: _When | None = None
    measures: set[str] = field(default_factory=set[str])
    wholes: dict[int, bool] = field(default_factory=dict[int, bool])
    """Where values were told, and whether they are of the whole."""
    told: list[str] = field(default_factory=list[str])
    """What stands for each citation of the sentence, in order."""


class SlotSentence:
    """Tells one sentence; use it once."""

    def __init__(
        self, sentence: Slotted, tokens: Sequence[Token], meanings: Meanings, rendering: SlotRendering
    ) -> None:
        self._sentence = sentence
        self._tokens = tokens
        self._meanings = meanings
        self._rendering = rendering
        self._read = _Reading()
        self._words = frozenset(token.word for token in tokens if token.word)
        self._times: dict[int, _When] = {}
        self._behind: set[int] = set()
        """Where things stand that were told behind their values."""

    def told(self) -> str | None:
        """The sentence with fact ids for its values, or None."""
        try:
            self._only_closed_words()
            for at, token in enumerate(self._tokens):
                self._take(at, token)
            self._nothing_left_over()
            self._measures_fit()
        except _NotTold:
            return None
        return _AT_THE_START.sub(lambda found: f"{found[1]}{found[2].capitalize()}", self._filled())

    def _filled(self) -> str:
        """The sentence with what stands for its slots. A day is `on` and a range `from`, whatever the model wrote."""
        pieces = FACT_REFERENCE.split(self._sentence.text)
        text = pieces[0]
        for place, told, rest in zip(pieces[1::2], self._read.told, pieces[2::2], strict=True):
            slot = self._sentence.by_place.get(place)
            if slot is not None and slot.name == "period" and _ENDS_WITH_IN.search(text):
                on = told.split()[0].isdigit() and " to " not in told
                text = _ENDS_WITH_IN.sub(lambda found, on=on, told=told: _preposition(found[0], told, on=on), text)
            text += told + rest
        return text

    def _only_closed_words(self) -> None:
        for at, token in enumerate(self._tokens):
            after_mark = at > 0 and self._tokens[at - 1].text in ("'", "’")
            if token.word and token.word not in words.CLOSED and not (token.word == "s" and after_mark):
                raise _NotTold
            if token.kind == "mark" and token.text not in _MARKS:
                raise _NotTold
            if token.word == "to" and self._word_at(at - 1) not in words.TO:
                raise _NotTold
            if token.word == "of" and self._is_value(at - 1) and self._is_value(self._after_articles(at + 1)):
                raise _NotTold

    def _word_at(self, at: int) -> str:
        return self._tokens[at].word if 0 <= at < len(self._tokens) else ""

    def _after_articles(self, at: int) -> int:
        while self._word_at(at) in ("the", "a"):
            at += 1
        return at

    def _is_value(self, at: int) -> bool:
        return 0 <= at < len(self._tokens) and self._tokens[at].kind == "cited" and not self._binds(at)

    def _binds(self, at: int) -> _Thing | None:
        """The thing that a token names, if any."""
        token = self._tokens[at]
        if token.kind == "name":
            return _Thing(None, frozenset({token.key}))
        if token.kind != "cited":
            return None
        slot = self._sentence.by_place.get(token.key)
        if slot is not None and slot.name != "subject":
            return None
        fact = self._fact(slot.ids[0] if slot else token.key)
        if slot is None and fact.kind != "text":
            return None
        return _Thing(fact, self._meanings.by_id[fact.id].entities)

    def _fact(self, fact_id: str) -> Fact:
        if fact_id not in self._meanings.by_id:
            raise _NotTold
        return self._meanings.by_id[fact_id].fact

    def _take(self, at: int, token: Token) -> None:
        thing = self._binds(at)
        if thing is not None:
            thing.used = at in self._behind
            self._begin(thing, token)
        elif token.kind == "time":
            self._begin_time(at, token.period)
        elif token.kind == "cited":
            slot = self._sentence.by_place.get(token.key)
            if slot is None:
                self._value(at, self._fact(token.key))
            elif slot.name == "period":
                period = self._rendering.statements.period_of(self._fact(slot.ids[0]))
                self._begin_time(at, period)
                self._read.told.append(in_words(period) if period else "")
            else:
                self._slot(at, self._rendering.told(slot))

    def _begin(self, thing: _Thing, token: Token) -> None:
        before = self._read.thing
        if before is not None and not before.used:
            raise _NotTold  # two names in a row: whose value comes is not clear
        self._read.thing = thing
        if token.kind == "cited":
            slot = self._sentence.by_place.get(token.key)
            assert thing.fact is not None
            self._read.told.append(self._rendering.statements.subject(thing.fact) if slot else token.text)

    def _begin_time(self, at: int, period: Period | None) -> None:
        if at in self._times:
            return  # it was the period of the value before it
        if period is None or (self._read.when is not None and not self._read.when.used):
            raise _NotTold
        self._read.when = _When(period)

    def _value(self, at: int, fact: Fact) -> None:
        if fact.kind == "date":
            self._read.told.append(f"[[{fact.id}]] ({self._rendering.statements.label(fact)})")
            return
        if self._is_in_range(at) != (measure_of(fact) == "bound") or not self._is_end_of_range(at, fact):
            raise _NotTold
        is_whole = fact.subject == "spend" and self._has(words.SPENT | words.WHOLE)
        bound = self._is_bound(at, fact) or (self._read.thing is None and is_whole)
        dated = self._is_dated(at, fact)
        named = bound and self._tells_all(fact)
        statements = self._rendering.statements
        period = statements.period_of(fact)
        label = [] if named else [statements.noun(fact).removeprefix("the ")]
        label += [in_words(period)] if period and not dated else []
        self._read.measures.add("rate" if rate_of(fact) else measure_of(fact))
        self._read.wholes[at] = fact.subject == "spend"
        self._read.told.append(f"[[{fact.id}]] ({', '.join(label)})" if label else f"[[{fact.id}]]")

    def _is_in_range(self, at: int) -> bool:
        """Whether a value stands where one of the ends of a range does."""
        ends = self._word_at(at - 1) == "and" and self._word_at(at - 3) == "between"
        return self._word_at(at - 1) == "between" or ends

    def _is_end_of_range(self, at: int, fact: Fact) -> bool:
        """`between` the low end `and` the high one, and neither alone."""
        if measure_of(fact) != "bound":
            return True
        if fact.subject.endswith("low"):
            return self._word_at(at - 1) == "between"
        return self._word_at(at - 1) == "and" and self._word_at(at - 3) == "between"

    def _has(self, some: frozenset[str]) -> bool:
        return bool(self._words & some)

    def _tells_all(self, fact: Fact) -> bool:
        """Whether the thing and the words of the sentence tell what a value is, so that no label has to."""
        if rate_of(fact) or self._rendering.statements.within(fact):
            return False
        measure, plain = measure_of(fact), bool(_PLAIN.match(fact.subject))
        return (measure == "spend" and (plain or fact.subject == whom_of(fact))) or (
            measure == "forecast" and plain and self._has(words.AHEAD)
        )

    def _slot(self, at: int, told: Told | None) -> None:
        if told is None:
            raise _NotTold
        bound = self._is_bound(at, told.of) if not told.is_clause or self._waits(self._read.thing) else False
        if self._waits(self._read.when):
            self._is_dated(at, told.of, looks_behind=False)
        self._read.wholes[at] = told.of.subject in _WHOLES
        if told.is_clause or bound:
            self._read.told.append(told.text)
        elif told.later:
            self._read.told.append(f"{told.text} ({told.noun.removeprefix('the ')})")
        elif self._word_at(at - 1) in words.NOUNS:
            if whom_of(told.of) or told.of.subject not in _WHOLES:
                raise _NotTold
            self._read.told.append(told.text)
        else:
            self._read.told.append(f"{told.noun} {told.text}")
        if told.is_clause:
            keys = self._meanings.by_id[told.of.id].entities
            self._read.thing = _Thing(told.of, keys, explicit=False, used=True)
        else:
            self._read.measures.add("spend" if told.of.subject.startswith(_CHANGES) else measure_of(told.of))

    @staticmethod
    def _waits(part: _Thing | _When | None) -> bool:
        """Whether a thing or period was told that no value has used yet."""
        return part is not None and not part.used

    def _is_bound(self, at: int, fact: Fact) -> bool:
        """Whether the thing that stands beside a value is the value's own. Another's costs the sentence."""
        thing = self._read.thing
        if not self._waits(thing):
            thing = self._thing_behind(at) or thing
        if thing is None:
            return False
        if self._is_same(thing, fact):
            thing.used = True
            return True
        if self._is_partly(thing, fact):
            thing.used = True
            return False
        if thing.explicit:
            raise _NotTold
        return False

    def _thing_behind(self, at: int) -> _Thing | None:
        """The thing that is named behind a value, before any other value: `[[f1]] was for EC2`."""
        for behind in range(at + 1, len(self._tokens)):
            if self._tokens[behind].text.casefold() in _ENDS:
                return None
            if self._tokens[behind].kind in ("cited", "name"):
                thing = self._binds(behind)
                if thing is None and self._is_period(behind):
                    continue
                if thing is not None:
                    self._behind.add(behind)
                return thing
        return None

    def _is_period(self, at: int) -> bool:
        slot = self._sentence.by_place.get(self._tokens[at].key)
        return slot is not None and slot.name == "period"

    def _is_same(self, thing: _Thing, fact: Fact) -> bool:
        whom = whom_of(fact)
        if thing.fact is not None and not whom:
            return thing.fact.id == fact.id or (not whom_of(thing.fact) and thing.fact.subject == fact.subject)
        if thing.fact is not None:
            return self._meanings.by_id[fact.id].entities == thing.keys
        parts = [whom] if " · " in whom else parts_of_name(whom)
        return bool(whom) and not thing.keys.isdisjoint(entity_key(part) for part in parts)

    def _is_partly(self, thing: _Thing, fact: Fact) -> bool:
        """Whether a name is a part of a value's longer one, or that of what the value is a part of."""
        within = self._rendering.statements.within(fact)
        return bool(
            thing.keys & self._meanings.by_id[fact.id].entities or (within and entity_key(within) in thing.keys)
        )

    def _is_dated(self, at: int, fact: Fact, *, looks_behind: bool = True) -> bool:
        """Whether the period beside a value is the value's own. Another's costs the sentence."""
        own = self._rendering.statements.period_of(fact)
        behind = self._time_behind(at) if looks_behind else None
        if behind is not None:
            self._times[behind[0]] = when = behind[1]
        else:
            found = self._read.when
            if found is None:
                return False
            when = found
        when.used = True
        if when.period != own:
            raise _NotTold
        return True

    def _time_behind(self, at: int) -> tuple[int, _When] | None:
        """The period behind a value in its part of the sentence: `[[f1]] in October`."""
        behind = at + 1
        while behind < len(self._tokens) and (self._tokens[behind].word or self._binds(behind)):
            if self._tokens[behind].text.casefold() in _ENDS:
                return None
            behind += 1
        if not behind < len(self._tokens):
            return None
        token = self._tokens[behind]
        if token.kind == "time":
            period = token.period
        elif token.kind == "cited" and self._is_period(behind):
            period = self._rendering.statements.period_of(self._fact(self._sentence.by_place[token.key].ids[0]))
        else:
            return None
        if period is None:
            raise _NotTold
        return behind, _When(period)

    def _nothing_left_over(self) -> None:
        if self._waits(self._read.thing) or self._waits(self._read.when):
            raise _NotTold
        if not self._read.wholes:
            raise _NotTold

    def _measures_fit(self) -> None:
        measures = self._read.measures - {""}
        self._savings_fit(measures)
        if self._has(words.MAYBE) and not (measures and measures <= _AHEAD | {"saving"}):
            raise _NotTold
        if self._has(words.AHEAD):
            if not measures or not measures <= _AHEAD:
                raise _NotTold
        elif self._has(words.SPENT) and not measures <= {"spend"}:
            raise _NotTold
        for at, token in enumerate(self._tokens):
            if token.word in words.WHOLE and not self._is_of_the_whole(at):
                raise _NotTold

    def _savings_fit(self, measures: set[str]) -> None:
        """What can be saved is told as that, and nothing else is."""
        if self._has(words.SAVED) and not measures <= {"saving"}:
            raise _NotTold
        cited = [self._meanings.by_id[t.key] for t in self._tokens if t.key in self._meanings.by_id]
        saves = any(m.measure == "saving" for m in cited)
        if saves and self._has(words.COMES) and not self._has(words.SAVED | words.MAYBE):
            raise _NotTold

    def _is_of_the_whole(self, at: int) -> bool:
        """Whether the next value behind a place, else the last one before it, is of the whole."""
        wholes = self._read.wholes
        nearest = min((each for each in wholes if each > at), default=max(wholes))
        return wholes[nearest]


def _preposition(written: str, told: str, *, on: bool) -> str:
    right = "on " if on else "from " if " to " in told else "in "
    return right.capitalize() if written[0].isupper() else right


_CHANGES: Final = ("increase of ", "decrease of ", "relative increase of ", "relative decrease of ")
_WHOLES: Final = frozenset({"spend", "increase of spend", "decrease of spend"})
