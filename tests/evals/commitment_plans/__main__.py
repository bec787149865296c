"""Plans of commitments against the year that follows: `python -m tests.evals.commitment_plans --seed N [--seeds 4]`.

For each scenario the hidden year's cost under the plan, as a part of that of buying nothing, of AWS's rule (a Compute
plan over the last 7, 30 and 60 days), of the better of its two recommendations, and of a purchase that knew the year.
"""

import argparse
import time

from agents.advice.commitments.purchase import Purchase
from tests.evals.commitment_plans.demands import UNFORESEEN
from tests.evals.commitment_plans.measure import HISTORIES, KINDS, WINDOWS, Measured, mean, measured


def main() -> None:
    """Prints a table for each length of history, geometric means below, and what misses the bar."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, from --seed on")
    parser.add_argument("--history", type=int, action="append", help="days; 30, 60, 90 and 365 unless told")
    parser.add_argument("--scenario", action="append", default=[])
    parser.add_argument("--kind", choices=tuple(KINDS), default="courses", help="of demand")
    parser.add_argument("--plans", action="store_true", help="print what was bought")
    asked = parser.parse_args()
    histories = tuple(asked.history or HISTORIES)
    began = time.perf_counter()
    found = [
        one
        for seed in range(asked.seed, asked.seed + asked.seeds)
        for one in measured(seed, histories, tuple(asked.scenario), asked.kind)
    ]
    for history in histories:
        _print(history, [one for one in found if one.history == history], plans=asked.plans)
    print(f"largest difference to the exact engine {max(one.off for one in found):.1e}; "
          f"{time.perf_counter() - began:.0f} s")  # fmt: skip


def _print(history: int, found: list[Measured], *, plans: bool) -> None:
    print(f"\n{history} days of history")
    heads = ["nothing", *(f"AWS {days}" for days in WINDOWS), *(f"best {days}" for days in WINDOWS), "known", "worst"]
    print(" " * 22 + "".join(f"{head:>10}" for head in heads))
    names = list(dict.fromkeys(one.scenario for one in found))
    for name in names:
        own = [one for one in found if one.scenario == name]
        _row(name, own)
        if plans:
            for one in own:
                bought = [_told(each) for each in one.purchases]
                print("    ", bought)
    found = [one for one in found if one.scenario != UNFORESEEN]
    _row("geometric mean", found)
    regrets = [one for one in found for days in WINDOWS if one.against(days) > 1.03 or one.plan > one.nothing]
    count = len({id(one) for one in regrets})
    names = ", ".join(sorted({one.scenario for one in regrets}))
    print(f"{count} of {len(found)} years without {UNFORESEEN} cost above 1.03 × a rule's or above nothing's: {names}")


def _told(one: Purchase) -> tuple[str, str, float, str]:
    return one.type[:7], one.family or one.instance_type, one.count or round(one.hourly, 2), str(one.start or "now")


def _row(name: str, found: list[Measured]) -> None:
    columns = [
        mean([one.plan / one.nothing for one in found]),
        *(mean([one.against(days) for one in found]) for days in WINDOWS),
        *(mean([one.against_better(days) for one in found]) for days in WINDOWS),
        mean([one.plan / one.known for one in found]),
        max(max(*(one.against(days) for days in WINDOWS), one.plan / one.nothing) for one in found),
    ]
    print(f"{name:22}" + "".join(f"{value:10.3f}" for value in columns))


if __name__ == "__main__":
    main()
