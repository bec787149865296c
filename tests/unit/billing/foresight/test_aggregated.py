"""Trends of quarters and of half-years as ways to continue months."""

import numpy as np
import pytest

from billing.foresight.aggregated import damped_trend_of
from billing.foresight.rows import Floats

SEASON = np.array([2.0, -1, -1, 0, 0, 0, 1, -1, 0, 0, 0, 0])


@pytest.mark.parametrize(("months", "damped"), [(3, 0.15), (6, 0.4)])
def test_a_line_with_a_season_goes_on_by_spans(months: int, damped: float) -> None:
    line: Floats = np.linspace(0.0, 4.75, 96, dtype=np.float64)
    found = damped_trend_of((line + np.tile(SEASON, 8))[None], SEASON[None], 12, months)[0] - SEASON
    assert found == pytest.approx(0.05 * np.arange(96, 108), abs=damped)
    assert (np.diff(found) > 0).all()


def test_single_months_far_off_move_it_less_than_they_are_off() -> None:
    rows = np.zeros((1, 96))
    rows[0, -1] = 1.0
    assert np.abs(damped_trend_of(rows, np.zeros((1, 12)), 6, 6)).max() <= 1 / 6 + 1e-9


def test_spans_that_are_too_few_say_nothing() -> None:
    rows = np.array([np.r_[np.full(20, np.nan), np.ones(16)], np.ones(36)])
    found = damped_trend_of(rows, np.zeros((2, 12)), 5, 6)
    assert np.isnan(found[0]).all()
    assert found[1] == pytest.approx(1.0)
    assert np.isnan(damped_trend_of(rows[:, -12:], np.zeros((2, 12)), 5, 6)).all()
