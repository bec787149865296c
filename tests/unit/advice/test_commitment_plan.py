"""What to commit to: on years that follow the bill, cheaper than AWS's own rule, and never a regret."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from agents.advice.commitments.hourly import HourlyUsage, Sku
from agents.advice.commitments.plan import plan_purchases, staged
from agents.advice.commitments.purchase import Payment, Purchase, Terms
from agents.advice.commitments.rates import DatabaseOffer, Rates, read_rates
from finops_core.errors import BillError
from local.cli.commitments import left_out
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
    # what ended within the bill and was not taken up again is gone; what ends after a year is not planned yet
    ended = {sku("fargate"): np.where(np.arange(PAST) < 31 * 24, 2.0, 0.0)}
    past = HourlyUsage(START, PAST, {}, {date(2026, 2, 1): ended, date(2027, 6, 1): half})
    assert plan_purchases(past, rates()) == ()


def test_what_a_commitment_covered_that_ended_within_the_bill_counts_as_uncovered():
    hours = np.arange(PAST)
    before = {sku("fargate"): np.where(hours < 50 * 24, 2.0, 0.0)}
    since = {sku("fargate"): np.where(hours >= 50 * 24, 2.0, 0.0)}
    ended = START.date() + timedelta(days=50)
    (found,) = plan_purchases(HourlyUsage(START, PAST, since, {ended: before}), rates())
    assert (found.type, found.hourly, found.start) == ("ComputeSavingsPlan", 1.6, None)


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
        "evidence": record["evidence"],
    }
    assert float(record["evidence"]["wholePlan"]["chanceOfRegret"]) < 0.1
    assert abs(float(record["monthlySaving"]) - (0.96 - 0.60) * 730) < 2


@pytest.mark.parametrize("payment", list(Payment))
def test_three_years_and_each_payment_are_planned_on_their_own_rates(payment: Payment):
    terms = Terms(years=3, payment=payment)
    found = plan_purchases(seen(SCENARIOS["steady"]), replace(rates(), terms=terms))
    part = {Payment.NO_UPFRONT: 0.0, Payment.PARTIAL_UPFRONT: 0.5, Payment.ALL_UPFRONT: 1.0}[payment]
    assert found
    assert all(one.upfront == pytest.approx(one.hourly * 3 * 8760 * part) for one in found)


def test_rates_of_another_term_or_payment_are_another_plans(tmp_path: Path):
    path = rates_file(tmp_path)
    assert read_rates(path, Terms(years=3)) == Rates(terms=Terms(years=3))
    upfront = read_rates(path, Terms(payment=Payment.ALL_UPFRONT))
    assert list(map(str, upfront.compute.values())) == ["0.01"]
    assert not upfront.instance


def test_stages_are_equal_parts_a_time_apart_and_reservations_stay_whole():
    plan = Purchase(type="ComputeSavingsPlan", hourly=3.0, saving=300.0)
    owned = Purchase(
        type="ReservedInstance", instance_type="db.r6g.large", count=4, saving=40.0, start=date(2026, 5, 1)
    )
    found = staged((plan, owned), 3, 90, date(2026, 3, 1))
    assert [(one.hourly, one.count, one.saving, one.start) for one in found] == [
        (1.0, 0, 100.0, None),
        (1.0, 0, 100.0, date(2026, 5, 30)),
        (1.0, 0, 100.0, date(2026, 8, 28)),
        (0.0, 2, 20.0, date(2026, 5, 1)),
        (0.0, 1, 10.0, date(2026, 7, 30)),
        (0.0, 1, 10.0, date(2026, 10, 28)),
    ]


def test_databases_whose_reservation_ends_are_reserved_again_on_that_day():
    large, ends = database("InstanceUsage:db.r6g.large", "0.25"), date(2026, 5, 1)
    usage = HourlyUsage(START, PAST, {large: np.full(PAST, 0.5)}, {ends: {large: np.full(PAST, 0.75)}})
    offers = (DatabaseOffer("us-east-1", "db.r6g.large", "postgresql", False, Decimal("0.165")),)
    found = plan_purchases(usage, Rates(databases=offers))
    assert {(one.start, one.count) for one in found} == {(None, 2), (ends, 3)}


def test_usage_under_a_commitment_without_a_known_end_is_said_to_be_left_out():
    usage = HourlyUsage(START, PAST, {}, {}, {"arn:one": 1440.0, "arn:two": 1440.0})
    (note,) = left_out(usage)
    assert "2 commitments" in note
    assert "$1,460.00" in note
    assert list(left_out(seen(SCENARIOS["steady"]))) == []


def test_terms_and_payments_are_compared_on_what_is_for_sale(tmp_path: Path):
    line = Line(
        service="AmazonEC2", meter="BoxUsage:m6i.large", resource="i-1", per_hour=Decimal(10), price=Decimal("0.096"),
        operation="RunInstances", first=date(2026, 5, 10),
    )  # fmt: skip
    bill = write_bill(tmp_path, [line], "cur-hourly")
    asked = ["commitments", "plan", "--bill", str(bill), "--rates", str(rates_file(tmp_path)), "--json"]
    result = CliRunner().invoke(app, [*asked, "--term", "all", "--payment", "all"])
    records = [json.loads(text) for text in result.stdout.splitlines()]
    assert [(one["term"], one["payment"]) for one in records] == [("1yr", "No Upfront"), ("1yr", "All Upfront")]
    assert Decimal(records[1]["upfront"]) > 0
    assert CliRunner().invoke(app, [*asked, "--term", "2yr"]).exit_code == 2
    shown = CliRunner().invoke(app, [*asked[:-1], "--stages", "2"])
    assert shown.exit_code == 0
    assert "EC2 Instance Savings Plan" in " ".join(shown.output.split())
    assert "for one year, no upfront" in shown.output


def test_what_is_committed_and_saved_together_is_the_same_in_words_as_for_programs(tmp_path: Path):
    lines = [
        Line(service="AmazonEC2", meter="BoxUsage:m6i.large", resource=f"i-{place}", per_hour=Decimal(10 + place),
             price=Decimal("0.096"), operation="RunInstances", first=date(2026, 5, 10))
        for place in range(2)
    ]  # fmt: skip
    bill = write_bill(tmp_path, lines, "cur-hourly")
    asked = ["commitments", "plan", "--bill", str(bill), "--rates", str(rates_file(tmp_path)), "--stages", "3"]
    records = [json.loads(text) for text in CliRunner().invoke(app, [*asked, "--json"]).stdout.splitlines()]
    shown = " ".join(CliRunner().invoke(app, asked).output.split())
    whole = records[0]["evidence"]["wholePlan"]
    (now, *later) = records
    assert [one["start"] for one in later] == sorted(one["start"] for one in later)
    assert whole["savedNow"] == now["monthlySaving"]
    assert float(whole["committedNow"]) == pytest.approx(now["hourlyCommitment"] * 730, abs=0.01)
    assert f"${whole['committedNow']} a month is committed, used or not" in shown
    assert f"saves ${whole['savedNow']} a month" in shown
    assert "2 more for a later day" in shown


def test_a_daily_bill_is_told_to_be_too_coarse(tmp_path: Path):
    line = Line(service="AmazonEC2", meter="BoxUsage:m6i.large", resource="i-1", per_hour=Decimal(1), price=Decimal(1))
    bill = write_bill(tmp_path, [line], "focus")
    result = CliRunner().invoke(app, ["commitments", "plan", "--bill", str(bill), "--rates", str(rates_file(tmp_path))])
    assert result.exit_code != 0
    assert "Export it hourly" in result.output
