"""Symbolic periods resolved to days: relative words, fiscal terms, ranges, old bills."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.fiscal import FiscalCalendar, FiscalYear
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar, add_months
from billing.periods.symbols import before, resolve, year_before
from finops_core.errors import ToolRetry
from finops_core.values import Period

BILL = Period(date(2024, 10, 1), date(2026, 11, 19))
TODAY = date(2026, 11, 20)


def days(symbol: str, *, bill: Period = BILL, today: date = TODAY, calendar: Calendar | None = None) -> tuple[str, str]:
    period = resolve(symbol, Anchor.of(bill, today, calendar or Calendar())).period
    return period.start.isoformat(), period.last_day.isoformat()


RECENT = {
    "all": ("2024-10-01", "2026-11-18"),
    "": ("2026-10-01", "2026-10-31"),
    "usual": ("2026-10-01", "2026-10-31"),
    "usual_monthly": ("2025-11-01", "2026-10-31"),
    "before:usual": ("2026-09-01", "2026-09-30"),
    "today": ("2026-11-20", "2026-11-20"),
    "yesterday": ("2026-11-19", "2026-11-19"),
    "this_week": ("2026-11-16", "2026-11-22"),
    "last_week": ("2026-11-09", "2026-11-15"),
    "week_to_date": ("2026-11-16", "2026-11-18"),
    "this_month": ("2026-11-01", "2026-11-30"),
    "last_month": ("2026-10-01", "2026-10-31"),
    "month_to_date": ("2026-11-01", "2026-11-18"),
    "this_quarter": ("2026-10-01", "2026-12-31"),
    "last_quarter": ("2026-07-01", "2026-09-30"),
    "quarter_to_date": ("2026-10-01", "2026-11-18"),
    "this_year": ("2026-01-01", "2026-12-31"),
    "last_year": ("2025-01-01", "2025-12-31"),
    "year_to_date": ("2026-01-01", "2026-11-18"),
    "past_1_days": ("2026-11-19", "2026-11-19"),
    "past_90_days": ("2026-08-22", "2026-11-19"),
    "past_2_weeks": ("2026-11-06", "2026-11-19"),
    "past_3_months": ("2026-08-01", "2026-10-31"),
    "past_2_quarters": ("2026-04-01", "2026-09-30"),
    "past_1_years": ("2025-01-01", "2025-12-31"),
    "2025": ("2025-01-01", "2025-12-31"),
    "2025-02": ("2025-02-01", "2025-02-28"),
    "2026-05-12": ("2026-05-12", "2026-05-12"),
    "2026-W20": ("2026-05-11", "2026-05-17"),
    "2025-Q3": ("2025-07-01", "2025-09-30"),
    "2026-H1": ("2026-01-01", "2026-06-30"),
    "FY2025": ("2025-01-01", "2025-12-31"),
    "FY2025-Q4": ("2025-10-01", "2025-12-31"),
    "Q3": ("2026-07-01", "2026-09-30"),
    "Q4": ("2026-10-01", "2026-12-31"),
    "first_half": ("2026-01-01", "2026-06-30"),
    "second_half": ("2026-07-01", "2026-12-31"),
    "october": ("2026-10-01", "2026-10-31"),
    "november": ("2026-11-01", "2026-11-30"),
    "december": ("2025-12-01", "2025-12-31"),
    "october-23": ("2026-10-23", "2026-10-23"),
    "december-24": ("2025-12-24", "2025-12-24"),
    "february-29": ("2024-02-29", "2024-02-29"),
    "week_of_may-12": ("2026-05-11", "2026-05-17"),
    "week_of_2026-05-10": ("2026-05-04", "2026-05-10"),
    "since_march": ("2026-03-01", "2026-11-18"),
    "since_2025-06": ("2025-06-01", "2026-11-18"),
    "until_2025-03": ("2024-10-01", "2025-03-31"),
    "march/may": ("2026-03-01", "2026-05-31"),
    "november/january": ("2025-11-01", "2026-01-31"),
    "october/2025-12": ("2025-10-01", "2025-12-31"),
    "december/2026-02": ("2025-12-01", "2026-02-28"),
    "may-3/2025-05-09": ("2025-05-03", "2025-05-09"),
    "2026-05-12/2026-05-19": ("2026-05-12", "2026-05-19"),
    "before:last_month": ("2026-09-01", "2026-09-30"),
    "before:2026-05-12": ("2026-05-11", "2026-05-11"),
    "year_before:last_month": ("2025-10-01", "2025-10-31"),
    "year_before:2026": ("2025-01-01", "2025-12-31"),
}


@pytest.mark.parametrize(("symbol", "expected"), RECENT.items())
def test_a_symbol_means_these_days_of_a_current_bill(symbol: str, expected: tuple[str, str]) -> None:
    assert days(symbol) == expected


def test_to_date_ends_where_the_bill_does_and_says_so() -> None:
    anchor = Anchor.of(BILL, TODAY, Calendar())

    assert resolve("month_to_date", anchor).to_date
    assert resolve("since_march", anchor).to_date
    assert not resolve("last_month", anchor).to_date


def test_to_date_in_a_month_without_a_charge_yet_is_that_month_up_to_today() -> None:
    bill = Period(date(2026, 1, 1), date(2026, 11, 1))

    assert days("month_to_date", bill=bill, today=date(2026, 11, 2)) == ("2026-11-01", "2026-11-02")


def test_charges_dated_ahead_do_not_make_to_date_longer_than_today() -> None:
    bill = Period(date(2026, 1, 1), date(2026, 12, 1))

    assert days("month_to_date", bill=bill) == ("2026-11-01", "2026-11-20")


OLD_MONTH = Period(date(2018, 10, 1), date(2018, 11, 1))

OLD = {
    "last_month": ("2018-10-01", "2018-10-31"),
    "this_month": ("2018-10-01", "2018-10-31"),
    "yesterday": ("2018-10-31", "2018-10-31"),
    "past_7_days": ("2018-10-25", "2018-10-31"),
    "october": ("2018-10-01", "2018-10-31"),
    "year_to_date": ("2018-01-01", "2018-10-31"),
    "since_october-15": ("2018-10-15", "2018-10-31"),
}


@pytest.mark.parametrize(("symbol", "expected"), OLD.items())
def test_relative_words_count_from_the_end_of_an_old_bill(symbol: str, expected: tuple[str, str]) -> None:
    assert days(symbol, bill=OLD_MONTH) == expected


def test_last_month_of_an_old_bill_that_ends_within_a_month_is_the_complete_one_before() -> None:
    assert days("last_month", bill=Period(date(2020, 1, 1), date(2020, 6, 11))) == ("2020-05-01", "2020-05-31")


def test_a_bill_that_trails_by_two_days_is_not_old() -> None:
    bill = Period(date(2026, 1, 1), date(2026, 11, 1))
    assert days("last_month", bill=bill, today=date(2026, 11, 2)) == ("2026-10-01", "2026-10-31")
    assert days("this_month", bill=bill, today=date(2026, 11, 2)) == ("2026-11-01", "2026-11-30")


APRIL = Calendar(fiscal=FiscalYear(start_month=4, week_start=6))


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("FY2026", ("2025-04-01", "2026-03-31")),
        ("FY2026-Q1", ("2025-04-01", "2025-06-30")),
        ("Q3", ("2026-10-01", "2026-12-31")),
        ("Q4", ("2026-01-01", "2026-03-31")),
        ("this_fiscal_year", ("2026-04-01", "2027-03-31")),
        ("last_fiscal_year", ("2025-04-01", "2026-03-31")),
        ("last_fiscal_quarter", ("2026-07-01", "2026-09-30")),
        ("fiscal_year_to_date", ("2026-04-01", "2026-11-18")),
        ("2026-Q1", ("2026-01-01", "2026-03-31")),
        ("this_week", ("2026-11-15", "2026-11-21")),
    ],
)
def test_a_fiscal_year_from_april_with_weeks_from_sunday(symbol: str, expected: tuple[str, str]) -> None:
    assert days(symbol, calendar=APRIL) == expected


def test_quarters_of_a_retail_calendar_have_thirteen_weeks() -> None:
    retail = Calendar(fiscal=FiscalYear(start_month=2, calendar=FiscalCalendar.WEEKS_4_4_5, week_start=6))
    period = resolve("FY2026-Q1", Anchor.of(BILL, TODAY, retail)).period
    assert period.days == 91
    assert period.start.weekday() == 6


@pytest.mark.parametrize(
    "symbol",
    [
        "soon",
        "2026-13",
        "2026-02-30",
        "past_0_days",
        "past_9999_days",
        "since_soon",
        "before:",
        "a/b",
        "february-30",
        "FY",
        "1/2/3",
    ],
)
def test_text_outside_the_grammar_is_refused_with_examples(symbol: str) -> None:
    with pytest.raises(ToolRetry, match="last_month, 2018-10"):
        days(symbol)


@pytest.mark.parametrize(
    ("symbol", "phrase"),
    [
        ("2018-10", "in October 2018"),
        ("2025", "in 2025"),
        ("2026-05-12", "on 12 May 2026"),
        ("2026-Q1", "from January 2026 to March 2026"),
        ("2026-05-12/2026-05-19", "from 12 May 2026 to 19 May 2026"),
    ],
)
def test_periods_are_named_as_people_say_them(symbol: str, phrase: str) -> None:
    assert resolve(symbol, Anchor.of(BILL, TODAY, Calendar())).phrase == phrase


def test_today_is_the_day_of_the_organisations_time_zone() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert Calendar(time_zone="Europe/Berlin").today(late) == date(2026, 11, 21)
    assert Calendar().today(late) == date(2026, 11, 20)


@given(start=st.dates(date(2001, 1, 1), date(2100, 1, 1)), length=st.integers(1, 800))
def test_the_period_before_ends_where_a_period_begins(start: date, length: int) -> None:
    period = Period.of_days(start, length)
    earlier = before(period)
    assert earlier.end == period.start
    assert year_before(period).start < period.start


@given(day=st.dates(date(2001, 1, 1), date(2100, 1, 1)), months=st.integers(-60, 60))
def test_adding_months_lands_in_that_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day
