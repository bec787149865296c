"""Volumes, snapshots, buckets, file systems, container images' repositories and database snapshots."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls, Refused
from account.live.listing import NOT_READ, Listing, arn, listed, moment, part, partition, resource, some
from account.resources import Resource

VOLUMES: Final = Ask(client="ec2", operation="DescribeVolumes", items="Volumes")
SNAPSHOTS: Final = Ask(client="ec2", operation="DescribeSnapshots", items="Snapshots")
FAST_RESTORES: Final = Ask(client="ec2", operation="DescribeFastSnapshotRestores", items="FastSnapshotRestores")
BUCKETS: Final = Ask(client="s3", operation="ListBuckets", items="Buckets")
LOCATION: Final = Ask(client="s3", operation="GetBucketLocation")
LIFECYCLE: Final = Ask(
    client="s3", operation="GetBucketLifecycleConfiguration", absent=("NoSuchLifecycleConfiguration",)
)
VERSIONING: Final = Ask(client="s3", operation="GetBucketVersioning")
BUCKET_TAGS: Final = Ask(client="s3", operation="GetBucketTagging", absent=("NoSuchTagSet",))
ENCRYPTION: Final = Ask(
    client="s3", operation="GetBucketEncryption", absent=("ServerSideEncryptionConfigurationNotFoundError",)
)
ACCELERATION: Final = Ask(client="s3", operation="GetBucketAccelerateConfiguration")
POLICY_STATUS: Final = Ask(client="s3", operation="GetBucketPolicyStatus", absent=("NoSuchBucketPolicy",))
GRANTS: Final = Ask(client="s3", operation="GetBucketAcl")
_NO_BLOCK: Final = ("NoSuchPublicAccessBlockConfiguration",)
BLOCK: Final = Ask(client="s3", operation="GetPublicAccessBlock", absent=_NO_BLOCK)
ACCOUNT_BLOCK: Final = Ask(client="s3control", operation="GetPublicAccessBlock", absent=_NO_BLOCK)
FILE_SYSTEMS: Final = Ask(client="efs", operation="DescribeFileSystems", items="FileSystems")
FILE_LIFECYCLE: Final = Ask(client="efs", operation="DescribeLifecycleConfiguration")
MOUNT_TARGETS: Final = Ask(client="efs", operation="DescribeMountTargets", items="MountTargets")
REPOSITORIES: Final = Ask(client="ecr", operation="DescribeRepositories", items="repositories")
REPOSITORY_IMAGES: Final = Ask(client="ecr", operation="DescribeImages", items="imageDetails")
REPOSITORY_POLICY: Final = Ask(
    client="ecr", operation="GetLifecyclePolicy", absent=("LifecyclePolicyNotFoundException",)
)


def volumes(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(VOLUMES):
        attached = [each["InstanceId"] for each in listed(item, "Attachments") if each.get("InstanceId")]
        yield resource(
            calls, "ec2:volume", item["VolumeId"], arn=arn(calls, "ec2", f"volume/{item['VolumeId']}"),
            created=item.get("CreateTime"), tags=item.get("Tags"), type=item.get("VolumeType"),
            size_gb=item.get("Size"), iops=item.get("Iops"), throughput_mb=item.get("Throughput"),
            state=item.get("State"), encrypted=item.get("Encrypted"), attached_to=attached,
            zone=item.get("AvailabilityZone"),
        )  # fmt: skip


def snapshots(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(SNAPSHOTS, OwnerIds=["self"]):
        yield resource(
            calls, "ec2:snapshot", item["SnapshotId"], arn=arn(calls, "ec2", f"snapshot/{item['SnapshotId']}"),
            created=item.get("StartTime"), tags=item.get("Tags"), volume=item.get("VolumeId"),
            size_gb=item.get("VolumeSize"), full_bytes=item.get("FullSnapshotSizeInBytes"),
            tier=item.get("StorageTier", "standard"), description=item.get("Description"),
            encrypted=item.get("Encrypted"), state=item.get("State"),
        )  # fmt: skip


def fast_restores(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(FAST_RESTORES):
        yield resource(
            calls, "ec2:fast-snapshot-restore", f"{item['SnapshotId']}/{item.get('AvailabilityZone', '')}",
            created=item.get("EnabledTime"), state=item.get("State"), snapshot=item["SnapshotId"],
        )  # fmt: skip


def buckets(calls: Calls) -> Iterator[Resource]:
    whole: Mapping[str, Any] | None = {}
    for place, item in enumerate(calls.items(BUCKETS)):
        name = item["Name"]
        whole = whole if place else calls.detail(ACCOUNT_BLOCK, AccountId=calls.account)
        where = calls.detail(LOCATION, Bucket=name)
        rules = calls.detail(LIFECYCLE, Bucket=name)
        versions = calls.detail(VERSIONING, Bucket=name)
        tags = calls.detail(BUCKET_TAGS, Bucket=name)
        speed = calls.detail(ACCELERATION, Bucket=name)
        yield resource(
            calls, "s3:bucket", name, arn=f"arn:{partition(calls.region)}:s3:::{name}", name=name,
            region=None if where is None else str(where.get("LocationConstraint") or "us-east-1"),
            created=item.get("CreationDate"), tags=NOT_READ if tags is None else tags.get("TagSet"),
            versioning=None if versions is None else versions.get("Status") == "Enabled",
            accelerated=None if speed is None else speed.get("Status") == "Enabled",
            **_lifecycle(rules), **_encryption(calls.detail(ENCRYPTION, Bucket=name)),
            public=_is_public(
                calls.detail(POLICY_STATUS, Bucket=name), calls.detail(GRANTS, Bucket=name),
                (calls.detail(BLOCK, Bucket=name), whole),
            ),
        )  # fmt: skip


def _lifecycle(found: Mapping[str, Any] | None) -> dict[str, bool]:
    """What the rules that are on do; nothing where the rules are not known."""
    if found is None:
        return {}
    rules = [each for each in listed(found, "Rules") if each.get("Status") == "Enabled"]
    return {
        "lifecycle": bool(rules),
        "ends_uploads": any("AbortIncompleteMultipartUpload" in each for each in rules),
        "ends_versions": any("NoncurrentVersionExpiration" in each for each in rules),
        "moves_classes": any(each.get("Transitions") or each.get("NoncurrentVersionTransitions") for each in rules),
    }


_EVERYBODY: Final = frozenset(
    f"http://acs.amazonaws.com/groups/global/{group}" for group in ("AllUsers", "AuthenticatedUsers")
)


def _is_public(
    policy: Mapping[str, Any] | None, grants: Mapping[str, Any] | None, blocks: Sequence[Mapping[str, Any] | None]
) -> bool | None:
    """Whether a policy or a grant opens a bucket to everybody, and no block of the bucket or the account closes it.

    AWS's own rules, from "Blocking public access to your Amazon S3 storage". None where what decides is not known.
    """
    by_policy = None if policy is None else some(policy, "PolicyStatus", "IsPublic") is True
    to_all = None if grants is None else any(
        some(each, "Grantee", "URI") in _EVERYBODY for each in listed(grants, "Grants")
    )  # fmt: skip
    ways = [
        _all_so(by_policy, _is_off(blocks, "RestrictPublicBuckets")),
        _all_so(to_all, _is_off(blocks, "IgnorePublicAcls")),
    ]
    return True if True in ways else None if None in ways else False


def _is_off(blocks: Sequence[Mapping[str, Any] | None], setting: str) -> bool | None:
    """Whether none of the blocks has it on; None where one that may is not known."""
    known = [block for block in blocks if block is not None]
    if any(some(block, "PublicAccessBlockConfiguration", setting) is True for block in known):
        return False
    return True if len(known) == len(blocks) else None


def _all_so(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def _encryption(found: Mapping[str, Any] | None) -> dict[str, bool]:
    """Whether keys of KMS encrypt what is put into it, and whether each object asks KMS for its own."""
    rules = listed(part(found, "ServerSideEncryptionConfiguration"), "Rules")
    if found is None:
        return {}
    by_kms = [rule for rule in rules if some(rule, "ApplyServerSideEncryptionByDefault", "SSEAlgorithm") == "aws:kms"]
    return {"kms": bool(by_kms), "bucket_key": any(rule.get("BucketKeyEnabled") is True for rule in by_kms)}


def _mounted_in(calls: Calls, item: Mapping[str, Any]) -> dict[str, Any]:
    """The zones and networks that mount targets lie in; nothing where there are none, or nobody may know."""
    found = calls.detail(MOUNT_TARGETS, FileSystemId=item["FileSystemId"])
    targets = listed(found, MOUNT_TARGETS.items)
    return {
        "zones": [zone for each in targets if (zone := each.get("AvailabilityZoneName"))] or None,
        "vpc": next((str(vpc) for each in targets if (vpc := each.get("VpcId"))), None),
    }


def file_systems(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(FILE_SYSTEMS):
        rules = calls.detail(FILE_LIFECYCLE, FileSystemId=item["FileSystemId"])
        yield resource(
            calls, "efs:file-system", item["FileSystemId"], arn=item.get("FileSystemArn", ""),
            name=item.get("Name", ""), created=item.get("CreationTime"), tags=item.get("Tags"),
            stored_bytes=some(item, "SizeInBytes", "Value"), mount_targets=item.get("NumberOfMountTargets"),
            throughput_mode=item.get("ThroughputMode"), throughput_mb=item.get("ProvisionedThroughputInMibps"),
            encrypted=item.get("Encrypted"),
            lifecycle=None if rules is None else bool(rules.get("LifecyclePolicies")), **_mounted_in(calls, item),
        )  # fmt: skip


def repositories(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(REPOSITORIES):
        images = _images(calls, item["repositoryName"])
        policy = calls.detail(REPOSITORY_POLICY, repositoryName=item["repositoryName"])
        yield resource(
            calls, "ecr:repository", item["repositoryName"], arn=item.get("repositoryArn", ""),
            name=item["repositoryName"], created=item.get("createdAt"),
            lifecycle=None if policy is None else bool(policy.get("lifecyclePolicyText")), **images,
        )  # fmt: skip


def _images(calls: Calls, name: str) -> dict[str, Any]:
    """How many images a repository has, their bytes, and when one was pulled last; nothing where nobody may know.

    Layers that images share count for each: the bytes are at most so many.
    """
    count = stored = untagged = 0
    pulled: list[datetime] = []
    try:
        for each in calls.items(REPOSITORY_IMAGES, repositoryName=name, maxResults=1000):
            size = int(each.get("imageSizeInBytes", 0))
            count, stored = count + 1, stored + size
            untagged += 0 if each.get("imageTags") else size
            pulled += [found] if (found := moment(each.get("lastRecordedPullTime"))) is not None else []
    except Refused:
        return {}
    return {
        "images": count,
        "stored_bytes": stored,
        "untagged_bytes": untagged,
        "last_pulled": max(pulled, default=None),
    }


LISTINGS: Final = (
    Listing(kind="ec2:volume", asks=(VOLUMES,), read=volumes),
    Listing(kind="ec2:snapshot", asks=(SNAPSHOTS,), read=snapshots),
    Listing(kind="ec2:fast-snapshot-restore", asks=(FAST_RESTORES,), read=fast_restores),
    Listing(
        kind="s3:bucket",
        asks=(
            *(BUCKETS, LOCATION, LIFECYCLE, VERSIONING, BUCKET_TAGS, ENCRYPTION, ACCELERATION),
            *(POLICY_STATUS, GRANTS, BLOCK, ACCOUNT_BLOCK),
        ),
        read=buckets,
        once=True,
    ),
    Listing(kind="efs:file-system", asks=(FILE_SYSTEMS, FILE_LIFECYCLE, MOUNT_TARGETS), read=file_systems),
    Listing(kind="ecr:repository", asks=(REPOSITORIES, REPOSITORY_POLICY, REPOSITORY_IMAGES), read=repositories),
)
