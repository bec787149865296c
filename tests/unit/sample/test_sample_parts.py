"""What the sample company is made of: commitments, seasons, events and days, each by hand."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.sample.commitments import (
    PLAN_RATE,
    PLAN_STARTS,
    RESERVATION_STARTS,
    TERM_DAYS,
    UPFRONT_USD,
    SavingsPlanDay,
    purchases,
    reserved,
)
from local.sample.company import ACCOUNTS, REGION_NAMES, Resource, hash_of, resources
from local.sample.events import PLANTED, Planted, factor
from local.sample.ledger import MONTHS, first_day, runs
from local.sample.seasons import noise, quantity

END = date(2026, 11, 21)
START = date(2024, 11, 1)
BOX = next(one for one in resources() if one.type == "AWS::EC2::Instance")
ORDERS = next(one for one in resources() if one.name == "orders" and one.unit == "Hrs")


def before_end(days: int) -> date:
    return END - timedelta(days=days)


@pytest.mark.parametrize(
    ("end", "first"),
    [
        ("2026-11-21", "2024-11-01"),
        ("2026-12-01", "2024-11-01"),
        ("2026-12-02", "2024-12-01"),
        ("2027-01-01", "2024-12-01"),
        ("2027-01-02", "2025-01-01"),
    ],
)
def test_the_bill_is_the_month_of_its_last_day_and_24_before_it(end: str, first: str) -> None:
    found = first_day(date.fromisoformat(end))

    assert found.isoformat() == first
    last = date.fromisoformat(end) - timedelta(days=1)
    assert (last.year - found.year) * 12 + last.month - found.month == MONTHS - 1


@pytest.mark.parametrize(
    ("since", "until", "day", "there"),
    [
        (0, None, START, True),
        (10, None, START + timedelta(days=9), False),
        (10, None, START + timedelta(days=10), True),
        (-5, None, before_end(6), False),
        (-5, None, before_end(5), True),
        (0, 10, START + timedelta(days=9), True),
        (0, 10, START + timedelta(days=10), False),
    ],
)
def test_days_count_from_the_first_and_negative_ones_from_the_end(
    since: int, until: int | None, day: date, there: bool
) -> None:
    assert runs(replace(BOX, since=since, until=until), day, START, END) is there


def box(price: str) -> Resource:
    return replace(BOX, price_usd=Decimal(price))


def test_a_plan_pays_for_instances_until_its_day_is_used_up() -> None:
    """$1.20 an hour is $28.80 a day, and a covered hour costs 72 % of its price: the third box is covered by half."""
    plan = SavingsPlanDay(before_end(1), END)
    hours, price = Decimal(24), "0.6666666666666666666666666667"
    first, second, third = (plan.cover(box(price), hours) for _ in range(3))

    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.effective_usd, second.effective_usd) == (Decimal("11.52"), Decimal("11.52"))
    assert (third.effective_usd, third.quantity) == (Decimal("5.76"), Decimal(12))
    assert abs(plan.left_usd) < Decimal("1e-20")
    assert first.quantity == hours
    assert Decimal("0.72") == PLAN_RATE


def test_what_nobody_uses_of_a_plan_is_left_and_only_instances_use_it() -> None:
    plan = SavingsPlanDay(before_end(1), END)

    assert plan.cover(ORDERS, Decimal(24)) is None
    assert plan.left_usd == Decimal("28.80")
    used = plan.cover(box("0.1"), Decimal(10))
    assert used is not None
    assert plan.left_usd == Decimal("28.08")


@pytest.mark.parametrize(
    ("days", "active"),
    [(PLAN_STARTS + 1, False), (PLAN_STARTS, True), (1, True)],
)
def test_a_plan_pays_from_its_first_day_on(days: int, active: bool) -> None:
    plan = SavingsPlanDay(before_end(days), END)

    assert plan.active is active
    assert (plan.cover(BOX, Decimal(24)) is not None) is active


def test_a_plan_ends_with_its_year() -> None:
    last = before_end(PLAN_STARTS) + timedelta(days=TERM_DAYS - 1)

    assert SavingsPlanDay(last, END).active
    assert not SavingsPlanDay(last + timedelta(days=1), END).active


@pytest.mark.parametrize(
    ("name", "days", "covered"),
    [
        ("orders", RESERVATION_STARTS, True),
        ("orders", RESERVATION_STARTS + 1, False),
        ("orders", 1, True),
        ("search", 1, False),
    ],
)
def test_two_databases_are_reserved_from_their_purchase_on(name: str, days: int, covered: bool) -> None:
    found = reserved(replace(ORDERS, name=name), Decimal(24), before_end(days), END)

    assert (found is not None) is covered
    assert reserved(replace(ORDERS, meter="Storage"), Decimal(24), before_end(1), END) is None


def test_a_year_of_reserved_days_costs_the_fee_that_was_paid() -> None:
    day = reserved(ORDERS, Decimal(24), before_end(1), END)

    assert day is not None
    assert round(day.effective_usd * TERM_DAYS, 6) == UPFRONT_USD
    assert [(bought, price) for bought, _, _, price in purchases(END)] == [(before_end(200), UPFRONT_USD)] * 2


PLAIN = Planted(title="t", first=10, days=3, name="nat-", meter="Bytes", factor=Decimal(3))
NAT = replace(BOX, name="nat-a", meter="Bytes")


@pytest.mark.parametrize(("days", "applies"), [(11, False), (10, True), (9, True), (8, True), (7, False), (1, False)])
def test_an_event_lasts_its_days_counted_back_from_the_end(days: int, applies: bool) -> None:
    assert PLAIN.applies(NAT, before_end(days), END) is applies
    assert replace(PLAIN, days=None).applies(NAT, before_end(days), END) is (days <= 10)


def test_an_event_is_about_resources_of_its_name_and_meter() -> None:
    day = before_end(9)

    assert not PLAIN.applies(replace(NAT, name="gnat-a"), day, END)
    assert not PLAIN.applies(replace(NAT, meter="Hours"), day, END)
    assert replace(PLAIN, meter="").applies(replace(NAT, meter="Hours"), day, END)


def test_every_event_meets_something_that_runs_and_nothing_else_is_changed() -> None:
    for planted in PLANTED:
        day = before_end(planted.first)
        met = [one for one in resources() if planted.applies(one, day, END) and runs(one, day, START, END)]
        assert met
        assert all(factor(one, day, END) >= planted.factor for one in met)
    assert all(factor(one, START, END) == 1 for one in resources())


def test_an_hour_without_a_curve_is_the_same_every_day() -> None:
    assert {quantity(replace(BOX, curve="flat"), START + timedelta(days=n), n) for n in range(800)} == {Decimal(24)}


def test_growth_is_yearly_and_offices_are_closed_at_weekends() -> None:
    growing = replace(BOX, curve="flat", yearly_growth=Decimal("0.5"), per_day=Decimal(10))
    office = replace(BOX, curve="office", per_day=Decimal(100))

    assert [quantity(growing, START, day) for day in (0, 365, 730)] == [10, 15, Decimal("22.5")]
    assert quantity(office, date(2026, 11, 20), 0) == 45
    assert quantity(office, date(2026, 11, 21), 0) == 5


@pytest.mark.parametrize(("day", "more"), [(1, True), (2, True), (3, False), (28, False), (29, True), (31, True)])
def test_some_jobs_run_around_the_end_of_the_month(day: int, more: bool) -> None:
    job = replace(BOX, curve="month_end", per_day=Decimal(100))

    assert quantity(job, date(2026, 10, day), 0) == (240 if more else 85)


@given(st.text(max_size=20), st.dates())
def test_noise_is_small(key: str, day: date) -> None:
    assert -1 <= noise(key, day) < 1


def test_noise_is_even_over_a_year_so_that_it_adds_nothing() -> None:
    drawn = [noise("nat-a", START + timedelta(days=number)) for number in range(3650)]

    assert abs(sum(drawn) / len(drawn)) < 0.05
    assert min(drawn) < -0.9
    assert max(drawn) > 0.9


def test_names_are_the_same_in_every_process() -> None:
    """FNV-1a of 32 bits has published values."""
    assert hash_of("") == 0x811C9DC5
    assert hash_of("a") == 0xE40C292C
    assert hash_of("foobar") == 0xBF9CF968


def test_what_runs_is_in_the_companys_accounts_and_regions_at_a_price() -> None:
    for one in resources():
        assert one.account in ACCOUNTS
        assert one.region in REGION_NAMES
        assert one.price_usd > 0
        assert one.per_day > 0
        assert one.until is None or one.until > one.since
