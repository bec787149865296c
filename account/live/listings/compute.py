"""Instances, images, launch templates, Auto Scaling groups, capacity reservations and Lambda functions."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import NOT_READ, Listing, arn, listed, moment, resource, some
from account.resources import Resource

INSTANCES: Final = Ask(client="ec2", operation="DescribeInstances", items="Reservations")
IMAGES: Final = Ask(client="ec2", operation="DescribeImages", items="Images")
TEMPLATES: Final = Ask(client="ec2", operation="DescribeLaunchTemplateVersions", items="LaunchTemplateVersions")
RESERVED_CAPACITY: Final = Ask(client="ec2", operation="DescribeCapacityReservations", items="CapacityReservations")
GROUPS: Final = Ask(client="autoscaling", operation="DescribeAutoScalingGroups", items="AutoScalingGroups")
POLICIES: Final = Ask(client="autoscaling", operation="DescribePolicies", items="ScalingPolicies")
FUNCTIONS: Final = Ask(client="lambda", operation="ListFunctions", items="Functions")
FUNCTION_TAGS: Final = Ask(client="lambda", operation="ListTags")
PROVISIONED: Final = Ask(
    client="lambda", operation="ListProvisionedConcurrencyConfigs", items="ProvisionedConcurrencyConfigs"
)
_STOPPED: Final = re.compile(r"\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) GMT\)")


def instances(calls: Calls) -> Iterator[Resource]:
    for reservation in calls.items(INSTANCES):
        for item in listed(reservation, "Instances"):
            stopped = _STOPPED.search(str(item.get("StateTransitionReason", "")))
            state = some(item, "State", "Name")
            yield resource(
                calls, "ec2:instance", item["InstanceId"], arn=arn(calls, "ec2", f"instance/{item['InstanceId']}"),
                created=_made(item), tags=item.get("Tags"), type=item.get("InstanceType"), state=state,
                stopped_at=f"{stopped[1]}T{stopped[2]}+00:00" if stopped and state == "stopped" else None,
                platform=item.get("PlatformDetails", item.get("Platform", "Linux/UNIX")),
                architecture=item.get("Architecture"), tenancy=some(item, "Placement", "Tenancy"),
                zone=some(item, "Placement", "AvailabilityZone"), bought=item.get("InstanceLifecycle", "on-demand"),
                detailed_monitoring=some(item, "Monitoring", "State") == "enabled", image=item.get("ImageId"),
                vpc=item.get("VpcId"), subnet=item.get("SubnetId"), root_device=item.get("RootDeviceName"),
                public_ip=bool(item.get("PublicIpAddress")),
                volumes=[volume for each in listed(item, "BlockDeviceMappings")
                         if (volume := some(each, "Ebs", "VolumeId"))],
                root_volumes=[volume for each in listed(item, "BlockDeviceMappings")
                              if each.get("DeviceName") == item.get("RootDeviceName")
                              and (volume := some(each, "Ebs", "VolumeId"))],
            )  # fmt: skip


def _made(item: Mapping[str, Any]) -> datetime | None:
    """When an instance was made: it gets a new launch time at each start, its first network interface none."""
    first = [some(each, "Attachment", "AttachTime") for each in listed(item, "NetworkInterfaces")
             if some(each, "Attachment", "DeviceIndex") == 0]  # fmt: skip
    return min(
        (found for each in (item.get("LaunchTime"), *first) if (found := moment(each)) is not None), default=None
    )


def images(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(IMAGES, Owners=["self"]):
        yield resource(
            calls, "ec2:image", item["ImageId"], arn=arn(calls, "ec2", f"image/{item['ImageId']}"),
            name=item.get("Name", ""), created=item.get("CreationDate"), tags=item.get("Tags"),
            state=item.get("State"), last_launched=item.get("LastLaunchedTime"), public=bool(item.get("Public")),
            snapshots=[found for each in listed(item, "BlockDeviceMappings")
                       if (found := some(each, "Ebs", "SnapshotId"))],
        )  # fmt: skip


def launch_templates(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(TEMPLATES, Versions=["$Latest", "$Default"]):
        version = f"{item['LaunchTemplateId']}:{item.get('VersionNumber', '')}"
        yield resource(
            calls, "ec2:launch-template", version, name=item.get("LaunchTemplateName", ""),
            created=item.get("CreateTime"), image=some(item, "LaunchTemplateData", "ImageId"),
            type=some(item, "LaunchTemplateData", "InstanceType"),
        )  # fmt: skip


def reserved_capacity(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(RESERVED_CAPACITY):
        yield resource(
            calls, "ec2:capacity-reservation", item["CapacityReservationId"],
            arn=item.get("CapacityReservationArn", ""), created=item.get("CreateDate"), tags=item.get("Tags"),
            state=item.get("State"), type=item.get("InstanceType"), total=item.get("TotalInstanceCount"),
            available=item.get("AvailableInstanceCount"),
        )  # fmt: skip


def groups(calls: Calls) -> Iterator[Resource]:
    policies = [each.get("AutoScalingGroupName") for each in calls.items(POLICIES)]
    for item in calls.items(GROUPS):
        name = item["AutoScalingGroupName"]
        yield resource(
            calls, "autoscaling:group", name, arn=item.get("AutoScalingGroupARN", ""), name=name,
            created=item.get("CreatedTime"), tags=item.get("Tags"), least=item.get("MinSize"),
            most=item.get("MaxSize"), wanted=item.get("DesiredCapacity"), policies=policies.count(name),
            instances=[each["InstanceId"] for each in listed(item, "Instances") if "InstanceId" in each],
        )  # fmt: skip


def functions(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(FUNCTIONS):
        tags = calls.detail(FUNCTION_TAGS, Resource=item["FunctionArn"])
        yield resource(
            calls, "lambda:function", item["FunctionName"], arn=item["FunctionArn"], name=item["FunctionName"],
            tags=NOT_READ if tags is None else tags.get("Tags"), runtime=item.get("Runtime", "container image"),
            memory_mb=item.get("MemorySize"), timeout_s=item.get("Timeout"), code_bytes=item.get("CodeSize"),
            architecture=(item.get("Architectures") or ["x86_64"])[0], changed=_with_zone(item.get("LastModified")),
            provisioned=_provisioned(calls, item["FunctionName"]),
            snap_start=some(item, "SnapStart", "ApplyOn"),
        )  # fmt: skip


def _provisioned(calls: Calls, name: str) -> int | None:
    found = calls.detail(PROVISIONED, FunctionName=name)
    if found is None:
        return None
    configured = listed(found, PROVISIONED.items)
    return sum(int(each.get("RequestedProvisionedConcurrentExecutions", 0)) for each in configured)


def _with_zone(text: Any) -> str | None:
    """Lambda writes `+0000` at the end of its times."""
    return re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text) if isinstance(text, str) else None


LISTINGS: Final = (
    Listing(kind="ec2:instance", asks=(INSTANCES,), read=instances),
    Listing(kind="ec2:image", asks=(IMAGES,), read=images),
    Listing(kind="ec2:launch-template", asks=(TEMPLATES,), read=launch_templates),
    Listing(kind="ec2:capacity-reservation", asks=(RESERVED_CAPACITY,), read=reserved_capacity),
    Listing(kind="autoscaling:group", asks=(GROUPS, POLICIES), read=groups),
    Listing(kind="lambda:function", asks=(FUNCTIONS, FUNCTION_TAGS, PROVISIONED), read=functions),
)
