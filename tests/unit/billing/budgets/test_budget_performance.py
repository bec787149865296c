"""How budgets stand over a bill: what they count, what is left, when they are passed, and what makes them lie."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.budgets.alerts import AlertState
from billing.budgets.performance import Performance, State, performance_of
from billing.budgets.periods import period_of
from billing.budgets.record import Budget
from billing.export import ExportBill, open_bill
from billing.term_sections import Rule, Team
from billing.terms import Terms
from finops_core.values import Period
from tests.unit.billing.budgets.made import END, LAB, REDSHIFT, S3, SHOP, rows
from tests.unit.billing.made_bills import write_csv

TERMS = Terms(teams=(Team(name="Data people", rules=(Rule(tags={"team": ("data",)}),)),))
JULY = Period.of_month(2026, 7)


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    path = write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", list(rows()))
    with open_bill(path, terms=TERMS) as opened:
        yield opened


def stands(
    bill: ExportBill, limit: object = 3000, unit: str = "USD", terms: Terms = TERMS, **given: Any
) -> Performance:
    content = {"BudgetName": "b", "BudgetLimit": {"Amount": limit, "Unit": unit}, **given}
    return performance_of(Budget.model_validate(content), bill, terms, END)


def dimension(key: str, *values: str, **options: Any) -> dict[str, Any]:
    return {"Dimensions": {"Key": key, "Values": list(values), **options}}


DAYS = 17
"""Days of July in the bill."""


@pytest.mark.parametrize(
    ("filters", "actual"),
    [
        ({}, 100 * DAYS - 50 + 7),
        ({"Service": [REDSHIFT]}, 10 * DAYS),
        ({"Service": ["AmazonRedshift", "S3"]}, 30 * DAYS),
        ({"Service": ["Amazon Elastic Compute Cloud - Compute"]}, 60 * DAYS),
        ({"Service": ["EC2 - Other"]}, 10 * DAYS - 50),
        ({"LinkedAccount": [LAB]}, 30 * DAYS),
        ({"LinkedAccount": ["shop"], "Service": ["Tax"]}, 7),
        ({"Region": ["eu-west-1"]}, 20 * DAYS),
        ({"AZ": ["eu-west-1"]}, 20 * DAYS),
        ({"TagKeyValue": ["user:team$data"]}, 30 * DAYS),
        ({"TagKeyValue": ["Team$data"]}, 30 * DAYS),
        ({"TagKeyValue": ["team$"]}, 70 * DAYS - 50 + 7),
        ({"UsageType": ["Node:ra3.xlplus"]}, 10 * DAYS),
        ({"InstanceType": ["m6i.large"]}, 60 * DAYS),
        ({"Team": ["Data people"]}, 30 * DAYS),
        ({"RecordType": ["Tax"]}, 7),
    ],
)
def test_filters_of_aws_count_the_bills_own_rows(bill: ExportBill, filters: dict[str, Any], actual: int):
    found = stands(bill, CostFilters=filters)
    assert (found.actual, found.reason) == (Decimal(actual), "")


@pytest.mark.parametrize(
    ("expression", "actual"),
    [
        (dimension("SERVICE", REDSHIFT), 10 * DAYS),
        ({"Or": [dimension("SERVICE", REDSHIFT), dimension("LINKED_ACCOUNT", LAB)]}, 30 * DAYS),
        ({"And": [dimension("SERVICE", S3), dimension("LINKED_ACCOUNT", SHOP)]}, 0),
        ({"Not": dimension("RECORD_TYPE", "Credit", "Tax")}, 100 * DAYS),
        ({"Not": {"Or": [dimension("SERVICE", S3, REDSHIFT), dimension("RECORD_TYPE", "Credit", "Tax")]}}, 70 * DAYS),
        ({"Not": {"And": [dimension("SERVICE", REDSHIFT), dimension("REGION", "us-east-1")]}}, 90 * DAYS - 50 + 7),
        ({"Tags": {"Key": "team", "Values": ["da"], "MatchOptions": ["STARTS_WITH"]}}, 30 * DAYS),
        ({"Tags": {"Key": "team", "Values": [], "MatchOptions": ["ABSENT"]}}, 70 * DAYS - 50 + 7),
        (dimension("SERVICE", "redshift", MatchOptions=["CONTAINS"]), 10 * DAYS),
    ],
)
def test_filter_expressions_of_any_depth_are_exact(bill: ExportBill, expression: dict[str, Any], actual: int):
    found = stands(bill, FilterExpression=expression, Metrics=["UnblendedCost"])
    assert (found.actual or Decimal(0), found.state is State.UNKNOWN) == (Decimal(actual), actual == 0)


@pytest.mark.parametrize(
    ("types", "actual"),
    [
        ({"IncludeCredit": False}, 100 * DAYS + 7),
        ({"IncludeTax": False}, 100 * DAYS - 50),
        ({"IncludeCredit": False, "IncludeTax": False, "UseAmortized": True}, 100 * DAYS),
    ],
)
def test_cost_types_say_what_counts(bill: ExportBill, types: dict[str, Any], actual: int):
    assert stands(bill, CostTypes=types).actual == Decimal(actual)


def test_a_budget_on_its_way_over_tells_the_day_the_chance_and_who_drives_it(bill: ExportBill):
    found = stands(bill, 2000, CostFilters={"Service": ["EC2"]}, CostTypes={"IncludeCredit": False})
    assert (found.state, found.actual, found.left) == (State.HEADING_OVER, 70 * DAYS, 2000 - 70 * DAYS)
    assert found.expected is not None
    assert round(found.expected.whole.value, 2) == 70 * 31
    assert found.passes_on == date(2026, 7, 29)  # 28 days come to 1,960
    assert found.chance == Decimal("0.99")
    assert [(one.name, one.amount, one.change) for one in found.drivers] == [
        ("BoxUsage:m6i.large", 60 * DAYS, 0),
        ("EBS:VolumeUsage.gp3", 10 * DAYS, 0),
    ]


def test_a_budget_that_is_passed_tells_since_when(bill: ExportBill):
    found = stands(bill, 100, CostFilters={"Service": [REDSHIFT]})
    assert (found.state, found.over_since, found.left) == (State.OVER, date(2026, 7, 11), Decimal(-70))
    assert found.chance is None


def test_a_budget_that_holds_says_so(bill: ExportBill):
    found = stands(bill, 400, CostFilters={"Service": [REDSHIFT]})
    assert (found.state, found.passes_on, found.over_since) == (State.WITHIN, None, None)


def test_every_threshold_has_the_day_it_was_or_will_be_crossed(bill: ExportBill):
    told = [
        {"NotificationType": "ACTUAL", "Threshold": 50},
        {"NotificationType": "ACTUAL", "Threshold": 80},
        {"NotificationType": "ACTUAL", "Threshold": 120, "ThresholdType": "ABSOLUTE_VALUE"},
        {"NotificationType": "ACTUAL", "Threshold": 100},
        {"NotificationType": "FORECASTED", "Threshold": 100},
        {"NotificationType": "FORECASTED", "Threshold": 70},
    ]
    found = stands(bill, 320, CostFilters={"Service": [REDSHIFT]}, Notifications=told)
    assert [(one.threshold, one.state, one.day) for one in found.alerts] == [
        (160, AlertState.CROSSED, date(2026, 7, 17)),
        (256, AlertState.EXPECTED, date(2026, 7, 26)),
        (120, AlertState.CROSSED, date(2026, 7, 13)),
        (320, AlertState.NOT_EXPECTED, None),
        (320, AlertState.NOT_EXPECTED, None),
        (224, AlertState.CROSSED, date(2026, 7, 1)),
    ]
    assert any("told once a period" in trap for trap in found.traps)


@pytest.mark.parametrize(
    ("given", "trap"),
    [
        ({"CostFilters": {"Service": ["Amazon Redshit"]}}, "Service = Amazon Redshit matches nothing on the bill"),
        ({"CostFilters": {"TagKeyValue": ["user:Squad$x"]}}, "tag user:Squad matches nothing on the bill"),
        ({"CostFilters": {"Service": [S3, "Nope"]}}, "Service = Nope matches nothing on the bill"),
        ({"FilterExpression": dimension("SERVICE", S3)}, "FilterExpression without Metrics"),
        ({}, "Credits and refunds of $50.00 are in what was spent"),
        ({}, "without an action it stops nothing"),
        ({}, "Amounts in EUR are not counted: the budget is in USD"),
        ({"CostTypes": {"IncludeSupport": False, "IncludeTax": False}}, "It leaves out tax and support"),
        ({"CostTypes": {"UseBlended": True}}, "no blended costs"),
        ({"TimeUnit": "CUSTOM", "TimePeriod": {"Start": "2025-12-01", "End": "2026-09-01"}},
         "The bill begins on 30 December 2025: what the 29 days of the period before that cost is not in it"),
    ],
)  # fmt: skip
def test_what_makes_a_budget_mean_something_else_is_told(bill: ExportBill, given: dict[str, Any], trap: str):
    assert [one for one in stands(bill, **given).traps if trap in one] != []


def test_a_filter_that_matches_nothing_is_no_good_news(bill: ExportBill):
    found = stands(bill, CostFilters={"Service": ["Nope"]})
    assert (found.state, found.reason) == (State.UNKNOWN, "Nothing on the bill is counted by it.")


def test_another_currency_is_compared_at_a_rate_or_not_at_all(bill: ExportBill):
    euros: dict[str, Any] = {"CostFilters": {"LinkedAccount": [SHOP]}}
    without = stands(bill, unit="EUR", **euros)
    assert (without.state, without.actual) == (State.UNKNOWN, None)
    assert "Add a rate under [rates.EUR]" in " ".join(without.traps)
    terms = TERMS.model_copy(update={"rates": {"EUR": {"USD": Decimal("0.5")}}})
    assert stands(bill, unit="EUR", terms=terms, **euros).actual == Decimal((70 * DAYS - 50 + 7) / 2)


def test_usage_is_counted_in_its_unit(bill: ExportBill):
    found = stands(bill, 500, "Hours", BudgetType="USAGE", CostFilters={"UsageType": ["BoxUsage:m6i.large"]})
    assert (found.actual, found.state, found.passes_on) == (24 * DAYS, State.HEADING_OVER, date(2026, 7, 21))


def test_a_share_without_commitments_is_not_zero(bill: ExportBill):
    found = stands(bill, 80, "PERCENTAGE", BudgetType="SAVINGS_PLANS_COVERAGE")
    assert (found.state, found.actual) == (State.UNKNOWN, None)
    assert "no Savings Plans" in found.reason


def test_a_filter_that_no_bill_has_is_not_passed_over(bill: ExportBill):
    found = stands(bill, CostFilters={"Tenancy": ["dedicated"]})
    assert (found.state, found.actual) == (State.UNKNOWN, None)
    assert found.reason == "The bill cannot be filtered by Tenancy."


def test_limits_are_those_of_the_period(bill: ExportBill):
    planned = {"2026-07": {"Amount": "111"}, "2026-08": {"Amount": "222"}}
    assert stands(bill, PlannedBudgetLimits=planned).limit == 111
    budget = Budget.model_validate(
        {
            "BudgetName": "auto",
            "AutoAdjustData": {"AutoAdjustType": "HISTORICAL", "HistoricalOptions": {"BudgetAdjustmentPeriod": 2}},
            "CostFilters": {"Service": [REDSHIFT]},
        }
    )
    assert performance_of(budget, bill, TERMS, END).limit == 10 * (31 + 30) / Decimal(2)


@pytest.mark.parametrize(
    ("unit", "start", "day", "period"),
    [
        ("MONTHLY", None, date(2026, 2, 28), (date(2026, 2, 1), date(2026, 3, 1))),
        ("QUARTERLY", None, date(2026, 5, 31), (date(2026, 4, 1), date(2026, 7, 1))),
        ("QUARTERLY", "2025-02-01", date(2026, 5, 31), (date(2026, 5, 1), date(2026, 8, 1))),
        ("ANNUALLY", None, date(2026, 12, 31), (date(2026, 1, 1), date(2027, 1, 1))),
        ("ANNUALLY", "2024-04-01", date(2026, 3, 31), (date(2025, 4, 1), date(2026, 4, 1))),
        ("DAILY", None, date(2026, 1, 31), (date(2026, 1, 31), date(2026, 2, 1))),
        ("MONTHLY", "2026-09-01", date(2026, 8, 31), None),
    ],
)
def test_periods_are_those_of_the_calendar_from_where_the_budget_begins(
    unit: str, start: str | None, day: date, period: tuple[date, date] | None
):
    content = {"BudgetName": "b", "TimeUnit": unit, **({"TimePeriod": {"Start": start}} if start else {})}
    found = period_of(Budget.model_validate(content), day)
    assert (found and (found.start, found.end)) == period
