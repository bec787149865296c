"""Purchases are careful where the history shows why: new beside old, batches, falls that end, moves just begun."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pytest

from agents.advice.commitments.courses import Course, Hours, course_of, with_what_stands
from agents.advice.commitments.departures import has_a_source, is_a_move, may_be_left
from agents.advice.commitments.hourly import HourlyUsage, Sku
from agents.advice.commitments.plan import plan_purchases
from tests.unit.advice.scenarios import rates, sku

DAYS = 60
DATE = np.arange(DAYS) - DAYS
NOISE = 1 + 0.02 * np.random.default_rng(7).standard_normal(DAYS)
FIRST = datetime(2026, 4, 2)  # noqa: DTZ001  # UTC without a zone, as bills have it


def hourly(days: Hours | float) -> Hours:
    return np.repeat(np.asarray(days, dtype=float) * NOISE, 24)


def bought(units: Mapping[str, Hours | float]) -> dict[str, float]:
    """Commitments an hour by family, that of a Compute plan by `compute`."""
    usage: dict[Sku, Hours] = {sku(name): hourly(days) * float(sku(name).price) for name, days in units.items()}
    plan = plan_purchases(HourlyUsage(FIRST, DAYS * 24, usage, {}), rates())
    return {one.family or "compute": one.hourly for one in plan}


def since(day: int, over: int = 1) -> Hours:
    """0 before a day, 1 after so many more."""
    return np.clip((DATE - day) / over, 0.0, 1.0)


STEADY = {"c6i.xlarge": 10.0, "m6i.large": 40.0}


def test_nothing_is_bound_to_a_family_beside_which_a_newer_one_has_begun_to_run():
    assert bought(STEADY).keys() >= {"c6i", "m6i"}
    for newcomer in (30 * since(-15, 5), 30 * since(-8, 200), 30 * since(-3)):
        assert "m6i" not in bought({**STEADY, "m7g.large": newcomer})


def test_what_may_be_replaced_as_a_whole_is_not_counted_on_twice():
    beside = bought({**STEADY, "m7g.large": 47 * since(-12)})
    assert beside["m7g"] > 0
    both = (40 * 0.096 + 10 * 0.17) * 0.72 + 47 * 0.0816 * 0.63
    assert sum(beside.values()) < 0.75 * both


@pytest.mark.parametrize(
    ("new", "old", "suspected"),
    [("m7g", "m6i", True), ("m5", "m6i", False), ("m7g", "c6i", True), ("t3", "m7g", False), (None, "m6i", True)],
)
def test_nobody_is_expected_to_move_to_an_older_generation(new: str | None, old: str, suspected: bool):
    courses = [Course(level=9.0, steady_days=10, lasted=12, jump=9.0), Course(level=10.0, steady_days=60)]
    families = [("us-east-1", new) if new else None, ("us-east-1", old)]
    assert bool(may_be_left(courses, families)) is suspected


def test_a_small_trial_that_does_not_grow_and_a_move_with_a_known_source_raise_no_suspicion():
    steady = Course(level=10.0, steady_days=60)
    here = ("us-east-1", "m6i")
    trial = Course(level=0.3, steady_days=20, lasted=21, jump=0.3)
    source = Course(level=1.0, lasted=22, steady_days=18, jump=-9.0)
    moved = Course(level=9.0, steady_days=20, lasted=21, jump=9.0)
    new = ("us-east-1", "m7g")
    assert may_be_left([trial, steady], [new, here]) == {}
    assert may_be_left([moved, source, steady], [new, here, ("us-east-1", "c6i")]) == {}
    assert may_be_left([moved, steady], [new, here]) == {1: pytest.approx(0.1)}


@pytest.mark.parametrize("last", [range(57, 60), range(55, 58), range(58, 60)])
def test_batches_that_come_and_go_are_no_rise_even_at_the_end(last: range):
    runs = np.isin(np.arange(DAYS), [8, 9, 21, 22, 23, 40, *last]).astype(float)
    course = course_of(hourly(2 + 60 * runs))
    assert (course.slope, course.jump) == (0.0, 0.0)
    assert bought({"c6i.xlarge": 2 + 60 * runs})["c6i"] < 3 * 0.17


def test_what_came_back_is_steady_and_what_left_for_good_is_not():
    out = [5, 6, 7, 25, 26, 27]
    assert course_of(hourly(np.where(np.isin(np.arange(DAYS), out), 4.0, 10.0))).steady_days == DAYS
    gone = course_of(hourly(np.where(np.isin(np.arange(DAYS), [*out, *range(45, 60)]), 4.0, 10.0)))
    assert gone.level == pytest.approx(4.0, rel=0.05)


def test_a_fall_ends_where_the_sizes_that_fall_are_gone():
    falling, stays = hourly(np.maximum(0.0, 6 * (1 - since(-20, 18)))), hourly(5.0)
    course = with_what_stands(course_of(falling + stays), [falling, stays])
    assert course.at(300, float("inf")) * course.level == pytest.approx(5.0, rel=0.1)


@pytest.mark.parametrize("ended", [-7, -5, -4])
def test_a_move_that_ended_days_ago_is_followed_to_where_it_ended(ended: int):
    gone = since(ended - 4, 4)
    plan = bought({"m6i.large": 60 * (1 - gone), "m7g.large": 60 * gone})
    assert "m6i" not in plan
    assert plan["m7g"] == pytest.approx(60 * 0.0816 * 0.63, rel=0.1)
    assert plan.get("compute", 0.0) < 0.05 * plan["m7g"]


def test_a_rise_of_some_days_without_a_source_is_bought_at_no_more_than_it_is():
    plan = bought({"m6i.large": 20 + 20 * since(-20, 20)})
    assert sum(plan.values()) <= 40 * 0.096 * 0.72 * 1.05


def test_a_move_that_was_taken_back_days_ago_is_no_level_to_buy_for():
    away = since(-25) - since(-5)
    for share in (1.0, 0.6):
        plan = bought({"m6i.large": 60 * (1 - 0.4 * away), "m7g.large": 24 * away * share, "c6i.xlarge": 10.0})
        assert "m7g" not in plan
        assert plan["m6i"] == pytest.approx(60 * 0.096 * 0.62, rel=0.1)


def test_a_family_that_fell_by_next_to_nothing_while_another_rose_is_not_being_left():
    plan = bought({"m6i.large": 40.0 - 1.0 * since(-30), "c6i.xlarge": 10.0 + 6.0 * since(-28)})
    assert plan["m6i"] == pytest.approx(39 * 0.096 * 0.62, rel=0.1)
    courses = [Course(level=9.8, lasted=30, steady_days=30, jump=-0.2), Course(level=6.0, lasted=28, jump=2.0)]
    assert not is_a_move(courses[0], courses)
    new = [courses[0], Course(level=2.0, lasted=28, jump=2.0)]
    assert is_a_move(courses[0], new)
    slow = [Course(level=9.8, lasted=10, slope=-0.02), Course(level=0.2, lasted=10, slope=0.02)]
    assert is_a_move(slow[0], slow)


def test_what_runs_on_the_last_days_of_a_month_is_not_bought_for_though_the_bill_ends_on_them():
    for before in (2.0, 0.0):
        once, again = before + 60.0 * since(-2), before + 60.0 * (since(-2) + since(-33) - since(-30))
        for batches in (once, again):
            plan = bought({"r6i.2xlarge": batches, "m6i.large": 40.0})
            assert plan.get("r6i", 0.0) + plan.get("compute", 0.0) < 6 * 0.504
            assert plan["m6i"] == pytest.approx(40 * 0.096 * 0.62, rel=0.1)


def test_a_rise_that_has_lasted_for_weeks_is_bought_for():
    plan = bought({"m6i.large": 20.0 + 20.0 * since(-25)})
    assert plan["m6i"] > 36 * 0.096 * 0.62


@pytest.mark.parametrize(
    ("began", "grew_by", "is_replacement"), [(35, 9.0, True), (35, 1.0, False), (35, 40.0, False), (80, 9.0, False)]
)
def test_what_is_new_may_have_run_for_weeks_beside_what_it_replaced(began: int, grew_by: float, is_replacement: bool):
    new = Course(level=grew_by, steady_days=began - 5, lasted=began, jump=grew_by)
    old, other = Course(level=0.2, steady_days=18, lasted=20, jump=-9.8), Course(level=5.0, steady_days=60)
    courses = [new, old, other]
    assert is_a_move(old, courses) is is_replacement
    assert has_a_source(new, courses) is is_replacement


def test_a_batch_on_days_of_its_own_choice_is_no_weekly_pattern_and_replaces_nothing():
    days = np.full(DAYS, 0.7)
    days[[8, 11, 13, 19, 27, 28, 33, 34, 35, 38, 42, 49, 50, 52, 56, 58]] = 29.0
    assert course_of(np.repeat(days, 24)).comes_and_goes
    beside = bought({"m6i.large": 40.0, "c6i.xlarge": days * 4})
    assert beside["m6i"] > 2.0
