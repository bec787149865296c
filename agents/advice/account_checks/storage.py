"""Volumes, snapshots, images, buckets, file systems and container images."""

from datetime import datetime
from typing import Final

from account.metrics import Metric, Readings
from agents.advice.account_checks.conditions import (
    at_least,
    at_most,
    empty,
    is_,
    is_not,
    older_than,
    peak,
    per_day,
    so,
    total,
)
from agents.advice.account_checks.declaration import AccountCheck
from agents.advice.account_checks.pricing import ELSEWHERE, all_of, part_of, to_look_at
from agents.advice.account_checks.seen import Seen
from agents.advice.opportunity import SavingClass

_OF = {"VolumeId": "id"}
READS: Final = Metric(namespace="AWS/EBS", name="VolumeReadOps", stat="Sum", dimensions=_OF)
WRITES: Final = Metric(namespace="AWS/EBS", name="VolumeWriteOps", stat="Sum", dimensions=_OF)
BYTES_IN: Final = Metric(namespace="AWS/EBS", name="VolumeReadBytes", stat="Sum", dimensions=_OF)
BYTES_OUT: Final = Metric(namespace="AWS/EBS", name="VolumeWriteBytes", stat="Sum", dimensions=_OF)
FILE_IO: Final = Metric(
    namespace="AWS/EFS", name="TotalIOBytes", stat="Sum", dimensions={"FileSystemId": "id"}, days=30,
    speaks_when_used=True,
)  # fmt: skip
FILE_CLIENTS: Final = Metric(
    namespace="AWS/EFS", name="ClientConnections", stat="Sum", dimensions={"FileSystemId": "id"}, days=30,
    speaks_when_used=True,
)  # fmt: skip
BUCKET_BYTES: Final = Metric(
    namespace="AWS/S3", name="BucketSizeBytes", stat="Average", days=14,
    dimensions={"BucketName": "name", "StorageType": "=StandardStorage"},
)  # fmt: skip
BUCKET_OBJECTS: Final = Metric(
    namespace="AWS/S3", name="NumberOfObjects", stat="Average", days=14,
    dimensions={"BucketName": "name", "StorageType": "=AllStorageTypes"},
)  # fmt: skip
GIGABYTE: Final = 10**9
STORED: Final = ("EBS:VolumeUsage*", "EBS:VolumeP-IOPS*", "EBS:VolumeP-Throughput*")
_BACKUPS: Final = ("aws:backup:", "aws:dlm:", "dlm:")
_A_DAY: Final = 86_400


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
    needed = max(busiest / _A_DAY * 20 - 3000, 0)
    return max(paid - needed, 0) / paid


def _throughput_unused(seen: Seen) -> float | None:
    busiest, paid = _busiest(seen, BYTES_IN, BYTES_OUT), (seen.resource.number("throughput_mb") or 0) - 125
    if busiest is None or paid <= 0:
        return None
    needed = max(busiest / _A_DAY / 2**20 * 20 - 125, 0)
    return max(paid - needed, 0) / paid


def _images_unused(seen: Seen) -> bool:
    images = seen.view.imaged_snapshots.get(seen.place, ())
    return bool(images) and all(
        (image.account, image.region, image.id) not in seen.view.used_images
        and image.created is not None
        and (seen.view.snapshot.taken_at - image.created).days >= 90
        and not image.attributes.get("public")
        and not _lately(seen, image.moment("last_launched"))
        for image in images
    )


def _lately(seen: Seen, moment: datetime | None) -> bool:
    return moment is not None and (seen.view.snapshot.taken_at - moment).days < 90


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

