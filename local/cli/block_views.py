"""Blocks of an answer in a terminal. A new kind of block is one function here and one line in VIEWS."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from finops_client.answers import (
    ActionProposalBlock,
    AnomaliesBlock,
    Block,
    BreakdownBlock,
    Cell,
    CodeBlock,
    Column,
    Evidence,
    FiguresBlock,
    GaugesBlock,
    Proposal,
    Recommendation,
    RecommendationsBlock,
    TableBlock,
    TimeSeriesBlock,
)
from finops_client.paging import shown_and_total
from finops_core.formats import NOT_KNOWN, format_value, is_cost_to_review, is_saving_known
from finops_core.texts import readable
from local.cli.terminal import named, told

SPARKS = "▁▂▃▄▅▆▇█"
BAR_WIDTH = 24
NO_VALUE = "–"
LONG_TABLE = 2_000
"""Rows up to which a table is drawn as a grid."""


def block_view(block: Block) -> RenderableType:
    """A block as a terminal shows it, with a line about what is not in the answer."""
    view = VIEWS[type(block)](block)
    more = _more(block)
    return Group(view, told(more, "dim italic")) if more else view


def _more(block: Block) -> str:
    shown, total = shown_and_total(block)
    if shown >= total:
        return ""
    things = "rows" if isinstance(block, TableBlock) else "points" if isinstance(block, TimeSeriesBlock) else "entries"
    hint = "; --all shows them" if getattr(block, "artifact_id", None) else ""
    return f"{shown:,} of {total:,} {things}{hint}"


def spark_line(values: Sequence[Decimal]) -> str:
    """One character a value, from the lowest (or zero) to the highest."""
    low, high = min(min(values, default=Decimal(0)), Decimal(0)), max(values, default=Decimal(0))
    span = high - low
    if not span:
        return SPARKS[0] * len(values)
    return "".join(SPARKS[int((value - low) / span * (len(SPARKS) - 1))] for value in values)


def cell_text(column: Column, cell: Cell) -> str:
    """A cell as a person reads it; text that is not of its column's kind stays as it came."""
    return NO_VALUE if cell is None else format_value(cell, column.kind, column.unit)


def bar(share: Cell) -> str:
    """A fraction as a bar; nothing for what is no fraction."""
    try:
        fraction = Decimal(share or 0)
    except InvalidOperation:
        return ""
    return "█" * int(max(Decimal(0), min(Decimal(1), fraction)) * BAR_WIDTH)


def money(value: str | None, unit: str) -> Text:
    return told(NO_VALUE if value is None else format_value(value, "money", unit))


def _grid(title: str, *labels: str, right: Sequence[str] = ()) -> Table:
    grid = Table(title=told(title), title_justify="left", title_style="bold", header_style="bold")
    for label in labels:
        grid.add_column(label, justify="right" if label in right else "left", overflow="fold")
    return grid


def _table(block: TableBlock) -> RenderableType:
    return _long_table(block) if len(block.rows) > LONG_TABLE else _short_table(block)


