"""Taking a snapshot: what is listed, in bounds, each refusal said, and no permission asked beyond the policy."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from account.live.calls import Calls, Refused
from account.live.listing import Listing
from account.live.listings import LISTINGS
from account.live.listings.storage import VOLUMES
from account.live.policy import grants, policy
from account.live.take import Looking, take
from account.metrics import Metric
from account.snapshot import AccountSnapshot
from account.testing import ASKS, MemorySink, ScriptedAws, client_error
from finops_core.errors import SettingsError
from finops_core.stopping import Stopping
from tests.unit.account.answers import ANSWERS, KAFKA

NOW = datetime(2026, 6, 1, 6, tzinfo=UTC)
IDS = {
    "ec2:instance": "i-1", "ec2:volume": "vol-1", "ec2:snapshot": "snap-1", "ec2:image": "ami-1",
    "ec2:address": "eipalloc-1", "s3:bucket": "archive", "lambda:function": "resize", "rds:instance": "orders",
    "dynamodb:table": "carts", "ecs:service": "arn:aws:ecs:us-east-1:111122223333:service/shop/web",
    "elb:load-balancer": "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/shop/1",
    "logs:group": "/app", "kms:key": "key-1", "cloudtrail:trail": "all", "opensearch:domain": "search",
}  # fmt: skip


def taken(aws: ScriptedAws, **looking: Any) -> AccountSnapshot:
    sink = MemorySink()
    take([aws.client], Looking(now=NOW, **looking), sink)
    return sink.snapshot()


def test_every_kind_is_listed_with_its_identity_and_what_rules_need():
    found = taken(ScriptedAws(ANSWERS))
    assert {kind: found.by_kind[kind][0].id for kind in IDS} == IDS
    assert {listing.kind for listing in LISTINGS} == set(found.by_kind)
    assert all(found.looked_for(listing.kind, "111122223333", "us-east-1") for listing in LISTINGS)
    assert found.shortfalls == ()
    instance, volume, bucket = (found.by_kind[kind][0] for kind in ("ec2:instance", "ec2:volume", "s3:bucket"))
    assert instance.arn == "arn:aws:ec2:us-east-1:111122223333:instance/i-1"
    assert instance.moment("stopped_at") == datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert instance.listed("root_volumes") == ("vol-1",)
    assert (volume.number("size_gb"), volume.listed("attached_to")) == (100, ())
    assert (bucket.region, bucket.attributes["lifecycle"], bucket.attributes["ends_uploads"]) == (
        "eu-west-1",
        True,
        True,
    )
    balancer = found.by_kind["elb:load-balancer"][0]
    assert (balancer.number("targets"), balancer.text("metric_name")) == (1, "app/shop/1")
    assert [each.attributes.get("cross_zone") for each in found.by_kind["elb:load-balancer"]] == [None, True]


def test_an_instance_that_was_started_again_is_as_old_as_its_first_network_interface():
    first, last = datetime(2024, 3, 1, 9, tzinfo=UTC), datetime(2026, 5, 30, 8, tzinfo=UTC)
    interfaces = [
        {"Attachment": {"DeviceIndex": 1, "AttachTime": datetime(2020, 1, 1, tzinfo=UTC)}},
        {"Attachment": {"DeviceIndex": 0, "AttachTime": first}},
        {},
    ]
    instances = [
        {"InstanceId": "i-old", "LaunchTime": last, "NetworkInterfaces": interfaces},
        {"InstanceId": "i-new", "LaunchTime": last},
        {"InstanceId": "i-none"},
    ]
    found = taken(ScriptedAws({("ec2", "DescribeInstances"): {"Reservations": [{"Instances": instances}]}}))
    made = {each.id: each.created for each in found.by_kind["ec2:instance"]}
    assert made == {"i-old": first, "i-new": last, "i-none": None}


def test_what_repositories_hold_and_which_tables_scale_is_told_as_far_as_it_may_be_known():
    found = taken(ScriptedAws(ANSWERS))
    repository, table = found.by_kind["ecr:repository"][0], found.by_kind["dynamodb:table"][0]
    assert (repository.number("stored_bytes"), repository.number("untagged_bytes")) == (750, 50)
    assert repository.moment("last_pulled") is not None
    assert table.attributes["scales"] is True
    fixed = taken(ScriptedAws({**ANSWERS, ("dynamodb", "ListTables"): {"TableNames": ["fixed"]}}))
    assert fixed.by_kind["dynamodb:table"][0].attributes["scales"] is False
    less = {"ecr:DescribeImages", "application-autoscaling:DescribeScalableTargets"}
    refused = taken(ScriptedAws(ANSWERS, denied=less))
    assert less <= {each.action for each in refused.shortfalls}
    assert "stored_bytes" not in refused.by_kind["ecr:repository"][0].attributes
    assert "scales" not in refused.by_kind["dynamodb:table"][0].attributes


def test_what_records_say_of_zones_and_health_checks_is_told_to_the_last_page_or_not_at_all():
    pages: list[Mapping[str, Any]] = [
        {"IsTruncated": True, "NextRecordName": "www.example.com.", "NextRecordType": "A",
         "ResourceRecordSets": [{"Name": "api.example.com.", "Type": "A", "TTL": 60, "Region": "eu-west-1"}]},
        {"IsTruncated": True, "NextRecordName": "www.example.com.", "NextRecordType": "A", "NextRecordIdentifier": "b",
         "ResourceRecordSets": [{"Name": "www.example.com.", "Type": "A", "TTL": 60, "HealthCheckId": "hc-1"}]},
        {"IsTruncated": False, "ResourceRecordSets": [{"Name": "www.example.com.", "Type": "TXT", "TTL": 7200}]},
    ]  # fmt: skip
    asked: list[Mapping[str, Any]] = []

    def records(region: str, **arguments: Any) -> Mapping[str, Any]:
        asked.append(arguments)
        return pages[(len(asked) - 1) % len(pages)]

    found = taken(ScriptedAws({**ANSWERS, ("route53", "ListResourceRecordSets"): records}))
    zone, checks = found.by_kind["route53:hosted-zone"][0], found.by_kind["route53:health-check"]
    assert (zone.number("short_lived_records"), zone.number("lone_latency_records")) == (2, 1)
    assert {each.id: each.number("used_by") for each in checks} == {"hc-1": 1, "hc-2": 1, "hc-3": 0}
    zone_pages = asked[:3]
    assert zone_pages[1] == {"HostedZoneId": "Z1", "StartRecordName": "www.example.com.", "StartRecordType": "A"}
    assert zone_pages[2] == {**zone_pages[1], "StartRecordIdentifier": "b"}
    refused = taken(ScriptedAws(ANSWERS, denied={"route53:ListResourceRecordSets"}))
    assert "short_lived_records" not in refused.by_kind["route53:hosted-zone"][0].attributes
    assert all("used_by" not in each.attributes for each in refused.by_kind["route53:health-check"])


def test_a_service_with_a_region_of_its_own_is_asked_there_and_once():
    asked: list[str] = []

    def accelerators(region: str, **_: object) -> Mapping[str, Any]:
        asked.append(region)
        return ANSWERS["globalaccelerator", "ListAccelerators"]

    found = taken(
        ScriptedAws(
            {**ANSWERS, ("globalaccelerator", "ListAccelerators"): accelerators}, regions=("us-east-1", "eu-west-1")
        )
    )
    assert asked == ["us-west-2"]
    assert [each.region for each in found.by_kind["globalaccelerator:accelerator"]] == ["us-west-2"]


def test_the_policy_has_the_actions_that_are_asked_and_no_others():
    aws = ScriptedAws(ANSWERS)
    metric = Metric(namespace="AWS/EC2", name="CPUUtilization", stat="Average", dimensions={"InstanceId": "id"})
    taken(aws, metrics={"ec2:instance": (metric,)})
    support = ScriptedAws(ANSWERS, denied={"trustedadvisor:ListRecommendations"})
    taken(support)
    document = policy(grants())
    allowed = {action for statement in document["Statement"] for action in statement["Action"]}
    asked = {*aws.asked, *support.asked} - {"sts:GetCallerIdentity", "trustedadvisor:ListRecommendationResources"}
    assert asked == allowed - {"trustedadvisor:ListRecommendationResources"}
    assert not any("*" in action for action in allowed)
    assert all(action.partition(":")[2].startswith(("Describe", "List", "Get", "GET", "View")) for action in allowed)
    assert json.loads(json.dumps(document)) == document


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.kind)
def test_each_action_that_is_denied_is_said_and_the_rest_is_listed(listing: Listing):
    everything = set(taken(ScriptedAws(ANSWERS)).by_kind)
    for action in listing.grant.actions:
        found = taken(ScriptedAws(ANSWERS, denied={action}), advisers=())
        assert {(short.action, short.reason) for short in found.shortfalls} == {(action, "denied")}, action
        assert "us-east-1" in found.gaps[0].message or listing.once
        shared = {each.kind for each in LISTINGS if action in each.grant.actions}
        assert everything - shared <= set(found.by_kind)


def test_what_services_list_in_their_own_ways_is_read():
    found = taken(ScriptedAws(ANSWERS), advisers=())
    (broker,), (table,), (plan,) = (found.by_kind[kind] for kind in ("kafka:broker", "docdb:instance", "backup:plan"))
    assert (broker.id, broker.text("cluster_name"), broker.text("number")) == (f"{KAFKA}#1", "clicks", "1")
    assert (table.id, found.by_kind["neptune:instance"][0].id) == ("papers", "friends")
    assert [each.id for each in found.by_kind["rds:instance"]] == ["orders"]
    assert (plan.number("kept_days"), plan.attributes["endless"], plan.attributes["cold"]) == (3650, False, False)
    (stage,), (wall,), (line,) = (found.by_kind[kind] for kind in (
        "apigateway:stage", "network-firewall:firewall", "directconnect:connection"))  # fmt: skip
    assert stage.arn == "arn:aws:apigateway:us-east-1::/restapis/a1/stages/live"
    assert (stage.number("cache_gb"), wall.listed("endpoints"), line.number("interfaces")) == (0.5, ("vpce-1",), 1)
    assert found.by_kind["dms:replication-instance"][0].number("tasks") == 1
    assert found.by_kind["workspaces:workspace"][0].moment("last_used") == datetime(2025, 1, 1, tzinfo=UTC)
    bucket = found.by_kind["s3:bucket"][0].attributes
    assert (bucket["kms"], bucket["bucket_key"], bucket["accelerated"]) == (True, False, True)


def test_pages_within_an_answer_are_read_to_the_last():
    def pages(region: str, **arguments: Any) -> Mapping[str, Any]:
        asked = arguments.get("Marker", "")
        more = {"IsTruncated": False} if asked else {"IsTruncated": True, "NextMarker": "2"}
        return {"DistributionList": {"Marker": asked, "Items": [{"Id": f"E{asked}"}], **more}}

    found = taken(ScriptedAws({("cloudfront", "ListDistributions"): pages}), advisers=())
    assert [each.id for each in found.by_kind["cloudfront:distribution"]] == ["E", "E2"]
    assert found.shortfalls == ()


@pytest.mark.parametrize(
    "where", ["rds:DescribeDBInstances", "ec2:DescribeRegions", "cost-optimization-hub:ListRecommendations"]
)
def test_an_answer_that_cannot_be_parsed_is_one_gap_among_the_others(where: str):
    from botocore.parsers import ResponseParserError

    garbled = ResponseParserError("Unable to parse response (syntax error: line 1, column 0), invalid XML received.")
    found = taken(ScriptedAws(ANSWERS, errors={where: garbled}))
    [gap] = found.gaps
    assert (gap.source, gap.reason) == (where, "unread")
    assert "(ResponseParserError)" in gap.message
    assert {kind for kind in IDS if kind in found.by_kind} >= IDS.keys() - {"rds:instance"}


def test_an_operation_that_an_older_botocore_does_not_know_is_one_gap_among_the_others():
    class Older:
        """A client of a runtime whose botocore is from before the operation."""

        def __init__(self, newer: Any) -> None:
            self._newer = newer

        def __getattr__(self, name: str) -> Any:
            if name == "describe_volumes":
                raise AttributeError(name)
            return getattr(self._newer, name)

    aws, sink = ScriptedAws(ANSWERS), MemorySink()
    take([lambda service, region: Older(aws.client(service, region))], Looking(now=NOW), sink)
    [gap] = sink.snapshot().gaps
    assert (gap.source, gap.reason) == ("ec2:DescribeVolumes", "unread")
    assert "(UnknownOperation)" in gap.message
    assert sink.snapshot().by_kind.keys() == {listing.kind for listing in LISTINGS} - {"ec2:volume"}


@pytest.mark.parametrize(("region", "said"), [("ca-west-1", set[str]()), ("us-east-1", {"unread"})])
def test_a_service_that_a_region_does_not_have_has_nothing_there(region: str, said: set[str]):
    from botocore.exceptions import EndpointConnectionError

    nobody = EndpointConnectionError(endpoint_url=f"https://workspaces.{region}.amazonaws.com")
    errors: dict[str, Exception] = {"workspaces:DescribeWorkspacesConnectionStatus": nobody}
    found = taken(ScriptedAws(ANSWERS, regions=(region,), errors=errors), advisers=())
    assert {short.reason for short in found.shortfalls} == said
    assert found.looked_for("workspaces:workspace", "111122223333", region) is not bool(said)


def test_what_is_not_known_of_a_resource_is_absent_and_never_false():
    found = taken(ScriptedAws(ANSWERS, denied={"s3:GetLifecycleConfiguration", "lambda:ListTags"}))
    assert "lifecycle" not in found.by_kind["s3:bucket"][0].attributes
    assert found.by_kind["lambda:function"][0].tags == {}


def test_several_accounts_and_regions_are_read_side_by_side_and_a_region_that_fails_is_said():
    def volumes(region: str, **_: object) -> Mapping[str, Any]:
        if region == "eu-west-1":
            raise client_error("RequestLimitExceeded")
        return {"Volumes": [{"VolumeId": f"vol-{region}", "Size": 1}]}

    answers = {("ec2", "DescribeVolumes"): volumes}
    one = ScriptedAws(answers, account="111111111111", regions=("us-east-1", "eu-west-1", "us-west-2"))
    two = ScriptedAws(answers, account="222222222222")
    sink = MemorySink()
    take([one.client, two.client], Looking(now=NOW, advisers=()), sink)
    found = sink.snapshot()
    assert {(each.account, each.id) for each in found.by_kind["ec2:volume"]} == {
        ("111111111111", "vol-us-east-1"), ("111111111111", "vol-us-west-2"), ("222222222222", "vol-us-east-1"),
    }  # fmt: skip
    (short,) = found.shortfalls
    assert (short.account, short.region, short.reason) == ("111111111111", "eu-west-1", "throttled")
    assert not found.looked_for("ec2:volume", "111111111111", "eu-west-1")


def test_metrics_are_asked_500_at_once_for_whole_days_and_silence_is_kept():
    asked: list[dict[str, Any]] = []

    def values(region: str, **arguments: Any) -> Mapping[str, Any]:
        asked.append(arguments)
        results = [
            {"Id": query["Id"], "Values": [] if number else [1.0, 2.0], "StatusCode": "Complete"}
            for number, query in enumerate(arguments["MetricDataQueries"])
        ]
        return {"MetricDataResults": results}

    volumes = {"Volumes": [{"VolumeId": f"vol-{number}"} for number in range(1200)]}
    aws = ScriptedAws({("ec2", "DescribeVolumes"): volumes, ("cloudwatch", "GetMetricData"): values})
    metric = Metric(namespace="AWS/EBS", name="VolumeReadOps", stat="Sum", dimensions={"VolumeId": "id"})
    found = taken(aws, metrics={"ec2:volume": (metric,)}, advisers=())
    assert [len(each["MetricDataQueries"]) for each in asked] == [500, 500, 200]
    assert {(each["StartTime"], each["EndTime"]) for each in asked} == {
        (datetime(2026, 5, 18, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    }
    assert asked[0]["MetricDataQueries"][0]["MetricStat"]["Metric"]["Dimensions"] == [
        {"Name": "VolumeId", "Value": "vol-0"}
    ]
    volume = found.by_kind["ec2:volume"]
    first, second = (found.reading(volume[number], metric.key) for number in (0, 1))
    assert first is not None
    assert (first.points, first.total) == (2, 3.0)
    assert second is not None
    assert second.points == 0


def test_metrics_that_are_refused_are_not_known():
    metric = Metric(namespace="AWS/EBS", name="VolumeReadOps", stat="Sum", dimensions={"VolumeId": "id"})
    aws = ScriptedAws(ANSWERS, denied={"cloudwatch:GetMetricData"})
    found = taken(aws, metrics={"ec2:volume": (metric,)}, advisers=())
    assert found.reading(found.by_kind["ec2:volume"][0], metric.key) is None
    assert [short.action for short in found.shortfalls] == ["cloudwatch:GetMetricData"]


def test_pages_that_never_end_are_left_and_said():
    def endless(region: str, **_: object) -> Mapping[str, Any]:
        return {"Volumes": [{"VolumeId": "vol-1"}], "NextToken": "again"}

    found = taken(ScriptedAws({("ec2", "DescribeVolumes"): endless}), advisers=())
    assert [(short.action, short.reason) for short in found.shortfalls] == [("ec2:DescribeVolumes", "unread")]
    assert not found.looked_for("ec2:volume", "111122223333", "us-east-1")


def test_who_may_not_list_regions_gets_the_region_of_the_profile():
    found = taken(ScriptedAws(ANSWERS, denied={"ec2:DescribeRegions"}), advisers=())
    assert found.by_kind["ec2:volume"][0].region == "us-east-1"
    assert [short.action for short in found.shortfalls] == ["ec2:DescribeRegions"]


def test_an_account_is_called_what_aws_calls_it():
    named = {("account", "GetAccountInformation"): {"AccountName": "payments-dev"}}
    assert taken(ScriptedAws({**ANSWERS, **named}), advisers=()).accounts == {"111122223333": "payments-dev"}


def test_who_may_not_read_the_name_gets_the_rest_and_is_told():
    found = taken(ScriptedAws(ANSWERS, denied={"account:GetAccountInformation"}), advisers=())
    assert found.accounts == {"111122223333": ""}
    assert found.by_kind["ec2:volume"]
    assert [(short.action, short.reason) for short in found.shortfalls] == [("account:GetAccountInformation", "denied")]


def test_without_credentials_the_error_says_what_to_do():
    aws = ScriptedAws({}, errors={"sts:GetCallerIdentity": client_error("ExpiredToken")})
    with pytest.raises(SettingsError, match="Sign in again"):
        taken(aws)


def test_a_stop_ends_the_reading():
    def stop() -> None:
        raise Stopping("stopped")

    with pytest.raises(Stopping):
        taken(ScriptedAws(ANSWERS), check=stop)


def test_what_is_not_declared_is_not_asked():
    calls = Calls(client_of=ScriptedAws({}).client, account="1", region="us-east-1", asks=())
    with pytest.raises(ValueError, match="not declared"):
        list(calls.items(VOLUMES))
    declared = Calls(client_of=ScriptedAws({}, denied={VOLUMES.action}).client, account="1", region="", asks=(VOLUMES,))
    with pytest.raises(Refused):
        list(declared.items(VOLUMES))


def test_every_request_is_an_operation_of_its_client():
    from botocore.model import StructureShape
    from botocore.session import Session

    session = Session()
    models = {client: session.get_service_model(client) for client in {client for client, _ in ASKS}}
    for (client, _), ask in ASKS.items():
        output = models[client].operation_model(ask.operation).output_shape
        assert output is not None
        if ask.within:
            output = output.members[ask.within]
        assert isinstance(output, StructureShape)
        assert not ask.items or ask.items in output.members, ask.operation


def test_the_methods_are_those_of_boto3():
    from botocore import xform_name

    assert {ask.operation: ask.method for ask in ASKS.values()} == {
        ask.operation: xform_name(ask.operation) for ask in ASKS.values()
    }
