"""Least privilege, walked over the registry and over every role of the template."""

from typing import Any

import pytest
from pydantic import BaseModel

from agents.catalog import CATALOG
from billing.source import BILL
from cdk import iam
from finops_core.answers import Finding
from finops_core.tools.context import ToolContext
from finops_core.tools.readers import Grant, ReaderSpec
from finops_core.tools.spec import AgentDef, Risk, ToolDef, as_found
from tests.infra.grants import BY_ROLE, EXECUTOR, READER
from tests.infra.synthesis import Assembly, synthesise

WITHOUT_RESOURCES = {"dynamodb:ListStreams"}
"""Actions that IAM can only allow on everything."""


class NoParams(BaseModel):
    """A tool that asks for nothing."""


def never(params: NoParams, ctx: ToolContext) -> Finding:
    raise NotImplementedError


def agent(name: str, *readers: ReaderSpec, changes: tuple[Grant, ...] = ()) -> AgentDef:
    """An agent with a tool that reads through the readers, and one that changes something, if it has grants."""
    look = ToolDef(
        name="look", description="Looks.", params=NoParams, read=never, present=as_found, needs=tuple(readers)
    )
    change = ToolDef(
        name="change",
        description="Changes.",
        params=NoParams,
        read=never,
        present=as_found,
        risk=Risk.CHANGE,
        grants=changes,
    )
    tools = (look, change) if changes else (look,)
    return AgentDef(
        name=name,
        title=name,
        description=name,
        tools=tools,
    )


def reader(*grants: Grant) -> ReaderSpec:
    return ReaderSpec(port=object, title="something", remedy="Configure it.", grants=grants)


def roles(assembly: Assembly) -> dict[str, list[dict[str, Any]]]:
    """The statements of each role, by its construct's path."""
    found: dict[str, list[dict[str, Any]]] = {}
    for id, each in assembly.resources("AWS::IAM::Role").items():
        [policy] = each["Properties"]["Policies"]
        [role] = [path for path in {*BY_ROLE, EXECUTOR} if id.startswith(path.replace("/", ""))]
        found[role] = policy["PolicyDocument"]["Statement"]
    return found


def actions_of(statements: list[dict[str, Any]]) -> set[str]:
    listed = [statement["Action"] for statement in statements]
    return {action for each in listed for action in ([each] if isinstance(each, str) else each)}


def test_every_tool_of_the_registry_may_do_what_it_declares(assembly: Assembly):
    reader = roles(assembly)[READER]
    tools = [tool for each in CATALOG.values() for tool in each.tools]
    assert tools
    for tool in tools:
        for needed in tool.needs:
            for grant in needed.grants:
                assert set(grant.actions) <= actions_of(reader), tool.name


def test_every_tool_over_the_bill_declares_that_it_reads_it():
    assert {tool.name for tool in CATALOG["cost"].tools if BILL not in tool.needs} == set()


def test_roles_hold_what_is_declared_for_them_and_nothing_more(assembly: Assembly):
    assert roles(assembly).keys() == BY_ROLE.keys()
    for role, statements in roles(assembly).items():
        wanted = {action for grant in BY_ROLE[role] for action in grant.actions}
        assert actions_of(statements) == wanted, role


