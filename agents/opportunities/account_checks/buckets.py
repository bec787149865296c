"""Buckets, file systems and container images."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import at_least, is_, limit, older_than, peak, so, total
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

_ASKED = {"BucketName": "name", "FilterId": "=EntireBucket"}
ALL_REQUESTS: Final = Metric(namespace="AWS/S3", name="AllRequests", stat="Sum", dimensions=_ASKED, days=30)
READ_REQUESTS: Final = Metric(
    namespace="AWS/S3", name="GetRequests", stat="Sum", dimensions=_ASKED, days=30, speaks_when_used=True
)
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
STANDARD_BYTES: Final = limit("standard_bytes_from", 100 * GIGABYTE, "bytes", "The fewest bytes in Standard.")
NEVER_READ_BYTES: Final = limit("standard_bytes_from", 10 * GIGABYTE, "bytes", "The fewest bytes in Standard.")


def _never_read(seen: Seen) -> bool:
    """Whether nothing was read, where requests are counted at all: any request shows that they are."""
    asked, read, held = (seen.reading(metric) for metric in (ALL_REQUESTS, READ_REQUESTS, BUCKET_BYTES))
    if asked is None or read is None or held is None:
        return False
    return asked.total > 0 and read.total == 0 and held.lowest >= seen.limit(NEVER_READ_BYTES)


def _mounted_elsewhere(seen: Seen) -> bool:
    """Whether machines of the network of its mount targets run in a zone without one."""
    own, zones = seen.resource, frozenset(seen.resource.listed("zones"))
    used = seen.view.zones_in_use.get((own.account, own.region, own.text("vpc")), frozenset())
    return bool(zones) and bool(used - zones)


CHECKS: Final = (
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
                 and found.lowest > seen.limit(STANDARD_BYTES), metrics=(BUCKET_BYTES,), limits=(STANDARD_BYTES,))),
        saving=to_look_at("What another class would save depends on what is read, which the account does not show."),
        rule="More than 100 GB lie in Standard, and no rule that is on moves anything.",
        remedy="Use Intelligent-Tiering, or rules that move what is old.",
        source="union of public checks",
    ),
    AccountCheck(
        id="s3-never-read",
        title="S3 bucket of which nothing is read",
        kind="s3:bucket",
        saving_class=SavingClass.RIGHTSIZE,
        when=(so("nothing of it was read", _never_read, metrics=(ALL_REQUESTS, READ_REQUESTS, BUCKET_BYTES),
                 limits=(NEVER_READ_BYTES,)),),
        saving=to_look_at("How soon it has to be there when it is needed, decides how cheap its class may be."),
        rule="It has 10 GB or more in Standard and was asked within 30 days, and nothing was read.",
        unseen="Requests are counted only where the bucket's request metrics are on, for the entire bucket.",
        remedy="Move it to an archive class by a lifecycle rule, or delete what nobody needs.",
        source="union of public checks",
        risk="medium",
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
        id="efs-other-zone",
        title="EFS file system that is mounted from another zone",
        kind="efs:file-system",
        saving_class=SavingClass.REVIEW,
        when=(at_least("stored_bytes", 10**9, "bytes"),
              so("machines of its network run where it has no mount target", _mounted_elsewhere,
                 needs=("ec2:instance",))),
        saving=to_look_at("Traffic between zones is billed with the machine, not with the file system."),
        rule="Machines of its network run in a zone in which it has no mount target: what they read crosses zones.",
        unseen="The account does not show which of the machines mount it.",
        remedy="Make a mount target in each zone that mounts it; it costs nothing.",
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
    AccountCheck(
        id="ecr-not-pulled",
        title="ECR repository that nobody pulls from",
        kind="ecr:repository",
        saving_class=SavingClass.REVIEW,
        when=(older_than(90, of="last_pulled"), at_least("stored_bytes", 10**9, "bytes")),
        saving=to_look_at("Layers that images share are stored once, so that their sizes do not add up."),
        rule="It holds a GB or more, and no image of it was pulled for 90 days.",
        unseen="ECR writes down pulls since late 2021 only, and once a day.",
        remedy="Delete its images unless they are kept for going back.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="ecr-untagged",
        title="ECR repository with many images that have no tag",
        kind="ecr:repository",
        saving_class=SavingClass.REVIEW,
        when=(at_least("untagged_bytes", 10 * 10**9, "bytes"), older_than(30)),
        saving=to_look_at("Layers that images share are stored once, so that their sizes do not add up."),
        rule="Its images without a tag hold 10 GB or more.",
        unseen="The account does not show what is deployed by digest.",
        remedy="Add a lifecycle policy that expires untagged images after some days.",
        source="AWS Trusted Advisor c18d2gz128",
        reversible=False,
    ),
    AccountCheck(
        id="s3-bucket-key-off",
        title="S3 bucket that asks KMS for every object",
        kind="s3:bucket",
        saving_class=SavingClass.REVIEW,
        when=(is_("kms", "true"), is_("bucket_key", "false"), older_than(30)),
        saving=to_look_at("How many of KMS's requests are for it, neither the account nor the bill shows."),
        rule="It is encrypted with a key of KMS and has no bucket key: each object is a request to KMS.",
        remedy="Switch bucket keys on: they hold for new objects.",
        source="union of public checks",
    ),
    AccountCheck(
        id="s3-acceleration",
        title="S3 bucket with transfer acceleration",
        kind="s3:bucket",
        saving_class=SavingClass.REVIEW,
        when=(is_("accelerated", "true"), older_than(30)),
        saving=to_look_at("It is charged by the GB where it was faster; the bill shows how much of it there was."),
        rule="Transfers to it and from it may be charged for acceleration.",
        remedy="Switch it off unless people far away load large files.",
        source="union of public checks",
    ),
)  # fmt: skip
