"""What is in the accounts, asked in words: the list, how many, what is not known, and how old it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from account.live.take import Looking, take
from account.metrics import Readings
from account.reader import AccountReader, KnownAccount
from account.shortfalls import Shortfall
from account.snapshot import AccountSnapshot
from account.testing import MemorySink, ScriptedAws
from agents.catalog import CATALOG
from agents.inventory.agent import AGENT
from agents.inventory.intents import RESOURCES
from agents.inventory.kinds import KINDS
from agents.inventory.params import KindName
from finops_core.answers import Finding, TableBlock, said
from finops_core.clock import ManualClock
from finops_core.errors import ToolError, ToolRetry
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import offered
from supervisor.deeds import VERBS
from supervisor.route import route, understood
from tests.agents.toy.agent import AGENT as LOGS
from tests.unit.account.answers import ANSWERS
from tests.unit.advice.account_cases import OWN, TAKEN, thing

OTHER = "999999999999"
ACCOUNT = AccountSnapshot(
    taken_at=TAKEN,
    accounts={OWN: "Production", OTHER: "Staging"},
    resources=(
        thing("ec2:instance", "i-1", type="m6i.large", state="running", tags={"team": "shop", "environment": "prod"}),
        thing("ec2:instance", "i-2", type="m6i.large", state="stopped"),
        thing("ec2:instance", "i-3", type="c6i.large", state="running").model_copy(update={"region": "eu-west-1"}),
        thing("ec2:volume", "vol-1", state="available", attached_to=(), encrypted=False),
        thing("ec2:volume", "vol-2", state="in-use", attached_to=("i-1",), encrypted=True, tags={"CostCenter": "7"}),
        thing("ec2:volume", "vol-3").model_copy(update={"account": OTHER}),
        thing("lambda:function", "resize", runtime="python3.12"),
        thing("lambda:function", "mail", runtime="nodejs22.x"),
        thing("lambda:function", "old", runtime="python3.12"),
        thing("s3:bucket", "archive", lifecycle=False),
        thing("s3:bucket", "images", lifecycle=True),
        thing("s3:bucket", "secret"),
        thing("rds:instance", "orders", engine="postgres", type="db.r6g.large"),
        thing("elb:classic", "old-lb", targets=0),
    ),
    shortfalls=(
        Shortfall(action="s3:GetLifecycleConfiguration", account=OWN, reason="denied"),
        Shortfall(action="kms:ListKeys", account=OWN, reason="denied"),
    ),
)
TELLING = ("build", "make", "write")
"""To make a list is to tell something."""
TOOL = AGENT.tool("resources")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask(text: str, *, now: datetime = NOW, of: AccountSnapshot = ACCOUNT) -> Finding:
    """The answer to a question in words."""
    (step,) = understood(text)[0]
    assert step.agent == "inventory", text
    return tool(now=now, of=of, **dict(step.args))


def tool(*, now: datetime = NOW, of: AccountSnapshot = ACCOUNT, **arguments: Any) -> Finding:
    services: dict[type[Any], Any] = {AccountReader: KnownAccount(of)}
    return run_tool(TOOL, arguments, ToolContext(job_id="j", user_id="a", clock=ManualClock(now), services=services))


def tables(found: Finding) -> list[TableBlock]:
    return [block for block in found.blocks if isinstance(block, TableBlock)]


def ids(found: Finding) -> list[object]:
    return [row[1] for row in tables(found)[-1].rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list my EC2 instances", ["i-3", "i-1", "i-2"]),
        ("how many instances are running", ["i-3", "i-1"]),
        ("list instances in eu-west-1", ["i-3"]),
        ("which volumes are unattached?", ["vol-1"]),
        ("show unencrypted volumes", ["vol-1"]),
        ("which buckets have no lifecycle rules", ["archive"]),
        ("list our load balancers", ["old-lb"]),
        ("which instances are untagged", ["i-3", "i-2"]),
        ("list my instances in production", ["i-1"]),
        ("load balancers without targets", ["old-lb"]),
        ("what is running in eu-west-1", ["i-3"]),
        ("volumes older than a year", ["vol-1", "vol-2", "vol-3"]),
    ],
)
def test_questions_in_words_give_the_list(text: str, expected: list[str]):
    found = ask(text)
    assert ids(found) == expected
    assert str(len(expected)) in said(found)


SIZED = AccountSnapshot(
    taken_at=TAKEN,
    accounts={OWN: "Production"},
    resources=(
        thing("s3:bucket", "small", age=900),
        thing("s3:bucket", "large", age=30),
        thing("s3:bucket", "unmeasured").model_copy(update={"created": None}),
        thing("ec2:volume", "vol-1", size_gb=8, encrypted=False, tags={"Owner": "ada"}),
        thing("ec2:volume", "vol-2", size_gb=500, encrypted=True),
        thing("ec2:volume", "vol-3", size_gb=100),
    ),
    readings={
        (OWN, "us-east-1", name): {
            ("AWS/S3", "BucketSizeBytes", "Average"): Readings.of([held], days=14, period_s=86_400)
        }
        for name, held in (("small", 5e9), ("large", 9e12))
    },
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("biggest bucket", ["large", "small", "unmeasured"]),
        ("smallest buckets", ["small", "large", "unmeasured"]),
        ("oldest buckets", ["small", "large", "unmeasured"]),
        ("which is our newest bucket", ["large", "small", "unmeasured"]),
        ("the 2 largest volumes", ["vol-2", "vol-3"]),
        ("is anything unencrypted", ["vol-1"]),
        ("which volumes have no owner", ["vol-2", "vol-3"]),
    ],
)
def test_what_is_ranked_by_age_or_size_comes_in_that_order(text: str, expected: list[str]):
    assert ids(ask(text, of=SIZED)) == expected


def test_of_what_has_no_size_it_is_said_and_how_a_bucket_is_measured():
    found = ask("biggest bucket", of=SIZED)
    assert "For 1 of them it is not known how large they are" in said(found)
    assert found.basis is not None
    assert "The size of a bucket is that of its Standard class." in found.basis.notes
    assert [row[-2] for row in tables(found)[-1].rows] == ["8381.9", "4.7", None]
    assert "it is not known" not in said(ask("the 2 largest volumes", of=SIZED))


def test_age_is_counted_from_what_is_known_of_it():
    days = {"i-4": 40, "i-5": 10}
    stopped = [
        thing("ec2:instance", name, state="stopped", stopped_at=(TAKEN - timedelta(days=ago)).isoformat())
        for name, ago in days.items()
    ]
    young = thing("ec2:snapshot", "snap-1", age=20)
    of = replace(ACCOUNT, resources=(*ACCOUNT.resources, *stopped, young))
    found = ask("instances stopped for more than a month", now=TAKEN, of=of)
    assert ids(found) == ["i-4"]
    assert "for more than 30 days" in said(found)
    assert "It is not known for 1 other" in said(found)  # since when i-2 is stopped
    assert ids(ask("snapshots older than 2 weeks", now=TAKEN, of=of)) == ["snap-1"]
    assert said(ask("snapshots older than 2 weeks", now=TAKEN, of=of)).startswith("There is 1 EBS snapshot older than")
    assert "has no EBS snapshots" in said(ask("snapshots older than 90 days", now=TAKEN, of=of))


@pytest.mark.parametrize(
    "text",
    ["what is running", "volumes more than", "snapshots over $90", "delete snapshots older than 90 days", "90 days"],
)
def test_what_names_no_place_or_no_length_of_time_is_not_listed(text: str):
    assert not any(step.agent == "inventory" for step in understood(text)[0])


def test_a_group_is_counted_largest_first():
    groups, listed = tables(ask("show lambda functions by runtime"))
    assert groups.rows == (("python3.12", "2"), ("nodejs22.x", "1"))
    assert listed.total_rows == 3
    assert tables(ask("databases by engine"))[0].rows == (("postgres", "1"),)
    assert tables(ask("instances by region"))[0].rows == (("us-east-1", "2"), ("eu-west-1", "1"))


def test_tags_that_nobody_read_are_not_taken_for_none():
    aws = ScriptedAws(ANSWERS, denied={"lambda:ListTags"})
    sink = MemorySink()
    take([aws.client], Looking(now=NOW), sink)
    of = sink.snapshot()
    assert "has no Lambda functions without tags" in said(tool(kind="function", condition="untagged", of=of))
    assert "It is not known for 1 other." in said(tool(kind="function", condition="untagged", of=of))
    # No listing of distributions asks for their tags.
    assert "It is not known for 1 other." in said(tool(kind="distribution", condition="untagged", of=of))
    assert "it is not known" not in said(tool(kind="volume", condition="untagged", of=of))


def test_what_is_not_known_is_said_with_the_refusal_that_made_it_so():
    found = ask("which buckets have no lifecycle rules")
    assert "It is not known for 1 other" in said(found)
    assert [gap.source for gap in found.basis.gaps] == ["s3:GetLifecycleConfiguration"]
    assert tool(kind="instance").basis.gaps == ()


def test_what_lacks_a_key_is_told_however_the_key_is_written():
    assert "vol-2" not in ids(tool(kind="volume", tag=["cost_center="]))
    assert ids(tool(kind="volume", tag=["cost-center=7"])) == ["vol-2"]
    assert "without the tag cost_center" in tool(kind="volume", tag=["cost_center="]).headline


def test_an_account_is_known_by_id_and_by_name():
    assert ids(tool(kind="volume", account=["staging"])) == ids(tool(kind="volume", account=[OTHER])) == ["vol-3"]


def test_nothing_is_said_to_be_nothing_of_the_snapshot():
    assert said(ask("which secrets exist")).startswith("The snapshot has no secrets.")


def test_every_list_says_of_when_it_is():
    assert "ago" not in said(ask("list my EC2 instances"))
    old = ask("list my EC2 instances", now=datetime(2026, 6, 9, tzinfo=UTC))
    assert "taken 8 days ago" in said(old)
    assert old.basis.data_as_of == TAKEN
    assert "2026-06-01" in old.basis.notes[0]


def test_things_have_an_identity():
    first = tables(tool(kind="instance"))[-1].entities[0]
    assert first is not None
    assert (first.kind, first.account, first.region) == ("ec2:instance", OWN, "eu-west-1")


def test_who_sees_one_account_sees_that_one():
    scoped = KnownAccount(ACCOUNT).scoped(frozenset({OTHER})).snapshot()
    assert ids(tool(account=[OTHER], kind="volume")) == ["vol-3"]
    assert ids(ask("list my volumes", of=scoped)) == ["vol-3"]
    assert ask("which secrets exist", of=scoped).basis.gaps == ()


def test_wrong_arguments_are_told_and_without_a_snapshot_the_agent_is_not_offered():
    with pytest.raises(ToolRetry, match="condition"):
        tool(kind="volume", condition="lonely")
    with pytest.raises(ToolError, match="finops account snapshot"):
        run_tool(TOOL, {}, ToolContext(job_id="j", user_id="a", clock=ManualClock(NOW)))
    assert "inventory" not in offered(CATALOG, {})
    assert route("list my EC2 instances", catalog=offered(CATALOG, {})).steps == ()


@pytest.mark.parametrize(
    "verb", sorted(VERBS - {"text", "book", "order", "share", "block", "file", "post", "draft", *TELLING})
)
def test_a_deed_is_never_read_as_a_question(verb: str):
    for text in (f"{verb} all unattached volumes", f"please {verb} my stopped instances"):
        assert "inventory" not in {step.agent for step in understood(text)[0]}, text


def test_there_is_an_example_for_most_conditions():
    asked = {example.args.get("condition") for example in RESOURCES.examples}
    assert {"unattached", "stopped", "running", "unencrypted", "no_lifecycle", "no_retention", "untagged"} <= asked


def test_a_question_that_another_agent_takes_as_well_is_the_others():
    assert {step.agent for step in route("list all log groups", catalog=CATALOG).steps} == {"inventory"}
    assert {step.agent for step in route("list all log groups", catalog={**CATALOG, "logs": LOGS}).steps} == {"logs"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("list our EMR clusters", "emr:cluster"), ("which WorkSpaces do we have", "workspaces:workspace"),
        ("how many kafka clusters are there", "kafka:cluster"), ("list FSx file systems", "fsx:file-system"),
        ("list documentdb instances", "docdb:instance"), ("list all CloudFront distributions",
                                                          "cloudfront:distribution"),
    ],
)  # fmt: skip
def test_services_beside_the_large_ones_are_listed_too(text: str, kind: str):
    prefix = {"emr": "elasticmapreduce", "docdb": "rds"}.get(kind.partition(":")[0], kind.partition(":")[0])
    refused = Shortfall(action=f"{prefix}:ListThings", account=OWN, reason="denied")
    own = AccountSnapshot(
        taken_at=TAKEN, accounts={OWN: ""}, resources=(thing(kind, "one"), thing("ec2:vpc", "other")),
        shortfalls=(refused, Shortfall(action="kms:ListKeys", account=OWN, reason="denied")),
    )  # fmt: skip
    found = ask(text, of=own)
    assert said(found).startswith("There is 1 ")
    assert found.basis is not None
    assert [gap.source for gap in found.basis.gaps] == [refused.action]


def test_every_kind_that_is_understood_is_one_that_the_tool_takes():
    assert set(get_args(KindName)) == {"", *KINDS}


DATED = AccountSnapshot(
    taken_at=TAKEN,
    accounts={OWN: "Production"},
    resources=(
        thing("ec2:instance", "i-today", age=0, state="running"),
        thing("ec2:instance", "i-week", age=3, state="running", tags={"team": "shop"}),
        thing("ec2:instance", "i-april", age=40, state="running"),
        thing("ec2:instance", "i-2024", age=700, state="running"),
        thing("s3:bucket", "b-new", age=1),
        thing("ec2:address", "eip-1").model_copy(update={"created": None}),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what is new since last week", ["i-today", "b-new", "i-week"]),
        ("resources created in the last 7 days", ["i-today", "b-new", "i-week"]),
        ("instances launched this month", ["i-today"]),
        ("new instances", ["i-today", "i-week"]),
        ("new buckets since Friday", ["b-new"]),
        ("which instances were created last month?", ["i-week"]),
        ("instances created before 2025", ["i-2024"]),
        ("instances created before May", ["i-april", "i-2024"]),
        ("instances created after 2026-05-29", ["i-today"]),
        ("instances created between 2026-04-01 and 2026-05-30", ["i-week", "i-april"]),
        ("instances newer than 30 days", ["i-today", "i-week"]),
        ("untagged instances created since April", ["i-today", "i-april"]),
        ("instances older than 90 days", ["i-2024"]),
    ],
)
def test_what_was_made_in_some_days_is_listed_the_newest_first(text: str, expected: list[str]):
    assert ids(ask(text, of=DATED)) == expected


def test_what_has_no_date_is_counted_and_named_and_the_days_are_said():
    found = ask("what is new since last week", of=DATED)
    assert "resources made since 25 May 2026" in said(found)
    assert "AWS does not say when 1 other was created." in said(found)
    assert "Kinds without a creation date: Elastic IP address." in found.basis.notes
    assert any("removed again" in note for note in found.basis.notes)
    assert "AWS does not say" not in said(ask("new buckets since Friday", of=DATED))
    assert "AWS does not say when 1 other" in said(ask("resources older than 90 days", of=DATED))


def test_relative_days_count_from_an_old_snapshot_and_it_says_so():
    later = NOW + timedelta(days=60)
    found = ask("instances launched this month", now=later, of=DATED)
    assert ids(found) == ["i-today"]
    assert any("count from 1 June 2026" in note for note in found.basis.notes)
    assert "taken 60 days ago" in said(found)


def test_days_after_the_accounts_were_looked_at_are_told_to_be_later():
    found = ask("instances created on 2026-06-02", now=NOW + timedelta(days=2), of=DATED)
    assert "These days came after the snapshot was taken." in said(found)


def test_days_that_no_calendar_has_are_asked_back():
    with pytest.raises(ToolRetry, match="period"):
        tool(kind="instance", created="the day before yesterday")


def test_new_things_are_the_accounts_where_there_is_one_and_the_bills_where_there_is_none():
    text = "new s3 buckets since Monday"
    assert {step.agent for step in route(text, catalog=CATALOG).steps} == {"inventory"}
    assert {step.agent for step in route(text, catalog=offered(CATALOG, {})).steps} <= {"cost"}
