"""Demand of two years by scenario, in units an hour: a year that may be seen and the year after it.

Nothing here knows the planner. Every scenario draws its sizes, dates and speeds, so that another seed is another year.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Hours = NDArray[np.float64]
DAY = 24
PAST, YEAR = 365 * DAY, 365 * DAY
HOUR = np.arange(PAST + YEAR)
DAYS = (HOUR - PAST) / DAY
"""Days since the purchase, negative before it."""
OFFICE = (((HOUR % DAY) >= 8) & ((HOUR % DAY) < 19) & ((HOUR // DAY) % 7 < 5)).astype(float)


SEEN = (-40.0, -8.0)
"""When a move begins that the history shows, in days from the purchase."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Units by item, and what of it commitments of an earlier time cover until a day after the purchase."""

    units: Mapping[str, Hours]
    covered: Mapping[int, Mapping[str, float]] = field(default_factory=dict[int, Mapping[str, float]])


@dataclass(frozen=True, slots=True)
class Draw:
    """Random sizes of one scenario."""

    random: np.random.Generator

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def one_of(self, *names: str) -> str:
        return names[int(self.random.integers(len(names)))]

    def noisy(self, level: Hours | float) -> Hours:
        """Noise of single hours, and of days, which last longer than hours do."""
        days = np.repeat(1 + 0.02 * self.random.standard_normal((PAST + YEAR) // DAY), DAY)
        hours = 1 + 0.03 * self.random.standard_normal(PAST + YEAR)
        return np.maximum(0.0, np.asarray(level) * days * hours)

    def ramp(self, first: float, last: float) -> Hours:
        """0 before a day, 1 after another, a line between."""
        return np.clip((DAYS - first) / max(last - first, 1e-9), 0.0, 1.0)

    def base(self) -> dict[str, Hours]:
        """What hardly moves, beside what a scenario is about."""
        swing = 1 + self.between(0.05, 0.3) * np.sin(2 * np.pi * (HOUR - 9) / DAY)
        family = self.one_of("c6i.xlarge", "r6i.2xlarge", "t3.large")
        return {
            f"us-east-1/{family}": self.noisy(self.between(4, 12)),
            "us-east-1/Fargate-vCPU-Hours:perCPU": self.noisy(self.between(10, 40) * swing),
        }


def steady(draw: Draw) -> Demand:
    return Demand({**draw.base(), "us-east-1/m6i.large": draw.noisy(draw.between(20, 60)),
                   "us-east-1/db.r6g.large/postgresql": np.full(len(HOUR), 6.0)})  # fmt: skip


def growing(draw: Draw) -> Demand:
    speed = draw.between(0.2, 1.0)
    level = np.maximum(0.2, 1 + speed * DAYS / 365)
    return Demand({**draw.base(), "us-east-1/m6i.large": draw.noisy(draw.between(30, 60) * level),
                   "eu-west-1/c7g.xlarge": draw.noisy(draw.between(10, 30) * level)})  # fmt: skip


def declining(draw: Draw) -> Demand:
    level = np.maximum(0.0, 1 - draw.between(0.25, 0.8) * DAYS / 365)
    return Demand({**draw.base(), "us-east-1/m5.xlarge": draw.noisy(draw.between(20, 60) * level),
                   "us-east-1/db.m5.large/mysql": np.round(draw.between(8, 16) * level)})  # fmt: skip


def _moved(draw: Draw, source: str, target: str, less: float, first: float, last: float) -> dict[str, Hours]:
    level, gone = draw.between(30, 70), draw.ramp(first, last)
    return {source: draw.noisy(level * (1 - gone)), target: draw.noisy(level * less * gone)}


def to_another_family(draw: Draw) -> Demand:
    first = draw.between(*SEEN)
    last = first + draw.between(60, 240)
    return Demand({**draw.base(), **_moved(draw, "us-east-1/m5.large", "us-east-1/m7g.large", 1.0, first, last)})


def to_another_region(draw: Draw) -> Demand:
    first = draw.between(*SEEN)
    last = first + draw.between(45, 180)
    return Demand({**draw.base(), **_moved(draw, "us-east-1/m6i.xlarge", "eu-west-1/m6i.xlarge", 1.0, first, last)})


def to_serverless(draw: Draw) -> Demand:
    first = draw.between(*SEEN)
    last = first + draw.between(60, 240)
    target, less = ("Lambda-GB-Second", 3000.0) if draw.between(0, 1) < 0.5 else ("Fargate-GB-Hours", 14.0)
    moved = _moved(draw, "us-east-1/m5.large", f"us-east-1/{target}", less, first, last)
    return Demand({**draw.base(), **moved})


def seasonal(draw: Draw) -> Demand:
    level = 1 + draw.between(0.1, 0.35) * np.sin(2 * np.pi * (DAYS / 365 + draw.between(0, 1)))
    return Demand({**draw.base(), "us-east-1/m6i.large": draw.noisy(draw.between(30, 60) * level)})


def weekdays_only(draw: Draw) -> Demand:
    at_night = draw.between(0.0, 0.4)
    return Demand({"us-east-1/m6i.large": draw.noisy(draw.between(30, 60) * (at_night + (1 - at_night) * OFFICE)),
                   "us-east-1/c6i.xlarge": draw.noisy(draw.between(10, 30) * OFFICE)})  # fmt: skip


def spiky(draw: Draw) -> Demand:
    days = (PAST + YEAR) // DAY
    runs = np.repeat(draw.random.random(days) < draw.between(0.05, 0.2), DAY).astype(float)
    return Demand({**draw.base(), "us-east-1/c6i.2xlarge": draw.noisy(2 + draw.between(50, 150) * runs)})


def waste_removed(draw: Draw) -> Demand:
    first = draw.between(-25, -3)
    gone = 1 - draw.ramp(first, first + draw.between(1, 60))
    return Demand({**draw.base(), "us-east-1/m6i.large": draw.noisy(draw.between(20, 40) + draw.between(8, 25) * gone),
                   "us-east-1/r6i.xlarge": draw.noisy(draw.between(3, 12) * gone)})  # fmt: skip


def launch(draw: Draw) -> Demand:
    first = draw.between(-20, 200)
    level = draw.ramp(first, first + draw.between(1, 40))
    return Demand({**draw.base(), "us-east-1/m6i.large": draw.noisy(draw.between(20, 40)),
                   "us-east-1/m7g.xlarge": draw.noisy(draw.between(10, 40) * level)})  # fmt: skip


def replaced_generation(draw: Draw) -> Demand:
    first = draw.between(-25, -3)
    moved = _moved(draw, "us-east-1/m5.xlarge", "us-east-1/m6i.xlarge", 0.9, first, first + draw.between(1, 14))
    return Demand({**draw.base(), **moved})


def accounts(draw: Draw) -> Demand:
    """Several accounts, each with steps of its own; one leaves the organisation."""
    units: dict[str, Hours] = dict(draw.base())
    for family in ("m5.large", "m6i.large", "c7g.xlarge"):
        own = np.full(len(HOUR), draw.between(8, 20))
        for _ in range(3):
            own = own * (1 + draw.between(-0.25, 0.25) * draw.ramp(first := draw.between(-300, 300), first + 5))
        units[f"us-east-1/{family}"] = draw.noisy(own)
    leaving = 1 - draw.ramp(first := draw.between(40, 300), first + 20)
    units["eu-west-1/m6i.large"] = draw.noisy(draw.between(10, 25) * leaving)
    return Demand(units)


def databases(draw: Draw) -> Demand:
    first = draw.between(*SEEN)
    gone = draw.ramp(first, first + draw.between(20, 90))
    count = round(draw.between(10, 20))
    return Demand({"us-east-1/db.r6g.large/mysql": np.full(len(HOUR), float(count)),
                   "us-east-1/db.m5.xlarge/postgresql": np.round(10 * (1 - gone)),
                   "us-east-1/db.r6g.xlarge/postgresql": np.round(10 * gone)})  # fmt: skip


def expiring(draw: Draw) -> Demand:
    """Part of the usage is under commitments that end within the year."""
    level = draw.between(30, 60)
    ends = {round(draw.between(10, 90)): 0.4, round(draw.between(100, 250)): 0.3}
    covered = {day: {"us-east-1/m6i.large": round(level * part * 0.9, 1)} for day, part in ends.items()}
    return Demand({**draw.base(), "us-east-1/m6i.large": draw.noisy(level)}, covered)


UNFORESEEN = "unforeseen move"
"""Told apart: nobody could have known, and whoever binds a plan to a family loses."""


def unforeseen_move(draw: Draw) -> Demand:
    """A move of which nothing is to be seen on the day of the purchase."""
    first = draw.between(10, 150)
    source, target = ("m5.large", "m7g.large") if draw.between(0, 1) < 0.5 else ("c6i.xlarge", "c7g.xlarge")
    moved = _moved(draw, f"us-east-1/{source}", f"us-east-1/{target}", 1.0, first, first + draw.between(30, 180))
    return Demand({"us-east-1/r6i.2xlarge": draw.noisy(draw.between(4, 12)), **moved})


SCENARIOS: Mapping[str, Callable[[Draw], Demand]] = {
    "steady": steady, "growing": growing, "declining": declining, "to another family": to_another_family,
    "to another region": to_another_region, "to Fargate or Lambda": to_serverless, "seasonal": seasonal,
    "weekdays only": weekdays_only, "spiky batch": spiky, "waste removed": waste_removed, "launch": launch,
    "replaced generation": replaced_generation, "several accounts": accounts, "databases": databases,
    "expiring": expiring, UNFORESEEN: unforeseen_move,
}  # fmt: skip
