"""Typed answers in a terminal: headline, prose, blocks, basis in words. Pure: answer in, renderables out."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.markdown import Markdown

from finops_client.answers import Answer, Block, BreakdownBlock, TableBlock
from finops_core.texts import readable
from local.basis_words import basis_lines, usage_lines
from local.cli.block_views import block_view
from local.cli.terminal import told


def answer_lines(answer: Answer) -> Iterator[RenderableType]:
    """Everything there is to show, in reading order. A breakdown that a table shows as well is shown once."""
    yield told(answer.headline, "bold")
    if answer.markdown and answer.markdown.strip() != answer.headline:
        yield Markdown(readable(answer.markdown, lines=True), hyperlinks=False)
    for block in answer.blocks:
        if not _shown_elsewhere(block, answer):
            yield block_view(block)
    for remainder in answer.more:
        yield told(
            f"All {remainder.total:,} {_THINGS.get(remainder.of, remainder.of)}: --all shows them.", "dim italic"
        )
    for line in (*basis_lines(answer.basis), *usage_lines(answer.usage)):
        yield told(line, "dim")
    if answer.suggestions:
        yield told(f"You can ask: {' · '.join(answer.suggestions)}", "dim italic")


_THINGS = {"markdown": "parts of the text"}


def _shown_elsewhere(block: Block, answer: Answer) -> bool:
    """A breakdown that a table shows as well, and a table without rows that only another block's items fill."""
    tables = {table.title for table in answer.tables} | {table.id for table in answer.tables if table.id}
    if isinstance(block, BreakdownBlock):
        return (block.table_id or block.title) in tables and any(table.rows for table in answer.tables)
    named = {getattr(other, "table_id", None) for other in answer.blocks}
    return isinstance(block, TableBlock) and not block.rows and block.id != "" and block.id in named
