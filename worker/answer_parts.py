"""The parts of an answer, each with ever smaller forms: whichever is largest gives way until the whole fits.

Nothing goes without a word: what is left of a part shows its beginning (of a time series its end), a table of all that
it held is stored beside it, and the basis says what was cut. Every step takes the next form of one part, and the forms
are counted before the first step.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from pydantic_core import to_json

from finops_core.answers import (
    Answer,
    Block,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.errors import ToolError
from worker.answer_forms import (
    series_sizes,
    short_basis,
    short_block,
    short_facts,
    short_series,
    short_suggestions,
    short_words,
)
from worker.artifact_rows import as_table, basis_table, facts_table, shortened_text

FORMS = ((100, 1000), (50, 300), (20, 200), (20, 100), (5, 100), (5, 40), (0, 40))
"""How many entries of a list, and characters of each of their texts, are tried in turn."""
WORDS_FORMS = ((1000, 8000), (500, 4000), (500, 1000), (200, 500))
"""Characters of headline and prose."""
SUGGESTION_FORMS = (200, 0)
"""The longest suggestion that is kept: one that is cut could not be asked."""

MOST_BLOCKS = (24, 8)
"""Blocks that are tried to be kept; answers have a few."""
MOST_TOLD = 8
"""Parts named in the sentence about what was cut."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part as it is shown now, and the forms it may still be cut to.

    `whole` is a table of all it held, which goes along with every cut form; None where there is none to store.
    """

    name: str
    value: Any
    forms: tuple[Callable[[], Any], ...]
    whole: TableBlock | None = None
    cut: bool = False

    @property
    def size(self) -> int:
        return len(to_json(self.value, by_alias=True))

    def smaller(self) -> "Part":
        """The next form, which may happen to be as large."""
        value = self.forms[0]()
        return replace(self, value=value, forms=self.forms[1:], cut=self.cut or value != self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedAnswer:
    """An answer that fits, and all rows of what it does not show in full, by their artifact's id."""

    answer: Answer
    stored: dict[str, TableBlock]


def fitted(answer: Answer, limit_bytes: int) -> FittedAnswer:
    """The answer within a number of bytes. Raises ToolError for a limit that no answer fits."""
    found = FittedAnswer(answer=answer, stored={})
    if size_of(answer) <= limit_bytes:
        return found
    for most_blocks in MOST_BLOCKS:
        found = _within(answer, limit_bytes, most_blocks)
        if size_of(found.answer) <= limit_bytes:
            return found
    raise ToolError("The answer is too large to be sent, however it is cut. Ask about a part of it.")


def _within(answer: Answer, limit_bytes: int, most_blocks: int) -> FittedAnswer:
    """The answer with as few cuts as fit it, or with all of them."""
    left_out = max(len(answer.blocks) - most_blocks, 0)
    parts = _parts(answer.model_copy(update={"blocks": answer.blocks[:most_blocks]}))
    sizes = [part.size for part in parts]
    found = None
    for _ in range(sum(len(part.forms) for part in parts)):
        at = max((n for n, part in enumerate(parts) if part.forms), key=lambda n: sizes[n])
        parts[at] = parts[at].smaller()
        sizes[at] = parts[at].size
        if sum(sizes) <= limit_bytes:
            found = _together(parts, left_out)
            if size_of(found.answer) <= limit_bytes:
                return found
    return found or _together(parts, left_out)


def size_of(answer: Answer) -> int:
    """Bytes of an answer as it is stored."""
    return len(answer.model_dump_json(by_alias=True).encode())


_BLOCKS_FROM = 4
"""The parts before the blocks."""


def _parts(answer: Answer) -> list[Part]:
    words, suggestions = (answer.headline, answer.markdown), answer.suggestions
    return [
        Part(name="words", value=words, forms=_forms(short_words, words, WORDS_FORMS)),
        Part(name="suggestions", value=suggestions, forms=_forms(short_suggestions, suggestions, SUGGESTION_FORMS)),
        Part(
            name="basis",
            value=answer.basis,
            forms=_forms(short_basis, answer.basis, FORMS),
            whole=basis_table(answer.basis),
        ),
        Part(
            name="facts",
            value=answer.facts,
            forms=_forms(short_facts, answer.facts, FORMS),
            whole=facts_table(answer.facts),
        ),
        *(_block_part(block) for block in answer.blocks),
    ]


def _forms(cut: Callable[[T, Any], T], value: T, sizes: Iterable[Any]) -> tuple[Callable[[], T], ...]:
    return tuple(partial(cut, value, size) for size in sizes)


def _block_part(block: Block) -> Part:
    forms: tuple[Callable[[], Block], ...]
    if isinstance(block, TimeSeriesBlock):
        forms = _forms(short_series, block, series_sizes(block))
    else:
        forms = _forms(short_block, block, FORMS)
    return Part(name=f"“{shortened_text(block.title, 40)}”", value=block, forms=forms, whole=as_table(block))


def _together(parts: Sequence[Part], left_out: int) -> FittedAnswer:
    (headline, markdown), suggestions, basis, facts = (part.value for part in parts[:_BLOCKS_FROM])
    blocks: list[Block] = []
    beside: list[Block] = []
    stored: dict[str, TableBlock] = {}
    for number, part in enumerate(parts[_BLOCKS_FROM:]):
        shown, table = part.value, _to_store(part, f"table-{number}")
        if table is not None:
            stored[f"table-{number}"] = table
            if isinstance(shown, TableBlock):
                shown = shown.model_copy(update={"artifact_id": table.artifact_id})
            else:
                beside.append(_pointer(table))
        blocks.append(shown)
    for part in parts[:_BLOCKS_FROM]:
        table = _to_store(part, part.name)
        if table is not None:
            stored[part.name] = table
            beside.append(_pointer(table))
    notes = (*basis.notes, *_told(parts, left_out))
    answer = Answer(
        headline=headline,
        markdown=markdown,
        blocks=(*blocks, *beside),
        basis=basis.model_copy(update={"notes": notes}),
        facts=facts,
        suggestions=suggestions,
    )
    return FittedAnswer(answer=answer, stored=stored)


def _to_store(part: Part, artifact_id: str) -> TableBlock | None:
    if not part.cut or part.whole is None or not part.whole.rows:
        return None
    return part.whole.model_copy(update={"artifact_id": artifact_id})


def _pointer(table: TableBlock) -> TableBlock:
    """A table that shows no rows and says where they are."""
    title = f"{shortened_text(table.title, 40)}: everything"
    return table.model_copy(update={"title": title, "rows": ()})


def _told(parts: Sequence[Part], left_out: int) -> tuple[str, ...]:
    """The note about what was cut. A table says by itself how many of its rows are shown."""
    cut = [part.name for part in parts if part.cut and not isinstance(part.value, TableBlock)]
    more = f" and {len(cut) - MOST_TOLD} more" if len(cut) > MOST_TOLD else ""
    notes: list[str] = []
    if any(part.cut for part in parts):
        named = f", and the beginning of {', '.join(cut[:MOST_TOLD])}{more}" if cut else ""
        notes.append(
            f"The answer was cut to fit a message: the first rows of long tables{named} are shown. “Load all” gives "
            "what was stored beside it."
        )
    if left_out > 0:
        notes.append(f"{left_out} more tables and charts do not fit the message. Ask for a part of this answer.")
    return tuple(notes)
