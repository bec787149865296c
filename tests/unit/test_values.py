"""Money, periods, and how both are shown: exact until the last moment, and never added across currencies."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_core.answers import Fact, format_fact, render
from finops_core.formats import format_money
from finops_core.values import Money, Period
from tests.unit.steady import STEADY

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**37), max_value=10**37, places=18)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PERIODS = st.builds(Period.of_days, DAYS, st.integers(1, 400))


def usd(amount: str | Decimal) -> Money:
    return Money(Decimal(amount), "USD")


@STEADY
@given(AMOUNTS, AMOUNTS)
def test_what_was_added_can_be_taken_away_to_the_last_digit(one: Decimal, other: Decimal):
    assert usd(one) + usd(other) - usd(other) == usd(one)
    assert usd(one) + -usd(one) == usd("0")


def test_amounts_longer_than_pythons_own_precision_are_not_rounded():
    large = "12345678901234567890123456789012345.123456789012345678"
    assert usd(large) + usd("0.000000000000000001") == usd("12345678901234567890123456789012345.123456789012345679")


@pytest.mark.parametrize("act", ["__add__", "__sub__"])
def test_amounts_of_two_currencies_are_never_combined(act: str):
    with pytest.raises(ValueError, match="cannot combine USD with EUR"):
        getattr(usd("1"), act)(Money(Decimal(1), "EUR"))


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("1.005", "1.00"), ("1.015", "1.02"), ("-1.005", "-1.00"), ("2.675", "2.68"), ("0.0051", "0.01")],
)
def test_rounding_to_the_cent_is_half_to_even(amount: str, rounded: str):
    assert usd(amount).rounded() == usd(rounded)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("0", "USD", "$0.00"),
        ("1234567.891", "USD", "$1,234,567.89"),
        ("-1234.5", "EUR", "-€1,234.50"),
        ("3", "GBP", "£3.00"),
        ("3", "CHF", "CHF 3.00"),
        ("0.004", "USD", "<$0.01"),
        ("0.005", "USD", "<$0.01"),
        ("0.0051", "USD", "$0.01"),
        ("-0.004", "USD", ">-$0.01"),
        ("0E-20", "USD", "$0.00"),
        ("1E+3", "USD", "$1,000.00"),
        ("123456789012345678901234567890.125", "USD", "$123,456,789,012,345,678,901,234,567,890.12"),
    ],
)
def test_money_is_shown_to_the_cent_however_large_or_small(amount: str, currency: str, shown: str):
    assert format_money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(
    ("kind", "value", "unit", "shown"),
    [
        ("money", "1234.5", "USD", "$1,234.50"),
        ("percent", "0.12345", "", "12.3 %"),
        ("percent", "-0.5", "", "-50.0 %"),
        ("percent", "12", "", "1,200.0 %"),
        ("number", "1234567.50", "GB", "1,234,567.5 GB"),
        ("number", "3", "", "3"),
        ("date", "2026-05-01", "", "1 May 2026"),
        ("text", "Amazon [EC2]", "", "Amazon [EC2]"),
    ],
)
def test_each_kind_of_fact_is_shown_as_a_person_reads_it(kind: str, value: str, unit: str, shown: str):
    fact = Fact.model_validate({"id": "f1", "kind": kind, "value": value, "unit": unit, "subject": "s"})
    assert format_fact(fact) == shown


def test_prose_shows_facts_and_a_hole_is_never_sent():
    facts = (
        Fact(id="f1", kind="text", value="[[f2]]", subject="s"),
        Fact(id="f12", kind="number", value="2", subject="s"),
    )
    assert render("[[f1]] and [[f12]], [f1] and [[x]]", facts) == "[[f2]] and 2, [f1] and [[x]]"
    with pytest.raises(KeyError, match="f3"):
        render("[[f3]]", facts)


@pytest.mark.parametrize(
    ("year", "month", "days"), [(2024, 2, 29), (2025, 2, 28), (2025, 12, 31), (2026, 1, 31), (2026, 4, 30)]
)
def test_a_month_has_its_days(year: int, month: int, days: int):
    period = Period.of_month(year, month)
    assert (period.days, period.start.day, period.last_day.month) == (days, 1, month)


@pytest.mark.parametrize("days", [0, -1])
def test_a_period_has_at_least_one_day(days: int):
    with pytest.raises(ValueError, match="at least one day"):
        Period.of_days(date(2026, 5, 1), days)


@STEADY
@given(PERIODS, PERIODS)
def test_the_overlap_of_two_periods_is_every_day_in_both(one: Period, other: Period):
    shared = one.overlap(other)
    assert shared == other.overlap(one)
    days = {one.start + timedelta(days=number) for number in range(one.days)}
    both = {day for day in days if day in other}
    assert both == ({shared.start + timedelta(days=number) for number in range(shared.days)} if shared else set())


@STEADY
@given(PERIODS)
def test_the_end_of_a_period_is_not_in_it(period: Period):
    assert period.start in period
    assert period.last_day in period
    assert period.end not in period
    assert period.start - timedelta(days=1) not in period
