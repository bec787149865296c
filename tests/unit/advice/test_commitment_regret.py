"""The chance of regret: small where usage stays, larger where it moves by itself, and the same each time."""

from datetime import datetime

import numpy as np

from agents.advice.commitments.courses import Hours
from agents.advice.commitments.hourly import HourlyUsage
from agents.advice.commitments.plan import plan_purchases
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.regret import Regret, chance_of_regret
from local.cli.commitments import told_regret
from tests.unit.advice.scenarios import rates, sku

DAYS = 84
START = datetime(2026, 3, 1)  # noqa: DTZ001  # UTC without a zone, as bills have it


def seen(**units: Hours | float) -> HourlyUsage:
    """Usage by family, each of its `large` or `xlarge`, by the day."""
    ones = {sku(name.replace("_", ".")): np.repeat(days * np.ones(DAYS), 24) for name, days in units.items()}
    return HourlyUsage(START, DAYS * 24, {one: hours * float(one.price) for one, hours in ones.items()}, {})


def regret(usage: HourlyUsage) -> Regret:
    return chance_of_regret(usage, rates(), plan_purchases(usage, rates()))


def test_steady_usage_is_hardly_ever_regretted_and_usage_that_wanders_more_often():
    steady = regret(seen(m6i_large=40.0, c6i_xlarge=10.0))
    walk = np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.06, DAYS)))
    wandering = regret(seen(m6i_large=40.0 * walk))
    assert steady.chance <= 0.08
    assert wandering.chance > 2 * steady.chance
    assert wandering.cost > 0
    assert steady.ways >= 100


def test_a_family_alone_may_be_left_though_nothing_shows_it():
    alone = regret(seen(m6i_large=40.0))
    assert 0 < alone.chance <= 0.1
    assert alone.cost > 0


def test_what_was_bought_too_much_is_regretted_in_every_way():
    usage = seen(m6i_large=10.0)
    too_much = Purchase(type="ComputeSavingsPlan", hourly=10.0)
    found = chance_of_regret(usage, rates(), [too_much])
    assert found.chance == 1.0
    assert found.cost > 5.0 * 730


def test_the_chance_is_the_same_each_time_and_none_of_nothing():
    usage = seen(m6i_large=40.0, fargate=90.0)
    assert regret(usage) == regret(usage)
    assert chance_of_regret(usage, rates(), []).ways == 0


def test_it_is_told_with_how_it_was_found():
    said = told_regret(Regret(chance=0.041, cost=12.345, ways=200))
    assert "4 of 100" in said
    assert "$12.3" in said
    assert "one chance in ten" in said
    assert "4 to 13 of 100 were regretted" in said
    assert "fewer than 1 of 100 ways" in told_regret(Regret(chance=0.0, cost=0.0, ways=200))