CHECKS: Final = (
    AccountCheck(
        id="ebs-unattached",
        title="EBS volume that is attached to nothing",
        kind="ec2:volume",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available"), empty("attached_to"), older_than(7)),
        saving=all_of(*STORED),
        rule="It is available, attached to no instance, and a week old or more.",
        unseen="The account does not show since when it is unattached.",
        remedy="Take a snapshot of it, then delete it.",
        source="AWS Trusted Advisor DAvU99Dc4C; AWS Compute Optimizer: idle EBS volume",
    ),
    AccountCheck(
        id="ebs-idle",
        title="EBS volume that nothing reads or writes",
        kind="ec2:volume",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "in-use"), per_day(READS, most=1), per_day(WRITES, most=1),
              so("it is no root volume", lambda seen: not _root(seen), needs=("ec2:instance",)),
              so("its instance runs", lambda seen: not _stopped(seen), needs=("ec2:instance",))),
        saving=all_of(*STORED),
        rule="For 14 days at most one read and one write a day, and it is no root volume.",
        remedy="Take a snapshot of it, detach it, and delete it.",
        source="AWS Compute Optimizer: idle EBS volume",
        risk="medium",
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
                  and (seen.view.snapshot.taken_at - since).days >= 30
                  for id_ in seen.resource.listed("attached_to")))),
        saving=all_of(*STORED),
        rule="Every instance that it is attached to has been stopped for 30 days or more.",
        remedy="Take a snapshot of it and delete it with the instance.",
        source="AWS Trusted Advisor c18d2gz150",
    ),
    AccountCheck(
        id="ebs-gp3-iops-unused",
        title="EBS volume gp3 with more IOPS than it needs",
        kind="ec2:volume",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("type", "gp3"), at_least("iops", 3001, "IOPS"),
              so("its busiest day needs less", lambda seen: (part := _iops_unused(seen)) is not None and part > 0.2,
                 metrics=(READS, WRITES))),
        saving=part_of("EBS:VolumeP-IOPS.gp3", share=_iops_unused),
        rule="More than 3,000 IOPS are paid for, and twenty times the average of its busiest day needs fewer.",
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
                 lambda seen: (part := _throughput_unused(seen)) is not None and part > 0.2,
                 metrics=(BYTES_IN, BYTES_OUT))),
        saving=part_of("EBS:VolumeP-Throughput.gp3", share=_throughput_unused),
        rule="More than 125 MiB/s are paid for, and twenty times the average of its busiest day needs less.",
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
                 needs=("ec2:image", "ec2:instance", "ec2:launch-template")),),
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
        id="ami-unused",
        title="Image that nothing uses",
        kind="ec2:image",
        saving_class=SavingClass.REVIEW,
        when=(older_than(90), is_not("public", "true"), so("nothing uses it", _image_unused,
              needs=("ec2:instance", "ec2:launch-template"))),
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
    AccountCheck(
        id="s3-no-lifecycle",
        title="S3 bucket without lifecycle rules",
        kind="s3:bucket",
        saving_class=SavingClass.REVIEW,
        when=(is_("lifecycle", "false"), older_than(30)),
        saving=to_look_at("What rules would save depends on what is read, which the account does not show."),
        rule="It has no lifecycle rule that is on, and is 30 days old or more.",
        remedy="Add rules: move what is old to a cheaper class, delete what nobody needs.",
        source="AWS Trusted Advisor c18d2gz100",
    ),
    AccountCheck(
        id="s3-uploads-unfinished",
        title="S3 bucket that keeps unfinished uploads",
        kind="s3:bucket",
        saving_class=SavingClass.REVIEW,
        when=(is_("ends_uploads", "false"), is_("lifecycle", "true"), older_than(30)),
        saving=to_look_at("How much the parts of unfinished uploads hold has to be listed bucket by bucket."),
        rule="None of its lifecycle rules ends multipart uploads that were never finished.",
        remedy="Add a rule that aborts incomplete multipart uploads after 7 days.",
        source="AWS Trusted Advisor c1cj39rr6v",
    ),
    AccountCheck(
        id="s3-versions-kept",
        title="Versioned S3 bucket that keeps all versions",
        kind="s3:bucket",
        saving_class=SavingClass.REVIEW,
        when=(is_("versioning", "true"), is_("ends_versions", "false"), older_than(30)),
        saving=to_look_at("How much old versions hold is not in the account's metrics."),
        rule="It keeps versions, and no rule that is on deletes those that are not current.",
        remedy="Add a rule that expires noncurrent versions.",
        source="AWS Trusted Advisor c18d2gz171",
    ),
    AccountCheck(
        id="s3-large-in-standard",
        title="Large S3 bucket that moves nothing to a cheaper class",
        kind="s3:bucket",
        saving_class=SavingClass.REVIEW,
        when=(is_("moves_classes", "false"), older_than(90),
              so("more than 100 GB in Standard", lambda seen: (found := seen.reading(BUCKET_BYTES)) is not None
                 and found.lowest > 100 * GIGABYTE, metrics=(BUCKET_BYTES,))),
        saving=to_look_at("What another class would save depends on what is read, which the account does not show."),
        rule="More than 100 GB lie in Standard, and no rule that is on moves anything.",
        remedy="Use Intelligent-Tiering, or rules that move what is old.",
        source="union of public checks",
    ),
    AccountCheck(
        id="s3-empty",
        title="S3 bucket without objects",
        kind="s3:bucket",
        saving_class=SavingClass.REVIEW,
        when=(older_than(90), total(BUCKET_OBJECTS)),
        saving=to_look_at("An empty bucket costs nothing; it is one thing less to look after."),
        rule="It is 90 days old or more and has had no objects for 14 days.",
        remedy="Delete it if nobody waits for it.",
        source="union of public checks",
    ),
    AccountCheck(
        id="efs-no-mount-target",
        title="EFS file system that nobody can mount",
        kind="efs:file-system",
        saving_class=SavingClass.WASTE,
        when=(is_("mount_targets", "0"), at_least("stored_bytes", 1), older_than(7)),
        saving=all_of(),
        rule="It holds data and has no mount target.",
        remedy="Copy what is needed to S3 and delete it.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="efs-idle",
        title="EFS file system that nobody uses",
        kind="efs:file-system",
        saving_class=SavingClass.WASTE,
        when=(at_least("mount_targets", 1), at_least("stored_bytes", GIGABYTE, "bytes"), total(FILE_IO),
              total(FILE_CLIENTS)),
        saving=all_of(),
        rule="For 30 days nobody was connected and nothing was read or written.",
        remedy="Copy what is needed to S3 and delete it.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="efs-no-lifecycle",
        title="EFS file system without lifecycle rules",
        kind="efs:file-system",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("lifecycle", "false"), at_least("stored_bytes", 10 * GIGABYTE, "bytes"),
              at_least("mount_targets", 1)),
        saving=to_look_at("How much of it is old enough to be moved, its metrics do not show."),
        rule="It holds 10 GB or more, and nothing is ever moved to the infrequent access class.",
        remedy="Set a lifecycle that moves files after 30 days.",
        source="union of public checks",
    ),
    AccountCheck(
        id="efs-provisioned-throughput",
        title="EFS file system with provisioned throughput",
        kind="efs:file-system",
        saving_class=SavingClass.REVIEW,
        when=(is_("throughput_mode", "provisioned"), peak(FILE_IO, most=50 * GIGABYTE)),
        saving=to_look_at(),
        rule="Throughput is provisioned, and no day of 30 moved more than 50 GB.",
        remedy="Set it to elastic throughput.",
        source="union of public checks",
    ),
    AccountCheck(
        id="ecr-no-lifecycle",
        title="ECR repository without a lifecycle policy",
        kind="ecr:repository",
        saving_class=SavingClass.REVIEW,
        when=(is_("lifecycle", "false"), older_than(30)),
        saving=to_look_at("How much of it nobody pulls has to be listed image by image."),
        rule="Nothing ever removes its images.",
        remedy="Add a policy that keeps the last images and removes untagged ones.",
        source="AWS Trusted Advisor c18d2gz128",
    ),
)  # fmt: skip
