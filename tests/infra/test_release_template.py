"""How large functions are and how a release takes over, where a stage says so; nothing of it is there unasked."""

import json
from typing import Any

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from benchmarks.cloud_price import price
from cdk.capacity import Capacity
from cdk.config import StackConfig
from finops_core.errors import SettingsError
from tests.infra.synthesis import Assembly
from tests.infra.test_lint import POLICY_RULES, REDUNDANT_DEPENDENCY
from tests.infra.test_template import function_of, named

pytestmark = pytest.mark.xdist_group("options")

WAITED_FOR = ("FrontDoorAuthorizer", "FrontDoorConnect", "FrontDoorMessage", "HttpApiRequests", "Publisher")
"""Functions for whose start somebody waits."""
SHIFTED = (*WAITED_FOR, "ArrivalsPreparer", "FrontDoorDisconnect", "WorkDeadLetters", "WorkSweep", "WorkWorker")


def aliases(assembly: Assembly) -> dict[str, dict[str, Any]]:
    """By the construct of their function."""
    found = assembly.resources("AWS::Lambda::Alias")
    return {id.partition("Function")[0]: each for id, each in found.items()}


def test_a_stack_without_options_has_no_alias_and_nothing_that_shifts(assembly: Assembly) -> None:
    for type_ in ("Lambda::Alias", "Lambda::Version", "CodeDeploy::Application", "CodeDeploy::DeploymentGroup"):
        assert assembly.resources(f"AWS::{type_}") == {}


def test_sizes_and_times_are_those_of_the_stages_file(optional: Assembly) -> None:
    _, worker = function_of(optional, "worker.handler.handler")
    assert (worker["MemorySize"], worker["Timeout"]) == (3008, 600)
    assert worker["Environment"]["Variables"]["FINOPS_ATTEMPT_LIMIT_S"] == "480.0"
    for handler in ("websocket.message.handler", "websocket.http_api.handler.handler", "websocket.publisher.handler"):
        assert function_of(optional, handler)[1]["MemorySize"] == 1024
    _, preparer = function_of(optional, "worker.arrivals.handler")
    duckdb_mb = int(preparer["Environment"]["Variables"]["FINOPS_MEMORY_LIMIT_MB"])
    assert (preparer["MemorySize"], duckdb_mb) == (4096, 4096 - (3008 - 1800))


def test_what_is_measured_and_priced_is_of_the_sizes_that_are_deployed() -> None:
    defaults = Capacity()
    assert (defaults.front_memory_mb, defaults.worker_memory_mb) == (price.FRONT_MB, price.WORKER_MB)
    assert (defaults.front_memory_mb, defaults.preparer_memory_mb) == (price.PUBLISHER_MB, price.PREPARER_MB)


def test_as_many_as_wanted_are_kept_started_of_what_somebody_waits_for(optional: Assembly) -> None:
    warm = {
        name: each["Properties"]["ProvisionedConcurrencyConfig"]["ProvisionedConcurrentExecutions"]
        for name, each in aliases(optional).items()
        if "ProvisionedConcurrencyConfig" in each["Properties"]
    }
    assert warm == {**dict.fromkeys(WAITED_FOR, 1), "WorkWorker": 2}


def test_every_call_of_somebody_goes_to_an_alias_but_those_of_the_private_address(optional: Assembly) -> None:
    found = aliases(optional)
    assert found.keys() == set(SHIFTED)
    logical = {
        name: next(id for id in optional.resources("AWS::Lambda::Alias") if id.startswith(name)) for name in found
    }
    resources = optional.template["Resources"]
    callers = ("EventSourceMapping", "Rule", "Integration", "Authorizer")
    calls = {id: json.dumps(each) for id, each in resources.items() if each["Type"].rpartition("::")[2] in callers}
    for name, alias in logical.items():
        assert any(f'"{alias}"' in text for text in calls.values()), name
    functions = optional.resources("AWS::Lambda::Function")
    plain = {id.partition("Function")[0] for id in functions if any(f'"{id}"' in text for text in calls.values())}
    assert plain.isdisjoint(SHIFTED), "only what nobody waits for takes a release at once"
    [url] = optional.resources("AWS::Lambda::Url").values()
    assert url["Properties"]["TargetFunctionArn"]["Fn::GetAtt"][0].startswith("PrivateUrlQuestions")


def test_calls_are_shifted_and_led_back_when_an_alarm_of_the_stack_rings(optional: Assembly) -> None:
    groups = named(optional, "AWS::CodeDeploy::DeploymentGroup")
    alarms = optional.resources("AWS::CloudWatch::Alarm")
    assert len(groups) == len(SHIFTED)
    for name, alias in aliases(optional).items():
        update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        group = groups[update["DeploymentGroupName"]["Ref"]]
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes"
        assert group["DeploymentStyle"]["DeploymentType"] == "BLUE_GREEN"
        back = group["AutoRollbackConfiguration"]
        assert back["Enabled"]
        assert "DEPLOYMENT_STOP_ON_ALARM" in back["Events"]
        looked_at = [each["Name"]["Ref"] for each in group["AlarmConfiguration"]["Alarms"]]
        assert set(looked_at) <= set(alarms)
        assert len(looked_at) <= 10, "more than CodeDeploy looks at"
        own = [id for id in looked_at if "Errors" in id]
        [of_function] = own
        assert of_function.removeprefix("Alarms").partition("Errors")[0] in name
        for shared in ("DeadLetters", "Undelivered", "QueueAge", "FeedAge", "QuestionsFail"):
            assert any(id.startswith(f"Alarms{shared}") and "Errors" not in id for id in looked_at), shared


def test_codedeploy_may_lead_the_calls_of_these_functions_and_nothing_else(optional: Assembly) -> None:
    [role] = [
        each["Properties"] for id, each in optional.resources("AWS::IAM::Role").items() if id.startswith("Releases")
    ]
    assert "ManagedPolicyArns" not in role
    [trust] = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "codedeploy.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    [policy] = role["Policies"]
    on_functions, on_alarms = policy["PolicyDocument"]["Statement"]
    assert len(on_functions["Resource"]) == 2 * len(SHIFTED)
    assert "*" not in json.dumps(on_functions["Resource"])
    assert (on_alarms["Action"], on_alarms["Resource"]) == ("cloudwatch:DescribeAlarms", "*")


def test_cfn_lint_finds_nothing_in_a_stack_with_options(optional: Assembly) -> None:
    config = ManualArgs(
        regions=["us-east-1", "eu-central-1"], include_checks=POLICY_RULES, ignore_checks=[REDUNDANT_DEPENDENCY]
    )
    found = lint(json.dumps(optional.template), config=config)
    assert [f"{each.rule.id} at line {each.linenumber}: {each.message}" for each in found] == []


def test_what_holds_data_is_the_same_with_every_option(assembly: Assembly, optional: Assembly) -> None:
    for type_ in ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool", "AWS::SQS::Queue"):
        assert optional.resources(type_).keys() == assembly.resources(type_).keys()


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"worker_memory_mb": "64"}, "context value worker_memory_mb"),
        ({"worker_timeout_s": "901"}, "context value worker_timeout_s"),
        ({"worker_timeout_s": "300"}, "context value worker_timeout_s"),
        ({"preparer_memory_mb": "1024"}, "context value preparer_memory_mb"),
        ({"release": "slowly"}, "context value release"),
        ({"workers": "2", "warm_workers": "3"}, "more `warm_workers` than `workers`"),
    ],
    ids=str,
)
def test_a_size_that_cannot_work_is_refused_before_anything_is_made(context: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        StackConfig.from_context(context.get)
