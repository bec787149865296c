"""What to commit to: on years that follow the bill, cheaper than AWS's own rule, and never a regret."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from agents.advice.commitments.hourly import HourlyUsage, Sku
from agents.advice.commitments.plan import plan_purchases
from agents.advice.commitments.rates import DatabaseOffer, Rates, read_rates
from finops_core.errors import BillError
from local.cli.main import app
from tests.unit.advice.made_usage import Line, write_bill
from tests.unit.advice.scenarios import PAST, START, cost, rates, scenarios, seen, sku, usual_rule

SCENARIOS = scenarios()


@pytest.fixture(scope="module")
def ratios() -> dict[str, tuple[float, float, float]]:
    """For each scenario the year's cost against nothing, against AWS's rule, and against the better of its two."""
    found: dict[str, tuple[float, float, float]] = {}
    for name, use in SCENARIOS.items():
        own = cost(use, plan_purchases(seen(use), rates()))
        general, bound = cost(use, usual_rule(use, bound=False)), cost(use, usual_rule(use, bound=True))
        found[name] = own / cost(use, []), own / general, own / min(general, bound)
    return found


def mean(values: list[float]) -> float:
    return float(np.exp(np.mean(np.log(values))))


def test_the_year_costs_less_than_by_the_usual_rules(ratios: dict[str, tuple[float, float, float]]):
    assert mean([one[1] for one in ratios.values()]) <= 0.93
    assert mean([one[2] for one in ratios.values()]) <= 0.98


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_year_is_a_regret(name: str, ratios: dict[str, tuple[float, float, float]]):
    nothing, usual, _ = ratios[name]
    assert nothing <= 1.0
    assert usual <= 1.03


def test_steady_demand_costs_hardly_more_than_with_the_year_known():
    use = SCENARIOS["steady"]
    known = {name: np.concatenate([units[PAST : 2 * PAST], units[PAST:]]) for name, units in use.items()}
    assert cost(use, plan_purchases(seen(use), rates())) <= 1.03 * cost(use, plan_purchases(seen(known), rates()))


def test_nothing_is_bought_for_usage_that_is_gone_or_has_no_rate():
    gone = {"m6i.large": np.where(np.arange(PAST) < PAST - 8 * 24, 50.0, 0.0)}
    assert plan_purchases(seen(gone), rates()) == ()
    assert plan_purchases(seen(SCENARIOS["steady"]), Rates()) == ()
    rare = {"m6i.large": (np.arange(PAST) % 24 == 3) * 100.0}
    assert plan_purchases(seen(rare), rates()) == ()


def test_what_a_commitment_covers_until_a_known_day_is_planned_for_that_day():
    ends = date(2026, 4, 15)
    half = {sku("fargate"): np.full(PAST, 2.0)}
    usage = HourlyUsage(START, PAST, {sku("fargate"): np.full(PAST, 1.0)}, {ends: half})
    found = {(one.start, one.type): one.hourly for one in plan_purchases(usage, rates())}
    assert found == {(None, "ComputeSavingsPlan"): 0.8, (ends, "ComputeSavingsPlan"): 1.6}
    past = HourlyUsage(START, PAST, {}, {date(2026, 2, 1): half, date(2027, 6, 1): half})
    assert plan_purchases(past, rates()) == ()


def database(meter: str, price: str) -> Sku:
    return Sku(meter, "CreateDBInstance:0014", "us-east-1", Decimal(price))


def test_databases_are_reserved_as_many_as_pay_for_themselves_in_the_units_of_all_sizes():
    large, xlarge = database("InstanceUsage:db.r6g.large", "0.25"), database("InstanceUsage:db.r6g.xlarge", "0.50")
    at_night = (np.arange(PAST) % 24 < 6).astype(float)
    usage = HourlyUsage(START, PAST, {large: (3 + 2 * at_night) * 0.25, xlarge: np.full(PAST, 0.50)}, {})
    offers = (
        DatabaseOffer("us-east-1", "db.r6g.large", "postgresql", False, Decimal("0.165")),
        DatabaseOffer("us-east-1", "db.r6g.large", "postgresql", True, Decimal("0.01")),
        DatabaseOffer("us-east-1", "db.r6g.large", "mysql", False, Decimal("0.01")),
        DatabaseOffer("eu-west-1", "db.r6g.large", "postgresql", False, Decimal("0.01")),
    )
    (found,) = plan_purchases(usage, Rates(databases=offers))
    # three large ones and an xlarge, which counts as two; those that run for six hours a day do not pay
    assert (found.instance_type, found.engine, found.count) == ("db.r6g.large", "postgresql", 5)
    assert round(found.saving, 2) == round(5 * (0.25 - 0.165) * 730, 2)


def rates_file(folder: Path, **changes: object) -> Path:
    offering = {"planType": "Compute", "paymentOption": "No Upfront", "durationSeconds": 31536000}
    rate = {"savingsPlanOffering": offering, "rate": "0.07", "usageType": "BoxUsage:m6i.large",
            "operation": "RunInstances", "properties": [{"name": "region", "value": "us-east-1"}]}  # fmt: skip
    bound = {**rate, "savingsPlanOffering": {**offering, "planType": "EC2Instance"}, "rate": "0.06"}
    upfront = {**rate, "savingsPlanOffering": {**offering, "paymentOption": "All Upfront"}, "rate": "0.01"}
    path = folder / "rates.json"
    path.write_text(json.dumps({"searchResults": [rate, bound, upfront], **changes}))
    return path


def test_rates_are_read_as_awss_interfaces_give_them(tmp_path: Path):
    offers = {"ReservedDBInstancesOfferings": {"us-east-1": [
        {"DBInstanceClass": "db.r6g.large", "Duration": 31536000, "OfferingType": "No Upfront", "MultiAZ": False,
         "ProductDescription": "postgresql", "UsagePrice": 0.0,
         "RecurringCharges": [{"RecurringChargeAmount": 0.165, "RecurringChargeFrequency": "Hourly"}]},
        {"DBInstanceClass": "db.r6g.large", "Duration": 94608000, "OfferingType": "No Upfront", "MultiAZ": False},
    ]}}  # fmt: skip
    (tmp_path / "ri_rates.json").write_text(json.dumps(offers))
    found = read_rates(rates_file(tmp_path))
    key = ("BoxUsage:m6i.large", "RunInstances")
    assert {str(rate) for rate in (found.compute[key], found.instance[key])} == {"0.07", "0.06"}
    assert found.families == {key: ("us-east-1", "m6i")}
    assert [(one.region, one.instance_class, float(one.rate)) for one in found.databases] == [
        ("us-east-1", "db.r6g.large", 0.165)
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"searchResults": 3}', '{"searchResults": [{"rate": "free"}]}'])
def test_a_file_that_holds_no_rates_is_told_by_its_name(text: str, tmp_path: Path):
    path = tmp_path / "rates.json"
    path.write_text(text)
    with pytest.raises(BillError, match=r"rates\.json"):
        read_rates(path)
    with pytest.raises(BillError, match=r"nothing\.json"):
        read_rates(tmp_path / "nothing.json")


def test_the_command_writes_one_purchase_a_line_as_its_contract_says(tmp_path: Path):
    line = Line(
        service="AmazonEC2", meter="BoxUsage:m6i.large", resource="i-1", per_hour=Decimal(10), price=Decimal("0.096"),
        operation="RunInstances", first=date(2026, 4, 1),
    )  # fmt: skip
    bill = write_bill(tmp_path, [line], "cur-hourly")
    asked = ["commitments", "plan", "--bill", str(bill), "--rates", str(rates_file(tmp_path)), "--json"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0
    (record,) = [json.loads(text) for text in result.stdout.splitlines()]
    assert record == {
        "type": "EC2InstanceSavingsPlan",
        "term": "1yr",
        "payment": "No Upfront",
        "region": "us-east-1",
        "instanceFamily": "m6i",
        "hourlyCommitment": pytest.approx(0.6, abs=0.002),
        "monthlySaving": record["monthlySaving"],
    }
    assert abs(float(record["monthlySaving"]) - (0.96 - 0.60) * 730) < 2


def test_a_daily_bill_is_told_to_be_too_coarse(tmp_path: Path):
    line = Line(service="AmazonEC2", meter="BoxUsage:m6i.large", resource="i-1", per_hour=Decimal(1), price=Decimal(1))
    bill = write_bill(tmp_path, [line], "focus")
    result = CliRunner().invoke(app, ["commitments", "plan", "--bill", str(bill), "--rates", str(rates_file(tmp_path))])
    assert result.exit_code != 0
    assert "Export it hourly" in result.output
