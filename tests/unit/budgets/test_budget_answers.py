"""Budgets in the chat: how they stand, which would fit, and that what is to be done is told and never done."""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from agents.budgets.agent import AGENT
from billing.budgets.record import Budget
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.terms import Terms, read_terms
from finops_core.answers import CodeBlock, Finding, GaugesBlock, TableBlock, render
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from supervisor.plan import Step
from supervisor.route import understood
from supervisor.vocabulary import Vocabulary
from tests.unit.billing.budgets.made import LAB, REDSHIFT, S3, SHOP, rows
from tests.unit.billing.made_bills import write_csv

NOW = datetime(2026, 7, 18, 9, tzinfo=UTC)


def budget(name: str, limit: int, **given: Any) -> Budget:
    return Budget.model_validate({"BudgetName": name, "BudgetLimit": {"Amount": limit, "Unit": "USD"}, **given})


TERMS = Terms(
    budgets=(
        budget("everything", 5000, Notifications=[{"NotificationType": "ACTUAL", "Threshold": 20}]),
        budget("warehouse", 100, CostFilters={"Service": [REDSHIFT]}),
        budget("lab", 900, CostFilters={"LinkedAccount": [LAB]}),
        budget("typo", 50, CostFilters={"Service": ["Amazon Redshit"]}),
    )
)


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    path = write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", list(rows()))
    with open_bill(path, terms=TERMS) as opened:
        yield opened


def asked(bill: ExportBill, tool: str, terms: Terms = TERMS, **args: Any) -> Finding:
    services: dict[type[Any], Any] = {BillSource: bill, Terms: terms}
    context = ToolContext(job_id="j", user_id="ada", clock=ManualClock(NOW), services=services)
    return run_tool(AGENT.tool(tool), args, context)


def headline(found: Finding) -> str:
    return render(found.headline, found.facts)


def prose(found: Finding) -> str:
    return render(found.prose, found.facts)


def test_several_budgets_are_counted_and_the_worst_told_first(bill: ExportBill):
    found = asked(bill, "budgets")
    assert headline(found) == "Of 4 budgets, 1 over, 1 on the way over, 1 within and 1 not known."
    assert prose(found).startswith("The budget warehouse is over by $70.00 since 11 July 2026: $170.00 of $100.00")
    gauges = next(block for block in found.blocks if isinstance(block, GaugesBlock))
    assert [(one.label, one.status) for one in gauges.items] == [
        ("warehouse", "over"), ("lab", "warning"), ("everything", "ok"), ("typo", ""),
    ]  # fmt: skip
    assert any("Amazon Redshit matches nothing" in note for note in found.basis.notes)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({"name": ["lab"]}, "The budget lab will probably be passed on 31 July 2026: $510.00 of $900.00 is spent"),
        ({"name": ["lab"], "aspect": "left"}, "Of the budget lab, $390.00 is left: $510.00 of $900.00 is spent."),
        ({"service": [REDSHIFT]}, "The budget warehouse is over by $70.00 since 11 July 2026"),
        ({"account": ["lab"]}, "The budget lab will probably be passed on 31 July 2026"),
        ({"name": ["everything"], "aspect": "alerts"}, "Of 1 alert of the budget everything, 1 told (11 July 2026)."),
        ({"only": "over"}, "The budget warehouse is over by $70.00"),
        ({"by": "service", "only": "over"}, "The budget warehouse is over by $70.00"),
        ({"name": ["lab"], "period": "2026-06"}, "The budget lab held: $900.00 of $900.00 was spent, and $0.00 was"),
        ({"name": ["warehouse"], "period": "2026-06"}, "The budget warehouse was passed on 11 June 2026 by $200.00"),
        ({"name": ["typo"]}, "The budget typo cannot be followed: Nothing on the bill is counted by it."),
        ({"service": ["S3"]}, "There is no such budget. There are these budgets: everything, warehouse, lab, typo."),
        ({"amount": "3000", "account": ["shop"]}, "The budget shop a month will probably hold: $1,147.00 of $3,000.00"),
    ],
)  # fmt: skip
def test_what_is_asked_of_budgets_is_told_first(bill: ExportBill, args: dict[str, Any], told: str):
    assert headline(asked(bill, "budgets", **args)).startswith(told)


def test_a_period_of_which_nothing_is_billed_is_not_said_to_have_cost_nothing(bill: ExportBill):
    found = asked(bill, "budgets", name=["lab"], period="2026-08")
    assert headline(found) == (
        "The bill has no day yet of the period of the budget lab, 1 August 2026 to 31 August 2026; its limit of "
        "$900.00 will probably be passed."
    )
    assert not any(isinstance(block, GaugesBlock) for block in found.blocks)
    assert any(note.startswith("The bill has no day of its period") for note in found.basis.notes)


def test_budgets_of_teams_are_known_by_the_tag_of_a_team_and_by_expressions(bill: ExportBill):
    by_tag = budget("data team", 10, CostFilters={"TagKeyValue": ["user:team$data"]})
    expression = {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [SHOP]}}
    by_account = budget("shop", 10, FilterExpression=expression, Metrics=["UnblendedCost"])
    terms = Terms(budgets=(by_tag, by_account))
    assert headline(asked(bill, "budgets", terms, by="team", only="over")).startswith("The budget data team is over")
    assert headline(asked(bill, "budgets", terms, by="account", only="over")).startswith("The budget shop is over")
    assert headline(asked(bill, "budgets", terms, by="region")).startswith("There is no such budget.")


