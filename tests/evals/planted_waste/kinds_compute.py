"""Instances, volumes and commitments."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.evals.planted_waste.planting import WORK, D, Planted, elsewhere, environment, kind, month, planted
from tests.evals.planted_waste.usage import OFFICE, WORKDAYS, Place, Usage


@kind
def capacity_unused(p: Place) -> Planted:
    name = p.arn("ec2", "capacity-reservation/cr-")
    idle = p.hours("AmazonEC2", "UnusedBox:m6g.2xlarge", name, "0.308", operation="RunInstances")
    used = p.hours("AmazonEC2", "Reservation:m6g.2xlarge", f"{name}u", "0", operation="RunInstances")
    return planted("capacity-reservation-unused", p, month(idle), [idle], (), [used])


LINUX, WINDOWS, SQL = "RunInstances", "RunInstances:0002", "RunInstances:0006"


OLD_EC2 = (
    ("m4.large", "0.10", "m6i.large", "0.096"), ("t2.medium", "0.0464", "t3.medium", "0.0416"),
    ("c4.xlarge", "0.199", "c6i.xlarge", "0.17"), ("r4.2xlarge", "0.532", "r5.2xlarge", "0.504"),
    ("m3.xlarge", "0.266", "m5.xlarge", "0.192"),
)  # fmt: skip


def _box(p: Place, size: str, us: str, **more: Any) -> Usage:
    more.setdefault("operation", LINUX)
    system = {LINUX: "Linux", WINDOWS: "Windows"}.get(more["operation"], "Windows with SQL Server")
    text = f"${p.price(us)} per On Demand {system} {size} Instance Hour"
    return p.hours("AmazonEC2", f"BoxUsage:{size}", p.name("i"), us, description=text, **more)


@kind
def ec2_previous(p: Place) -> Planted:
    old, us, new, cheaper = p.rng.choice(OLD_EC2)
    now, then = _box(p, old, us), _box(p, new, cheaper)
    return planted(
        "ec2-previous-generation", p, month(now) * (1 - D(cheaper) / D(us)), [now], [then],
        [
            _box(p, old, us, operation=WINDOWS), _box(p, new, cheaper), _box(elsewhere(p), old, us),
            replace(_box(p, old, us), kind="SavingsPlanCoveredUsage", effective=0.05,
                    covered_by=p.arn("savingsplans", "savingsplan/")),
        ],
    )  # fmt: skip


@kind
def ec2_resized(p: Place) -> Planted:
    """An instance that was of an old type and is of a new one now is a look-alike; one that goes on is not."""
    found = ec2_previous(p)
    name, change = p.name("i"), p.span.end - timedelta(days=10)
    before = replace(found.usage[0], resource=name, until=change)
    after = replace(found.beside[0], resource=name, first=change)
    return replace(found, lookalikes=(*found.lookalikes, before, after))


X86 = (
    ("m6i.4xlarge", "0.768", "m7g.4xlarge", "0.6528"), ("c6i.large", "0.085", "c7g.large", "0.0725"),
    ("r6i.4xlarge", "1.008", "r7g.4xlarge", "0.8568"), ("t3.large", "0.0832", "t4g.large", "0.0672"),
    ("m5.2xlarge", "0.384", "m6g.2xlarge", "0.308"),
)  # fmt: skip


@kind
def ec2_graviton(p: Place) -> Planted:
    size, us, arm, cheaper = p.rng.choice(X86)
    now, then = _box(p, size, us), _box(p, arm, cheaper)
    return planted(
        "ec2-graviton", p, month(now) * (1 - D(cheaper) / D(us)), [now], [then],
        [_box(p, size, us, operation=WINDOWS), _box(p, size, us, operation=SQL), _box(elsewhere(p), size, us),
         replace(_box(p, size, us), usage_type=p.prefix + f"SpotUsage:{size}")],
        within="0.35",
    )  # fmt: skip


@kind
def dev_at_night(p: Place) -> Planted:
    now = _box(p, "m6g.12xlarge", "1.848", tags=environment(p, False))
    return planted(
        "non-production-always-on", p, month(now) * (1 - WORK), [now], (),
        [_box(p, "m6g.12xlarge", "1.848", tags=environment(p, True)), _box(p, "m6g.12xlarge", "1.848"),
         _box(p, "m6g.12xlarge", "1.848", tags=environment(p, False), hours=OFFICE, weekdays=WORKDAYS)],
    )  # fmt: skip


@kind
def gp2(p: Place) -> Planted:
    size = p.rng.randint(200, 900)
    now = p.stored("AmazonEC2", "EBS:VolumeUsage.gp2", p.name("vol"), size, "0.10", operation="CreateVolume-Gp2")
    then = p.stored("AmazonEC2", "EBS:VolumeUsage.gp3", p.name("vol"), 80, "0.08", operation="CreateVolume-Gp3")
    st1 = p.stored("AmazonEC2", "EBS:VolumeUsage.st1", p.name("vol"), size, "0.045", operation="CreateVolume-St1")
    far = elsewhere(p).stored("AmazonEC2", "EBS:VolumeUsage.gp2", p.name("vol"), size, "0.10")
    return planted("ebs-gp2", p, D(size) * (now.price - then.price), [now], [then], [st1, far])


@kind
def io1(p: Place) -> Planted:
    def volume(gigabytes: int, iops: int) -> list[Usage]:
        name = p.name("vol")
        return [
            p.stored("AmazonEC2", "EBS:VolumeUsage.piops", name, gigabytes, "0.125", operation="CreateVolume-P-IOPS"),
            p.stored("AmazonEC2", "EBS:VolumeP-IOPS.piops", name, iops, "0.065", unit="IOPS-Mo"),
        ]

    gigabytes, iops = p.rng.randint(100, 400), p.rng.choice((2000, 4000, 8000))
    beside = [
        p.stored("AmazonEC2", "EBS:VolumeUsage.gp3", p.name("vol"), 100, "0.08"),
        p.stored("AmazonEC2", "EBS:VolumeP-IOPS.gp3", p.name("vol"), 1000, "0.005", unit="IOPS-Mo"),
    ]
    saving = p.price("0.125") * gigabytes + p.price("0.065") * iops - p.price("0.08") * gigabytes
    saving -= p.price("0.005") * max(iops - 3000, 0)
    return planted("ebs-io1", p, saving, volume(gigabytes, iops), beside, volume(900, 40_000))


@kind
def magnetic(p: Place) -> Planted:
    def volume(requests: float) -> list[Usage]:
        name = p.name("vol")
        return [
            p.stored("AmazonEC2", "EBS:VolumeUsage", name, 300, "0.05", operation="CreateVolume"),
            p.monthly("AmazonEC2", "EBS:VolumeIOUsage", name, requests, "0.00000005", "IOs", operation="EBS:IO-Read"),
        ]

    gp3 = p.stored("AmazonEC2", "EBS:VolumeUsage.gp3", p.name("vol"), 100, "0.08")
    saving = p.price("0.05") * 300 + p.price("0.00000005") * 800_000_000 - p.price("0.08") * 300
    return planted("ebs-magnetic", p, saving, volume(8e8), [gp3], volume(1e7))


@kind
def magnetic_idle(p: Place) -> Planted:
    now = p.stored("AmazonEC2", "EBS:VolumeUsage", p.name("vol"), 500, "0.05", operation="CreateVolume")
    return planted("ebs-magnetic-idle", p, p.price("0.05") * 500, [now])


@kind
def old_snapshot(p: Place) -> Planted:
    def snapshot(**more: Any) -> Usage:
        return p.stored("AmazonEC2", "EBS:SnapshotUsage", p.arn("ec2", "snapshot/snap-"), 3000, "0.05",
                        operation="CreateSnapshot", **more)  # fmt: skip

    now = snapshot()
    young = snapshot(first=p.span.end - timedelta(days=60))
    return planted("ebs-snapshot-old", p, p.price("0.05") * 3000, [now], (), [young], review=True)


@kind
def fast_restore(p: Place) -> Planted:
    now = p.hours("AmazonEC2", "EBS:FastSnapshotRestore", p.arn("ec2", "snapshot/snap-"), "0.75")
    return planted("fast-snapshot-restore", p, month(now), [now], review=True)


@kind
def plan_unused(p: Place) -> Planted:
    """A Savings Plan of which half is not used, beside one that is used."""
    arn, used = p.arn("savingsplans", "savingsplan/"), p.arn("savingsplans", "savingsplan/")
    fees = [p.hours("ComputeSavingsPlans", "ComputeSP:1yrNoUpfront", name, "1", rate, kind="SavingsPlanRecurringFee",
                    covered_by=name, no_prefix=True) for name, rate in ((arn, 2.0), (used, 1.0))]  # fmt: skip
    covers = [replace(_box(p, "m6g.4xlarge", "0.616"), kind="SavingsPlanCoveredUsage", covered_by=name,
                      effective=float(p.price("1"))) for name in (arn, used)]  # fmt: skip
    return planted("commitment-unused", p, fees[0].price * 730, fees[:1], covers, fees[1:], resource=arn)


@kind
def dedicated(p: Place) -> Planted:
    now = replace(_box(p, "m6g.8xlarge", "1.3"), usage_type=p.prefix + "DedicatedUsage:m6g.8xlarge")
    shared = _box(p, "m6g.8xlarge", "1.232")
    return planted("dedicated-tenancy", p, (now.price - shared.price) * 730, [now], [shared], review=True)


@kind
def notebook(p: Place) -> Planted:
    def book(**more: Any) -> Usage:
        return p.hours(
            "AmazonSageMaker", "Notebk:ml.t3.xlarge", p.arn("sagemaker", "notebook-instance/n"), "0.2", **more
        )

    now = book()
    return planted(
        "notebook-always-on",
        p,
        month(now) * (1 - WORK),
        [now],
        (),
        [book(hours=OFFICE, weekdays=WORKDAYS)],
        review=True,
    )
