"""Large results as rows: what each part of an answer looks like as a table, and how rows are cut into stored parts."""

import json
from collections.abc import Iterator, Sequence

from finops_core.answers import (
    Basis,
    Block,
    BreakdownBlock,
    Cell,
    CodeBlock,
    Column,
    Fact,
    RecommendationsBlock,
    TableBlock,
    TimeSeriesBlock,
)

PART_BYTES = 20 * 1024
"""What a stored part takes within a frame, where it is a JSON text in JSON."""

CUT = "…"
Rows = Sequence[tuple[Cell, ...]]


def shortened_text(text: str, chars: int) -> str:
    """The beginning of a text that is longer, with a mark that says so."""
    return text if len(text) <= chars else f"{text[: max(chars - len(CUT), 0)]}{CUT}"


def as_table(block: Block) -> TableBlock | None:
    """All that a block holds as a table; None for one that is a whole of few words."""
    match block:
        case TableBlock():
            return block
        case TimeSeriesBlock():
            rows = [(line.name, p.start, p.value, p.low, p.high) for line in block.series for p in line.points]
            columns = (_text("name", "Name"), _text("start", "Start"), *_amounts(block.unit, "value", "low", "high"))
            return _table(block.title, columns, rows)
        case BreakdownBlock():
            rows = [(item.label, item.value, item.share) for item in block.items]
            share = Column(key="share", label="Share", kind="percent")
            return _table(block.title, (_text("label", "Name"), *_amounts(block.unit, "value"), share), rows)
        case RecommendationsBlock():
            rows = [(i.title, i.resource, i.saving_per_month, i.unit, i.detail) for i in block.items]
            names = ("Recommendation", "Resource", "Saving a month", "Currency", "Detail")
            return _table(block.title, tuple(_text(name.lower().replace(" ", "_"), name) for name in names), rows)
        case CodeBlock():
            return _table(block.title, (_text("line", "Line"),), [(line,) for line in block.code.split("\n")])
        case _:
            return None


def facts_table(facts: Sequence[Fact]) -> TableBlock:
    """Every fact of an answer with its value, unit and subject."""
    columns = tuple(_text(name.lower(), name) for name in ("Subject", "Value", "Unit"))
    return _table("Facts of this answer", columns, [(fact.subject, fact.value, fact.unit) for fact in facts])


BASIS_LISTS = ("included", "excluded", "filters", "partial_periods", "accounts", "notes")
"""The fields of a basis that a bill makes as long as it likes."""


def basis_table(basis: Basis) -> TableBlock:
    """Every entry of the lists of a basis."""
    rows = [(name.replace("_", " "), entry) for name in BASIS_LISTS for entry in getattr(basis, name)]
    return _table("Basis of this answer", (_text("what", "What"), _text("value", "Value")), rows)


def stored_parts(rows: Rows) -> Iterator[list[tuple[Cell, ...]]]:
    """The rows in parts that each fit a frame. A row that alone does not is cut, with a mark in its long cells."""
    part: list[tuple[Cell, ...]] = []
    size = 0
    for row in rows:
        kept, row_bytes = _storable(row)
        if part and size + row_bytes > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(kept)
        size += row_bytes
    yield part


def encoded(part: Rows) -> bytes:
    """A part as it is stored."""
    return json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode()


def _storable(row: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], int]:
    row_bytes = _framed_bytes(row)
    if row_bytes <= PART_BYTES:
        return row, row_bytes
    chars = PART_BYTES // (_MOST_BYTES_A_CHARACTER * max(len(row), 1))
    cut = tuple(cell if cell is None else shortened_text(cell, chars) for cell in row)
    return cut, _framed_bytes(cut)


_MOST_BYTES_A_CHARACTER = 8
"""A control character in a JSON text within JSON: two escapes."""


def _framed_bytes(row: tuple[Cell, ...]) -> int:
    return len(json.dumps(encoded([row]).decode(), ensure_ascii=False).encode())


def _table(title: str, columns: tuple[Column, ...], rows: Rows) -> TableBlock:
    return TableBlock(title=title, columns=columns, rows=tuple(rows), total_rows=len(rows))


def _text(key: str, label: str) -> Column:
    return Column(key=key, label=label)


def _amounts(unit: str, *keys: str) -> Iterator[Column]:
    kind = "money" if len(unit) == 3 and unit.isupper() else "number"
    return (Column(key=key, label=key.capitalize(), kind=kind, unit=unit) for key in keys)
