"""EBS volumes and snapshots, and the storage of databases: dearer types, volumes and copies that nothing uses."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain
from typing import Final

from agents.opportunities.bill_view import BillView
from agents.opportunities.opportunity import Check, Finder, Found, Limit, Limits, SavingClass, Shown
from agents.opportunities.rules import (
    at_price,
    cheaper_meter,
    cost_from,
    idle,
    sum_of,
    traffic,
    uncovered,
    worth_a_look,
)
from billing.resource_use import MeterUse

GP3_FREE_IOPS: Final = Decimal(3000)
ROUNDED: Final = Decimal("0.01")
"""Provisioned IOPS are what a month's charges come to: so little above what is free is none."""
MOST_IOPS: Final = "most_iops"
GP3_LIMITS: Final = (
    Limit(name=MOST_IOPS, value=Decimal(16000), unit="IOPS", meaning="Volumes with more are left alone."),
)


def _provisioned_as_gp3(space: str, speed: str, gp3_space: str, gp3_speed: str) -> Finder:
    """A provisioned-IOPS volume (meters of its space and speed) at gp3's prices with as many IOPS."""

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        month = Decimal(bill.periods.month.days)

        def average(use: MeterUse) -> Decimal:
            return use.priced * month / max(use.days, 1)

        for thing in bill.with_any(space):
            storage = tuple(use for use in thing.of(space) if use.quantity > 0)
            if not storage:
                continue
            iops = sum_of(thing.of(speed), average).to_integral_value()
            price = bill.price(storage[0].region, gp3_space, currency=storage[0].currency)
            more = bill.price(storage[0].region, gp3_speed, currency=storage[0].currency)
            extra = iops - GP3_FREE_IOPS if iops > GP3_FREE_IOPS * (1 + ROUNDED) else Decimal(0)
            if price is None or iops > limits[MOST_IOPS] or (extra and more is None):
                continue
            gigabytes = sum_of(storage, average)
            uses = (*storage, *thing.of(speed))
            now = sum_of(uses, lambda use: bill.monthly(use, uncovered(use)))
            then = gigabytes * price + extra * (more or Decimal(0))
            shown = (
                Shown(metric=storage[0].meter, value=gigabytes, unit="GB"),
                Shown(metric="provisioned IOPS", value=iops, unit="IOPS"),
                Shown(metric=f"price of {gp3_space}", value=price, unit=f"{thing.currency} per GB-Mo"),
            )
            if now > then:
                yield Found(thing=thing, saving=now - then, shown=shown, uses=uses)

    return find


_ZONES: Final = ("", "Multi-AZ-", "Multi-AZCluster-", "Mirror-")
"""How RDS names what is kept in one zone, in two, and in three."""


def _each_zone(find: Callable[[str], Finder]) -> Finder:
    """The same rule for each way in which storage of a database is spread."""
    finders = tuple(find(zones) for zones in _ZONES)
    return lambda bill, limits: chain.from_iterable(each(bill, limits) for each in finders)


MAGNETIC: Final = "EBS:VolumeUsage"
MAGNETIC_IO: Final = "EBS:VolumeIOUsage"


def _magnetic_as_gp3(bill: BillView, limits: Limits) -> Iterator[Found]:
    """A magnetic volume with its requests, at the price of gp3, which has none."""
    for thing in bill.with_any(MAGNETIC):
        uses = thing.of(MAGNETIC, MAGNETIC_IO)
        storage = [use for use in uses if use.meter == MAGNETIC and use.quantity > 0]
        price = bill.price(thing.region, "EBS:VolumeUsage.gp3", currency=thing.currency)
        if price is None or not storage:
            continue
        now = sum_of(uses, bill.monthly)
        then = at_price(storage, bill, price)
        if now > then:
            shown = (
                Shown(metric="magnetic storage and its requests", value=now, unit=f"{thing.currency} a month"),
                Shown(metric="gp3", value=then, unit=f"{thing.currency} a month"),
            )
            yield Found(thing=thing, saving=now - then, shown=shown, uses=uses)


SNAPSHOT: Final = "EBS:SnapshotUsage"
AGE: Final = "age_days"


