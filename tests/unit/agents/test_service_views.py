"""EC2, S3 and RDS as their agents tell of them: from the bill alone, and from an account beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from account.reader import AccountReader, KnownAccount
from account.shortfalls import Shortfall
from agents.catalog import CATALOG
from agents.opportunities.account_checks import ACCOUNT_CHECKS
from agents.opportunities.checks import BILL_CHECKS
from agents.views.spec import ServiceView
from billing.export import ExportBill, open_bill
from billing.query import LineKind
from billing.source import BillSource
from billing.testing import Line as Charge
from billing.testing import MemoryBill
from finops_core.advice_log import AdviceLog, Done, KnownAdvice
from finops_core.answers import BreakdownBlock, Finding, Recommendation, RecommendationsBlock, TableBlock, said
from finops_core.clock import ManualClock
from finops_core.dismissals import Advised, Dismissals, KnownDismissals, dismissal
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from supervisor.route import understood
from tests.unit.advice.account_cases import thing
from tests.unit.advice.cases import CASES
from tests.unit.advice.made_usage import Line, gb_month, write_bill
from tests.unit.advice.test_account_advice import account_of

NOW = datetime(2026, 6, 2, tzinfo=UTC)
BY_CHECK = {case.check: case for case in CASES}
LEFT = Line(service="AmazonEC2", meter="EBS:VolumeUsage.gp3", resource="vol-left", per_hour=gb_month(100),
            price=Decimal("0.08"), unit="GB-Mo")  # fmt: skip
LINES = [
    LEFT,
    *(line for check in ("ebs-gp2", "rds-multi-az-non-production", "s3-never-read", "nat-gateway-idle")
      for line in (*BY_CHECK[check].lines, *BY_CHECK[check].prices)),
]  # fmt: skip
ACCOUNT = account_of(
    thing("ec2:volume", "vol-left", state="available", attached_to=(), type="gp3"),
    thing("ec2:instance", "i-1", state="running", type="m6i.large"),
    thing("ec2:instance", "i-2", state="stopped", type="m6i.large"),
    thing("s3:bucket", "archive", lifecycle=False, versioning=False),
    thing("s3:bucket", "images", lifecycle=True, versioning=False, ends_uploads=True),
    shortfalls=(
        Shortfall(action="s3:GetLifecycleConfiguration", account="111122223333", reason="denied"),
        Shortfall(action="kms:ListKeys", account="111122223333", reason="denied"),
    ),
)
VIEWS = {name: CATALOG[name] for name in ("ec2", "s3", "rds")}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with open_bill(write_bill(tmp_path_factory.mktemp("bill"), LINES, "focus")) as opened:
        yield opened


def ask(
    text: str,
    bill: BillSource,
    *,
    account: bool = False,
    now: datetime = NOW,
    kept: dict[type[Any], Any] | None = None,
) -> Finding:
    """The answer to a question in words; `kept` is what the platform keeps of the user's decisions."""
    ((step,), _) = understood(text)[:2]
    readers: dict[type[Any], Any] = {BillSource: bill, **(kept or {})}
    readers |= {AccountReader: KnownAccount(ACCOUNT)} if account else {}
    context = ToolContext(job_id="j", user_id="ada", clock=ManualClock(now), services=readers)
    return run_tool(VIEWS[step.agent].tool(step.tool), dict(step.args), context)


def advised(finding: Finding) -> set[tuple[str, str]]:
    return {(item.check, item.resource) for block in finding.blocks if isinstance(block, RecommendationsBlock)
            for item in block.items}  # fmt: skip


def recommended(finding: Finding) -> list[Recommendation]:
    return [item for block in finding.blocks if isinstance(block, RecommendationsBlock) for item in block.items]


def counts(finding: Finding) -> dict[tuple[str, str], str]:
    return {(str(what), str(group)): str(number) for block in finding.blocks if isinstance(block, TableBlock)
            for what, group, number in block.rows}  # fmt: skip


