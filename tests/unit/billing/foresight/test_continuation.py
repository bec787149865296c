"""Series continued by several ways: what comes out for plain cases, and what holds for every series."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.foresight.continuation import continued
from billing.foresight.weighing import DAYS, MONTHS, Rhythm

AMOUNTS = st.lists(st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False), min_size=1, max_size=60)


def yearly(years: int, growth: float = 1.0) -> list[float]:
    season = [80, 85, 100, 105, 110, 120, 130, 125, 100, 95, 90, 60]
    return [100 * growth ** (month / 12) * season[month % 12] / 100 for month in range(12 * years)]


def noisy(amounts: Sequence[float], seed: int) -> list[float]:
    noise = np.random.default_rng(seed).normal(0, 0.05, len(amounts))
    return [amount * float(np.exp(off)) for amount, off in zip(amounts, noise, strict=True)]


def test_a_season_that_repeats_goes_on_without_an_error() -> None:
    found = continued([yearly(5)], 18, MONTHS)
    assert found.mean[0] == pytest.approx(np.resize(yearly(1), 18), rel=0.001)
    assert found.error[0] < 0.001
    assert found.trials == [4]


def test_growth_goes_on_and_beats_last_year_repeated() -> None:
    whole = noisy(yearly(8, growth=1.2), 1)
    found = continued([whole[:78]], 18, MONTHS)
    came = np.array(whole[78:96])
    ours, naive = np.abs(found.mean[0] - came).sum(), np.abs(np.array(whole[66:84]) - came).sum()
    assert ours < naive / 2
    assert found.error[0] < found.naive_error[0] / 2


@pytest.mark.parametrize("at", [5, 40, 70])
@pytest.mark.parametrize("times", [0.05, 12.0])
def test_one_month_far_off_does_not_move_what_comes(at: int, times: float) -> None:
    whole = noisy(yearly(6, growth=1.1), 2)
    odd = [amount * times if month == at else amount for month, amount in enumerate(whole)]
    found = continued([whole, odd], 12, MONTHS)

    assert found.mean[1].sum() == pytest.approx(found.mean[0].sum(), rel=0.1)


def test_a_level_that_changed_lately_is_followed() -> None:
    whole = noisy([100.0] * 60, 3)
    risen = [amount * 3 if month >= 56 else amount for month, amount in enumerate(whole)]
    found = continued([risen], 6, MONTHS)

    assert found.mean[0].min() > 200


def test_the_weekdays_of_days_are_kept() -> None:
    week = [10.0, 11, 12, 11, 10, 4, 3]
    found = continued([noisy(week * 12, 3)], 30, DAYS)
    assert found.mean[0] == pytest.approx(np.resize(week, 30), rel=0.15)


def test_what_was_not_there_at_first_does_not_pull_what_is_down() -> None:
    later, whole = noisy([50.0] * 60, 4), [0.0] * 200 + noisy([50.0] * 60, 4)
    found = continued([later, whole], 30, DAYS)
    assert found.mean[0] == pytest.approx(found.mean[1])


@pytest.mark.parametrize("rhythm", [MONTHS, DAYS], ids=["months", "days"])
@pytest.mark.parametrize("length", [1, 2, 3, 7, 12, 13, 25, 26, 40])
def test_the_shortest_of_series_are_continued(rhythm: Rhythm, length: int) -> None:
    found = continued([[5.0] * length, [float(number) for number in range(length)]], 18, rhythm)
    assert found.mean[0] == pytest.approx([5.0] * 18)
    assert np.isfinite(found.mean).all()
    assert np.isfinite(found.high95).all()


@settings(max_examples=25, deadline=None)
@given(series=st.lists(AMOUNTS, min_size=1, max_size=3))
@pytest.mark.parametrize("rhythm", [MONTHS, DAYS], ids=["months", "days"])
def test_every_series_gets_numbers_in_order_and_an_error_no_larger_than_a_margin_over_the_naive_one(
    rhythm: Rhythm, series: list[list[float]]
) -> None:
    found = continued(series, 12, rhythm)
    bands = (found.low95, found.low80, found.mean, found.high80, found.high95)
    assert all(np.isfinite(band).all() for band in bands)
    for inner, outer in pairwise(bands):
        assert (inner <= outer + 1e-6 * np.abs(outer) + 1e-9).all()
    tried = ~np.isnan(found.error)
    most = 1 + rhythm.margin + 1e-9
    assert (found.error[tried] <= found.naive_error[tried] * most + 1e-12).all()
    for number, one in enumerate(series):
        assert min(one) < 0 or found.low95[number].min() >= 0


def test_a_series_is_continued_the_same_alone_and_beside_others() -> None:
    series = [noisy(yearly(4), 5), noisy(yearly(9, 1.1), 6), [3.0] * 30]
    together = continued(series, 12, MONTHS)
    for number, one in enumerate(series):
        assert together.mean[number] == pytest.approx(continued([one], 12, MONTHS).mean[0], rel=1e-9)


def test_another_currency_changes_the_amounts_and_nothing_else() -> None:
    series = noisy(yearly(6, 1.1), 7)
    dollars, rupees = continued([series], 12, MONTHS), continued([[84 * amount for amount in series]], 12, MONTHS)
    assert rupees.mean[0] == pytest.approx(84 * dollars.mean[0], rel=1e-6)
    assert rupees.error[0] == pytest.approx(dollars.error[0], rel=1e-6)


def test_intervals_hold_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    whole = [100 * np.exp(np.cumsum(rng.normal(0, 0.03, 96))) for _ in range(60)]
    found = continued([one[:78] for one in whole], 18, MONTHS)
    came = np.stack([one[78:] for one in whole])
    assert 0.65 <= ((came >= found.low80) & (came <= found.high80)).mean() <= 0.95
    assert 0.88 <= ((came >= found.low95) & (came <= found.high95)).mean() <= 1.0


def monthly(on: Sequence[int], fee: float, days: int = 300, first: date = date(2025, 1, 1)) -> list[float]:
    """Weekdays of 100 and weekends of 60, with a fee on days of the month, counted from its end where below 0."""
    found: list[float] = []
    for day in (first + timedelta(days=number) for number in range(days)):
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        due = day.day in on or day.day - last.day - 1 in on
        found.append((60.0 if day.weekday() > 4 else 100.0) + fee * due)
    return found


@pytest.mark.parametrize("on", [[1], [15], [-1], [3, 20], [-2, 1]], ids=str)
def test_what_comes_on_a_day_of_every_month_goes_on(on: list[int]) -> None:
    whole = monthly(on, 900, days=345)
    found = continued([whole[:300]], 45, DAYS, [date(2025, 1, 1) + timedelta(days=300)])

    assert found.mean[0] == pytest.approx(whole[300:], rel=0.05)
    assert found.error[0] < found.naive_error[0] / 5


def test_what_came_once_or_stopped_is_not_expected_again() -> None:
    once, stopped = monthly([], 0), monthly([5], 700)
    once[200] += 5000
    stopped[170:] = monthly([], 0)[170:]
    end = date(2025, 1, 1) + timedelta(days=300)
    found = continued([once, stopped], 45, DAYS, [end, end])

    assert found.mean.max() < 140


def test_an_error_is_no_larger_than_that_of_the_run_rate() -> None:
    rng = np.random.default_rng(5)
    series = [list(np.abs(rng.normal(100, 60, 200))) for _ in range(8)]
    found = continued(series, 30, DAYS)
    for number, one in enumerate(series):
        said = [
            (np.mean(one[: 200 - at][-30:]), one[200 - at :][:30]) for at in DAYS.origins if DAYS.shortest <= at <= 179
        ]
        pace = sum(abs(mean - came) for mean, some in said for came in some) / sum(sum(some) for _, some in said)
        assert found.error[number] <= pace * (1 + 1e-9)


def test_what_ended_half_a_year_ago_does_not_come_back_on_its_own() -> None:
    ended = [*noisy(yearly(5), 8)[:54], *([0.0] * 6)]
    summers = [amount if 3 <= month % 12 <= 8 else 0.0 for month, amount in enumerate(noisy(yearly(5), 9)[:60])]
    found = continued([ended, summers], 12, MONTHS)

    assert found.mean[0].max() < 12
    assert found.mean[1][3:9].min() > 50, "what is 0 every winter is no end"


def test_now_and_then_is_continued_at_about_its_mean() -> None:
    rng = np.random.default_rng(2)
    series = [list(np.where(rng.random(72) < 0.3, 100.0, 0.0)) for _ in range(20)]
    found = continued(series, 12, MONTHS)

    assert 20 < found.mean.mean() < 40
