"""Dates as people write them: every month to its last day and not beyond, counts, units and ranges."""

from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.horizon import resolve_ahead
from billing.periods.symbols import MONTHS, resolve
from finops_core.values import Period
from supervisor.fast_path import decide
from tests.unit.agents.test_days_at_the_edges import anchored

LONGEST = {month: monthrange(2024, number)[1] for number, month in enumerate(MONTHS, start=1)}
"""The last day of each month of a leap year."""


def period(words: str) -> object:
    """The symbolic period a question about the past is read with; None where the fast path leaves it."""
    step = decide(f"What did I spend {words}?")
    return None if step is None else step.args.get("period")


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_is_known_to_its_last_day(month: str) -> None:
    last, number = LONGEST[month], MONTHS.index(month) + 1

    assert period(f"on {month.capitalize()} {last}") == f"{month}-{last}"
    assert period(f"on {last} {month}") == f"{month}-{last}"
    assert period(f"on {month} {last}, 2024") == f"2024-{number:02d}-{last}"
    assert period(f"on {last} {month} 2024") == f"2024-{number:02d}-{last}"
    assert period(f"in {month} 2025") == f"2025-{number:02d}"
    assert period(f"in {month}") == month


@pytest.mark.parametrize("month", MONTHS)
def test_a_day_that_no_month_has_is_left_to_others(month: str) -> None:
    after = LONGEST[month] + 1

    assert period(f"on {month} {after}") != f"{month}-{after}"
    assert period(f"on {after} {month} 2024") is None
    assert period(f"on {month} 0") != f"{month}-0"


@pytest.mark.parametrize(("year", "expected"), [(2024, "2024-02-29"), (2020, "2020-02-29"), (2025, None), (2026, None)])
def test_a_leap_day_needs_a_leap_year(year: int, expected: str | None) -> None:
    assert period(f"on February 29, {year}") == expected
    assert period(f"on 29 February {year}") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in the past 24 hours", "past_1_days"),
        ("in the past 48 hours", "past_2_days"),
        ("in the past 36 hours", None),
        ("in the past 7 days", "past_7_days"),
        ("in the last 2 weeks", "past_2_weeks"),
        ("in the past 3 months", "past_3_months"),
        ("over the past 2 quarters", "past_2_quarters"),
        ("over the last 5 years", "past_5_years"),
        ("in the past 3660 days", "past_3660_days"),
        ("in the past 3661 days", None),
        ("in the past 0 days", None),
        ("in Q3 2025", "2025-Q3"),
        ("in 2025 Q3", "2025-Q3"),
        ("in FY25 Q3", "FY2025-Q3"),
        ("in Q3 FY25", "FY2025-Q3"),
        ("in the first half of 2025", "2025-H1"),
        ("in the second half of 2025", "2025-H2"),
        ("in the week of 12 May", "week_of_may-12"),
        ("since March", "since_march"),
        ("since 2025", "since_2025"),
    ],
)
def test_spans_are_read_as_they_are_said(words: str, expected: str | None) -> None:
    assert period(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("between 3 and 9 May 2026", "2026-05-03/2026-05-09"),
        ("between 1 and 2 May 2026", "2026-05-01/2026-05-02"),
        ("from 10 to 20 May 2026", "2026-05-10/2026-05-20"),
        ("from 3 to 20 May", "may-3/may-20"),
        ("between 3 and 9 May", "may-3/may-9"),
        ("from the 3rd to the 20th of May 2026", "2026-05-03/2026-05-20"),
        ("from May 3 to 20, 2026", "2026-05-03/2026-05-20"),
        ("May 3 to 20", "may-3/may-20"),
        ("from May 3 to June 2 2026", "may-3/2026-06-02"),
        ("from March to May 2026", "march/2026-05"),
        ("from January 2025 to March 2025", "2025-01/2025-03"),
        ("between Q1 2025 and Q3 2025", "2025-Q1/2025-Q3"),
        ("from 2026-05-12 to 2026-05-19", "2026-05-12/2026-05-19"),
    ],
)
def test_two_ends_make_one_period(words: str, expected: str) -> None:
    assert period(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "between 9 and 3 May 2026",
        "between 9 and 9 May 2026",
        "between 0 and 9 May 2026",
        "from 20 to 10 May 2026",
        "from May 20 to 10, 2026",
        "from 10 to 32 May 2026",
        "from May 2026 to March 2026",
        "from 2026 to 2024",
    ],
)
def test_what_ends_before_it_begins_is_no_period(words: str) -> None:
    assert period(words) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("next month", "next_month"),
        ("the next 3 months", "next_3_months"),
        ("the next 33 months", "next_33_months"),
        ("the next 34 months", None),
        ("the next 150 weeks", "next_150_weeks"),
        ("the next 151 weeks", None),
        ("the next 1000 days", "next_1000_days"),
        ("the next 1001 days", None),
        ("the next 10 quarters", "next_10_quarters"),
        ("the next 11 quarters", None),
        ("the next 2 years", "next_2_years"),
        ("the next 3 years", None),
    ],
)
def test_a_forecast_reaches_no_further_than_it_can_be_answered(words: str, expected: str | None) -> None:
    step = decide(f"Forecast my spend for {words}")

    assert (None if step is None else (step.tool, step.args.get("period"))) == (
        None if expected is None else ("forecast", expected)
    )
    if expected is not None:
        assert isinstance(resolve_ahead(expected, anchored("2026-11-20")), Period)


units = st.sampled_from(["day", "week", "month", "quarter", "year"])


@given(st.integers(1, 30), units)
def test_every_period_that_is_read_means_days(count: int, unit: str) -> None:
    symbol = period(f"in the past {count} {unit}s")

    assert isinstance(symbol, str)
    anchor: Anchor = anchored("2026-11-20", calendar=Calendar())
    assert resolve(symbol, anchor).period.start < anchor.today
