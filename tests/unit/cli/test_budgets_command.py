"""`finops budgets`: status over a bill, and budgets to and from AWS."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from billing.terms import load_terms
from local.cli.main import app
from tests.unit.billing.budgets.made import rows
from tests.unit.billing.made_bills import write_csv

BUDGETS = """
[[budgets]]
BudgetName = "warehouse"
BudgetLimit = { Amount = 100, Unit = "USD" }
CostFilters = { Service = ["Amazon Redshift"] }
Notifications = [{ NotificationType = "ACTUAL", Threshold = 80 }]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_budget_is_one_line_of_json(here: Path):
    (here / "finops.toml").write_text(BUDGETS)
    bill = write_csv(here / "bill.csv", list(rows()))
    ran = CliRunner().invoke(app, ["budgets", "status", "--bill", str(bill), "--json"])
    (record,) = (json.loads(line) for line in ran.stdout.splitlines())
    assert (record["budget"], record["state"], record["actual"], record["limit"]) == (
        "warehouse", "over", "170.00", "100.00",
    )  # fmt: skip
    assert (record["overSince"], record["left"]) == ("2026-07-11", "-70.00")
    assert record["alerts"][0] | {"chance": None} == {
        "type": "ACTUAL", "threshold": 80.0, "thresholdType": "PERCENTAGE", "amount": "80.00",
        "state": "crossed", "day": "2026-07-09", "chance": None,
    }  # fmt: skip
    table = CliRunner().invoke(app, ["budgets", "status", "--bill", str(bill)])
    assert "warehouse" in table.stdout
    assert "without an action it stops nothing" in table.stdout


def test_budgets_of_aws_come_to_the_file_and_go_back(here: Path):
    answer = {"Budgets": [{"BudgetName": "a", "BudgetType": "COST", "TimeUnit": "MONTHLY",
                           "BudgetLimit": {"Amount": "100.50", "Unit": "USD"}, "CostFilters": {"AZ": ["us-east-1"]},
                           "CalculatedSpend": {"ActualSpend": {"Amount": "1", "Unit": "USD"}}}]}  # fmt: skip
    (here / "answer.json").write_text(json.dumps(answer))
    taken = CliRunner().invoke(app, ["budgets", "import", "answer.json"])
    (here / "finops.toml").write_text(taken.stdout)
    assert [one.budget_name for one in load_terms(here / "finops.toml").budgets] == ["a"]
    ran = CliRunner().invoke(app, ["budgets", "export", "--account", "123456789012"])
    given = {key: value for key, value in answer["Budgets"][0].items() if key != "CalculatedSpend"}
    assert json.loads(ran.stdout) == {"AccountId": "123456789012", "Budget": given}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["status", "--bill", "x.csv"], "There are no budgets in finops.toml. Write one as [[budgets]]"),
        (["export"], "There are no budgets in finops.toml"),
        (["import", "nothing.json"], "nothing.json: cannot be read"),
        (["import", "list.json"], "list.json: is no answer of AWS's Budgets API"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(here: Path, arguments: list[str], told: str):
    (here / "list.json").write_text('{"Reservations": []}')
    ran = CliRunner().invoke(app, ["budgets", *arguments])
    assert ran.exit_code == 2 or ran.exit_code == 1
    assert told in ran.stderr
