"""Offline linters over the synthesised template: its properties, its policies, and what an update may never replace."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, cast

from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

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

CREATED_WITH = {
    "StorageTableB43FDCE7": {
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    },
    "IdentityUsersClient75E7C958": {"UserPoolId": {"Ref": "IdentityUsers61009EFD"}},
}
"""What CloudFormation replaces a resource for when it changes, by AWS's schemas; the others have none."""

INDEX_KEYS = {
    "due": ("due_shard", "due_at"),
    "by_user": ("user_id", "created_at"),
    "by_thread": ("thread_key", "created_at"),
}
"""An index with other keys is another index, empty until it is filled, and an update may make or remove only one."""


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


def created_with(type_: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Those of a resource's properties that AWS's schema says cannot change without another resource."""
    schema: dict[str, Any] = cast(Any, PROVIDER_SCHEMA_MANAGER).get_resource_schema("us-east-1", type_).schema
    fixed = {*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ())}
    return {name: value for name, value in properties.items() if f"/properties/{name}" in fixed}


def test_nothing_changes_that_a_replacement_would_follow_from(assembly: Assembly) -> None:
    found = {
        id: created_with(type_, assembly.resources(type_)[id]["Properties"])
        for type_, known in STATEFUL.items()
        for id in known
    }
    assert {id: fixed for id, fixed in found.items() if fixed} == CREATED_WITH


def test_the_tables_indexes_keep_their_keys_and_the_pool_what_people_sign_in_with(assembly: Assembly) -> None:
    [table] = assembly.resources("AWS::DynamoDB::Table").values()
    indexes = table["Properties"]["GlobalSecondaryIndexes"]
    keys = {each["IndexName"]: tuple(key["AttributeName"] for key in each["KeySchema"]) for each in indexes}
    assert keys == INDEX_KEYS
    [pool] = assembly.resources("AWS::Cognito::UserPool").values()
    assert pool["Properties"]["UsernameAttributes"] == ["email"]


def test_what_holds_data_has_no_name_of_its_own_that_a_second_stack_would_clash_with(assembly: Assembly) -> None:
    for type_ in STATEFUL:
        for each in assembly.resources(type_).values():
            names = {"TableName", "BucketName", "UserPoolName", "QueueName", "ClientName"}
            assert not names & set(each["Properties"]), type_


ONCE_AN_ACCOUNT = ("AWS::Budgets::", "AWS::CloudFront::", "AWS::IAM::", "AWS::S3::")
"""Services whose names an account, or all the world, has once in all regions."""


def test_stacks_of_two_regions_share_no_name_that_an_account_has_once(assembly: Assembly) -> None:
    named: dict[str, Any] = {}
    for id, each in assembly.template["Resources"].items():
        if each["Type"].startswith(ONCE_AN_ACCOUNT):
            for inner in (each["Properties"], *each["Properties"].values()):
                if isinstance(inner, dict):
                    found = cast(dict[str, Any], inner)
                    kinds = ("Name", "RoleName", "BucketName", "BudgetName", "PolicyName")
                    named |= {f"{id} {kind}": found[kind] for kind in kinds if kind in found}
    assert len(named) == 3, "CloudFront's access control, headers and routes have to have a name"
    for where, name in named.items():
        assert {"Ref": "AWS::Region"} in name["Fn::Join"][1], where
