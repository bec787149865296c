"""What became of recommendations: what the later months of a bill show to be saved, beside what was estimated."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.advice.tools import TOOLS
from agents.opportunities.track_record import Outcome, track_record
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.testing import MemoryBill
from finops_core.answers import Finding, said
from finops_core.clock import ManualClock
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from local.cli.main import app
from tests.unit.advice.cases import CASES
from tests.unit.advice.made_usage import Line, write_bill

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


def ask(bill: BillSource, **arguments: Any) -> Finding:
    context = ToolContext(job_id="j", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill})
    return run_tool(HISTORY, arguments, context)


def by_resource(found: tuple[Outcome, ...]) -> dict[str, Outcome]:
    return {one.resource: one for one in found}


def test_what_ended_or_changed_is_held_against_its_estimate(bill: ExportBill):
    record = track_record(bill)
    done = by_resource(record.carried_out)
    assert {name: (round(one.estimate, 2), round(one.saved, 2), one.how) for name, one in done.items()} == {
        "nat-gateway-idle/idle": (Decimal("32.85"), Decimal("32.85"), "has no charges any more"),
        "vol-gp2": (Decimal("10.00"), Decimal("10.00"), "is charged in another form"),
    }
    assert (done["vol-gp2"].first_found, done["vol-gp2"].last_found) == (date(2026, 4, 1), date(2026, 4, 1))
    assert done["nat-gateway-idle/idle"].last_found == date(2026, 5, 1)


def test_what_is_saved_so_far_counts_a_month_of_change_as_far_as_it_goes(bill: ExportBill):
    done = by_resource(track_record(bill).carried_out)
    assert round(done["nat-gateway-idle/idle"].so_far, 2) == Decimal("32.85")
    assert Decimal(16) < done["vol-gp2"].so_far < Decimal(19)  # twenty of thirty days of April, and May


def test_what_is_no_longer_found_and_costs_more_was_not_saved(bill: ExportBill):
    (kept,) = track_record(bill).without_saving
    assert (kept.resource, kept.saved < 0, kept.by_quantity > 0, kept.other_meters > kept.before) == (
        "vol-grown", True, True, True,
    )  # fmt: skip


def test_what_is_still_found_is_no_history(bill: ExportBill):
    record = track_record(bill)
    assert record.still_open == 2
    assert not {"vol-stays", "nat-gateway-idle/stays"} & {one.resource for one in record.outcomes}


@pytest.mark.parametrize(
    ("aspect", "sentence"),
    [
        ("saved", "You save $42.85 a month by 2 recommendations that were carried out"),
        ("carried_out", "2 recommendations were carried out, which saves $42.85 a month."),
        ("accuracy", "Of 2 recommendations that were carried out, the usual saving was 100.0 % of its estimate."),
    ],
)
def test_each_question_gets_its_answer_first(aspect: str, sentence: str, bill: ExportBill):
    found = ask(bill, aspect=aspect)
    assert said(found).startswith(sentence), said(found)
    assert "The estimates were $42.85 a month" in said(found)
    assert "In the list at the last month end: 2 still open." in said(found)
    assert any("Nothing was stored" in note for note in found.basis.notes)
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
