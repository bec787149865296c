"""Budgets that AWS has, followed over the bill beside those of finops.toml."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.stub import Stubber

from agents.budgets.agent import AGENT
from agents.budgets.aws import BudgetReader
from agents.budgets.in_aws import AccountBudgets
from agents.budgets.testing import MemoryBudgets
from billing.budgets.record import Budget
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Finding, Gap, render
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.billing.budgets.made import LAB, REDSHIFT, SHOP, rows
from tests.unit.billing.made_bills import write_csv

NOW = datetime(2026, 7, 18, 9, tzinfo=UTC)
OWN = Terms(budgets=(Budget.model_validate({"BudgetName": "lab", "BudgetLimit": {"Amount": "900", "Unit": "USD"}}),))
IN_AWS = (
    Budget.model_validate({"BudgetName": "lab", "BudgetLimit": {"Amount": "1", "Unit": "USD"}}),
    Budget.model_validate(
        {
            "BudgetName": "warehouse",
            "BudgetLimit": {"Amount": "100.0", "Unit": "USD"},
            "CostFilters": {"Service": [REDSHIFT], "LinkedAccount": [LAB]},
            "CalculatedSpend": {
                "ActualSpend": {"Amount": "160", "Unit": "USD"},
                "ForecastedSpend": {"Amount": "305.5", "Unit": "USD"},
            },
        }
    ),
)
DENIED = Gap(source="AWS Budgets", reason="denied", message="AWS does not let me read its budgets.", remedy="Allow it.")


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with open_bill(write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", list(rows()))) as opened:
        yield opened


def asked(bill: ExportBill, tool: str, reader: BudgetReader, accounts: frozenset[str] | None = None) -> Finding:
    services: dict[type[Any], Any] = {BillSource: bill, Terms: OWN, BudgetReader: reader}
    context = ToolContext(job_id="j", user_id="ada", clock=ManualClock(NOW), services=services, accounts=accounts)
    return run_tool(AGENT.tool(tool), {}, context)


def test_budgets_of_aws_stand_beside_those_of_the_file_which_go_first(bill: ExportBill):
    found = asked(bill, "budgets", MemoryBudgets(IN_AWS))
    assert render(found.headline, found.facts) == "Of 2 budgets, 2 over."
    assert "The budget lab is over by $757.00" in render(found.prose, found.facts)
    assert "warehouse: AWS itself counts $160.00 so far and forecasts $305.50." in found.basis.notes
    only = asked(bill, "aws_budgets", MemoryBudgets(IN_AWS[1:]))
    assert render(only.headline, only.facts).startswith("The budget warehouse is over by $70.00 since 11 July 2026")
    assert not any("stops nothing" in note for note in only.basis.notes)


def test_what_aws_refuses_is_a_gap_and_the_files_budgets_are_told_all_the_same(bill: ExportBill):
    found = asked(bill, "budgets", MemoryBudgets((), (DENIED,)))
    assert "The budget lab" in render(found.headline, found.facts)
    assert found.basis.gaps == (DENIED,)


def test_who_sees_one_account_sees_no_budget_of_aws_for_more(bill: ExportBill):
    own = asked(bill, "aws_budgets", MemoryBudgets(IN_AWS), frozenset({LAB}))
    assert "The budget warehouse" in render(own.headline, own.facts)
    other = asked(bill, "aws_budgets", MemoryBudgets(IN_AWS), frozenset({SHOP}))
    assert render(other.headline, other.facts) == "No budgets are configured here, so none can be passed."


def test_budgets_are_read_page_by_page_with_their_notifications(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    account = AnalysedAccount()
    budgets, sts = account.client("budgets", region="us-east-1"), account.client("sts")
    of = {"AccountId": "123456789012"}
    told: list[int] = []
    alert = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    with Stubber(budgets) as stub, Stubber(sts) as caller:
        caller.add_response("get_caller_identity", {"Account": "123456789012"})
        for number, more in ((1, {"NextToken": "t"}), (2, {})):
            budget = {"BudgetName": f"b{number}", "BudgetType": "COST", "TimeUnit": "MONTHLY"}
            stub.add_response("describe_budgets", {"Budgets": [budget], **more})
        stub.add_response("describe_notifications_for_budget", {"Notifications": [alert]}, {**of, "BudgetName": "b1"})
        stub.add_client_error("describe_notifications_for_budget", "AccessDeniedException")
        found = AccountBudgets(account).read(told.append)
    assert [(one.budget_name, len(one.notifications)) for one in found.budgets] == [("b1", 1), ("b2", 0)]
    assert [(gap.reason, gap.remedy) for gap in found.gaps] == [("denied", "Allow the reader budgets:ViewBudget.")]
    assert told == [1, 2, 2]
