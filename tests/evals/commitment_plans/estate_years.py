"""Demand of whole estates: many families at once, moved between regions, processors and Spot, closed, joined, grown.

A kind of its own: each change touches several families and a database or a meter beside them, begins at any time within
three months before the purchase and half a year after it, and the days have fat tails (a failure, a load test).
Nothing of the planner was made on it: keep it so, and look at it for what a rule is worth that was made elsewhere.
"""

from collections.abc import Callable, Mapping

import numpy as np

from tests.evals.commitment_plans.business_years import COUNT, DATE, WEEKDAY, hourly
from tests.evals.commitment_plans.demands import DAY, HOUR, Demand, Draw, Hours

FAMILIES = ("m5", "m6i", "c6i", "r6i", "t3", "c7g")
PER_SIZE = {"large": 1.0, "xlarge": 0.5, "2xlarge": 0.25}
SERVED = 1 + 0.3 * np.sin(2 * np.pi * (HOUR - 10) / DAY)


def lively(draw: Draw, level: Hours | float) -> Hours:
    """By the hour, with days that last, and now and then a day far off."""
    days = 1 + 0.015 * draw.random.standard_t(3, COUNT)
    odd = draw.random.random(COUNT) < 0.004
    days[odd] *= draw.random.uniform(0.3, 1.9, int(odd.sum()))
    found: Hours = np.maximum(0.0, hourly(np.asarray(level) * days)) * (
        1 + 0.02 * draw.random.standard_normal(len(HOUR))
    )
    return found


def estate(draw: Draw, level: float = 1.0) -> dict[str, Hours]:
    """Two to four families in one or two sizes each, Fargate and a database, of which nothing changes."""
    found: dict[str, Hours] = {}
    for family in draw.random.choice(FAMILIES, int(draw.random.integers(2, 5)), replace=False):
        for size in draw.random.choice(list(PER_SIZE), int(draw.random.integers(1, 3)), replace=False):
            name = f"us-east-1/{family}.{size}"
            found[name] = lively(draw, level * draw.between(4, 18) * PER_SIZE[str(size)])
    found["us-east-1/Fargate-vCPU-Hours:perCPU"] = lively(draw, level * draw.between(4, 25)) * SERVED
    found["us-east-1/db.r6g.large/postgresql"] = np.full(len(HOUR), float(draw.random.integers(2, 6)))
    return found


def s_curve(first: float, length: float) -> Hours:
    """0 before, 1 after, slow at both ends; by the day."""
    at = np.clip((DATE - first) / max(length, 1.0), 0.0, 1.0)
    return at * at * (3 - 2 * at)


def _with(estate: dict[str, Hours], **more: Hours) -> dict[str, Hours]:
    for name, units in more.items():
        estate[name] = estate.get(name, np.zeros(len(HOUR))) + units
    return estate


def between_regions(draw: Draw) -> Demand:
    done = s_curve(draw.between(-70, 100), draw.between(20, 200))
    units = estate(draw)
    for family, size in (("m6i", "xlarge"), ("r6i", "large"), ("c6i", "large"))[: int(draw.random.integers(1, 4))]:
        level = draw.between(10, 30)
        _with(units, **{f"us-east-1/{family}.{size}": lively(draw, level * (1 - done)),
                        f"eu-west-1/{family}.{size}": lively(draw, level * done)})  # fmt: skip
    return Demand(units)


def peaks(draw: Draw) -> Demand:
    """Two high seasons a year, at days of their own."""
    level = np.ones(COUNT)
    for _ in range(2):
        middle = draw.between(0, 365)
        near = np.minimum.reduce([abs(DATE - middle + turn * 365) for turn in (-1, 0, 1)])
        level = level + draw.between(0.3, 1.2) * (near < draw.between(7, 30)) + draw.between(0, 0.3) * (near < 45)
    units = _with(estate(draw, 0.5), **{"us-east-1/m6i.large": lively(draw, draw.between(20, 50) * level) * SERVED})
    return Demand(_with(units, **{"us-east-1/Lambda-GB-Second": lively(draw, draw.between(1e4, 6e4) * level) * SERVED}))


def growth_then_plateau(draw: Draw) -> Demand:
    first = draw.between(-330, -40)
    grown = np.clip((DATE - first) / (draw.between(-20, 240) - first), 0.0, 1.0)
    level = np.asarray(1 + draw.between(0.4, 2.5) * grown, dtype=np.float64)
    grows = {f"us-east-1/{name}": lively(draw, draw.between(8, 20) * level) for name in ("m7g.xlarge", "c7g.large")}
    return Demand(_with(estate(draw, 0.4), **grows))


def product_closed(draw: Draw) -> Demand:
    """All of one product winds down: its instances, its containers and its databases."""
    left = 1 - s_curve(draw.between(-50, 200), draw.between(5, 120))
    count = round(draw.between(3, 10))
    return Demand(_with(estate(draw), **{
        "us-east-1/m5.xlarge": lively(draw, draw.between(8, 25) * left),
        "us-east-1/r6i.xlarge": lively(draw, draw.between(4, 12) * left),
        "us-east-1/Fargate-GB-Hours": lively(draw, draw.between(50, 200) * left),
        "us-east-1/db.m5.large/mysql": np.ceil(count * hourly(left) - 1e-9),
    }))  # fmt: skip


