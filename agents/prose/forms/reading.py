"""What has been read of a sentence in forms: of what the next value is, and of which time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from agents.prose.claimed import Claimed
from agents.prose.forms.notation import KINDS, Notation
from agents.prose.meanings import Meaning, is_service
from agents.prose.sentences import Token
from agents.prose.subjects import whom_of
from finops_core.values import Period

_SEVERAL: Final = 2
_KIND: Final = re.compile(rf"\b({KINDS})\b")


class NotRead(Exception):
    """A form's words are there and the facts are not."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What values are of: some thing by the keys of its name, or the whole where there are none."""

    keys: frozenset[str] = frozenset()
    name: str = ""

    def is_apart_from(self, other: "Subject") -> bool:
        """Whether both are things and not the same; what is of several things is of both."""
        shared = {key for key in self.keys & other.keys if " and " not in key}
        return bool(self.keys and other.keys) and not shared


WHOLE: Final = Subject()


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence up to a place; forms give another one. `open` are periods of values that no time was told of."""

    claimed: Claimed
    subject: Subject | None = None
    last: Meaning | None = None
    period: Period | None = None
    times: frozenset[Period] = frozenset()
    open: tuple[Period | None, ...] = ()
    is_under: bool = False
    """Whether the clause began with the time: another one behind a value is another claim."""

    def of(self, subject: Subject, last: Meaning | None = None) -> "Reading":
        """Goes on about a subject."""
        return replace(self, subject=subject, last=last or self.last)

    def closed(self) -> "Reading":
        """Nothing is told behind this of what stands before."""
        return replace(self, subject=None, last=None)

    def dated(self, own: Period | None, time: Token | None = None) -> "Reading":
        """A value of a period beside a time, or under the last one. Raises NotRead where that is another."""
        if time is not None:
            if time.period is None or time.period != own or (self.is_under and time.period != self.period):
                raise NotRead
            return replace(self, period=own, times=self.times | {time.period})
        if self.period is not None:
            if own != self.period:
                raise NotRead
            return self
        return replace(self, open=(*self.open, own))

    def under(self, time: Token) -> "Reading":
        """What follows is told of a time: `In October, …`."""
        if time.period is None:
            raise NotRead
        if self.is_under and self.period != time.period:
            raise NotRead
        return replace(self, period=time.period, times=self.times | {time.period})

    def begun(self, *, is_under: bool) -> "Reading":
        """A clause begins, behind a time or not."""
        return replace(self, is_under=is_under)

    def seen(self, *times: Token) -> "Reading":
        """Times that were judged where they stand, and under which nothing else is."""
        return replace(self, times=self.times | {time.period for time in times if time.period})

    def fits(self) -> bool:
        """Whether, at the end, values without a time are of the one that the sentence has."""
        return not self.times or not self.open or (len(self.times) == 1 and set(self.open) <= self.times)


@dataclass(frozen=True, slots=True)
class Found:
    """A form that was found at a place of a sentence."""

    match: re.Match[str]
    notation: Notation
    reading: Reading
    _names: dict[str, str] = field(default_factory=dict[str, str])

    def has(self, group: str) -> bool:
        """Whether a piece that may be left out is there."""
        return self.match.groupdict().get(group) is not None

    def text(self, group: str) -> str:
        """The words of a piece."""
        return (self.match.groupdict().get(group) or "").strip()

    def token(self, group: str, symbol: str = "") -> Token | None:
        """The token of a piece, or the first one of a kind within it."""
        if not self.has(group):
            return None
        at = self.match[group].find(symbol) if symbol else 0
        if at < 0:
            return None
        start = self.match.start(group) + at
        return self.notation.tokens_in(start, start + 1)[0]

    def value(self, group: str) -> Meaning:
        """The cited value of a piece."""
        token = self.token(group)
        assert token is not None
        return self.reading.claimed.meanings.by_id[token.key]

    def subject(self, group: str) -> Subject:
        """What a piece names: a thing, the whole, or what was told last. Raises NotRead for a kind that it is not."""
        found = _NAME.search(self.text(group) + " ")
        if found is None:
            if self.text(group) in _POINTING:
                if self.reading.subject is None:
                    raise NotRead
                return self.reading.subject
            return WHOLE
        start = self.match.start(group) + found.start()
        token = self.notation.tokens_in(start, start + 1)[0]
        kind = _KIND.search(self.text(group))
        if kind and not is_of_kind(token, kind[1], self.reading.claimed):
            raise NotRead
        keys = self.reading.claimed.entities_of(token) if token.kind == "name" else _keys(token, self.reading.claimed)
        if not keys or keys & self.reading.claimed.meanings.topics:
            raise NotRead
        return Subject(keys, token.text)


_NAME: Final = re.compile(r"(?:^|(?<= ))N ")
_POINTING: Final = frozenset({"it", "they", "which", "that", "this"})


def _keys(token: Token, claimed: Claimed) -> frozenset[str]:
    return claimed.meanings.by_id[token.key].entities


def is_of_kind(token: Token, kind: str, claimed: Claimed) -> bool:
    """Whether a thing may be called an account, a service or the like: the findings have such, and it is no other."""
    name = token.text if token.kind == "name" else claimed.meanings.by_id[token.key].fact.value
    if is_service(name):
        return kind == "service"
    return claimed.has_kind(kind)


def is_of(meaning: Meaning, subject: Subject) -> bool:
    """Whether a value is of just that thing, or of the whole and of nothing less."""
    if not subject.keys:
        return not (meaning.entities or meaning.scope or meaning.within) and not _narrowed(meaning)
    whom = whom_of(meaning.fact)
    within = not meaning.scope or bool(meaning.scope & subject.keys)
    return bool(meaning.entities & subject.keys) and " · " not in whom and " and " not in whom and within


def _narrowed(meaning: Meaning) -> bool:
    """Whether a value of the whole is of some of it: before credits, without a tag, on weekends."""
    plain = meaning.fact.subject.casefold()
    return not re.fullmatch(
        r"(?:all |the )?(?:spend|forecast(?: of all)?|(?:relative )?(?:in|de)crease of spend)", plain
    )


def is_spent(meaning: Meaning) -> bool:
    """An amount of money that was spent, and not at a rate."""
    return meaning.measure == "spend" and meaning.fact.kind == "money" and not meaning.rate


def own_period(meaning: Meaning) -> Period | None:
    """The one period of a value; of a change the later one."""
    if meaning.direction and meaning.periods:
        return max(meaning.periods, key=_start)
    return next(iter(meaning.periods)) if len(meaning.periods) == 1 else None


def _start(period: Period) -> date:
    return period.start


def spent_by(subject: Subject, claimed: Claimed) -> Sequence[Meaning]:
    """What was spent on a subject, the earliest first."""
    found = [m for m in claimed.meanings.all if is_spent(m) and is_of(m, subject) and len(m.periods) == 1]
    return sorted(found, key=lambda m: next(iter(m.periods)).start)


def sides_of(subject: Subject, claimed: Claimed) -> tuple[Meaning, Meaning]:
    """The earlier and the later of the two amounts of a subject. Raises NotRead where there are not just two."""
    found = spent_by(subject, claimed)
    if len(found) != _SEVERAL or next(iter(found[0].periods)).end > next(iter(found[1].periods)).start:
        raise NotRead
    return found[0], found[1]


def must(*conditions: bool) -> None:
    """Raises NotRead unless all are so."""
    if not all(conditions):
        raise NotRead
