"""Instances, Auto Scaling groups, reserved capacity and Savings by the clock."""

import re
from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import (
    at_least,
    average,
    begins,
    is_,
    is_not,
    limit,
    non_production,
    older_than,
    peak,
    so,
    together_a_day,
    total,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import (
    ELSEWHERE,
    all_of,
    at_target,
    in_cheaper_region,
    one_size_smaller,
    part_of,
    to_look_at,
    vcpus,
)
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

_OF = {"InstanceId": "id"}
CPU: Final = Metric(namespace="AWS/EC2", name="CPUUtilization", stat="Average", dimensions=_OF)
CPU_PEAK: Final = Metric(namespace="AWS/EC2", name="CPUUtilization", stat="Maximum", dimensions=_OF)
IN: Final = Metric(namespace="AWS/EC2", name="NetworkIn", stat="Sum", dimensions=_OF)
OUT: Final = Metric(namespace="AWS/EC2", name="NetworkOut", stat="Sum", dimensions=_OF)
GPU_PEAK: Final = Metric(namespace="CWAgent", name="nvidia_smi_utilization_gpu", stat="Maximum", dimensions=_OF)
"""As the CloudWatch agent writes it, summed up by instance (`aggregation_dimensions`)."""
GPU_MEMORY: Final = Metric(namespace="CWAgent", name="nvidia_smi_utilization_memory", stat="Maximum", dimensions=_OF)
ENCODING: Final = Metric(
    namespace="CWAgent", name="nvidia_smi_encoder_stats_session_count", stat="Maximum", dimensions=_OF
)
"""What turns films into other formats works in the encoder, with a quiet GPU."""
CREDITS: Final = Metric(namespace="AWS/EC2", name="CPUSurplusCreditsCharged", stat="Sum", dimensions=_OF)
GROUP_CPU: Final = Metric(
    namespace="AWS/EC2", name="CPUUtilization", stat="Maximum", dimensions={"AutoScalingGroupName": "name"}
)
GROUP_AVERAGE: Final = Metric(
    namespace="AWS/EC2", name="CPUUtilization", stat="Average", dimensions={"AutoScalingGroupName": "name"}, days=30
)
_GROUP = {"AutoScalingGroupName": "name"}
GROUP_IN: Final = Metric(namespace="AWS/EC2", name="NetworkIn", stat="Sum", dimensions=_GROUP)
GROUP_OUT: Final = Metric(namespace="AWS/EC2", name="NetworkOut", stat="Sum", dimensions=_GROUP)
MEGABYTE: Final = 1_000_000
QUIET: Final = together_a_day("network", IN, OUT, below=5 * MEGABYTE, unit="bytes")
HOURS: Final = ("BoxUsage*", "DedicatedUsage*", "SpotUsage*")
RUNNING: Final = is_("state", "running")
BURSTABLE: Final = ("t2.", "t3.", "t3a.", "t4g.")
_IN_MEMORY: Final = ("r", "x", "z", "u")
"""Families whose memory is what they are for: CPU alone does not say that they are too large."""
_WITH_GPU: Final = ("g", "p")
"""Families whose GPU is what they are for: with a quiet CPU they may work."""


DISK_READS: Final = Metric(namespace="AWS/EC2", name="DiskReadOps", stat="Sum", dimensions=_OF)
DISK_WRITES: Final = Metric(namespace="AWS/EC2", name="DiskWriteOps", stat="Sum", dimensions=_OF)
"""Of the disks that come with an instance alone, not of EBS."""
_WITH_DISKS: Final = re.compile(r"(?P<family>[a-z]+\d+[a-ce-z]*)d(?P<more>[a-z]*)\.(?P<size>[a-z0-9-]+)")
"""Types whose disks are an addition (m5d, c6gd, r6idn); of i, d and h they are what the family is for."""
_SPOT_KEYS: Final = frozenset({"spot", "spoteligible", "spotok", "spotable", "spotcandidate", "interruptible"})
_YES: Final = frozenset({"true", "yes", "1", "on", "eligible", "allowed", "ok"})
NO_SPOT: Final = "The bill has no Spot price of its type in this region, and a Spot price changes by the hour."


def _bears_interruption(seen: Seen) -> bool:
    """Whether a tag says so, however the key is written."""
    return any(
        re.sub(r"[^a-z]", "", key.lower().rpartition(":")[2]) in _SPOT_KEYS and value.strip().lower() in _YES
        for key, value in seen.resource.tags.items()
    )


def _without_disks(meter: str) -> str:
    before, _, type_ = meter.rpartition(":")
    found = _WITH_DISKS.fullmatch(type_)
    return f"{before}:{found['family']}{found['more']}.{found['size']}" if found else ""


def _has_disks(seen: Seen) -> bool:
    return bool(_WITH_DISKS.fullmatch(seen.resource.text("type")))


def _on_spot(meter: str) -> str:
    return meter.replace("BoxUsage:", "SpotUsage:") if meter.startswith("BoxUsage:") else ""


LARGE_FROM: Final = limit("vcpus_from", 32, "vCPU", "The fewest vCPUs of a large one; a metal one is one.")


def _large(seen: Seen) -> bool:
    type_ = seen.resource.text("type")
    count = vcpus(type_)
    return ".metal" in type_ or (count is not None and count >= seen.limit(LARGE_FROM))


def _same(seen: Seen, one: str, other: str) -> bool:
    return seen.resource.number(one) == seen.resource.number(other)


CHECKS: Final = (
    AccountCheck(
        id="ec2-idle",
        title="EC2 instance that does nothing",
        kind="ec2:instance",
        saving_class=SavingClass.WASTE,
        when=(RUNNING, is_not("bought", "spot"), peak(CPU_PEAK, most=5), QUIET,
              so("it has no GPU that may work", lambda seen: bool(seen.resource.text("type"))
                 and not seen.resource.text("type").startswith(_WITH_GPU))),
        saving=all_of(*HOURS),
        rule="For 14 days its CPU peaked at 5 % at most, with less than 5 MB a day in and out; it has no GPU.",
        unseen="CloudWatch does not show whether it waits for a failover.",
        remedy="Make an image of it, stop it, and terminate it after a while.",
        source="AWS Compute Optimizer: idle EC2 instance",
        restart=True,
    ),
    AccountCheck(
        id="ec2-gpu-idle",
        title="EC2 instance with a GPU that does nothing",
        kind="ec2:instance",
        saving_class=SavingClass.WASTE,
        when=(RUNNING, is_not("bought", "spot"), begins("type", *_WITH_GPU), peak(GPU_PEAK, most=1),
              peak(GPU_MEMORY, most=5), peak(ENCODING, most=0), peak(CPU_PEAK, most=5), QUIET),
        saving=all_of(*HOURS),
        rule="For 14 days its GPU peaked at 1 %, the GPU's memory and its CPU at 5 % at most, nothing was encoded, and"
             " less than 5 MB a day went in and out.",
        unseen="Only the CloudWatch agent shows the GPU: without it nothing is told of the instance.",
        remedy="Make an image of it, stop it, and terminate it after a while.",
        source="AWS Compute Optimizer: idle EC2 instance",
        restart=True,
    ),
    AccountCheck(
        id="ec2-oversized",
        title="EC2 instance one size too large",
        kind="ec2:instance",
        saving_class=SavingClass.RIGHTSIZE,
        when=(RUNNING, is_not("bought", "spot"), average(CPU, most=20), peak(CPU_PEAK, most=40),
              so("memory is not what its family is for", lambda seen: bool(seen.resource.text("type"))
                 and not seen.resource.text("type").startswith(_IN_MEMORY))),
        saving=one_size_smaller("BoxUsage:*"),
        rule="For 14 days its CPU averaged 20 % at most and peaked at 40 % at most.",
        differs="Sources ask for memory too, or look for the smallest type of all that fits: without an agent there is"
                " no memory, so that families for memory are left alone and one size is the most it goes down.",
        unseen="CloudWatch does not show its memory unless an agent reports it: look before you change it.",
        remedy="Stop it, take the next smaller size, start it again.",
        source="AWS Cost Optimization Hub: Rightsize; union of public checks",
        effort="medium",
        risk="medium",
        restart=True,
    ),
    AccountCheck(
        id="ec2-stopped-long",
        title="EC2 instance stopped for long",
        kind="ec2:instance",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "stopped"), older_than(30, of="stopped_at")),
        saving=to_look_at(ELSEWHERE),
        rule="It has been stopped for 30 days or more.",
        remedy="Make an image of it and terminate it; its volumes and addresses are what costs.",
        source="AWS Trusted Advisor c18d2gz150",
        reversible=False,
    ),
    AccountCheck(
        id="ec2-detailed-monitoring",
        title="Detailed monitoring in non-production",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, is_("detailed_monitoring", "true"), non_production()),
        saving=to_look_at("Detailed monitoring is billed together for all instances."),
        rule="Metrics by the minute are on, and a tag says that it is not production.",
        remedy="Switch detailed monitoring off: metrics every five minutes cost nothing.",
        source="union of public checks",
    ),
    AccountCheck(
        id="ec2-dedicated-tenancy",
        title="EC2 instance on dedicated hardware",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, is_("tenancy", "dedicated", "host")),
        saving=to_look_at(),
        rule="It runs on hardware of its own, which costs more.",
        unseen="The account does not show whether a licence or a rule asks for that.",
        remedy="Move it to shared tenancy unless something asks for its own hardware.",
        source="union of public checks",
        restart=True,
    ),
    AccountCheck(
        id="ec2-very-large",
        title="Very large EC2 instance",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, is_not("bought", "spot"), average(CPU, most=40),
              so("8xlarge, metal or larger", _large, limits=(LARGE_FROM,))),
        saving=to_look_at(),
        rule="It has 32 vCPUs (8xlarge) or more, or is metal, and its CPU averages 40 % at most.",
        differs="Sources tell every instance from 2xlarge on: one that is busy is as large as it has to be, and of one"
                " that is not a smaller size is told.",
        remedy="Look whether the work can be shared by several smaller ones that scale.",
        source="union of public checks",
        effort="high",
    ),
    AccountCheck(
        id="ec2-surplus-credits",
        title="Burstable instance that pays for more CPU",
        kind="ec2:instance",
        saving_class=SavingClass.RIGHTSIZE,
        when=(RUNNING, begins("type", *BURSTABLE),
              so("it was charged for surplus credits", lambda seen: (found := seen.reading(CREDITS)) is not None
                 and found.total > 0, metrics=(CREDITS,))),
        saving=all_of("CPUCredits*"),
        rule="An unlimited burstable instance was charged for surplus credits within 14 days.",
        differs="A balance of few credits slows an instance down and costs nothing: it is not told.",
        remedy="Take a type with as much CPU all the time, or set its credits to standard.",
        source="union of public checks",
        effort="medium",
        restart=True,
    ),
    AccountCheck(
        id="ec2-spot-eligible",
        title="EC2 instance on demand that may be interrupted",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, is_("bought", "on-demand"), so("a tag says that it bears interruption", _bears_interruption)),
        saving=at_target(_on_spot, "BoxUsage:*", same_variant=False, no_price=NO_SPOT),
        rule="It is bought on demand, and a tag such as spot-eligible says that it may be interrupted.",
        unseen="A Spot price changes by the hour, and capacity may be taken back at two minutes' notice.",
        remedy="Run it on Spot, with several types to choose from.",
        source="union of public checks",
        effort="medium",
        risk="medium",
        restart=True,
    ),
    AccountCheck(
        id="ec2-instance-store-unused",
        title="EC2 instance whose own disks nothing uses",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, is_not("bought", "spot"), so("disks come with its type", _has_disks), total(DISK_READS),
              total(DISK_WRITES)),
        saving=at_target(_without_disks, "BoxUsage:*",
                         no_price="The bill has no price of its type without disks in this region."),
        rule="Its type has disks of its own, and for 14 days nothing was read from them or written.",
        unseen="Some types do not report their disks: of those nothing is told.",
        remedy="Stop it and take the same type without disks (m5 for m5d).",
        source="union of public checks",
        effort="medium",
        restart=True,
    ),
    AccountCheck(
        id="ec2-cheaper-region",
        title="Non-production EC2 instance in a dearer region",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, is_not("bought", "spot"), non_production()),
        saving=in_cheaper_region("BoxUsage:*"),
        rule="A tag says that it is not production, and the bill has its type at a lower price in another region.",
        unseen="The account does not show what it talks to, nor where its data has to lie by law.",
        remedy="Set the environment up in the cheaper region.",
        source="union of public checks",
        effort="high",
        risk="medium",
        restart=True,
    ),
    AccountCheck(
        id="asg-idle",
        title="Auto Scaling group that does nothing",
        kind="autoscaling:group",
        saving_class=SavingClass.REVIEW,
        when=(at_least("wanted", 1), peak(GROUP_CPU, most=5),
              together_a_day("network", GROUP_IN, GROUP_OUT, below=5 * MEGABYTE, unit="bytes")),
        saving=to_look_at(ELSEWHERE),
        rule="For 14 days no instance of it had more than 5 % CPU, and all had less than 5 MB a day in and out.",
        remedy="Set its sizes to nothing, or delete it.",
        source="AWS Trusted Advisor c1z7kmr01n",
        left_alone=("eks:", "kubernetes.io/", "k8s.io/", "aws:eks:", "elasticbeanstalk:"),
    ),
    AccountCheck(
        id="asg-floor-too-high",
        title="Auto Scaling group whose least size is never needed",
        kind="autoscaling:group",
        saving_class=SavingClass.REVIEW,
        when=(at_least("least", 2), average(GROUP_AVERAGE, most=20),
              so("it is at its least size", lambda seen: _same(seen, "wanted", "least"))),
        saving=to_look_at(ELSEWHERE),
        rule="For 30 days it was at its least size of two or more with at most 20 % CPU.",
        remedy="Lower its least size.",
        source="union of public checks",
        left_alone=("eks:", "kubernetes.io/", "k8s.io/", "aws:eks:", "elasticbeanstalk:"),
    ),
    AccountCheck(
        id="asg-static",
        title="Auto Scaling group that does not scale",
        kind="autoscaling:group",
        saving_class=SavingClass.REVIEW,
        when=(at_least("wanted", 2), is_("policies", "0"),
              so("least and most are the same", lambda seen: _same(seen, "least", "most"))),
        saving=to_look_at(ELSEWHERE),
        rule="It has two instances or more, the same least and most size, and no scaling policy.",
        remedy="Give it a target to track, such as 60 % CPU.",
        source="union of public checks",
        left_alone=("eks:", "kubernetes.io/", "k8s.io/", "aws:eks:", "elasticbeanstalk:"),
    ),
    AccountCheck(
        id="capacity-reservation-unused",
        title="On-Demand capacity reservation that nothing uses",
        kind="ec2:capacity-reservation",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "active"), at_least("available", 1), older_than(7)),
        saving=part_of("UnusedBox*", "UnusedDed*", share=lambda seen: 1.0),
        rule="Instances are reserved and not running, a week after the reservation was made.",
        unseen="The account does not show whether the capacity is kept for an event.",
        remedy="Cancel the reservation, or make it smaller.",
        source="union of public checks",
    ),
)  # fmt: skip