def test_the_chance_the_range_and_the_driver_are_told(bill: ExportBill):
    text = prose(asked(bill, "budgets", name=["lab"]))
    assert "By 31 July 2026 it is expected to come to $930.00; the chance of passing the limit is about 99.0 %." in text
    assert "The largest part is Amazon Simple Storage Service with $340.00." in text


def test_without_budgets_it_says_how_to_add_one_and_which_would_fit(bill: ExportBill):
    found = asked(bill, "budgets", Terms())
    assert headline(found) == "No budgets are configured here, so none can be passed."
    assert "A monthly budget of $3,300.00 for everything would fit. It is 5.0 % above the $3,100.00 expected" in prose(
        found
    )
    lines = next(block.code for block in found.blocks if isinstance(block, CodeBlock) and block.language == "toml")
    (added,) = read_terms(lines.encode(), "finops.toml").budgets
    assert (added.budget_limit and added.budget_limit.amount, added.time_unit) == (Decimal(3300), "MONTHLY")


def test_a_recommended_budget_is_replayed_over_the_past(bill: ExportBill):
    found = asked(bill, "recommend_budget", service=["S3"])
    assert headline(found) == "A monthly budget of $655.00 for S3 would fit."
    assert "the forecast's alert would have come in 0 of them, 0 false and 0 missed" in prose(found)
    months = next(block for block in found.blocks if isinstance(block, TableBlock))
    assert [row[2] for row in months.rows] == ["620.00", "600.00", "620.00", "600.00"]


def test_a_budget_for_what_the_bill_lacks_is_not_recommended(bill: ExportBill):
    found = asked(bill, "recommend_budget", service=["Nope"])
    assert headline(found) == "A budget for this would count nothing: the bill does not have Service = Nope."


def test_what_is_to_be_done_is_told_as_the_exact_call_and_not_done(bill: ExportBill):
    found = asked(bill, "budget_call", amount="500", service=["S3"], time_unit="MONTHLY")
    assert headline(found) == "Nothing was done: budgets are not made, changed or deleted from here."
    toml, call = (block for block in found.blocks if isinstance(block, CodeBlock))
    assert tomllib.loads(toml.code)["budgets"][0]["BudgetLimit"] == {"Amount": "500", "Unit": "USD"}
    request = json.loads(call.code)
    assert request["Budget"]["CostFilters"] == {"Service": ["S3"]}
    assert request["Budget"]["BudgetLimit"] == {"Amount": "500", "Unit": "USD"}
    assert "without an action it stops nothing" in prose(found)


def test_a_change_and_a_deletion_are_calls_of_their_own(bill: ExportBill):
    change = asked(bill, "budget_call", deed="change", name=["lab"], amount="950")
    call = json.loads([block.code for block in change.blocks if isinstance(block, CodeBlock)][-1])
    assert call["NewBudget"]["BudgetLimit"]["Amount"] == "950"
    assert call["NewBudget"]["CostFilters"] == {"LinkedAccount": [LAB]}
    gone = asked(bill, "budget_call", deed="delete", name=["lab"])
    (block,) = (block for block in gone.blocks if isinstance(block, CodeBlock))
    assert json.loads(block.code) == {"AccountId": "YOUR_ACCOUNT_ID", "BudgetName": "lab"}


def test_who_sees_one_account_is_told_of_its_budgets_only(bill: ExportBill):
    services: dict[type[Any], Any] = {BillSource: bill, Terms: TERMS}
    context = ToolContext(
        job_id="j", user_id="ada", clock=ManualClock(NOW), services=services, accounts=frozenset({LAB})
    )
    found = run_tool(AGENT.tool("budgets"), {}, context)
    assert headline(found).startswith("The budget lab will probably be passed")
    other = run_tool(AGENT.tool("budgets"), {"service": [S3]}, context)
    assert headline(other) == "There is no such budget. There are these budgets: lab."
    assert SHOP not in found.model_dump_json()


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("when will the warehouse budget be exceeded?", {"name": ("warehouse",), "aspect": "when"}),
        ("when will we pass the warehouse budget?", {"name": ("warehouse",), "aspect": "when"}),
        ("how much of the lab budget is left", {"name": ("lab",), "aspect": "left"}),
        ("Is the budget for warehouse on track?", {"name": ("warehouse",)}),
    ],
)
def test_budgets_are_known_by_their_names(bill: ExportBill, text: str, args: dict[str, Any]):
    assert understood(text, lexicon=Vocabulary().of(bill))[0] == (Step("budgets", "budgets", args),)


@pytest.mark.parametrize(
    "text",
    [
        "create a budget of $500",
        "please set up a monthly budget of $2,000 for S3",
        "delete the warehouse budget",
        "could you raise the lab budget to $950",
        "add a $300 budget for Lambda",
    ],
)
def test_a_deed_reaches_only_the_tool_that_tells_how(bill: ExportBill, text: str):
    (step,) = understood(text, lexicon=Vocabulary().of(bill))[0]
    assert (step.agent, step.tool) == ("budgets", "budget_call")


@pytest.mark.parametrize(
    "text",
    [
        "what is a budget",
        "how do AWS Budgets work",
        "what do AWS Budgets cost",
        "what is the travel budget",
        "our marketing budget",
        "are we over any Azure budgets",
        "the federal budget is over",
        "double my budget",
        "who approved the budget",
        "how much budget does the marketing department have left",
        "what did we spend on the warehouse budget party",
    ],
)
def test_other_budgets_and_meanings_are_not_answered(bill: ExportBill, text: str):
    steps = understood(text, lexicon=Vocabulary().of(bill))[0]
    assert [step for step in steps if step.agent == "budgets"] == []
