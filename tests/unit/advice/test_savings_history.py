"""What became of recommendations: what the later months of a bill show to be saved, beside what was estimated."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.advice.tools import TOOLS
from agents.opportunities.told_before import with_told
from agents.opportunities.track_record import Outcome, month_looks, track_record
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.testing import MemoryBill
from finops_core.advice_log import AdviceLog, AdviceLogRepository, Done, KnownAdvice, Run, Said
from finops_core.answers import Finding, said
from finops_core.clock import ManualClock, SystemClock
from finops_core.dismissals import Advised
from finops_core.errors import StorageUnavailable, ToolError
from finops_core.table.sqlite import SqliteTable
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AnyTool
from local.cli.main import app
from local.data_dir import DataDir
from tests.unit.advice.cases import CASES
from tests.unit.advice.made_usage import Line, write_bill
from websocket.tokens import LOCAL_USER

HISTORY = next(tool for tool in TOOLS if tool.name == "savings_history")
NOW = datetime(2026, 6, 2, tzinfo=UTC)
NAT = next(case for case in CASES if case.check == "nat-gateway-idle")
GP2 = next(case for case in CASES if case.check == "ebs-gp2")
CHANGED, ENDED = date(2026, 4, 11), date(2026, 5, 1)


def lines() -> Iterator[Line]:
    """An idle gateway that is removed in May, one that stays, and three gp2 volumes: to gp3, doubled, still there."""
    for line in NAT.lines:
        yield replace(line, until=ENDED)
        yield replace(line, resource="nat-gateway-idle/stays")
    (gp2,) = GP2.lines
    yield from GP2.prices
    yield replace(gp2, until=CHANGED)
    yield replace(gp2, first=CHANGED, meter="EBS:VolumeUsage.gp3", price=Decimal("0.08"))
    yield replace(gp2, resource="vol-grown", until=CHANGED)
    yield replace(
        gp2, resource="vol-grown", first=CHANGED, meter="EBS:VolumeUsage.gp3", price=Decimal("0.08"),
        per_hour=2 * gp2.per_hour,
    )  # fmt: skip
    yield replace(gp2, resource="vol-stays")


@pytest.fixture(scope="module", params=["cur-daily", "focus"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bill(tmp_path_factory.mktemp("bill"), [*lines()], request.param)


@pytest.fixture(scope="module")
def bill(path: Path) -> Iterator[ExportBill]:
    with open_bill(path) as opened:
        yield opened


def ask(bill: BillSource, log: KnownAdvice | None = None, tool: AnyTool = HISTORY, **arguments: Any) -> Finding:
    services: dict[type[Any], Any] = {BillSource: bill} | ({AdviceLog: log} if log is not None else {})
    return run_tool(tool, arguments, ToolContext(job_id="j", user_id="ada", clock=ManualClock(NOW), services=services))


def told(resource: str, saving: str, check: str = "nat-gateway-idle") -> Said:
    advised = Advised(check=check, account="111122223333", resource=resource)
    return Said(advised=advised, title="As it was told", saving=Decimal(saving), currency="USD")


def by_resource(found: tuple[Outcome, ...]) -> dict[str, Outcome]:
    return {one.resource: one for one in found}


def test_what_ended_or_changed_is_held_against_its_estimate(bill: ExportBill):
    record = track_record(month_looks(bill))
    done = by_resource(record.carried_out)
    assert {name: (round(one.estimate, 2), round(one.saved, 2), one.how) for name, one in done.items()} == {
        "nat-gateway-idle/idle": (Decimal("32.85"), Decimal("32.85"), "has no charges any more"),
        "vol-gp2": (Decimal("10.00"), Decimal("10.00"), "is charged in another form"),
    }
    assert (done["vol-gp2"].first_found, done["vol-gp2"].last_found) == (date(2026, 4, 1), date(2026, 4, 1))
    assert done["nat-gateway-idle/idle"].last_found == date(2026, 5, 1)


def test_what_is_saved_so_far_counts_a_month_of_change_as_far_as_it_goes(bill: ExportBill):
    done = by_resource(track_record(month_looks(bill)).carried_out)
    assert round(done["nat-gateway-idle/idle"].so_far, 2) == Decimal("32.85")
    assert Decimal(16) < done["vol-gp2"].so_far < Decimal(19)  # twenty of thirty days of April, and May


def test_what_is_no_longer_found_and_costs_more_was_not_saved(bill: ExportBill):
    (kept,) = track_record(month_looks(bill)).without_saving
    assert (kept.resource, kept.saved < 0, kept.by_quantity > 0, kept.other_meters > kept.before) == (
        "vol-grown", True, True, True,
    )  # fmt: skip


def test_what_is_still_found_is_no_history(bill: ExportBill):
    record = track_record(month_looks(bill))
    assert record.still_open == 2
    assert not {"vol-stays", "nat-gateway-idle/stays"} & {one.resource for one in record.outcomes}


@pytest.mark.parametrize(
    ("aspect", "sentence"),
    [
        ("saved", "You save $42.85 a month through 2 recommendations that were carried out"),
        ("carried_out", "2 recommendations were carried out, which saves $42.85 a month."),
        ("accuracy", "For 2 recommendations that were carried out, the typical saving was 100.0 % of its estimate."),
    ],
)
def test_each_question_gets_its_answer_first(aspect: str, sentence: str, bill: ExportBill):
    found = ask(bill, aspect=aspect)
    assert said(found).startswith(sentence), said(found)
    assert "The estimates came to $42.85 a month" in said(found)
    assert "Found at the last month end: 2 still open." in said(found)
    assert any("replay" in note for note in found.basis.notes)
    assert any("not why" in note for note in found.basis.notes)


def test_a_bill_of_one_month_tells_no_history(tmp_path: Path):
    short = [replace(line, first=date(2026, 5, 1)) for line in (*NAT.lines, *GP2.prices)]
    with open_bill(write_bill(tmp_path, short, "focus")) as bill:
        assert "too few months" in said(ask(bill))


def test_nothing_carried_out_is_said(tmp_path: Path):
    with open_bill(write_bill(tmp_path, [*NAT.lines], "focus")) as bill:
        assert "no recommendation that was carried out" in said(ask(bill))


def test_a_reader_without_rows_says_what_to_load():
    with pytest.raises(ToolError, match="finops up"):
        ask(MemoryBill([]))


def test_the_command_writes_an_outcome_a_line(path: Path):
    result = CliRunner().invoke(app, ["advise", "history", "--bill", str(path), "--json"])
    assert result.exit_code == 0, result.stderr
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["resource"], one["saved"], one["carriedOut"]) for one in found[:2]] == [
        ("nat-gateway-idle/idle", "32.85", True), ("vol-gp2", "10.00", True),
    ]  # fmt: skip
    assert found[2]["carriedOut"] is False
    assert {one["source"] for one in found} == {"replay"}
    told = CliRunner().invoke(app, ["advise", "history", "--bill", str(path)])
    assert "Saved $42.85 a month" in told.stdout


def test_what_was_told_at_the_time_goes_before_the_replay(bill: ExportBill):
    runs = (
        Run(day=date(2026, 4, 20), said=(told("nat-gateway-idle/idle", "40"),)),
        Run(day=date(2026, 5, 20), said=()),
    )
    looks = month_looks(bill)
    record = with_told(track_record(looks), looks, runs, ())
    one = by_resource(record.carried_out)["nat-gateway-idle/idle"]
    assert (one.source, one.estimate, one.checks, one.first_found) == (
        "told", Decimal(40), ("As it was told",), date(2026, 4, 20),
    )  # fmt: skip
    assert round(one.saved, 2) == Decimal("32.85")
    assert by_resource(record.carried_out)["vol-gp2"].source == "replay"


def test_what_is_marked_as_done_is_judged_though_it_is_still_told_and_only_with_whole_months(bill: ExportBill):
    runs = (
        Run(day=date(2026, 4, 2), said=(told("vol-stays", "10"), told("vol-gp2", "10"), told("of-another-bill", "5"))),
    )
    marks = tuple(Done(advised=each.advised, at=datetime(2026, 4, 5, tzinfo=UTC)) for each in runs[0].said)
    looks = month_looks(bill)
    record = with_told(track_record(looks), looks, runs, marks)
    assert by_resource(record.carried_out)["vol-gp2"].marked
    assert by_resource(record.without_saving)["vol-stays"].marked
    assert record.too_early == 0
    late = (Run(day=date(2026, 5, 20), said=(told("vol-stays", "10"),)), Run(day=date(2026, 5, 25), said=()))
    assert with_told(track_record(looks), looks, late, ()).too_early == 1


def test_the_savings_tool_keeps_its_list_of_the_day_and_history_reads_it(bill: ExportBill):
    log = KnownAdvice()
    savings = next(tool for tool in TOOLS if tool.name == "savings")
    ask(bill, log, savings)
    ask(bill, log, savings, region=("eu-west-1",))
    (run,) = log.runs("ada")
    assert {one.advised.resource for one in run.said} == {"vol-stays", "nat-gateway-idle/stays"}
    log.by_user["ada"] = (Run(day=date(2026, 4, 20), said=(told("nat-gateway-idle/idle", "40"),)), run)
    found = ask(bill, log)
    assert any("earlier runs told" in note for note in found.basis.notes)


def test_a_list_that_cannot_be_kept_is_answered_all_the_same(bill: ExportBill):
    class Full(KnownAdvice):
        def note(self, user_id: str, said: Sequence[Said]) -> None:
            raise StorageUnavailable("no space left")

    savings = next(tool for tool in TOOLS if tool.name == "savings")
    assert said(ask(bill, Full(), savings)).startswith("You can save")


def test_the_command_keeps_its_runs_and_marks_what_was_done(path: Path, tmp_path: Path):
    def run(*asked: str) -> str:
        result = CliRunner().invoke(app, ["advise", *asked, "--bill", str(path), "--data-dir", str(tmp_path), "--json"])
        assert result.exit_code == 0, result.output
        return result.stdout

    run("--done", "vol-stays")
    assert (
        CliRunner()
        .invoke(app, ["advise", "--done", "nothing", "--bill", str(path), "--data-dir", str(tmp_path)])
        .exit_code
    )
    with closing(SqliteTable(DataDir(tmp_path).table, clock=SystemClock()).open()) as table:
        log = AdviceLogRepository(table, SystemClock())
        (kept,) = log.runs(LOCAL_USER)
        assert {one.advised.resource for one in kept.said} == {"vol-stays", "nat-gateway-idle/stays"}
        assert [one.advised.resource for one in log.done(LOCAL_USER)] == ["vol-stays"]
    assert len(run("history").splitlines()) == 3
    run("--undone", "vol-stays")
    with closing(SqliteTable(DataDir(tmp_path).table, clock=SystemClock()).open()) as table:
        assert AdviceLogRepository(table, SystemClock()).done(LOCAL_USER) == ()
