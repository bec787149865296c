"""Blocks of an answer as grids of texts, which Markdown and HTML write in their own ways.

Amounts and numbers are written by the one rule of `finops_core.formats`. Nothing is escaped here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from finops_core.answers import (
    ActionProposalBlock,
    AnomaliesBlock,
    Block,
    BreakdownBlock,
    CodeBlock,
    Column,
    FiguresBlock,
    GaugesBlock,
    Recommendation,
    RecommendationsBlock,
    Series,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.formats import NOT_KNOWN, format_value, is_cost_to_review, is_saving_known

NO_VALUE: Final = "–"
_NUMBERS: Final = frozenset({"money", "number", "percent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of texts. `right` says which columns hold numbers; `total` counts rows where `rows` are the first."""

    title: str
    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A text that is shown as it is, such as a command."""

    title: str
    text: str


def shown(block: Block, most: int) -> Grid | Listing:
    """A block with its first `most` rows; of a time series the last."""
    return VIEWS[type(block)](block, most)


def _grid(title: str, columns: Sequence[tuple[str, bool]], rows: Sequence[tuple[str, ...]], total: int) -> Grid:
    return Grid(
        title=title,
        labels=tuple(label for label, _ in columns),
        rows=tuple(rows),
        right=tuple(right for _, right in columns),
        total=total,
    )


def _cell(column: Column, cell: str | None) -> str:
    return NO_VALUE if cell is None else format_value(cell, column.kind, column.unit)


def _money(value: str | None, unit: str) -> str:
    return NO_VALUE if value is None else format_value(value, "money", unit)


def _table(block: TableBlock, most: int) -> Grid:
    columns = [(column.label, column.kind in _NUMBERS) for column in block.columns]
    rows = [tuple(map(_cell, block.columns, row)) for row in block.rows[:most]]
    return _grid(block.title, columns, rows, max(block.total_rows, len(block.rows)))


def _breakdown(block: BreakdownBlock, most: int) -> Grid:
    rows = [
        (item.label, _money(item.value, block.unit), "" if item.share is None else format_value(item.share, "percent"))
        for item in block.items[:most]
    ]
    rows.append(("Total", _money(block.total, block.unit), ""))
    total = max(block.total_items or 0, len(block.items)) + 1
    return _grid(block.title, [("", False), ("Amount", True), ("Share", True)], rows, total)


def _series(block: TimeSeriesBlock, most: int) -> Grid:
    """A row for each interval, a column for each line; a forecast's range stands beside it."""
    starts = sorted({point.start for line in block.series for point in line.points})
    kept = starts[-most:]
    cells = {line.name: _points(line, block.unit) for line in block.series}
    names = list(cells)
    rows = [(start, *(cells[name].get(start, NO_VALUE) for name in names)) for start in kept]
    columns = [("Starting", False), *((name, True) for name in names)]
    return _grid(block.title, columns, rows, max(len(starts), len(kept)))


def _points(line: Series, unit: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for point in line.points:
        text = _money(point.value, unit)
        if point.low is not None and point.high is not None:
            text += f" ({_money(point.low, unit)} to {_money(point.high, unit)})"
        found[point.start] = f"{text} (part)" if point.partial else text
    return found


def _recommendations(block: RecommendationsBlock, most: int) -> Grid:
    columns = [("What", False), ("Resource", False), ("Saves a month", True), ("Note", False)]
    rows = [(_advice(item), item.resource, _saving(item), _note(item)) for item in block.items[:most]]
    return _grid(block.title, columns, rows, max(block.total_items or 0, len(block.items)))


def _advice(item: Recommendation) -> str:
    return " ".join(part if part.endswith(".") else f"{part}." for part in (item.title, item.finding) if part)


def _is_known(item: Recommendation) -> bool:
    return is_saving_known(item.saving_per_month, item.not_counted)


def _saving(item: Recommendation) -> str:
    if not _is_known(item):
        return NOT_KNOWN
    amount = _money(item.saving_per_month, item.unit)
    return f"costs {amount}" if is_cost_to_review(item.saving_class, item.not_counted) else amount


def _note(item: Recommendation) -> str:
    said = ["estimated"] if item.estimated and _is_known(item) else []
    return "; ".join([*said, *([f"not counted: {item.not_counted}"] if item.not_counted else [])])


def _figures(block: FiguresBlock, most: int) -> Grid:
    rows = [
        (item.label, format_value(item.value, item.kind, item.unit), _change(item.change, item.change_from), item.note)
        for item in block.items[:most]
    ]
    columns = [("", False), ("Value", True), ("Change", True), ("Note", False)]
    return _grid(block.title, columns, rows, max(block.total_items or 0, len(block.items)))


def _change(change: str | None, since: str) -> str:
    if change is None:
        return ""
    sign = "" if change.startswith("-") else "+"
    return f"{sign}{format_value(change, 'percent')}{f' from {since}' if since else ''}"


def _gauges(block: GaugesBlock, most: int) -> Grid:
    rows = [
        (
            item.label,
            format_value(item.value, item.kind, item.unit),
            format_value(item.limit, item.kind, item.unit),
            NO_VALUE if item.expected is None else format_value(item.expected, item.kind, item.unit),
            " ".join(part for part in (item.status, item.note) if part),
        )
        for item in block.items[:most]
    ]
    columns = [("", False), ("Used", True), ("Of", True), ("Expected", True), ("Status", False)]
    return _grid(block.title, columns, rows, max(block.total_items or 0, len(block.items)))


def _anomalies(block: AnomaliesBlock, most: int) -> Grid:
    rows = [
        (
            item.label,
            f"{item.start} up to, not including, {item.end}",
            _money(item.value, item.unit),
            _money(item.expected, item.unit),
            _money(item.impact, item.unit),
            ". ".join(part for part in (item.cause, item.note) if part) or NO_VALUE,
        )
        for item in block.items[:most]
    ]
    columns = [("What", False), ("When", False), ("Cost", True), ("Expected", True), ("Beyond", True), ("Cause", False)]
    return _grid(block.title, columns, rows, max(block.total_items or 0, len(block.items)))


def _proposal(block: ActionProposalBlock, most: int) -> Listing:
    del most  # one thing
    proposed = block.proposal
    more = f"\n{proposed.tool} {proposed.arguments}\n{proposed.effect}" if proposed else ""
    return Listing(title=block.title, text=f"{block.detail}{more}")


def _code(block: CodeBlock, most: int) -> Listing:
    del most  # half a command is none
    return Listing(title=block.title, text=block.code)


VIEWS: Final[Mapping[type[Any], Callable[[Any, int], Grid | Listing]]] = {
    TableBlock: _table,
    BreakdownBlock: _breakdown,
    TimeSeriesBlock: _series,
    RecommendationsBlock: _recommendations,
    FiguresBlock: _figures,
    GaugesBlock: _gauges,
    AnomaliesBlock: _anomalies,
    ActionProposalBlock: _proposal,
    CodeBlock: _code,
}
