"""Dismissed recommendations: in no total and said so, back when their days are over or they have grown."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.advice.tools import TOOLS
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from finops_core.advice_log import AdviceLog, Done, KnownAdvice
from finops_core.answers import Finding, Recommendation, RecommendationsBlock, said
from finops_core.clock import ManualClock
from finops_core.dismissals import Advised, Dismissal, Dismissals, KnownDismissals
from finops_core.errors import BadFrame, SettingsError
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from local.cli.advise import Change, Deed, advise
from tests.unit.advice.cases import CASES
from tests.unit.advice.made_usage import write_bill

SAVINGS = next(tool for tool in TOOLS if tool.name == "savings")
NOW = datetime(2026, 6, 2, tzinfo=UTC)
NAT, DISK = "nat-gateway-idle/idle", "vol-gp2"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    lines = [
        line
        for case in CASES
        if case.check in ("nat-gateway-idle", "ebs-gp2")
        for line in (*case.lines, *case.prices, *case.lookalikes)
    ]
    return str(write_bill(tmp_path_factory.mktemp("bill"), lines, "focus"))


@pytest.fixture(scope="module")
def bill(path: str) -> Iterator[ExportBill]:
    with open_bill(path) as opened:
        yield opened


def ask(bill: ExportBill, *dismissed: Dismissal, user: str = "ada", top_n: int | None = None) -> Finding:
    services = {BillSource: bill, Dismissals: KnownDismissals({"ada": dismissed})}
    context = ToolContext(job_id="j", user_id=user, clock=ManualClock(NOW), services=services)
    return run_tool(SAVINGS, {"top_n": top_n} if top_n else {}, context)


def items(finding: Finding) -> dict[str, Recommendation]:
    return {
        item.resource: item
        for block in finding.blocks
        if isinstance(block, RecommendationsBlock)
        for item in block.items
    }


@pytest.fixture(scope="module")
def idle(bill: ExportBill) -> Dismissal:
    """The dismissal of the NAT gateway that nothing uses, which saves $32.85 a month."""
    item = items(ask(bill))[NAT]
    assert item.entity is not None
    return Dismissal(
        advised=Advised(check=item.check, account=item.entity.account, resource=item.resource),
        saving=Decimal(item.saving_per_month),
        currency="USD",
        reason="Kept for the audit",
        at=NOW - timedelta(days=5),
        until=NOW + timedelta(days=5),
    )


def test_a_dismissed_one_is_in_no_total_and_told_with_its_amount_and_reason(bill: ExportBill, idle: Dismissal) -> None:
    found = ask(bill, idle)

    assert said(found).startswith("You can save $10.00 a month in 1 finding.")
    assert "Not counted in the total: 1 dismissed, $32.85 a month." in said(found)
    assert list(items(found)) == [DISK, NAT]
    assert items(found)[NAT].status == "dismissed"
    assert items(found)[NAT].not_counted == "Dismissed until 2026-06-07: Kept for the audit"
    assert items(found)[NAT].counted_per_month == "0"
    assert list(items(ask(bill, idle, top_n=1))) == [DISK]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"until": NOW}, ""),
        ({"reopened_at": NOW}, ""),
        ({"currency": "EUR"}, ""),
        ({"saving": Decimal("26.27")}, "1 open again: more can be saved"),
    ],
)
def test_one_that_ended_or_has_grown_by_more_than_a_quarter_counts_again(
    bill: ExportBill, idle: Dismissal, changed: dict[str, object], words: str
) -> None:
    found = ask(bill, replace(idle, **changed))

    assert said(found).startswith("You can save $42.85 a month in 2 findings.")
    assert words in said(found)
    assert "dismissed," not in said(found)


def test_a_quarter_more_is_still_dismissed_and_others_dismissals_are_theirs(bill: ExportBill, idle: Dismissal) -> None:
    assert "1 dismissed" in said(ask(bill, replace(idle, saving=Decimal("26.28"))))
    assert said(ask(bill, idle, user="bob")).startswith("You can save $42.85 a month in 2 findings.")


def test_when_all_is_dismissed_nothing_more_can_be_saved(bill: ExportBill, idle: Dismissal) -> None:
    disk = replace(idle, advised=replace(idle.advised, check="ebs-gp2", resource=DISK), saving=Decimal(10))

    assert said(ask(bill, idle, disk)).startswith("The bill alone shows nothing more that can be saved.")


def test_the_command_dismisses_reopens_and_says_what_it_left_out(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advise(path, change=Change(resource=NAT, reason="Kept", days=9), data_dir=tmp_path, as_json=False)
    shown = capsys.readouterr().out
    advise(path, data_dir=tmp_path, as_json=True)
    records = {one["resource"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    advise(path, change=Change(resource=NAT, deed=Deed.REOPEN), data_dir=tmp_path, as_json=False)
    reopened = capsys.readouterr().out

    assert "Together $10.00 a month" in shown
    assert "1 dismissed, $32.85 a month" in shown
    assert records[NAT]["dismissed"]["reason"] == "Kept"
    assert (records[NAT]["counted"], records[DISK]["dismissed"]) == ("0.00", None)
    assert "Together $42.85 a month" in reopened
    assert "dismissed" not in reopened


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change(resource="vol-unknown", reason="Kept"), SettingsError),
        (Change(resource=NAT, check="ebs-gp2", reason="Kept"), SettingsError),
        (Change(resource=NAT), BadFrame),
        (Change(resource=NAT, deed=Deed.REOPEN), BadFrame),
    ],
)
def test_a_change_of_nothing_or_without_a_reason_is_refused(
    path: str, tmp_path: Path, change: Change, error: type[Exception]
) -> None:
    with pytest.raises(error):
        advise(path, change=change, data_dir=tmp_path, as_json=False)


def test_what_is_marked_as_done_is_told_so_and_counted_as_long_as_the_bill_shows_it(
    bill: ExportBill, idle: Dismissal
) -> None:
    elsewhere = replace(idle.advised, account="999988887777")
    log = KnownAdvice(marked={"ada": tuple(Done(advised=one, at=NOW) for one in (idle.advised, elsewhere))})
    context = ToolContext(
        job_id="j", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill, AdviceLog: log}
    )
    found = run_tool(SAVINGS, {}, context)

    assert said(found) == said(ask(bill))
    assert {resource: item.status for resource, item in items(found).items()} == {NAT: "done", DISK: "open"}
    assert items(found)[NAT].counted_per_month == items(ask(bill))[NAT].counted_per_month
    assert any("Marked as done" in note and ": 1 of" in note for note in found.basis.notes)
    assert not any("Marked as done" in note for note in ask(bill).basis.notes)
