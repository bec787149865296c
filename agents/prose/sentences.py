"""A model's text as sentences, and each sentence as the words, names, times and citations it is made of.

What is no plain prose has no tokens and is withheld: tables, links, pictures, HTML, addresses, code that no fact gave,
letters of other alphabets, numerals of any script, marks that nobody sees.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from agents.prose.meanings import SPELLINGS, entity_key, parts_of_name
from agents.prose.times import TIME, Times
from finops_core.values import Period

SENTENCE_END: Final = re.compile(r"(?<=[.!?])(?<!^\d\.)(?<!\n\d\.)\s+(?=[A-Z\[{*`_-])|\n+")
LONGEST_TEXT: Final = 20_000
"""Characters of a text that are read; what follows is withheld."""
LONGEST_SENTENCE: Final = 600
"""A longer sentence is withheld unread: reading takes more than twice as long for twice the words."""
_CITED = r"\[\[(?P<id>f\d+(?:-[0-9a-f]+)?)\]\]"
BULLET = re.compile(r"^\s*(?:[-*•]|#{1,6}|\d{1,2}[.)](?=\s+\D))\s+")
EMPHASIS = re.compile(r"(\*\*|__|\*|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_PUNCTUATION: Final = ".,;:!?()'\"’‘“”…–—-/&"
_ENDS_CLAUSE: Final = frozenset(",;:()–—")
_JOINS: Final = frozenset({"and", "but", "while", "whereas", "although", "though", "or", "versus", "vs"})
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_CODE = re.compile(r"`([^`\n]{1,100})`")

TokenKind = Literal["word", "name", "time", "cited", "mark"]


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is as written; `key` a name's entity or a fact's id; `period` a time's, None where it is not known."""

    kind: TokenKind
    text: str
    clause: int
    key: str = ""
    period: Period | None = None

    @property
    def word(self) -> str:
        return self.text.casefold() if self.kind == "word" else ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names that findings or the question gave, as one pattern."""

    given: frozenset[str]
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        every = {
            part
            for name in self.given
            for part in parts_of_name(name)
            if any(c.isalpha() for c in part) or len(part) > 5
        }
        spelt = "|".join(re.escape(name) for name in sorted(every | SPELLINGS, key=len, reverse=True))
        pattern = re.compile(rf"(?<![\w.-])(?:{spelt})(?![\w-]|\.\w)", re.IGNORECASE)
        object.__setattr__(self, "pattern", pattern)


def sentences_of(text: str) -> Iterable[str]:
    """The sentences of a text, one at a time and stripped."""
    return (part.strip() for part in SENTENCE_END.split(text.strip()) if part.strip())


def tokens_of(sentence: str, names: Names, times: Times, said: Collection[str] = ()) -> Sequence[Token] | None:
    """What a sentence is made of; None where something in it is no plain prose."""
    plain = BULLET.sub("", sentence)
    code = set(_CODE.findall(plain))
    if not all(_given(span, names) or (span.isalpha() and span.casefold() in said) for span in code):
        return None
    plain = EMPHASIS.sub("", _CODE.sub(r"\1", plain))
    if any(not _may_stand(letter, names) for letter in plain):
        return None
    return _Scanner(plain, names, times).tokens()


def _given(span: str, names: Names) -> bool:
    return names.pattern.fullmatch(span) is not None and not span.replace(".", "").isdigit()


def _may_stand(letter: str, names: Names) -> bool:
    """Plain letters, blanks and a sentence's marks; what else a fact's name has is judged with the name."""
    if letter.isascii():
        return letter.isprintable()
    return letter in _PUNCTUATION or (
        unicodedata.category(letter)[0] == "L" and any(letter in name for name in names.given)
    )


class _Scanner:
    """Reads one sentence from left to right: citations first, then names, times, words and marks."""

    def __init__(self, text: str, names: Names, times: Times) -> None:
        self._text = text
        self._names = names
        self._times = times
        self._clause = 0
        self._at = 0
        self._found: list[Token] = []

    def tokens(self) -> Sequence[Token] | None:
        while self._at < len(self._text):
            if self._text[self._at].isspace():
                self._at += 1
            elif not (self._cited() or self._time() or self._name() or self._word() or self._mark()):
                return None
        return self._found

    def _take(
        self, match: re.Match[str] | None, kind: TokenKind, *, key: str = "", period: Period | None = None
    ) -> bool:
        if match is None or match.end() == self._at:
            return False
        self._found.append(Token(kind, match.group(), self._clause, key, period))
        self._at = match.end()
        return True

    def _cited(self) -> bool:
        found = re.compile(_CITED).match(self._text, self._at)
        if found is None or not _stands_alone(self._text, found):
            return False
        return self._take(found, "cited", key=found["id"])

    def _name(self) -> bool:
        found = self._names.pattern.match(self._text, self._at)
        return found is not None and self._take(found, "name", key=entity_key(found.group()))

    def _time(self) -> bool:
        found = TIME.match(self._text, self._at)
        if (
            found is None
            or (found.group().islower() and not found["relative"] and not found["nth"])
            or (found.group() == "May" and self._is_verb(found))
        ):
            return False
        return self._take(found, "time", period=self._times.read(found))

    def _is_verb(self, found: re.Match[str]) -> bool:
        """`May I suggest`: at the beginning and before a pronoun."""
        return (
            not self._found and re.match(r"\s+(?:i|we|you|it)\b", self._text[found.end() :], re.IGNORECASE) is not None
        )

    def _word(self) -> bool:
        found = _WORD.match(self._text, self._at)
        if (
            found
            and found.end() < len(self._text)
            and (self._text[found.end()].isalnum() or self._text[found.end()] in "_@")
        ):
            return False
        if found and found.group().casefold() in _JOINS:
            self._clause += 1
        return self._take(found, "word")

    def _mark(self) -> bool:
        letter = self._text[self._at]
        if letter not in _PUNCTUATION:
            return False
        if letter in _ENDS_CLAUSE:
            self._clause += 1
        self._found.append(Token("mark", letter, self._clause))
        self._at += 1
        return True


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether nothing is glued to a citation: `[[f1]]k` and `-[[f1]]` are other numbers."""
    before, after = text[: found.start()][-1:], text[found.end() :][:2]
    return before in ("", " ", "(", "'", '"', "“", "—") and (
        after[:1] in ("", " ", ")", "'", '"', "”", ";", ":", "?", "!", "—", "’")
        or (after[:1] in ".," and after[1:] in ("", " ", ")"))
    )
