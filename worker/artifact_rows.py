"""What parts of an answer are kept whole beside it: their items, and for clients of the first release, rows."""

from collections.abc import Iterator, Sequence

from finops_core.answers import (
    AnomaliesBlock,
    Basis,
    Block,
    BreakdownBlock,
    CodeBlock,
    Column,
    Fact,
    FiguresBlock,
    GaugesBlock,
    Recommendation,
    RecommendationsBlock,
    Series,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.answers.paging import Item, pieces_of
from finops_core.formats import NOT_KNOWN, is_saving_known

POINTS_A_PIECE = 50
"""Points of a series that stand together in a part."""

Rows = Sequence[tuple[str | None, ...]]


def items_of(block: Block) -> tuple[Item, ...]:
    """All items of a block in the shape in which it shows them; none for one that is a whole of few words."""
    match block:
        case TableBlock():
            return block.rows
        case TimeSeriesBlock():
            return tuple(piece for line in block.series for piece in _pieces(line))
        case BreakdownBlock() | RecommendationsBlock() | FiguresBlock() | GaugesBlock() | AnomaliesBlock():
            return block.items
        case CodeBlock():
            return pieces_of(block.code)
        case _:
            return ()


def count_of(block: Block) -> int:
    """How many items a block has, as `total_items` counts them."""
    if isinstance(block, TimeSeriesBlock):
        return sum(len(line.points) for line in block.series)
    return len(items_of(block))


def _pieces(line: Series) -> Iterator[Series]:
    for start in range(0, max(len(line.points), 1), POINTS_A_PIECE):
        yield Series(name=line.name, points=line.points[start : start + POINTS_A_PIECE])


def as_table(block: Block) -> TableBlock | None:
    """All that a block of the first release holds as a table, for clients that know no items of blocks."""
    match block:
        case TimeSeriesBlock():
            rows = [(line.name, p.start, p.value, p.low, p.high) for line in block.series for p in line.points]
            columns = (_text("name", "Name"), _text("start", "Start"), *_amounts(block.unit, "value", "low", "high"))
            return _table(block.title, columns, rows)
        case BreakdownBlock():
            rows = [(item.label, item.value, item.share) for item in block.items]
            share = Column(key="share", label="Share", kind="percent")
            return _table(block.title, (_text("label", "Name"), *_amounts(block.unit, "value"), share), rows)
        case RecommendationsBlock():
            rows = [(i.title, i.resource, _saving(i), i.unit, i.detail) for i in block.items]
            names = ("Recommendation", "Resource", "Saving a month", "Currency", "Detail")
            return _table(block.title, tuple(_text(name.lower().replace(" ", "_"), name) for name in names), rows)
        case CodeBlock():
            return _table(block.title, (_text("line", "Line"),), [(line,) for line in block.code.split("\n")])
        case _:
            return None


def _saving(item: Recommendation) -> str:
    return item.saving_per_month if is_saving_known(item.saving_per_month, item.not_counted) else NOT_KNOWN


def facts_table(facts: Sequence[Fact]) -> TableBlock:
    """Every fact of an answer with its value, unit and subject."""
    columns = tuple(_text(name.lower(), name) for name in ("Subject", "Value", "Unit"))
    return _table("Facts of this answer", columns, [(fact.subject, fact.value, fact.unit) for fact in facts])


BASIS_LISTS = ("included", "excluded", "filters", "partial_periods", "accounts", "notes")
"""The fields of a basis that a bill makes as long as it likes."""


def basis_table(basis: Basis) -> TableBlock:
    """Every entry of the lists of a basis, and what sources could not give."""
    rows: list[tuple[str, str]] = [
        (name.replace("_", " "), entry) for name in BASIS_LISTS for entry in getattr(basis, name)
    ]
    rows += [("gap", " ".join(part for part in (gap.source, gap.message, gap.remedy) if part)) for gap in basis.gaps]
    return _table("Basis of this answer", (_text("what", "What"), _text("value", "Value")), rows)


def _table(title: str, columns: tuple[Column, ...], rows: Rows) -> TableBlock:
    return TableBlock(title=title, columns=columns, rows=tuple(rows), total_rows=len(rows))


def _text(key: str, label: str) -> Column:
    return Column(key=key, label=label)


def _amounts(unit: str, *keys: str) -> Iterator[Column]:
    kind = "money" if len(unit) == 3 and unit.isupper() else "number"
    return (Column(key=key, label=key.capitalize(), kind=kind, unit=unit) for key in keys)
