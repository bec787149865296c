"""Functions, containers and streams: arm64, concurrency and shards that nothing uses."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from agents.advice.bill_view import BillView, Thing
from agents.advice.opportunity import Check, Found, SavingClass, Shown
from agents.advice.rules import cheaper_meter, of_things, sum_of

LITTLE_USED: Final = Decimal("0.3")
"""Below this part, on-demand functions cost less than provisioned concurrency by any of AWS's prices."""


def _provisioned_concurrency(thing: Thing, bill: BillView) -> Found | None:
    kept = thing.of("Lambda-Provisioned-Concurrency*")
    used = sum_of(thing.of("Lambda-Provisioned-GB-Second*"), lambda use: use.lately)
    provisioned = sum_of(kept, lambda use: use.lately)
    if provisioned <= 0 or used / provisioned >= LITTLE_USED:
        return None
    share = used / provisioned
    shown = (
        Shown(metric="provisioned concurrency", value=provisioned, unit="GB-seconds"),
        Shown(metric="used of it", value=used, unit="GB-seconds"),
    )
    return Found(thing=thing, saving=sum_of(kept, bill.monthly) * (1 - share), shown=shown)


SHARD_UNITS_AN_HOUR: Final = Decimal(3600) * 1024 / 25
"""PUT payload units of 25 KB that a shard takes in an hour, at its limit of 1 MB a second."""
SHARD_USE: Final = Decimal("0.7")


def _shards(bill: BillView) -> Iterator[Found]:
    """Streams with more shards than their busiest hour needs; one that nothing is put into needs none."""
    busiest = bill.busiest(("PutRequestPayloadUnits",))
    for thing in bill.with_any("Storage-ShardHour"):
        hours = thing.of("Storage-ShardHour")
        puts = thing.of("PutRequestPayloadUnits")
        shards = sum_of(hours, lambda use: use.lately) / (bill.periods.lately.days * 24)
        put = sum_of(puts, lambda use: use.lately)
        peak = max(
            (busiest.get((use.account, use.resource, use.meter), Decimal(0)) for use in puts), default=Decimal(0)
        )
        needed = (peak / SHARD_UNITS_AN_HOUR / SHARD_USE).to_integral_value(ROUND_CEILING) if put else Decimal(0)
        if shards <= 0 or needed > shards / 4:
            continue
        shown = (
            Shown(metric="shards", value=shards, unit="shards"),
            Shown(metric="shards its busiest hour needs", value=needed, unit="shards"),
            Shown(metric="PutRequestPayloadUnits", value=put, unit="units"),
        )
        yield Found(thing=thing, saving=sum_of(hours, bill.monthly) * (1 - needed / shards), shown=shown)


CHECKS: Final = (
    Check(
        id="lambda-arm64",
        title="Lambda function that could run on arm64",
        saving_class=SavingClass.MODERNISE,
        rule="Its GB-seconds on x86 at the price that arm64 has in the same region, on this bill.",
        unseen="The bill does not show whether its dependencies run on arm64.",
        remedy="Build for arm64 and change the function's architecture.",
        source="union of public checks",
        find=cheaper_meter({
            "Lambda-GB-Second": "Lambda-GB-Second-ARM",
            "Lambda-Provisioned-Concurrency": "Lambda-Provisioned-Concurrency-ARM",
            "Lambda-Provisioned-GB-Second": "Lambda-Provisioned-GB-Second-ARM",
        }),
        effort="medium",
    ),
    Check(
        id="fargate-arm64",
        title="Fargate tasks that could run on arm64",
        saving_class=SavingClass.MODERNISE,
        rule="vCPU and memory hours on x86 at the prices that arm64 has in the same region, on this bill.",
        unseen="The bill does not show whether its images are built for arm64.",
        remedy="Build the images for arm64 and change the task definition's architecture.",
        source="union of public checks",
        find=cheaper_meter({
            "Fargate-vCPU-Hours:perCPU": "Fargate-ARM-vCPU-Hours:perCPU",
            "Fargate-GB-Hours": "Fargate-ARM-GB-Hours",
        }),
        effort="medium",
    ),
    Check(
        id="provisioned-concurrency-unused",
        title="Provisioned concurrency that is hardly used",
        saving_class=SavingClass.WASTE,
        rule="Less than 30 % of the provisioned GB-seconds were used for 30 days.",
        unseen="The bill does not show peaks within an hour or how long a cold start takes.",
        remedy="Lower the provisioned concurrency, or remove it.",
        source="union of public checks",
        find=of_things(_provisioned_concurrency, "Lambda-Provisioned-Concurrency*"),
    ),
    Check(
        id="kinesis-shards",
        title="Kinesis stream with shards that nothing uses",
        saving_class=SavingClass.WASTE,
        rule="Its busiest hour of 30 days needs at most a quarter of its shards at 70 % of what they take.",
        unseen="The bill does not show bursts within an hour, or readers that need the shards.",
        remedy="Delete the stream, or merge its shards.",
        source="union of public checks",
        find=_shards,
    ),
)  # fmt: skip
