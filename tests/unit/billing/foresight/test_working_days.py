"""What months owe to their working days: found where it is there, and nowhere else."""

from calendar import monthrange
from datetime import date

import numpy as np
import pytest

from billing.fiscal import add_months
from billing.foresight.continuation import continued
from billing.foresight.continued_series import continue_series
from billing.foresight.rows import rows_of
from billing.foresight.series_file import Series
from billing.foresight.weighing import MONTHS
from billing.foresight.working_days import LEAST_KNOWN, contrasts, working_days

FIRST = date(2017, 1, 1)


def weekdays(month: date) -> int:
    return sum(month.replace(day=day).weekday() < 5 for day in range(1, monthrange(month.year, month.month)[1] + 1))


def worked(months: int, at_weekends: float, noise: float = 0.0, seed: int = 1) -> list[float]:
    """Months of 100 a weekday and so much a day at weekends."""
    off = np.exp(np.random.default_rng(seed).normal(0, noise, months)).tolist()
    every = [add_months(FIRST, number) for number in range(months)]
    days = [(weekdays(month), monthrange(month.year, month.month)[1]) for month in every]
    return [(100 * on + at_weekends * (all_ - on)) * o for (on, all_), o in zip(days, off, strict=True)]


def series(amounts: list[float], start: date = FIRST) -> Series:
    return Series(name="one", start=start, amounts=tuple(amounts), told=())


@pytest.mark.parametrize("month", [add_months(date(1969, 11, 1), number) for number in range(0, 800, 37)])
def test_weekdays_and_weekends_of_a_month_are_set_against_each_other(month: date) -> None:
    number = np.array([(month.year - 1970) * 12 + month.month - 1])
    weekend = monthrange(month.year, month.month)[1] - weekdays(month)
    assert contrasts(number)[0] == pytest.approx((weekdays(month) - 2.5 * weekend) / 20)


def test_what_is_spent_on_weekdays_alone_follows_the_calendar_of_the_months_ahead() -> None:
    whole = worked(96, at_weekends=0, noise=0.005)
    came = worked(96, at_weekends=0)[78:]
    told, shifted = (
        np.array([step.mean for step in next(continue_series([series(whole[:78], start)], 18, "MS")).steps])
        for start in (FIRST, date(2018, 6, 1))
    )

    missed, missed_with_wrong_dates = np.abs(told - came).mean(), np.abs(shifted - came).mean()
    assert missed < 0.01 * np.mean(came)
    assert missed < missed_with_wrong_dates / 2


def test_trials_on_the_past_know_the_calendar_too() -> None:
    whole, end = worked(78, at_weekends=0, noise=0.005), [add_months(FIRST, 78)]
    with_dates, without = continued([whole], 18, MONTHS, end), continued([whole], 18, MONTHS)

    assert with_dates.error[0] < without.error[0] / 2
    assert (with_dates.high80 - with_dates.low80)[0, 0] < (without.high80 - without.low80)[0, 0] / 2
    naive = pytest.approx(without.naive_error[0])
    assert with_dates.naive_error[0] == naive, "the last year is repeated as it was billed"


def test_where_days_are_all_alike_hardly_any_month_is_moved() -> None:
    even = rows_of([worked(96, at_weekends=100, noise=0.03, seed=seed) for seed in range(60)], 96)
    past, ahead = working_days(even, [add_months(FIRST, 96)] * len(even), 18)

    assert np.mean(ahead == 1.0) > 0.6
    assert np.abs(np.log(ahead)).mean() < 0.003
    assert past.shape == even.shape


@pytest.mark.parametrize("amounts", [worked(LEAST_KNOWN - 1, 0), [*worked(60, 0), 0.0], [-1.0, *worked(60, 0)]])
def test_of_few_months_or_amounts_of_zero_and_below_nothing_is_told(amounts: list[float]) -> None:
    past, ahead = working_days(rows_of([amounts], 240), [FIRST], 18)
    assert (past == 1.0).all()
    assert (ahead == 1.0).all()


def test_a_series_is_continued_the_same_alone_and_beside_others() -> None:
    some = [worked(length, at_weekends=20, noise=0.02, seed=length) for length in (30, 48, 75, 150)]
    ends = [add_months(FIRST, len(one)) for one in some]
    together = continued(some, 12, MONTHS, ends).mean

    for number, one in enumerate(some):
        assert together[number] == pytest.approx(continued([one], 12, MONTHS, [ends[number]]).mean[0], rel=1e-9)


def test_one_month_far_off_tells_nothing_of_working_days() -> None:
    whole = worked(96, at_weekends=0, noise=0.005)
    odd = [amount * 5 if at == 50 else amount for at, amount in enumerate(whole)]
    factors, with_odd = working_days(rows_of([whole, odd], 96), [add_months(FIRST, 96)] * 2, 18)[1]
    assert with_odd == pytest.approx(factors, abs=0.02)
