"""Volumes, snapshots and images."""

import re
from datetime import datetime
from typing import Final

from account.metrics import Metric, Readings
from agents.opportunities.account_checks.conditions import (
    at_least,
    at_most,
    empty,
    is_,
    is_not,
    limit,
    older_than,
    so,
    together_a_day,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import ELSEWHERE, all_of, part_of, stored_elsewhere, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

_OF = {"VolumeId": "id"}
READS: Final = Metric(namespace="AWS/EBS", name="VolumeReadOps", stat="Sum", dimensions=_OF)
WRITES: Final = Metric(namespace="AWS/EBS", name="VolumeWriteOps", stat="Sum", dimensions=_OF)
BYTES_IN: Final = Metric(namespace="AWS/EBS", name="VolumeReadBytes", stat="Sum", dimensions=_OF)
BYTES_OUT: Final = Metric(namespace="AWS/EBS", name="VolumeWriteBytes", stat="Sum", dimensions=_OF)
STORED: Final = ("EBS:VolumeUsage*", "EBS:VolumeP-IOPS*", "EBS:VolumeP-Throughput*")
_BACKUPS: Final = ("aws:backup:", "aws:dlm:", "dlm:")
_A_DAY: Final = 86_400
_COPIED: Final = re.compile(r"\bCopied (?P<source>snap-[0-9a-f]+) from (?P<region>[a-z]{2,3}(?:-[a-z]+)+-\d)")
"""What EC2 writes into the description of a copy."""


STOPPED_DAYS: Final = limit("stopped_days_from", 30, "days", "The fewest days for which its instances are stopped.")
UNUSED_DAYS: Final = limit("unused_days_from", 90, "days", "The fewest days for which nothing was launched of it.")
HEADROOM: Final = limit("headroom_times", 20, "times", "What it needs is so many times its busiest day's average.")
PART_UNUSED: Final = limit("unused_part_from", 0.2, "", "The least part of what is paid for that is not needed.")


def _root(seen: Seen) -> bool:
    return seen.place in seen.view.root_volumes


def _stopped(seen: Seen) -> bool:
    """Whether all instances that a volume is attached to are stopped, long enough that it is no weekend."""
    owners = [seen.beside("ec2:instance", id_) for id_ in seen.resource.listed("attached_to")]
    return bool(owners) and all(each is not None and each.text("state") == "stopped" for each in owners)


def _busiest(seen: Seen, *metrics: Metric) -> float | None:
    """The sum of the days' highest of several metrics; None where one is not known."""
    found: list[Readings] = [each for metric in metrics if (each := seen.reading(metric)) is not None]
    return sum(each.highest for each in found) if len(found) == len(metrics) else None


def _iops_unused(seen: Seen) -> float | None:
    """The part of gp3's paid IOPS (above 3,000) that twenty times the busiest day's average would not need."""
    busiest, paid = _busiest(seen, READS, WRITES), (seen.resource.number("iops") or 0) - 3000
    if busiest is None or paid <= 0:
        return None
    needed = max(busiest / _A_DAY * seen.limit(HEADROOM) - 3000, 0)
    return max(paid - needed, 0) / paid


def _throughput_unused(seen: Seen) -> float | None:
    busiest, paid = _busiest(seen, BYTES_IN, BYTES_OUT), (seen.resource.number("throughput_mb") or 0) - 125
    if busiest is None or paid <= 0:
        return None
    needed = max(busiest / _A_DAY / 2**20 * seen.limit(HEADROOM) - 125, 0)
    return max(paid - needed, 0) / paid


def _images_unused(seen: Seen) -> bool:
    images = seen.view.imaged_snapshots.get(seen.place, ())
    return bool(images) and all(
        (image.account, image.region, image.id) not in seen.view.used_images
        and image.created is not None
        and (seen.view.snapshot.taken_at - image.created).days >= seen.limit(UNUSED_DAYS)
        and not image.attributes.get("public")
        and not _lately(seen, image.moment("last_launched"))
        for image in images
    )


def _lately(seen: Seen, moment: datetime | None) -> bool:
    return moment is not None and (seen.view.snapshot.taken_at - moment).days < seen.limit(UNUSED_DAYS)


def _image_unused(seen: Seen) -> bool:
    return seen.place not in seen.view.used_images and not _lately(seen, seen.resource.moment("last_launched"))


_NO_IMAGE = so(
    "no image is made of it", lambda seen: seen.place not in seen.view.imaged_snapshots, needs=("ec2:image",)
)
_VOLUME_GONE = so(
    "its volume is gone",
    lambda seen: bool(seen.resource.text("volume")) and seen.beside("ec2:volume", seen.resource.text("volume")) is None,
    needs=("ec2:volume",),
)


def _whole(seen: Seen) -> float | None:
    """The full size of a snapshot in gibibytes: the archive keeps every block, and not what has changed alone."""
    size = seen.resource.number("full_bytes")
    return None if size is None else size / 2**30


def _source_gone(seen: Seen) -> bool:
    """Whether a copy's description names a snapshot of the account that is not there, where all are known."""
    copied, own = _COPIED.search(seen.resource.text("description")), seen.resource
    if copied is None or not seen.view.snapshot.looked_for(own.kind, own.account, copied["region"]):
        return False
    return (own.account, copied["region"], copied["source"]) not in seen.view.of(own.kind)


def _used(seen: Seen) -> bool:
    """Whether there are more than the few requests of an idle volume."""
    found = (seen.reading(READS), seen.reading(WRITES))
    return sum(each.per_day for each in found if each is not None) >= 1


CHECKS: Final = (
    AccountCheck(
        id="ebs-unattached",
        title="EBS volume that is attached to nothing",
        kind="ec2:volume",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available"), empty("attached_to"), older_than(32)),
        saving=all_of(*STORED),
        rule="It is available, attached to no instance, and 32 days old or more.",
        unseen="The account does not show since when it is unattached.",
        remedy="Take a snapshot of it, then delete it.",
        source="AWS Trusted Advisor DAvU99Dc4C; AWS Compute Optimizer: idle EBS volume",
    ),
    AccountCheck(
        id="ebs-idle",
        title="EBS volume that nothing reads or writes",
        kind="ec2:volume",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "in-use"), together_a_day("requests", READS, WRITES, below=1),
              so("it is no root volume", lambda seen: not _root(seen), needs=("ec2:instance",)),
              so("its instance runs", lambda seen: not _stopped(seen), needs=("ec2:instance",))),
        saving=all_of(*STORED),
        rule="For 14 days fewer than one read or write a day, and it is no root volume.",
        remedy="Take a snapshot of it, detach it, and delete it.",
        source="AWS Compute Optimizer: idle EBS volume",
        risk="medium",
    ),
    AccountCheck(
        id="ebs-low-use",
        title="EBS volume that is hardly used",
        kind="ec2:volume",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "in-use"), together_a_day("requests", READS, WRITES, below=100),
              so("it is no root volume, and not idle", lambda seen: not _root(seen) and _used(seen),
                 needs=("ec2:instance",), metrics=(READS, WRITES))),
        saving=to_look_at(),
        rule="For 14 days fewer than a hundred reads and writes a day, and it is no root volume.",
        remedy="Move what is on it to another volume, or to S3.",
        source="union of public checks",
    ),
    AccountCheck(
        id="ebs-on-stopped-instance",
        title="EBS volume of an instance that is stopped for long",
        kind="ec2:volume",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "in-use"),
              so("its instances are stopped", _stopped, needs=("ec2:instance",)),
              so("for 30 days", lambda seen: all(
                  (owner := seen.beside("ec2:instance", id_)) is not None
                  and (since := owner.moment("stopped_at")) is not None
                  and (seen.view.snapshot.taken_at - since).days >= seen.limit(STOPPED_DAYS)
                  for id_ in seen.resource.listed("attached_to")), limits=(STOPPED_DAYS,))),
        saving=all_of(*STORED),
        rule="Every instance that it is attached to has been stopped for 30 days or more.",
        differs="Sources tell it at once: an instance that stops for a weekend keeps its disk.",
        remedy="Take a snapshot of it and delete it with the instance.",
        source="AWS Trusted Advisor c18d2gz150",
    ),
    AccountCheck(
        id="ebs-gp3-iops-unused",
        title="EBS volume gp3 with more IOPS than it needs",
        kind="ec2:volume",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("type", "gp3"), at_least("iops", 3001, "IOPS"),
              so("its busiest day needs less", lambda seen: (
                  part := _iops_unused(seen)) is not None and part > seen.limit(PART_UNUSED),
                 metrics=(READS, WRITES), limits=(HEADROOM, PART_UNUSED))),
        saving=part_of("EBS:VolumeP-IOPS.gp3", share=_iops_unused),
        rule="More than 3,000 IOPS are paid for, and twenty times the average of its busiest day needs fewer.",
        differs="Sources take 1.2 times a peak of minutes: metrics are read by the day here, which takes more room.",
        unseen="A metric by the day does not show how high a minute's peak was.",
        remedy="Lower its IOPS while it is in use.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="ebs-gp3-throughput-unused",
        title="EBS volume gp3 with more throughput than it needs",
        kind="ec2:volume",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("type", "gp3"), at_least("throughput_mb", 126, "MiB/s"),
              so("its busiest day needs less",
                 lambda seen: (part := _throughput_unused(seen)) is not None
                 and part > seen.limit(PART_UNUSED),
                 metrics=(BYTES_IN, BYTES_OUT), limits=(HEADROOM, PART_UNUSED))),
        saving=part_of("EBS:VolumeP-Throughput.gp3", share=_throughput_unused),
        rule="More than 125 MiB/s are paid for, and twenty times the average of its busiest day needs less.",
        differs="Sources compare with a peak of minutes: metrics are read by the day here, which takes more room.",
        unseen="A metric by the day does not show how high a minute's peak was.",
        remedy="Lower its throughput while it is in use.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="ebs-io-very-high",
        title="EBS volume with very many provisioned IOPS",
        kind="ec2:volume",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "io1", "io2"), at_least("iops", 32001, "IOPS")),
        saving=to_look_at(),
        rule="It has more than 32,000 provisioned IOPS.",
        remedy="Look whether it needs them, or whether instance storage serves it.",
        source="union of public checks",
    ),
    AccountCheck(
        id="ebs-magnetic",
        title="EBS volume of the magnetic type",
        kind="ec2:volume",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("type", "standard"), is_("state", "in-use")),
        saving=to_look_at("Its requests are billed too: compare with gp3 before you change it."),
        rule="It is of the previous generation's magnetic type.",
        remedy="Change the volume's type to gp3 while it is in use.",
        source="union of public checks",
    ),
    AccountCheck(
        id="ebs-snapshot-no-image",
        title="EBS snapshot older than 90 days that no image needs",
        kind="ec2:snapshot",
        saving_class=SavingClass.WASTE,
        when=(older_than(90), is_("tier", "standard"), _NO_IMAGE),
        saving=all_of("EBS:SnapshotUsage*"),
        rule="It is 90 days old or more, and no image is made of it.",
        unseen="The account does not show whether somebody has to keep it, nor what newer ones need of it.",
        remedy="Delete it, or let Data Lifecycle Manager keep as many as you need.",
        source="union of public checks",
        reversible=False,
        risk="medium",
        left_alone=_BACKUPS,
    ),
    AccountCheck(
        id="ebs-snapshot-orphan",
        title="EBS snapshot of a volume that is gone",
        kind="ec2:snapshot",
        saving_class=SavingClass.WASTE,
        when=(older_than(30), at_most("size_gb", 65536, "GB"), is_("tier", "standard"), _VOLUME_GONE, _NO_IMAGE),
        saving=all_of("EBS:SnapshotUsage*"),
        rule="Its volume is not there any more, it is 30 days old or more, and no image is made of it.",
        unseen="The account does not show whether it is the only copy that is left.",
        remedy="Delete it unless it is kept as the last copy.",
        source="union of public checks",
        reversible=False,
        risk="medium",
        left_alone=_BACKUPS,
    ),
    AccountCheck(
        id="ebs-snapshot-of-unused-image",
        title="EBS snapshot of an image that nothing uses",
        kind="ec2:snapshot",
        saving_class=SavingClass.WASTE,
        when=(is_("tier", "standard"), so("all images made of it are unused for 90 days", _images_unused,
                 needs=("ec2:image", "ec2:instance", "ec2:launch-template"), limits=(UNUSED_DAYS,)),),
        saving=all_of("EBS:SnapshotUsage*"),
        rule="No instance and no launch template names an image made of it, and none was launched for 90 days.",
        unseen="The account does not show whether other accounts or pipelines launch the image.",
        remedy="Deregister the image, then delete the snapshot.",
        source="union of public checks",
        reversible=False,
        risk="medium",
        left_alone=_BACKUPS,
    ),
    AccountCheck(
        id="ebs-snapshot-archive",
        title="EBS snapshot that could lie in the archive",
        kind="ec2:snapshot",
        saving_class=SavingClass.RIGHTSIZE,
        when=(older_than(90), is_("tier", "standard"), at_least("full_bytes", 1), _NO_IMAGE),
        saving=stored_elsewhere("EBS:SnapshotUsage*", to="EBS:SnapshotArchiveStorage", gibibytes=_whole),
        rule="It is 90 days old or more, no image is made of it, and its full size is known.",
        unseen="The archive keeps it whole, for 90 days at the least, and takes a day or more to give it back. What the"
               " next snapshot of the volume needs of it stays charged.",
        remedy="Move it to the archive tier if it has to be kept and is hardly ever needed.",
        source="AWS documentation: Amazon EBS snapshots archive",
        risk="medium",
        left_alone=_BACKUPS,
    ),
    AccountCheck(
        id="ebs-snapshot-copy-left",
        title="EBS snapshot copied from one that is gone",
        kind="ec2:snapshot",
        saving_class=SavingClass.REVIEW,
        when=(older_than(90), is_("tier", "standard"), so("what it was copied from is gone", _source_gone), _NO_IMAGE),
        saving=to_look_at("It may be the copy that was made to be kept."),
        rule="It was copied from a snapshot of another region that is not there any more, and is 90 days old or more.",
        unseen="The account does not show whether it is kept for a disaster.",
        remedy="Delete it if a newer copy serves, or move it to the archive tier.",
        source="union of public checks",
        reversible=False,
        risk="medium",
        left_alone=_BACKUPS,
    ),
    AccountCheck(
        id="ami-unused",
        title="Image that nothing uses",
        kind="ec2:image",
        saving_class=SavingClass.REVIEW,
        when=(older_than(90), is_not("public", "true"), so("nothing uses it", _image_unused,
              needs=("ec2:instance", "ec2:launch-template"), limits=(UNUSED_DAYS,))),
        saving=to_look_at(ELSEWHERE),
        rule="No instance and no launch template names it, and it was not launched for 90 days.",
        remedy="Deregister it; its snapshots are what costs.",
        source="union of public checks",
        left_alone=_BACKUPS,
    ),
    AccountCheck(
        id="fast-snapshot-restore",
        title="Fast snapshot restore left on",
        kind="ec2:fast-snapshot-restore",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "enabled"), older_than(7)),
        saving=to_look_at("It is billed by the hour and zone, not by the snapshot."),
        rule="It has been on for a week: it is paid by the hour in every zone.",
        remedy="Switch it off once the volumes are made.",
        source="AWS price list",
    ),
)  # fmt: skip
