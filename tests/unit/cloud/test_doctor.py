"""What `finops cloud doctor` says of an account and a machine: what is missing, how to get it, what looking takes."""

from typing import Any

import pytest

from cdk.config import StackConfig
from cloud.checks import Found
from cloud.doctor import examine
from finops_core.errors import SettingsError
from tests.unit.cloud.stubbed import ACCOUNT, REGION, StubbedClients

NODE = "v22.11.0"


def a_ready_account(*, bootstrap: str = "30", concurrency: int = 1000, stack: str | None = None) -> StubbedClients:
    clients = StubbedClients()
    clients.is_account()
    clients.answers("ssm", "get_parameter", {"Parameter": {"Value": bootstrap}})
    clients.answers("lambda", "get_account_settings", {"AccountLimit": {"ConcurrentExecutions": concurrency}})
    if stack is None:
        clients.fails("cloudformation", "describe_stacks", "ValidationError")
    else:
        described = {"StackName": "FinOpsAgent-dev", "CreationTime": "2026-01-01T00:00:00Z", "StackStatus": stack}
        clients.answers("cloudformation", "describe_stacks", {"Stacks": [described]})
    return clients


def found_in(clients: object, config: StackConfig | None = None, node: str | None = NODE) -> dict[str, Found]:
    found = examine(clients, config or StackConfig(stage="dev"), tool=lambda program, argument: node)  # type: ignore[arg-type]
    return {each.name: each for each in found}


def test_a_ready_account_has_nothing_missing() -> None:
    found = found_in(a_ready_account())
    assert {each.state for each in found.values()} == {"ok"}
    assert found["account"].detail == f"{ACCOUNT} as arn:aws:iam::{ACCOUNT}:user/owner, region {REGION}"
    assert "not deployed yet" in found["stack"].detail


