"""Typed answers in a terminal: headline, prose, blocks, basis in words. Pure: answer in, renderables out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from rich.console import RenderableType
from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from finops_client.answers import (
    ActionProposalBlock,
    Answer,
    Basis,
    Block,
    BreakdownBlock,
    Cell,
    CodeBlock,
    Column,
    RecommendationsBlock,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.formats import format_money, format_value
from finops_core.texts import isolated, readable
from local.cli.terminal import named, told

SPARKS = "▁▂▃▄▅▆▇█"
BAR_WIDTH = 24


def answer_lines(answer: Answer) -> Iterator[RenderableType]:
    """Everything there is to show, in reading order. A breakdown that a table shows as well is shown once."""
    yield told(answer.headline, "bold")
    if answer.markdown and answer.markdown.strip() != answer.headline:
        yield Markdown(readable(answer.markdown, lines=True), hyperlinks=False)
    tables = {table.title for table in answer.tables}
    for block in answer.blocks:
        if not isinstance(block, BreakdownBlock) or block.title not in tables:
            yield block_view(block)
    for line in basis_lines(answer.basis):
        yield told(line, "dim")


def block_view(block: Block) -> RenderableType:
    match block:
        case TableBlock():
            return _table(block)
        case BreakdownBlock():
            return _breakdown(block)
        case TimeSeriesBlock():
            return _series(block)
        case RecommendationsBlock():
            return _recommendations(block)
        case ActionProposalBlock():
            return Text(readable(f"{block.title}\n{block.detail}", lines=True))
        case CodeBlock():
            return Syntax(readable(block.code, lines=True), block.language or "text", background_color="default")


def basis_lines(basis: Basis) -> Iterator[str]:
    """What the numbers stand on, in words; what is not known is left out."""
    if basis.metric:
        grain = f", {basis.granularity}" if basis.granularity else ""
        currency = f" in {basis.currency}" if basis.currency else ""
        yield f"Basis: {basis.metric}{currency}{grain}"
    if basis.period is not None:
        yield f"Period: {basis.period.start.isoformat()} up to, not including, {basis.period.end.isoformat()}"
    for label, values in (
        ("Included", basis.included),
        ("Left out", basis.excluded),
        ("Only", basis.filters),
        ("Incomplete", basis.partial_periods),
        ("Accounts", basis.accounts),
        ("Note", basis.notes),
    ):
        if values:
            yield f"{label}: {', '.join(map(isolated, values))}"
    if basis.source:
        rows = f", {basis.rows_read:,} rows read" if basis.rows_read is not None else ""
        yield f"Source: {isolated(basis.source)}{' (sample data)' if basis.sample else ''}{rows}"
    if basis.data_as_of is not None:
        yield f"Data as of: {basis.data_as_of.isoformat()}"
    if basis.api_requests:
        yield f"AWS API: {basis.api_requests} requests, {format_money(Decimal(basis.api_cost_usd), 'USD')}"


def spark_line(values: Sequence[Decimal]) -> str:
    """One character a value, from the lowest (or zero) to the highest."""
    low, high = min(min(values, default=Decimal(0)), Decimal(0)), max(values, default=Decimal(0))
    span = high - low
    if not span:
        return SPARKS[0] * len(values)
    return "".join(SPARKS[int((value - low) / span * (len(SPARKS) - 1))] for value in values)


def cell_text(column: Column, cell: Cell) -> str:
    """A cell as a person reads it; text that is not of its column's kind stays as it came."""
    if cell is None:
        return "–"
    return format_value(cell, column.kind, column.unit)


def bar(share: Cell) -> str:
    """A fraction as a bar; nothing for what is no fraction."""
    try:
        fraction = Decimal(share or 0)
    except InvalidOperation:
        return ""
    return "█" * int(max(Decimal(0), min(Decimal(1), fraction)) * BAR_WIDTH)


def _grid(title: str) -> Table:
    return Table(title=told(title), title_justify="left", title_style="bold", header_style="bold")


def _table(block: TableBlock) -> RenderableType:
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
    if block.total_rows > len(block.rows):
        grid.caption = f"{len(block.rows):,} of {block.total_rows:,} rows"
    return grid


def _breakdown(block: BreakdownBlock) -> RenderableType:
    grid = _grid(block.title)
    grid.add_column("")
    grid.add_column(told(block.unit), justify="right")
    grid.add_column("Share", justify="right")
    grid.add_column("")
    for item in block.items:
        percent = "" if item.share is None else format_value(item.share, "percent")
        grid.add_row(named(item.label), told(format_money(item.amount, block.unit)), told(percent), bar(item.share))
    grid.add_section()
    grid.add_row("Total", told(format_money(Decimal(block.total), block.unit)), "", "")
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
            told(f"{first.start} {format_money(Decimal(first.value), block.unit)}"),
            told(f"{last.start} {format_money(Decimal(last.value), block.unit)}"),
            spark_line([Decimal(point.value) for point in series.points]),
        )
    return grid


def _recommendations(block: RecommendationsBlock) -> RenderableType:
    grid = _grid(block.title)
    for label in ("What", "Where"):
        grid.add_column(label, overflow="fold")
    grid.add_column("Saves a month", justify="right")
    for item in block.items:
        saving = format_money(Decimal(item.saving_per_month), item.unit)
        grid.add_row(told(item.title), named(item.resource), told(saving))
    return grid