def _old_snapshots(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Snapshots that were there on the bill's first day and did not change since: nothing renews or expires them."""
    looked = worth_a_look(SNAPSHOT)
    for found in looked(bill, limits):
        first = min(use.first for use in found.uses)
        if (bill.periods.bill.end - first).days >= limits[AGE] and not found.thing.made_by_a_plan:
            yield found


CHECKS: Final = (
    Check(
        id="ebs-gp2",
        title="EBS volume gp2 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A gp2 volume at the price that gp3 has in the same region, on this bill.",
        unseen="The bill does not show peaks above 3,000 IOPS or 125 MiB/s, which gp3 charges for.",
        remedy="Change the volume's type to gp3 while it is in use.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=cheaper_meter({r"EBS:VolumeUsage\.gp2": "EBS:VolumeUsage.gp3"}),
    ),
    Check(
        id="ebs-io1",
        title="EBS volume io1 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A provisioned-IOPS volume below the limit at gp3's prices with as many IOPS, on this bill.",
        unseen="The bill does not show whether it needs io1's latency or more than one attachment.",
        remedy="Change the volume's type to gp3 with the same IOPS.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=_provisioned_as_gp3(
            "EBS:VolumeUsage.piops", "EBS:VolumeP-IOPS.piops", "EBS:VolumeUsage.gp3", "EBS:VolumeP-IOPS.gp3"
        ),
        limits=GP3_LIMITS,
        risk="medium",
    ),
    Check(
        id="ebs-magnetic",
        title="Magnetic EBS volume instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A magnetic volume with its requests costs more than the same space as gp3, at the price on this bill.",
        unseen="The bill does not show how fast it has to be.",
        remedy="Change the volume's type to gp3.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=_magnetic_as_gp3,
    ),
    Check(
        id="ebs-magnetic-idle",
        title="Magnetic EBS volume without requests",
        saving_class=SavingClass.WASTE,
        rule="Storage is billed and no read or write for 30 days: nothing is attached, or nothing uses it.",
        unseen="The bill does not show what is on it.",
        remedy="Take a snapshot and delete the volume.",
        source="AWS Trusted Advisor DAvU99Dc4C",
        find=idle((MAGNETIC,), (MAGNETIC_IO,)),
        limits=traffic("requests", "0"),
        reversible=False,
    ),
    Check(
        id="ebs-snapshot-old",
        title="Large EBS snapshot that is kept for long",
        saving_class=SavingClass.REVIEW,
        rule="The snapshot is billed for the limit of days and costs at least the limit, and no backup plan made it.",
        unseen="The bill does not show images made of it, or how long it has to be kept.",
        remedy="Delete it, or move it to the archive tier; let a lifecycle policy expire the next ones.",
        source="union of public checks",
        find=_old_snapshots,
        limits=(
            *cost_from("25"),
            Limit(name=AGE, value=Decimal(90), unit="days", meaning="Younger ones are left alone."),
        ),
        reversible=False,
    ),
    Check(
        id="rds-gp2",
        title="Database storage gp2 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="gp2 storage of a database at the price that gp3 has in the same region, on this bill.",
        unseen="The bill does not show peaks that gp3 charges for.",
        remedy="Change the instance's storage type to gp3.",
        source="AWS Cost Optimization Hub: RdsDbInstanceStorage",
        find=cheaper_meter({r"RDS:(Multi-AZ-|Multi-AZCluster-|Mirror-)?GP2-Storage": r"RDS:\1GP3-Storage"}),
    ),
    Check(
        id="rds-io1",
        title="Database storage io1 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Storage with provisioned IOPS below the limit at gp3's prices with as many IOPS, on this bill.",
        unseen="The bill does not show whether it needs io1's latency.",
        remedy="Change the instance's storage type to gp3 with the same IOPS.",
        source="AWS Cost Optimization Hub: RdsDbInstanceStorage",
        find=_each_zone(
            lambda zones: _provisioned_as_gp3(
                f"RDS:{zones}PIOPS-Storage", f"RDS:{zones}PIOPS", f"RDS:{zones}GP3-Storage", f"RDS:{zones}GP3-PIOPS"
            )
        ),
        limits=GP3_LIMITS,
        risk="medium",
    ),
    Check(
        id="database-backups",
        title="Much storage of database backups",
        saving_class=SavingClass.REVIEW,
        rule="Backups beyond what is free cost at least the limit, for 30 days and still at the bill's end.",
        unseen="The bill does not show how long they have to be kept, or whether the database is still there.",
        remedy="Delete manual snapshots that nobody needs; shorten the retention.",
        source="union of public checks",
        find=worth_a_look(
            "*BackupUsage", "RDS:SnapshotUsage", "TimedBackupStorage-ByteHrs", "TimedPITRStorage-ByteHrs"
        ),
        limits=cost_from("25"),
        reversible=False,
    ),
    Check(
        id="opensearch-gp2",
        title="OpenSearch storage gp2 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="gp2 storage of a domain at the price that gp3 has in the same region, on this bill.",
        unseen="The bill does not show peaks that gp3 charges for.",
        remedy="Change the domain's storage type to gp3.",
        source="union of public checks",
        find=cheaper_meter({"ES:GP2-Storage": "ES:GP3-Storage"}),
    ),
)
