"""Forecasts: exact on what is regular, measured on the past, and none where the past is too short."""

import random
from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.forecast import DAYS_IN_SEASON, MONTHS_IN_SEASON, Forecast, TooLittle, forecast, needed, wape
from billing.forecast_methods import METHODS, is_seasonal, seasonal_naive, seasonally_adjusted, typical, without_spikes

WEEK = [100.0, 110.0, 120.0, 110.0, 100.0, 40.0, 30.0]
MONTH = range(30)


def daily(history: list[float], whole: range = MONTH, parts: list[range] | None = None) -> Forecast:
    found = forecast(history, whole=whole, parts=parts or [], season=DAYS_IN_SEASON)
    assert isinstance(found, Forecast)
    return found


def noisy(days: int, level: float = 100.0, spread: float = 10.0, slope: float = 0.0) -> list[float]:
    source = random.Random(7)
    return [level + slope * day + source.uniform(-spread, spread) for day in range(days)]


def test_a_week_that_repeats_is_forecast_exactly_and_without_an_error() -> None:
    found = daily(WEEK * 20, whole=range(14), parts=[range(day, day + 1) for day in range(7)])

    assert isclose(found.whole.value, 2 * sum(WEEK))
    assert [round(part.value, 6) for part in found.parts] == WEEK
    assert found.wape == 0
    assert found.whole.low == found.whole.value == found.whole.high


def test_a_history_that_ends_within_a_week_goes_on_from_there() -> None:
    found = daily((WEEK * 20)[:-3], whole=range(3), parts=[range(1), range(1, 2), range(2, 3)])

    assert [round(part.value, 6) for part in found.parts] == WEEK[-3:]


def test_growth_is_continued_and_beats_repeating_the_last_week() -> None:
    found = daily(noisy(200, slope=1.0, spread=2.0))
    comes = sum(100.0 + day for day in range(200, 230))

    assert abs(found.whole.value - comes) / comes < 0.03
    assert found.wape is not None
    assert found.wape_naive is not None
    assert found.wape < found.wape_naive


def test_one_spike_does_not_become_the_next_month() -> None:
    history = [*noisy(150), 5_000.0]

    assert daily(history).whole.value < 1.3 * 30 * 100


def test_a_new_level_is_believed_after_a_season() -> None:
    assert daily([*noisy(150), *(amount + 400 for amount in noisy(21))]).whole.value > 0.9 * 30 * 500


def test_spikes_are_calmed_by_what_was_known_before_them() -> None:
    history = [*noisy(30), 900.0, *noisy(5)]
    calm = without_spikes(history, 7)

    assert calm[30] < 120
    assert calm[:30] == history[:30]
    assert without_spikes(history[:31], 7) == calm[:31]
    assert without_spikes(WEEK * 6, 7) == WEEK * 6


def test_yearly_seasons_are_found_in_months() -> None:
    year = [100.0, 90, 95, 100, 105, 110, 120, 115, 110, 120, 160, 220]
    months = [amount * 1.2**number for number in range(6) for amount in year]
    found = forecast(months, whole=range(12), parts=[range(10, 12)], season=MONTHS_IN_SEASON)

    assert isinstance(found, Forecast)
    comes = [amount * 1.2**6 for amount in year]
    assert abs(found.whole.value - sum(comes)) / sum(comes) < 0.1
    assert abs(found.parts[0].value - sum(comes[10:])) / sum(comes[10:]) < 0.15


def test_a_part_ahead_of_a_gap_is_not_the_part_before_it() -> None:
    found = daily(noisy(200, slope=1.0, spread=0.0), whole=range(20, 30), parts=[range(10)])

    assert found.whole.value > found.parts[0].value + 50


def test_intervals_hold_about_as_often_as_they_say() -> None:
    source = random.Random(11)
    held = 0
    for _ in range(40):
        series = [100 + source.gauss(0, 15) for _ in range(170)]
        found = daily(series[:150], whole=range(20))
        held += found.whole.low <= sum(series[150:]) <= found.whole.high

    assert 26 <= held <= 40


@pytest.mark.parametrize(("season", "whole"), [(7, range(30)), (7, range(12, 43)), (12, range(3)), (12, range(12))])
def test_too_little_history_is_no_forecast_and_the_least_is_one(season: int, whole: range) -> None:
    least = needed(whole, season)
    short = forecast([10.0] * (least - 1), whole=whole, season=season)

    assert short == TooLittle(have=least - 1, need=least)
    assert isinstance(forecast([10.0] * least, whole=whole, season=season), Forecast)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 1e9), min_size=80, max_size=120))
def test_whatever_was_spent_an_estimate_is_a_number_within_its_interval(history: list[float]) -> None:
    found = daily(history, whole=range(14))

    assert 0 <= found.whole.low <= found.whole.value <= found.whole.high < float("inf")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.floats(1, 1e4), min_size=80, max_size=90), st.floats(0.01, 1000))
def test_another_currency_changes_the_numbers_and_nothing_else(history: list[float], rate: float) -> None:
    plain, other = daily(history, whole=range(7)), daily([amount * rate for amount in history], whole=range(7))

    assert isclose(other.whole.value, plain.whole.value * rate, rel_tol=1e-6)


def test_nothing_spent_is_forecast_as_nothing_without_an_error() -> None:
    found = daily([0.0] * 100)

    assert (found.whole.value, found.wape, found.mape) == (0, None, None)


def test_credits_larger_than_the_spend_may_be_forecast_below_zero() -> None:
    assert daily([-amount for amount in noisy(150)]).whole.value < 0


def test_noise_is_not_taken_for_a_season_and_a_season_is() -> None:
    assert not is_seasonal(noisy(200), 7)
    assert is_seasonal(WEEK * 10, 7)
    _, factors = seasonally_adjusted((WEEK * 10)[:-2], 7)
    assert factors[0] < 1
    assert factors[2] == pytest.approx(100 / (sum(WEEK) / 7), rel=0.05)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("history", [[5.0], [5.0, 6.0], [5.0] * 6, [0.0] * 10, WEEK * 2])
def test_every_method_takes_the_shortest_of_histories(method: str, history: list[float]) -> None:
    found = METHODS[method](history, 9, 7)

    assert len(found) == 9
    assert all(-1 <= amount <= 200 for amount in found)


def test_wape_weighs_errors_by_what_came() -> None:
    assert wape([1, -3], [10, 30]) == 0.1
    assert wape([1], [0]) is None


def test_naive_and_typical_seasons_stand_where_they_belong() -> None:
    assert seasonal_naive([1, 2, 3, 4, 5, 6, 7, 8], 8, 7) == [2, 3, 4, 5, 6, 7, 8, 2]
    assert typical([float(n % 7) for n in range(30)], 3, 7) == [2.0, 3.0, 4.0]


def test_trials_reach_back_over_the_history_without_more_than_asked() -> None:
    history = noisy(400)
    few = forecast(history, whole=range(30), season=DAYS_IN_SEASON, most_origins=5)

    assert isinstance(few, Forecast)
    assert few.origins == 5
    assert all(a >= b for a, b in pairwise([daily(history).origins, few.origins]))
