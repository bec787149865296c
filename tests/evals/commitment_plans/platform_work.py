"""Demand that engineers make: whole instances that move in waves, double while they do, go back, or are made smaller.

Levels are whole numbers and stand still between one deed and the next; there is no noise beside a few instances that
come and go.
"""

from collections.abc import Callable, Mapping

import numpy as np

from tests.evals.commitment_plans.business_years import COUNT, DATE, hourly
from tests.evals.commitment_plans.demands import DAY, HOUR, Demand, Draw, Hours


def fleet(draw: Draw, level: Hours | float) -> Hours:
    """Whole instances; one in twenty comes and goes by the day, some more at noon."""
    days = np.asarray(level) * np.ones(COUNT) * (1 + 0.05 * (draw.random.random(COUNT) - 0.5))
    noon = 1 + draw.between(0.0, 0.15) * (abs(HOUR % DAY - 13) < 4)
    return np.round(hourly(days) * noon)


def platform(draw: Draw) -> dict[str, Hours]:
    name = draw.one_of("us-east-1/r6i.xlarge", "us-east-1/c6i.xlarge", "eu-west-1/m6i.large")
    return {name: fleet(draw, draw.between(6, 20)), "us-east-1/Fargate-GB-Hours": fleet(draw, draw.between(100, 400))}


def waves(draw: Draw, first: float, apart: tuple[float, float], parts: tuple[float, float]) -> Hours:
    """0 before a day, then up in steps to 1."""
    done = np.zeros(COUNT)
    day, share = first, 0.0
    while share < 1:
        share = min(1.0, share + draw.between(*parts))
        done[day <= DATE] = share
        day += draw.between(*apart)
    return done


def _moving(draw: Draw, source: str, target: str, done: Hours, less: float = 1.0, both: int = 0) -> Demand:
    """`both` days, what moves runs in both places."""
    count = round(draw.between(30, 80))
    late = np.concatenate([np.zeros(both), done])[:COUNT]
    return Demand({**platform(draw), source: fleet(draw, count * (1 - late)), target: fleet(draw, count * less * done)})


def in_waves(draw: Draw) -> Demand:
    done = waves(draw, draw.between(-90, -15), (10, 35), (0.1, 0.3))
    return _moving(draw, "us-east-1/m5.large", draw.one_of("us-east-1/m7g.large", "us-east-1/m6i.large"), done, 0.95)


def side_by_side(draw: Draw) -> Demand:
    """Both run for a while, then the old ones end."""
    done = waves(draw, draw.between(-40, -5), (3, 9), (0.2, 0.6))
    return _moving(draw, "us-east-1/m5.xlarge", "us-east-1/c7g.xlarge", done, 1.0, both=int(draw.between(10, 45)))


def tried_and_taken_back(draw: Draw) -> Demand:
    first = draw.between(-45, -15)
    there = ((first <= DATE) & (first + draw.between(5, 40) > DATE)).astype(float) * draw.between(0.2, 0.6)
    return _moving(draw, "us-east-1/m6i.large", "us-east-1/Fargate-vCPU-Hours:perCPU", there, 2.0)


def halved_sizes(draw: Draw) -> Demand:
    done = waves(draw, draw.between(-40, 20), (5, 15), (0.15, 0.4))
    return _moving(draw, "us-east-1/m6i.xlarge", "us-east-1/m6i.large", done, draw.between(1.0, 1.4))


def to_spot(draw: Draw) -> Demand:
    """A fleet leaves for spot instances, as far as it can."""
    done = waves(draw, draw.between(-30, 60), (7, 20), (0.1, 0.4)) * draw.between(0.4, 0.8)
    return Demand({**platform(draw), "us-east-1/c6i.2xlarge": fleet(draw, draw.between(10, 30) * (1 - done))})


def taken_over(draw: Draw) -> Demand:
    """Another estate is joined to this one, and cleaned up over the year."""
    first = draw.between(-50, -5)
    left = np.where(first <= DATE, np.maximum(draw.between(0.3, 0.9), 1 - (DATE - first) / draw.between(150, 500)), 0.0)
    return Demand({**platform(draw), "us-east-1/m5.2xlarge": fleet(draw, draw.between(6, 20) * left),
                   "us-east-1/db.m5.xlarge/mysql": fleet(draw, draw.between(4, 10) * left)})  # fmt: skip


def project_ends(draw: Draw) -> Demand:
    last = draw.between(60, 330)
    there = ((draw.between(-300, -60) <= DATE) & (last > DATE)).astype(float)
    return Demand({**platform(draw), "us-east-1/c7g.xlarge": fleet(draw, draw.between(20, 60) * there)})


def nodes_scaled(draw: Draw) -> Demand:
    """A cluster whose level is set anew every some weeks, up or down."""
    level, day = np.ones(COUNT), 0.0
    while day < COUNT:
        day += draw.between(14, 60)
        level[int(day) :] = draw.between(0.7, 1.3)
    return Demand({**platform(draw), "us-east-1/m6i.2xlarge": fleet(draw, draw.between(10, 30) * level),
                   "us-east-1/db.r6g.xlarge/mysql": fleet(draw, draw.between(4, 10))})  # fmt: skip


PLATFORM_WORK: Mapping[str, Callable[[Draw], Demand]] = {
    "in waves": in_waves, "side by side": side_by_side, "tried and taken back": tried_and_taken_back,
    "halved sizes": halved_sizes, "to spot": to_spot, "taken over": taken_over, "project ends": project_ends,
    "nodes scaled": nodes_scaled,
}  # fmt: skip
