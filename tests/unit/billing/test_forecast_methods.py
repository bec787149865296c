"""The ways to continue a series, on series whose continuation is worked out by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.forecast import Forecast, forecast, half_width, measures_wide, needed, wide_half
from billing.forecast_days import DaysAhead, in_last_years_seasons
from billing.forecast_methods import (
    METHODS,
    all_ahead,
    combined,
    damped,
    is_seasonal,
    seasonal_naive,
    seasonally_adjusted,
    smoothed,
    theta,
    typical,
    without_spikes,
)

WEEK = [80.0, 100.0, 120.0, 140.0, 120.0, 100.0, 40.0]
"""A week that comes to 700, 100 a day."""

YEAR = [100.0] * 11 + [400.0]
"""A year whose December comes to 400, 125 a month."""


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 1.0]),
        ([9.0, 1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 1.0]),
        ([1.0, 2.0], [2.0, 2.0, 2.0, 2.0]),
        ([5.0], [5.0, 5.0, 5.0, 5.0]),
    ],
)
def test_the_naive_method_repeats_the_last_season_or_the_last_amount(
    history: list[float], expected: list[float]
) -> None:
    assert seasonal_naive(history, 4, 3) == expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (range(1, 16), [8.5, 9.5, 10.5, 8.5]),  # 4 to 15: the medians of 4, 7, 10, 13 and so on
        (range(1, 15), [7.5, 8.5, 9.5, 7.5]),  # ends within a season: 3, 6, 9, 12 come first
        ([5, 9], [7.0, 5.0, 9.0, 7.0]),  # a place nobody has seen is as all of them
        ([1, 1, 1, 1, 1, 99], [1.0, 1.0, 50.0, 1.0]),
        ([1, 1, 1, 1, 1, 99, 1, 1, 1], [1.0, 1.0, 1.0, 1.0]),
    ],
)
def test_the_typical_season_is_the_median_of_the_last_four(history: Sequence[float], expected: list[float]) -> None:
    assert typical(history, 4, 3) == expected


def test_smoothing_believes_a_new_level_fast_and_noise_slowly() -> None:
    """Nine tenths of each error remain where that errs least; one twentieth where amounts go to and fro."""
    assert smoothed([0.0] * 4 + [10.0] * 4, 2, 7) == pytest.approx([9.999, 9.999])
    assert smoothed([0.0, 10.0, 0.0, 10.0], 2, 7) == pytest.approx([5.02378125, 5.02378125])


def test_a_damped_trend_grows_by_ever_less() -> None:
    ahead = damped([float(10 + 3 * step) for step in range(30)], 8, 7)
    steps = [later - earlier for earlier, later in pairwise(ahead)]

    assert all(step > 0 for step in steps)
    assert [later / earlier for earlier, later in pairwise(steps)] == pytest.approx([0.95] * 6)
    assert ahead[0] == pytest.approx(100, rel=0.03)


def test_theta_goes_on_with_half_the_slope() -> None:
    """By hand: smoothing with 0.9 trails a slope of 2 by 0.222; half the slope, 1.111 steps on, makes 0.889 more."""
    ahead = theta([float(10 + 2 * step) for step in range(20)], 3, 7)

    assert ahead == pytest.approx([48.8889, 49.8889, 50.8889], abs=1e-4)


def test_the_mean_of_three_is_their_mean() -> None:
    history = [float(10 + 2 * step) for step in range(20)]
    three = zip(smoothed(history, 5, 7), damped(history, 5, 7), theta(history, 5, 7), strict=True)

    assert combined(history, 5, 7) == pytest.approx([sum(step) / 3 for step in three])


@pytest.mark.parametrize("name", METHODS)
def test_every_method_continues_what_never_changed(name: str) -> None:
    assert METHODS[name]([5.0] * 40, 10, 7) == pytest.approx([5.0] * 10)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("cut", range(7))
def test_every_method_knows_which_day_of_the_week_comes_next(name: str, cut: int) -> None:
    history = (WEEK * 8)[: 8 * 7 - cut]
    comes = (WEEK * 3)[7 - cut :][:9]

    assert METHODS[name](history, 9, 7) == pytest.approx(comes)


@pytest.mark.parametrize("months", [24, 27, 36])
def test_a_season_of_an_even_length_is_taken_out_whole(months: int) -> None:
    amounts, factors = seasonally_adjusted((YEAR * 4)[:months], 12)

    assert amounts == pytest.approx([125.0] * months)
    assert factors == pytest.approx([amount / 125 for amount in (YEAR * 4)[months : months + 12]])


@pytest.mark.parametrize("history", [(YEAR * 2)[:23], [0.0, *(YEAR * 3)], [100.0] * 60])
def test_without_two_seasons_with_amounts_of_zero_or_without_a_season_nothing_is_taken_out(
    history: list[float],
) -> None:
    assert seasonally_adjusted(history, 12) == (history, [1.0])


def test_a_season_has_to_stand_out_from_noise() -> None:
    assert is_seasonal(YEAR * 3, 12)
    assert not is_seasonal([100.0, 101.0] * 20, 7)
    assert not is_seasonal([5.0] * 30, 7)


CALM = [10.0] * 14


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([*CALM, 100.0], [*CALM, 10.0]),
        ([*CALM, 100.0, 90.0], [*CALM, 10.0, 10.0]),
        ([*CALM, 100.0, 90.0, 80.0], [*CALM, 100.0, 90.0, 80.0]),
        ([*CALM, 100.0, 10.0, 90.0], [*CALM, 10.0, 10.0, 10.0]),
        ([*CALM, 100.0, 90.0, 10.0, 80.0], [*CALM, 10.0, 10.0, 10.0, 10.0]),
        ([*CALM, 0.0], [*CALM, 10.0]),
        ([*CALM, 15.0], [*CALM, 15.0]),
        ([*CALM, 15.01], [*CALM, 10.0]),
        ([*CALM, 4.99], [*CALM, 10.0]),
        ([100.0, *CALM], [100.0, *CALM]),
    ],
)
def test_one_or_two_amounts_that_stand_out_are_spikes_and_three_are_a_level(
    history: list[float], expected: list[float]
) -> None:
    assert without_spikes(history, 7) == expected


def test_what_varies_widely_has_no_spikes() -> None:
    lively = [10.0, 20.0, 15.0, 25.0, 12.0, 22.0, 17.0] * 2

    assert without_spikes([*lively, 45.0], 7) == [*lively, 45.0]
    assert without_spikes([*lively, 90.0], 7)[-1] < 25


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=30, max_size=60))
def test_what_was_never_negative_is_not_forecast_to_be(history: list[float]) -> None:
    calm = without_spikes(history, 7)
    said = all_ahead(history, calm, 20, 7)

    assert set(said) == set(METHODS)
    assert all(amount >= 0 for ahead in said.values() for amount in ahead)
    assert said["seasonal naive"] == seasonal_naive(history, 20, 7)
    assert said["typical season"] == typical(calm, 20, 7)
    assert said["theta"] == pytest.approx([max(0.0, amount) for amount in theta(calm, 20, 7)])


def test_a_fall_below_zero_is_cut_unless_amounts_were_below_zero_before() -> None:
    falling = [float(100 - 3 * step) for step in range(33)]
    below = [*falling, -1.0]

    assert min(all_ahead(falling, falling, 30, 7)["theta"]) == 0
    assert min(all_ahead(below, below, 30, 7)["theta"]) < -30


@pytest.mark.parametrize(
    ("count", "rank"), [(1, 1), (3, 3), (4, 4), (5, 5), (9, 8), (10, 9), (14, 12), (16, 14), (19, 16)]
)
def test_an_interval_is_as_wide_as_four_in_five_trials_need(count: int, rank: int) -> None:
    """The ⌈0.8 (n + 1)⌉-th smallest error, whichever its sign."""
    errors = [float(number) * (-1) ** number for number in range(count, 0, -1)]

    assert half_width(errors) == rank


@pytest.mark.parametrize(
    ("whole", "season", "least"),
    [(range(1), 7, 50), (range(30), 7, 79), (range(10, 40), 7, 89), (range(3), 12, 11), (range(12), 12, 20)],
)
def test_the_least_history_is_a_first_trial_and_four_more(whole: range, season: int, least: int) -> None:
    assert needed(whole, season) == least


@pytest.mark.parametrize(
    ("days", "whole", "trials"),
    [(79, 30, 5), (85, 30, 5), (86, 30, 6), (156, 30, 16), (163, 30, 9), (400, 30, 13), (2000, 30, 14)],
)
def test_trials_are_weeks_apart_and_never_more_than_sixteen(days: int, whole: int, trials: int) -> None:
    """By hand: from day 21 to the last that leaves 30, every week; weeks further apart where that makes more than 16.

    Of 2,000 days the last 430 are looked at.
    """
    found = forecast([10.0 + day % 3 for day in range(days)], whole=range(whole), season=7)

    assert isinstance(found, Forecast)
    assert found.origins == trials


def test_errors_are_measured_on_the_amounts_that_came() -> None:
    """Ten a day with one day of 80 a month ago: the trial over that day misses 70 of 140.

    All methods did equally well until then, so the next trial is of the simplest, which repeats that day.
    """
    history = [10.0] * 91
    history[70] = 80.0
    found = forecast(history, whole=range(7), season=7)

    assert isinstance(found, Forecast)
    assert found.origins == 10
    assert found.wape == found.wape_naive == pytest.approx((70 + 70) / (9 * 70 + 140))
    assert found.mape == pytest.approx((0.5 + 1.0) / 10)


def test_days_ahead_are_tried_from_days_counted_back_in_powers_of_two_weeks() -> None:
    days = DaysAhead(date(2024, 1, 1), [1.0] * 749, 30)

    assert days.origins(30) == list(range(77, 694, 56)), "from day 21 no month of fees was known, and 12 are enough"
    assert days.origins(700) == [21, 28, 35, 42, 49]
    assert set(days.origins(30)) >= set(days.origins(56))
    assert DaysAhead(date(2024, 1, 1), [1.0] * 60, 30).origins(30) == [25]
    assert DaysAhead(date(2024, 1, 1), [1.0] * 49, 30).origins(30) == []


def test_days_ahead_without_seasons_are_the_methods_own() -> None:
    history = WEEK * 20
    days = DaysAhead(date(2026, 1, 5), history, 30)

    assert not days.seasonal()
    assert days.ahead()[:14] == pytest.approx(WEEK * 2)
    assert days.repeated(139)[:8] == [40.0, *WEEK]
    assert len(days.ahead()) >= 30


def monthly(first: date, days: int, amounts: dict[tuple[int, int], float], other: float) -> list[float]:
    found: list[float] = []
    for number in range(days):
        day = first + timedelta(days=number)
        found.append(amounts.get((day.year, day.month), other))
    return found


def test_a_month_ahead_follows_its_own_month_of_last_year() -> None:
    """By hand: one a day but three in February 2025; the last three months grew by half, so February 2026 is 4.5."""
    first, end = date(2024, 10, 1), date(2026, 2, 1)
    grown = {(2025, 11): 1.5, (2025, 12): 1.5, (2026, 1): 1.5}
    past = monthly(first, (end - first).days, {(2025, 2): 3.0, **grown}, 1.0)
    ahead = in_last_years_seasons(first, past, [1.5] * (28 + 31 + 10))

    assert ahead is not None
    assert ahead[:28] == pytest.approx([4.5] * 28)
    assert ahead[28:59] == pytest.approx([1.5] * 31)
    assert ahead[59:] == [1.5] * 10, "April is not known whole"


def test_only_months_that_are_known_whole_a_year_before_are_compared() -> None:
    """The bill begins on 2 November 2024: November cannot be compared, December and January can, and doubled."""
    first, end = date(2024, 11, 2), date(2026, 2, 1)
    grown = {(2025, 11): 100.0, (2025, 12): 2.0, (2026, 1): 2.0}
    past = monthly(first, (end - first).days, grown, 1.0)
    ahead = in_last_years_seasons(first, past, [2.0] * 28)

    assert ahead is not None
    assert ahead == pytest.approx([2.0] * 28)


@pytest.mark.parametrize("first", [date(2025, 2, 1), date(2025, 1, 2)])
def test_without_any_month_to_compare_there_are_no_seasons(first: date) -> None:
    days = (date(2026, 2, 1) - first).days

    assert in_last_years_seasons(first, [1.0] * days, [1.0] * 60) is None


@pytest.mark.parametrize(("trials", "half"), [(5, 7.65), (10, 13.77), (16, 21.42), (18, 24.48), (19, 19.0), (40, 39.0)])
def test_the_wide_interval_is_as_measured_or_no_narrower_than_any_error(trials: int, half: float) -> None:
    errors = [float(number) * (-1) ** number for number in range(1, trials + 1)]

    assert wide_half(errors) == pytest.approx(half)
    assert measures_wide(trials) == (trials >= 19)
    assert wide_half(errors) >= half_width(errors)
