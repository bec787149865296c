"""A change set is read before it is carried out, and a deployment that fails says why and what to do."""

from typing import Any

import pytest

from cloud.formation import Formation, replaced
from cloud.ports import Patience
from finops_core.errors import ToolError
from tests.unit.cloud.stubbed import StubbedClients

NAME = "FinOpsAgent-dev"
NEVER = Patience(pause_s=1, longest_s=3, sleep=lambda seconds: None)


def change(type_: str, *, action: str = "Modify", replacement: str = "False") -> dict[str, Any]:
    found = {"LogicalResourceId": "It", "ResourceType": type_, "Action": action, "Replacement": replacement}
    return {"Type": "Resource", "ResourceChange": found}


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        (change("AWS::DynamoDB::Table", replacement="True"), ["It"]),
        (change("AWS::Cognito::UserPool", replacement="True"), ["It"]),
        (change("AWS::S3::Bucket", action="Remove"), ["It"]),
        (change("AWS::DynamoDB::Table"), []),
        (change("AWS::DynamoDB::Table", action="Add"), []),
        (change("AWS::Lambda::Function", replacement="True"), []),
        (change("AWS::IAM::Role", action="Remove"), []),
    ],
)
def test_what_holds_data_is_neither_replaced_nor_removed(found: dict[str, Any], lost: list[str]) -> None:
    assert replaced([found]) == lost


def stack(status: str) -> dict[str, Any]:
    return {"Stacks": [{"StackName": NAME, "CreationTime": "2026-01-01T00:00:00Z", "StackStatus": status}]}


def put(clients: StubbedClients) -> bool:
    formation = Formation(clients, NAME, patience=NEVER)
    made = formation.put("https://s3.example/template", lambda sentence: None)
    clients.all_asked()
    return made


def test_an_update_that_would_replace_the_table_is_not_carried_out() -> None:
    clients = StubbedClients()
    clients.answers("cloudformation", "describe_stacks", stack("UPDATE_COMPLETE"))
    clients.answers("cloudformation", "create_change_set", {})
    changes = [change("AWS::DynamoDB::Table", replacement="True")]
    clients.answers("cloudformation", "describe_change_set", {"Status": "CREATE_COMPLETE", "Changes": changes})
    clients.answers("cloudformation", "delete_change_set", {})
    with pytest.raises(ToolError, match=r"would replace It.*Nothing was changed"):
        put(clients)
    clients.all_asked()


def test_a_change_set_without_changes_is_no_failure_and_is_taken_away() -> None:
    clients = StubbedClients()
    clients.answers("cloudformation", "describe_stacks", stack("CREATE_COMPLETE"))
    clients.answers("cloudformation", "create_change_set", {})
    reason = "The submitted information didn't contain changes. Submit different information to create a change set."
    clients.answers("cloudformation", "describe_change_set", {"Status": "FAILED", "StatusReason": reason})
    clients.answers("cloudformation", "delete_change_set", {})
    assert put(clients) is False


def test_a_first_deployment_that_fails_says_why_and_how_to_remove_it() -> None:
    clients = StubbedClients()
    clients.fails("cloudformation", "describe_stacks", "ValidationError")
    clients.answers("cloudformation", "create_change_set", {})
    clients.answers("cloudformation", "describe_change_set", {"Status": "CREATE_COMPLETE", "Changes": []})
    clients.answers("cloudformation", "execute_change_set", {})
    clients.answers("cloudformation", "describe_stacks", stack("CREATE_IN_PROGRESS"))
    clients.answers("cloudformation", "describe_stacks", stack("ROLLBACK_COMPLETE"))
    clients.answers("cloudformation", "describe_stacks", stack("ROLLBACK_COMPLETE"))
    event = {
        "StackId": "s",
        "EventId": "e",
        "StackName": NAME,
        "Timestamp": "2026-01-01T00:00:00Z",
        "LogicalResourceId": "StorageTable",
        "ResourceStatus": "CREATE_FAILED",
        "ResourceStatusReason": "Limit exceeded",
    }
    clients.answers("cloudformation", "describe_stack_events", {"StackEvents": [event]})
    with pytest.raises(ToolError, match=r"StorageTable: Limit exceeded\. Remove it with: finops cloud destroy"):
        put(clients)


def test_what_never_ends_is_given_up_in_words() -> None:
    with pytest.raises(ToolError, match="took more than"):
        NEVER.until(lambda: False, "The deployment")
