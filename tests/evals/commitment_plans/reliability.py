"""Whether the chance of regret that is told comes true: `python -m tests.evals.commitment_plans.reliability --seed N`.

For each scenario the chance told on sixty days, and whether what was bought cost more than nothing over the year after.
Below, the scenarios by what they were told: of those with x % about x % should regret.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from agents.advice.commitments.plan import plan_purchases
from agents.advice.commitments.regret import chance_of_regret
from tests.evals.commitment_plans.demands import PAST
from tests.evals.commitment_plans.measure import KINDS, drawn, seen
from tests.evals.commitment_plans.year import cost, costs_of, uncovered

HISTORY = 60
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 1.01)
SIGMAS = 1.64
"""Of nine in ten."""


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario's chance of regret as it was told, and whether it was regretted."""

    kind: str
    scenario: str
    chance: float
    regretted: bool


def told(seed: int, kind: str) -> list[Told]:
    """All scenarios of a seed and kind in which something is bought at once."""
    found: list[Told] = []
    for name, demand, sold in drawn(seed, kind):
        left, rates = uncovered(demand, sold), sold.rates()
        usage = seen(demand, left, sold, HISTORY)
        bought = [one for one in plan_purchases(usage, rates) if one.start is None]
        regret = chance_of_regret(usage, rates, bought)
        if regret.ways:
            year = costs_of(left, sold).part(slice(PAST, None))
            found.append(Told(kind, name, regret.chance, cost(year, bought, sold) > cost(year, [], sold)))
    return found


def reliability(found: Sequence[Told]) -> list[str]:
    """A line for each range of what was told, and one for all: how many, told in the mean, regretted, its range."""
    lines = [f"{'told':>12}{'scenarios':>11}{'in the mean':>13}{'regretted':>11}   nine in ten between"]
    for low, high in [*pairwise(EDGES), (EDGES[0], EDGES[-1])]:
        own = [one for one in found if low <= one.chance < high]
        if own:
            mean, part = (
                sum(each) / len(own) for each in ([one.chance for one in own], [one.regretted for one in own])
            )
            least, most = _range(part, len(own))
            name = f"{low:.0%} to {min(high, 1):.0%}"
            lines.append(f"{name:>12}{len(own):>11}{mean:>13.1%}{part:>11.1%}   {least:.1%} to {most:.1%}")
    return lines


def _range(part: float, count: int) -> tuple[float, float]:
    """Wilson's interval of a part."""
    more = SIGMAS**2 / count
    middle = (part + more / 2) / (1 + more)
    reach = SIGMAS / (1 + more) * sqrt(part * (1 - part) / count + more / (4 * count))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def main() -> None:
    """Prints the table of each kind and that of all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, from --seed on")
    parser.add_argument("--kind", choices=tuple(KINDS), action="append", help="of demand; all unless told")
    asked = parser.parse_args()
    kinds = asked.kind or list(KINDS)
    found = [one for kind in kinds for seed in range(asked.seed, asked.seed + asked.seeds) for one in told(seed, kind)]
    for kind in kinds:
        print("\n".join([kind, *reliability([one for one in found if one.kind == kind])]))
    print("\n".join(["all", *reliability(found)]))


if __name__ == "__main__":
    main()
