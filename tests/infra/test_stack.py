"""The synthesised stack: what must hold on AWS, and what no emulator would notice."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cdk import iam
from cdk.assets import WORKER
from cdk.config import StackConfig
from finops_core.errors import SettingsError
from finops_core.table.port import TTL_ATTRIBUTE
from finops_core.table.schema import FEED_PREFIXES, INDEXES
from tests.infra.synthesis import Assembly, source_folder, synthesise

MINUTE_S = 60
KEPT = (("AWS::DynamoDB::Table", "Storage"), ("AWS::S3::Bucket", "Storage"), ("AWS::Cognito::UserPool", "Identity"))
"""What users own, by type and construct."""


def only(assembly: Assembly, type_: str, start: str = "") -> dict[str, Any]:
    """The properties of the one resource of a type whose logical id starts so."""
    [found] = [each["Properties"] for id, each in assembly.resources(type_).items() if id.startswith(start)]
    return found


def mapping_of(assembly: Assembly, function: str) -> dict[str, Any]:
    """The event source mapping of a function."""
    [found] = [
        each["Properties"]
        for each in assembly.resources("AWS::Lambda::EventSourceMapping").values()
        if each["Properties"]["FunctionName"]["Ref"].startswith(function)
    ]
    return found


def test_the_table_is_the_one_that_the_repositories_are_written_for(assembly: Assembly):
    table = only(assembly, "AWS::DynamoDB::Table")
    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert [
        (index["IndexName"], *(key["AttributeName"] for key in index["KeySchema"]), index["Projection"])
        for index in table["GlobalSecondaryIndexes"]
    ] == [(index.name, index.hash, index.range, {"ProjectionType": "KEYS_ONLY"}) for index in INDEXES]
    assert table["TimeToLiveSpecification"] == {"AttributeName": TTL_ATTRIBUTE, "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert {each["AttributeType"] for each in table["AttributeDefinitions"]} == {"S"}


def test_what_users_own_survives_the_stack(assembly: Assembly):
    table = only(assembly, "AWS::DynamoDB::Table")
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["DeletionProtectionEnabled"] is True
    for type_, construct in KEPT:
        found = {id: each["DeletionPolicy"] for id, each in assembly.resources(type_).items()}
        assert [policy for id, policy in found.items() if id.startswith(construct)] == ["Retain"]


def test_the_bucket_is_private_encrypted_and_deletes_artifacts_after_their_jobs(assembly: Assembly):
    bucket = only(assembly, "AWS::S3::Bucket", "Storage")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    artifacts, prepared, others = bucket["LifecycleConfiguration"]["Rules"]
    assert prepared["Prefix"] == "prepared/"
    assert (artifacts["Prefix"], artifacts["ExpirationInDays"]) == ("artifacts/", 8)
    for kept in (prepared, others):
        assert "ExpirationInDays" not in kept


def test_athena_is_asked_within_a_cap_where_a_stage_says_so(tmp_path_factory: pytest.TempPathFactory):
    asked = synthesise(tmp_path_factory.mktemp("athena"), {"athena_max_scanned_gb": 20})
    workgroup = only(asked, "AWS::Athena::WorkGroup")["WorkGroupConfiguration"]
    assert workgroup["BytesScannedCutoffPerQuery"] == 20_000_000_000
    assert workgroup["EnforceWorkGroupConfiguration"] is True
    assert only(asked, "AWS::Glue::Database")["DatabaseInput"] == {"Name": "finopsagent"}
    environment = only(asked, "AWS::Lambda::Function", "WorkWorker")["Environment"]["Variables"]
    assert environment["FINOPS_ENGINE"] == "athena"
    settings = {"database": "finopsagent", "workgroup": "FinOpsAgent", "max_scanned_gb": 20}
    assert json.loads(environment["FINOPS_ENGINE_SETTINGS"]) == settings
    rules = only(asked, "AWS::S3::Bucket", "Storage")["LifecycleConfiguration"]["Rules"]
    assert ("athena/", 2) in {(rule.get("Prefix"), rule.get("ExpirationInDays")) for rule in rules}
    granted = _granted_to_the_reader(asked)
    assert granted >= {action for grant in iam.ATHENA for action in grant.actions}


def test_athena_and_its_grants_are_not_there_unasked(assembly: Assembly):
    for type_ in ("AWS::Athena::WorkGroup", "AWS::Glue::Database"):
        assert assembly.resources(type_) == {}
    assert {
        action for action in _granted_to_the_reader(assembly) if action.startswith(("athena:Start", "glue:"))
    } == set()


def test_athena_rolls_up_what_is_large_where_a_stage_says_so(tmp_path_factory: pytest.TempPathFactory):
    asked = synthesise(tmp_path_factory.mktemp("unload"), {"athena_max_scanned_gb": 20, "athena_unload_over_gb": 0.5})
    environment = only(asked, "AWS::Lambda::Function", "ArrivalsPreparer")["Environment"]["Variables"]
    assert environment["FINOPS_ENGINE"] == "athena"
    settings = json.loads(environment["FINOPS_ENGINE_SETTINGS"])
    assert {name: float(value) for name, value in settings.items() if name.endswith("gb")} == {
        "max_scanned_gb": 20,
        "unload_over_gb": 0.5,
    }
    assert (settings["database"], settings["workgroup"]) == ("finopsagent", "FinOpsAgent")
    granted = {
        (action, json.dumps(statement["Resource"]))
        for statement in _statements(asked, "ArrivalsPreparerRole")
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert {action for action, _ in granted} >= {action for grant in iam.ROLLING_UP for action in grant.actions}
    (sent_to,) = {resource for action, resource in granted if action == "sqs:SendMessage"}
    assert "ArrivalsTold" in sent_to
    (workgroup,) = {resource for action, resource in granted if action.startswith("athena:")}
    assert ":workgroup/FinOpsAgent" in workgroup


def test_what_prepares_has_nothing_of_athenas_unasked(tmp_path_factory: pytest.TempPathFactory, assembly: Assembly):
    only_asked = synthesise(tmp_path_factory.mktemp("athena-alone"), {"athena_max_scanned_gb": 20})
    for stack in (assembly, only_asked):
        environment = only(stack, "AWS::Lambda::Function", "ArrivalsPreparer")["Environment"]["Variables"]
        assert environment["FINOPS_ENGINE"] == "duckdb"
        text = json.dumps(_statements(stack, "ArrivalsPreparerRole"))
        assert not [word for word in ("athena:", "glue:", "sqs:SendMessage") if word in text]


def test_hours_are_rolled_up_where_a_stage_says_so(tmp_path_factory: pytest.TempPathFactory, assembly: Assembly):
    wanted = synthesise(tmp_path_factory.mktemp("hours"), {"prepare_hours": True})
    for stack, hourly in ((assembly, "false"), (wanted, "true")):
        environment = only(stack, "AWS::Lambda::Function", "ArrivalsPreparer")["Environment"]["Variables"]
        assert environment["FINOPS_HOURLY"].lower() == hourly


def test_what_athena_rolls_up_is_bounded():
    with pytest.raises(SettingsError, match="athena_max_scanned_gb"):
        StackConfig.from_context({"athena_unload_over_gb": 1}.get)


def _statements(assembly: Assembly, role: str) -> list[dict[str, Any]]:
    (policy,) = only(assembly, "AWS::IAM::Role", role)["Policies"]
    return policy["PolicyDocument"]["Statement"]


def _granted_to_the_reader(assembly: Assembly) -> set[str]:
    (policy,) = only(assembly, "AWS::IAM::Role", "AccountReader")["Policies"]
    actions = [statement["Action"] for statement in policy["PolicyDocument"]["Statement"]]
    return {each for listed in actions for each in ([listed] if isinstance(listed, str) else listed)}


def test_bucket_and_queues_refuse_plain_http(assembly: Assembly):
    policies = [assembly.resources(type_) for type_ in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy")]
    assert [len(each) for each in policies] == [2, 5]
    for policy in (each["Properties"]["PolicyDocument"] for found in policies for each in found.values()):
        assert any(
            statement["Effect"] == "Deny"
            and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            and statement["Principal"] == {"AWS": "*"}
            for statement in policy["Statement"]
        )


def test_a_message_outlasts_the_worker_six_times_and_is_tried_three_times(assembly: Assembly):
    queue, worker = (
        only(assembly, "AWS::SQS::Queue", "DoorbellsQueue"),
        only(assembly, "AWS::Lambda::Function", "WorkW"),
    )
    assert worker["Timeout"] == 15 * MINUTE_S
    assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3
    dead = next(id for id in assembly.resources("AWS::SQS::Queue") if id.startswith("DoorbellsDeadLetters"))
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": [dead, "Arn"]}
    assert mapping_of(assembly, "WorkDeadLetters")["EventSourceArn"] == {"Fn::GetAtt": [dead, "Arn"]}
    for each in assembly.resources("AWS::SQS::Queue").values():
        assert each["Properties"]["SqsManagedSseEnabled"] is True


def test_an_attempt_ends_before_lambda_ends_it(assembly: Assembly):
    worker = only(assembly, "AWS::Lambda::Function", "WorkWorker")
    limit_s = float(worker["Environment"]["Variables"]["FINOPS_ATTEMPT_LIMIT_S"])
    assert limit_s + MINUTE_S <= worker["Timeout"]


def test_a_worker_takes_one_job_at_a_time_and_fails_alone(assembly: Assembly):
    mapping = mapping_of(assembly, "WorkWorker")
    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_one_poison_record_cannot_hold_up_the_feed(assembly: Assembly):
    mapping = mapping_of(assembly, "Publisher")
    assert mapping["BisectBatchOnFunctionError"] is True
    assert 0 < mapping["MaximumRetryAttempts"] <= 10
    assert 0 < mapping["MaximumRecordAgeInSeconds"] <= 15 * MINUTE_S
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    [undelivered] = mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][:1]
    assert undelivered in assembly.resources("AWS::SQS::Queue")
    assert mapping["StartingPosition"] == "TRIM_HORIZON"


def test_only_new_segments_and_resume_requests_reach_the_publisher(assembly: Assembly):
    [each] = mapping_of(assembly, "Publisher")["FilterCriteria"]["Filters"]
    pattern = json.loads(each["Pattern"])
    assert pattern["eventName"] == ["INSERT"]
    assert pattern["dynamodb"]["Keys"]["sk"]["S"] == [{"prefix": prefix} for prefix in FEED_PREFIXES]


def test_every_connection_is_authorised_and_no_header_is_required_of_all(assembly: Assembly):
    routes = {
        each["Properties"]["RouteKey"]: each["Properties"]
        for id, each in assembly.resources("AWS::ApiGatewayV2::Route").items()
        if id.startswith("WebSocketApi")
    }
    assert set(routes) == {"$connect", "$disconnect", "$default"}
    authorizer, properties = next(iter(assembly.resources("AWS::ApiGatewayV2::Authorizer").items()))
    assert routes["$connect"]["AuthorizationType"] == "CUSTOM"
    assert routes["$connect"]["AuthorizerId"] == {"Ref": authorizer}
    assert not properties["Properties"]["IdentitySource"]


def test_the_sweep_comes_every_minute(assembly: Assembly):
    rule = only(assembly, "AWS::Events::Rule", "Work")
    assert rule["ScheduleExpression"] == "rate(1 minute)"
    [target] = rule["Targets"]
    assert target["Arn"]["Fn::GetAtt"][0].startswith("WorkSweep")


def test_functions_are_zips_on_arm_with_a_role_and_a_kept_log_of_their_own(assembly: Assembly):
    functions = assembly.resources("AWS::Lambda::Function")
    assert len(functions) == 13
    properties = [each["Properties"] for each in functions.values()]
    assert {(each["Runtime"], *each["Architectures"]) for each in properties} == {("python3.12", "arm64")}
    assert len({each["Role"]["Fn::GetAtt"][0] for each in properties}) == 13
    assert len({each["LoggingConfig"]["LogGroup"]["Ref"] for each in properties}) == 13
    assert {each["Properties"]["RetentionInDays"] for each in assembly.resources("AWS::Logs::LogGroup").values()} == {
        30
    }


def test_nobody_signs_up_alone(assembly: Assembly):
    pool = only(assembly, "AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert (
        "ALLOW_USER_PASSWORD_AUTH"
        not in only(assembly, "AWS::Cognito::UserPoolClient", "IdentityUsersClient")["ExplicitAuthFlows"]
    )


def test_an_operator_hears_of_what_no_retry_mends(assembly: Assembly):
    alarms = [each["Properties"] for each in assembly.resources("AWS::CloudWatch::Alarm").values()]
    errors = {json.dumps(each["Dimensions"]) for each in alarms if each["MetricName"] == "Errors"}
    refuses_by_raising = 1  # the authorizer, whose faults are counted in its log
    assert len(errors) + refuses_by_raising == len(assembly.resources("AWS::Lambda::Function"))
    assert {each["MetricName"] for each in alarms} == {
        "Errors",
        "IteratorAge",
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "AuthorizerFaults",
    }


def test_an_owners_choices_reach_the_functions_and_their_roles(tmp_path: Path):
    context: dict[str, object] = {
        "bill": "s3://their-exports/cur/daily",
        "group_accounts": json.dumps({"team": ["123456789012"]}),
        "group_roles": json.dumps({"leads": "approver"}),
        "programs": json.dumps({"nightly": "all", "audit": "all"}),
        "program_roles": json.dumps({"audit": "viewer"}),
        "alarm_topic": "arn:aws:sns:eu-west-1:123456789012:alarms",
    }
    assembly = synthesise(tmp_path, context)
    worker = only(assembly, "AWS::Lambda::Function", "WorkWorker")["Environment"]["Variables"]
    assert worker["FINOPS_BILL"] == context["bill"]
    connect = only(assembly, "AWS::Lambda::Function", "FrontDoorConnect")["Environment"]["Variables"]
    assert json.loads(connect["FINOPS_GROUP_ACCOUNTS"]) == {"team": ["123456789012"]}
    assert json.loads(connect["FINOPS_GROUP_ROLES"]) == {"leads": "approver"}
    begin, client, end = connect["FINOPS_PROGRAM_ROLES"]["Fn::Join"][1]
    assert (begin, end) == ('{"', '": "viewer"}')
    assert client["Ref"].startswith("IdentityUsersProgramaudit")
    policy = json.dumps(only(assembly, "AWS::IAM::Role", "AccountReader")["Policies"])
    assert ":s3:::their-exports/cur/daily*" in policy
    assert "/bill/*" not in policy
    for alarm in assembly.resources("AWS::CloudWatch::Alarm").values():
        assert alarm["Properties"]["AlarmActions"] == [context["alarm_topic"]]


def test_terms_in_a_bucket_may_be_read_by_the_reader_alone(tmp_path: Path):
    assembly = synthesise(tmp_path, {"terms": "s3://their-terms/org/finops.toml"})
    worker = only(assembly, "AWS::Lambda::Function", "WorkWorker")["Environment"]["Variables"]
    assert worker["FINOPS_TERMS"] == "s3://their-terms/org/finops.toml"
    readers = [
        id
        for id, role in assembly.resources("AWS::IAM::Role").items()
        if ":s3:::their-terms/org/finops.toml" in json.dumps(role["Properties"].get("Policies", []))
    ]
    assert [id.startswith("AccountReader") for id in readers] == [True]


def test_a_file_of_terms_is_deployed_with_the_workers_code(tmp_path: Path):
    terms = tmp_path / "ours.toml"
    terms.write_text('[[teams]]\nname = "Checkout"\nrules = [{ accounts = ["1"] }]\n')
    assembly = synthesise(tmp_path / "with", {"terms": str(terms)})
    worker = only(assembly, "AWS::Lambda::Function", "WorkWorker")["Environment"]["Variables"]
    found = [asset.path / worker["FINOPS_TERMS"] for asset in assembly.assets() if (asset.path / "worker").is_dir()]
    assert [file.read_text() for file in found] == [terms.read_text()]
    without = synthesise(tmp_path / "with", {})
    assert only(without, "AWS::Lambda::Function", "WorkWorker")["Environment"]["Variables"]["FINOPS_TERMS"] == ""
    assert not (source_folder(tmp_path / "with", WORKER) / "finops.toml").exists()


def test_terms_that_no_worker_could_read_are_not_deployed(tmp_path: Path):
    terms = tmp_path / "ours.toml"
    terms.write_text("teams = 3")
    with pytest.raises(SettingsError, match="teams"):
        synthesise(tmp_path / "with", {"terms": str(terms)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("terms", "s3://bucket/"),
        ("terms", "ours.json"),
        ("bill", "/tmp/bill.csv"),
        ("bill", "s3://bucket/*"),
        ("max_active_jobs", "0"),
        ("alarm_topic", "pager"),
    ],
)
def test_a_choice_that_cannot_work_is_refused_by_its_name(name: str, value: str):
    with pytest.raises(SettingsError, match=name):
        StackConfig.from_context({name: value}.get)


REQUEST = "7d3c5b1e-0000-4000-8000-000000000000"
REFUSALS = (
    f"START RequestId: {REQUEST} Version: $LATEST",
    f"[INFO]\t2026-06-01T10:00:00.000Z\t{REQUEST}\treason=TokenExpired | handshake refused",
    '{"timestamp": "2026-06-01T10:00:00.000Z", "level": "INFO", "message": "reason=TokenExpired | handshake refused"}',
    f"[ERROR] Exception: Unauthorized\rTraceback (most recent call last):\r  File authorizer.py {REQUEST}",
    f"REPORT RequestId: {REQUEST} Duration: 3.10 ms Billed Duration: 4 ms Memory Size: 512 MB Max Memory Used: 90 MB",
    "INIT_START Runtime Version: python:3.12.v38 Runtime Version ARN: arn:aws:lambda:us-east-1::runtime:1",
)
FAULTS = (
    f"[ERROR] KeyError: 'methodArn'\rTraceback (most recent call last):\r  File authorizer.py {REQUEST}",
    f"[ERROR]\t2026-06-01T10:00:00.000Z\t{REQUEST}\turl=https://keys | keys cannot be fetched",
    '{"timestamp": "2026-06-01T10:00:00.000Z", "level": "ERROR", "message": "url=https://keys | no keys"}',
    f"2026-06-01T10:00:29.000Z {REQUEST} Task timed out after 29.03 seconds",
    f"RequestId: {REQUEST} Error: Runtime exited with error: signal: killed",
    "[ERROR] Runtime.ImportModuleError: Unable to import module 'websocket.authorizer': No module named 'jwt'",
    "INIT_REPORT Init Duration: 90.10 ms Phase: init Status: error Error Type: Runtime.ImportModuleError",
)


def matches(pattern: str, line: str) -> bool:
    """Whether CloudWatch's pattern fits. For text lines it has quoted terms: all of them, any `?` one, no `-` one."""
    if pattern == '{ $.level = "ERROR" }':
        return line.startswith("{") and json.loads(line)["level"] == "ERROR"
    terms = re.findall(r'([?-]?)"([^"]*)"', pattern)
    assert " ".join(f'{sign}"{term}"' for sign, term in terms) == pattern
    by_sign = {sign: [term in line for each, term in terms if each == sign] for sign in ("", "?", "-")}
    assert not by_sign["?"] or not (by_sign[""] or by_sign["-"]), "alternatives stand alone"
    return all(by_sign[""]) and (not by_sign["?"] or any(by_sign["?"])) and not any(by_sign["-"])


def test_a_refused_handshake_rings_no_alarm_and_a_fault_of_the_authorizer_does(assembly: Assembly) -> None:
    filters = [each["Properties"] for each in assembly.resources("AWS::Logs::MetricFilter").values()]
    patterns = [each["FilterPattern"] for each in filters]
    assert [line for line in REFUSALS if any(matches(pattern, line) for pattern in patterns)] == []
    assert [line for line in FAULTS if not any(matches(pattern, line) for pattern in patterns)] == []
    counted = {(t["MetricNamespace"], t["MetricName"]) for each in filters for t in each["MetricTransformations"]}
    alarms = [each["Properties"] for each in assembly.resources("AWS::CloudWatch::Alarm").values()]
    assert counted == {(a["Namespace"], a["MetricName"]) for a in alarms if a["MetricName"] == "AuthorizerFaults"}
    groups = {json.dumps(each["LogGroupName"]) for each in filters}
    assert [json.loads(group)["Ref"].startswith("FrontDoorAuthorizer") for group in groups] == [True]
