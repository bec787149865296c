"""Budgets as AWS answers them and as somebody writes them: nothing is lost, and what is wrong is told."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import botocore.session
import pytest
from botocore.stub import Stubber

from billing.budgets.aws_format import as_request, not_exported, read_answers
from billing.budgets.record import Budget, Notification, Subscriber
from billing.budgets.toml_format import as_toml
from billing.terms import Terms, read_terms
from finops_core.errors import SettingsError

ANSWERS = sorted((Path(__file__).parents[3] / "data" / "aws_responses" / "budgets").glob("*.json"))


def answer_in(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())["response"]


def in_one_form(value: Any) -> Any:
    """The same with every moment as a datetime: AWS's tools write them in several forms."""
    if isinstance(value, dict):
        named = cast("dict[str, Any]", value)
        return {
            key: _moment(one) if key in ("Start", "End") or key.endswith("Time") else in_one_form(one)
            for key, one in named.items()
        }
    return [in_one_form(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def _moment(value: Any) -> datetime:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, float | int) else datetime.fromisoformat(value)


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_every_recorded_answer_is_read_without_loss(path: Path):
    answer = answer_in(path)
    read = read_answers(json.dumps(answer).encode(), path.name)
    given = answer.get("Budgets") or ([answer["Budget"]] if "Budget" in answer else [])
    assert in_one_form([one.as_aws() for one in read.budgets.values()]) == in_one_form(given)
    assert [one.as_aws() for one in read.notifications] == answer.get("Notifications", [])
    assert [one.as_aws() for one in read.subscribers] == answer.get("Subscribers", [])
    assert read.notes == []


EVERYTHING: dict[str, Any] = {
    "BudgetName": "all of it",
    "BudgetType": "COST",
    "TimeUnit": "QUARTERLY",
    "PlannedBudgetLimits": {"1782864000": {"Amount": "10.50", "Unit": "USD"}},
    "AutoAdjustData": {"AutoAdjustType": "HISTORICAL", "HistoricalOptions": {"BudgetAdjustmentPeriod": 3}},
    "FilterExpression": {
        "And": [
            {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Redshift"], "MatchOptions": ["EQUALS"]}},
            {"Not": {"Tags": {"Key": "team", "Values": ["a", "b"]}}},
        ]
    },
    "Metrics": ["NetAmortizedCost"],
    "BillingViewArn": "arn:aws:billing::1:billingview/primary",
    "HealthStatus": {"Status": "HEALTHY", "SomethingNew": [1, {"a": None}]},
    "FromTheFuture": {"x": True},
}


def test_what_is_not_known_is_kept_and_said():
    read = read_answers(json.dumps({"Budgets": [EVERYTHING], "NextToken": "more"}).encode(), "answer.json")
    assert read.budgets["all of it"].as_aws() == EVERYTHING
    assert sorted(read.notes) == [
        "all of it: the field FromTheFuture is not known here, and is kept.",
        "all of it: the field HealthStatus.SomethingNew is not known here, and is kept.",
        "answer.json: is one page of several; what is on the others is not read.",
    ]


def test_notifications_actions_and_history_of_other_calls_come_to_their_budget():
    answers = [
        {"Budgets": [{"BudgetName": "a", "BudgetType": "COST", "TimeUnit": "MONTHLY"}]},
        {"BudgetNotificationsForAccount": [{"BudgetName": "a", "Notifications": [
            {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}]}]},
        {"Actions": [{"ActionId": "1", "BudgetName": "a", "NotificationType": "ACTUAL",
                      "ActionType": "APPLY_IAM_POLICY",
                      "ActionThreshold": {"ActionThresholdValue": 90.0, "ActionThresholdType": "PERCENTAGE"},
                      "Definition": {"IamActionDefinition": {"PolicyArn": "arn:x", "Roles": ["r"]}}}]},
        {"BudgetPerformanceHistory": {"BudgetName": "a", "BudgetedAndActualAmountsList": [
            {"BudgetedAmount": {"Amount": "5", "Unit": "USD"}, "ActualAmount": {"Amount": "6", "Unit": "USD"}}]}},
        {"Actions": [{"ActionId": "2", "BudgetName": "b"}]},
    ]  # fmt: skip
    read = read_answers(json.dumps(answers).encode(), "answers.json")
    budget = read.budgets["a"]
    assert [one.threshold for one in budget.notifications] == [80]
    assert budget.actions[0].as_aws() == cast("dict[str, Any]", answers[2])["Actions"][0]
    assert [str(one.actual_amount.amount) for one in budget.history if one.actual_amount] == ["6"]
    assert read.notes == ["There is an action of the budget “b”, which is not among the answers."]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"nope", "answers.json: is not JSON"),
        (b"[" * 100_000, "answers.json: is not JSON"),
        (b"{}", "is no answer of AWS's Budgets API"),
        (b"[3]", "answers.json[0]: is no answer of AWS's Budgets API"),
        (b'{"Budgets": [{"BudgetType": "COST"}]}', "answers.json: BudgetName: Field required"),
        (b'{"Budgets": [{"BudgetName": "a", "BudgetLimit": {"Amount": "1e999999"}}]}', "BudgetLimit.Amount"),
        (b'{"Budgets": [{"BudgetName": "a", "TimePeriod": {"Start": 1e99}}]}', "is no moment since 1970"),
    ],
)
def test_what_is_no_answer_of_budgets_is_told_with_its_place(content: bytes, told: str):
    with pytest.raises(SettingsError) as error:
        read_answers(content, "answers.json")
    assert told in str(error.value)


