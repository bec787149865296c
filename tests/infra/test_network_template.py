"""A network without a way to the internet, around what reads the bill."""

import json
from typing import Any

import pytest

from cdk.config import StackConfig
from finops_core.errors import SettingsError
from tests.infra.synthesis import Assembly
from tests.infra.test_model_template import listed
from tests.infra.test_template import named, one

pytestmark = pytest.mark.xdist_group("options")

INSIDE = {"ArrivalsPreparer", "ReportsWriter", "WorkDeadLetters", "WorkSweep", "WorkWorker"}


def services(assembly: Assembly) -> dict[str, dict[str, Any]]:
    """The endpoints by the service that they lead to."""
    found: dict[str, dict[str, Any]] = {}
    for each in named(assembly, "AWS::EC2::VPCEndpoint").values():
        name = each["ServiceName"]
        text = name if isinstance(name, str) else "".join(str(part) for part in name["Fn::Join"][1])
        found[text.rpartition(".")[2]] = each
    return found


def test_a_stack_without_options_has_no_network(assembly: Assembly) -> None:
    kinds = {each["Type"] for each in assembly.template["Resources"].values()}
    assert not any(kind.startswith("AWS::EC2::") for kind in kinds)


def test_what_reads_the_bill_is_inside_and_what_posts_to_sockets_is_not(optional: Assembly) -> None:
    functions = named(optional, "AWS::Lambda::Function")
    assert {id.partition("Function")[0] for id, each in functions.items() if "VpcConfig" in each} == INSIDE
    for each in functions.values():
        if "VpcConfig" in each:
            assert len(each["VpcConfig"]["SubnetIds"]) == 2


def test_nothing_leads_from_it_to_the_internet(optional: Assembly) -> None:
    kinds = {each["Type"] for each in optional.template["Resources"].values()}
    ways_out = ("InternetGateway", "NatGateway", "EgressOnlyInternetGateway", "TransitGatewayAttachment", "Route")
    assert not kinds & {f"AWS::EC2::{way}" for way in ways_out}
    for subnet in named(optional, "AWS::EC2::Subnet").values():
        assert subnet["MapPublicIpOnLaunch"] is False


def test_it_reaches_what_workers_ask_and_each_way_takes_this_accounts_calls_alone(optional: Assembly) -> None:
    assert services(optional).keys() == {"s3", "dynamodb", "sqs", "sts", "xray"}
    for name, endpoint in services(optional).items():
        [statement] = endpoint["PolicyDocument"]["Statement"]
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}}}, name
        if endpoint["VpcEndpointType"] == "Interface":
            assert endpoint["PrivateDnsEnabled"] is True


def test_only_the_functions_reach_the_endpoints_and_by_tls(optional: Assembly) -> None:
    groups = named(optional, "AWS::EC2::SecurityGroup").values()
    within = [rule for group in groups for rule in group.get("SecurityGroupIngress", ())]
    [rule] = [*named(optional, "AWS::EC2::SecurityGroupIngress").values(), *within]
    assert (rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == (443, 443, "tcp")
    assert "FunctionsGroup" in json.dumps(rule["SourceSecurityGroupId"])


def test_code_inside_may_not_do_what_lambda_does_to_have_it_there(optional: Assembly) -> None:
    roles = {id: each for id, each in named(optional, "AWS::IAM::Role").items() if id.startswith(tuple(INSIDE))}
    assert len(roles) == len(INSIDE)
    for id, role in roles.items():
        [policy] = role["Policies"]
        statements = policy["PolicyDocument"]["Statement"]
        allowed, denied = (
            {action for each in statements if each["Effect"] == effect for action in listed(each["Action"])}
            for effect in ("Allow", "Deny")
        )
        assert denied == {action for action in allowed if action.startswith("ec2:")} != set(), id
        [deny] = [each for each in statements if each["Effect"] == "Deny"]
        assert list(deny["Condition"]["ArnLike"]) == ["lambda:SourceFunctionArn"]


def test_what_is_refused_is_noted(optional: Assembly) -> None:
    assert one(optional, "AWS::EC2::FlowLog")["TrafficType"] == "REJECT"


@pytest.mark.parametrize(
    ("context", "words"),
    [
        (
            {"model": "anthropic:m", "model_key": "arn:aws:ssm:eu-central-1:111122223333:parameter/finops/key"},
            "models of Bedrock alone",
        ),
        ({"trace_endpoint": "https://collector.example"}, "traces can go to xray alone"),
    ],
    ids=["another provider's model", "another collector"],
)
def test_what_would_need_the_internet_is_refused_beside_it(context: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        StackConfig.from_context({**context, "private_network": "true"}.get)