def test_no_policy_is_attached_from_elsewhere(assembly: Assembly):
    assert assembly.resources("AWS::IAM::Policy") == {}
    assert assembly.resources("AWS::IAM::ManagedPolicy") == {}
    for each in assembly.resources("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in each["Properties"]


def test_no_action_is_a_wildcard_and_everything_is_only_for_what_knows_no_resource(assembly: Assembly):
    for role, statements in roles(assembly).items():
        assert not any("*" in action for action in actions_of(statements)), role
        everywhere = [statement for statement in statements if statement["Resource"] == "*"]
        if role != READER:
            assert actions_of(everywhere) <= WITHOUT_RESOURCES, role


def test_the_bill_is_read_as_the_reader_alone_and_the_front_door_cannot_write_blobs(assembly: Assembly):
    blobs = {
        role: {action for action in actions_of(statements) if action.startswith("s3:")}
        for role, statements in roles(assembly).items()
    }
    assert {role: actions for role, actions in blobs.items() if actions} == {
        "Arrivals/Preparer": {"s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject"},
        "FrontDoor/Message": {"s3:GetObject"},
        "HttpApi/Requests": {"s3:GetObject"},
        "Page/Files": {"s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject"},
        "Reports/Writer": {"s3:GetObject", "s3:ListBucket", "s3:PutObject"},
        "Work/Worker": {"s3:PutObject"},
        "Work/Sweep": {"s3:ListBucket", "s3:DeleteObject"},
        READER: {"s3:ListBucket", "s3:GetObject"},
    }


# The three kinds of role


LOOKS = Grant(actions=("ec2:DescribeVolumes",))
DELETES = Grant(actions=("ec2:DeleteVolume",))
TAGS = Grant(actions=("ec2:CreateTags",), resources=("arn:aws:ec2:*:*:volume/*",))


@pytest.fixture(scope="module")
def with_deeds(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """The stack with one agent more, whose tools look at volumes and delete them."""
    folder = tmp_path_factory.mktemp("with-deeds")
    return synthesise(folder, catalog={**CATALOG, "disks": agent("disks", reader(LOOKS), changes=(DELETES, TAGS))})


def trusted(assembly: Assembly, role: str) -> Any:
    [found] = [
        each["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        for id, each in assembly.resources("AWS::IAM::Role").items()
        if id.startswith(role.replace("/", ""))
    ]
    [statement] = found
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sts:AssumeRole")
    return statement["Principal"]


def test_only_who_answers_prepares_and_watches_may_become_the_reader(assembly: Assembly, with_deeds: Assembly):
    for stack in (assembly, with_deeds):
        [reader_id] = [id for id in stack.resources("AWS::IAM::Role") if id.startswith("AccountReader")]
        become = {
            role: [each["Resource"] for each in statements if each["Action"] == "sts:AssumeRole"]
            for role, statements in roles(stack).items()
        }
        assert {role: found for role, found in become.items() if found} == {
            "Arrivals/Preparer": [{"Fn::GetAtt": [reader_id, "Arn"]}],
            "Reports/Writer": [{"Fn::GetAtt": [reader_id, "Arn"]}],
            "Watch/Rounds": [{"Fn::GetAtt": [reader_id, "Arn"]}],
            "Work/Worker": [{"Fn::GetAtt": [reader_id, "Arn"]}],
        }
        assert ":root" in str(trusted(stack, READER)), "only identities of this very account"


def test_a_new_agents_readers_widen_the_role_that_reads_and_no_other(assembly: Assembly, with_deeds: Assembly):
    before, after = roles(assembly), roles(with_deeds)
    assert actions_of(after[READER]) == actions_of(before[READER]) | set(LOOKS.actions)
    others = before.keys() - {READER, EXECUTOR}
    assert {role: after[role] for role in others} == {role: before[role] for role in others}


def test_there_is_no_executor_until_a_tool_changes_something(assembly: Assembly, with_deeds: Assembly):
    known = {action for grant in iam.executor_grants(CATALOG) for action in grant.actions}
    assert (EXECUTOR in roles(assembly)) == bool(known)
    assert actions_of(roles(with_deeds)[EXECUTOR]) == {*known, *DELETES.actions, *TAGS.actions}


def test_what_the_executor_may_do_reaches_no_other_role_and_nothing_that_answers_becomes_it(with_deeds: Assembly):
    others = {role: statements for role, statements in roles(with_deeds).items() if role != EXECUTOR}
    for role, statements in others.items():
        assert not actions_of(statements) & {*DELETES.actions, *TAGS.actions}, role
    assert trusted(with_deeds, EXECUTOR) == {"Service": "lambda.amazonaws.com"}
    run_as = [str(each["Properties"]["Role"]) for each in with_deeds.resources("AWS::Lambda::Function").values()]
    assert run_as
    assert not any("AccountExecutor" in role for role in run_as)


# Grants and statements


def test_a_new_tools_grant_becomes_a_statement_once():
    costs = Grant(actions=("ce:GetCostAndUsage",))
    bill = Grant(actions=("s3:GetObject",), resources=("bill",))
    catalog = {"a": agent("a", reader(costs)), "b": agent("b", reader(costs, bill))}
    statements = iam.statements(iam.reader_grants(catalog), {"bill": "arn:aws:s3:::exports/*"})
    assert [(each.actions, each.resources) for each in statements] == [
        (["ce:GetCostAndUsage"], ["*"]),
        (["s3:GetObject"], ["arn:aws:s3:::exports/*"]),
    ]


def test_what_a_tool_may_change_reaches_no_role_that_reads():
    deletes = Grant(actions=("ec2:DeleteVolume",))
    catalog = {"a": agent("a", reader(Grant(actions=("ec2:DescribeVolumes",))), changes=(deletes,))}
    assert deletes not in iam.reader_grants(catalog)
    assert iam.executor_grants(catalog) == (deletes,)


def test_permissions_of_a_tool_that_only_reads_belong_to_its_readers():
    with pytest.raises(ValueError, match="readers"):
        ToolDef(
            name="look",
            description="Looks.",
            params=NoParams,
            read=never,
            present=as_found,
            grants=(Grant(actions=("ec2:DescribeVolumes",)),),
        )


def test_a_grant_on_what_the_stack_does_not_know_stops_the_synthesis():
    with pytest.raises(ValueError, match="warehouse"):
        iam.statements([Grant(actions=("s3:GetObject",), resources=("warehouse",))], {"bill": "arn:aws:s3:::b"})
