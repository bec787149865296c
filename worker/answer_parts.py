"""The parts of an answer, each with ever smaller forms: whichever is largest gives way until the whole fits.

Nothing goes without a word: what is left of a part shows its beginning (of a time series its end), all that it held is
kept beside it in parts that a client reads page by page, and the basis says what was cut. Every step takes the next
form of one part, and the forms are counted before the first step.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from pydantic_core import to_json

from finops_core.answers import Answer, AnswerSection, Block, TimeSeriesBlock
from finops_core.answers.paging import shortened_text
from worker.answer_forms import (
    series_sizes,
    short_basis,
    short_block,
    short_facts,
    short_section,
    short_series,
    short_suggestions,
    short_words,
)

FORMS = ((100, 1000), (50, 300), (20, 200), (20, 100), (5, 100), (2, 60), (1, 40), (0, 40))
"""How many entries of a list, and characters of each of their texts, are tried in turn."""
WORDS_FORMS = ((1000, 8000), (500, 4000), (500, 1000), (200, 500))
"""Characters of headline and prose."""
SUGGESTION_FORMS = (200, 0)
"""The longest suggestion that is kept: one that is cut could not be asked."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part as it is shown now, the forms it may still be cut to, and what it was."""

    name: str
    value: Any
    forms: tuple[Callable[[], Any], ...]
    whole: Any
    cut: bool = False
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", len(to_json(self.value, by_alias=True)))

    def smaller(self) -> "Part":
        """The next form, which may happen to be as large."""
        value = self.forms[0]()
        return replace(self, value=value, forms=self.forms[1:], cut=self.cut or value != self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerParts:
    """An answer taken apart: everything that can give way by itself."""

    words: Part
    suggestions: Part
    basis: Part
    facts: Part
    sections: tuple[Part, ...]
    blocks: tuple[Part, ...]

    def each(self) -> Iterator[Part]:
        yield from (self.words, self.suggestions, self.basis, self.facts, *self.sections, *self.blocks)


def taken_apart(answer: Answer, *, most_sections: int, most_blocks: int) -> AnswerParts:
    """The parts of the first sections and blocks of an answer, whole."""
    words, suggestions = (answer.headline, answer.markdown), answer.suggestions
    return AnswerParts(
        words=_part("words", words, _forms(short_words, words, WORDS_FORMS)),
        suggestions=_part("suggestions", suggestions, _forms(short_suggestions, suggestions, SUGGESTION_FORMS)),
        basis=_part("basis", answer.basis, _forms(short_basis, answer.basis, FORMS)),
        facts=_part("facts", answer.facts, _forms(short_facts, answer.facts, FORMS)),
        sections=tuple(section_part(section) for section in answer.sections[:most_sections]),
        blocks=tuple(block_part(block) for block in answer.blocks[:most_blocks]),
    )


def within(parts: AnswerParts, limit_bytes: int) -> Iterator[AnswerParts]:
    """The parts in ever smaller forms, from where they add up to the limit on; the last one has no smaller forms."""
    found = list(parts.each())
    sizes = [part.size for part in found]
    for _ in range(sum(len(part.forms) for part in found)):
        at = max((n for n, part in enumerate(found) if part.forms), key=lambda n: sizes[n])
        found[at] = found[at].smaller()
        sizes[at] = found[at].size
        if sum(sizes) <= limit_bytes:
            yield _as(parts, found)
    yield _as(parts, found)


def small_block(block: Block, limit_bytes: int) -> Part:
    """A block cut until it fits a number of bytes, as far as it can be."""
    part = block_part(block)
    while part.size > limit_bytes and part.forms:
        part = part.smaller()
    return part


def block_part(block: Block) -> Part:
    name = f"“{shortened_text(block.title, 40)}”"
    if isinstance(block, TimeSeriesBlock):
        return _part(name, block, _forms(short_series, block, series_sizes(block)))
    return _part(name, block, _forms(short_block, block, FORMS))


def section_part(section: AnswerSection) -> Part:
    return _part(f"“{shortened_text(section.title, 40)}”", section, _forms(short_section, section, FORMS))


def _part(name: str, value: Any, forms: tuple[Callable[[], Any], ...]) -> Part:
    return Part(name=name, value=value, forms=forms, whole=value)


def _forms(cut: Callable[[T, Any], T], value: T, sizes: Iterable[Any]) -> tuple[Callable[[], T], ...]:
    return tuple(partial(cut, value, size) for size in sizes)


def _as(parts: AnswerParts, found: Sequence[Part]) -> AnswerParts:
    words, suggestions, basis, facts, *rest = found
    sections = len(parts.sections)
    return AnswerParts(
        words=words,
        suggestions=suggestions,
        basis=basis,
        facts=facts,
        sections=tuple(rest[:sections]),
        blocks=tuple(rest[sections:]),
    )
