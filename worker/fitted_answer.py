"""An answer that fits a number of bytes, with all that it does not show kept beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from finops_core.answers import Answer, Block, Remainder, TableBlock
from finops_core.answers.paging import Item, Parts, parts_of, pieces_of, shortened_text
from finops_core.errors import ToolError
from worker.answer_parts import AnswerParts, Part, small_block, taken_apart, within
from worker.artifact_rows import as_table, basis_table, count_of, facts_table, items_of

MOST = ((24, 24), (8, 8), (1, 8))
"""Sections and blocks that are tried to be kept in the answer; answers have a few."""
MOST_TOLD = 8
"""Parts named in the sentence about what was cut."""
KEPT_BLOCK_BYTES = 8 * 1024
"""What a block takes where blocks are kept beside the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedAnswer:
    """An answer that fits, and all of what it does not show in full, by their artifact's id."""

    answer: Answer
    stored: dict[str, Parts] = field(default_factory=dict[str, Parts])


def fitted(answer: Answer, limit_bytes: int) -> FittedAnswer:
    """The answer within a number of bytes. Raises ToolError for a limit that no answer fits."""
    if size_of(answer) <= limit_bytes:
        return FittedAnswer(answer=answer)
    encoded: dict[str, Parts] = {}
    for most_sections, most_blocks in MOST:
        whole = taken_apart(answer, most_sections=most_sections, most_blocks=most_blocks)
        for parts in within(whole, limit_bytes):
            found = _Together(answer, parts, encoded).fitted()
            if size_of(found.answer) <= limit_bytes:
                return found
    raise ToolError("The answer is too large to be sent, however it is cut. Ask about a part of it.")


def size_of(answer: Answer) -> int:
    """Bytes of an answer as it is stored."""
    return len(answer.model_dump_json(by_alias=True).encode())


class _Together:
    """Puts an answer together from its parts. What is kept under a name is encoded once, for all attempts."""

    def __init__(self, answer: Answer, parts: AnswerParts, encoded: dict[str, Parts]) -> None:
        self._answer = answer
        self._parts = parts
        self._encoded = encoded
        self._stored: dict[str, Parts] = {}

    def fitted(self) -> FittedAnswer:
        parts = self._parts
        blocks: list[Block] = []
        beside: list[Block] = []
        for number, part in enumerate(parts.blocks):
            block = self._shown(part, number)
            pointer = self._pointer(part, number)
            if pointer is not None:
                block = block.model_copy(update={"table_id": pointer.id})
                beside.append(pointer)
            blocks.append(block)
        for part, table in ((parts.basis, basis_table), (parts.facts, facts_table)):
            if part.cut and (rows := table(part.whole)).rows:
                beside.append(self._table(rows, part.name))
        more = (*self._answer.more, *self._more())
        headline, markdown = parts.words.value
        update: dict[str, Any] = {
            "headline": headline,
            "markdown": markdown,
            "blocks": (*blocks, *beside),
            "basis": parts.basis.value.model_copy(update={"notes": (*parts.basis.value.notes, *self._told())}),
            "facts": parts.facts.value,
            "suggestions": parts.suggestions.value,
            "sections": tuple(part.value for part in parts.sections),
            "more": more,
        }
        return FittedAnswer(answer=self._answer.model_copy(update=update), stored=self._stored)

    def _keep(self, name: str, items: Callable[[], Sequence[Item]]) -> None:
        if name not in self._encoded:
            self._encoded[name] = parts_of(items())
        self._stored[name] = self._encoded[name]

    def _shown(self, part: Part, number: int) -> Block:
        """A block as it is shown; all its items are kept, unless its agent keeps them and named their artifact."""
        block: Block = part.value
        whole: Block = part.whole
        items = items_of(whole)
        if not part.cut or not items or getattr(whole, "artifact_id", None):
            return block
        artifact_id = f"table-{number}"
        self._keep(artifact_id, lambda: items)
        if not isinstance(whole, TableBlock):
            return block.model_copy(update={"artifact_id": artifact_id, "total_items": count_of(whole)})
        if not whole.entities:
            return block.model_copy(update={"artifact_id": artifact_id})
        self._keep(f"{artifact_id}-entities", lambda: whole.entities)
        return block.model_copy(update={"artifact_id": artifact_id, "entities_id": f"{artifact_id}-entities"})

    def _pointer(self, part: Part, number: int) -> TableBlock | None:
        """A table of all that a cut block holds, where it names none: what clients of the first release can read."""
        table = as_table(part.whole) if part.cut and not getattr(part.whole, "table_id", None) else None
        return None if table is None or not table.rows else self._table(table, f"rows-{number}")

    def _table(self, table: TableBlock, name: str) -> TableBlock:
        """The table without its rows, which are kept under a name."""
        self._keep(name, lambda: table.rows)
        title = f"{shortened_text(table.title, 40)}: everything"
        return table.model_copy(update={"id": name, "title": title, "rows": (), "artifact_id": name})

    def _more(self) -> list[Remainder]:
        answer, parts = self._answer, self._parts
        pieces = pieces_of(answer.markdown)
        found: list[tuple[str, bool, Sequence[Item]]] = [
            ("markdown", parts.words.cut, pieces),
            ("sections", _some(parts.sections, len(answer.sections)), answer.sections),
            ("facts", parts.facts.cut, answer.facts),
        ]
        for name, is_partly, items in found:
            if is_partly and items:
                self._keep(f"all-{name}", lambda items=items: items)
        if len(answer.blocks) > len(parts.blocks):
            self._keep_blocks()
            found.append(("blocks", True, answer.blocks))
        return [
            Remainder.model_validate({"of": name, "total": len(items), "artifact_id": f"all-{name}"})
            for name, is_partly, items in found
            if is_partly and items
        ]

    def _keep_blocks(self) -> None:
        """Every block in a form of few bytes, which names what is kept of it."""
        if "all-blocks" not in self._encoded:
            numbered = enumerate(self._answer.blocks)
            smaller = [self._shown(small_block(block, KEPT_BLOCK_BYTES), number) for number, block in numbered]
            self._keep("all-blocks", lambda: smaller)
        self._stored |= {name: parts for name, parts in self._encoded.items() if name.startswith("table-")}
        self._stored["all-blocks"] = self._encoded["all-blocks"]

    def _told(self) -> tuple[str, ...]:
        """What was cut. A table says by itself how many of its rows are shown."""
        answer, parts = self._answer, self._parts
        notes: list[str] = []
        cut = [part for part in parts.each() if part.cut]
        if cut:
            names = list(dict.fromkeys(part.name for part in cut if not isinstance(part.value, TableBlock)))
            further = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
            named = f", and the beginning of {', '.join(names[:MOST_TOLD])}{further}" if names else ""
            notes.append(
                f"The answer was cut to fit a message: the first rows of long tables{named} are shown. "
                "“Load all” gives what was stored beside it."
            )
        left_out = len(answer.blocks) - len(parts.blocks)
        if left_out > 0:
            notes.append(f"{left_out} more tables and charts are stored beside the answer: “Load all” shows them.")
        left_out = len(answer.sections) - len(parts.sections)
        if left_out > 0:
            notes.append(f"{left_out} more sections are stored beside the answer: “Load all” shows them.")
        shortened = sum(each.shortened for each in self._stored.values())
        if shortened:
            who = "One entry has" if shortened == 1 else f"{shortened} entries have"
            notes.append(f"{who} texts too long to be kept whole: they end in “…”.")
        return tuple(notes)


def _some(shown: Sequence[Part], total: int) -> bool:
    """Whether not all of them are shown whole."""
    return len(shown) < total or any(part.cut for part in shown)
