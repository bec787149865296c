"""Functions, containers and streams: arm64, concurrency and shards that nothing uses."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from agents.opportunities.bill_view import BillView
from agents.opportunities.opportunity import Check, Found, Limit, Limits, SavingClass, Shown
from agents.opportunities.rules import cheaper_meter, sum_of

USED: Final = "used_part"


def _provisioned_concurrency(bill: BillView, limits: Limits) -> Iterator[Found]:
    for thing in bill.with_any("Lambda-Provisioned-Concurrency*"):
        kept = thing.of("Lambda-Provisioned-Concurrency*")
        used = sum_of(thing.of("Lambda-Provisioned-GB-Second*"), lambda use: use.lately)
        provisioned = sum_of(kept, lambda use: use.lately)
        if provisioned <= 0 or used / provisioned >= limits[USED]:
            continue
        shown = (
            Shown(metric="provisioned concurrency", value=provisioned, unit="GB-seconds"),
            Shown(metric="used of it", value=used, unit="GB-seconds"),
        )
        saving = sum_of(kept, bill.monthly) * (1 - used / provisioned)
        yield Found(thing=thing, saving=saving, shown=shown, uses=kept)


SHARD_UNITS_AN_HOUR: Final = Decimal(3600) * 1024 / 25
"""PUT payload units of 25 KB that a shard takes in an hour, at its limit of 1 MB a second."""
SHARD_FULL: Final = "shard_full"
SHARDS_NEEDED: Final = "needed_part"


def _shards(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Streams with more shards than their busiest hour needs; one that nothing is put into needs none."""
    busiest = bill.evidence.busiest(("PutRequestPayloadUnits",))
    for thing in bill.with_any("Storage-ShardHour"):
        hours = thing.of("Storage-ShardHour")
        puts = thing.of("PutRequestPayloadUnits")
        shards = sum_of(hours, lambda use: use.lately) / (bill.periods.lately.days * 24)
        put = sum_of(puts, lambda use: use.lately)
        peaks = (busiest.get((use.account, use.resource, use.meter), Decimal(0)) for use in puts)
        peak = max(peaks, default=Decimal(0))
        full = SHARD_UNITS_AN_HOUR * limits[SHARD_FULL]
        needed = (peak / full).to_integral_value(ROUND_CEILING) if put else Decimal(0)
        if shards <= 0 or needed > shards * limits[SHARDS_NEEDED]:
            continue
        shown = (
            Shown(metric="shards", value=shards, unit="shards"),
            Shown(metric="shards its busiest hour needs", value=needed, unit="shards"),
            Shown(metric="PutRequestPayloadUnits", value=put, unit="units"),
        )
        saving = sum_of(hours, bill.monthly) * (1 - needed / shards)
        yield Found(thing=thing, saving=saving, shown=shown, uses=hours)


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
            "(Lambda-GB-Second|Lambda-Provisioned-Concurrency|Lambda-Provisioned-GB-Second)": r"\1-ARM",
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
            "Fargate-(vCPU-Hours.*|GB-Hours.*)": r"Fargate-ARM-\1",
        }),
        effort="medium",
    ),
    Check(
        id="provisioned-concurrency-unused",
        title="Provisioned concurrency that is hardly used",
        saving_class=SavingClass.WASTE,
        rule="Less than the limit's part of the provisioned GB-seconds was used for 30 days.",
        unseen="The bill does not show peaks within an hour or how long a cold start takes.",
        remedy="Lower the provisioned concurrency, or remove it.",
        source="union of public checks",
        find=_provisioned_concurrency,
        limits=(
            Limit(name=USED, value=Decimal("0.3"), unit="of capacity",
                  meaning="Below this, functions on demand cost less by any of AWS's prices."),
        ),
    ),
    Check(
        id="kinesis-shards",
        title="Kinesis stream with shards that nothing uses",
        saving_class=SavingClass.WASTE,
        rule="Its busiest hour of 30 days needs at most the limit's part of its shards.",
        unseen="The bill does not show bursts within an hour, or readers that need the shards.",
        remedy="Delete the stream, or merge its shards.",
        source="union of public checks",
        find=_shards,
        limits=(
            Limit(name=SHARD_FULL, value=Decimal("0.7"), unit="of 1 MB a second", meaning="How full a shard may be."),
            Limit(name=SHARDS_NEEDED, value=Decimal("0.5"), unit="of its shards", meaning="More are in use."),
        ),
    ),
)  # fmt: skip
