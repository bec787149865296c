"""WorkSpaces, FSx, backup plans, models that are rented by the hour, and Batch."""

from collections.abc import Iterator
from typing import Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import Listing, arn, listed, part, resource, some
from account.resources import Resource

WORKSPACES: Final = Ask(client="workspaces", operation="DescribeWorkspaces", items="Workspaces")
LAST_CONNECTED: Final = Ask(
    client="workspaces", operation="DescribeWorkspacesConnectionStatus", items="WorkspacesConnectionStatus"
)
WINDOWS_FILES: Final = Ask(client="fsx", operation="DescribeFileSystems", items="FileSystems")
BACKUP_PLANS: Final = Ask(client="backup", operation="ListBackupPlans", items="BackupPlansList")
BACKUP_PLAN: Final = Ask(client="backup", operation="GetBackupPlan")
RENTED_MODELS: Final = Ask(
    client="bedrock", operation="ListProvisionedModelThroughputs", items="provisionedModelSummaries"
)
TEXT_ENDPOINTS: Final = Ask(client="comprehend", operation="ListEndpoints", items="EndpointPropertiesList")
BATCH: Final = Ask(client="batch", operation="DescribeComputeEnvironments", items="computeEnvironments")


def workspaces(calls: Calls) -> Iterator[Resource]:
    last = {each.get("WorkspaceId"): each.get("LastKnownUserConnectionTimestamp")
            for each in calls.items(LAST_CONNECTED)}  # fmt: skip
    for item in calls.items(WORKSPACES):
        id_ = item["WorkspaceId"]
        yield resource(
            calls, "workspaces:workspace", id_, arn=arn(calls, "workspaces", f"workspace/{id_}"),
            name=item.get("ComputerName", ""), state=item.get("State"), last_used=last.get(id_),
            mode=some(item, "WorkspaceProperties", "RunningMode"),
            type=some(item, "WorkspaceProperties", "ComputeTypeName"),
        )  # fmt: skip


def windows_files(calls: Calls) -> Iterator[Resource]:
    """FSx keeps how long it keeps backups in a place of its own for each of its kinds."""
    for item in calls.items(WINDOWS_FILES):
        named = next((key for key in item if key.endswith("Configuration")), "")
        of_kind = part(item, named)
        yield resource(
            calls, "fsx:file-system", item["FileSystemId"], arn=item.get("ResourceARN", ""),
            created=item.get("CreationTime"), tags=item.get("Tags"), type=item.get("FileSystemType"),
            state=item.get("Lifecycle"), storage_gb=item.get("StorageCapacity"), storage_type=item.get("StorageType"),
            throughput_mb=of_kind.get("ThroughputCapacity"), kept_days=of_kind.get("AutomaticBackupRetentionDays"),
        )  # fmt: skip


def backup_plans(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(BACKUP_PLANS):
        found = calls.detail(BACKUP_PLAN, BackupPlanId=item["BackupPlanId"])
        rules = listed(part(found, "BackupPlan"), "Rules")
        kept = [some(rule, "Lifecycle", "DeleteAfterDays") for rule in rules]
        yield resource(
            calls, "backup:plan", item["BackupPlanId"], arn=item.get("BackupPlanArn", ""),
            name=item.get("BackupPlanName", ""), created=item.get("CreationDate"),
            rules=None if found is None else len(rules), endless=None if found is None else None in kept,
            kept_days=max((int(each) for each in kept if each is not None), default=None),
            cold=None if found is None else any(
                some(rule, "Lifecycle", "MoveToColdStorageAfterDays") is not None for rule in rules),
        )  # fmt: skip


def rented_models(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(RENTED_MODELS):
        own = item["provisionedModelArn"]
        yield resource(
            calls, "bedrock:provisioned-model", own, arn=own, name=item.get("provisionedModelName", ""),
            created=item.get("creationTime"), state=item.get("status"), units=item.get("modelUnits"),
            committed=item.get("commitmentDuration", ""), model=item.get("foundationModelArn"),
        )  # fmt: skip


def text_endpoints(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(TEXT_ENDPOINTS):
        own = item["EndpointArn"]
        yield resource(
            calls, "comprehend:endpoint", own, arn=own, name=own.rpartition("/")[2],
            created=item.get("CreationTime"), state=item.get("Status"), units=item.get("CurrentInferenceUnits"),
        )  # fmt: skip


def batch_environments(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(BATCH):
        own = part(item, "computeResources")
        yield resource(
            calls, "batch:compute-environment", item["computeEnvironmentName"],
            arn=item.get("computeEnvironmentArn", ""), name=item["computeEnvironmentName"], tags=item.get("tags"),
            state=item.get("state"), type=own.get("type"), least_vcpus=own.get("minvCpus"),
            wanted_vcpus=own.get("desiredvCpus"),
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="workspaces:workspace", asks=(WORKSPACES, LAST_CONNECTED), read=workspaces),
    Listing(kind="fsx:file-system", asks=(WINDOWS_FILES,), read=windows_files),
    Listing(kind="backup:plan", asks=(BACKUP_PLANS, BACKUP_PLAN), read=backup_plans),
    Listing(kind="bedrock:provisioned-model", asks=(RENTED_MODELS,), read=rented_models),
    Listing(kind="comprehend:endpoint", asks=(TEXT_ENDPOINTS,), read=text_endpoints),
    Listing(kind="batch:compute-environment", asks=(BATCH,), read=batch_environments),
)
