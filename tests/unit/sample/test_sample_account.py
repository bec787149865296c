"""The sample account: the same for everybody, right to the cent, and what was planted is there."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from local.sample import commitments
from local.sample.account import found as account_found
from local.sample.company import resources
from local.sample.events import PLANTED, Planted
from local.sample.ledger import COLUMNS, MONTHS, REFUND_USD, Row, first_day, rows
from local.sample.make import sample_account

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def bill() -> list[Row]:
    return list(rows(TODAY))


def day_of(row: Row) -> date:
    return date.fromisoformat(row["ChargePeriodStart"][:10])


def total(bill: list[Row], column: str, keep: Callable[[Row], bool]) -> Decimal:
    return sum((Decimal(row[column]) for row in bill if keep(row)), Decimal(0))


def test_the_bill_has_25_months_to_date(bill: list[Row]):
    days = {day_of(row) for row in bill}
    assert min(days) == first_day(TODAY) == date(2024, 11, 1)
    assert max(days) == TODAY - timedelta(days=1)
    assert len({(day.year, day.month) for day in days}) == MONTHS


def test_every_row_has_every_column_and_a_known_category(bill: list[Row]):
    assert {tuple(row) for row in bill} == {COLUMNS}
    assert {row["ChargeCategory"] for row in bill} == {"Usage", "Purchase", "Tax", "Credit"}
    assert {row["ChargeClass"] for row in bill} == {"", "Correction"}


def test_the_same_day_is_the_same_bill():
    again = [row for _, row in zip(range(500), rows(TODAY), strict=False)]
    assert again == [row for _, row in zip(range(500), rows(TODAY), strict=False)]


def test_a_day_in_the_past_does_not_change_when_time_goes_on():
    def usage(end: date) -> list[Row]:
        wanted = date(2025, 2, 10)
        return [row for row in rows(end) if day_of(row) == wanted and row["ResourceName"].startswith("payments-api")]

    assert usage(TODAY) == usage(TODAY + timedelta(days=5))


def test_effective_cost_of_a_savings_plan_is_what_was_bought(bill: list[Row]):
    plan = [row for row in bill if row["CommitmentDiscountId"] == commitments.PLAN_ID]
    assert total(plan, "BilledCost", lambda row: True) == total(plan, "EffectiveCost", lambda row: True)
    days = {day_of(row) for row in plan}
    assert len(days) == commitments.PLAN_STARTS
    assert total(plan, "BilledCost", lambda row: True) == len(days) * 24 * commitments.PLAN_USD_AN_HOUR


def test_reserved_databases_cost_their_fee_spread_over_the_term(bill: list[Row]):
    used = [
        row for row in bill if row["CommitmentDiscountType"] == "Reserved Instance" and row["ChargeCategory"] == "Usage"
    ]
    daily = (commitments.UPFRONT_USD / commitments.TERM_DAYS).quantize(Decimal("0.0000000001"))
    assert {row["ResourceName"] for row in used} == set(commitments.RESERVED)
    assert {Decimal(row["EffectiveCost"]) for row in used} == {daily}
    assert {row["BilledCost"] for row in used} == {"0"}
    assert len(used) == len(commitments.RESERVED) * commitments.RESERVATION_STARTS


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.title)
def test_each_planted_event_is_in_the_bill(bill: list[Row], planted: Planted):
    start = TODAY - timedelta(days=planted.first)
    by_day: defaultdict[date, Decimal] = defaultdict(Decimal)
    for row in bill:
        if row["ResourceName"].startswith(planted.name) and row["SkuMeter"] == planted.meter:
            by_day[day_of(row)] += Decimal(row["ConsumedQuantity"])
    before = [by_day[start - timedelta(days=n)] for n in range(1, 29)]
    during = [by_day[start + timedelta(days=n)] for n in range(planted.days or 14)]
    assert sum(during) / len(during) > Decimal("1.5") * sum(before) / len(before)


def test_credits_refund_tax_support_and_marketplace_are_there(bill: list[Row]):
    assert total(bill, "BilledCost", lambda row: row["ChargeCategory"] == "Credit") == Decimal("-2700.00")
    assert total(bill, "BilledCost", lambda row: row["ChargeClass"] == "Correction") == REFUND_USD
    assert total(bill, "BilledCost", lambda row: row["ChargeCategory"] == "Tax") > 0
    assert total(bill, "BilledCost", lambda row: "Support" in row["ServiceName"]) > 0
    assert total(bill, "BilledCost", lambda row: row["PublisherName"] == "Snowflake Inc.") == Decimal("27750.00")


def test_monthly_charges_are_dated_on_the_first_and_come_once_a_month(bill: list[Row]):
    kinds: tuple[Callable[[Row], bool], ...] = (
        lambda row: row["ChargeCategory"] == "Tax" and row["SubAccountName"] == "fernway-data",
        lambda row: "Support" in row["ServiceName"],
        lambda row: row["PublisherName"] == "Snowflake Inc.",
    )
    for keep in kinds:
        days = [day_of(row) for row in bill if keep(row)]
        assert {day.day for day in days} == {1}
        assert len(days) == len(set(days))
        assert max(days) == TODAY.replace(day=1), "the running month has them, too"


def test_every_purchase_of_a_commitment_tells_its_term(bill: list[Row]):
    bought = [row for row in bill if row["ChargeCategory"] == "Purchase" and row["CommitmentDiscountId"]]
    upfront = [row for row in bought if row["ChargeFrequency"] == "One-Time"]
    terms = {date.fromisoformat(row["ChargePeriodEnd"][:10]) - day_of(row) for row in upfront}
    assert terms == {timedelta(days=commitments.TERM_DAYS)}
    assert all("one year" in row["ChargeDescription"] for row in bought)


def test_some_spend_has_no_team_and_some_has_it_spelt_differently(bill: list[Row]):
    tags = {row["Tags"] for row in bill}
    assert "{}" in tags
    assert any('"Payments"' in tag for tag in tags)
    assert any('"payments"' in tag for tag in tags)


def test_the_inventory_agrees_with_the_last_day_of_the_bill_resource_by_resource(bill: list[Row]):
    last = TODAY - timedelta(days=1)
    billed = {
        row["ResourceId"]: (row["ResourceName"], row["SubAccountId"], row["RegionId"])
        for row in bill
        if row["ResourceType"] and day_of(row) == last
    }
    found = {each.arn or each.id: (each.name, each.account, each.region) for each in account_found(TODAY)}
    assert {id_: found[id_] for id_ in billed} == billed
    assert len(found) > 80


def test_ids_of_resources_are_unique_to_one_resource():
    names: defaultdict[str, set[str]] = defaultdict(set)
    for resource in resources():
        names[resource.id].add(resource.name)
    assert [names[each] for each in names if len(names[each]) > 1] == []


def test_files_are_kept_for_the_day_and_old_ones_removed(tmp_path: Path):
    for ending in ("parquet", "jsonl", "sums"):
        (tmp_path / f"sample-2026-01-04-v1.{ending}").write_bytes(b"of another day")
    first = sample_account(tmp_path, date(2026, 1, 5))
    made = first.bill.stat().st_mtime_ns
    assert sample_account(tmp_path, date(2026, 1, 5)) == first
    assert first.bill.stat().st_mtime_ns == made
    assert sorted(tmp_path.iterdir()) == sorted((first.bill, first.account, first.bill.with_suffix(".sums")))
