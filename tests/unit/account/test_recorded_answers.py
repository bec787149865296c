"""Recorded answers of AWS's APIs are read without loss, and each refusal has its line beside what else was said."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from account.aws_advice import AwsAdvice
from account.live.advice import ADVISERS
from account.live.advice.trusted_advisor_checks import COST_CHECKS
from account.live.listings import LISTINGS
from account.live.take import Looking, take
from account.snapshot import AccountSnapshot
from account.testing import MemorySink, ScriptedAws, client_error

DATA = Path(__file__).parents[2] / "data" / "aws_responses"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def response(name: str) -> dict[str, Any]:
    (path,) = DATA.glob(name)
    return json.loads(path.read_text())["response"]


def once(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer as its last page."""
    return {key: value for key, value in answer.items() if key.lower() not in ("nexttoken", "marker", "nextmarker")}


def advised(answers: Mapping[tuple[str, str], Any], **aws: Any) -> AccountSnapshot:
    sink = MemorySink()
    take([ScriptedAws(answers, **aws).client], Looking(now=NOW, listings=()), sink)
    return sink.snapshot()


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of an answer with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from flat(inner, f"{path}.{key}" if path else str(key))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for number, inner in enumerate(value):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            yield from flat(inner, f"{path}.{number}")
    elif value is not None:
        yield path, str(value)


def kept(advice: AwsAdvice) -> str:
    return advice.model_dump_json()


COH = ("cost-optimization-hub", "ListRecommendations")
HUB = sorted(path.name for path in (DATA / "cost-optimization-hub").glob("*.json"))


@pytest.mark.parametrize("name", HUB)
def test_the_hubs_recommendations_lose_nothing(name: str):
    answer = response(f"cost-optimization-hub/{name}")
    found = advised({COH: answer}).advice
    assert len(found) == len(answer["items"])
    for advice, item in zip(found, answer["items"], strict=True):
        assert advice.saving == Decimal(str(item["estimatedMonthlySavings"]))
        assert (advice.arn, advice.resource) == (item["resourceArn"], item["resourceId"])
        assert (advice.restart, advice.reversible) == (item["restartNeeded"], item["rollbackPossible"])
        assert advice.instead == item["recommendedResourceSummary"]
        for _, text in flat({key: value for key, value in item.items() if key not in _TYPED}):
            assert text in kept(advice), text


_TYPED = ("actionType", "restartNeeded", "rollbackPossible", "lastRefreshTimestamp", "estimatedMonthlySavings")


def test_the_hubs_deeds_are_sorted_by_what_is_to_be_done():
    answers = [response(f"cost-optimization-hub/{name}") for name in HUB]
    deeds = {item["actionType"]: advice.deed for answer in answers
             for item, advice in zip(answer["items"], advised({COH: answer}).advice, strict=True)}  # fmt: skip
    assert deeds == {"Upgrade": "resize", "Rightsize": "resize"}


def test_the_optimizers_findings_are_read_and_what_is_fine_is_no_advice():
    instances = response("compute-optimizer/*client_side*")
    functions = response("compute-optimizer/GetLambda*")
    found = advised({
        ("compute-optimizer", "GetEC2InstanceRecommendations"): instances,
        ("compute-optimizer", "GetLambdaFunctionRecommendations"): functions,
    }).advice  # fmt: skip
    (under,) = found
    assert (under.resource, under.deed, under.finding) == ("i-039b21b80b9602a24", "review", "UNDER_PROVISIONED")
    assert (under.account, under.region) == ("644160558196", "us-east-1")
    unsaid = response("compute-optimizer/*no_params*")
    assert advised({("compute-optimizer", "GetEC2InstanceRecommendations"): unsaid}).advice == ()


def test_the_optimizers_best_option_after_discounts_is_the_saving():
    money = {"estimatedMonthlySavings": {"currency": "USD", "value": 12.34}}
    item = {
        "volumeArn": "arn:aws:ec2:us-east-1:111122223333:volume/vol-1", "accountId": "111122223333",
        "finding": "NotOptimized", "volumeRecommendationOptions": [
            {"rank": 2, "savingsOpportunity": {"estimatedMonthlySavings": {"currency": "USD", "value": 99}}},
            {"rank": 1, "savingsOpportunityAfterDiscounts": money, "configuration": {"volumeType": "gp3"},
             "savingsOpportunity": {"estimatedMonthlySavings": {"currency": "USD", "value": 50}}}]}  # fmt: skip
    idle = {"resourceArn": "arn:aws:ec2:us-east-1:111122223333:natgateway/nat-1", "resourceId": "nat-1",
            "resourceType": "NatGateway", "finding": "Idle",
            "savingsOpportunity": {"estimatedMonthlySavings": {"currency": "USD", "value": 32.85}}}  # fmt: skip
    volume, gateway = advised({
        ("compute-optimizer", "GetEBSVolumeRecommendations"): {"volumeRecommendations": [item]},
        ("compute-optimizer", "GetIdleRecommendations"): {"idleRecommendations": [idle]},
    }).advice  # fmt: skip
    assert (volume.saving, volume.instead, volume.deed) == (Decimal("12.34"), "gp3", "resize")
    assert (gateway.saving, gateway.resource, gateway.deed) == (Decimal("32.85"), "nat-1", "remove")


