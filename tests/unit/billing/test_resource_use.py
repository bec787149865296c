"""What a resource used, over the days in which it was there, however a bill spells and spreads it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.opportunities.bill_advice import bill_advice
from billing.export import open_bill
from billing.resource_use import MeterUse, busiest_hours, meter_uses, use_periods
from tests.unit.advice.cases import WORKDAYS
from tests.unit.advice.made_usage import END, START, Line, write_bill
from tests.unit.billing.made_bills import write_csv

D = Decimal
NAT = Line(
    service="AmazonEC2", meter="NatGateway-Hours", resource="nat-1", per_hour=D(1), price=D("0.045"),
    operation="NatGateway",
)  # fmt: skip
AFTER = replace(NAT, resource="other")
"""Something else that is there all the time, so that the bill has all its days."""


def used(folder: Path, *lines: Line) -> MeterUse:
    with open_bill(write_bill(folder, (*lines, AFTER), "cur-daily")) as bill:
        (use,) = [each for each in meter_uses(bill, use_periods(bill)) if each.resource == NAT.resource]
    return use


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, 31),
        ({"weekdays": WORKDAYS}, 31),  # May 2026 begins on a Friday and ends on a Sunday
        ({"weekdays": frozenset({2})}, 31),  # Wednesdays: the 6th to the 27th
        ({"first": date(2026, 5, 10)}, 22),
        ({"first": date(2026, 5, 10), "until": date(2026, 5, 11)}, 22),  # a day's charge, and the bill ends with May
        ({"until": date(2026, 5, 21)}, 20),
    ],
    ids=str,
)
def test_days_are_those_of_the_month_in_which_it_was_there(changes: dict[str, Any], days: int, tmp_path: Path):
    assert used(tmp_path, replace(NAT, **changes)).days == days


def test_what_is_charged_once_a_month_costs_that_a_month(tmp_path: Path):
    once = [replace(NAT, first=date(2026, month, 15), until=date(2026, month, 16)) for month in (3, 4, 5)]
    assert used(tmp_path, *once).days == 31


def test_what_was_away_for_weeks_is_there_since_it_came_back(tmp_path: Path):
    use = used(tmp_path, replace(NAT, until=date(2026, 4, 1)), replace(NAT, first=date(2026, 5, 11)))
    assert (use.days, use.since) == (21, date(2026, 5, 11))


def spelled(folder: Path, **later: str) -> tuple[MeterUse, ...]:
    """A bill whose rows from May on have other words than those before."""
    path = write_bill(folder, (NAT,), "cur-daily")
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    records = [dict(zip(header, row, strict=True)) for row in rows]
    changed = [each | (later if each["line_item_usage_start_date"] >= "2026-05" else {}) for each in records]
    with open_bill(write_csv(folder / "changed.csv", changed)) as bill:
        return meter_uses(bill, use_periods(bill))


@pytest.mark.parametrize(
    "later",
    [{"line_item_operation": ""}, {"product_region_code": ""}, {"pricing_unit": "Hours"}, {"pricing_unit": ""}],
    ids=str,
)
def test_rows_that_leave_a_word_out_or_spell_it_otherwise_are_of_one_use(later: dict[str, str], tmp_path: Path):
    (use,) = spelled(tmp_path, **later)
    whole = (END - START).days
    assert (use.whole, use.quantity, use.first, use.last) == (whole * 24, 31 * 24, START, date(2026, 5, 31))
    assert (use.operation, use.region) == ("NatGateway", "us-east-1")


def test_rows_with_other_words_are_of_two_uses(tmp_path: Path):
    assert len(spelled(tmp_path, line_item_operation="RegionalNatGateway")) == 2
    assert len(spelled(tmp_path, pricing_unit="GB")) == 2


def test_discounts_of_an_hour_are_no_use_of_it(tmp_path: Path):
    puts = replace(NAT, meter="PutRequestPayloadUnits", unit="PayloadUnits", per_hour=D(7), price=D("0.01"))
    path = write_bill(tmp_path, (puts,), "cur-hourly")
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    records = [dict(zip(header, row, strict=True)) for row in rows]
    discounts = [each | {"line_item_line_item_type": "EdpDiscount", "line_item_unblended_cost": "-0.01"}
                 for each in records]  # fmt: skip
    with open_bill(write_csv(tmp_path / "discounted.csv", [*records, *discounts])) as bill:
        assert set(busiest_hours(bill, use_periods(bill), ["PutRequestPayloadUnits"]).values()) == {D(7)}


def test_an_engine_or_a_system_that_nobody_names_is_compared_with_no_price(tmp_path: Path):
    now = Line(service="AmazonEC2", meter="BoxUsage:m4.large", resource="i-1", per_hour=D(1), price=D("0.2"))
    then = replace(now, meter="BoxUsage:m6i.large", resource="i-2", price=D("0.1"))
    old = Line(service="AmazonRDS", meter="InstanceUsage:db.m4.large", resource="db-1", per_hour=D(1), price=D("0.4"))
    new = replace(old, meter="InstanceUsage:db.m5.large", resource="db-2", price=D("0.2"))
    with open_bill(write_bill(tmp_path, (now, then, old, new), "cur-daily")) as bill:
        assert bill_advice(bill).counted == ()
    known = [replace(each, operation="RunInstances") for each in (now, then)]
    with open_bill(write_bill(tmp_path, known, "cur-daily")) as bill:
        assert [each.opportunity.check.id for each in bill_advice(bill).counted] == ["ec2-previous-generation"]


def test_a_fee_of_a_month_is_there_until_the_month_ends(tmp_path: Path):
    fee = replace(NAT, unit="Month", weekdays=frozenset(range(7)))
    path = write_bill(tmp_path, (fee,), "cur-daily")
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    days = [dict(zip(header, row, strict=True)) for row in rows]
    firsts = [each for each in days if each["line_item_usage_start_date"].endswith("-01T00:00:00Z")]
    months = [
        each | {"line_item_resource_id": "month", "line_item_usage_end_date": each["bill_billing_period_end_date"]}
        for each in firsts
    ]
    years = [each | {"line_item_resource_id": "year", "line_item_usage_end_date": "2027-03-01T00:00:00Z"}
             for each in months[:1]]  # fmt: skip
    with open_bill(write_csv(tmp_path / "fees.csv", [*days, *months, *years])) as bill:
        uses = {each.resource: each for each in meter_uses(bill, use_periods(bill))}
    assert (uses["month"].last, uses["month"].since, uses["month"].lately) == (date(2026, 5, 31), date(2026, 5, 2), 24)
    assert (uses["year"].last, uses["year"].since) == (date(2026, 3, 1), None)


def test_free_units_are_used_and_lower_no_price(tmp_path: Path):
    free = replace(NAT, price=D(0), description="$0.00 in the free tier")
    use = used(tmp_path, NAT, free)
    assert (use.quantity, use.priced, use.unit_price) == (2 * 31 * 24, 31 * 24, D("0.045"))
    assert used(tmp_path, free).unit_price == 0


class OtherWayRound:
    """A bill whose database tells the rows of every statement in the other order."""

    def __init__(self, bill: Any) -> None:
        self._bill = bill

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bill, name)

    def statement(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        return self._bill.statement(sql, parameters)[::-1]


def test_words_of_one_use_are_the_same_in_whatever_order_a_database_tells_its_groups(tmp_path: Path):
    header, *rows = [line.split(",") for line in write_bill(tmp_path, (NAT,), "cur-daily").read_text().splitlines()]
    records = [dict(zip(header, row, strict=True)) for row in rows]
    other = {"pricing_unit": "Hours", "line_item_line_item_description": "$0.00 in the free tier"}
    path = write_csv(tmp_path / "twice.csv", [*records, *(each | other for each in records)])
    with open_bill(path) as bill:
        periods = use_periods(bill)
        other_way: Any = OtherWayRound(bill)
        (use,), (other_way_round,) = meter_uses(bill, periods), meter_uses(other_way, periods)
    assert use == other_way_round
    assert use.quantity == 2 * 31 * 24
