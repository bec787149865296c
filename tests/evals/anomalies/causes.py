"""Whether the causes of anomalies are told right, on an invented bill whose causes are known. Knows no detector.

Each service of an account is a labelled series, split over usage types and resources that vary on their own; what an
anomaly adds is put on one of them, as more of it, as a higher price, or as a resource that was not there before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from agents.anomalies.params import AnomaliesParams
from agents.anomalies.result import Anomalies, Found, read_anomalies
from billing.source import BillSource
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from tests.evals.anomalies.series import Amounts, Labelled, labelled_series
from tests.unit.billing.made_bills import focus_row

DRIVERS = ("quantity", "price", "new")
FIRST = date(2026, 1, 15)
ACCOUNTS = ("200000000001", "200000000002", "200000000003")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caused:
    """Days of a service in an account, and what was made to cost more on them."""

    service: str
    account: str
    start: date
    end: date
    usage_type: str
    resource: str
    driver: str


@dataclass(slots=True)
class _Part:
    """One resource of a usage type: what it costs a day, and how much of it is used."""

    usage_type: str
    resource: str
    cost: Amounts
    quantity: Amounts


@dataclass(slots=True)
class CausedBill:
    """Rows of a FOCUS export and the causes of what stands out in it."""

    rows: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    causes: list[Caused] = field(default_factory=list[Caused])


def caused_bill(count: int, days: int = 150, seed: int = 1) -> CausedBill:
    """A bill of `count` services, each in one of three accounts."""
    bill = CausedBill()
    for number, one in enumerate(labelled_series(count, days=days, seed=seed, first=FIRST)):
        rng = np.random.default_rng([seed, number, 1])
        service, account = f"Service {number}", ACCOUNTS[number % len(ACCOUNTS)]
        parts = list(_parts(rng, one))
        for start, end in one.anomalies:
            bill.causes.append(_caused(rng, one, parts, start, end, service, account))
        for part in parts:
            bill.rows += _rows(part, one.first, service, account)
    return bill


def _parts(rng: np.random.Generator, one: Labelled) -> Iterator[_Part]:
    sizes = rng.uniform(0.1, 1.0, int(rng.integers(2, 5)))
    moving = rng.lognormal(0, 0.03, (sizes.size, one.clean.size)) * sizes[:, np.newaxis]
    shares = moving / moving.sum(axis=0)
    for at, share in enumerate(shares):
        several = int(rng.integers(1, 4))
        price = float(rng.uniform(0.01, 5))
        for number in range(several):
            cost = one.clean * share / several
            yield _Part(f"Usage-{at}", f"r-{at}-{number}", cost, cost / price)


def _caused(
    rng: np.random.Generator, one: Labelled, parts: list[_Part], start: int, end: int, service: str, account: str
) -> Caused:
    """Puts what the anomaly adds on one part."""
    extra = np.zeros_like(one.clean)
    extra[start : end + 1] = (one.amounts - one.clean)[start : end + 1]
    driver = str(rng.choice(DRIVERS))
    part = parts[int(rng.integers(0, len(parts)))]
    if driver == "new":
        part = _Part(part.usage_type, f"new-{start}", np.zeros_like(extra), np.zeros_like(extra))
        parts.append(part)
    if driver != "price":
        price = float(part.cost.sum() / part.quantity.sum()) if part.quantity.any() else 1.0
        part.quantity = part.quantity + extra / price
    part.cost = part.cost + extra
    return Caused(
        service=service,
        account=account,
        start=one.first + timedelta(days=start),
        end=one.first + timedelta(days=end),
        usage_type=part.usage_type,
        resource=part.resource,
        driver=driver,
    )


def _rows(part: _Part, first: date, service: str, account: str) -> Iterator[dict[str, str]]:
    for at in np.flatnonzero(part.cost).tolist():
        day = first + timedelta(days=at)
        month = day.replace(day=1)
        cost = f"{part.cost[at]:.6f}"
        yield focus_row(
            BillingPeriodStart=f"{month}T00:00:00Z",
            BillingPeriodEnd=f"{(month + timedelta(days=32)).replace(day=1)}T00:00:00Z",
            ChargePeriodStart=f"{day}T00:00:00Z",
            ChargePeriodEnd=f"{day + timedelta(days=1)}T00:00:00Z",
            ServiceName=service,
            SubAccountId=account,
            x_UsageType=part.usage_type,
            ResourceId=part.resource,
            ConsumedQuantity=f"{part.quantity[at]:.6f}",
            BilledCost=cost,
            EffectiveCost=cost,
            ListCost=cost,
            ContractedCost=cost,
        )


def told_of(bill: BillSource, services: Iterable[str]) -> list[Found]:
    """What the product's tool tells of each service over all days of the bill."""
    info = bill.info()
    now = datetime.combine(info.period.end + timedelta(days=9), time(9), UTC)
    context = ToolContext(job_id="causes", user_id="ada", clock=ManualClock(now), services={BillSource: bill})
    told: list[Found] = []
    for service in services:
        asked = {"service": [service], "period": f"{info.period.start}/{info.period.last_day}"}
        answer = read_anomalies(AnomaliesParams.model_validate(asked), context)
        told += answer.found if isinstance(answer, Anomalies) else ()
    return told


@dataclass(slots=True)
class CauseScore:
    """Anomalies that were found, and of how many each part of the cause, and all of it, was told right."""

    known: int = 0
    found: int = 0
    usage_type: int = 0
    resource: int = 0
    driver: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        return self.right / max(self.found, 1)


def cause_score(causes: Sequence[Caused], told: Sequence[Found]) -> CauseScore:
    """Each known anomaly is compared with the largest that was told of its service, account and days."""
    total = CauseScore(known=len(causes))
    for one in causes:
        near = [
            each
            for each in told
            if each.keys == (one.service, one.account)
            and each.days.start <= one.end
            and one.start <= each.days.last_day
        ]
        if not near:
            continue
        largest = max(near, key=lambda each: each.excess)
        same = (
            largest.cause == one.usage_type,
            largest.resource == one.resource,
            largest.driver == one.driver,
        )
        total.found += 1
        total.usage_type += same[0]
        total.resource += same[1]
        total.driver += same[2]
        total.right += all(same)
    return total
