"""One scenario measured: the hidden year's cost under the plan and under its rivals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from agents.advice.commitments.hourly import HourlyUsage, Hours, Sku
from agents.advice.commitments.plan import plan_purchases
from agents.advice.commitments.purchase import Purchase
from tests.evals.commitment_plans.business_years import BUSINESS_YEARS
from tests.evals.commitment_plans.demands import DAY, PAST, SCENARIOS, Demand, Draw
from tests.evals.commitment_plans.estate_years import ESTATE_YEARS
from tests.evals.commitment_plans.market import Market, market
from tests.evals.commitment_plans.platform_work import PLATFORM_WORK
from tests.evals.commitment_plans.rivals import clairvoyant, usual_rule
from tests.evals.commitment_plans.year import BOUGHT, checked, cost, costs_of, day_after, uncovered

WINDOWS = (7, 30, 60)
HISTORIES = (30, 60, 90, 365)
KINDS = {"courses": SCENARIOS, "business": BUSINESS_YEARS, "platform": PLATFORM_WORK, "estate": ESTATE_YEARS}
"""Demand of four kinds; the plans were made on seeds 401 to 420 of the first three, and on no others."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the year costs, by purchaser; `rules` by days looked back and whether plans are bound to a family."""

    scenario: str
    history: int
    plan: float
    nothing: float
    known: float
    rules: Mapping[tuple[int, bool], float]
    plan_30: float
    nothing_30: float
    purchases: tuple[Purchase, ...]
    off: float

    def against(self, days: int) -> float:
        """Against AWS's usual rule, the Compute plan."""
        return self.plan / self.rules[days, False]

    def against_better(self, days: int) -> float:
        return self.plan / min(self.rules[days, False], self.rules[days, True])


def measured(
    seed: int, histories: tuple[int, ...] = HISTORIES, names: tuple[str, ...] = (), kind: str = "courses"
) -> list[Measured]:
    """All scenarios of a seed and kind under each length of history."""
    return [
        one
        for name, demand, sold in drawn(seed, kind)
        if not names or name in names
        for one in _of_scenario(name, demand, sold, histories)
    ]


def drawn(seed: int, kind: str) -> Iterator[tuple[str, Demand, Market]]:
    """The scenarios of a kind: the name of each, two years of demand, and what is for sale."""
    for place, (name, make) in enumerate(KINDS[kind].items()):
        random = np.random.default_rng([seed, place])
        sold = market(random)
        yield name, make(Draw(random)), sold


def _of_scenario(name: str, demand: Demand, sold: Market, histories: tuple[int, ...]) -> list[Measured]:
    left = uncovered(demand, sold)
    whole = costs_of(left, sold)
    year = whole.part(slice(PAST, None))
    month = year.part(slice(0, 30 * DAY))
    known = cost(year, clairvoyant(year, sold), sold)
    nothing, nothing_30 = cost(year, [], sold), cost(month, [], sold)
    found: list[Measured] = []
    rules: dict[tuple[int, bool], float] = {}
    for days in WINDOWS:
        past = whole.part(slice(PAST - days * DAY, PAST))
        for bound in (False, True):
            rules[days, bound] = cost(year, usual_rule(past, sold, bound=bound), sold)
    for history in histories:
        plan = plan_purchases(seen(demand, left, sold, history), sold.rates())
        found.append(
            Measured(
                name, history, cost(year, plan, sold), nothing, known, rules, cost(month, plan, sold), nothing_30, plan,
                checked(year, plan, sold),
            )
        )  # fmt: skip
    return found


def seen(demand: Demand, left: Mapping[str, Hours], sold: Market, history: int) -> HourlyUsage:
    """What a bill of so many days shows."""
    past = slice(PAST - history * DAY, PAST)
    start = datetime(BOUGHT.year, BOUGHT.month, BOUGHT.day) - timedelta(days=history)  # noqa: DTZ001  # as bills have it
    usage = {sold.items[name].sku: units[past] * sold.items[name].price for name, units in left.items()}
    usage = {sku: costs for sku, costs in usage.items() if costs.any()}
    covered: dict[object, dict[Sku, Hours]] = {}
    for day, own in demand.covered.items():
        covered[day_after(day)] = {
            sold.items[name].sku: np.full(history * DAY, units * sold.items[name].price) for name, units in own.items()
        }
    return HourlyUsage(start, history * DAY, usage, covered)  # type: ignore[arg-type]


def mean(ratios: list[float]) -> float:
    """Geometric."""
    return float(np.exp(np.mean(np.log(ratios)))) if ratios else 1.0
