"""Ways in which usage may go on: in the mean as the bill shows, wandering as it does, left at times, moved together."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from agents.advice.commitments.courses import Course, Hours
from agents.advice.commitments.demand import GroupedDemand, grouped_demand
from agents.advice.commitments.departures import may_follow
from agents.advice.commitments.futures import Ways, hours_ahead, ways_ahead
from agents.advice.commitments.hourly import HourlyUsage
from agents.advice.commitments.plan import plan_purchases
from tests.unit.advice.scenarios import rates, sku

DAYS = 60
DATE = np.arange(DAYS) - DAYS
FIRST = datetime(2026, 4, 2)  # noqa: DTZ001  # UTC without a zone, as bills have it
WAYS, SEED = 400, 5


def grouped(units: Mapping[str, Hours | float]) -> GroupedDemand:
    used = {sku(name): np.repeat(days * np.ones(DAYS), 24) * float(sku(name).price) for name, days in units.items()}
    return grouped_demand(used, rates(), {})


def ways(units: Mapping[str, Hours | float], *, unseen: bool = True) -> Ways:
    own = grouped(units)
    return ways_ahead(own, own.courses(), 1, WAYS, SEED, unseen=unseen)


def bought(units: Mapping[str, Hours | float]) -> dict[str, float]:
    usage = {sku(name): np.repeat(days * np.ones(DAYS), 24) * float(sku(name).price) for name, days in units.items()}
    return {
        one.family or "compute": one.hourly for one in plan_purchases(HourlyUsage(FIRST, DAYS * 24, usage, {}), rates())
    }


def of_family(found: Ways, units: Mapping[str, Hours | float], family: str) -> Hours:
    """Ways × moments."""
    (place,) = [place for place, one in enumerate(grouped(units).families) if one and one[1] == family]
    return found.levels[:, :, place]


def walk(seed: int) -> Hours:
    return np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.03, DAYS)))


def test_usage_that_wanders_neither_rises_nor_falls_in_the_mean_of_all_ways():
    for seed in range(5):
        units = {"m6i.large": 40 * walk(seed)}
        shown, all_of_it = ways(units, unseen=False).levels.mean(axis=0), ways(units).levels
        stayed = all_of_it[np.all(all_of_it > 0.2 * shown, axis=(1, 2))] / shown
        assert abs(np.log(stayed).mean()) < 0.15
        assert np.log(stayed[:, -1]).std() > np.log(stayed[:, 0]).std()


def test_steady_usage_stays_but_for_one_group_in_ten_of_which_half_goes_on_elsewhere():
    found = ways({"m6i.large": 40.0})
    left = found.levels[:, -1, 0] < 0.99
    assert 0.05 < left.mean() < 0.14
    assert 0.3 < (found.elsewhere[left, -1, 0] > 0).mean() < 0.7
    assert np.all(ways({"m6i.large": 40.0}, unseen=False).levels == 1.0)


def test_a_fall_without_a_move_ends_above_nothing_in_about_half_of_the_ways():
    falling = np.asarray(40 - np.clip(DATE + 20, 0, 20), dtype=np.float64)
    alone, moving = {"m6i.large": falling, "c6i.xlarge": 10.0}, {"m6i.large": falling, "m7g.large": 40 - falling}
    ends = of_family(ways(alone, unseen=False), alone, "m6i")[:, -1]
    assert 0.3 < (ends > 0.01).mean() < 0.9
    assert of_family(ways(moving, unseen=False), moving, "m6i")[:, -1].mean() < ends.mean()


def test_hours_ahead_have_the_usage_that_goes_on_elsewhere_in_a_column_of_no_family():
    own = grouped({"m6i.large": 40.0, "fargate": 90.0})
    ahead = hours_ahead(own, own.courses(), ways({"m6i.large": 40.0, "fargate": 90.0}), 3000, SEED)
    assert ahead.columns[:-1] == own.demand.columns
    assert ahead.columns[-1].family is None
    assert 0.72 < (ahead.columns[-1].compute or 0) < 0.80
    assert 0 < ahead.costs[:, -1].mean() < 0.1 * ahead.costs.sum(axis=1).mean()


def test_whoever_moves_a_family_to_something_newer_may_move_others_too():
    old, new = Course(level=4.0, jump=-5.0, lasted=20, steady_days=18), Course(level=5.0, jump=5.0, lasted=20)
    steady, here = Course(level=9.0, steady_days=60), "us-east-1"
    for target, other, follows in (
        ("m7g", "c6i", True), ("m6i", "c6i", False), ("m6g", "c6i", True), ("m7g", "c7g", False), ("m6i", "r5", True),
    ):  # fmt: skip
        assert (2 in may_follow([old, new, steady], [(here, "m5"), (here, target), (here, other)])) is follows
    assert 2 in may_follow([old, new, steady], [(here, "m5"), ("eu-west-1", "m5"), (here, "c6i")])
    assert 2 in may_follow([old, new, steady], [(here, "m5"), None, (here, "c6i")])
    assert may_follow([new, steady], [(here, "m7g"), (here, "c6i")]) == frozenset()


def test_less_is_bound_to_families_beside_one_that_is_being_moved():
    moved = np.clip((DATE + 40) / 10, 0.0, 1.0)
    alone = bought({"c6i.xlarge": 20.0, "m6i.large": 40.0})
    beside = bought({"c6i.xlarge": 20.0, "m6i.large": 40 * (1 - moved), "m7g.large": 40 * moved})
    assert alone["c6i"] > 1.9
    assert beside.get("c6i", 0.0) < 0.7 * alone["c6i"]
    assert beside["compute"] > 0.9


def test_what_wanders_a_little_is_bound_as_what_stands_still():
    for seed in range(4):
        plan = bought({"m6i.large": 40 * np.exp(0.4 * np.log(walk(seed)))})
        assert plan.get("m6i", 0.0) > 0.7 * sum(plan.values())


def test_a_step_down_some_days_ago_may_be_the_first_of_several_and_an_older_one_is_over():
    for ago, goes_on in ((12, True), (45, False)):
        units = {"m6i.large": np.where(-ago <= DATE, 28.0, 40.0), "c6i.xlarge": 10.0}
        lower = float(of_family(ways(units), units, "m6i")[:, 2].mean())
        assert (lower < 0.93) is goes_on


def test_what_is_new_is_left_more_often_than_what_has_long_run():
    units = {"m6i.large": 40.0, "c6i.xlarge": np.where(DATE >= -30, 10.0, 0.0)}
    left = [(of_family(ways(units), units, family)[:, -1] < 0.5).mean() for family in ("m6i", "c6i")]
    assert left[1] > 1.7 * left[0]


def test_what_leaves_in_a_move_arrives_though_what_it_moves_to_rises_in_steps():
    step = np.where(DATE >= -27, 1 / 6, 0.0) + np.where(DATE >= -5, 1 / 6, 0.0)
    falling = 60 * (1 - np.clip((DATE + 29) / 28, 0.0, 1.0) / 3)
    arriving = {"m6i.large": falling, "m7g.large": 70 * step}
    found, own = ways(arriving, unseen=False), grouped(arriving)
    levels = np.array([course.level for course in own.courses()])
    total = (found.levels + found.elsewhere) @ levels / levels.sum()
    assert found.levels[:, -1].min(axis=0)[0] == 0.0
    assert total.min() > 0.9


def test_what_falls_on_after_the_rise_beside_it_has_ended_goes_nowhere():
    risen = np.where(DATE >= -30, 60.0, 0.0)
    falling = 60 * (1 - np.clip((DATE + 25) / 26, 0.0, 1.0) * 0.8)
    units = {"m6i.large": falling, "m7g.large": risen}
    assert ways(units, unseen=False).elsewhere.max() == 0.0


def test_what_is_left_is_left_together_in_half_of_the_ways_and_as_often_as_told():
    left = ways({"m6i.large": 40.0, "c6i.xlarge": 10.0, "r6i.2xlarge": 3.0}).levels[:, -1, :] < 0.99
    assert np.all(np.abs(left.mean(axis=0) - 0.1) < 0.02)
    assert 0.03 < left.all(axis=1).mean() < 0.06
    alone = left.any(axis=1) & ~left.all(axis=1)
    assert alone.mean() > 0.1


def test_a_fall_from_a_peak_ends_where_it_was_before_the_peak_and_one_from_what_stood_does_not():
    slowly: Hours = np.asarray(0.2 * np.clip(DATE + 12.0, 0.0, 12.0), dtype=np.float64)
    at_once: Hours = np.where(DATE >= -12, 2.4, 0.0)
    for fallen in (slowly, at_once):
        peak: dict[str, Hours | float] = {"m6i.large": np.where(DATE < -35, 11.0, 14.0) - fallen}
        stood: dict[str, Hours | float] = {"m6i.large": 14.0 - fallen}
        assert grouped(peak).courses()[0].floor > 0.85 * grouped(peak).courses()[0].level
        assert grouped(stood).courses()[0].floor == 0.0
        assert ways(peak, unseen=False).levels.min() > 0.85


def test_what_is_new_has_no_level_before_it_to_fall_back_to():
    came_and_goes = {
        "m6i.large": np.where(DATE >= -35, 14.0 - 0.2 * np.clip(DATE + 20.0, 0.0, 20.0), 0.0),
        "c6i.xlarge": 10.0,
    }
    place = grouped(came_and_goes).families.index(("us-east-1", "m6i"))
    assert grouped(came_and_goes).courses()[place].floor < 0.1
