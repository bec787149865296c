"""How exports lie in folders and archives in real life, and what each adds up to."""

import gzip
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from billing.export import open_bill
from billing.query import BillInfo, Metric
from tests.unit.billing.made_bills import focus_day, write_csv

Rows = Sequence[Mapping[str, str]]
RUN_1, RUN_2 = "0a9f3d28-8f2f-4a1c-8a56-740bed1165a5", "f3b0c442-98fc-4c14-9afb-f4c8996fb924"


def days(first: int, last: int, *, month: int = 5, cost: str = "1", **changes: str) -> Rows:
    """One charge a day, of one machine."""
    return [focus_day(day, month, BilledCost=cost, **changes) for day in range(first, last + 1)]


def vague(first: int, last: int, **changes: str) -> Rows:
    """Charges without a resource."""
    return days(first, last, month=5, cost=changes.pop("cost", "1"), ResourceId="", **{"Tags": "", **changes})


def lay(folder: Path, *files: tuple[str, Rows | Mapping[str, object] | str]) -> Path:
    """Files a day apart from each other, in this order; what is no list of rows is written as JSON or text."""
    for position, (name, content) in enumerate(files):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content)
        elif isinstance(content, Mapping):
            path.write_text(json.dumps(content))
        else:
            write_csv(path, list(content))
        time = 1_700_000_000 + position * 86_400
        os.utime(path, (time, time))
    return folder


def load(path: Path) -> BillInfo:
    with open_bill(path) as bill:
        return bill.info()


def total(info: BillInfo) -> Decimal:
    return info.currencies["USD"][Metric.BILLED]


def left_out(info: BillInfo) -> int:
    return sum(problem.rows for problem in info.problems)


def azure(run: str, submitted: str, *blobs: str) -> Mapping[str, object]:
    return {
        "exportConfig": {"exportName": "daily", "type": "FocusCost", "timeFrame": "MonthToDate"},
        "runInfo": {"submittedTime": submitted, "runId": run, "startDate": "2026-05-01", "endDate": "2026-05-31"},
        "blobs": [{"blobName": blob} for blob in blobs],
    }


PERIOD, PARTITION = "cur/20260501-20260601", "focus/data/BILLING_PERIOD=2026-05"
UUID_A, UUID_B = "3d1b9a70-5c5e-4c2a-9d9f-0a8b1c2d3e4f", "77777777-5c5e-4c2a-9d9f-0a8b1c2d3e4f"