TA, TA_RESOURCES = ("trustedadvisor", "ListRecommendations"), ("trustedadvisor", "ListRecommendationResources")


def test_trusted_advisors_resources_lose_nothing():
    recommendations = once(response("trustedadvisor/list-recommendations__awscli_1.json"))
    resources = once(response("trustedadvisor/list-recommendation-resources__awscli_1.json"))
    flagged = [each for each in recommendations["recommendationSummaries"] if each["status"] != "ok"]
    found = advised({TA: recommendations, TA_RESOURCES: resources}).advice
    wanted = [each for each in resources["recommendationResourceSummaries"] if each["status"] != "ok"]
    assert len(found) == len(flagged) * len(wanted)
    for advice, item in zip(found, wanted * len(flagged), strict=True):
        assert (advice.resource, advice.region) == (item["awsResourceId"], item["regionCode"])
        assert all(text in kept(advice) for text in item["metadata"].values())


def test_trusted_advisors_idle_databases_have_their_saving_and_their_arn():
    summary = {"arn": "arn:aws:trustedadvisor::000000000000:recommendation/1", "status": "warning",
               "checkArn": "arn:aws:trustedadvisor:::check/Ti39halfu8", "name": "Idle"}  # fmt: skip
    row = {"awsResourceId": "webcms-dev-01", "regionCode": "us-east-1", "status": "warning", "metadata": {
        "0": "us-east-1", "1": "webcms-dev-01", "2": "false", "3": "db.m6i.large", "4": "20", "5": "14+",
        "6": "$123.12", "7": "arn:aws:rds:us-east-1:000000000000:db:webcms-dev-01"}}  # fmt: skip
    aside = {**row, "awsResourceId": "kept", "exclusionStatus": "excluded"}
    answers = {TA: {"recommendationSummaries": [summary]},
               TA_RESOURCES: {"recommendationResourceSummaries": [row, aside]}}  # fmt: skip
    (advice,) = advised(answers).advice
    assert (advice.saving, advice.deed, advice.check) == (Decimal("123.12"), "remove", "Ti39halfu8")
    assert (advice.arn, advice.account) == ("arn:aws:rds:us-east-1:000000000000:db:webcms-dev-01", "000000000000")


CHECKS, RESULT = (("support", "DescribeTrustedAdvisorChecks"), ("support", "DescribeTrustedAdvisorCheckResult"))
REFUSED = "trustedadvisor:ListRecommendations"


@pytest.mark.parametrize("name", sorted(path.name for path in (DATA / "support").glob("*Result*.json")))
def test_the_older_api_answers_where_the_new_one_does_not(name: str):
    result = response(f"support/{name}")
    check = {"id": result["result"]["checkId"], "name": "A check", "category": "cost_optimizing", "metadata": ["a"]}
    found = advised({CHECKS: {"checks": [check, {**check, "category": "security"}]}, RESULT: result}, denied={REFUSED})
    flagged = [
        each for each in result["result"]["flaggedResources"] if each["status"] != "ok" and not each.get("isSuppressed")
    ]
    assert len(found.advice) == len(flagged)
    for advice, item in zip(found.advice, flagged, strict=True):
        assert all(text in kept(advice) for text in item["metadata"] if text and len(item["metadata"]) == 1)
        assert advice.region == (item.get("region") or "")
    assert found.shortfalls == ()


def test_columns_of_the_older_api_keep_their_names_and_give_the_saving():
    check = {
        "id": "Qch7DwouX1",
        "name": "Low Utilization",
        "category": "cost_optimizing",
        "metadata": ["Region/AZ", "Instance ID", "Instance Name", "Instance Type", "Estimated Monthly Savings"],
    }
    row = {"status": "warning", "resourceId": "x", "isSuppressed": False,
           "metadata": ["us-east-1a", "i-1", None, "m1.large", "$1,123.45"]}  # fmt: skip
    hidden = {**row, "isSuppressed": True}
    answers = {CHECKS: {"checks": [check]}, RESULT: {"result": {"flaggedResources": [row, hidden]}}}
    (advice,) = advised(answers, denied={REFUSED}).advice
    assert (advice.resource, advice.saving, advice.deed) == ("i-1", Decimal("1123.45"), "remove")
    assert advice.details["Instance Type"] == "m1.large"


