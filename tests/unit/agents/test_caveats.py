"""No answer of the cost agent is silent about charges that are not in it: every tool is asked, absent answers too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BILL
from tests.unit.agents.asking import ask, opened, said
from tests.unit.billing.made_bills import focus_day, write_csv

ASKED: dict[str, tuple[dict[str, Any], ...]] = {
    "spend": (
        {},
        {"group_by": ["service"], "period": "2026-05"},
        {"granularity": "daily"},
        {"average": "daily"},
        {"service": ["nothing of the kind"]},
        {"period": "2019"},
    ),
    "explore": (
        {},
        {"period": "2026-05", "group_by": ["service"]},
        {"period": "2026-06", "compare_to": "previous"},
        {"period": "2026-06", "only": ["service=nothing of the kind"]},
    ),
    "values": ({}, {"dimension": "service", "period": "2026-05"}, {"dimension": "account"}),
    "compare": ({"period": "2026-05"}, {"period": "2026-06"}, {"period": "2026-06", "group_by": ["account"]}),
    "changes": ({"period": "2026-06"}, {"period": "2026-06", "change": "stopped"}),
    "run_rate": ({},),
    "forecast": ({}, {"group_by": ["service"]}, {"period": "2026-05"}),
    "forecast_supposed": ({"change": "0.2"}, {"change": "-0.2", "service": ["Amazon EC2"]}),
    "tag_coverage": ({}, {"keys": ["team"]}, {"keys": ["nothing"]}),
    "commitments": ({}, {"aspect": "coverage"}, {"aspect": "ends"}),
    "bill_status": ({},),
    "overview": ({},),
    "usage": ({}, {"period": "2026-05"}),
    "weekdays": ({}, {"period": "2026-05"}),
    "credits": ({},),
    "invoices": ({},),
    "charge": ({"amount": "3"}, {"service": ["Amazon EC2"]}),
}
"""What each tool is asked; a tool that is missing here fails the test that walks all tools."""

CASES = [(tool, args) for tool, asked in ASKED.items() for args in asked]
PLAN = {"CommitmentDiscountId": "arn:p", "CommitmentDiscountType": "Savings Plan"}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    """Two rows of May cannot be counted, and one of the files cannot be read at all; one row has no effective cost."""
    folder = tmp_path_factory.mktemp("bill")
    rows = [
        *(focus_day(day, month, BilledCost="3", EffectiveCost="3") for month in (5, 6) for day in range(1, 29)),
        focus_day(3, BilledCost="7.5 credits"),
        focus_day(4, BilledCost="about 1"),
        focus_day(5, month=5, BilledCost="11", EffectiveCost="", **PLAN),
        focus_day(5, month=6, BilledCost="13", EffectiveCost="", **PLAN),
    ]
    write_csv(folder / "bill" / "whole.csv", rows)
    (folder / "bill" / "broken.parquet").write_bytes(b"PAR1 cut off")
    with open_bill(folder / "bill") as opened_bill:
        yield opened_bill


def test_every_tool_is_asked() -> None:
    assert set(ASKED) == {tool.name for tool in CATALOG["cost"].tools}


@pytest.mark.parametrize(("tool", "args"), CASES)
def test_every_answer_says_which_rows_and_files_are_not_in_it(
    bill: ExportBill, tool: str, args: dict[str, Any]
) -> None:
    notes = "\n".join(ask(bill, tool, **args).basis.notes)

    assert "2 rows of the bill" in notes
    assert "broken.parquet" in notes


NEEDED: dict[tuple[str, str], dict[str, Any]] = {
    ("advice", "plan_bought"): {"hourly": "1"},
}
"""Arguments without which a tool of another agent cannot be asked."""
OTHERS = [
    (agent.name, tool.name)
    for agent in CATALOG.values()
    for tool in agent.tools
    if agent.name != "cost" and tool.needs == (BILL,)
]


@pytest.mark.parametrize(("agent", "tool"), OTHERS)
def test_every_agent_over_the_bill_says_so_too(bill: ExportBill, agent: str, tool: str) -> None:
    notes = "\n".join(ask(bill, tool, agent=agent, **NEEDED.get((agent, tool), {})).basis.notes)

    assert "2 rows of the bill" in notes
    assert "broken.parquet" in notes


_WITHOUT_AMOUNTS = ("commitments", "bill_status", "overview", "credits")
"""This bill has no credits."""

METRIC = [
    (tool, args)
    for tool, args in CASES
    if tool not in _WITHOUT_AMOUNTS and not any(word in str(args) for word in ("2019", "nothing"))
]
"""What is answered with an amount of the metric asked for."""


@pytest.mark.parametrize(("tool", "args"), METRIC)
def test_every_answer_in_effective_cost_says_which_rows_have_none(
    bill: ExportBill, tool: str, args: dict[str, Any]
) -> None:
    notes = "\n".join(ask(bill, tool, metric="effective", **args).basis.notes)

    assert "no EffectiveCost" in notes
    assert "11.00" in notes or "13.00" in notes or "24.00" in notes, "what the rows bill is said"


def test_days_that_lack_nothing_are_answered_without_a_caveat(tmp_path: Path) -> None:
    rows = [focus_day(3, 5, BilledCost="1"), focus_day(3, 6, BilledCost="x"), focus_day(4, 7, BilledCost="2")]
    with opened(tmp_path, rows) as bill:
        assert "1 row of the bill" not in said(ask(bill, "spend", period="2026-05"))
        assert "1 row of the bill" in said(ask(bill, "spend", period="2026-06/2026-07"))
        assert "1 row of the bill" in said(ask(bill, "compare", period="2026-07", compare_to="2026-06"))
        assert "1 row of the bill" not in said(ask(bill, "compare", period="2026-07", compare_to="2026-05"))
        assert "no EffectiveCost" not in said(ask(bill, "spend", period="2026-05", metric="effective"))


def test_who_sees_some_accounts_learns_no_counts_of_others(bill: ExportBill) -> None:
    limited = said(ask(bill, "spend", accounts=frozenset({"200000000001"})))

    assert "Some rows of the bill could not be read" in limited
    assert "2 rows" not in limited
    assert "broken" not in limited
