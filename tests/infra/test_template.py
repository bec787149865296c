"""What the synthesised stack promises an owner: how long things are kept, what an alarm means, who may call what."""

import json
from typing import Any

import pytest

from cdk.config import StackConfig
from finops_core.errors import SettingsError
from finops_core.roles import Role
from tests.infra.synthesis import Assembly
from tests.infra.test_stack import KEPT

MINUTE_S = 60
DAY_S = 24 * 60 * MINUTE_S


def named(assembly: Assembly, type_: str) -> dict[str, dict[str, Any]]:
    """Properties of all resources of a type by logical id."""
    return {id: each["Properties"] for id, each in assembly.resources(type_).items()}


def one(assembly: Assembly, type_: str, start: str = "") -> dict[str, Any]:
    [found] = [properties for id, properties in named(assembly, type_).items() if id.startswith(start)]
    return found


def function_of(assembly: Assembly, handler: str) -> tuple[str, dict[str, Any]]:
    """A function's logical id and properties by its handler."""
    [found] = [
        (id, properties)
        for id, properties in named(assembly, "AWS::Lambda::Function").items()
        if properties["Handler"] == handler
    ]
    return found


# Time


@pytest.mark.parametrize(("queue", "days"), [("DeadLetters", 14), ("Undelivered", 14), ("Queue", 4)])
def test_what_failed_is_kept_longer_than_what_waits(assembly: Assembly, queue: str, days: int):
    assert one(assembly, "AWS::SQS::Queue", f"Doorbells{queue}")["MessageRetentionPeriod"] == days * DAY_S


def test_only_doorbells_and_deliveries_have_dead_letters(assembly: Assembly):
    redriven = [id for id, queue in named(assembly, "AWS::SQS::Queue").items() if "RedrivePolicy" in queue]
    assert sorted(id[: len("DoorbellsQueue")] for id in redriven) == ["ArrivalsToldD7", "DoorbellsQueue"]


def test_a_dead_letter_outlasts_its_function_six_times(assembly: Assembly):
    _, end = function_of(assembly, "worker.handler.dead_letter_handler")
    assert one(assembly, "AWS::SQS::Queue", "DoorbellsDeadLetters")["VisibilityTimeout"] >= 6 * end["Timeout"]


@pytest.mark.parametrize(
    "handler",
    [
        "websocket.authorizer.handler",
        "websocket.connect.handler",
        "websocket.connect.disconnect_handler",
        "websocket.message.handler",
        "websocket.http_api.handler.handler",
    ],
)
def test_no_route_outlasts_the_gateways_patience(assembly: Assembly, handler: str):
    assert function_of(assembly, handler)[1]["Timeout"] <= 29


def test_two_sweeps_never_run_at_once(assembly: Assembly):
    _, sweep = function_of(assembly, "worker.handler.sweep_handler")
    assert sweep["Timeout"] < MINUTE_S
    (target,) = one(assembly, "AWS::Events::Rule", "Work")["Targets"]
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0


def test_every_poll_of_a_queue_has_a_function_that_ends_in_its_time(assembly: Assembly):
    queues = named(assembly, "AWS::SQS::Queue")
    functions = named(assembly, "AWS::Lambda::Function")
    polled = 0
    for mapping in named(assembly, "AWS::Lambda::EventSourceMapping").values():
        source = mapping["EventSourceArn"]["Fn::GetAtt"][0]
        if source in queues:
            polled += 1
            # Of a group one batch is out at a time, so that none waits behind others for its function.
            times = 2 if queues[source].get("FifoQueue") else 6
            assert queues[source]["VisibilityTimeout"] >= times * functions[mapping["FunctionName"]["Ref"]]["Timeout"]
            assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert polled == 3


