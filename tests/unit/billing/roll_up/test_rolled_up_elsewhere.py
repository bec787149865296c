"""A large delivery that takes longer than a process may last is rolled up by several, and paid for once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from billing.engines.athena.engine import AthenaEngine
from billing.engines.athena.spending import GB, charged_bytes
from billing.engines.athena.tables import GlueTables
from billing.engines.athena.testing import SCANNED, FakeAthena, FakeGlue
from billing.engines.duckdb import Limits
from billing.engines.settings import EngineSettings
from billing.export import bill_location, open_bill
from billing.export_files import ListedFiles
from billing.query import BillQuery, Dimension, Tag
from billing.roll_up.arrival import Arrivals
from billing.roll_up.attempt import NAME as ATTEMPT
from billing.roll_up.attempt import Attempt
from billing.roll_up.distributed import Distributed, Unfinished
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedFolder, PreparedPlace
from finops_core.clock import ManualClock
from finops_core.errors import BillError
from finops_core.values import Granularity
from tests.unit.billing.made_bills import focus_day, write_csv

ADDRESS = "s3://bills/prepared"
MONTHS, TABLES, QUERY_S = (4, 5, 6), 4, 60.0
ALL = len(MONTHS) * TABLES
PIECE_S = 100


class Killed(BaseException):
    """The process is ended from outside."""


@dataclass(kw_only=True)
class Cloud:
    """An export that is delivered, and what prepares it, with Athena taking a minute for a month of a table."""

    export: Path
    place: PreparedFolder
    athena: FakeAthena
    glue: FakeGlue
    clock: ManualClock = field(default_factory=lambda: ManualClock(datetime(2026, 11, 20, tzinfo=UTC)))
    most_bytes: int = 100 * GB
    off: bool = False
    hourly: bool = False

    def arrives(self, cost: str) -> None:
        rows = [
            focus_day(day, month, BilledCost=cost, EffectiveCost=cost, ResourceId=f"i-{day}")
            for month in MONTHS
            for day in (1, 2, 3)
        ]
        write_csv(self.export / "export.csv", rows)
        now = (self.clock.now() - timedelta(minutes=1)).timestamp()
        os.utime(self.export / "export.csv", (now, now))

    def call(self, *, lasts_s: float = 900, again: bool = False) -> Manifest | None:
        """One call of the function, which may last so long."""

        def make(manifest: Manifest, place: PreparedPlace) -> AthenaEngine:
            settings = EngineSettings()
            return AthenaEngine(self.athena, GlueTables(self.glue, manifest, ADDRESS, settings), settings, self.clock)

        by = Distributed(make=make, over_bytes=0, most_bytes=self.most_bytes, piece_s=PIECE_S)
        arrivals = Arrivals(
            source=str(self.export),
            location=bill_location(str(self.export), None),
            place=self.place,
            limits=Limits(memory_limit_mb=512),
            clock=self.clock,
            wait=self._wait,
            still_for_s=0,
            distributed=None if self.off else by,
            hourly=self.hourly,
        )
        return arrivals.prepare(again=again, until=self.clock.now() + timedelta(seconds=lasts_s))

    def _wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def calls(self, *, lasts_s: float) -> tuple[list[str], Manifest]:
        """Calls until it is done, and what each but the last one said."""
        said: list[str] = []
        for _ in range(2 * ALL):
            try:
                manifest = self.call(lasts_s=lasts_s)
            except Unfinished as more:
                said.append(str(more))
                assert self.attempt.paused
            else:
                assert manifest is not None
                return said, manifest
        raise AssertionError("it comes to no end")

    @property
    def attempt(self) -> Attempt:
        found = Attempt.of(self.place.document(ATTEMPT))
        assert found is not None
        return found

    def answers(self) -> tuple[Any, ...]:
        with open_bill(self.export, prepared=str(self.place.folder)) as bill:
            problems = tuple(each.message for each in bill.info().problems if not each.notice)
            by = [bill.query(BillQuery(group_by=(key,))).rows for key in (Dimension.RESOURCE, Tag("team"))]
            return bill.query(BillQuery()).totals["USD"], problems, by


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    (tmp_path / "bill").mkdir()
    place = PreparedFolder(tmp_path / "prepared")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        athena = FakeAthena(connection, address=ADDRESS, root=place.folder)
        glue = FakeGlue(connection, ADDRESS, place.folder)
        made = Cloud(export=tmp_path / "bill", place=place, athena=athena, glue=glue)

        def start(**given: Any) -> dict[str, str]:
            made.clock.advance(QUERY_S)
            return started(**given)

        started, athena.start_query_execution = athena.start_query_execution, start
        yield made


def test_what_one_call_has_no_time_for_is_done_by_further_ones_and_paid_for_once(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
):
    cloud.arrives("1.25")
    with pytest.raises(Unfinished):
        cloud.call(lasts_s=PIECE_S + 2 * QUERY_S)

    def read_again(_: ListedFiles) -> Any:
        raise AssertionError("the export is read once")

    monkeypatch.setattr(ListedFiles, "open", read_again)
    said, manifest = cloud.calls(lasts_s=PIECE_S + 2 * QUERY_S)
    monkeypatch.undo()
    assert len(said) == len(set(said)) == ALL // 3 - 2, "a queue that drops equal messages drops none of them"
    assert len(cloud.athena.started) == ALL
    assert (manifest.use.requests, manifest.use.scanned_bytes) == (ALL, ALL * charged_bytes(SCANNED))
    assert cloud.attempt.tries == 1
    total, problems, by = cloud.answers()
    assert (total, problems) == (Decimal("1.25") * 9, ())
    with open_bill(cloud.export) as export:
        assert by == [export.query(BillQuery(group_by=(key,))).rows for key in (Dimension.RESOURCE, Tag("team"))]


def test_a_call_that_could_do_nothing_in_its_time_does_one_thing_all_the_same(cloud: Cloud):
    cloud.arrives("1")
    said, _ = cloud.calls(lasts_s=1)
    assert len(said) == ALL
    assert len(cloud.athena.started) == ALL


def test_a_call_that_is_ended_from_outside_is_followed_by_one_that_goes_on(cloud: Cloud):
    cloud.arrives("1")
    looked = cloud.athena.get_query_execution

    def killed(**_: Any) -> Any:
        raise Killed

    with pytest.raises(Unfinished):
        cloud.call(lasts_s=PIECE_S + 2 * QUERY_S)
    before = len(cloud.athena.started)
    cloud.athena.get_query_execution = killed
    with pytest.raises(Killed):
        cloud.call()
    cloud.athena.get_query_execution = looked
    assert cloud.call(again=True) is not None
    assert (before, len(cloud.athena.started)) == (3, ALL + 1)
    assert cloud.attempt.tries == 2
    assert cloud.answers()[0] == Decimal(9)


def test_over_the_cap_the_former_delivery_stays_and_it_is_said_whichever_call_reached_it(cloud: Cloud):
    cloud.arrives("1")
    cloud.calls(lasts_s=900)
    cloud.arrives("2")
    cloud.athena.scanned = lambda _: GB
    cloud.most_bytes = 4 * GB
    with pytest.raises(Unfinished):
        cloud.call(lasts_s=PIECE_S + 2 * QUERY_S)
    with pytest.raises(BillError, match=r"has read 4.00 GB to prepare this delivery, which costs \$0.02"):
        cloud.call()
    started = len(cloud.athena.started)
    with pytest.raises(BillError, match="nothing more was started"):
        cloud.call(again=True)
    assert len(cloud.athena.started) == started
    total, (problem,), _ = cloud.answers()
    assert total == Decimal(9)
    assert "could not be prepared" in problem
    assert "max_scanned_gb allows 4.00 GB" in problem
    cloud.most_bytes = 100 * GB
    assert cloud.call(again=True) is not None
    assert cloud.answers()[:2] == (Decimal(18), ())


@pytest.mark.parametrize("lost", ["charges", "charges_monthly"])
def test_where_a_file_is_gone_meanwhile_all_is_made_anew(cloud: Cloud, lost: str):
    cloud.arrives("1")
    with pytest.raises(Unfinished):
        cloud.call(lasts_s=PIECE_S + 2 * QUERY_S)
    (content,) = (each for each in cloud.place.folder.iterdir() if each.is_dir())
    next(path for path in (content / lost).rglob("*") if path.is_file()).unlink()
    cloud.calls(lasts_s=900)
    assert cloud.answers()[0] == Decimal(9)


def test_what_athena_began_and_duckdb_ends_counts_once(cloud: Cloud):
    cloud.arrives("1")
    with pytest.raises(Unfinished):
        cloud.call(lasts_s=PIECE_S + 2 * QUERY_S)
    cloud.off = True
    manifest = cloud.call()
    assert manifest is not None
    for table in manifest.tables:
        assert cloud.place.names(f"{manifest.content}/{table.name}") == sorted(file.name for file in table.files)
    assert cloud.answers()[0] == Decimal(9)


def test_hours_are_rolled_up_elsewhere_too(cloud: Cloud):
    cloud.hourly = True
    rows = [
        focus_day(1, month)
        | {
            "ChargePeriodStart": f"2026-{month:02}-01T{hour:02}:00:00Z",
            "ChargePeriodEnd": f"2026-{month:02}-01T05:00:00Z",
        }
        for month in MONTHS
        for hour in (3, 4, 4)
    ]
    write_csv(cloud.export / "export.csv", rows)
    _, manifest = cloud.calls(lasts_s=PIECE_S + QUERY_S)
    assert [table.name for table in manifest.tables][2:4] == ["charges_daily", "charges_hourly"]
    assert len(cloud.athena.started) == len(MONTHS) * (TABLES + 1)
    hours = BillQuery(granularity=Granularity.HOURLY)
    with open_bill(cloud.export, prepared=str(cloud.place.folder)) as bill, open_bill(cloud.export) as export:
        assert bill.query(hours) == export.query(hours)


def test_a_draft_that_says_nothing_is_as_if_there_was_none(cloud: Cloud):
    cloud.arrives("1")
    cloud.place.put_document("finops-draft.json", b"{}")
    assert cloud.call() is not None
    assert cloud.answers()[0] == Decimal(9)