@pytest.mark.parametrize(
    "path", [one for one in ANSWERS if "budget" in one.name.split("__")[0]], ids=lambda one: one.stem
)
def test_a_budget_of_aws_goes_to_the_file_and_back_the_same(path: Path):
    for budget in read_answers(json.dumps(answer_in(path)).encode(), path.name).budgets.values():
        (again,) = read_terms(as_toml(budget).encode(), "finops.toml").budgets
        assert as_request(again) == as_request(budget)


def test_the_request_is_one_that_aws_takes():
    written = b"""
        [[budgets]]
        budget_name = "data"
        planned_budget_limits = { "2026-07" = { amount = 500 }, "2026-08" = { amount = "600.5" } }
        cost_filters = { Service = ["Amazon Redshift"] }
        cost_types = { include_credit = false }
        time_period = { start = 2026-07-01 }
        [[budgets.notifications]]
        notification_type = "FORECASTED"
        threshold = 100
        subscribers = [{ subscription_type = "EMAIL", address = "ada@example.com" }]
    """
    (budget,) = read_terms(written, "finops.toml").budgets
    request = as_request(budget, "123456789012")
    assert request["Budget"]["PlannedBudgetLimits"] == {
        "1782864000": {"Amount": "500", "Unit": "USD"},
        "1785542400": {"Amount": "600.5", "Unit": "USD"},
    }
    client: Any = botocore.session.get_session().create_client(
        "budgets", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        stub.add_response("create_budget", {}, request)
        client.create_budget(**request)
        stub.assert_no_pending_responses()
    assert not_exported(budget) == []


def test_what_aws_does_not_take_is_said():
    budget = Budget(
        budget_name="a",
        cost_filters={"Team": ("data",)},
        notifications=(Notification(notification_type="ACTUAL", threshold=80),),  # pyright: ignore[reportArgumentType]
    )
    assert [note.split(":")[0] for note in not_exported(budget)] == [
        "AWS knows no teams",
        "AWS takes no notification without a subscriber",
    ]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('BudgetNam = "x"', "budgets[0].BudgetName: Field required"),
        ('BudgetName = "x"', "needs a BudgetLimit, such as"),
        ('BudgetName = "x"\nBudgetLimit = 5', 'is an amount with its unit: { Amount = "5", Unit = "USD" }'),
        ('BudgetName = "x"\nBudgetLimit = { Amount = "lots" }', "budgets[0].BudgetLimit.Amount: is no number"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = nan }', "budgets[0].BudgetLimit.Amount"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = -1 }', "0 or more"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = 5 }\nTimeUnit = "WEEKLY"', "accepted are DAILY, MONTHLY"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = 5 }\nTimeUnit = "CUSTOM"', "needs a TimePeriod"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = 5 }\nLimt = 4', "there is no field Limt. A budget's fields are"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = 5, Unt = "EUR" }', "there is no field BudgetLimit.Unt"),
        (
            'BudgetName = "x"\nBudgetLimit = { Amount = 5 }\n'
            'FilterExpression = { Dimensions = { Key = "SERVICE", Values = ["a"] } }',
            "a FilterExpression needs Metrics beside it",
        ),
        ('BudgetName = "x"\nBudgetLimit = { Amount = 5 }\nMetrics = ["Cost"]', "Metrics is 'Cost'; accepted are"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = 5 }\nTimePeriod = { Start = "soon" }', "write one such as 2026"),
        (
            'BudgetName = "x"\nBudgetLimit = {Amount = 5}\nNotifications = [{NotificationType = "NOW", Threshold = 4}]',
            "NotificationType is 'NOW'; accepted are ACTUAL, FORECASTED",
        ),
        ('BudgetName = "a:b"\nBudgetLimit = { Amount = 5 }', "must not have"),
        ('BudgetName = "x"\nBudgetLimit = { Amount = 5 }\n[[budgets]]\nBudgetName = "x"\nBudgetLimit = { Amount = 5 }',
         "two budgets have the name 'x'"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_told_with_the_file_the_key_and_what_to_write(lines: str, told: str):
    with pytest.raises(SettingsError) as error:
        read_terms(f"[[budgets]]\n{lines}".encode(), "finops.toml")
    assert str(error.value).startswith("finops.toml: budgets")
    assert told in str(error.value)


def test_who_sees_one_account_sees_no_budget_of_more():
    budgets = (
        Budget(budget_name="all"),
        Budget(budget_name="own", cost_filters={"LinkedAccount": ("111111111111",)}),
        Budget(budget_name="by name", cost_filters={"LinkedAccount": ("shop",)}),
        Budget(budget_name="two", cost_filters={"LinkedAccount": ("111111111111", "999999999999")}),
    )
    terms = Terms.model_construct(accounts={"111111111111": "shop"}, budgets=budgets)
    assert [one.budget_name for one in terms.scoped(frozenset({"111111111111"})).budgets] == ["own", "by name"]


def test_a_subscriber_is_who_is_told():
    assert Subscriber(subscription_type="SNS", address="arn:aws:sns:x").as_aws() == {
        "SubscriptionType": "SNS",
        "Address": "arn:aws:sns:x",
    }
