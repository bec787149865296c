"""The role in which other accounts are read: made from its template, taken with the right external id alone."""

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from typer.testing import CliRunner

from account.live.policy import grants
from account.live.role_template import MOST_CHARACTERS, role_template
from agents.budgets.aws import AWS_BUDGETS
from finops_core.aws.account_access import AccountAccess
from finops_core.tools.readers import Grant
from local.cli.main import app
from tests.infra.deployment import ACCOUNT
from tests.infra.emulator import REGION, Emulator, running_emulator
from tests.infra.test_lint import POLICY_RULES
from tests.infra.waiting import wait_for

pytestmark = pytest.mark.xdist_group("options")

ANALYSED = ("444455556666", "777788889999")
EXTERNAL_ID = "d1f0c4a2-3b0e"
ROLE = "arn:aws:iam::{account}:role/finops-read"


def printed(*of: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["account", "template", *(word for each in of for word in ("--of", each))])
    assert done.exit_code == 0, done.output
    return cast(dict[str, Any], json.loads(done.stdout))


def actions(template: dict[str, Any]) -> set[str]:
    [policy] = template["Resources"]["Role"]["Properties"]["Policies"]
    return {action for each in policy["PolicyDocument"]["Statement"] for action in each["Action"]}


def test_the_role_may_what_the_readers_of_an_account_declare_and_nothing_else() -> None:
    declared = {action for grant in (*grants(), *AWS_BUDGETS.grants) for action in grant.actions}
    assert actions(printed()) == declared
    assert actions(printed("cost-explorer")) == {"ce:GetCostAndUsage"}


def test_linters_find_nothing_in_the_template() -> None:
    config = ManualArgs(regions=["us-east-1", "eu-central-1"], include_checks=POLICY_RULES)
    assert [str(each) for each in lint(json.dumps(printed()), config=config)] == []


def test_a_role_that_would_be_larger_than_a_role_may_be_is_not_printed() -> None:
    many = [Grant(actions=tuple(f"ec2:DescribeSomething{n}" for n in range(MOST_CHARACTERS // 20)))]
    with pytest.raises(ValueError, match="a role holds 10,240"):
        role_template(many)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running_emulator(tmp_path_factory.mktemp("accounts")) as found:
        yield found


def of_account(emulator: Emulator, service: str, account: str) -> Any:
    """A client of an account's root: the emulator takes an id for an access key."""
    return emulator.session.create_client(
        cast(Any, service),
        endpoint_url=emulator.url,
        region_name=REGION,
        aws_access_key_id=account,
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="module")
def reader(emulator: Emulator) -> dict[str, str]:
    """The environment of a user who may take the role in any account; the template was deployed into two."""
    for account in ANALYSED:
        formation = of_account(emulator, "cloudformation", account)
        values = {"Reader": f"arn:aws:iam::{ACCOUNT}:user/reader", "ExternalId": EXTERNAL_ID}
        formation.create_stack(
            StackName="finops-read",
            TemplateBody=json.dumps(printed()),
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        wait_for(lambda: _made(formation), within_s=30, what="the role is there")  # noqa: B023
    iam = emulator.client("iam")
    iam.create_user(UserName="reader")
    allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE.format(account="*")}
    document = {"Version": "2012-10-17", "Statement": [allowed]}
    iam.put_user_policy(UserName="reader", PolicyName="enter", PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    return {
        "AWS_ENDPOINT_URL": emulator.url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def _made(formation: Any) -> bool:
    [stack] = formation.describe_stacks(StackName="finops-read")["Stacks"]
    assert not str(stack["StackStatus"]).endswith("FAILED"), stack
    return bool(stack["StackStatus"] == "CREATE_COMPLETE")


@pytest.fixture
def as_reader(reader: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in reader.items():
        monkeypatch.setenv(name, value)


def entered(external_id: str) -> list[Any]:
    access = AccountAccess(role=ROLE, external_id=external_id, accounts=ANALYSED)
    return [account for _, account in access.each([None])]


def test_each_account_is_entered_with_the_external_id_and_only_read(as_reader: None) -> None:
    for id_, account in zip(ANALYSED, entered(EXTERNAL_ID), strict=True):
        told = account.client("sts").get_caller_identity()
        assert (told["Account"], told["Arn"].split("/")[1]) == (id_, "finops-read")
        assert account.client("ec2").describe_volumes()["Volumes"] == []
        with pytest.raises(ClientError, match="AccessDenied"):
            account.client("s3").create_bucket(Bucket=f"anything-{id_}")


@pytest.mark.parametrize("external_id", ["d1f0c4a2-3b0f", ""], ids=["another", "none"])
def test_nobody_enters_with_another_external_id_or_none(as_reader: None, external_id: str) -> None:
    for account in entered(external_id):
        with pytest.raises(ClientError, match="AccessDenied"):
            account.client("sts").get_caller_identity()
