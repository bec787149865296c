"""Days that stand out: outages and backfills do not move what comes after them, new levels do."""

from datetime import date

import numpy as np
import pytest

from billing.foresight.continuation import continued
from billing.foresight.spikes import without_spikes
from billing.foresight.weighing import DAYS

END = date(2026, 7, 1)


def week(days: int, level: float = 100.0) -> list[float]:
    return [level * (0.7 if day % 7 > 4 else 1.0) + day % 3 for day in range(days)]


@pytest.mark.parametrize(("at", "amounts"), [(50, [900.0]), (80, [0.0]), (3, [0.0]), (80, [0.0, 0.0]), (60, [5, 700])])
def test_a_day_or_two_that_stand_out_are_mended(at: int, amounts: list[float]) -> None:
    series = week(120)
    series[at : at + len(amounts)] = amounts
    found = without_spikes(np.array([series]))[0]

    assert all(60 < amount < 110 for amount in found)
    assert [one for day, one in enumerate(found) if not at <= day < at + len(amounts)] == [
        one for day, one in enumerate(series) if not at <= day < at + len(amounts)
    ]


def test_a_new_level_and_days_off_every_week_are_left_as_they_are() -> None:
    stepped = [*week(60), *week(60, 400.0)]
    weekends_off = [0.0 if day % 7 > 4 else 100.0 + day % 3 for day in range(120)]
    short = [1.0, 900.0, 1.0]

    for series in (stepped, weekends_off, short):
        assert without_spikes(np.array([series])).tolist() == [series]


def test_rows_that_begin_late_stay_unknown_before_they_begin() -> None:
    late = np.array([[np.nan] * 40 + week(80)])
    late[0, 100] = 0.0
    found = without_spikes(late)

    assert np.isnan(found[0, :40]).all()
    assert not np.isnan(found[0, 40:]).any()
    assert found[0, 100] > 60


def test_one_day_without_a_bill_does_not_change_what_comes_in_a_month() -> None:
    growing = [amount * 1.004**day for day, amount in enumerate(week(200))]
    gap = list(growing)
    gap[150] = 0.0
    found = continued([growing, gap], 30, DAYS, [END, END]).mean.sum(axis=1)

    assert found[1] == pytest.approx(found[0], rel=0.02)
