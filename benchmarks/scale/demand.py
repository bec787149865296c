"""What so many users and jobs ask of AWS in their busiest second, scaled up from a simulated few, beside its limits."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cloud_price.counting import Place
from benchmarks.cloud_price.http_jobs import AskedOverHttp
from benchmarks.cloud_price.price import FRONT_MB, PUBLISHER_MB, WORKER_MB, duration_s, waiting_s
from benchmarks.scale.traffic import Load, Traffic
from cdk.config import StackConfig

LIMITS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "limits.toml").read_text(encoding="utf-8"))

PEAK = 3
"""The busiest second has so many times the jobs of the hour's mean one."""

MEMORY_MB = {"front door": FRONT_MB, "worker": WORKER_MB, "publisher": PUBLISHER_MB, "connect": FRONT_MB}
SHARDS = 4
"""Of the change stream: a new table has so many partitions, each with a shard that is read ten times at once."""

AT_ONCE_A_SHARD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How many there are."""

    users: int = 10_000
    jobs_an_hour: int = 100_000
    tabs: int = 1
    active_jobs: int = StackConfig().max_active_jobs

    @property
    def jobs_s(self) -> float:
        """In the busiest second."""
        return PEAK * self.jobs_an_hour / 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked of one thing in the busiest second, and what it gives."""

    what: str
    of: str
    asked: float
    limit: float

    @property
    def met(self) -> bool:
        """Whether there is as much as is asked for."""
        return self.asked <= self.limit


def in_one_second(load: Load, traffic: Traffic, expected: Expected) -> tuple[float, float]:
    """Write and read units of one place in the busiest second.

    Of what more than one user comes to, all jobs take their part. Of one user's, as many jobs as may be active at once.
    What one job alone comes to may all come at once.
    """
    if len(load.users) > 1:
        share = expected.jobs_s / traffic.jobs
    else:
        share = 1 if len(load.jobs) <= 1 else min(1.0, expected.active_jobs / len(load.jobs))
    return load.write_units * share, load.read_units * share


def hottest(traffic: Traffic, expected: Expected) -> Iterator[Demand]:
    """The busiest partition of the table and of each index, once by writes and once by reads."""
    for index in sorted({index for index, _ in traffic.partitions}):
        rates = {
            name: in_one_second(load, traffic, expected)
            for (of, name), load in traffic.partitions.items()
            if of == index
        }
        for position, kind in enumerate(("write", "read")):
            name = max(rates, key=lambda each: rates[each][position])
            limit = LIMITS["partition"][f"{kind}_units_s"]
            what = f"{kind} units of a partition of {f'index {index}' if index else 'the table'}"
            yield Demand(what=what, of=name, asked=rates[name][position], limit=limit)


def shared_items(traffic: Traffic) -> list[Place]:
    """Single items that were written for more than one user: however few units, their writes wait for each other."""
    return sorted(place for place, load in traffic.items.items() if len(load.writers) > 1)


def of_the_table(traffic: Traffic, expected: Expected) -> Iterator[Demand]:
    """All partitions together."""
    loads = traffic.partitions.values()
    share = expected.jobs_s / traffic.jobs
    for kind, units in (
        ("write", sum(load.write_units for load in loads)),
        ("read", sum(load.read_units for load in loads)),
    ):
        limit = LIMITS["table"][f"{kind}_units_s"]
        yield Demand(what=f"{kind} units of a new table", of="all", asked=units * share, limit=limit)


def of_the_doors(traffic: Traffic, expected: Expected, *, stage_frames_s: float) -> Iterator[Demand]:
    """API Gateway: what comes in at the stage, and with what goes out at the account."""
    connects_s = PEAK * expected.users / 3600
    frames_s = expected.jobs_s + 2 * connects_s
    posts_s = expected.tabs * expected.jobs_s * traffic.counts.units["posts"] / traffic.jobs
    yield Demand(what="frames at the stage's throttle", of="stage", asked=frames_s, limit=stage_frames_s)
    limits = LIMITS["api_gateway"]
    yield Demand(what="requests and posts", of="account", asked=frames_s + posts_s, limit=limits["requests_s"])
    yield Demand(what="new connections", of="account", asked=connects_s, limit=limits["new_connections_s"])


def of_the_http_doors(
    asked: Sequence[AskedOverHttp], expected: Expected, *, http_requests_s: float
) -> Iterator[Demand]:
    """The HTTP API and the private address, were all questions asked over one of them, each in a request that waits."""
    waits_s = sum(duration_s(one.front, FRONT_MB) + waiting_s(one) for one in asked) / len(asked)
    at_once = expected.jobs_s * waits_s
    limits = LIMITS["lambda"]
    yield Demand(what="requests at the HTTP API's throttle", of="stage", asked=expected.jobs_s, limit=http_requests_s)
    yield Demand(
        what="requests of a function's URL",
        of="private address",
        asked=expected.jobs_s,
        limit=limits["url_requests_s_each"] * limits["concurrent"],
    )
    yield Demand(what="executions that wait at once", of="over HTTP", asked=at_once, limit=limits["concurrent"])


def of_the_functions(traffic: Traffic, expected: Expected, *, workers: int) -> Iterator[Demand]:
    """Executions at once, by Little's law: calls a second times how long each takes."""
    total = 0.0
    for name, limit in (
        ("front door", LIMITS["lambda"]["concurrent"]),
        ("worker", workers),
        ("publisher", SHARDS * AT_ONCE_A_SHARD),
    ):
        parts = traffic.parts[name]
        seconds_a_job = sum(duration_s(part, MEMORY_MB[name]) for part in parts) / traffic.jobs
        at_once = expected.jobs_s * seconds_a_job
        total += at_once
        yield Demand(what="executions at once", of=name, asked=at_once, limit=limit)
    yield Demand(what="executions at once", of="account", asked=total, limit=LIMITS["lambda"]["concurrent"])


def growth(small: Traffic, large: Traffic) -> dict[str, float]:
    """What a job takes among many users and jobs, as a multiple of what it takes among few: 1 where cost is linear."""
    names = ("write units", "read half units", "requests", "posts")
    return {name: (large.counts.units[name] / large.jobs) / (small.counts.units[name] / small.jobs) for name in names}
