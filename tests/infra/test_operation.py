"""What whoever runs the stack gets: alarms that reach somebody, a page, a budget, tags, logs for as long as wanted."""

import json
import re
from typing import Any

import pytest

from cdk.config import STAGES, StackConfig
from cdk.constructs.dashboard import OF_FEEDBACK, OF_QUESTIONS, OF_SAVINGS, PATTERN
from cdk.constructs.spending import STACK_TAG
from finops_core.errors import SettingsError
from tests.infra.synthesis import Assembly, synthesise
from worker.question_log import FIELDS, METRICS


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    context: dict[str, object] = {
        "stage": "production",
        "alarm_email": "oncall@example.com",
        "budget_usd": "40",
        "tags": {"cost-centre": "4711"},
        "workers": "40",
        "reserve_workers": "true",
    }
    return synthesise(tmp_path_factory.mktemp("production"), context, stack_name="FinOpsAgent-production")


def one(assembly: Assembly, type_: str) -> dict[str, Any]:
    [found] = assembly.resources(type_).values()
    return found["Properties"]


def test_every_alarm_has_a_target_that_mails_who_is_named(production: Assembly) -> None:
    [topic] = production.resources("AWS::SNS::Topic")
    alarms = production.resources("AWS::CloudWatch::Alarm").values()
    assert {json.dumps(each["Properties"]["AlarmActions"]) for each in alarms} == {json.dumps([{"Ref": topic}])}
    mail = one(production, "AWS::SNS::Subscription")
    assert (mail["Protocol"], mail["Endpoint"], mail["TopicArn"]) == ("email", "oncall@example.com", {"Ref": topic})


