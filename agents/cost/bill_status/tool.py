"""The `bill_status` tool: which bill is loaded, what it covers and what was left out of it."""

from collections.abc import Sequence

from agents.bill.dimensions import account_label
from agents.bill.scope import covered
from agents.cost.bill_status.params import BillStatusParams
from billing.periods.symbols import day_text
from billing.source import BillSource
from finops_core.answers import Basis, Column, DateRange, Finding, TableBlock
from finops_core.tools.context import ToolContext

LISTED = 20
"""Names in one line; more are counted."""


def bill_status(params: BillStatusParams, context: ToolContext) -> Finding:
    """What is loaded. Raises BillError when the export cannot be read."""
    info = context.service(BillSource).info()
    seen = {a: name for a, name in info.accounts.items() if context.accounts is None or a in context.accounts}
    rows = context.facts.number(info.rows, "rows", "rows of the bill")
    days = covered(info)
    first, last = context.facts.day(days.start, "first day"), context.facts.day(days.last_day, "last complete day")
    facts = [rows, first, last]
    sample = "a sample, " if info.sample else ""
    headline = (
        f"The bill is {sample}{info.format} {info.version} with [[{rows.id}]] from [[{first.id}]] to [[{last.id}]]."
    )
    left_out = sum(problem.rows for problem in info.problems)
    prose = ""
    if left_out:
        fact = context.facts.number(left_out, "rows", "rows left out")
        facts.append(fact)
        prose = f"[[{fact.id}]] were left out; the table names the reasons."
    lines = [
        ("Source", info.source),
        ("Accounts", _listed([account_label(account, info) for account in sorted(seen)])),
        ("Currencies", ", ".join(sorted(info.currencies))),
        ("Tag keys", _listed(info.tag_keys)),
        ("Hours", "yes" if info.has_hours else "days only"),
        ("Period of all charges", f"{day_text(info.period.start)} to {day_text(info.period.last_day)}"),
    ]
    problems = [("Problem", problem.message) for problem in info.problems]
    table = TableBlock(
        title="The bill",
        columns=(Column(key="what", label="What"), Column(key="value", label="Value")),
        rows=(*lines, *problems),
        total_rows=len(lines) + len(problems),
    )
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(facts),
        blocks=(table,),
        basis=Basis(
            period=DateRange(start=info.period.start, end=info.period.end),
            source=info.source,
            sample=info.sample,
            data_as_of=info.data_as_of,
            accounts=tuple(account_label(account, info) for account in sorted(seen)),
        ),
        suggestions=("What did I spend by service?", "What did I spend by account?", "Show daily costs"),
    )


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more or "none"
