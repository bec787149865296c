"""Periods on awkward days: new year, leap days, ends of months, weeks that begin elsewhere, bills that are just old."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.fiscal import FiscalCalendar, FiscalYear
from billing.periods.anchor import STALE_AFTER_DAYS, Anchor
from billing.periods.calendar import Calendar, add_months
from billing.periods.horizon import MOST_DAYS, resolve_ahead
from billing.periods.symbols import bare, before, phrase_of, resolve, unit_around, year_before
from finops_core.errors import ToolRetry
from finops_core.values import Period


def anchored(today: str, *, begins: str = "2023-01-01", ends: str = "", calendar: Calendar | None = None) -> Anchor:
    """A bill up to the day before a day unless it `ends` (the first day after it) elsewhere."""
    asked = date.fromisoformat(today)
    bill = Period(date.fromisoformat(begins), date.fromisoformat(ends) if ends else asked)
    return Anchor.of(bill, asked, calendar or Calendar())


def days(symbol: str, anchor: Anchor) -> str:
    period = resolve(symbol, anchor).period
    return f"{period.start} {period.last_day}"


NEW_YEAR = {
    "yesterday": "2025-12-31 2025-12-31",
    "this_week": "2025-12-29 2026-01-04",
    "last_week": "2025-12-22 2025-12-28",
    "last_month": "2025-12-01 2025-12-31",
    "last_quarter": "2025-10-01 2025-12-31",
    "last_year": "2025-01-01 2025-12-31",
    "this_year": "2026-01-01 2026-12-31",
    "past_1_days": "2025-12-31 2025-12-31",
    "past_1_months": "2025-12-01 2025-12-31",
    "past_13_months": "2024-12-01 2025-12-31",
    "past_5_quarters": "2024-10-01 2025-12-31",
    "past_2_years": "2024-01-01 2025-12-31",
    "january": "2026-01-01 2026-01-31",
    "december": "2025-12-01 2025-12-31",
    "january-1": "2026-01-01 2026-01-01",
    "january-2": "2025-01-02 2025-01-02",
    "Q1": "2026-01-01 2026-03-31",
    "Q4": "2025-10-01 2025-12-31",
    "first_half": "2026-01-01 2026-06-30",
    "second_half": "2025-07-01 2025-12-31",
    "week_of_december-31": "2025-12-29 2026-01-04",
    "2026-W01": "2025-12-29 2026-01-04",
    "2026-W53": "2026-12-28 2027-01-03",
    "october/december": "2025-10-01 2025-12-31",
    "december/january": "2025-12-01 2026-01-31",
}


@pytest.mark.parametrize(("symbol", "expected"), NEW_YEAR.items())
def test_on_new_years_day(symbol: str, expected: str) -> None:
    assert days(symbol, anchored("2026-01-01")) == expected


LEAP = {
    "yesterday": "2028-02-29 2028-02-29",
    "last_month": "2028-02-01 2028-02-29",
    "february-29": "2028-02-29 2028-02-29",
    "past_30_days": "2028-01-31 2028-02-29",
    "year_before:yesterday": "2027-02-28 2027-02-28",
    "year_before:last_month": "2027-02-01 2027-02-28",
    "before:last_month": "2028-01-01 2028-01-31",
    "before:yesterday": "2028-02-28 2028-02-28",
    "year_before:2028-02-25/2028-03-02": "2027-02-25 2027-03-03",
    "2024-02-29": "2024-02-29 2024-02-29",
    "since_february-29": "2028-02-29 2028-02-29",
}


@pytest.mark.parametrize(("symbol", "expected"), LEAP.items())
def test_on_the_day_after_a_leap_day(symbol: str, expected: str) -> None:
    assert days(symbol, anchored("2028-03-01")) == expected


MOVED = {
    "year_before:march/may": "2025-03-01 2025-05-31",
    "year_before:2026-03/2026-05": "2025-03-01 2025-05-31",
    "before:2026-03/2026-05": "2025-12-01 2026-02-28",
    "before:2026-05-11/2026-05-17": "2026-05-04 2026-05-10",
    "before:before:2026-03/2026-05": "2025-09-01 2025-11-30",
    "2025-12/before:2026-03": "2025-12-01 2026-02-28",
}


@pytest.mark.parametrize(("symbol", "expected"), MOVED.items())
def test_a_range_is_moved_as_a_whole(symbol: str, expected: str) -> None:
    assert days(symbol, anchored("2026-11-20")) == expected


def test_the_29th_of_february_is_the_latest_there_was() -> None:
    assert days("february-29", anchored("2028-02-28")) == "2024-02-29 2024-02-29"
    with pytest.raises(ToolRetry):
        days("2026-02-29", anchored("2028-02-28"))


@pytest.mark.parametrize(
    ("week_start", "this", "last"),
    [
        (0, "2026-11-16 2026-11-22", "2026-11-09 2026-11-15"),
        (5, "2026-11-21 2026-11-27", "2026-11-14 2026-11-20"),
        (6, "2026-11-22 2026-11-28", "2026-11-15 2026-11-21"),
    ],
)
def test_a_sunday_lies_in_another_week_by_another_first_day(week_start: int, this: str, last: str) -> None:
    anchor = anchored("2026-11-22", calendar=Calendar(fiscal=FiscalYear(week_start=week_start)))

    assert (days("this_week", anchor), days("last_week", anchor)) == (this, last)
    assert days("past_2_weeks", anchor) == "2026-11-08 2026-11-21", "weeks that are counted are of seven days"


@pytest.mark.parametrize(
    ("ends", "old", "yesterday"), [("2026-11-18", False, "2026-11-19"), ("2026-11-17", True, "2026-11-16")]
)
def test_a_bill_is_old_from_three_days_behind(ends: str, old: bool, yesterday: str) -> None:
    anchor = anchored("2026-11-20", ends=ends)

    assert STALE_AFTER_DAYS == 3
    assert anchor.from_bill_end is old
    assert days("yesterday", anchor).startswith(yesterday)


def test_words_count_from_what_is_complete_and_the_whole_is_all_there_is() -> None:
    bill, complete = Period(date(2026, 1, 1), date(2026, 12, 1)), Period(date(2026, 1, 1), date(2026, 11, 5))
    anchor = Anchor.of(bill, date(2026, 11, 20), Calendar(), complete=complete)

    assert days("yesterday", anchor) == "2026-11-04 2026-11-04"
    assert days("today", anchor) == "2026-11-04 2026-11-04"
    assert days("past_7_days", anchor) == "2026-10-29 2026-11-04"
    assert days("all", anchor) == "2026-01-01 2026-11-30"


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("since_2026-12", "2026-12-01 2026-12-01"),
        ("since_2026-11-20", "2026-11-20 2026-11-20"),
        ("until_2022-06", "2022-06-30 2022-06-30"),
        ("until_yesterday", "2023-01-01 2026-11-19"),
        ("until_2026-03-05", "2023-01-01 2026-03-05"),
    ],
)
def test_a_beginning_after_the_bill_and_an_end_before_it_are_still_days(symbol: str, expected: str) -> None:
    assert days(symbol, anchored("2026-11-20")) == expected


@pytest.mark.parametrize("count", [1, 3660])
def test_a_past_of_ten_years_is_the_longest(count: int) -> None:
    assert resolve(f"past_{count}_days", anchored("2026-11-20")).period.days == count
    with pytest.raises(ToolRetry, match="count out of range"):
        resolve("past_3661_days", anchored("2026-11-20"))


@pytest.mark.parametrize(
    ("symbol", "relative"),
    [
        ("2025-10", False),
        ("2025-Q3", False),
        ("FY2025", False),
        ("2025-10-03/2025-10-09", False),
        ("october", True),
        ("Q3", True),
        ("last_month", True),
        ("past_3_days", True),
        ("since_march", True),
        ("2025-10/last_month", True),
        ("before:2025-10", True),
    ],
)
def test_what_the_day_of_the_question_decides_is_relative(symbol: str, relative: bool) -> None:
    assert resolve(symbol, anchored("2026-11-20")).relative is relative


@pytest.mark.parametrize(
    ("symbol", "to_date"),
    [
        ("month_to_date", True),
        ("fiscal_year_to_date", True),
        ("since_october", True),
        ("2026-11", False),
        ("last_month", False),
    ],
)
def test_to_date_is_told_where_the_bill_ended_it(symbol: str, to_date: bool) -> None:
    assert resolve(symbol, anchored("2026-11-20")).to_date is to_date


@pytest.mark.parametrize(
    ("period", "earlier", "last_year"),
    [
        (("2026-03-01", "2026-04-01"), ("2026-02-01", "2026-03-01"), ("2025-03-01", "2025-04-01")),
        (("2026-01-01", "2026-04-01"), ("2025-10-01", "2026-01-01"), ("2025-01-01", "2025-04-01")),
        (("2026-01-01", "2027-01-01"), ("2025-01-01", "2026-01-01"), ("2025-01-01", "2026-01-01")),
        (("2026-03-02", "2026-03-12"), ("2026-02-20", "2026-03-02"), ("2025-03-02", "2025-03-12")),
        (("2026-03-01", "2026-03-31"), ("2026-01-30", "2026-03-01"), ("2025-03-01", "2025-03-31")),
    ],
)
def test_whole_months_stay_whole_and_days_stay_as_many(
    period: tuple[str, str], earlier: tuple[str, str], last_year: tuple[str, str]
) -> None:
    def made(ends: tuple[str, str]) -> Period:
        return Period(date.fromisoformat(ends[0]), date.fromisoformat(ends[1]))

    assert before(made(period)) == made(earlier)
    assert year_before(made(period)) == made(last_year)


@pytest.mark.parametrize(
    ("period", "phrase", "noun"),
    [
        (Period.of_month(2026, 2), "in February 2026", "February 2026"),
        (Period(date(2026, 1, 1), date(2027, 1, 1)), "in 2026", "2026"),
        (Period(date(2025, 4, 1), date(2026, 4, 1)), "from April 2025 to March 2026", "April 2025 to March 2026"),
        (Period(date(2025, 1, 1), date(2027, 1, 1)), "from January 2025 to December 2026",
         "January 2025 to December 2026"),
        (Period.of_days(date(2026, 2, 9), 1), "on 9 February 2026", "9 February 2026"),
        (Period.of_days(date(2026, 2, 1), 27), "from 1 February 2026 to 27 February 2026",
         "1 February 2026 to 27 February 2026"),
    ],
)  # fmt: skip
def test_days_are_named_in_the_shortest_way(period: Period, phrase: str, noun: str) -> None:
    assert phrase_of(period) == phrase
    assert bare(phrase) == noun


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 0, "2026-11-30"),
    ],
)
def test_the_same_day_of_another_month_or_its_last(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


@pytest.mark.parametrize(
    ("zone", "moment", "today"),
    [
        ("America/Los_Angeles", "2026-11-20T07:59:00+00:00", "2026-11-19"),
        ("America/Los_Angeles", "2026-11-20T08:00:00+00:00", "2026-11-20"),
        ("Asia/Tokyo", "2026-11-20T15:00:00+00:00", "2026-11-21"),
        ("Europe/Berlin", "2026-03-29T22:30:00+00:00", "2026-03-30"),
        ("Europe/Berlin", "2026-03-28T22:30:00+00:00", "2026-03-28"),
        ("UTC", "2026-11-20T23:59:59+00:00", "2026-11-20"),
    ],
)
def test_today_is_that_of_the_zone_summer_time_included(zone: str, moment: str, today: str) -> None:
    assert Calendar(time_zone=zone).today(datetime.fromisoformat(moment).astimezone(UTC)).isoformat() == today


UNITS = ("week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")
calendars = st.builds(
    FiscalYear, start_month=st.integers(1, 12), calendar=st.sampled_from(FiscalCalendar), week_start=st.integers(0, 6)
).map(lambda year: Calendar(fiscal=year))


@given(st.sampled_from(UNITS), st.dates(date(2001, 1, 1), date(2090, 1, 1)), calendars)
def test_units_follow_each_other_and_a_day_lies_in_its_own(unit: str, day: date, calendar: Calendar) -> None:
    found = unit_around(unit, day, calendar)

    assert day in found
    assert unit_around(unit, found.start, calendar) == found == unit_around(unit, found.last_day, calendar)
    assert unit_around(unit, found.end, calendar).start == found.end


@given(st.dates(date(2010, 1, 1), date(2080, 1, 1)), calendars, st.sampled_from(UNITS))
def test_last_and_next_lie_on_either_side_of_this(today: date, calendar: Calendar, unit: str) -> None:
    anchor = Anchor.of(Period(date(2001, 1, 1), today), today, calendar)
    this = resolve(f"this_{unit}", anchor).period

    assert resolve(f"last_{unit}", anchor).period.end == this.start
    assert resolve_ahead(f"next_{unit}", anchor).start == this.end
    assert today in this


AHEAD = {
    "next_day": "2027-01-01 2027-01-01",
    "next_week": "2027-01-04 2027-01-10",
    "next_month": "2027-01-01 2027-01-31",
    "next_quarter": "2027-01-01 2027-03-31",
    "next_year": "2027-01-01 2027-12-31",
    "next_1_days": "2026-12-31 2026-12-31",
    "next_2_weeks": "2026-12-31 2027-01-13",
    "next_3_months": "2027-01-01 2027-03-31",
    "next_2_quarters": "2027-01-01 2027-06-30",
    "next_2_years": "2027-01-01 2028-12-31",
    "rest_of_month": "2026-12-31 2026-12-31",
    "rest_of_week": "2026-12-31 2027-01-03",
    "rest_of_year": "2026-12-31 2026-12-31",
    "december": "2026-12-01 2026-12-31",
    "november": "2027-11-01 2027-11-30",
    "december-31": "2026-12-31 2026-12-31",
    "december-30": "2027-12-30 2027-12-30",
    "february-29": "2027-02-28 2027-02-28",
    "Q4": "2026-10-01 2026-12-31",
    "Q3": "2027-07-01 2027-09-30",
    "january/march": "2027-01-01 2027-03-31",
    "this_month": "2026-12-01 2026-12-31",
}


@pytest.mark.parametrize(("symbol", "expected"), AHEAD.items())
def test_ahead_of_the_last_day_of_a_year(symbol: str, expected: str) -> None:
    period = resolve_ahead(symbol, anchored("2026-12-31"))

    assert f"{period.start} {period.last_day}" == expected


def test_three_years_ahead_is_as_far_as_anything_is_told() -> None:
    anchor = anchored("2026-12-31")

    assert resolve_ahead(f"next_{MOST_DAYS}_days", anchor).days == MOST_DAYS
    with pytest.raises(ToolRetry, match="more than three years"):
        resolve_ahead(f"next_{MOST_DAYS + 1}_days", anchor)
    with pytest.raises(ToolRetry, match="more than three years"):
        resolve_ahead("2031", anchor)


@pytest.mark.parametrize(
    "symbol", ["next_0_days", "february-30", "next_hour", "rest_of_day", "soon", "next_9999_years"]
)
def test_what_is_no_period_ahead_is_refused(symbol: str) -> None:
    with pytest.raises(ToolRetry):
        resolve_ahead(symbol, anchored("2026-12-31"))
