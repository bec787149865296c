"""Fiscal years against calendars that others publish: retail's 4-5-4, ISO weeks, years of months from any month on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.fiscal import FiscalCalendar, FiscalYear, add_months
from finops_core.values import Period

RETAIL = FiscalYear(start_month=2, calendar=FiscalCalendar.WEEKS_4_5_4, week_start=6, named_by_end=False)
"""The National Retail Federation's calendar: weeks from Sunday, the year that begins nearest to 1 February."""

SUNDAY, MONDAY, SATURDAY = 6, 0, 5


def span(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.last_day.isoformat()


@pytest.mark.parametrize(
    ("name", "first", "last", "weeks"),
    [
        (2006, "2006-01-29", "2007-02-03", 53),
        (2007, "2007-02-04", "2008-02-02", 52),
        (2012, "2012-01-29", "2013-02-02", 53),
        (2016, "2016-01-31", "2017-01-28", 52),
        (2017, "2017-01-29", "2018-02-03", 53),
        (2018, "2018-02-04", "2019-02-02", 52),
        (2020, "2020-02-02", "2021-01-30", 52),
        (2022, "2022-01-30", "2023-01-28", 52),
        (2023, "2023-01-29", "2024-02-03", 53),
        (2024, "2024-02-04", "2025-02-01", 52),
        (2025, "2025-02-02", "2026-01-31", 52),
    ],
)
def test_retail_years_are_those_the_trade_publishes(name: int, first: str, last: str, weeks: int) -> None:
    year = RETAIL.year(name)

    assert span(year) == (first, last)
    assert year.days == weeks * 7


RETAIL_2023 = [
    ("2023-01-29", "2023-02-25"),
    ("2023-02-26", "2023-04-01"),
    ("2023-04-02", "2023-04-29"),
    ("2023-04-30", "2023-05-27"),
    ("2023-05-28", "2023-07-01"),
    ("2023-07-02", "2023-07-29"),
    ("2023-07-30", "2023-08-26"),
    ("2023-08-27", "2023-09-30"),
    ("2023-10-01", "2023-10-28"),
    ("2023-10-29", "2023-11-25"),
    ("2023-11-26", "2023-12-30"),
    ("2023-12-31", "2024-02-03"),
]
"""Periods of the published 4-5-4 calendar of 2023; the last one has the 53rd week."""


def test_retail_periods_of_a_year_with_a_53rd_week() -> None:
    assert [span(RETAIL.period(2023, number)) for number in range(1, 13)] == RETAIL_2023


@pytest.mark.parametrize(
    ("quarter", "expected"),
    [
        (1, ("2023-01-29", "2023-04-29")),
        (2, ("2023-04-30", "2023-07-29")),
        (3, ("2023-07-30", "2023-10-28")),
        (4, ("2023-10-29", "2024-02-03")),
    ],
)
def test_retail_quarters_have_thirteen_weeks_and_the_last_one_the_53rd(quarter: int, expected: tuple[str, str]) -> None:
    assert span(RETAIL.quarter(2023, quarter)) == expected


@pytest.mark.parametrize(
    ("calendar", "weeks"),
    [
        (FiscalCalendar.WEEKS_4_4_5, [4, 4, 5]),
        (FiscalCalendar.WEEKS_4_5_4, [4, 5, 4]),
        (FiscalCalendar.WEEKS_5_4_4, [5, 4, 4]),
    ],
)
def test_periods_have_the_weeks_their_calendar_is_called_after(calendar: FiscalCalendar, weeks: list[int]) -> None:
    year = FiscalYear(start_month=7, calendar=calendar, week_start=SATURDAY)
    found = [year.period(2025, number).days / 7 for number in range(1, 13)]

    assert found == weeks * 4
    assert year.year(2025).days == 364


def test_the_53rd_week_makes_the_last_period_longer_whatever_the_calendar() -> None:
    for calendar, last in ((FiscalCalendar.WEEKS_4_4_5, 6), (FiscalCalendar.WEEKS_5_4_4, 5)):
        year = FiscalYear(start_month=2, calendar=calendar, week_start=SUNDAY, named_by_end=False)
        assert year.period(2023, 12).days == last * 7
        assert year.period(2023, 11).days == year.period(2022, 11).days


@pytest.mark.parametrize(
    ("week_start", "first"),
    [
        (0, "2026-06-29"),
        (1, "2026-06-30"),
        (2, "2026-07-01"),
        (3, "2026-07-02"),
        (4, "2026-07-03"),
        (5, "2026-07-04"),
        (6, "2026-06-28"),
    ],
)
def test_a_year_of_weeks_begins_on_the_week_start_nearest_to_the_first(week_start: int, first: str) -> None:
    """1 July 2026 is a Wednesday: the Saturday three days later is nearer than the one before, Sunday is not."""
    year = FiscalYear(start_month=7, calendar=FiscalCalendar.WEEKS_4_4_5, week_start=week_start)

    assert year.year(2027).start.isoformat() == first


ISO = FiscalYear(calendar=FiscalCalendar.WEEKS_4_4_5, week_start=MONDAY)


@given(st.integers(1990, 2090))
def test_weeks_from_monday_nearest_to_new_year_are_iso_years(name: int) -> None:
    assert ISO.year(name) == Period(date.fromisocalendar(name, 1, 1), date.fromisocalendar(name + 1, 1, 1))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_has_the_iso_year_and_the_quarter_of_its_iso_week(day: date) -> None:
    year, week, _ = day.isocalendar()

    assert ISO.quarter_of(day) == (year, min((week - 1) // 13 + 1, 4))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 12), st.booleans())
def test_years_of_months_are_counted_from_their_first_month(day: date, start_month: int, by_end: bool) -> None:
    year = FiscalYear(start_month=start_month, named_by_end=by_end)
    begun = day.year if day.month >= start_month else day.year - 1
    name = begun + 1 if by_end and start_month > 1 else begun
    quarter = (day.month - start_month) % 12 // 3 + 1

    assert year.quarter_of(day) == (name, quarter)
    assert year.year(name) == Period(date(begun, start_month, 1), date(begun + 1, start_month, 1))


@pytest.mark.parametrize(
    ("day", "name", "quarter"),
    [
        (date(2025, 9, 30), 2025, 4),
        (date(2025, 10, 1), 2026, 1),
        (date(2025, 12, 31), 2026, 1),
        (date(2026, 1, 1), 2026, 2),
        (date(2028, 2, 29), 2028, 2),
    ],
)
def test_a_year_from_october_changes_on_its_first_day(day: date, name: int, quarter: int) -> None:
    assert FiscalYear(start_month=10).quarter_of(day) == (name, quarter)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, ("2027-04-01", "2027-04-30")),
        (9, ("2027-12-01", "2027-12-31")),
        (10, ("2028-01-01", "2028-01-31")),
        (11, ("2028-02-01", "2028-02-29")),
        (12, ("2028-03-01", "2028-03-31")),
    ],
)
def test_periods_of_months_run_over_new_year_and_leap_days(number: int, expected: tuple[str, str]) -> None:
    assert span(FiscalYear(start_month=4).period(2028, number)) == expected