@pytest.mark.parametrize(
    ("clients", "node", "name", "state", "words"),
    [
        (a_ready_account(bootstrap="5"), NODE, "bootstrap", "problem", f"bootstrap aws://{ACCOUNT}/{REGION}"),
        (a_ready_account(concurrency=10), NODE, "concurrency", "note", "request-service-quota-increase"),
        (a_ready_account(stack="ROLLBACK_COMPLETE"), NODE, "stack", "problem", "finops cloud destroy"),
        (a_ready_account(stack="DELETE_FAILED"), NODE, "stack", "problem", "finops cloud destroy"),
        (a_ready_account(stack="UPDATE_ROLLBACK_FAILED"), NODE, "stack", "problem", "continue its rollback"),
        (a_ready_account(stack="UPDATE_IN_PROGRESS"), NODE, "stack", "problem", "wait"),
        (a_ready_account(stack="UPDATE_COMPLETE"), NODE, "stack", "ok", "is there"),
        (a_ready_account(), None, "Node", "problem", "nodejs.org"),
        (a_ready_account(), "v18.20.0", "Node", "problem", "too old"),
        (a_ready_account(), "v20.20.2", "Node", "note", "ended its support; install Node.js 24"),
        (a_ready_account(), "v23.1.0", "Node", "note", "ended its support"),
        (a_ready_account(), "v24.0.0", "Node", "ok", "v24.0.0"),
        (a_ready_account(), "v26.0.0", "Node", "ok", "v26.0.0"),
        (a_ready_account(), "nonsense", "Node", "problem", "too old"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(
    clients: StubbedClients, node: str | None, name: str, state: str, words: str
) -> None:
    found = found_in(clients, node=node)[name]
    assert found.state == state
    assert words in found.detail


@pytest.mark.parametrize(
    ("service", "operation", "name", "permission"),
    [
        ("ssm", "get_parameter", "bootstrap", "ssm:GetParameter"),
        ("lambda", "get_account_settings", "concurrency", "lambda:GetAccountSettings"),
        ("cloudformation", "describe_stacks", "stack", "cloudformation:DescribeStacks"),
        ("s3", "list_objects_v2", "bill", "s3:ListBucket"),
    ],
)
def test_what_one_may_not_look_at_hinders_nothing_and_names_its_permission(
    service: str, operation: str, name: str, permission: str
) -> None:
    refused = StubbedClients()
    refused.is_account()
    for each, asked in (
        ("ssm", "get_parameter"),
        ("lambda", "get_account_settings"),
        ("cloudformation", "describe_stacks"),
        ("s3", "list_objects_v2"),
    ):
        refused.fails(each, asked, "AccessDeniedException" if each == service else "InternalError")
    found = found_in(refused, StackConfig(stage="dev", bill="s3://exports/focus"))[name]
    assert (found.state, found.permissions) == ("note", (permission,))
    assert permission in found.detail


def test_without_credentials_or_a_region_nothing_else_is_asked() -> None:
    expired = StubbedClients()
    expired.fails("sts", "get_caller_identity", "ExpiredToken")
    found = found_in(expired)
    assert found["account"].state == "problem"
    assert "sign in" in found["account"].detail
    assert set(found) == {"Node", "packages", "account"}

    class NoRegion:
        def client(self, service: str, region: str | None = None) -> object:
            raise SettingsError("You must specify a region. Set the region, such as eu-central-1, or AWS_REGION.")

    assert "Set the region" in found_in(NoRegion())["account"].detail


@pytest.mark.parametrize(
    ("error", "keys", "state", "words"),
    [
        ("NoSuchBucket", 0, "problem", "finops cloud export create"),
        (None, 0, "note", "holds nothing yet"),
        (None, 1, "ok", "s3://exports/focus"),
    ],
)
def test_a_bill_of_ones_own_is_looked_for(error: str | None, keys: int, state: str, words: str) -> None:
    clients = a_ready_account()
    if error:
        clients.fails("s3", "list_objects_v2", error)
    else:
        clients.answers("s3", "list_objects_v2", {"KeyCount": keys})
    found = found_in(clients, StackConfig(stage="dev", bill="s3://exports/focus"))["bill"]
    assert found.state == state
    assert words in found.detail


MODEL = "bedrock:amazon.nova-pro-v1:0"
BY_PROFILE = "bedrock:eu.amazon.nova-pro-v1:0"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:anthropic-Ab12Cd"
PARAMETER = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/finops/openai"


def availability(**said: str) -> dict[str, Any]:
    ready = {
        "entitlementAvailability": "AVAILABLE",
        "authorizationStatus": "AUTHORIZED",
        "regionAvailability": "AVAILABLE",
    }
    agreement = {"status": said.pop("agreement", "AVAILABLE")}
    return {"modelId": "amazon.nova-pro-v1:0", "agreementAvailability": agreement, **ready, **said}


def with_profile(clients: StubbedClients) -> StubbedClients:
    behind = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.nova-pro-v1:0"
    clients.answers(
        "bedrock",
        "get_inference_profile",
        {
            "inferenceProfileName": "nova",
            "inferenceProfileArn": f"arn:aws:bedrock:{REGION}:{ACCOUNT}:inference-profile/eu.amazon.nova-pro-v1:0",
            "models": [{"modelArn": behind}],
            "inferenceProfileId": "eu.amazon.nova-pro-v1:0",
            "status": "ACTIVE",
            "type": "SYSTEM_DEFINED",
        },
        {"inferenceProfileIdentifier": "eu.amazon.nova-pro-v1:0"},
    )
    return clients


@pytest.mark.parametrize(
    ("model", "said", "state", "words"),
    [
        (MODEL, {}, "ok", "may be asked"),
        (BY_PROFILE, {"regionAvailability": "NOT_AVAILABLE"}, "ok", "may be asked"),
        (MODEL, {"regionAvailability": "NOT_AVAILABLE"}, "problem", "not offered in this region"),
        (MODEL, {"entitlementAvailability": "NOT_AVAILABLE"}, "problem", "Model access"),
        (BY_PROFILE, {"authorizationStatus": "NOT_AUTHORIZED"}, "problem", "may not use it"),
        (MODEL, {"agreement": "PENDING"}, "problem", "terms of use"),
    ],
)
def test_a_model_of_bedrock_is_looked_up_and_what_is_missing_is_said(
    model: str, said: dict[str, str], state: str, words: str
) -> None:
    clients = a_ready_account()
    if model == BY_PROFILE:
        with_profile(clients)
    asked = {"modelId": "amazon.nova-pro-v1:0"}
    clients.answers("bedrock", "get_foundation_model_availability", availability(**said), asked)
    found = found_in(clients, StackConfig(stage="dev", model=model))["model"]
    assert found.state == state
    assert words in found.detail
    assert found.detail.startswith(model)


@pytest.mark.parametrize(
    ("model", "operation", "words"),
    [
        (MODEL, "get_foundation_model_availability", "no such model"),
        (BY_PROFILE, "get_inference_profile", "no such inference profile"),
    ],
)
def test_a_model_that_bedrock_does_not_know_is_a_problem_before_anything_is_deployed(
    model: str, operation: str, words: str
) -> None:
    clients = a_ready_account()
    clients.fails("bedrock", operation, "ResourceNotFoundException")
    found = found_in(clients, StackConfig(stage="dev", model=model))["model"]
    assert found.state == "problem"
    assert words in found.detail


@pytest.mark.parametrize(
    ("key", "service", "operation", "answer", "missing"),
    [
        (SECRET, "secretsmanager", "describe_secret", {"ARN": SECRET}, "ResourceNotFoundException"),
        (PARAMETER, "ssm", "get_parameter", {"Parameter": {"Name": "/finops/openai"}}, "ParameterNotFound"),
    ],
)
def test_a_providers_key_is_looked_for_where_it_is_said_to_lie(
    key: str, service: str, operation: str, answer: dict[str, Any], missing: str
) -> None:
    config = StackConfig(stage="dev", model="openai:m", model_key=key)
    ready, lacking = a_ready_account(), a_ready_account()
    ready.answers(service, operation, answer)
    lacking.fails(service, operation, missing)
    assert found_in(ready, config)["model"].state == "ok"
    found = found_in(lacking, config)["model"]
    assert (found.state, key in found.detail) == ("problem", True)


def test_model_access_that_may_not_be_looked_at_names_its_permissions() -> None:
    clients = a_ready_account()
    clients.fails("bedrock", "get_foundation_model_availability", "AccessDeniedException")
    found = found_in(clients, StackConfig(stage="dev", model=MODEL))["model"]
    assert found.state == "note"
    assert "bedrock:GetFoundationModelAvailability" in found.detail


@pytest.mark.parametrize(("destination", "state"), [("CloudWatchLogs", "ok"), ("XRay", "note")])
def test_traces_to_xray_are_said_to_be_dropped_where_it_keeps_none(destination: str, state: str) -> None:
    clients = a_ready_account()
    clients.answers("xray", "get_trace_segment_destination", {"Destination": destination, "Status": "ACTIVE"})
    found = found_in(clients, StackConfig(stage="dev", trace_endpoint="xray"))["traces"]
    assert found.state == state
    assert (state == "ok") != ("update-trace-segment-destination" in found.detail)
