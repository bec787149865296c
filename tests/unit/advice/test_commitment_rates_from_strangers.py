"""Rates and bills as strangers have them: a plan comes of them, or a sentence that says why none does."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from local.cli.main import app
from tests.unit.advice.made_usage import Line, write_bill
from tests.unit.billing.made_bills import write_csv

Row = Mapping[str, str]
METER, HOUR = "BoxUsage:m6i.large", Decimal("0.096")
YEAR = 31536000
OFFERING = {"planType": "Compute", "paymentOption": "No Upfront", "durationSeconds": YEAR, "currency": "USD"}
PLACE = [{"name": "region", "value": "us-east-1"}, {"name": "instanceFamily", "value": "m6i"}]
RESERVED = {
    "InstanceType": "m6i.large", "Duration": YEAR, "OfferingType": "No Upfront", "ProductDescription": "Linux/UNIX",
    "Scope": "Region", "FixedPrice": 0, "RecurringCharges": [{"Amount": 0.055, "Frequency": "Hourly"}],
}  # fmt: skip


def rate(kind: str = "Compute", price: object = "0.07", /, **changes: object) -> dict[str, object]:
    own = {key: changes.pop(key) for key in list(changes) if key in OFFERING}
    return {"savingsPlanOffering": {**OFFERING, "planType": kind, **own}, "rate": price, "usageType": METER,
            "operation": "RunInstances", "properties": PLACE, **changes}  # fmt: skip


BOTH = [rate(), rate("EC2Instance", "0.06")]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """Ten instances for five weeks, by the hour."""
    line = Line(service="AmazonEC2", meter=METER, resource="i-1", per_hour=Decimal(10), price=HOUR,
                operation="RunInstances", first=date(2026, 4, 27))  # fmt: skip
    with write_bill(tmp_path_factory.mktemp("bill"), [line], "cur-hourly").open() as opened:
        return list(csv.DictReader(opened))


class Planned:
    def __init__(self, folder: Path, bill: Sequence[Row], rates: object, reserved: object = None) -> None:
        (folder / "rates.json").write_bytes(rates if isinstance(rates, bytes) else json.dumps(rates).encode())
        if reserved is not None:
            (folder / "ri_rates.json").write_text(json.dumps(reserved))
        names = list(dict.fromkeys(name for row in bill for name in row))
        path = write_csv(folder / "bill.csv", [{name: row.get(name, "") for name in names} for row in bill])
        asked = ["commitments", "plan", "--bill", str(path), "--rates", str(folder / "rates.json"), "--json"]
        result = CliRunner().invoke(app, asked)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        self.failed = result.exit_code != 0
        self.said = " ".join(result.stderr.split())
        records: list[dict[str, Any]] = [json.loads(text) for text in result.stdout.splitlines() if text]
        self.bought = [] if self.failed else records

    @property
    def types(self) -> list[str]:
        return [one["type"] for one in self.bought]


Plan = Callable[..., Planned]


@pytest.fixture
def plan(tmp_path: Path, rows: list[dict[str, str]]) -> Plan:
    def planned(rates: object, reserved: object = None, bill: Sequence[Row] = rows) -> Planned:
        answer = {"searchResults": cast(list[object], rates)} if isinstance(rates, list) else rates
        return Planned(tmp_path, bill, answer, reserved)

    return planned


@pytest.mark.parametrize(
    "odd",
    [
        None, 3, "rate", {"savingsPlanOffering": None, "rate": "1"}, {"savingsPlanOffering": "Compute", "rate": "1"},
        rate("SageMaker", "0.01"), rate("Database", "0.01"), rate("Compute", "0"), rate("EC2Instance", 0),
        rate(usageType=None, operation=None), rate(usageType=["BoxUsage"]), rate("Compute", "1e999999"),
        rate("Compute", "1e-999999", usageType="other"),
    ],
)  # fmt: skip
def test_an_entry_that_is_no_rate_of_this_usage_changes_nothing(odd: object, plan: Plan):
    found = plan([odd, *BOTH])
    assert found.types == ["EC2InstanceSavingsPlan"]
    assert (found.bought[0]["region"], found.bought[0]["instanceFamily"]) == ("us-east-1", "m6i")


@pytest.mark.parametrize("properties", [None, {}, ["x", None], {"region": "us-east-1"}, [{"name": "region"}]])
def test_a_plan_of_a_family_names_the_region_though_the_rates_do_not(properties: object, plan: Plan):
    (bought,) = plan([rate("EC2Instance", "0.06", properties=properties)]).bought
    assert (bought["region"], bought["instanceFamily"]) == ("us-east-1", "m6i")


@pytest.mark.parametrize(
    "written",
    [
        json.dumps({"searchResults": BOTH}).encode("utf-16"),
        json.dumps({"searchResults": BOTH}).encode("utf-8-sig"),
        json.dumps([{"searchResults": [one]} for one in BOTH]).encode(),
        json.dumps({"response": {"searchResults": BOTH}}).encode(),
        "\n".join(json.dumps({"searchResults": [one]}) for one in BOTH).encode(),
        "\n".join(json.dumps({"searchResults": [one]}, indent=4) for one in BOTH).encode("utf-16"),
        "".join(json.dumps(one) + "\r\n" for one in BOTH).encode("utf-8-sig"),
        json.dumps(BOTH).encode(),
        json.dumps({"searchResults": [rate("EC2Instance", 0.06, durationSeconds=31536000.0)]}).encode(),
        json.dumps({"searchResults": [rate("EC2Instance", "0.06", durationSeconds=str(YEAR))]}).encode(),
    ],
)  # fmt: skip
def test_an_answer_is_read_however_it_was_written(written: bytes, plan: Plan):
    assert plan(written).types == ["EC2InstanceSavingsPlan"]


NO_PRICE = b'{"searchResults": [{"savingsPlanOffering": {"planType": "Compute"}, "rate": NaN}]}'


@pytest.mark.parametrize(
    "written",
    [
        b"[" * 200_000, bytes(range(256)), b"", b" \n", b"{", b'{"searchResults": []} and more', b'{"rate": "1"}',
        b"null", b"3", b'{"searchResults": {}}', NO_PRICE,
    ],
)  # fmt: skip
def test_what_holds_no_rates_is_told_by_its_name(written: bytes, plan: Plan):
    found = plan(written)
    assert found.failed
    assert "rates.json" in found.said


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ([], "no rates of Savings Plans for 1 year with No Upfront"),
        ([rate(durationSeconds=3 * YEAR)], "no rates of Savings Plans for 1 year with No Upfront"),
        ([rate(paymentOption="All Upfront")], "no rates of Savings Plans for 1 year with No Upfront"),
        ([rate(usageType="BoxUsage:c5.large")], "nothing for sale for $700.80 of usage a month"),
        ([rate("Compute", "0.0000001")], "nothing for sale for $700.80 of usage a month"),
    ],
)
def test_why_nothing_is_planned_is_said(rates: list[object], said: str, plan: Plan):
    found = plan(rates)
    assert (found.failed, found.bought) == (False, [])
    assert said in found.said


def test_an_answer_of_which_more_pages_exist_is_planned_on_and_said_to_be_a_part(plan: Plan):
    found = plan({"searchResults": BOTH, "nextToken": "next"})
    assert found.types == ["EC2InstanceSavingsPlan"]
    assert "nextToken" in found.said


@pytest.mark.parametrize(
    ("reserved", "types"),
    [
        ({"ReservedInstancesOfferings": [RESERVED]}, ["ReservedInstance"]),
        ({"ReservedInstancesOfferings": {"us-east-1": [RESERVED, None, 3]}}, ["ReservedInstance"]),
        ({"ReservedInstancesOfferings": [{**RESERVED, "RecurringCharges": {"Amount": 0.055}}]}, ["ReservedInstance"]),
        ({"ReservedInstancesOfferings": [{**RESERVED, "RecurringCharges": [None, "x"]}]}, ["EC2InstanceSavingsPlan"]),
        ({"ReservedInstancesOfferings": [{**RESERVED, "RecurringCharges": []}]}, ["EC2InstanceSavingsPlan"]),
        ({"ReservedInstancesOfferings": None, "ReservedDBInstancesOfferings": "x"}, ["EC2InstanceSavingsPlan"]),
        ({"ReservedDBInstancesOfferings": {"us-east-1": None}}, ["EC2InstanceSavingsPlan"]),
    ],
)
def test_reservations_are_read_where_they_are_some(reserved: object, types: list[str], plan: Plan):
    assert plan(BOTH, reserved).types == types


def test_reservations_of_all_pages_are_read(plan: Plan):
    pages: list[dict[str, object]] = [{"ReservedInstancesOfferings": [RESERVED]}, {"ReservedDBInstancesOfferings": []}]
    assert plan(BOTH, pages).types == ["ReservedInstance"]
    assert plan(BOTH, pages[::-1]).types == ["ReservedInstance"]


def changed(rows: Sequence[Row], **changes: str) -> list[Row]:
    return [{**row, **changes} for row in rows]


def test_currencies_are_not_added_up_nor_compared(plan: Plan, rows: list[dict[str, str]]):
    found = plan([rate(currency="CNY")])
    assert found.failed
    assert "in CNY and the bill is in USD" in found.said
    both = changed(rows, line_item_currency_code="EUR")[::2] + changed(rows)[1::2]
    assert "EUR, USD" in plan(BOTH, bill=both).said
    assert "rates in CNY, USD" in plan([*BOTH, rate(currency="CNY")]).said


def test_a_plan_in_another_currency_says_so(plan: Plan, rows: list[dict[str, str]]):
    found = plan([rate(currency="CNY", usageType="BoxUsage:m6i.large"), rate(currency="CNY", usageType="x")],
                 bill=changed(rows, line_item_currency_code="CNY"))  # fmt: skip
    assert [(one["type"], one["currency"]) for one in found.bought] == [("ComputeSavingsPlan", "CNY")]
    said = plan([rate(currency="CNY", usageType="x")], bill=changed(rows, line_item_currency_code="CNY")).said
    assert "CN¥700.80" in said


def test_usage_of_several_accounts_is_planned_as_one(plan: Plan, rows: list[dict[str, str]]):
    accounts = [*changed(rows), *changed(rows, line_item_usage_account_id="222222222222", line_item_resource_id="i-2")]
    (alone,), (both,) = plan(BOTH).bought, plan(BOTH, bill=accounts).bought
    assert both["hourlyCommitment"] == pytest.approx(2 * alone["hourlyCommitment"], abs=0.01)


@pytest.mark.parametrize(
    ("meter", "on_bill", "on_rates", "count"),
    [
        (METER, "", "RunInstances", 1), ("Fargate-vCPU-Hours:perCPU", "FargateTask", "", 1),
        ("Lambda-GB-Second", "Invoke", "", 1), (METER, "RunInstances:0002", "RunInstances", 0),
    ],
)  # fmt: skip
def test_rates_fit_usage_whose_operation_the_bill_or_they_do_not_name(
    meter: str, on_bill: str, on_rates: str, count: int, plan: Plan, rows: list[dict[str, str]]
):
    bill = changed(rows, line_item_usage_type=meter, line_item_operation=on_bill)
    assert len(plan([rate(usageType=meter, operation=on_rates)], bill=bill).bought) == count


def test_instances_without_an_operation_are_not_given_one_of_several_prices(plan: Plan, rows: list[dict[str, str]]):
    found = plan([rate(), rate(operation="RunInstances:0002")], bill=changed(rows, line_item_operation=""))
    assert (found.bought, "nothing for sale" in found.said) == ([], True)


@pytest.mark.parametrize(
    "changes",
    [
        {"line_item_usage_type": "TimedStorage-ByteHrs"}, {"line_item_usage_type": "SpotUsage:m6i.large"},
        {"line_item_usage_type": ""}, {"line_item_usage_amount": "0"},
        {"line_item_unblended_cost": "0", "pricing_public_on_demand_cost": "0"},
    ],
)  # fmt: skip
def test_a_bill_without_such_usage_says_that_there_is_nothing_to_cover(
    changes: dict[str, str], plan: Plan, rows: list[dict[str, str]]
):
    found = plan(BOTH, bill=changed(rows, **changes))
    assert (found.failed, found.bought) == (False, [])
    assert "nothing that a Savings Plan or a reservation could cover" in found.said


def focus(rows: Sequence[Row]) -> Iterator[dict[str, str]]:
    for row in rows:
        cost, amount = row["line_item_unblended_cost"], row["line_item_usage_amount"]
        yield {
            "BillingAccountId": "1", "BillingPeriodStart": row["bill_billing_period_start_date"],
            "BillingPeriodEnd": row["bill_billing_period_end_date"], "BillingCurrency": "USD",
            "ChargePeriodStart": row["line_item_usage_start_date"], "ChargePeriodEnd": row["line_item_usage_end_date"],
            "BilledCost": cost, "EffectiveCost": cost, "ListCost": cost, "ContractedCost": cost,
            "ChargeCategory": "Usage", "ChargeFrequency": "Usage-Based", "ChargeDescription": "an hour",
            "ProviderName": "AWS", "PublisherName": "AWS", "ServiceName": "Amazon EC2", "SubAccountId": "2",
            "RegionId": "us-east-1", "ResourceId": "i-1", "PricingQuantity": amount, "PricingUnit": "Hrs",
            "ConsumedQuantity": amount, "ConsumedUnit": "Hrs", "x_UsageType": METER, "x_Operation": "RunInstances",
        }  # fmt: skip


def without(rows: Sequence[Row], *names: str) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


@pytest.mark.parametrize("missing", [(), ("ListCost",), ("ConsumedQuantity",), ("x_Operation",), ("RegionId",)])
def test_an_hourly_focus_export_is_planned_without_what_it_may_lack(
    missing: tuple[str, ...], plan: Plan, rows: list[dict[str, str]]
):
    (bought,) = plan(BOTH, bill=without([*focus(rows)], *missing)).bought
    assert (bought["type"], bought["region"]) == ("EC2InstanceSavingsPlan", "us-east-1")
    assert bought["hourlyCommitment"] == pytest.approx(0.6, abs=0.002)


def test_an_export_without_usage_types_says_what_is_missing(plan: Plan, rows: list[dict[str, str]]):
    assert "with a usage type" in plan(BOTH, bill=without([*focus(rows)], "x_UsageType", "x_Operation")).said


@pytest.mark.parametrize(("ends", "starts"), [("2026-08-01T00:00:00.000Z", "2026-08-01"), ("", None), ("soon", None)])
def test_usage_under_a_plan_is_planned_for_its_end_or_said_to_be_left_out(
    ends: str, starts: str | None, plan: Plan, rows: list[dict[str, str]]
):
    arn = "arn:aws:savingsplans::1:savingsplan/x"
    own = changed(rows, line_item_line_item_type="SavingsPlanCoveredUsage", line_item_resource_id="i-2",
                  savings_plan_savings_plan_a_r_n=arn, savings_plan_savings_plan_effective_cost="0.6",
                  savings_plan_end_time=ends)  # fmt: skip
    found = plan(BOTH, bill=[*changed(rows), *own])
    assert [one.get("start") for one in found.bought] == [None, *([starts] if starts else [])]
    assert ("does not say when 1 commitment will end" in found.said) is (starts is None)
