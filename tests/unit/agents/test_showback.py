"""Showback asked in words and of the tool: statements, whose they are, and what is said when there are none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.terms import Terms, terms_from
from finops_core.answers import Answer, Finding, TableBlock, headline_of
from finops_core.clock import ManualClock
from finops_core.jobs.events import Answered
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from supervisor.run import Question, SupervisorDeps, run
from tests.unit.billing.made_bills import focus_day, write_csv

CLOCK = ManualClock(datetime(2026, 6, 20, tzinfo=UTC))
TERMS = terms_from(
    {
        "teams": [{"name": name, "rules": [{"tags": {"team": [name]}}]} for name in ("payments", "search")],
        "shared": [{"name": "Support", "rules": [{"kinds": ["support"]}], "split": "even"}],
    },
    "finops.toml",
)
ROWS = [
    focus_day(1, BilledCost="60.126", Tags='{"team": "payments"}'),
    focus_day(2, BilledCost="30", SubAccountId="200000000002", SubAccountName="lab", Tags='{"team": "search"}'),
    focus_day(3, BilledCost="10.01", ServiceName="AWS Support (Business)", Tags="{}"),
    focus_day(4, BilledCost="100", Tags="{}"),
]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    path = write_csv(tmp_path_factory.mktemp("showback") / "bill.csv", ROWS)
    with open_bill(path, terms=TERMS) as opened:
        yield opened


def called(bill: ExportBill, *, accounts: frozenset[str] | None = None, **args: Any) -> Finding:
    services: dict[type[Any], Any] = {BillSource: bill, Terms: bill.terms}
    context = ToolContext(job_id="job", user_id="ada", clock=CLOCK, services=services, accounts=accounts)
    return run_tool(CATALOG["showback"].tool("showback"), {"period": "2026-05", **args}, context)


def asked(bill: ExportBill, text: str) -> Answer:
    deps = SupervisorDeps(catalog=CATALOG, clock=CLOCK, services={BillSource: bill, Terms: bill.terms})
    events = run(Question(job_id="job", user_id="ada", text=text), deps)
    return next(event.answer for event in events if isinstance(event, Answered))


def tables(blocks: tuple[Any, ...]) -> dict[str, list[tuple[str | None, ...]]]:
    return {block.title: list(block.rows) for block in blocks if isinstance(block, TableBlock)}


def test_the_showback_of_a_month_is_the_bill_as_statements(bill: ExportBill) -> None:
    answer = asked(bill, "show the showback for May")
    assert answer.headline == (
        "$200.14 in May 2026 up to 4 May 2026: $90.13 is charged to 2 teams directly, $10.01 is their part of "
        "shared costs, and $100.00 belongs to nobody."
    )
    (summary, *statements) = tables(answer.blocks).values()
    assert [(row[0], row[5], row[6]) for row in summary] == [
        ("payments", "5.00", "65.13"),
        ("search", "5.01", "35.01"),
        ("nobody", "0", "100.00"),
    ]
    assert [row[:2] for row in statements[0]] == [("Amazon EC2", "prod (200000000001)"), ("Support", "shared cost")]
    assert sum(Decimal(str(row[-1])) for table in statements for row in table) == Decimal("200.14")


@pytest.mark.parametrize("text", ["the May showback of the search team", "chargeback for the search team in May"])
def test_the_statement_of_one_team_bears_its_part_of_what_all_share(bill: ExportBill, text: str) -> None:
    answer = asked(bill, text)
    (summary, statement) = tables(answer.blocks).values()
    assert [row[0] for row in summary] == ["search"]
    assert [row[0] for row in statement] == ["Amazon EC2", "Support"]
    assert answer.headline == "search bears $35.01, of which $5.01 is shared costs in May 2026 up to 4 May 2026."


def test_a_team_that_there_is_not_is_told_with_those_there_are(bill: ExportBill) -> None:
    assert headline_of(called(bill, team=["growth"])) == "The bill has no team growth. It has payments, search."


def test_who_sees_one_account_gets_no_other_teams_statement(bill: ExportBill) -> None:
    found = called(bill, accounts=frozenset({"200000000002"}))
    assert "payments" not in found.model_dump_json()


def test_without_teams_it_is_said_how_to_define_them(tmp_path: Path) -> None:
    with open_bill(write_csv(tmp_path / "bill.csv", ROWS)) as bare:
        found = called(bare)
    assert found.headline == "No teams are defined. Add [[teams]] to finops.toml to get statements for them."