def test_what_is_delivered_is_told_to_one_function_at_a_time(assembly: Assembly):
    bucket = one(assembly, "AWS::S3::Bucket", "Storage")
    assert bucket["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    told = one(assembly, "AWS::SQS::Queue", "ArrivalsTold")
    assert told["FifoQueue"] is told["ContentBasedDeduplication"] is True
    assert told["RedrivePolicy"]["maxReceiveCount"] == 3
    written, hourly = (one(assembly, "AWS::Events::Rule", f"Arrivals{name}") for name in ("Written", "EveryHour"))
    assert written["EventPattern"]["detail-type"] == ["Object Created", "Object Deleted"]
    assert written["EventPattern"]["detail"]["object"] == {"key": [{"prefix": "bill/"}]}
    assert hourly["ScheduleExpression"] == "rate(1 hour)"
    for rule in (written, hourly):
        (target,) = rule["Targets"]
        assert target["SqsParameters"] == {"MessageGroupId": "bill"}


def test_what_prepares_has_room_for_a_large_export(assembly: Assembly):
    _, preparer = function_of(assembly, "worker.arrivals.handler")
    assert (preparer["Timeout"], preparer["MemorySize"], preparer["EphemeralStorage"]) == (900, 3008, {"Size": 10240})
    told = one(assembly, "AWS::CloudWatch::Alarm", "AlarmsDeliveriesNotPrepared")
    assert (told["MetricName"], told["Threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)


def test_workers_are_bounded_so_that_one_stack_does_not_use_up_an_account(assembly: Assembly):
    worker, _ = function_of(assembly, "worker.handler.handler")
    [mapping] = [
        mapping
        for mapping in named(assembly, "AWS::Lambda::EventSourceMapping").values()
        if mapping["FunctionName"]["Ref"] == worker
    ]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 20}


# What is kept


def test_the_bucket_keeps_versions_for_a_while_and_nothing_half_uploaded(assembly: Assembly):
    bucket = one(assembly, "AWS::S3::Bucket", "Storage")
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    artifacts, prepared, others = bucket["LifecycleConfiguration"]["Rules"]
    assert prepared["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert artifacts["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert others["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert others["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert {rule["Status"] for rule in (artifacts, prepared, others)} == {"Enabled"}


def test_the_bucket_belongs_to_its_owner_alone_and_speaks_no_old_tls(assembly: Assembly):
    bucket = one(assembly, "AWS::S3::Bucket", "Storage")
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    for policy in named(assembly, "AWS::S3::BucketPolicy").values():
        assert '"s3:TlsVersion": 1.2' in json.dumps(policy)


def test_logs_go_with_the_stack_and_what_users_own_does_not(assembly: Assembly):
    assert {each["DeletionPolicy"] for each in assembly.resources("AWS::Logs::LogGroup").values()} == {"Delete"}
    for type_, construct in KEPT:
        found = {id: each["UpdateReplacePolicy"] for id, each in assembly.resources(type_).items()}
        assert {policy for id, policy in found.items() if id.startswith(construct)} == {"Retain"}


def test_the_table_costs_nothing_while_nobody_asks(assembly: Assembly):
    table = one(assembly, "AWS::DynamoDB::Table")
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert "ProvisionedThroughput" not in table


# Users


def test_a_users_password_and_tokens_are_held_to_a_policy(assembly: Assembly):
    pool = one(assembly, "AWS::Cognito::UserPool")
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert pool["DeletionProtection"] == "ACTIVE"
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    client = one(assembly, "AWS::Cognito::UserPoolClient", "IdentityUsersClient")
    assert (client["AccessTokenValidity"], client["TokenValidityUnits"]["AccessToken"]) == (60, "minutes")
    assert client["EnableTokenRevocation"] is True
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert "GenerateSecret" not in client or client["GenerateSecret"] is False


def test_the_verifier_believes_this_stacks_pool_alone(assembly: Assembly):
    pool = next(iter(assembly.resources("AWS::Cognito::UserPool")))
    clients = list(assembly.resources("AWS::Cognito::UserPoolClient"))
    _, authorizer = function_of(assembly, "websocket.authorizer.handler")
    variables = authorizer["Environment"]["Variables"]
    audiences = variables["FINOPS_AUDIENCES"]["Fn::Join"][1]
    assert [part for part in audiences if isinstance(part, dict)] == [{"Ref": client} for client in clients]
    for name in ("FINOPS_ISSUER", "FINOPS_JWKS_URL"):
        assert {"Ref": pool} in variables[name]["Fn::Join"][1]
    assert variables["FINOPS_JWKS_URL"]["Fn::Join"][1][-1] == "/.well-known/jwks.json"


# The API


def test_the_api_is_throttled_and_its_stage_is_the_one_that_is_posted_to(assembly: Assembly):
    stage = one(assembly, "AWS::ApiGatewayV2::Stage", "WebSocketApi")
    assert (stage["StageName"], stage["AutoDeploy"]) == ("live", True)
    settings = stage["DefaultRouteSettings"]
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (200, 400)
    for handler in ("websocket.message.handler", "websocket.publisher.handler"):
        callback = function_of(assembly, handler)[1]["Environment"]["Variables"]["FINOPS_CALLBACK_URL"]
        assert callback["Fn::Join"][1][0] == "https://"
        assert callback["Fn::Join"][1][-1] == "/live"


def test_every_route_goes_to_its_own_function_and_answers_nothing_by_itself(assembly: Assembly):
    routes = {route["RouteKey"]: route for route in named(assembly, "AWS::ApiGatewayV2::Route").values()}
    assert "AWS::ApiGatewayV2::RouteResponse" not in {each["Type"] for each in assembly.template["Resources"].values()}
    integrations = named(assembly, "AWS::ApiGatewayV2::Integration")
    wanted = {
        "$connect": "websocket.connect.handler",
        "$disconnect": "websocket.connect.disconnect_handler",
        "$default": "websocket.message.handler",
    }
    for key, handler in wanted.items():
        integration = next(id for id in integrations if id in json.dumps(routes[key]["Target"]))
        assert function_of(assembly, handler)[0] in json.dumps(integrations[integration]["IntegrationUri"])


def test_only_the_gateway_and_the_clock_may_call_functions_and_from_this_stack_alone(assembly: Assembly):
    permissions = named(assembly, "AWS::Lambda::Permission").values()
    assert {permission["Principal"] for permission in permissions} == {
        "apigateway.amazonaws.com",
        "events.amazonaws.com",
    }
    assert all(permission["Action"] == "lambda:InvokeFunction" for permission in permissions)
    assert all("SourceArn" in permission for permission in permissions)
    assert "AWS::Lambda::Url" not in {each["Type"] for each in assembly.template["Resources"].values()}


def test_no_secret_lies_in_an_environment(assembly: Assembly):
    """A variable named after a secret says where it lies, or nothing."""
    words = ("SECRET", "PASSWORD", "TOKEN", "KEY")
    for function in named(assembly, "AWS::Lambda::Function").values():
        variables: dict[str, Any] = function.get("Environment", {}).get("Variables", {})
        secrets = {name: value for name, value in variables.items() if any(word in name for word in words)}
        assert {name for name, value in secrets.items() if value != "" and not str(value).startswith("arn:")} == set()


def test_every_role_is_a_functions_and_trusts_lambda_alone_but_the_readers_which_trusts_its_account(assembly: Assembly):
    roles = named(assembly, "AWS::IAM::Role")
    functions = named(assembly, "AWS::Lambda::Function")
    used = {name: function["Role"]["Fn::GetAtt"][0] for name, function in functions.items()}
    (reader,) = set(roles) - set(used.values())
    assert reader.startswith("AccountReader")
    trusted = {name: _trusted(role) for name, role in roles.items()}
    (own_account,) = trusted.pop(reader).values()
    assert own_account["Fn::Join"][1][-2:] == [{"Ref": "AWS::AccountId"}, ":root"]
    assert all(principal == {"Service": "lambda.amazonaws.com"} for principal in trusted.values())


def _trusted(role: dict[str, Any]) -> dict[str, Any]:
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return statement["Principal"]


# Alarms


def test_silence_is_no_alarm_and_every_alarm_says_what_it_means(assembly: Assembly):
    alarms = named(assembly, "AWS::CloudWatch::Alarm").values()
    assert {each["TreatMissingData"] for each in alarms} == {"notBreaching"}
    assert {each["ComparisonOperator"] for each in alarms} == {"GreaterThanThreshold"}
    descriptions = [each["AlarmDescription"] for each in alarms]
    assert all(len(text) > 20 for text in descriptions)
    assert len(set(descriptions)) == len(descriptions)


@pytest.mark.parametrize(
    ("start", "metric", "threshold", "periods"),
    [
        ("DeadLetters", "ApproximateNumberOfMessagesVisible", 0, 1),
        ("Undelivered", "ApproximateNumberOfMessagesVisible", 0, 1),
        ("QueueAge", "ApproximateAgeOfOldestMessage", 600, 2),
        ("FeedAge", "IteratorAge", 60_000, 1),
    ],
)
def test_an_alarm_rings_when_its_users_would_notice(
    assembly: Assembly, start: str, metric: str, threshold: int, periods: int
):
    found = [
        each
        for id, each in named(assembly, "AWS::CloudWatch::Alarm").items()
        if id.startswith(f"Alarms{start}") and each["MetricName"] == metric
    ]
    [each] = found
    assert (each["Threshold"], each["EvaluationPeriods"], each["Period"]) == (threshold, periods, 5 * MINUTE_S)


def test_without_a_topic_of_the_owners_alarms_tell_one_of_the_stack(assembly: Assembly):
    [topic] = assembly.resources("AWS::SNS::Topic")
    assert all(each["AlarmActions"] == [{"Ref": topic}] for each in named(assembly, "AWS::CloudWatch::Alarm").values())


# What an owner decides


@pytest.mark.parametrize(
    ("context", "field", "value"),
    [
        ({}, "max_active_jobs", 5),
        ({}, "max_connections", 25),
        ({}, "frames_per_second", 20),
        ({}, "plain_records", False),
        ({"plain_records": "true"}, "plain_records", True),
        ({}, "workers", 20),
        ({"reserve_workers": "true"}, "reserve_workers", True),
        ({"workers": "2"}, "workers", 2),
        ({}, "allowed_origins", ()),
        ({}, "bill", None),
        ({"max_active_jobs": "1"}, "max_active_jobs", 1),
        ({"max_active_jobs": 7}, "max_active_jobs", 7),
        ({"allowed_origins": '["https://a.example"]'}, "allowed_origins", ("https://a.example",)),
        ({"group_accounts": '{"team": ["1"]}'}, "group_accounts", {"team": ("1",)}),
        ({}, "group_roles", None),
        ({"group_roles": '{"leads": "approver"}'}, "group_roles", {"leads": Role.APPROVER}),
        ({"bill": "s3://abc"}, "bill", "s3://abc"),
        ({"bill": "s3://abc/"}, "bill", "s3://abc/"),
        ({"alarm_topic": "arn:aws-cn:sns:x"}, "alarm_topic", "arn:aws-cn:sns:x"),
    ],
    ids=str,
)
def test_a_choice_is_read_from_the_command_line_or_from_a_file(context: dict[str, Any], field: str, value: object):
    assert getattr(StackConfig.from_context(context.get), field) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("frames_per_second", "0"),
        ("max_active_jobs", "many"),
        ("max_active_jobs", "-1"),
        ("workers", "1"),
        ("workers", "1001"),
        ("reserve_workers", "some"),
        ("bill", "s3://a"),
        ("bill", "s3://UPPER/x"),
        ("bill", "s3://bucket/what?"),
        ("bill", "https://bucket.s3.amazonaws.com/x"),
        ("allowed_origins", "7"),
        ("group_accounts", '["team"]'),
        ("group_accounts", '{"team": "1"}'),
        ("group_roles", '{"team": "owner"}'),
        ("program_roles", '{"nightly": "owner"}'),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_by_its_name(name: str, value: str):
    with pytest.raises(SettingsError, match=f"context value {name}"):
        StackConfig.from_context({name: value}.get)


def test_a_role_for_a_program_that_is_none_is_refused_by_its_name():
    with pytest.raises(SettingsError, match="`program_roles` names nightly, which `programs` does not"):
        StackConfig.from_context({"program_roles": '{"nightly": "viewer"}'}.get)


def test_a_stack_whose_workers_would_each_pay_cost_explorer_is_refused_in_words():
    with pytest.raises(SettingsError, match="context value bill: a stack reads an export in S3") as refused:
        StackConfig.from_context({"bill": "cost-explorer:?months=3"}.get)
    assert "let AWS deliver an export" in str(refused.value)
