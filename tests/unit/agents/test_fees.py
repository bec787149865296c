"""Monthly charges: once a month on their usual day, sums by hand."""

from datetime import date

import pytest

from billing.fees import Fee, fee_of, is_fee
from billing.query import LineKind
from finops_core.values import Period

BY = date(2026, 11, 19)
YEAR = Period(date(2026, 1, 1), BY)


def monthly(amount: float, *, day: int = 1, months: range = range(1, 12)) -> dict[date, float]:
    return {date(2026, month, day): amount for month in months}


def nothing_else(month: date) -> float:
    return 0.0


def due(fee: Fee, days: int = 60) -> dict[date, float]:
    return fee.due(BY, days, nothing_else)


def test_a_fee_comes_in_later_months_on_its_day_and_not_again_in_the_running_one() -> None:
    fee = fee_of(LineKind.MARKETPLACE, monthly(1850))

    assert due(fee) == {date(2026, 12, 1): 1850, date(2027, 1, 1): 1850}


def test_a_smaller_fee_this_month_is_not_topped_up() -> None:
    assert due(fee_of(LineKind.MARKETPLACE, monthly(1850) | {date(2026, 11, 1): 900.0}), 12) == {}


def test_a_fee_whose_day_is_still_to_come_comes_on_it() -> None:
    assert due(fee_of(LineKind.SUPPORT, monthly(50, day=28, months=range(1, 11))), 30) == {date(2026, 11, 28): 50}


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    fee = Fee(kind=LineKind.SUPPORT, day=31, amounts=monthly(50, day=28, months=range(1, 11)))

    assert due(fee, 12) == {date(2026, 11, 30): 50}


def test_a_fee_that_stopped_is_soon_not_expected() -> None:
    assert sum(due(fee_of(LineKind.MARKETPLACE, monthly(1850, months=range(1, 8)))).values()) == 0


def test_one_purchase_long_ago_is_no_monthly_fee() -> None:
    assert sum(due(fee_of(LineKind.MARKETPLACE, {date(2026, 3, 4): 12_000.0})).values()) == 0


def test_tax_is_the_same_part_of_what_is_spent() -> None:
    spent = {date(2026, month, 1): 1000.0 * month for month in range(1, 13)}
    tax = fee_of(LineKind.TAX, {month: amount * 0.07 for month, amount in spent.items() if month < date(2026, 11, 1)})

    found = tax.due(BY, 42, lambda month: spent[month])
    assert found == {date(2026, 11, 30): pytest.approx(770), date(2026, 12, 1): pytest.approx(840)}


def test_a_tax_that_shows_what_was_spent_so_far_still_grows() -> None:
    tax = fee_of(LineKind.TAX, monthly(100) | {date(2026, 11, 1): 58.0})
    booked = fee_of(LineKind.TAX, monthly(100) | {date(2026, 11, 1): 97.0})

    assert due(tax, 12) == {date(2026, 11, 30): 42}
    assert due(booked, 12) == {}


@pytest.mark.parametrize(
    ("kind", "amounts", "expected"),
    [
        (LineKind.TAX, {date(2026, 1, day): 1.0 for day in range(1, 29)}, True),
        (LineKind.MARKETPLACE, monthly(10), True),
        (LineKind.MARKETPLACE, {date(2026, 11, day): 1.0 for day in range(1, 19)}, False),
        (LineKind.USAGE, monthly(10), True),
        (LineKind.USAGE, {date(2026, 11, 3): 1.0}, False),
        (LineKind.USAGE, {date(2026, 2, day): 1.0 for day in (3, 9, 20)} | {date(2026, 3, 7): 1.0}, False),
        (LineKind.DISCOUNT, {}, False),
    ],
)
def test_what_comes_once_a_month_is_told_by_kind_and_days(
    kind: LineKind, amounts: dict[date, float], expected: bool
) -> None:
    assert is_fee(kind, amounts, YEAR) is expected
