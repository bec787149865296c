"""The URL for signed questions: there for named principals alone, who may call its function by it and no other way."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from cdk.config import StackConfig
from finops_client.errors import Forbidden, Unauthenticated
from finops_client.signed_requests import SignedRequests
from finops_core.errors import SettingsError
from finops_core.roles import Role
from tests.infra.emulator import REGION
from tests.infra.stage import Stage
from tests.infra.synthesis import Assembly, synthesise
from tests.infra.test_lint import POLICY_RULES, REDUNDANT_DEPENDENCY
from websocket.deps import WebsocketSettings
from websocket.http_api.private import LONGEST_WAIT_S, PrincipalSettings

NIGHTLY = "arn:aws:iam::111122223333:role/jobs/nightly"
ADA = "arn:aws:iam::111122223333:user/ada"
CONTEXT: dict[str, object] = {
    "principals": json.dumps({NIGHTLY: "all", ADA: ["123456789012"]}),
    "principal_roles": json.dumps({ADA: "analyst"}),
}


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesise(tmp_path_factory.mktemp("private"), CONTEXT)


def named(assembly: Assembly, type_: str) -> dict[str, dict[str, Any]]:
    """Properties of the private URL's resources of a type."""
    return {id: each["Properties"] for id, each in assembly.resources(type_).items() if id.startswith("PrivateUrl")}


def test_without_principals_there_is_neither_a_url_nor_a_function(assembly: Assembly):
    assert assembly.resources("AWS::Lambda::Url") == {}
    assert named(assembly, "AWS::Lambda::Function") == {}
    assert "PrivateAddress" not in assembly.template["Outputs"]


def test_the_url_takes_signed_requests_alone_and_its_address_is_told(private: Assembly):
    [(id, url)] = named(private, "AWS::Lambda::Url").items()
    assert (url["AuthType"], "Cors" in url, url.get("InvokeMode", "BUFFERED")) == ("AWS_IAM", False, "BUFFERED")
    assert private.template["Outputs"]["PrivateAddress"]["Value"] == {"Fn::GetAtt": [id, "FunctionUrl"]}


def test_those_who_are_named_may_call_it_by_its_url_and_nobody_may_in_another_way(private: Assembly):
    [function] = named(private, "AWS::Lambda::Function")
    every = private.resources("AWS::Lambda::Permission").values()
    granted = [each["Properties"] for each in every if function in json.dumps(each["Properties"]["FunctionName"])]
    told = {
        (each["Principal"], each["Action"], each.get("FunctionUrlAuthType"), each.get("InvokedViaFunctionUrl"))
        for each in granted
    }
    assert len(granted) == len(told)
    assert told == {
        (principal, *way)
        for principal in (NIGHTLY, ADA)
        for way in (("lambda:InvokeFunctionUrl", "AWS_IAM", None), ("lambda:InvokeFunction", None, True))
    }


def test_its_function_may_what_the_http_apis_may_but_for_telling_sockets(private: Assembly):
    def actions(start: str) -> set[str]:
        [role] = [each for id, each in private.resources("AWS::IAM::Role").items() if id.startswith(start)]
        statements = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        listed = [each["Action"] for each in statements]
        return {action for each in listed for action in ([each] if isinstance(each, str) else each)}

    assert actions("HttpApi") - actions("PrivateUrl") == {"execute-api:ManageConnections"}
    assert actions("PrivateUrl") < actions("HttpApi")


def test_it_reads_who_may_ask_and_ends_after_the_longest_wait(private: Assembly):
    [function] = named(private, "AWS::Lambda::Function").values()
    assert function["Handler"] == "websocket.http_api.private.handler"
    assert LONGEST_WAIT_S < function["Timeout"] <= LONGEST_WAIT_S + 10
    variables = function["Environment"]["Variables"]
    ours = {name: value for name, value in variables.items() if name.startswith("FINOPS_")}
    assert set(ours) == PrincipalSettings.variables() | WebsocketSettings.variables()
    read = PrincipalSettings.from_environment({name: ours[name] for name in PrincipalSettings.variables()})
    assert read.principal_accounts == {NIGHTLY: None, ADA: ("123456789012",)}
    assert read.principal_roles == {ADA: Role.ANALYST}


def test_cfn_lint_finds_nothing_in_it(private: Assembly):
    config = ManualArgs(regions=["us-east-1"], include_checks=POLICY_RULES, ignore_checks=[REDUNDANT_DEPENDENCY])
    found = lint(json.dumps(private.template), config=config)
    assert [f"{each.rule.id} at line {each.linenumber}: {each.message}" for each in found] == []


@pytest.mark.parametrize(
    "principals",
    [
        {"*": "all"},
        {"arn:aws:iam::111122223333:root": "all"},
        {"arn:aws:iam::111122223333:role/*": "all"},
        {"arn:aws:sts::111122223333:assumed-role/nightly/x": "all"},
        {"nightly": "all"},
        {NIGHTLY: "some"},
    ],
    ids=str,
)
def test_what_is_no_role_or_user_is_refused_by_the_settings_name(principals: dict[str, str]):
    with pytest.raises(SettingsError, match="principals"):
        StackConfig.from_context({"principals": principals}.get)


def test_a_role_for_nobody_who_may_ask_is_refused():
    with pytest.raises(SettingsError, match=r"`principal_roles` names .*user/ada, which `principals` does not"):
        StackConfig.from_context({"principals": {NIGHTLY: "all"}, "principal_roles": {ADA: "viewer"}}.get)


# On the emulator

deployed = pytest.mark.xdist_group("emulator")


@contextmanager
def private_address(stage: Stage) -> Generator[str]:
    """The HTTP API's function as that of the private address, for as long as this lasts."""
    functions, name = stage.deployment.emulator.client("lambda"), stage.deployment.function("HttpApi/Requests")
    was = functions.get_function_configuration(FunctionName=name)
    variables = was["Environment"]["Variables"]
    told = {"FINOPS_PRINCIPAL_ACCOUNTS": json.dumps({NIGHTLY: None}), "FINOPS_PRINCIPAL_ROLES": "{}"}
    functions.update_function_configuration(
        FunctionName=name,
        Handler="websocket.http_api.private.handler",
        Environment={"Variables": variables | told},
    )
    made = functions.create_function_url_config(FunctionName=name, AuthType="AWS_IAM")
    try:
        id = str(urlsplit(str(made["FunctionUrl"])).hostname).partition(".")[0]
        yield f"{stage.deployment.emulator.url}/_aws/lambda-url/{id}"
    finally:
        functions.delete_function_url_config(FunctionName=name)
        functions.update_function_configuration(
            FunctionName=name, Handler=was["Handler"], Environment={"Variables": variables}
        )


@deployed
def test_the_emulator_lets_in_who_signs_and_may_and_does_not_tell_the_function_who_that_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    iam = stage.deployment.emulator.client("iam")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    with private_address(stage) as address:
        with pytest.raises(HTTPError, match="403") as unsigned:
            urlopen(f"{address}/v1/jobs", timeout=60)
        unsigned.value.close()
        for id, secret, error, words in (
            (key["AccessKeyId"], key["SecretAccessKey"], Forbidden, "AWS did not let the request through"),
            ("test", "test", Unauthenticated, "Sign the request with AWS credentials"),
        ):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", id)
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
            client = SignedRequests(address, region=REGION)
            with pytest.raises(error, match=words):
                client.send("GET", "/v1/jobs", timeout_s=60)
