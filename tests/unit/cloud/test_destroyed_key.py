"""A stack's own key when the stack is taken away: it goes with the last of what it encrypted."""

import json
from datetime import UTC, datetime
from typing import Any

from cdk.config import Kept
from cloud.destroy import KEY_GOES_IN_DAYS, Destroyer
from cloud.ports import Patience
from tests.unit.cloud.stubbed import StubbedClients

NAME, KEY = "FinOpsAgent-dev", "1234abcd-12ab-34cd-56ef-1234567890ab"
MADE = {
    "Key": ("AWS::KMS::Key", KEY),
    "Table": ("AWS::DynamoDB::Table", "conversations-1"),
    "Pool": ("AWS::Cognito::UserPool", "eu-central-1_users"),
}


def deployed(*names: str) -> StubbedClients:
    """An account in which a stack has made these, all of which outlive it."""
    clients, now = StubbedClients(), datetime(2026, 11, 30, tzinfo=UTC)
    described = {"StackName": NAME, "CreationTime": now, "StackStatus": "CREATE_COMPLETE"}
    template = {"Resources": {name: {"Type": MADE[name][0], "DeletionPolicy": "Retain"} for name in names}}
    listed: list[dict[str, Any]] = [
        {
            "LogicalResourceId": name,
            "PhysicalResourceId": MADE[name][1],
            "ResourceType": MADE[name][0],
            "LastUpdatedTimestamp": now,
            "ResourceStatus": "CREATE_COMPLETE",
        }
        for name in names
    ]
    clients.answers("cloudformation", "describe_stacks", {"Stacks": [described]})
    clients.answers("cloudformation", "get_template", {"TemplateBody": json.dumps(template)})
    clients.answers("cloudformation", "list_stack_resources", {"StackResourceSummaries": listed})
    clients.answers("cloudformation", "delete_stack", {})
    for _ in ("until it is settled", "and how it ended"):
        clients.fails("cloudformation", "describe_stacks", "ValidationError")
    return clients


def told(clients: StubbedClients, *keep: Kept) -> str:
    said: list[str] = []
    Destroyer(clients=clients, tell=said.append, patience=Patience(sleep=lambda _: None)).destroy(NAME, keep)
    clients.all_asked()
    return " ".join(said)


def test_a_key_goes_when_nothing_of_what_it_encrypted_stays() -> None:
    clients = deployed("Key", "Pool")
    asked = {"KeyId": KEY, "PendingWindowInDays": KEY_GOES_IN_DAYS}
    clients.answers("kms", "schedule_key_deletion", {"KeyId": KEY}, asked)
    assert f"The key {KEY} goes in 30 days" in told(clients, "users")


def test_a_key_stays_as_long_as_something_would_be_unreadable_without_it() -> None:
    assert f"the key {KEY}, without which nothing of it can be read; $1 a month" in told(
        deployed("Key", "Table"), "conversations"
    )
