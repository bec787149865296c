"""The watch as the stack makes it: when it is called, what its alarm means, and what channels of one's own may do."""

import json
from pathlib import Path
from typing import Any

import pytest

from cdk.config import StackConfig
from finops_core.errors import SettingsError
from tests.infra.synthesis import Assembly, synthesise
from tests.infra.test_template import function_of, named, one

TOPIC = "arn:aws:sns:us-east-1:123456789012:finance"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:chat-AbCdEf"
PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/mail/password"
CHOICE: dict[str, object] = {
    "alert_topics": [TOPIC],
    "alert_senders": ["finops@example.com"],
    "alert_credentials": {"SLACK_URL": SECRET, "MAIL_PASSWORD": PARAMETER},
}


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesise(tmp_path_factory.mktemp("alerts"), CHOICE)


def granted(assembly: Assembly) -> dict[str, Any]:
    """What the watch's role may do, with the resources, by action."""
    (policy,) = one(assembly, "AWS::IAM::Role", "WatchRounds")["Policies"]
    found: dict[str, Any] = {}
    for statement in policy["PolicyDocument"]["Statement"]:
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            found.setdefault(action, []).append(statement["Resource"])
    return found


def test_the_watch_is_called_by_a_clock_and_when_a_delivery_was_prepared(assembly: Assembly) -> None:
    watch, function = function_of(assembly, "worker.alerts.handler.handler")
    clock, prepared = (one(assembly, "AWS::Events::Rule", f"Watch{name}") for name in ("Clock", "Prepared"))
    assert clock["ScheduleExpression"] == "rate(15 minutes)"
    assert prepared["EventPattern"]["detail-type"] == ["Object Created"]
    assert prepared["EventPattern"]["detail"]["object"] == {"key": ["prepared/finops-prepared.json"]}
    for rule in (clock, prepared):
        (target,) = rule["Targets"]
        assert target["Arn"]["Fn::GetAtt"][0] == watch
        assert target["RetryPolicy"] == {"MaximumRetryAttempts": 0}
    assert function["Timeout"] < 15 * 60, "one call has ended when the next one begins"


def test_its_alarm_rings_once_for_a_channel_that_stays_broken(assembly: Assembly) -> None:
    alarm = one(assembly, "AWS::CloudWatch::Alarm", "AlarmsRoundsErrors")
    assert (alarm["MetricName"], alarm["Threshold"], alarm["Period"]) == ("Errors", 0, 3600)


def test_unasked_it_tells_the_stacks_topic_and_nobody_else(assembly: Assembly) -> None:
    [topic] = assembly.resources("AWS::SNS::Topic")
    assert granted(assembly)["sns:Publish"] == [{"Ref": topic}]
    _, function = function_of(assembly, "worker.alerts.handler.handler")
    variables = function["Environment"]["Variables"]
    assert (variables["FINOPS_TOPIC"], variables["FINOPS_CREDENTIALS"]) == ({"Ref": topic}, "{}")
    assert not {"ses:SendRawEmail", "ssm:GetParameter", "secretsmanager:GetSecretValue"} & granted(assembly).keys()


def test_channels_of_ones_own_may_do_exactly_what_is_named(chosen: Assembly) -> None:
    found = granted(chosen)
    assert TOPIC in found["sns:Publish"]
    ((_, [*parts]),) = (each["Fn::Join"] for each in found["ses:SendRawEmail"])
    assert parts[-1] == ":identity/finops@example.com"
    assert (found["secretsmanager:GetSecretValue"], found["ssm:GetParameter"]) == ([SECRET], [PARAMETER])
    _, function = function_of(chosen, "worker.alerts.handler.handler")
    assert json.loads(function["Environment"]["Variables"]["FINOPS_CREDENTIALS"]) == CHOICE["alert_credentials"]


def test_no_other_role_may_do_it(chosen: Assembly) -> None:
    for id, role in named(chosen, "AWS::IAM::Role").items():
        if not id.startswith("WatchRounds"):
            assert SECRET not in json.dumps(role), id
            assert "sns:Publish" not in json.dumps(role), id


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alert_topics", ["arn:aws:sns:us-east-1:123456789012:*"]),
        ("alert_senders", ["*"]),
        ("alert_senders", ["*@example.com"]),
        ("alert_credentials", {"SLACK_URL": "https://hooks.slack.com/services/T0/B0/x"}),
        ("alert_credentials", {"a name": SECRET}),
    ],
)
def test_what_names_everything_or_a_secret_itself_is_refused(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=name):
        StackConfig.from_context({name: value}.get)


def test_alerts_that_no_watch_could_send_are_not_deployed(tmp_path: Path) -> None:
    terms = tmp_path / "ours.toml"
    terms.write_text('[alerts]\nchannels = [{ name = "x", kind = "pigeon" }]\n')
    with pytest.raises(SettingsError, match=r"ours\.toml: alerts"):
        synthesise(tmp_path / "with", {"terms": str(terms)})
