"""Days ahead: one list whatever is asked of it, seasons of a year where they helped, nothing known too early."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.forecast_days import CHOSEN_OVER, PLAIN_NAMES, DaysAhead, in_last_years_seasons
from billing.foresight.candidates import NAMES
from billing.foresight.weighing import DAYS

FIRST = date(2024, 1, 1)
YEAR = (1.0, 1.0, 1.1, 1.1, 1.0, 0.9, 0.8, 0.8, 1.0, 1.1, 1.5, 1.9)


def seasonal(days: int, growth: float = 1.0) -> list[float]:
    found: list[float] = []
    for number in range(days):
        day = FIRST + timedelta(days=number)
        found.append(100 * YEAR[day.month - 1] * growth ** (day.year - FIRST.year))
    return found


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 1e6), min_size=60, max_size=140), st.integers(1, 60), st.integers(61, 400))
def test_days_ahead_are_the_same_whatever_stretch_is_asked_for(history: list[float], near: int, far: int) -> None:
    short, long = DaysAhead(FIRST, history, near).ahead(), DaysAhead(FIRST, history, far).ahead()

    assert short[:near] == long[:near]
    assert all(amount >= 0 for amount in long)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(150, 300), st.integers(0, 10_000))
def test_a_trial_says_what_would_have_been_said_on_that_day(origin: int, seed: int) -> None:
    source = random.Random(seed)
    known = [100 + day + source.uniform(-20, 20) for day in range(origin)]
    later = [source.uniform(0, 1e6) for _ in range(90)]

    other = [source.uniform(0, 10) for _ in range(90)]
    whole, changed = DaysAhead(FIRST, known + later, 30), DaysAhead(FIRST, known + other, 30)
    assert whole.ahead(origin) == changed.ahead(origin)
    assert whole.method(origin) == changed.method(origin)


def test_the_seasons_of_last_year_are_followed_when_they_came_nearer() -> None:
    days = DaysAhead(FIRST, seasonal(1030, growth=1.2), 120)
    ahead, comes = days.ahead(), seasonal(1150, growth=1.2)[1030:]

    assert days.seasonal()
    assert sum(ahead[:66]) == pytest.approx(sum(comes[:66]), rel=0.02), "up to the end of the year"


def test_a_year_without_seasons_is_not_given_any() -> None:
    source = random.Random(3)
    days = DaysAhead(FIRST, [100 + source.uniform(-20, 20) for _ in range(800)], 60)

    assert sum(days.ahead()[:60]) == pytest.approx(6000, rel=0.05)


def test_less_than_a_year_before_the_latest_month_has_no_seasons() -> None:
    past = seasonal(366)

    assert in_last_years_seasons(FIRST, past[:365], [100.0] * 62) is None
    assert in_last_years_seasons(FIRST, [0.0] * 500, [0.0] * 62) is None


def test_months_ahead_come_to_last_years_times_the_growth_of_the_latest_three() -> None:
    """By hand: 2024 at 1 a day, 2025 at 2; October to December grew by 2, so January 2026 is 2 · 31 · 2."""
    past = [1.0] * 366 + [2.0] * 365
    ahead = in_last_years_seasons(FIRST, past, [2.0] * 400)

    assert ahead is not None
    assert sum(ahead[:31]) == pytest.approx(124)
    assert ahead[0] == pytest.approx(4.0)
    december = ahead[334:365]
    assert sum(december) == pytest.approx(31 * 2 * 1.5), "all of its growth is still to come, and goes on half as fast"


def test_the_running_month_stays_as_it_is_continued() -> None:
    past = [1.0] * 366 + [2.0] * 375
    ahead = in_last_years_seasons(FIRST, past, [7.0] * 60)

    assert ahead is not None
    assert ahead[:21] == [7.0] * 21


@pytest.mark.parametrize("stop", [1, 7, 42, 91, 400])
def test_trials_lie_weeks_apart_and_end_within_the_history(stop: int) -> None:
    origins = DaysAhead(FIRST, [1.0] * 749, stop).origins(stop)

    assert 5 <= len(origins) <= 16
    assert all(origin + stop <= 749 for origin in origins)
    assert len({later - earlier for earlier, later in pairwise(origins)}) == 1


def test_the_shortest_history_is_continued_without_a_choice() -> None:
    days = DaysAhead(FIRST, [5.0] * (CHOSEN_OVER - 1), 10)

    assert days.method() == "the average of four weeks, by weekday"
    assert days.ahead()[:10] == [5.0] * 10


def test_every_way_for_days_has_a_plain_name() -> None:
    assert {NAMES[way] for way in DAYS.combined} == PLAIN_NAMES.keys()
