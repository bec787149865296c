"""The bill that is loaded in words."""

from collections.abc import Sequence

from agents.bill.tag_keys import CUSTOM_COLUMN, bare_key, cost_categories, keys_of_tags, shown_key
from agents.cost.bill_status.result import BillStatus
from billing.periods.symbols import day_text
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.facts import FactBook

LISTED = 20
"""Names in one line; more are counted."""


def present_bill_status(found: BillStatus, book: FactBook) -> Finding:
    """Format, rows and days first; the rest, and every problem, in a table."""
    info = found.info
    rows = book.number(info.rows, "rows", "rows of the bill")
    first, last = book.day(info.period.start, "first day"), book.day(info.period.last_day, "last day")
    count = len(found.accounts)
    accounts = book.number(count, "account" if count == 1 else "accounts", "accounts of the bill")
    facts = [rows, accounts, first, last]
    sample = "a sample, " if info.sample else ""
    headline = (
        f"The bill is {sample}{info.format} {info.version} with [[{rows.id}]] of [[{accounts.id}]], "
        f"from [[{first.id}]] to [[{last.id}]]."
    )
    if found.complete.end < info.period.end:
        complete = book.day(found.complete.last_day, "last complete day")
        facts.append(complete)
        headline += f" Its days are complete up to [[{complete.id}]]."
    prose = ""
    if found.rows_left_out:
        fact = book.number(found.rows_left_out, "rows", "rows left out")
        facts.append(fact)
        prose = f"[[{fact.id}]] were left out; the table names the reasons."
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(facts),
        blocks=(_table(found),),
        basis=found.basis,
        suggestions=("What did I spend by service?", "What did I spend by account?", "Show daily costs"),
    )


def _table(found: BillStatus) -> TableBlock:
    info = found.info
    own = [shown_key(key) for key in info.tag_keys if key.startswith(CUSTOM_COLUMN)]
    categories = [bare_key(key) for key in cost_categories(info)]
    lines = [
        ("Source", info.source),
        ("Accounts", _listed(found.accounts)),
        ("Currencies", ", ".join(sorted(info.currencies))),
        ("Tag keys", _listed([shown_key(key) for key in keys_of_tags(info)])),
        *((("Cost categories", _listed(categories)),) if categories else ()),
        *((("Columns of its own", _listed(own)),) if own else ()),
        ("Hours", "yes" if info.has_hours else "days only"),
        ("Period of all charges", f"{day_text(info.period.start)} to {day_text(info.period.last_day)}"),
        *(("Problem", problem.message) for problem in info.problems),
    ]
    columns = (Column(key="what", label="What"), Column(key="value", label="Value"))
    return TableBlock(title="The bill", columns=columns, rows=tuple(lines), total_rows=len(lines))


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more or "none"
