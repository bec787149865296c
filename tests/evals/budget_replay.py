"""How often a budget's breach is foretold rightly at the middle of the month, over twelve replayed months.

`python -m tests.evals.budget_replay [--bill PATH] [--day N]` replays the last twelve whole months of the sample bill or
of another one: for the whole bill, each service and each account, with limits drawn around what the month came to. On
the day after the N-th of each month, with only what was billed by then, it asks whether the month will pass its limit.
Beside the product's answer stand "always yes", the run rate, and repeating the last week. The limits are drawn once,
with a fixed seed, within 30 % of what came; the share is told apart for limits within 10 %, which are hard for anyone.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from billing.budgets.expectation import PastForecasts
from billing.budgets.record import Budget
from billing.budgets.selection import select
from billing.budgets.spending import Spending, spending
from billing.export import ExportBill, open_bill
from billing.periods.calendar import add_months
from billing.query import Dimension
from billing.terms import Terms
from finops_core.values import Period
from local.sample.make import sample_account

MONTHS = 12
LIMITS = 5
"""Limits drawn for each month of each budget."""
WIDEST = 0.3
NEAR = 0.1
LEAST = 20
"""Months that came to less are no budget of anybody."""
SEED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One month of one budget with what came, a limit, and what each way expected at the middle of the month."""

    name: str
    month: date
    came: float
    limit: float
    said: Mapping[str, float]

    def right(self, way: str) -> bool:
        return (self.said[way] > self.limit) == (self.came > self.limit)

    @property
    def near(self) -> bool:
        return abs(self.limit / self.came - 1) <= NEAR


@dataclass(slots=True)
class Shares:
    """The share of right answers by way, of all and of those with a limit near what came."""

    asked: list[Asked] = field(default_factory=list[Asked])

    def of(self, way: str, *, which: Callable[[Asked], bool] = lambda _: True) -> float:
        counted = [one for one in self.asked if which(one)]
        return sum(one.right(way) for one in counted) / len(counted) if counted else 0.0


OURS, ALWAYS, PACE, WEEK = "this product", "always yes", "run rate", "last week repeated"
WAYS = (OURS, ALWAYS, PACE, WEEK)


def replay(bill: ExportBill, *, day: int = 15, most_services: int | None = None) -> Shares:
    """Asks on the day after `day` of each of the last twelve whole months."""
    draw = random.Random(SEED)
    found = Shares()
    for name, spent in budgets_of(bill, most_services):
        past = PastForecasts(spent.history, 31)
        running = spent.days.end.replace(day=1)
        for month in (add_months(running, -back) for back in range(MONTHS, 0, -1)):
            period = Period(month, add_months(month, 1))
            came = float(spent.over(period))
            by = month + timedelta(days=day)
            said = past.said(period, by)
            if came < LEAST or said is None:
                continue
            ways = {OURS: said, ALWAYS: float("inf"), **_simple(spent, period, by)}
            for _ in range(LIMITS):
                limit = came * (1 + draw.uniform(-WIDEST, WIDEST))
                found.asked.append(Asked(name=name, month=month, came=came, limit=limit, said=ways))
    return found


def budgets_of(bill: ExportBill, most_services: int | None = None) -> Iterator[tuple[str, Spending]]:
    """The whole bill, each of its largest services and each account as a budget."""
    unit = next(iter(bill.info().currencies))
    scopes: list[tuple[str, dict[str, tuple[str, ...]]]] = [("everything", {})]
    scopes += [(name, {"Service": (name,)}) for name in bill.values(Dimension.SERVICE)[:most_services]]
    scopes += [(name, {"LinkedAccount": (name,)}) for name in bill.values(Dimension.ACCOUNT)]
    for name, filters in scopes:
        budget = Budget(budget_name="b", cost_filters=filters)
        yield name, spending(bill, select(budget, bill, Terms()), unit, Terms())


def _simple(spent: Spending, period: Period, by: date) -> dict[str, float]:
    billed = float(spent.over(Period(period.start, by)))
    week = float(spent.over(Period(by - timedelta(days=7), by)))
    left = (period.end - by).days
    return {PACE: billed / (by - period.start).days * period.days, WEEK: billed + week / 7 * left}


def main() -> None:
    """Prints the shares."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bill", type=Path)
    parser.add_argument("--day", type=int, default=15)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = given.bill or sample_account(Path(folder), date(2026, 6, 5)).bill
        with open_bill(path) as bill:
            found = replay(bill, day=given.day)
    names = {one.name for one in found.asked}
    breaches = sum(one.came > one.limit for one in found.asked) / max(1, len(found.asked))
    print(f"{len(names)} budgets, {len(found.asked)} months with a limit, {breaches:.0%} of them passed")
    print(f"{'':22}{'all':>8}{'near':>8}{'total':>8}")
    for way in WAYS:
        near = found.of(way, which=lambda one: one.near)
        total = found.of(way, which=lambda one: one.name == "everything")
        print(f"{way:22}{found.of(way):8.1%}{near:8.1%}{total:8.1%}")


if __name__ == "__main__":
    main()
