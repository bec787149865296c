"""Every check over bills as AWS writes them: what it finds, with its saving, and what it leaves alone."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.opportunities.bill_advice import BillAdvice, bill_advice
from agents.opportunities.checks import BILL_CHECKS
from billing.export import open_bill
from local.cli.main import app
from tests.shared_bills import SharedBills
from tests.unit.advice.cases import CASES, Case
from tests.unit.advice.made_usage import Form, Line, write_bill

CENTS = Decimal("0.02")
WORKSHOP = Path(__file__).parents[2] / "data" / "bills" / "cur_legacy_2018-10_workshop.snappy.parquet"
ALL_LINES = tuple(line for case in CASES for line in (*case.lines, *case.prices, *case.lookalikes))


def advice_on(folder: Path, lines: Sequence[Line], form: Form) -> BillAdvice:
    with open_bill(write_bill(folder, lines, form)) as bill:
        return bill_advice(bill)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> BillAdvice:
    """The advice on one bill that has all cases in it."""
    return advice_on(tmp_path_factory.mktemp("bill"), ALL_LINES, "cur-daily")


def test_checks_have_ids_of_their_own_and_limits_with_names_of_their_own():
    assert len({check.id for check in BILL_CHECKS}) == len(BILL_CHECKS)
    for check in BILL_CHECKS:
        assert len({limit.name for limit in check.limits}) == len(check.limits)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check)
def test_a_check_finds_its_waste_and_leaves_what_looks_like_it_alone(case: Case, everything: BillAdvice):
    own = {line.resource for line in (*case.lines, *case.prices, *case.lookalikes)}
    found = [each.opportunity for each in everything.counted if each.opportunity.found.thing.resource in own]
    assert {each.found.thing.resource for each in found} == {case.resource}
    (one,) = [each for each in found if each.check.id == case.check]
    assert abs(one.found.saving - case.saving) <= CENTS
    assert one.found.shown


BY_THE_HOUR = ("nat-gateway-idle", "non-production-always-on", "dynamodb-on-demand")


def test_an_hourly_bill_says_the_same_as_a_daily_one(tmp_path: Path):
    cases = [case for case in CASES if case.check in BY_THE_HOUR]
    lines = [line for case in cases for line in (*case.lines, *case.prices, *case.lookalikes)]
    by_hour, by_day = (
        {
            (each.opportunity.check.id, each.opportunity.found.thing.resource): round(each.opportunity.found.saving, 2)
            for each in advice_on(tmp_path, lines, form).counted
        }
        for form in ("cur-hourly", "cur-daily")
    )
    assert by_hour == by_day
    assert {check for check, _ in by_hour} == set(BY_THE_HOUR)


def test_no_total_of_a_resource_is_more_than_it_costs(tmp_path: Path):
    with open_bill(write_bill(tmp_path, ALL_LINES, "cur-daily")) as bill:
        advice = bill_advice(bill)
        in_may = "WHERE \"ChargePeriodStart\" >= DATE '2026-05-01'"
        rows = bill.statement(f'SELECT "ResourceId", sum("ListCost") FROM charges {in_may} GROUP BY 1')
    may = {str(resource): Decimal(cost) for resource, cost in rows}
    counted: dict[str, Decimal] = {}
    for each in advice.counted:
        resource = each.opportunity.found.thing.resource
        counted[resource] = counted.get(resource, Decimal(0)) + each.counted
        assert each.counted <= each.opportunity.found.saving
    assert {case.resource for case in CASES} <= set(counted)
    assert all(amount <= may[resource] for resource, amount in counted.items())


def test_the_command_writes_one_object_a_line_as_its_contract_says(tmp_path: Path):
    case = next(case for case in CASES if case.check == "nat-gateway-idle")
    path = write_bill(tmp_path, (*case.lines, *case.lookalikes), "cur-daily")
    result = CliRunner().invoke(app, ["advise", "--bill", str(path), "--json"])
    assert result.exit_code == 0
    (record,) = [json.loads(line) for line in result.stdout.splitlines()]
    expected = {
        "check": "nat-gateway-idle",
        "class": "waste",
        "resource": "nat-gateway-idle/idle",
        "account": "111122223333",
        "region": "us-east-1",
        "service": "AmazonEC2",
        "monthlySaving": "32.85",
        "counted": "32.85",
        "currency": "USD",
    }
    assert {key: record[key] for key in expected} == expected
    assert record["evidence"]["figures"][0] == {"metric": "NatGateway-Hours", "value": "720", "unit": "Hrs"}
    assert record["evidence"]["unseen"]


def test_a_bill_without_waste_is_no_error(tmp_path: Path):
    busy = next(case for case in CASES if case.check == "second-trail").lookalikes
    result = CliRunner().invoke(app, ["advise", "--bill", str(write_bill(tmp_path, busy, "focus")), "--json"])
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_bill_of_a_week_is_told_to_be_too_short(tmp_path: Path):
    week = [replace(line, first=date(2026, 5, 25)) for line in CASES[0].lines]
    result = CliRunner().invoke(app, ["advise", "--bill", str(write_bill(tmp_path, week, "focus")), "--json"])
    assert result.exit_code != 0
    assert "Advice needs at least 30" in result.output


def test_unused_commitments_of_a_real_bill_are_found_to_the_cent(shared_bills: SharedBills):
    bill = shared_bills.opened(WORKSHOP)
    found = {each.opportunity.found.thing.resource[-8:]: each for each in bill_advice(bill).counted}
    # In October 2018 the c4.large reservation covered nothing: $22.32 of fees and $22.336986 of its upfront payment.
    unused = (Decimal("22.32") + Decimal("22.336986")) * 730 / 744
    assert abs(found["dc6e058a"].opportunity.found.saving - unused) <= CENTS
    assert {each.opportunity.check.id for each in found.values()} == {"commitment-unused"}
    assert {each.counted for each in found.values()} == {Decimal(0)}
