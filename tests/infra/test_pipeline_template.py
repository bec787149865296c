"""The role of a pipeline: taken by one repository from one environment, and good for one stack alone."""

import json

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from cdk.config import StackConfig
from finops_core.errors import SettingsError
from finops_core.table.schema import PLAIN_FORM, RECORD_FORM
from tests.infra.synthesis import Assembly, synthesise
from tests.infra.test_lint import POLICY_RULES, REDUNDANT_DEPENDENCY

NAME = "FinOpsAgent-staging"
ISSUER = "token.actions.githubusercontent.com"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    context: dict[str, object] = {
        "stage": "staging",
        "pipeline_repository": "acme/finops-agent",
        "plain_records": True,
        "alarm_email": "oncall@example.com",
    }
    return synthesise(tmp_path_factory.mktemp("pipeline"), context, stack_name=NAME)


def test_without_a_repository_there_is_no_such_role(assembly: Assembly):
    assert ISSUER not in json.dumps(assembly.template)
    assert "DeployRole" not in assembly.template["Outputs"]


def test_the_role_is_for_one_environment_of_one_repository(released: Assembly):
    [role] = [each for id, each in released.resources("AWS::IAM::Role").items() if id.startswith("Pipeline")]
    [trust] = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert f"oidc-provider/{ISSUER}" in json.dumps(trust["Principal"]["Federated"])
    assert trust["Condition"] == {
        "StringEquals": {
            f"{ISSUER}:aud": "sts.amazonaws.com",
            f"{ISSUER}:sub": "repo:acme/finops-agent:environment:staging",
        }
    }


def test_it_may_change_this_stack_alone_and_read_no_conversation(released: Assembly):
    [role] = [each for id, each in released.resources("AWS::IAM::Role").items() if id.startswith("Pipeline")]
    [policy] = role["Properties"]["Policies"]
    granted = {
        action: (json.dumps(statement["Resource"]), statement.get("Condition"))
        for statement in policy["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert {action for action, (where, _) in granted.items() if where == '"*"'} == {"lambda:GetAccountSettings"}
    assert f"stack/{NAME}/*" in granted["cloudformation:ExecuteChangeSet"][0]
    assert "cdk-hnb659fds-cfn-exec-role-" in granted["iam:PassRole"][0]
    of_table = {action: condition for action, (_, condition) in granted.items() if action.startswith("dynamodb:")}
    assert of_table.keys() == {f"dynamodb:{name}" for name in ("GetItem", "Query", "PutItem", "DeleteItem")}
    for condition in of_table.values():
        assert condition == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["APIKEYS"]}}


def test_cfn_lint_finds_nothing(released: Assembly):
    config = ManualArgs(regions=["us-east-1"], include_checks=POLICY_RULES, ignore_checks=[REDUNDANT_DEPENDENCY])
    assert [str(each) for each in lint(json.dumps(released.template), config=config)] == []


def test_the_stack_tells_how_its_records_lie_and_whom_alarms_mail(assembly: Assembly, released: Assembly):
    assert assembly.template["Outputs"]["RecordForm"]["Value"] == str(RECORD_FORM)
    assert "AlarmEmail" not in assembly.template["Outputs"]
    assert released.template["Outputs"]["RecordForm"]["Value"] == str(PLAIN_FORM)
    assert released.template["Outputs"]["AlarmEmail"]["Value"] == "oncall@example.com"


@pytest.mark.parametrize("given", [{"pipeline_repository": "acme/agent"}, {"stage": "dev", "pipeline_repository": "x"}])
def test_a_repository_is_named_with_its_owner_and_a_stage(given: dict[str, str]):
    with pytest.raises(SettingsError, match="pipeline_repository"):
        StackConfig.from_context(given.get)