LAYOUTS: dict[str, tuple[Sequence[tuple[str, Rows | Mapping[str, object] | str]], str, int]] = {
    "the month to date each day, named by the day without dashes": (
        tuple((f"cost_2026050{n}.csv", days(1, n)) for n in (1, 2, 3, 4)),
        "4",
        6,
    ),
    "the month to date each day, the first days restated": (
        (("run20260502.csv", days(1, 2)), ("run20260503.csv", [*days(1, 3), *days(1, 1, ResourceId="late")])),
        "4",
        2,
    ),
    "the month to date each day, named as Snowflake would name shards": (
        tuple((f"data_2026_05_0{n}.csv", days(1, n)) for n in (1, 2, 3)),
        "3",
        3,
    ),
    "the month to date each day, the year last": (
        tuple((f"cost-050{n}2026.csv", days(1, n)) for n in (1, 2, 3)),
        "3",
        3,
    ),
    "a file for each day": (
        tuple((f"cost_2026050{n}.csv", days(n, n)) for n in (1, 2, 3, 4)),
        "4",
        0,
    ),
    "numbered shards of the same day in a folder of a date": (
        tuple((f"focus-20260501-0000{n}.csv", days(1, 4, Tags=f'{{"n":"{n}"}}')) for n in (1, 2)),
        "8",
        0,
    ),
    "legacy report, assemblies and a manifest that points to the older": (
        (
            (f"{PERIOD}/{RUN_1}/cur-1.csv", days(1, 2)),
            (f"{PERIOD}/{RUN_2}/cur-1.csv", days(1, 4)),
            (
                f"{PERIOD}/cur-Manifest.json",
                {"assemblyId": RUN_1, "reportName": "cur", "reportKeys": [f"x/{PERIOD}/{RUN_1}/cur-1.csv"]},
            ),
        ),
        "2",
        4,
    ),
    "legacy report overwritten, a chunk of the longer delivery before is left": (
        (
            (f"{PERIOD}/cur-00003.csv", days(9, 9)),
            (f"{PERIOD}/cur-00001.csv", days(1, 2)),
            (f"{PERIOD}/cur-00002.csv", days(3, 4)),
            (
                f"{PERIOD}/cur-Manifest.json",
                {"assemblyId": RUN_1, "reportKeys": [f"b/{PERIOD}/cur-0000{n}.csv" for n in (1, 2)]},
            ),
        ),
        "4",
        1,
    ),
    "data export, executions and the manifest of the latest": (
        (
            (f"{PARTITION}/2026-05-10T00:00:00.000Z-{RUN_1}/focus-00001.csv", days(1, 9, ResourceId="a")),
            (f"{PARTITION}/2026-05-20T00:00:00.000Z-{RUN_2}/focus-00001.csv", days(1, 5, ResourceId="b")),
            (
                "focus/metadata/BILLING_PERIOD=2026-05/focus-Manifest.json",
                {
                    "executionId": RUN_2,
                    "exportArn": "arn:x",
                    "dataFiles": [f"s3://b/{PARTITION}/2026-05-20T00:00:00.000Z-{RUN_2}/focus-00001.csv"],
                },
            ),
        ),
        "5",
        9,
    ),
    "data export, executions without a manifest": (
        (
            (f"{PARTITION}/2026-05-20T00:00:00.000Z-{RUN_2}/focus-00001.csv", days(1, 5, ResourceId="b")),
            (f"{PARTITION}/2026-05-10T00:00:00.000Z-{RUN_1}/focus-00001.csv", days(1, 9, ResourceId="a")),
        ),
        "5",
        9,
    ),
    "Azure runs month to date, the manifest's time against the files'": (
        (
            (f"daily/20260501-20260531/{RUN_2}/part_0_0001.csv", days(1, 8)),
            (f"daily/20260501-20260531/{RUN_2}/part_1_0001.csv", days(1, 8, ResourceId="z")),
            (
                f"daily/20260501-20260531/{RUN_2}/manifest.json",
                azure(
                    RUN_2,
                    "2026-05-21T01:00:00.1234567Z",
                    f"daily/20260501-20260531/{RUN_2}/part_0_0001.csv",
                    f"daily/20260501-20260531/{RUN_2}/part_1_0001.csv",
                ),
            ),
            (f"daily/20260501-20260531/{RUN_1}/part_0_0001.csv", days(1, 4)),
            (
                f"daily/20260501-20260531/{RUN_1}/manifest.json",
                azure(RUN_1, "2026-05-10T01:00:00Z", f"daily/20260501-20260531/{RUN_1}/part_0_0001.csv"),
            ),
        ),
        "16",
        4,
    ),
    "Azure, the newest run is still being written": (
        (
            (f"daily/20260501-20260531/{RUN_1}/part_0_0001.csv", days(1, 4)),
            (
                f"daily/20260501-20260531/{RUN_1}/manifest.json",
                azure(RUN_1, "2026-05-10T01:00:00Z", f"daily/20260501-20260531/{RUN_1}/part_0_0001.csv"),
            ),
            (f"daily/20260501-20260531/{RUN_2}/part_0_0001.csv", days(1, 2)),
        ),
        "4",
        2,
    ),
    "one folder for each subscription, named by its id": (
        (
            (f"exports/{RUN_1}/may.csv", days(1, 3, SubAccountId="one")),
            (f"exports/{RUN_2}/may.csv", days(1, 3, SubAccountId="two")),
        ),
        "6",
        0,
    ),
    "Spark: parts of one job and _SUCCESS": (
        (
            ("_SUCCESS", ""),
            (f"part-00000-{UUID_A}-c000.csv", vague(1, 5)),
            (f"part-00001-{UUID_A}-c000.csv", vague(1, 5, cost="2")),
        ),
        "15",
        0,
    ),
    "Spark: a job that was run twice": (
        (
            (f"part-00000-{UUID_A}-c000.csv", days(1, 5)),
            (f"part-00000-{UUID_B}-c000.csv", days(1, 5)),
        ),
        "5",
        5,
    ),
    "Delta: the log removed a file": (
        (
            (f"part-00000-{UUID_A}-c000.csv", days(1, 5)),
            (f"part-00000-{UUID_B}-c000.csv", days(1, 7, cost="3", ResourceId="i-7")),
            (
                "_delta_log/00000000000000000000.json",
                json.dumps({"add": {"path": f"part-00000-{UUID_A}-c000.csv"}}) + "\n",
            ),
            (
                "_delta_log/00000000000000000001.json",
                json.dumps({"remove": {"path": f"part-00000-{UUID_A}-c000.csv"}})
                + "\n"
                + json.dumps({"add": {"path": f"part-00000-{UUID_B}-c000.csv"}}),
            ),
        ),
        "21",
        5,
    ),
    "BigQuery shards": (
        (("focus-000000000000.csv", vague(1, 4)), ("focus-000000000001.csv", vague(1, 4, cost="2"))),
        "12",
        0,
    ),
    "Athena UNLOAD": (
        (
            (f"20260501_120000_00001_abcde_{UUID_A}.csv", vague(1, 4)),
            (f"20260501_120000_00001_abcde_{UUID_B}.csv", vague(1, 4, cost="2")),
        ),
        "12",
        0,
    ),
    "counted parts": ((("june-1.csv", vague(1, 4)), ("june-2.csv", vague(1, 4, cost="2"))), "12", 0),
    "one file for each account": (
        (("a.csv", days(1, 4, SubAccountId="1")), ("b.csv", days(1, 4, SubAccountId="2"))),
        "8",
        0,
    ),
    "one file for each environment, told apart by tags alone": (
        (
            ("prod.csv", vague(1, 4, Tags='{"env": "prod"}')),
            ("dev.csv", vague(1, 4, Tags='{"env": "dev"}')),
        ),
        "8",
        0,
    ),
    "folders of a partitioned table, the partition is no column": (
        (("env=prod/part-0.csv", days(1, 4)), ("env=dev/part-0.csv", days(1, 4))),
        "8",
        0,
    ),
    "snapshots in folders by date": (
        (("snapshot=2026-05-04/x.csv", days(1, 3)), ("snapshot=2026-05-05/x.csv", days(1, 4))),
        "4",
        3,
    ),
    "a month, and the quarter it is in": (
        (
            ("may.csv", days(1, 4)),
            ("quarter.csv", [*days(1, 4, month=4), *days(1, 4), *days(1, 4, month=6)]),
        ),
        "12",
        4,
    ),
    "a corrected copy": ((("june.csv", vague(1, 4)), ("june (1).csv", vague(1, 4, cost="2"))), "8", 4),
    "a part of a month exported again": ((("may.csv", days(1, 9)), ("again.csv", days(1, 2, cost="5"))), "17", 2),
    "a month exported again for one service": (
        (
            ("may.csv", [*days(1, 4), *days(1, 4, ServiceName="S3", ResourceId="b", cost="10")]),
            ("s3.csv", days(1, 4, ServiceName="S3", ResourceId="b", cost="11")),
        ),
        "48",
        4,
    ),
    "a month exported again with a tag that was activated since": (
        (("may.csv", days(1, 4, Tags="")), ("again.csv", days(1, 4, Tags='{"team": "x"}', cost="2"))),
        "8",
        4,
    ),
    "corrections beside what they correct": (
        (
            ("may.csv", days(1, 4)),
            ("corrections.csv", days(1, 2, ChargeClass="Correction", cost="-0.25")),
        ),
        "3.5",
        0,
    ),
    "corrections without a class": ((("may.csv", days(1, 4)), ("delta.csv", days(1, 2, cost="-0.25"))), "3.5", 0),
    "a month that was delivered late": ((("june.csv", days(1, 3, month=6)), ("may.csv", days(1, 3))), "6", 0),
    "month to date, three times": (
        (("r5.csv", days(1, 5)), ("r9.csv", days(1, 9)), ("r7.csv", days(1, 7))),
        "9",
        12,
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_adds_up_to_what_was_billed(tmp_path: Path, layout: str) -> None:
    files, billed, dropped = LAYOUTS[layout]
    info = load(lay(tmp_path / "bill", *files))
    told = [problem.message for problem in info.problems]
    assert (total(info), left_out(info)) == (Decimal(billed), dropped), told


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_archive_of_a_folder_adds_up_to_what_the_folder_does(tmp_path: Path, layout: str) -> None:
    files, billed, _ = LAYOUTS[layout]
    folder = lay(tmp_path / "bill", *files)
    with zipfile.ZipFile(tmp_path / "bill.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    assert total(load(tmp_path / "bill.zip")) == Decimal(billed)


def test_a_file_and_its_gzip_are_one_delivery(tmp_path: Path) -> None:
    folder = lay(tmp_path / "bill", ("may.csv", days(1, 4)))
    (folder / "may.csv.gz").write_bytes(gzip.compress((folder / "may.csv").read_bytes()))
    info = load(folder)
    assert (total(info), left_out(info)) == (Decimal(4), 4)


def test_a_delivery_that_lacks_a_file_of_its_manifest_says_so(tmp_path: Path) -> None:
    place = f"daily/20260501-20260531/{RUN_1}"
    manifest = azure(RUN_1, "2026-05-10T01:00:00Z", f"{place}/part_0_0001.csv", f"{place}/part_1_0001.csv")
    info = load(lay(tmp_path / "bill", (f"{place}/part_0_0001.csv", days(1, 4)), (f"{place}/manifest.json", manifest)))
    assert any("1 of the 2 files of a delivery are not here" in problem.message for problem in info.problems)


def test_parts_that_differ_in_amount_alone_are_counted_and_doubted_with_their_amount(tmp_path: Path) -> None:
    info = load(lay(tmp_path / "bill", ("x.csv", vague(1, 4)), ("y.csv", vague(1, 4, cost="2"))))
    (doubt,) = [problem for problem in info.problems if "counted twice" in problem.message]
    assert (total(info), left_out(info), doubt.affected, doubt.amount) == (Decimal(12), 0, 4, {"USD": Decimal(4)})


def test_what_is_replaced_is_said_with_rows_and_amounts(tmp_path: Path) -> None:
    info = load(lay(tmp_path / "bill", ("may.csv", days(1, 9)), ("again.csv", days(1, 2, cost="5"))))
    (problem,) = [problem for problem in info.problems if problem.rows]
    assert "changes the billed cost by +8 USD, from 2 to 10" in problem.message
    assert (problem.file, problem.rows, problem.amount) == ("may.csv", 2, {"USD": Decimal(2)})


def test_an_hourly_and_a_daily_report_are_counted_once_and_said_to_be_the_same(tmp_path: Path) -> None:
    hours = [
        focus_day(1, BilledCost="0.5")
        | {"ChargePeriodStart": f"2026-05-01T{hour:02d}:00:00Z", "ChargePeriodEnd": f"2026-05-01T{hour:02d}:59:59Z"}
        for hour in range(24)
    ]
    info = load(lay(tmp_path / "bill", ("hourly.csv", hours), ("daily.csv", days(1, 1, cost="12"))))
    assert (total(info), left_out(info)) == (Decimal(12), 1)
    assert any("count them twice" in problem.message for problem in info.problems)


CHECKPOINTS = {
    "damaged": {"00000000000000000002.checkpoint.parquet": b"PAR1 cut off"},
    "empty": {"00000000000000000002.checkpoint.parquet": b""},
    "a part is missing": {
        "00000000000000000002.checkpoint.0000000001.0000000002.parquet": [{"add": {"path": "may.csv"}}]
    },
    "files beside it are named": {
        "00000000000000000002.checkpoint.8a1c.parquet": [{"sidecar": {"path": "_sidecars/1.parquet"}}]
    },
}


@pytest.mark.parametrize("kind", CHECKPOINTS)
def test_a_checkpoint_that_cannot_be_read_whole_decides_nothing_and_says_so(tmp_path: Path, kind: str) -> None:
    later = ("_delta_log/00000000000000000003.json", json.dumps({"add": {"path": "june.csv"}}))
    folder = lay(tmp_path / "bill", ("may.csv", days(1, 4)), ("june.csv", days(1, 3, month=6)), later)
    for name, content in CHECKPOINTS[kind].items():
        _write_checkpoint(folder / "_delta_log" / name, content)
    info = load(folder)
    assert total(info) == Decimal(7)
    assert any("its checkpoint 2 cannot be read whole" in problem.message for problem in info.problems)


def test_all_versions_decide_where_the_checkpoint_cannot_be_read(tmp_path: Path) -> None:
    log = [("add", "old.csv"), ("remove", "old.csv"), ("add", "may.csv")]
    versions = [
        (f"_delta_log/{n:020d}.json", json.dumps({action: {"path": path}})) for n, (action, path) in enumerate(log)
    ]
    folder = lay(tmp_path / "bill", ("may.csv", days(1, 4)), ("old.csv", days(1, 7, cost="3")), *versions)
    _write_checkpoint(folder / "_delta_log" / "00000000000000000002.checkpoint.parquet", b"PAR1")
    assert total(load(folder)) == Decimal(4)


@pytest.mark.parametrize("split", [False, True])
def test_a_checkpoint_in_one_or_several_parts_decides(tmp_path: Path, split: bool) -> None:
    folder = lay(tmp_path / "bill", ("may.csv", days(1, 4)), ("old.csv", days(1, 7, cost="3")))
    actions = [{"add": {"path": "may.csv"}, "remove": None}, {"add": None, "remove": {"path": "old.csv"}}]
    name = "00000000000000000007.checkpoint"
    if split:
        for part, action in enumerate(actions, 1):
            place = folder / "_delta_log" / f"{name}.{part:010d}.0000000002.parquet"
            _write_checkpoint(place, [action])
    else:
        _write_checkpoint(folder / "_delta_log" / f"{name}.parquet", actions)
    assert total(load(folder)) == Decimal(4)


def _write_checkpoint(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
        return
    path.with_suffix(".json").write_text(json.dumps(content))
    duckdb.sql(f"COPY (FROM read_json('{path.with_suffix('.json')}')) TO '{path}' (FORMAT parquet)")
    path.with_suffix(".json").unlink()


def test_a_log_with_a_gap_decides_nothing_and_says_so(tmp_path: Path) -> None:
    log = ("_delta_log/00000000000000000003.json", json.dumps({"remove": {"path": "may.csv"}}))
    info = load(lay(tmp_path / "bill", ("may.csv", days(1, 4)), log))
    assert total(info) == Decimal(4)
    assert any("version 0 is missing" in problem.message for problem in info.problems)