def test_from_the_bill_alone_a_view_tells_what_it_shows_and_what_an_account_would_add(bill: ExportBill):
    found = ask("How is my EC2 used?", bill)
    cost = sum((line.per_hour * line.price * 744 for line in LINES if line.service == "AmazonEC2"), Decimal(0))
    assert said(found).startswith(f"You spent ${cost.quantize(Decimal('0.01'))} on EC2 in May 2026.")
    assert "The bill alone shows 1 finding: $10.00 a month can be saved." in said(found)
    assert advised(found) == {("ebs-gp2", "vol-gp2")}
    (kinds,) = [block for block in found.blocks if isinstance(block, BreakdownBlock)]
    assert round(sum(Decimal(item.value) for item in kinds.items) - Decimal(kinds.total), 20) == 0
    assert found.basis is not None
    (gap,) = found.basis.gaps
    assert (gap.source, gap.reason) == ("the account", "absent")
    assert "how busy processors" in gap.message
    assert "finops account snapshot" in gap.remedy


def test_with_an_account_it_tells_what_is_there_and_finds_what_the_bill_does_not_show(bill: ExportBill):
    found = ask("how well do we use our ec2 instances", bill, account=True)
    assert ("ebs-unattached", "vol-left") in advised(found)
    assert counts(found)["EC2 instances", "stopped"] == "1"
    assert counts(found)["EC2 instances by type", "m6i.large"] == "2"
    assert found.basis is not None
    assert found.basis.gaps == ()
    assert any("looked at on 2026-06-01" in note for note in found.basis.notes)


def test_a_topic_has_its_own_findings_only(bill: ExportBill):
    assert advised(ask("what can be right-sized in EC2?", bill, account=True)) == {("ebs-gp2", "vol-gp2")}
    (never,) = advised(ask("which S3 buckets are never read?", bill))
    assert never[0] == "s3-never-read"
    rules = ask("which lifecycle rules do our buckets need?", bill, account=True)
    assert ("s3-no-lifecycle", "archive") in advised(rules)
    assert "images" not in {resource for _, resource in advised(rules)}
    assert rules.basis is not None
    assert [gap.source for gap in rules.basis.gaps] == ["s3:GetLifecycleConfiguration"]


@pytest.mark.parametrize("text", ["How is my EC2 used?", "what can be right-sized in EC2?"])
def test_what_the_user_decided_is_told_as_in_the_list_of_savings(bill: ExportBill, text: str):
    gp2 = Advised(check="ebs-gp2", account="111122223333", resource="vol-gp2")
    (item,) = recommended(ask(text, bill))
    assert (item.check, item.resource, item.status) == (gp2.check, gp2.resource, "open")
    assert item.entity is not None
    gp2 = replace(gp2, account=item.entity.account)
    done = ask(text, bill, kept={AdviceLog: KnownAdvice(marked={"ada": (Done(advised=gp2, at=NOW),)})})
    (item,) = recommended(done)
    assert (item.status, Decimal(item.counted_per_month or 0)) == ("done", 10)
    assert "$10.00 a month can be saved" in said(done)
    assert done.basis is not None
    assert any(note.startswith("Marked as done, and counted") for note in done.basis.notes)
    made = dismissal(gp2, saving=item.saving_per_month, currency="USD", reason="A trial", days=30, now=NOW)
    left_out = ask(text, bill, kept={Dismissals: KnownDismissals({"ada": (made,)})})
    (item,) = recommended(left_out)
    assert (item.status, item.counted_per_month) == ("dismissed", "0")
    assert item.not_counted == "Dismissed until 2026-07-02: A trial"
    assert "nothing more to save" in said(left_out)
    grown = replace(made, saving=Decimal(1))
    again = ask(text, bill, kept={Dismissals: KnownDismissals({"ada": (grown,)})})
    assert [each.status for each in recommended(again)] == ["open"]
    assert again.basis is not None
    assert any(note.startswith("Open again") for note in again.basis.notes)


def test_what_nobody_has_a_word_for_is_told_by_its_usage_type(bill: ExportBill):
    (kinds,) = [
        block for block in ask("storage classes of our buckets", bill).blocks if isinstance(block, BreakdownBlock)
    ]
    assert "other usage" not in {item.label for item in kinds.items}
    assert len(kinds.items) > 1


