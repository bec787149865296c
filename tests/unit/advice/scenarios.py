"""Usage of sixty days and the year after, and what plans cost on it: written without the product's own replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.advice.commitments.hourly import HourlyUsage, Sku
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.rates import Rates

Hours = NDArray[np.float64]
PAST, YEAR = 60 * 24, 365 * 24
START = datetime(2026, 1, 1)  # noqa: DTZ001  # UTC without a zone, as the bill has it


@dataclass(frozen=True, slots=True)
class Sold:
    """A list price an hour, and the prices under both plans as parts of it."""

    price: float
    family: str
    compute: float
    instance: float | None


SOLD: Final[Mapping[str, Sold]] = {
    "m6i.large": Sold(0.096, "m6i", 0.72, 0.62),
    "m6i.xlarge": Sold(0.192, "m6i", 0.72, 0.62),
    "c6i.xlarge": Sold(0.17, "c6i", 0.73, 0.64),
    "r6i.2xlarge": Sold(0.504, "r6i", 0.71, 0.61),
    "m7g.large": Sold(0.0816, "m7g", 0.72, 0.63),
    "t3.medium": Sold(0.0416, "t3", 0.73, 0.66),
    "fargate": Sold(0.04048, "", 0.80, None),
}


def sku(name: str) -> Sku:
    price = Decimal(str(SOLD[name].price))
    if name == "fargate":
        return Sku("Fargate-vCPU-Hours:perCPU", "", "us-east-1", price)
    return Sku(f"BoxUsage:{name}", "RunInstances", "us-east-1", price)


def rates() -> Rates:
    def priced(part: float, name: str) -> Decimal:
        return Decimal(str(round(part * SOLD[name].price, 6)))

    bound = {name: sold.instance for name, sold in SOLD.items() if sold.instance is not None}
    return Rates(
        {sku(name).key: priced(sold.compute, name) for name, sold in SOLD.items()},
        {sku(name).key: priced(part, name) for name, part in bound.items()},
        {sku(name).key: ("us-east-1", SOLD[name].family) for name in bound},
    )


def scenarios() -> Mapping[str, Mapping[str, Hours]]:
    """Units in use by the hour: sixty days that are seen, and the year that is not."""
    random = np.random.default_rng(7)
    hour = np.arange(PAST + YEAR)
    of_day, of_week = hour % 24, (hour // 24) % 7
    office = ((of_day >= 8) & (of_day < 20) & (of_week < 5)).astype(float)
    whole = float(PAST + YEAR)

    def noisy(level: Hours) -> Hours:
        return np.maximum(0.0, level * (1 + 0.03 * random.standard_normal(len(hour))))

    def flat(level: float) -> Hours:
        return np.full(len(hour), level)

    def daily(level: float, swing: float) -> Hours:
        return level * (1 + swing * np.sin(2 * np.pi * (hour - 9) / 24))

    moved = np.clip((hour - PAST + 200) / 3000, 0.0, 1.0)
    return {
        "steady": {"m6i.large": noisy(flat(40)), "c6i.xlarge": noisy(flat(10)), "fargate": noisy(flat(60))},
        "office hours": {"m6i.large": noisy(flat(10) + 40 * office), "c6i.xlarge": noisy(20 * office)},
        "day and night": {
            "m6i.xlarge": noisy(daily(30, 0.5)), "r6i.2xlarge": noisy(flat(5)), "fargate": noisy(daily(100, 0.6)),
        },
        "growth": {
            "m6i.large": noisy(flat(30) * (1 + hour / whole * 0.8)), "fargate": noisy(flat(20) * (1 + hour / whole)),
        },
        "decline": {"m6i.large": noisy(flat(60) * (1 - hour / whole)), "c6i.xlarge": noisy(flat(10))},
        "migration to Graviton": {
            "m6i.large": noisy(40 * (1 - moved)), "m7g.large": noisy(40 * moved), "fargate": noisy(flat(30)),
        },
        "batch every ten days": {
            "c6i.xlarge": np.where((hour // 24) % 10 == 0, 100.0, 2.0), "m6i.large": noisy(flat(8)),
        },
        "fall six days ago": {
            "r6i.2xlarge": noisy(np.where(hour < PAST - 6 * 24, 20.0, 6.0)), "m6i.large": noisy(flat(15)),
        },
        "rise ten days ago": {
            "m6i.xlarge": noisy(np.where(hour < PAST - 10 * 24, 5.0, 25.0)), "t3.medium": noisy(flat(20)),
        },
        "seasons": {
            "m6i.large": noisy(30 * (1 + 0.3 * np.sin(2 * np.pi * hour / YEAR))), "c6i.xlarge": noisy(daily(15, 0.4)),
        },
    }  # fmt: skip


def seen(use: Mapping[str, Hours]) -> HourlyUsage:
    return HourlyUsage(START, PAST, {sku(name): units[:PAST] * SOLD[name].price for name, units in use.items()}, {})


def cost(use: Mapping[str, Hours], plans: Sequence[Purchase], hours: slice = slice(PAST, None)) -> float:
    """What the hours cost under plans: the bound ones first, then the general one, the dearest usage first."""
    left = {name: units[hours] * SOLD[name].price for name, units in use.items()}
    count = len(next(iter(left.values())))
    paid = sum(plan.hourly for plan in plans) * count
    for plan in plans:
        if plan.type == "EC2InstanceSavingsPlan":
            _spend(left, plan.hourly, [name for name in left if SOLD[name].family == plan.family], bound=True)
    general = sum(plan.hourly for plan in plans if plan.type == "ComputeSavingsPlan")
    _spend(left, general, sorted(left, key=lambda name: SOLD[name].compute), bound=False)
    return paid + float(sum(units.sum() for units in left.values()))


def _spend(left: dict[str, Hours], commitment: float, order: Sequence[str], *, bound: bool) -> None:
    there = np.full(len(next(iter(left.values()))), commitment)
    for name in order:
        part = SOLD[name].instance if bound else SOLD[name].compute
        if part is not None:
            used = np.minimum(there, left[name] * part)
            left[name] = left[name] - used / part
            there = there - used


def usual_rule(use: Mapping[str, Hours], *, bound: bool) -> list[Purchase]:
    """AWS's own recommendation of one kind: the commitment that would have cost least over the last 30 days."""
    past = slice(PAST - 30 * 24, PAST)

    def best(family: str) -> Purchase | None:
        own = {name: units for name, units in use.items() if not family or SOLD[name].family == family}
        most = float(np.max(np.sum([units[past] * SOLD[name].price for name, units in own.items()], axis=0)))
        kind = "EC2InstanceSavingsPlan" if family else "ComputeSavingsPlan"
        tried = [Purchase(type=kind, hourly=float(one), family=family) for one in np.linspace(0, most * 0.85, 60)]
        return min(tried, key=lambda plan: cost(own, [plan], past))

    families = sorted({SOLD[name].family for name in use} - {""}) if bound else [""]
    return [found for found in map(best, families) if found is not None]