@pytest.mark.parametrize(
    ("action", "error", "reason", "remedy"),
    [
        ("support:DescribeTrustedAdvisorChecks", client_error("SubscriptionRequiredException"), "not_subscribed",
         "Business Support"),
        ("support:DescribeTrustedAdvisorChecks", client_error("AccessDeniedException"), "denied", "Business Support"),
        ("compute-optimizer:GetIdleRecommendations", client_error("OptInRequiredException"), "not_enabled", "Switch"),
        ("cost-optimization-hub:ListRecommendations",
         client_error("AccessDeniedException", "x) AWS account is not enrolled for recommendations."), "not_enabled",
         "Switch"),
        ("cost-optimization-hub:ListRecommendations", client_error("AccessDeniedException"), "denied", "Allow"),
        ("cost-optimization-hub:ListRecommendations", client_error("ThrottlingException"), "throttled", "again"),
        ("cost-optimization-hub:ListRecommendations", client_error("InternalServerException"), "unread", "again"),
    ],
)  # fmt: skip
def test_each_error_has_its_line_and_the_other_advisers_answer(action: str, error: Exception, reason: str, remedy: str):
    check: dict[str, Any] = {"id": "Z4AUBRNSmz", "name": "", "category": "cost_optimizing", "metadata": []}
    answers: dict[tuple[str, str], Any] = {
        COH: response("cost-optimization-hub/*ebs*"),
        ("compute-optimizer", "GetEC2InstanceRecommendations"): response("compute-optimizer/*client_side*"),
        CHECKS: {"checks": [check]},
        RESULT: {"result": {"flaggedResources": [{"status": "warning", "metadata": ["us-east-1", "192.0.2.1"]}]}},
    }
    everything = advised(answers, denied={REFUSED})
    assert {each.source for each in everything.advice} == {
        "Cost Optimization Hub", "Compute Optimizer", "Trusted Advisor",
    }  # fmt: skip
    found = advised(answers, denied={REFUSED}, errors={action: error})
    said = {short.action: short.reason for short in found.shortfalls}
    assert said[action] == reason
    assert any(remedy in gap.remedy for gap in found.gaps if gap.source == action)
    others = {each.source for each in everything.advice} - {_SOURCES[action.partition(":")[0]]}
    assert others <= {each.source for each in found.advice}


_SOURCES = {
    "support": "Trusted Advisor",
    "compute-optimizer": "none: its other kinds answer",
    "cost-optimization-hub": "Cost Optimization Hub",
}


def test_the_checks_are_those_of_the_guide_each_with_a_deed():
    assert len(COST_CHECKS) == 44
    assert (COST_CHECKS["DAvU99Dc4C"].service, COST_CHECKS["Z4AUBRNSmz"].service) == ("EBS", "EC2")
    assert COST_CHECKS["G31sQ1E9U"].deed == "remove"


LISTED = sorted(
    path.relative_to(DATA).as_posix()
    for path in DATA.glob("*/*.json")
    if path.parent.name in ("ec2", "rds", "lambda", "elasticache", "redshift")
)


@pytest.mark.parametrize("name", LISTED)
def test_recorded_listings_give_every_resource_with_its_tags(name: str):
    client, operation = name.split("/")[0], name.split("/")[1].split("__")[0]
    answer = once(response(name))
    (listing,) = [each for each in LISTINGS
                  if any((ask.client, ask.operation) == (client, operation) for ask in each.asks)]  # fmt: skip
    sink = MemorySink()
    aws = ScriptedAws({(client, operation): answer})
    take([aws.client], Looking(now=NOW, listings=(listing,), advisers=()), sink)
    found = sink.snapshot()
    (ask,) = [ask for ask in listing.asks if ask.operation == operation]
    items = [inner for each in answer[ask.items] for inner in each.get("Instances", [each])]
    assert len(found.resources) == len(items)
    for resource, item in zip(found.resources, items, strict=True):
        assert any(resource.id == value for value in item.values())
        tags = item.get("Tags", item.get("TagList", []))
        assert resource.tags == {tag["Key"]: tag["Value"] for tag in tags}
    assert found.shortfalls == ()


def test_all_advisers_only_list():
    assert all(
        action.partition(":")[2].startswith(("Get", "List", "Describe"))
        for adviser in ADVISERS
        for action in adviser.grant.actions
    )
