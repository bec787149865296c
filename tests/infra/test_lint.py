"""Offline linters over the synthesised template: its properties, its policies, and what an update may never replace."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from cfnlint.api import lint
from cfnlint.config import ManualArgs

from tests.infra.synthesis import Assembly

REDUNDANT_DEPENDENCY = "W3005"
"""The CDK writes out that a function follows its role, which the reference to the role says already."""

POLICY_RULES = ["I3510", "W3037", "E3510", "E3511", "E3512", "E3513"]
"""Policies: known actions, and resources of a kind that the actions know."""

ON_EVERYTHING = {
    "budgets:ViewBudget": "Budgets are named by whoever makes them, and all of an account are looked at.",
}
"""Actions that know resources and are granted on all, each with its reason."""

STATEFUL = {
    "AWS::Cognito::UserPool": ["IdentityUsers61009EFD"],
    "AWS::Cognito::UserPoolClient": ["IdentityUsersClient75E7C958"],
    "AWS::DynamoDB::Table": ["StorageTableB43FDCE7"],
    "AWS::S3::Bucket": ["StorageBucket5CB7C8EA"],
    "AWS::SQS::Queue": ["DoorbellsDeadLettersF821D5BE", "DoorbellsQueue4079C9A1", "DoorbellsUndelivered7C81100B"],
}
"""By logical id. Another id is another resource: an update would leave what people have in the old one."""


def test_cfn_lint_finds_nothing(assembly: Assembly) -> None:
    config = ManualArgs(
        regions=["us-east-1", "eu-central-1"], include_checks=POLICY_RULES, ignore_checks=[REDUNDANT_DEPENDENCY]
    )
    found = lint(json.dumps(assembly.template), config=config)
    assert [f"{each.rule.id} at line {each.linenumber}: {each.message}" for each in found] == []


def granted_on_everything(assembly: Assembly) -> Iterator[str]:
    for role in assembly.resources("AWS::IAM::Role").values():
        for policy in role["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                if statement["Resource"] == "*":
                    actions: str | list[str] = statement["Action"]
                    yield from [actions] if isinstance(actions, str) else actions


def test_an_action_is_granted_on_everything_only_where_it_knows_no_resource_or_for_a_reason(
    assembly: Assembly,
) -> None:
    known: dict[str, Any] = json.loads((files("cfnlint") / "data/AdditionalSpecs/Policies.json").read_text())
    narrower: set[str] = set()
    for action in granted_on_everything(assembly):
        service, _, name = action.partition(":")
        if known[service]["Actions"][name.lower()].get("Resources"):
            narrower.add(action)
    assert narrower == set(ON_EVERYTHING)


def test_an_update_never_replaces_what_holds_data(assembly: Assembly) -> None:
    gone = {type_: sorted({*known} - {*assembly.resources(type_)}) for type_, known in STATEFUL.items()}
    assert {type_: ids for type_, ids in gone.items() if ids} == {}


def test_what_holds_data_has_no_name_of_its_own_that_a_second_stack_would_clash_with(assembly: Assembly) -> None:
    for type_ in STATEFUL:
        for each in assembly.resources(type_).values():
            names = {"TableName", "BucketName", "UserPoolName", "QueueName", "ClientName"}
            assert not names & set(each["Properties"]), type_