def test_what_nothing_can_be_said_about_is_told(tmp_path: Path):
    with open_bill(write_bill(tmp_path, [replace(LEFT, resource="")], "focus")) as unnamed:
        found = ask("How is my EC2 used?", unnamed)
    assert found.basis is not None
    assert any(note.startswith("100 % of what is used names no resource") for note in found.basis.notes)


def test_things_of_other_services_are_not_told_of(bill: ExportBill):
    for text in ("How is my RDS used?", "How is our S3 used?", "How is my EC2 used?"):
        assert not [check for check, _ in advised(ask(text, bill)) if check == "nat-gateway-idle"], text
    assert advised(ask("How is my RDS used?", bill, account=True)) == {("rds-multi-az-non-production", "db-staging")}


def test_a_place_narrows_cost_findings_and_what_is_there(bill: ExportBill):
    elsewhere = ask("how busy are our EC2 instances in eu-west-1?", bill, account=True)
    assert advised(elsewhere) == set()
    assert counts(elsewhere) == {}


def test_a_look_that_is_old_is_said_to_be(bill: ExportBill):
    late = ask("S3 overview", bill, account=True, now=datetime(2026, 6, 20, tzinfo=UTC))
    assert "looked at 19 days ago: a new snapshot" in said(late)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_names_checks_that_there_are(name: str):
    from importlib import import_module

    view: ServiceView = getattr(import_module(f"agents.{name}.view"), name.upper())
    known = {check.id for check in (*BILL_CHECKS, *ACCOUNT_CHECKS)}
    assert all(topic.checks <= known for topic in view.topics.values())
    about = VIEWS[name].tool("use").params.model_json_schema()["properties"]["about"]["enum"]
    assert set(about) == {"overview", *view.topics}


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("how much did EC2 cost", "cost"), ("what did S3 cost last month", "cost"), ("RDS costs by region", "cost"),
        ("which instances are idle?", "advice"), ("what can we save on RDS", "advice"),
        ("which buckets have no lifecycle rules?", "inventory"), ("list my EC2 instances", "inventory"),
        ("how is EC2 used", "ec2"), ("which storage class should my s3 buckets have", "s3"),
        ("which databases have no connections?", "rds"),
    ],
)  # fmt: skip
def test_questions_of_cost_savings_and_lists_stay_with_their_agents(text: str, agent: str):
    assert [step.agent for step in understood(text)[0]] == [agent]


@pytest.mark.parametrize(
    "told",
    ["We had a long day.", "We switched to a new tool.", "It was late at night.", "I used to work in finance.",
     "Well,", "Our old report is outdated.", "We have a large team.", "For the overview slide,"],
)  # fmt: skip
def test_everyday_words_of_an_agents_phrases_are_no_subject_by_themselves(told: str):
    (step,) = understood(f"{told} what did we spend by service?")[0]
    assert (step.agent, step.args) == ("cost", {"group_by": ("service",)})


def test_a_bill_without_rows_to_look_at_has_its_cost():
    bill = MemoryBill([Charge(day=date(2026, 5, day), amount=Decimal(1)) for day in range(1, 32)])
    found = ask("How is my EC2 used?", bill)
    assert said(found).startswith("You spent $31.00 on EC2 in May 2026. Savings were not looked for.")
    assert found.basis is not None
    assert [gap.source for gap in found.basis.gaps] == ["what can be saved", "the account"]


def test_taxes_and_refunds_are_no_usage():
    bill = MemoryBill(
        [
            Charge(day=date(2026, 5, 2), amount=Decimal(30)),
            Charge(day=date(2026, 5, 3), amount=Decimal(3), kind=LineKind.TAX),
            Charge(day=date(2026, 5, 4), amount=Decimal(-5), kind=LineKind.REFUND),
            Charge(day=date(2026, 5, 31), amount=Decimal(1)),
        ]
    )
    (kinds,) = [block for block in ask("How is my EC2 used?", bill).blocks if isinstance(block, BreakdownBlock)]
    told = [(item.label, Decimal(item.value)) for item in kinds.items]
    assert told == [("other usage", 31), ("tax", 3), ("refunds", -5)]
