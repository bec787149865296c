"""What a page is told of the bill, as a table of fields."""

from agents.cost.overview.result import Overview
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.facts import FactBook


def present_overview(found: Overview, book: FactBook) -> Finding:
    """How much there is; the fields for a program stand in the table."""
    rows = book.number(found.info.rows, "rows", "rows of the bill")
    first = book.day(found.info.period.start, "first day")
    last = book.day(found.info.period.last_day, "last day")
    table = TableBlock(
        title="What the page is told",
        columns=(Column(key="field", label="Field"), Column(key="value", label="Value as JSON")),
        rows=found.lines.first,
        total_rows=found.lines.total,
        artifact_id=found.lines.artifact_id,
    )
    return Finding(
        headline=f"The bill has [[{rows.id}]], from [[{first.id}]] to [[{last.id}]].",
        facts=(rows, first, last),
        blocks=(table,),
        basis=found.basis,
    )