def spot_taken_up(draw: Draw) -> Demand:
    """Parts of two fleets go to Spot in steps, with days on which Spot is not to be had."""
    done = np.zeros(COUNT)
    for _ in range(int(draw.random.integers(1, 5))):
        done += draw.between(0.1, 0.3) * (draw.between(-60, 120) <= DATE)
    done = np.minimum(done, 0.85) * (draw.random.random(COUNT) > 0.03)
    left = {
        f"us-east-1/{name}": lively(draw, draw.between(6, 15) * (1 - done)) for name in ("c6i.2xlarge", "m6i.2xlarge")
    }
    return Demand(_with(estate(draw), **left))


def to_graviton(draw: Draw) -> Demand:
    """Team after team, each family in its turn, for a little less of the new one."""
    units, first = estate(draw), draw.between(-80, 60)
    for old, new in (("m5.large", "m7g.large"), ("c6i.xlarge", "c7g.xlarge"), ("m6i.xlarge", "m7g.xlarge")):
        done = s_curve(first, draw.between(10, 90))
        level = draw.between(8, 30)
        _with(units, **{f"us-east-1/{old}": lively(draw, level * (1 - done)),
                        f"us-east-1/{new}": lively(draw, 0.92 * level * done)})  # fmt: skip
        first += draw.between(10, 90)
    return Demand(units)


def weekends_off(draw: Draw) -> Demand:
    """Of non-production some is switched off at weekends, and nights, from a day on."""
    at_night = draw.between(0, 1) < 0.5
    off = hourly((WEEKDAY >= 5).astype(float))
    off = np.maximum(off, ((HOUR % DAY < 7) | (HOUR % DAY >= 19)).astype(float) * at_night)
    running = 1 - draw.between(0.5, 1.0) * off * hourly((draw.between(-60, 90) <= DATE).astype(float))
    tests, tools = lively(draw, draw.between(15, 50)) * running, lively(draw, draw.between(5, 25)) * running
    return Demand(_with(estate(draw), **{"us-east-1/t3.xlarge": tests, "us-east-1/m5.large": tools}))


def month_ends(draw: Draw) -> Demand:
    """Batches in the last and first days of each month beside a service that grows a little."""
    runs = (np.mod(DATE + int(draw.between(0, 30)), 30.4) < draw.between(2, 6)).astype(float)
    grows = 1 + draw.between(-0.2, 0.4) * DATE / 365
    batches = lively(draw, draw.between(2, 20) + draw.between(10, 60) * runs)
    service = lively(draw, draw.between(10, 30) * grows)
    return Demand(_with(estate(draw, 0.6), **{"us-east-1/r6i.2xlarge": batches, "us-east-1/m6i.large": service}))


def account_joins(draw: Draw) -> Demand:
    """An account that was not in the bill before joins the payer, and stays or is cleaned up."""
    first = draw.between(-50, 60)
    cleaned = np.clip(1 - (DATE - first) / 365 * 0.5, 0.5, 1.0) if draw.between(0, 1) >= 0.5 else np.ones(COUNT)
    there = (first <= DATE) * cleaned
    joined = {"us-east-1/m5.2xlarge": (3, 12), "eu-west-1/c6i.xlarge": (5, 25),
              "eu-west-1/Fargate-vCPU-Hours:perCPU": (5, 30)}  # fmt: skip
    return Demand(
        _with(estate(draw), **{name: lively(draw, draw.between(*size) * there) for name, size in joined.items()})
    )


def plans_run_out(draw: Draw) -> Demand:
    """Commitments of earlier years end within the year; part of what they cover is on its way out."""
    level = draw.between(15, 45)
    gone = draw.between(0.0, 0.6) * s_curve(draw.between(-60, 60), draw.between(60, 300))
    covered: dict[int, dict[str, float]] = {}
    for part in (0.3, 0.25, 0.2)[: int(draw.random.integers(1, 4))]:
        covered[round(draw.between(5, 340))] = {"us-east-1/m6i.large": round(level * part, 1)}
    moving = {
        "us-east-1/m6i.large": lively(draw, level * (1 - gone)),
        "us-east-1/m7g.large": lively(draw, 0.9 * level * gone),
    }
    return Demand(_with(estate(draw, 0.7), **moving), covered)


def nothing_happens(draw: Draw) -> Demand:
    return Demand(_with(estate(draw), **{"eu-west-1/m6i.large": lively(draw, draw.between(5, 40)) * SERVED}))


ESTATE_YEARS: Mapping[str, Callable[[Draw], Demand]] = {
    "between regions": between_regions, "peaks": peaks, "growth then plateau": growth_then_plateau,
    "product closed": product_closed, "Spot taken up": spot_taken_up, "to Graviton": to_graviton,
    "weekends off": weekends_off, "month ends": month_ends, "account joins": account_joins,
    "plans run out": plans_run_out, "nothing happens": nothing_happens,
}  # fmt: skip