@pytest.mark.parametrize("quarter", [0, 5, -1])
def test_there_are_four_quarters(quarter: int) -> None:
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        FiscalYear().quarter(2025, quarter)


@pytest.mark.parametrize("number", [0, 13, -1])
def test_there_are_twelve_periods(number: int) -> None:
    with pytest.raises(ValueError, match="periods 1 to 12"):
        FiscalYear().period(2025, number)


def test_the_quarters_and_years_over_a_span_are_those_with_a_day_in_it() -> None:
    april = FiscalYear(start_month=4)
    days = Period(date(2025, 6, 30), date(2026, 4, 2))

    assert [span(quarter)[0] for quarter in april.quarters_over(days)] == [
        "2025-04-01",
        "2025-07-01",
        "2025-10-01",
        "2026-01-01",
        "2026-04-01",
    ]
    assert [span(year) for year in april.years_over(days)] == [
        ("2025-04-01", "2026-03-31"),
        ("2026-04-01", "2027-03-31"),
    ]


def test_a_span_that_ends_with_a_quarter_has_none_of_the_next() -> None:
    days = Period(date(2025, 4, 1), date(2025, 7, 1))
    april = FiscalYear(start_month=4)

    assert april.quarters_over(days) == (days,)
    assert april.years_over(days) == (Period(date(2025, 4, 1), date(2026, 4, 1)),)
    assert len(april.quarters_over(Period(days.start, days.end + timedelta(days=1)))) == 2


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, "2024-12-01"), (1, "2025-01-01"), (13, "2026-01-01"), (-11, "2024-01-01"), (-12, "2023-12-01")],
)
def test_months_are_added_over_new_year_in_both_directions(months: int, expected: str) -> None:
    assert add_months(date(2024, 12, 1), months).isoformat() == expected