def test_only_this_accounts_alarms_and_budgets_publish_to_it(production: Assembly) -> None:
    statements = one(production, "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    allowed = {each["Principal"]["Service"]: each for each in statements if each["Effect"] == "Allow"}
    assert set(allowed) == {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}
    for each in allowed.values():
        assert each["Action"] == "sns:Publish"
        assert each["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_the_budget_is_of_this_stack_alone_and_tells_before_the_month_is_over(production: Assembly) -> None:
    budget = one(production, "AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 40, "Unit": "USD"}
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": [f"user:{STACK_TAG}$FinOpsAgent-production"]}
    told = [each["Notification"] for each in budget["NotificationsWithSubscribers"]]
    assert [(each["NotificationType"], each["Threshold"]) for each in told] == [("ACTUAL", 80), ("FORECASTED", 100)]


UNTAGGED = {
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::Budgets::Budget",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Dashboard",
    "AWS::Cognito::ManagedLoginBranding",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::UserPoolGroup",
    "AWS::Cognito::UserPoolUser",
    "AWS::Cognito::UserPoolClient",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
    "AWS::Logs::MetricFilter",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "Custom::FinOpsPage",
}
"""What takes no tags, or costs nothing that one could see by them."""


def test_all_that_costs_carries_the_stacks_tag_and_the_owners(production: Assembly) -> None:
    for id, each in production.template["Resources"].items():
        if each["Type"] in UNTAGGED or each["Type"].startswith("AWS::CDK"):
            continue
        properties = each["Properties"]
        # Cognito and API Gateway take them by name, all others as a list.
        tags: dict[str, str] | list[dict[str, str]] = properties.get("Tags") or properties.get("UserPoolTags") or {}
        found = tags if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}
        assert found.get(STACK_TAG) == "FinOpsAgent-production", id
        assert found.get("cost-centre") == "4711", id


def workers(assembly: Assembly) -> tuple[int, dict[str, int]]:
    """How many doorbells are worked on at once, and what is reserved for whom, by handler."""
    functions = [each["Properties"] for each in assembly.resources("AWS::Lambda::Function").values()]
    mappings = [each["Properties"] for each in assembly.resources("AWS::Lambda::EventSourceMapping").values()]
    [at_once] = [each["ScalingConfig"]["MaximumConcurrency"] for each in mappings if "ScalingConfig" in each]
    reserved = {each["Handler"]: each.get("ReservedConcurrentExecutions") for each in functions}
    return at_once, {handler: count for handler, count in reserved.items() if count is not None}


def test_a_stage_says_how_many_work_at_once_and_reserves_them_only_on_request(
    production: Assembly, assembly: Assembly
) -> None:
    assert workers(production) == (40, {"worker.handler.handler": 40})
    assert workers(assembly) == (20, {})


def test_logs_are_kept_as_long_as_the_stage_says(production: Assembly, assembly: Assembly) -> None:
    for stack, days in ((production, 90), (assembly, 30)):
        groups = stack.resources("AWS::Logs::LogGroup").values()
        assert {each["Properties"]["RetentionInDays"] for each in groups} == {days}


def test_the_page_for_people_shows_questions_and_what_is_in_their_way(production: Assembly) -> None:
    body = json.dumps(one(production, "AWS::CloudWatch::Dashboard")["DashboardBody"])
    for title in OF_QUESTIONS:
        assert title in body
    for metric in ("ApproximateAgeOfOldestMessage", "Throttles", "Errors", "Duration", "ConnectCount"):
        assert metric in body
    for said in ("dead letters", "not delivered", "initDuration", "tokens_in", "price_usd", "count_distinct(user_id)"):
        assert said in body
    for told in (*OF_SAVINGS, *OF_FEEDBACK):
        assert json.dumps(json.dumps(told))[3:-3] in body


def test_a_stage_may_count_questions_as_metrics_and_is_told_when_they_fail_or_take_long(
    production: Assembly, assembly: Assembly
) -> None:
    """Production's file asks for them; the names are those that the worker logs."""

    def metrics(stack: Assembly) -> set[str]:
        alarms = [each["Properties"] for each in stack.resources("AWS::CloudWatch::Alarm").values()]
        inner = [
            one["MetricStat"]["Metric"] for each in alarms for one in each.get("Metrics", ()) if "MetricStat" in one
        ]
        given = [each for each in (*alarms, *inner) if each.get("Dimensions") == [STACK_DIMENSION]]
        return {each["MetricName"] for each in given}

    assert metrics(production) == {"failed", "questions", "answer_ms"} <= set(METRICS)
    assert metrics(assembly) == set()
    assert "Questions now" in json.dumps(one(production, "AWS::CloudWatch::Dashboard")["DashboardBody"])
    assert "Questions now" not in json.dumps(one(assembly, "AWS::CloudWatch::Dashboard")["DashboardBody"])
    for stack, name in ((production, "FinOpsAgent-production"), (assembly, "")):
        functions = [each["Properties"] for each in stack.resources("AWS::Lambda::Function").values()]
        [worker] = [each for each in functions if each["Handler"] == "worker.handler.handler"]
        assert worker["Environment"]["Variables"]["FINOPS_METRICS_STACK"] == name


STACK_DIMENSION = {"Name": "stack", "Value": "FinOpsAgent-production"}


def test_the_page_reads_only_what_is_logged() -> None:
    assert re.findall(r"(\w+)=\*", PATTERN) == list(FIELDS)
    for query in OF_QUESTIONS.values():
        words = set(re.findall(r"\b(?:[a-z]+_[a-z_]+|status|code|path)\b", query)) - {"count_distinct"}
        named = set(re.findall(r" as (\w+)", query))
        assert words - named - {"of_95"} <= set(FIELDS), query


@pytest.mark.parametrize("stage", sorted(file.stem for file in STAGES.glob("*.toml")))
def test_every_stage_is_a_configuration_and_a_stack_of_its_own(stage: str) -> None:
    config = StackConfig.from_context({"stage": stage}.get)
    assert config.stack_name == f"FinOpsAgent-{stage}"
    assert set(config.keep) == ({"bill", "conversations", "users"} if stage == "production" else set())


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"stage": "moon"}, "there is no stage moon: cdk/stages has dev, production, staging"),
        ({"stage": "dev", "keep": ["all"]}, "context value keep"),
        ({"stage": "dev", "log_days": "8"}, "context value log_days"),
        ({"alarm_email": "nobody"}, "context value alarm_email"),
        ({"budget_usd": "0"}, "context value budget_usd"),
        ({"export_account": "123"}, "context value export_account"),
    ],
)
def test_a_stage_that_makes_no_sense_is_refused_in_words(context: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)):
        StackConfig.from_context(context.get)


def test_what_the_command_line_says_goes_before_the_stages_file() -> None:
    given = {"stage": "dev", "log_days": "365"}
    config = StackConfig.from_context(given.get)
    assert (config.log_days, config.keep) == (365, ())
