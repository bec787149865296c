"""Logs, alarms, trails, secrets and keys."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import Listing, arn, listed, part, resource
from account.resources import Resource

LOG_GROUPS: Final = Ask(client="logs", operation="DescribeLogGroups", items="logGroups")
ALARMS: Final = Ask(client="cloudwatch", operation="DescribeAlarms", items="MetricAlarms")
TRAILS: Final = Ask(client="cloudtrail", operation="DescribeTrails", items="trailList")
TRAIL_STATUS: Final = Ask(client="cloudtrail", operation="GetTrailStatus")
TRAIL_EVENTS: Final = Ask(client="cloudtrail", operation="GetEventSelectors")
SECRETS: Final = Ask(client="secretsmanager", operation="ListSecrets", items="SecretList")
KEYS: Final = Ask(client="kms", operation="ListKeys", items="Keys")
KEY: Final = Ask(client="kms", operation="DescribeKey")


def log_groups(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(LOG_GROUPS):
        own = item.get("arn", arn(calls, "logs", f"log-group:{item['logGroupName']}"))
        yield resource(
            calls, "logs:group", item["logGroupName"], arn=str(own).removesuffix(":*"), name=item["logGroupName"],
            created=item.get("creationTime"), kept_days=item.get("retentionInDays", 0),
            stored_bytes=item.get("storedBytes"), log_class=item.get("logGroupClass", "STANDARD"),
        )  # fmt: skip


def alarms(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(ALARMS):
        yield resource(
            calls, "cloudwatch:alarm", item["AlarmName"], arn=item.get("AlarmArn", ""), name=item["AlarmName"],
            state=item.get("StateValue"), changed=item.get("StateUpdatedTimestamp"),
            resolution_s=item.get("Period"),
        )  # fmt: skip


def trails(calls: Calls) -> Iterator[Resource]:
    """Only where their home is: a trail of all regions is listed in each."""
    for item in calls.items(TRAILS):
        if item.get("HomeRegion", calls.region) != calls.region:
            continue
        own = item.get("TrailARN", item["Name"])
        status = calls.detail(TRAIL_STATUS, Name=own)
        events = calls.detail(TRAIL_EVENTS, TrailName=own)
        yield resource(
            calls, "cloudtrail:trail", item["Name"], arn=own, name=item["Name"],
            all_regions=item.get("IsMultiRegionTrail"), organization=item.get("IsOrganizationTrail"),
            on=None if status is None else status.get("IsLogging"),
            management_events=None if events is None else _management(events),
        )  # fmt: skip


def _management(events: Mapping[str, Any]) -> bool:
    """Whether a trail copies management events, which selectors of two kinds say in two ways."""
    if any(each.get("IncludeManagementEvents") for each in listed(events, "EventSelectors")):
        return True
    advanced = listed(events, "AdvancedEventSelectors")
    fields = [field for each in advanced for field in listed(each, "FieldSelectors")]
    return any(each.get("Field") == "eventCategory" and "Management" in each.get("Equals", []) for each in fields)


def secrets(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(SECRETS):
        yield resource(
            calls, "secretsmanager:secret", item.get("ARN", item["Name"]), arn=item.get("ARN", ""), name=item["Name"],
            created=item.get("CreatedDate"), tags=item.get("Tags"), last_used=item.get("LastAccessedDate"),
            owner=item.get("OwningService", ""), replica=item.get("PrimaryRegion", calls.region) != calls.region,
        )  # fmt: skip


def keys(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(KEYS):
        found = part(calls.detail(KEY, KeyId=item["KeyId"]), "KeyMetadata")
        yield resource(
            calls, "kms:key", item["KeyId"], arn=item.get("KeyArn", ""), created=found.get("CreationDate"),
            state=found.get("KeyState"), owner=found.get("KeyManager"), name=found.get("Description", ""),
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="logs:group", asks=(LOG_GROUPS,), read=log_groups),
    Listing(kind="cloudwatch:alarm", asks=(ALARMS,), read=alarms),
    Listing(kind="cloudtrail:trail", asks=(TRAILS, TRAIL_STATUS, TRAIL_EVENTS), read=trails),
    Listing(kind="secretsmanager:secret", asks=(SECRETS,), read=secrets),
    Listing(kind="kms:key", asks=(KEYS, KEY), read=keys),
)
