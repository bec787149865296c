"""Demand that customers and the calendar make: trade, terms, subscriptions, month ends, offices that close at night.

Another kind than the first one's: levels wander by themselves from day to day and week to week, and nothing is a line.
"""

from collections.abc import Callable, Mapping

import numpy as np

from tests.evals.commitment_plans.demands import DAY, DAYS, HOUR, PAST, YEAR, Demand, Draw, Hours

COUNT = (PAST + YEAR) // DAY
DATE = np.arange(COUNT) - PAST // DAY
"""Days since the purchase, one a day."""
WEEKDAY = np.arange(COUNT) % 7
SHOP = 1 + 0.45 * np.sin(2 * np.pi * (HOUR - 12) / DAY) + 0.15 * np.sin(4 * np.pi * (HOUR - 15) / DAY)


def hourly(days: Hours) -> Hours:
    return np.repeat(days, DAY)


def wandering(draw: Draw, pull: float = 0.05, size: float = 0.02) -> Hours:
    """Around 1, by the day: each day is near the one before it, and what strays comes back."""
    path = np.zeros(COUNT)
    for day in range(1, COUNT):
        path[day] = path[day - 1] * (1 - pull) + size * draw.random.standard_normal()
    return np.exp(path)


def core(draw: Draw) -> dict[str, Hours]:
    family = draw.one_of("m6i.large", "c7g.xlarge", "r6i.xlarge")
    return {f"us-east-1/{family}": draw.between(8, 20) * hourly(wandering(draw, 0.2, 0.01))}


def retail(draw: Draw) -> Demand:
    """A peak of some weeks once a year, a sale now and then, and shoppers by day."""
    peak = int(draw.between(20, 340))
    near = np.minimum(abs(DATE - peak), abs(DATE - peak + 365))
    sales = np.zeros(COUNT)
    for first in draw.random.choice(COUNT, 10, replace=False):
        sales[first : first + int(draw.between(2, 6))] = draw.between(0.2, 0.6)
    level = (1 + draw.between(0.4, 1.2) * np.exp(-((near / draw.between(10, 25)) ** 2)) + sales) * wandering(draw)
    return Demand({**core(draw), "us-east-1/c6i.xlarge": draw.between(20, 40) * hourly(level) * SHOP,
                   "us-east-1/Lambda-GB-Second": draw.between(2e4, 9e4) * hourly(level) * SHOP})  # fmt: skip


def subscribers(draw: Draw) -> Demand:
    """Growth that saturates, at its own time and pace."""
    middle, pace = draw.between(-250, 250), draw.between(40, 120)
    level = (0.5 + draw.between(0.5, 1.5) / (1 + np.exp(-(DATE - middle) / pace))) * wandering(draw)
    return Demand({**core(draw), "us-east-1/m7g.large": draw.between(20, 50) * hourly(level),
                   "us-east-1/db.r6g.large/postgresql": np.round(draw.between(3, 8) * hourly(level))})  # fmt: skip


def customers_leave(draw: Draw) -> Demand:
    """What is left halves in some months, by large customers who go one by one."""
    level = np.ones(COUNT)
    for day in np.cumsum(draw.random.exponential(draw.between(25, 70), 40)):
        level[int(day) :] *= 1 - draw.between(0.02, 0.12)
    return Demand({**core(draw), "us-east-1/m5.xlarge": draw.between(30, 60) * hourly(level * wandering(draw))})


def terms_of_a_school(draw: Draw) -> Demand:
    """Terms of fifteen weeks and breaks of five in which little runs."""
    place = (DATE + int(draw.between(0, 140))) % 140
    level = np.where(place < 105, 1.0, draw.between(0.25, 0.6)) * wandering(draw, 0.2)
    return Demand({**core(draw), "us-east-1/m6i.xlarge": draw.between(10, 30) * hourly(level) * SHOP})


def closes_books(draw: Draw) -> Demand:
    """Runs at month ends, in some more in each quarter."""
    month, quarter = draw.between(2, 5) > DATE % 30, draw.between(3, 8) > DATE % 91
    level = draw.between(3, 10) + draw.between(20, 60) * month + draw.between(20, 60) * quarter
    return Demand({**core(draw), "us-east-1/r6i.2xlarge": hourly(level * wandering(draw, 0.2))})


def offices(draw: Draw) -> Demand:
    """Development that runs all night until, on some day, it is closed at night; holidays close it too."""
    at = HOUR % DAY
    open_hours = ((at >= 7) & (at < 19) & (hourly(WEEKDAY.astype(float)) < 5)).astype(float)
    first = int(draw.between(-120, 120))
    closed = (first <= DAYS).astype(float)
    holiday = hourly(((DATE + int(draw.between(0, 365))) % 183 < 8).astype(float))
    running = (1 - closed * (1 - open_hours)) * (1 - 0.7 * holiday)
    return Demand({**core(draw), "us-east-1/t3.large": draw.between(20, 60) * running * hourly(wandering(draw)),
                   "us-east-1/m6i.large": draw.between(10, 20) * hourly(wandering(draw))})  # fmt: skip


def campaigns(draw: Draw) -> Demand:
    """Contracts that each bring a level for two to seven months."""
    level = np.full(COUNT, draw.between(0.3, 0.8))
    for first in draw.random.integers(-100, COUNT, 9):
        level[max(0, first) : max(0, first + int(draw.between(60, 210)))] += draw.between(0.1, 0.6)
    return Demand({**core(draw), "eu-west-1/c7g.xlarge": draw.between(15, 40) * hourly(level * wandering(draw)),
                   "eu-west-1/Fargate-vCPU-Hours:perCPU": draw.between(20, 60) * hourly(level) * SHOP})  # fmt: skip


BUSINESS_YEARS: Mapping[str, Callable[[Draw], Demand]] = {
    "retail": retail, "subscribers": subscribers, "customers leave": customers_leave, "school terms": terms_of_a_school,
    "closing books": closes_books, "offices": offices, "campaigns": campaigns,
}  # fmt: skip