def _long_table(block: TableBlock) -> RenderableType:
    """Thousands of rows as plain lines: a grid weighs each cell against all others, and takes minutes for them."""
    rows = [[column.label for column in block.columns]]
    rows += [[readable(cell_text(*pair)) for pair in zip(block.columns, row, strict=False)] for row in block.rows]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    right = [column.kind in ("money", "number", "percent") for column in block.columns]
    lines = [
        "  ".join(
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(cells, widths, right, strict=True)
        ).rstrip()
        for cells in rows
    ]
    return _Lines((readable(block.title), *lines))


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines as they are, neither wrapped nor cut."""

    lines: tuple[str, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for line in self.lines:
            yield Segment(f"{line}\n")


def _short_table(block: TableBlock) -> RenderableType:
    grid = _grid(block.title)
    for column in block.columns:
        right = column.kind in ("money", "number", "percent")
        grid.add_column(named(column.label), justify="right" if right else "left", overflow="fold")
    shares = [position for position, column in enumerate(block.columns) if column.kind == "percent"]
    if len(shares) == 1:
        grid.add_column("")
    for row in block.rows:
        cells = [named(cell_text(column, cell)) for column, cell in zip(block.columns, row, strict=False)]
        bars = [bar(row[position]) for position in shares] if len(shares) == 1 else []
        grid.add_row(*cells, *bars)
    return grid


def _breakdown(block: BreakdownBlock) -> RenderableType:
    grid = _grid(block.title)
    grid.add_column("")
    grid.add_column(told(block.unit), justify="right")
    grid.add_column("Share", justify="right")
    grid.add_column("")
    for item in block.items:
        percent = "" if item.share is None else format_value(item.share, "percent")
        grid.add_row(named(item.label), money(item.value, block.unit), told(percent), bar(item.share))
    grid.add_section()
    grid.add_row("Total", money(block.total, block.unit), "", "")
    return grid


def _series(block: TimeSeriesBlock) -> RenderableType:
    grid = _grid(block.title)
    for label in ("", "First", "Last", block.granularity):
        grid.add_column(told(label))
    for series in block.series:
        if not series.points:
            continue
        first, last = series.points[0], series.points[-1]
        grid.add_row(
            named(series.name),
            told(f"{first.start} {format_value(first.value, 'money', block.unit)}"),
            told(f"{last.start} {format_value(last.value, 'money', block.unit)}"),
            spark_line([Decimal(point.value) for point in series.points]),
        )
    return grid


def _recommendations(block: RecommendationsBlock) -> RenderableType:
    grid = _grid(block.title, "What", "Where", "Saves a month", "Effort", "Risk", "Status", right=("Saves a month",))
    for item in block.items:
        saving = format_value(item.saving_per_month, "money", item.unit)
        where = " · ".join(part for part in (item.resource, item.entity.name if item.entity else "") if part)
        grid.add_row(
            Text("\n".join(_advice_lines(item))),
            named(where),
            told(_about(saving, item)),
            told(item.effort or NO_VALUE),
            told(_risk(item)),
            told(f"not counted: {item.not_counted}" if item.not_counted else item.status.replace("_", " ")),
        )
    return grid


def _about(saving: str, item: Recommendation) -> str:
    if not is_saving_known(item.saving_per_month, item.not_counted):
        return NOT_KNOWN
    amount = f"about {saving}" if item.estimated else saving
    return f"costs {amount}" if is_cost_to_review(item.saving_class, item.not_counted) else amount


def _advice_lines(item: Recommendation) -> list[str]:
    """Title, what was found, and the figures that show it."""
    sources = f"Source: {', '.join(item.sources)}" if item.sources else ""
    shown = [item.title, item.finding, item.detail, *(_evidence(each) for each in item.evidence), sources]
    return [readable(line) for line in shown if line]


def _evidence(evidence: Evidence) -> str:
    window = evidence.window
    days = f" ({window.start.isoformat()} up to, not including, {window.end.isoformat()})" if window else ""
    source = f", {evidence.source}" if evidence.source else ""
    return f"{evidence.metric}: {format_value(evidence.value, evidence.kind, evidence.unit)}{days}{source}"


def _risk(item: Recommendation) -> str:
    said = [item.risk, "restart" if item.restart else "", "cannot be undone" if item.reversible is False else ""]
    return ", ".join(word for word in said if word) or NO_VALUE


def _figures(block: FiguresBlock) -> RenderableType:
    grid = _grid(block.title, "", "Value", "Change", "Note", right=("Value", "Change"))
    for item in block.items:
        value = format_value(item.value, item.kind, item.unit)
        grid.add_row(named(item.label), told(value), told(change_text(item.change, item.change_from)), told(item.note))
    return grid


def change_text(change: str | None, since: str) -> str:
    """`+7.1 % from September`; a change that is not known is nothing."""
    if change is None:
        return ""
    sign = "" if change.startswith("-") else "+"
    return f"{sign}{format_value(change, 'percent')}{f' from {since}' if since else ''}"


def _gauges(block: GaugesBlock) -> RenderableType:
    grid = _grid(block.title, "", "Used", "", "Of", "Expected", "Status", right=("Used", "Of", "Expected"))
    for item in block.items:
        value, limit = (format_value(each, item.kind, item.unit) for each in (item.value, item.limit))
        expected = NO_VALUE if item.expected is None else format_value(item.expected, item.kind, item.unit)
        status = " ".join(part for part in (item.status, item.note) if part)
        used = bar(_share(item.value, item.limit))
        grid.add_row(named(item.label), told(value), used, told(limit), told(expected), told(status))
    return grid


def _share(value: str, limit: str) -> str:
    try:
        return str(Decimal(value) / Decimal(limit))
    except (InvalidOperation, ZeroDivisionError):
        return ""


def _anomalies(block: AnomaliesBlock) -> RenderableType:
    amounts = ("Cost", "Expected", "Impact")
    grid = _grid(block.title, "What", "When", *amounts, "Cause", "Status", right=amounts)
    for item in block.items:
        grid.add_row(
            named(item.label),
            told(f"{item.start} up to, not including, {item.end}"),
            money(item.value, item.unit),
            money(item.expected, item.unit),
            money(item.impact, item.unit),
            told(item.cause or NO_VALUE),
            told(item.note or item.status),
        )
    return grid


def _proposal(block: ActionProposalBlock) -> RenderableType:
    lines = [block.title, block.detail, *(_proposed(block.proposal) if block.proposal else ())]
    return Text(readable("\n".join(lines), lines=True))


def _proposed(proposal: Proposal) -> list[str]:
    """Exactly what would be done, and how it would be undone."""
    lines = [f"Would call {proposal.tool} with {proposal.arguments}", f"Effect: {proposal.effect}"]
    lines += [f"To undo: {proposal.undo}"] if proposal.undo else ["It cannot be undone."]
    return lines + ([f"Open until {proposal.expires_at.isoformat()}"] if proposal.expires_at else [])


def _code(block: CodeBlock) -> RenderableType:
    return Syntax(readable(block.code, lines=True), block.language or "text", background_color="default")


VIEWS: Mapping[type[Any], Callable[[Any], RenderableType]] = {
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
