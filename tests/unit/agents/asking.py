"""Asks a tool of the cost agent about a real export, for tests of what its answers say."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Finding, TableBlock, render
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.billing.made_bills import write_csv

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def opened(folder: Path, rows: Sequence[Mapping[str, str]], terms: Terms | None = None) -> ExportBill:
    """An export of these rows, opened."""
    return open_bill(write_csv(folder / "bill.csv", rows), terms=terms)


def ask(
    bill: BillSource,
    tool: str,
    *,
    accounts: frozenset[str] | None = None,
    terms: Terms | None = None,
    now: datetime = NOW,
    agent: str = "cost",
    **args: Any,
) -> Finding:
    services: Mapping[type[Any], Any] = {BillSource: bill, Terms: terms or Terms()}
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(now), services=services, accounts=accounts)
    return run_tool(CATALOG[agent].tool(tool), args, context)


def headline(finding: Finding) -> str:
    return render(finding.headline, finding.facts)


def prose(finding: Finding) -> str:
    return render(finding.prose, finding.facts)


def said(finding: Finding) -> str:
    """All that the answer says in words: headline, prose, and the notes of its basis."""
    basis = finding.basis
    return "\n".join((headline(finding), prose(finding), *basis.notes, *basis.partial_periods))


def table(finding: Finding) -> list[dict[str, str | None]]:
    """The rows of the first table by the keys of its columns."""
    first = next(block for block in finding.blocks if isinstance(block, TableBlock))
    keys = [column.key for column in first.columns]
    return [dict(zip(keys, row, strict=True)) for row in first.rows]
