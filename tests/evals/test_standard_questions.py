"""Every standard question, asked of every bill at hand, equals its SQL to the last digit."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agents.catalog import CATALOG
from agents.cost.kinds import kind_words
from agents.cost.scope import match_tag_key
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from finops_core.answers import Finding, TableBlock
from finops_core.clock import ManualClock
from finops_core.tools.run import run_tool
from finops_core.tools.spec import ToolContext
from finops_core.values import Period
from supervisor.route import route
from tests.evals.standard_questions import StandardQuestion, standard_questions

BILLS = sorted(
    path for path in (Path(__file__).parents[1] / "data" / "bills").iterdir() if path.suffix in {".csv", ".parquet"}
)
QUESTIONS = standard_questions()
NOW = datetime(2026, 11, 20, tzinfo=UTC)

Row = tuple[str | None, ...]


@pytest.fixture(scope="module", params=BILLS, ids=lambda path: path.name)
def bill(request: pytest.FixtureRequest) -> Iterator[ExportBill]:
    with open_bill(request.param) as opened:
        yield opened


def for_bill(question: StandardQuestion, bill: ExportBill) -> StandardQuestion:
    info = bill.info()
    last = info.period.last_day
    month = Period.of_month(last.year, last.month)
    return question.of(
        month=f"{month.start:%B %Y}",
        start=month.start.isoformat(),
        end=month.end.isoformat(),
        environment=match_tag_key("environment", info) or "environment",
    )


def answered(question: StandardQuestion, bill: ExportBill) -> Finding:
    decision = route(question.text, catalog=CATALOG)
    assert decision.path == "fast", question.text
    (step,) = decision.steps
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill})
    return run_tool(CATALOG[step.agent].tool(step.tool), step.args, context)


def amounts(finding: Finding) -> list[Decimal]:
    """The amount of each row of the table, or the totals of an answer without one."""
    for block in finding.blocks:
        if isinstance(block, TableBlock):
            at = [column.key for column in block.columns].index("amount")
            return [Decimal(str(row[at])) for row in block.rows]
    return [Decimal(fact.value) for fact in finding.facts if fact.kind == "money" and not fact.derived_from]


def names(finding: Finding) -> list[str]:
    """The group of each row of the table: its first column, unless that is an amount."""
    (found,) = [block for block in finding.blocks if isinstance(block, TableBlock)]
    return [str(row[0]) for row in found.rows]


def test_there_are_twenty_five_questions() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 26))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.number}")
def test_the_answer_equals_its_sql(question: StandardQuestion, bill: ExportBill) -> None:
    asked = for_bill(question, bill)
    found = answered(asked, bill)
    if found.headline.startswith("The bill has no tag"):
        assert match_tag_key("environment", bill.info()) is None
        return
    rows = [row for row in bill.statement(asked.sql, ()) if row[-1] is not None]
    if found.headline.startswith(("The bill has no", "Nothing was")):
        assert rows == []
        return
    assert amounts(found) == [Decimal(str(row[-1])) for row in rows]


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if "by" in q.text], ids=lambda question: f"{question.number}"
)
def test_each_amount_stands_beside_its_own_group(question: StandardQuestion, bill: ExportBill) -> None:
    asked = for_bill(question, bill)
    found = answered(asked, bill)
    if not found.blocks:
        assert found.headline.startswith(("The bill has no", "Nothing was"))
        return
    rows = bill.statement(asked.sql, ())
    for name, row in zip(names(found), rows, strict=True):
        shown = " ".join(kind_words((str(row[0]),))) or str(row[0])
        assert (shown in name) if row[0] else name.startswith(("no ", "untagged"))
