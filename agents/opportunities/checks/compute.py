"""EC2 instances: older and dearer forms, capacity that nothing uses, hours when nobody works."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_view import BillView, Thing, said_system
from agents.opportunities.checks.families import EC2_GRAVITON, EC2_NEWER
from agents.opportunities.opportunity import Check, Finder, Found, Limit, Limits, SavingClass, Shown
from agents.opportunities.rules import cheaper_meter, cheaper_type, paid_for_nothing, sum_of, uncovered
from billing.resource_use import MeterUse

_BOX: Final = (
    r"(?P<before>(?:BoxUsage|DedicatedUsage|Hst|Host|Notebk):(?:ml\.)?)(?P<family>[a-z0-9-]+)\.(?P<size>[a-z0-9-]+)"
)

LINUX: Final = frozenset(
    {"RunInstances", "RunInstances:00g0", "RunInstances:0010", "RunInstances:1010", "RunInstances:000g",
     "RunInstances:0g00"}
)  # fmt: skip
"""Operations of Linux, RHEL, SUSE and Ubuntu: systems that run on Graviton. Windows and SQL Server do not.

Source: "AMI billing information fields" of the EC2 user guide.
"""


_FEES_ON_TOP: Final = frozenset({"ElasticMapReduce", "Amazon Elastic MapReduce", "Amazon EMR"})
"""Services whose fee for a machine bears EC2's name for it; the machine itself is billed by EC2."""


def _on_linux(use: MeterUse, family: str) -> bool:
    """As the operation says, or the description where the bill has no operations."""
    if use.service in _FEES_ON_TOP:
        return False
    if use.operation:
        return use.operation in LINUX
    return said_system(use) in ("linux", "rhel", "red hat", "suse", "ubuntu")


def _any_system(use: MeterUse, family: str) -> bool:
    """Any that is known: a price of Linux is no price for Windows."""
    return use.service not in _FEES_ON_TOP and bool(use.operation or said_system(use))


KEPT_HOURS: Final = "kept_hours_a_week"
LONG_HOURS: Final = "long_hours_a_week"
WEEK: Final = Decimal(168)

SCHEDULED: Final = (
    *("BoxUsage:*", "InstanceUsage:db.*", "InstanceUsageIOOptimized:db.*", "Multi-AZUsage:db.*"),
    *("Notebk:ml.*", "Studio_KernelGateway:*", "Studio:*"),
)


HOUR_LIMITS: Final = (
    Limit(name=KEPT_HOURS, value=Decimal(60), unit="hours", meaning="Twelve hours on five days."),
    Limit(name=LONG_HOURS, value=Decimal(100), unit="hours", meaning="More is nights or weekends too."),
)
NOTEBOOKS: Final = ("Notebk:ml.*", "Studio_KernelGateway:*", "Studio:*")


def _beyond_working_hours(of: Callable[[Thing], bool], *meters: str) -> Finder:
    """Things that run for longer than anybody works, at what the hours beyond cost."""

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        long, kept = limits[LONG_HOURS] / WEEK, limits[KEPT_HOURS] / WEEK
        for thing in bill.with_any(*meters):
            own = (use for use in thing.of(*meters) if use.service not in _FEES_ON_TOP)
            uses = tuple(use for use in own if bill.stays((use,)))
            hours = sum_of(uses, lambda use: use.quantity)
            all_hours = Decimal(max((use.days for use in uses), default=0) * 24)
            lately = sum_of(uses, lambda use: use.lately)
            if not of(thing) or not all_hours or hours < all_hours * long:
                continue
            if lately < Decimal(bill.periods.lately.days * 24) * long:
                continue
            needed = all_hours * kept
            saving = sum_of(uses, lambda use: bill.monthly(use, uncovered(use))) * (hours - needed) / hours
            shown = (
                Shown(metric="hours run in the month", value=hours, unit="hours"),
                Shown(metric="hours it is needed", value=needed, unit="hours"),
            )
            yield Found(thing=thing, saving=saving, shown=shown, uses=uses)

    return find


def _non_production(thing: Thing) -> bool:
    return thing.non_production


def _of_no_environment(thing: Thing) -> bool:
    """Notebooks are for people at work; those that are tagged as not production are told as that."""
    return not thing.environment


CHECKS: Final = (
    Check(
        id="ec2-previous-generation",
        title="EC2 instance of a previous generation",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A newer family of the same kind and size costs less in the same region, at the price on this bill.",
        unseen="The bill does not show whether its image boots on the newer family (drivers, virtualisation).",
        remedy="Stop it, change its instance type, start it again.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=cheaper_type(_BOX, EC2_NEWER, fits=_any_system),
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
        find=cheaper_type(_BOX, EC2_GRAVITON, fits=_on_linux),
        effort="high",
        risk="medium",
        restart=True,
    ),
    Check(
        id="dedicated-tenancy",
        title="EC2 instance on dedicated hardware",
        saving_class=SavingClass.REVIEW,
        rule="The same type costs less on shared hardware in the same region, at the price on this bill.",
        unseen="The bill does not show licences or rules that ask for hardware of one's own.",
        remedy="Replace it by an instance with shared tenancy.",
        source="union of public checks",
        find=cheaper_meter({r"DedicatedUsage:(.+)": r"BoxUsage:\1"}, same_variant=True),
        effort="medium",
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
        rule="Tagged as not production and running for more hours a week than the limit; 60 of 168 are needed.",
        unseen="The bill does not show whether somebody works on it at night.",
        remedy="Stop it outside twelve hours on five days by a schedule.",
        source="AWS Instance Scheduler; union of public checks",
        find=_beyond_working_hours(_non_production, *SCHEDULED),
        limits=HOUR_LIMITS,
        restart=True,
    ),
    Check(
        id="notebook-always-on",
        title="Notebook instance that is never stopped",
        saving_class=SavingClass.REVIEW,
        rule="It runs for more hours a week than the limit, without a tag that says what for; 60 of 168 are needed.",
        unseen="The bill does not show whether something runs in it at night.",
        remedy="Stop it when it is idle, by a lifecycle configuration.",
        source="union of public checks",
        find=_beyond_working_hours(_of_no_environment, *NOTEBOOKS),
        limits=HOUR_LIMITS,
    ),
)
