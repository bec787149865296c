"""EC2 instances and volumes: older and dearer forms, capacity that nothing uses, hours when nobody works."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from agents.advice.bill_view import BillView, Thing
from agents.advice.checks.families import EC2_GRAVITON, EC2_NEWER
from agents.advice.opportunity import Check, Found, SavingClass, Shown
from agents.advice.rules import cheaper_meter, cheaper_type, of_things, paid_for_nothing, sum_of, uncovered
from billing.resource_use import MeterUse

_BOX: Final = r"(?P<before>BoxUsage:)(?P<family>[a-z0-9-]+)\.(?P<size>[a-z0-9-]+)"

LINUX: Final = frozenset({"RunInstances", "RunInstances:0010", "RunInstances:000g", "RunInstances:0014"})
"""Operations of Linux, RHEL and SUSE: systems that run on Graviton. Windows and SQL Server do not."""


def _on_linux(use: MeterUse) -> bool:
    return use.operation in LINUX


def _any_system(use: MeterUse) -> bool:
    return True


KEPT_HOURS: Final = Decimal(60) / Decimal(168)
"""Twelve hours on five days of the week."""
RUNS_LONG: Final = Decimal("0.6")
"""From this part of all hours on, something runs at nights or weekends too."""

SCHEDULED: Final = ("BoxUsage:*", "InstanceUsage:db.*", "Multi-AZUsage:db.*")


def _nights_and_weekends(thing: Thing, bill: BillView) -> Found | None:
    if not thing.non_production:
        return None
    uses = [use for use in thing.of(*SCHEDULED) if _stops(use)]
    hours = sum_of(uses, lambda use: use.quantity)
    days = max((use.days for use in uses), default=0)
    lately = sum_of(uses, lambda use: use.lately)
    long = Decimal(bill.periods.lately.days * 24) * RUNS_LONG
    if not days or lately < long or hours < Decimal(days * 24) * RUNS_LONG:
        return None
    needed = Decimal(days * 24) * KEPT_HOURS
    saving = sum_of(uses, lambda use: bill.monthly(use, uncovered(use))) * (hours - needed) / hours
    shown = (
        Shown(metric="hours run in the month", value=hours, unit="hours"),
        Shown(metric="hours it is needed", value=needed, unit="hours"),
    )
    return Found(thing=thing, saving=saving, shown=shown)


def _stops(use: MeterUse) -> bool:
    """What can be stopped and started: Aurora's storage and the like goes on."""
    return use.meter.startswith(("BoxUsage:", "InstanceUsage:db.", "Multi-AZUsage:db."))


IO1_TO_GP3: Final[Mapping[str, tuple[str, str]]] = {
    "EBS:VolumeUsage.piops": ("EBS:VolumeUsage.gp3", "EBS:VolumeP-IOPS.gp3"),
}
GP3_FREE_IOPS: Final = Decimal(3000)
GP3_MOST_IOPS: Final = Decimal(16000)


def _io1_as_gp3(thing: Thing, bill: BillView) -> Found | None:
    """A provisioned-IOPS volume at gp3's prices with as many IOPS."""
    storage = [use for use in thing.of("EBS:VolumeUsage.piops") if use.quantity > 0]
    speed = [use for use in thing.of("EBS:VolumeP-IOPS.piops") if use.quantity > 0]
    if not storage:
        return None
    month = Decimal(bill.periods.month.days)
    iops = sum_of(speed, lambda use: use.quantity * month / max(use.days, 1))
    region = storage[0].region
    space = bill.price(region, "EBS:VolumeUsage.gp3")
    more = bill.price(region, "EBS:VolumeP-IOPS.gp3")
    extra = max(iops - GP3_FREE_IOPS, Decimal(0))
    if space is None or iops > GP3_MOST_IOPS or (extra and more is None):
        return None
    gigabytes = sum_of(storage, lambda use: use.quantity * month / max(use.days, 1))
    now = sum_of((*storage, *speed), bill.monthly)
    then = gigabytes * space + extra * (more or Decimal(0))
    shown = (
        Shown(metric="EBS:VolumeUsage.piops", value=gigabytes, unit="GB"),
        Shown(metric="EBS:VolumeP-IOPS.piops", value=iops, unit="IOPS"),
        Shown(metric="price of EBS:VolumeUsage.gp3", value=space, unit=f"{thing.currency} per GB-Mo"),
    )
    return Found(thing=thing, saving=now - then, shown=shown) if now > then else None


CHECKS: Final = (
    Check(
        id="ec2-previous-generation",
        title="EC2 instance of a previous generation",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A newer family of the same kind and size costs less in the same region, at the price on this bill.",
        unseen="The bill does not show whether its image boots on the newer family (drivers, virtualisation).",
        remedy="Stop it, change its instance type, start it again.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=cheaper_type(_BOX, EC2_NEWER, engines=_any_system),
        effort="medium",
        restart=True,
    ),
    Check(
        id="ec2-graviton",
        title="EC2 instance that could run on Graviton",
        saving_class=SavingClass.MODERNISE,
        rule="A Linux instance whose Graviton family of the same size costs less in the same region, on this bill.",
        unseen="The bill does not show whether its software runs on arm64.",
        remedy="Build for arm64, test, and replace it by the Graviton type.",
        source="AWS Cost Optimization Hub: Migrate to Graviton",
        find=cheaper_type(_BOX, EC2_GRAVITON, engines=_on_linux),
        effort="high",
        risk="medium",
        restart=True,
    ),
    Check(
        id="capacity-reservation-unused",
        title="On-Demand capacity reservation that nothing uses",
        saving_class=SavingClass.WASTE,
        rule="The bill names reserved capacity unused, for at least 30 days and still at its end.",
        unseen="The bill does not show whether the capacity is kept for an event.",
        remedy="Cancel the capacity reservation, or make it smaller.",
        source="union of public checks",
        find=paid_for_nothing("UnusedBox:*", "UnusedDed:*"),
    ),
    Check(
        id="non-production-always-on",
        title="Non-production that runs at nights and weekends",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Tagged as not production and running more than 100 of 168 hours a week; needed 60 of 168 hours a week.",
        unseen="The bill does not show whether somebody works on it at night.",
        remedy="Stop it outside twelve hours on five days by a schedule.",
        source="AWS Instance Scheduler; union of public checks",
        find=of_things(_nights_and_weekends, *SCHEDULED),
        restart=True,
    ),
    Check(
        id="ebs-gp2",
        title="EBS volume gp2 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A gp2 volume at the price that gp3 has in the same region, on this bill.",
        unseen="The bill does not show peaks above 3,000 IOPS or 125 MiB/s, which gp3 charges for.",
        remedy="Change the volume's type to gp3 while it is in use.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=cheaper_meter({"EBS:VolumeUsage.gp2": "EBS:VolumeUsage.gp3"}),
    ),
    Check(
        id="ebs-io1",
        title="EBS volume io1 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A provisioned-IOPS volume of at most 16,000 IOPS at gp3's prices with as many IOPS, on this bill.",
        unseen="The bill does not show whether it needs io1's latency or more than one attachment.",
        remedy="Change the volume's type to gp3 with the same IOPS.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=of_things(_io1_as_gp3, "EBS:VolumeUsage.piops"),
        risk="medium",
    ),
)
