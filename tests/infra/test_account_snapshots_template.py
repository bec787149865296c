"""What looks at accounts, where a stage wants it: nothing without, and exactly what it takes with it."""

import json
from typing import Any

import pytest

from account.live.policy import grants
from account.live.role_template import MOST_CHARACTERS
from agents.catalog import CATALOG
from cdk import iam
from cdk.config import StackConfig
from finops_core.errors import SettingsError
from tests.infra.conftest import OPTIONS
from tests.infra.synthesis import Assembly
from tests.infra.test_iam import actions_of
from tests.infra.test_page_template import text_of
from tests.infra.test_template import function_of, named, one

pytestmark = pytest.mark.xdist_group("options")

HANDLER = "worker.account_snapshots.handler.handler"
READS_ACCOUNTS = {action for grant in grants() for action in grant.actions}


def statements(assembly: Assembly, start: str) -> list[dict[str, Any]]:
    (policy,) = one(assembly, "AWS::IAM::Role", start)["Policies"]
    return policy["PolicyDocument"]["Statement"]


def test_a_stack_without_the_option_has_nothing_of_it(assembly: Assembly) -> None:
    assert not any(id.startswith("AccountSnapshots") for id in assembly.template["Resources"])
    assert "SNAPSHOT" not in json.dumps(assembly.template)
    declared = {action for grant in iam.reader_grants(CATALOG) for action in grant.actions}
    assert not actions_of(statements(assembly, "AccountReader")) & (READS_ACCOUNTS - declared)


def test_it_is_called_once_a_night_and_its_alarm_rings_once(optional: Assembly) -> None:
    id_, function = function_of(optional, HANDLER)
    clock = one(optional, "AWS::Events::Rule", "AccountSnapshots")
    assert clock["ScheduleExpression"] == "cron(0 4 * * ? *)"
    [target] = clock["Targets"]
    assert (target["Arn"]["Fn::GetAtt"][0], target["RetryPolicy"]) == (id_, {"MaximumRetryAttempts": 0})
    alarm = one(optional, "AWS::CloudWatch::Alarm", "AlarmsTakerErrors")
    assert (alarm["MetricName"], alarm["Threshold"], alarm["Period"]) == ("Errors", 0, 86_400)
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": id_}}]
    assert "VpcConfig" not in function, "services that it looks at have no endpoint in the network"


def test_the_function_keeps_one_object_and_takes_the_readers_role_and_may_nothing_else(optional: Assembly) -> None:
    found = {each["Action"]: each["Resource"] for each in statements(optional, "AccountSnapshotsTaker")
             if isinstance(each["Action"], str)}  # fmt: skip
    assert found.keys() == {"s3:PutObject", "sts:AssumeRole"}
    assert text_of(found["s3:PutObject"]).endswith("/accounts/snapshot.jsonl")
    assert found["sts:AssumeRole"]["Fn::GetAtt"][0].startswith("AccountReader")
    [logs] = [each for each in statements(optional, "AccountSnapshotsTaker") if isinstance(each["Action"], list)]
    assert logs["Action"] == list(iam.LOGGING[0].actions)


def test_the_reader_may_what_the_accounts_readers_declare_and_take_the_roles_that_are_named(optional: Assembly) -> None:
    reader = statements(optional, "AccountReader")
    [looks] = [each for each in reader if set(each["Action"]) == READS_ACCOUNTS]
    assert looks["Resource"] == "*"
    [enters] = [each for each in reader if each["Action"] == "sts:AssumeRole"]
    assert [enters["Resource"]] == OPTIONS["account_roles"]
    [reads] = [each for each in reader if "/accounts/snapshot.jsonl" in json.dumps(each)]
    assert reads["Action"] == "s3:GetObject"
    assert len(json.dumps(reader, separators=(",", ":"))) < MOST_CHARACTERS
    for id_, role in named(optional, "AWS::IAM::Role").items():
        if not id_.startswith(("AccountReader", "AccountSnapshotsTaker")):
            assert "snapshot.jsonl" not in json.dumps(role), id_


def test_what_answers_and_what_makes_reports_know_where_the_snapshot_lies(optional: Assembly) -> None:
    told = {
        id_: each["Environment"]["Variables"]["FINOPS_ACCOUNT_SNAPSHOT"]
        for id_, each in named(optional, "AWS::Lambda::Function").items()
        if "FINOPS_ACCOUNT_SNAPSHOT" in each.get("Environment", {}).get("Variables", {})
    }
    assert {id_.partition("Function")[0] for id_ in told} == {
        "WorkWorker", "WorkSweep", "WorkDeadLetters", "ReportsWriter",
    }  # fmt: skip
    for place in told.values():
        assert text_of(place).endswith("/accounts/snapshot.jsonl")
    _, function = function_of(optional, HANDLER)
    variables = function["Environment"]["Variables"]
    assert json.loads(variables["FINOPS_ACCOUNT_ROLES"]) == OPTIONS["account_roles"]
    assert variables["FINOPS_ACCOUNT_EXTERNAL_ID"] == OPTIONS["account_external_id"]


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"account_snapshots": "nightly"}, "context value account_snapshots"),
        ({"account_snapshots": "true", "account_roles": ["arn:aws:iam::*:role/finops-read"]}, "account_roles"),
        ({"account_roles": OPTIONS["account_roles"]}, "`account_roles` are for `account_snapshots`"),
        ({"account_snapshots": "true", "account_external_id": "drawn"}, "`account_external_id` is for `account_roles`"),
    ],
    ids=str,
)
def test_a_choice_that_makes_no_sense_is_refused(context: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        StackConfig.from_context(context.get)
