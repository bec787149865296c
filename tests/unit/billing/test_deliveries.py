"""A month delivered twice is counted once; parts of a month are all counted."""

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from billing.export import open_bill
from billing.intake.locate import LocalLocation
from billing.intake.placement import placements
from billing.query import BillInfo, BillQuery, Dimension, Metric
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import ManualClock, SystemClock
from finops_core.errors import BillError
from finops_core.values import Granularity
from tests.unit.billing.made_bills import focus_day, write_csv

Rows = list[dict[str, str]]


def may(days: range, **changes: str) -> Rows:
    return [focus_day(day, 5, **changes) for day in days]


def load(path: Path) -> BillInfo:
    with open_bill(path) as bill:
        return bill.info()


def billed(info: BillInfo) -> Decimal:
    return info.currencies["USD"][Metric.BILLED]


def left_out(info: BillInfo) -> int:
    return sum(problem.rows for problem in info.problems)


def write_in_order(folder: Path, *files: tuple[str, Rows]) -> Path:
    """Writes files with rising modification times."""
    for position, (name, rows) in enumerate(files):
        path = write_csv(folder / name, rows)
        os.utime(path, (1_700_000_000 + position, 1_700_000_000 + position))
    return folder


@pytest.mark.parametrize(
    ("name", "key", "family", "written"),
    [
        ("cur-00001.csv.gz", "/cur #", "", ""),
        ("cur-00002.csv.gz", "/cur #", "", ""),
        ("2026/may.csv", "2026/may.csv", "", ""),
        (
            "r/20181001-20181101/0f3c1c5e-1111-4222-8333-444455556666/r-1.csv.gz",
            "r/20181001-20181101/0f3c1c5e-1111-4222-8333-444455556666",
            "r/20181001-20181101/",
            "",
        ),
        (
            "data/BILLING_PERIOD=2026-05/2026-06-02T01:02:03.456Z-0f3c1c5e-1111-4222-8333-444455556666/x.parquet",
            "data/BILLING_PERIOD=2026-05/2026-06-02T01:02:03.456Z-0f3c1c5e-1111-4222-8333-444455556666",
            "data/BILLING_PERIOD=2026-05/",
            "2026-06-02T01:02:03",
        ),
    ],
)
def test_a_path_tells_the_delivery(name: str, key: str, family: str, written: str):
    found = placements([name], [], lambda _: []).by_place[name]
    made = found.made.isoformat()[:19] if found.made else ""
    assert (found.delivery, found.family, made) == (key, family, written)


def test_months_in_several_files_are_added(tmp_path: Path):
    files = [("may.csv", may(range(1, 4))), ("june.csv", [focus_day(1, 6)])]
    info = load(write_in_order(tmp_path / "bill", *files))
    assert (info.rows, billed(info), left_out(info)) == (4, Decimal(6), 0)
    assert (info.period.start.isoformat(), info.period.end.isoformat()) == ("2026-05-01", "2026-06-02")


def test_chunks_of_one_delivery_are_added_even_when_their_rows_look_alike(tmp_path: Path):
    files = [("cur-00001.csv", may(range(1, 4))), ("cur-00002.csv", may(range(1, 4)))]
    info = load(write_in_order(tmp_path / "bill", *files))
    assert (billed(info), left_out(info)) == (Decimal(9), 0)


def test_parts_of_a_month_with_other_charges_are_added(tmp_path: Path):
    files = [("a.csv", may(range(1, 4), SubAccountId="1")), ("b.csv", may(range(1, 4), SubAccountId="2"))]
    assert billed(load(write_in_order(tmp_path / "bill", *files))) == Decimal(9)


def test_the_same_file_twice_is_counted_once(tmp_path: Path):
    info = load(write_in_order(tmp_path / "bill", ("bill.csv", may(range(1, 4))), ("bill (1).csv", may(range(1, 4)))))
    assert (info.rows, billed(info), left_out(info)) == (3, Decimal("4.5"), 3)
    assert any("bills the same amount" in problem.message for problem in info.problems)


def test_a_later_delivery_replaces_the_earlier_one_and_says_by_how_much(tmp_path: Path):
    files = [("a.csv", may(range(1, 4))), ("b.csv", may(range(1, 6), BilledCost="2"))]
    info = load(write_in_order(tmp_path / "bill", *files))
    assert billed(info) == Decimal(10)
    (problem,) = [p for p in info.problems if p.rows]
    assert (problem.rows, problem.file) == (3, "a.csv")
    assert "+5.5" in problem.message
    assert "2026-05" in problem.message


def test_of_two_overlapping_files_each_month_comes_from_the_newer(tmp_path: Path):
    files = [
        ("a.csv", [focus_day(1, 4), focus_day(1, 5)]),
        ("b.csv", [focus_day(1, 5, BilledCost="9"), focus_day(1, 6)]),
    ]
    with open_bill(write_in_order(tmp_path / "bill", *files)) as bill:
        months = bill.query(BillQuery(granularity=Granularity.MONTHLY)).rows
    assert [(row.start.month, row.amount) for row in months if row.start] == [
        (4, Decimal("1.5")),
        (5, Decimal(9)),
        (6, Decimal("1.5")),
    ]


def test_a_month_exported_in_two_versions_of_a_format_is_counted_once(tmp_path: Path):
    newer = [{**row, "ServiceProviderName": "AWS"} for row in may(range(1, 4), ResourceId="other")]
    info = load(write_in_order(tmp_path / "bill", ("a.csv", may(range(1, 4))), ("b.csv", newer)))
    assert (info.rows, billed(info), left_out(info)) == (3, Decimal("4.5"), 3)


def test_the_same_month_of_two_payers_is_added(tmp_path: Path):
    files = [("a.csv", may(range(1, 4))), ("b.csv", may(range(1, 4), BillingAccountId="1"))]
    assert billed(load(write_in_order(tmp_path / "bill", *files))) == Decimal(9)


OLD, NEW = "0f3c1c5e-1111-4222-8333-444455556666", "1f3c1c5e-1111-4222-8333-444455556666"


def test_of_versioned_deliveries_the_newest_counts_even_with_other_rows(tmp_path: Path):
    folder = write_in_order(
        tmp_path / "bill",
        (f"BILLING_PERIOD=2026-05/2026-06-03T00:00:00Z-{NEW}/a.csv", may(range(1, 3), ResourceId="n")),
        (f"BILLING_PERIOD=2026-05/2026-06-02T00:00:00Z-{OLD}/a.csv", may(range(1, 6), ResourceId="o")),
    )
    assert billed(load(folder)) == Decimal(3)


def test_the_manifest_says_which_delivery_is_current(tmp_path: Path):
    period = "cur/20260501-20260601"
    folder = write_in_order(
        tmp_path / "bill",
        (f"{period}/{NEW}/cur-1.csv", may(range(1, 3))),
        (f"{period}/{OLD}/cur-1.csv", may(range(1, 6))),
    )
    (folder / period / "cur-Manifest.json").write_text(json.dumps({"assemblyId": NEW}))
    assert billed(load(folder)) == Decimal(3)


def test_a_pattern_chooses_files(tmp_path: Path):
    write_in_order(tmp_path / "bill", ("x/may.csv", may(range(1, 4))), ("y/june.csv", [focus_day(1, 6)]))
    assert billed(load(tmp_path / "bill" / "*" / "may*.csv")) == Decimal("4.5")


def test_a_refresh_takes_in_a_new_month(tmp_path: Path):
    folder = write_in_order(tmp_path / "bill", ("may.csv", may(range(1, 4))))
    with open_bill(folder) as bill:
        assert bill.values(Dimension.RESOURCE) == ("i-1",)
        assert bill.refresh() == ()
        write_csv(folder / "june.csv", [focus_day(1, 6, ResourceId="i-9")])
        assert bill.refresh() == ()
        assert billed(bill.info()) == Decimal(6)
        assert bill.values(Dimension.RESOURCE) == ("i-1", "i-9")


def test_a_refresh_says_what_changed_in_a_closed_month(tmp_path: Path):
    folder = write_in_order(tmp_path / "bill", ("may.csv", may(range(1, 4))), ("june.csv", [focus_day(1, 6)]))
    with open_bill(folder) as bill:
        write_csv(folder / "may.csv", may(range(1, 4), BilledCost="2"))
        write_csv(folder / "june.csv", [focus_day(1, 6), focus_day(2, 6)])
        (change,) = bill.refresh()
        assert "2026-05" in change.message
        assert "+1.5 USD" in change.message
        assert change in bill.info().problems


def test_a_refresh_that_fails_keeps_the_bill(tmp_path: Path):
    folder = write_in_order(tmp_path / "bill", ("may.csv", may(range(1, 4))))
    with open_bill(folder) as bill:
        (folder / "may.csv").write_bytes(b"")
        with pytest.raises(BillError):
            bill.refresh()
        assert billed(bill.info()) == Decimal("4.5")
        assert bill.query(BillQuery()).totals == {"USD": Decimal("4.5")}


def test_a_cached_bill_opens_from_its_database(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", may(range(1, 4)))
    cache = tmp_path / "cache"
    for _ in range(2):
        with open_bill(path, cache_dir=cache) as bill:
            assert bill.query(BillQuery()).totals == {"USD": Decimal("4.5")}
    (database,) = cache.glob("*.duckdb")
    made = database.stat().st_mtime_ns
    write_csv(path, may(range(1, 6)))
    with open_bill(path, cache_dir=cache) as bill:
        assert bill.query(BillQuery()).totals == {"USD": Decimal("7.5")}
    assert len(list(cache.glob("*.duckdb"))) == 2
    assert database.stat().st_mtime_ns == made


def test_a_kept_bill_of_other_content_is_not_used_whatever_size_and_time_say(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", may(range(1, 4)))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    with open_bill(path, cache_dir=tmp_path / "cache") as bill:
        assert billed(bill.info()) == Decimal("4.5")
    write_csv(path, may(range(1, 4), BilledCost="9.5"))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    with open_bill(path, cache_dir=tmp_path / "cache") as bill:
        assert billed(bill.info()) == Decimal("28.5")


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "another version"])
def test_a_torn_kept_bill_is_built_anew(tmp_path: Path, damage: str):
    path, cache = write_csv(tmp_path / "bill.csv", may(range(1, 4))), tmp_path / "cache"
    open_bill(path, cache_dir=cache).close()
    (database,) = cache.glob("*.duckdb")
    whole = database.read_bytes()
    torn = {"cut": whole[: len(whole) // 2], "changed": whole[:-99] + b"x" + whole[-98:], "empty": b""}
    database.write_bytes(torn.get(damage, b"of another version"))
    with open_bill(path, cache_dir=cache) as bill:
        assert billed(bill.info()) == Decimal("4.5")


def test_a_file_that_grows_while_it_is_read_is_told(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", may(range(1, 4)))
    location = LocalLocation(path)
    (file,) = location.listing().files
    with path.open("a") as stream:
        stream.write("one more line\n")
    with pytest.raises(BillError, match="it grew from"):
        location.fetch(file, tmp_path)
    with pytest.raises(BillError, match="Wait until it is written"):
        location.digest(file)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        PlatformClients().s3().create_bucket(Bucket="exports")
        yield "exports"


def _put(bucket: str, key: str, path: Path) -> None:
    PlatformClients().s3().put_object(Bucket=bucket, Key=key, Body=path.read_bytes())


def test_a_bill_in_s3_is_read_and_refreshed(tmp_path: Path, bucket: str):
    period = "team/cur/20260501-20260601"
    _put(bucket, f"{period}/{OLD}/cur-1.csv", write_csv(tmp_path / "o.csv", may(range(1, 6))))
    _put(bucket, f"{period}/{NEW}/cur-1.csv", write_csv(tmp_path / "n.csv", may(range(1, 3))))
    manifest = json.dumps({"assemblyId": NEW}).encode()
    PlatformClients().s3().put_object(Bucket=bucket, Key=f"{period}/cur-Manifest.json", Body=manifest)
    with open_bill(f"s3://{bucket}/team/") as bill:
        assert billed(bill.info()) == Decimal(3)
        _put(bucket, "team/cur/june.csv", write_csv(tmp_path / "j.csv", [focus_day(1, 6)]))
        bill.refresh()
        assert billed(bill.info()) == Decimal("4.5")


def test_a_bill_in_s3_is_read_in_the_role_that_reads_over_as_many_sessions_as_it_takes(tmp_path: Path, bucket: str):
    clock = ManualClock(SystemClock().now())
    account = AnalysedAccount(role_arn="arn:aws:iam::210987654321:role/reader", clock=clock)
    signed: list[str] = []

    def look(request: Any, **_: Any) -> None:
        signed.append(str(request.headers["Authorization"]).split("Credential=")[1].split("/")[0])

    account.client("s3").meta.events.register_first("before-send", look)
    _put(bucket, "team/may.csv", write_csv(tmp_path / "m.csv", may(range(1, 3))))
    with open_bill(f"s3://{bucket}/team/", account=account) as bill:
        first = set(signed)
        signed.clear()
        clock.advance(50 * 60)
        _put(bucket, "team/june.csv", write_csv(tmp_path / "j.csv", [focus_day(1, 6)]))
        bill.refresh()
        assert billed(bill.info()) == Decimal("4.5")
    assert len(first) == 1
    assert signed
    assert first.isdisjoint(signed), "the session that was about to end was used again"
    assert "testing" not in {*first, *signed}, "read with the process's own credentials"


@pytest.mark.parametrize("url", ["s3://", "s3://UPPER/x", "s3://nothing-here/x"])
def test_an_s3_address_that_leads_nowhere_is_named(bucket: str, url: str):
    with pytest.raises(BillError, match="s3://"):
        open_bill(url)


def test_an_empty_prefix_in_s3_is_refused(bucket: str):
    with pytest.raises(BillError, match="no CSV"):
        open_bill(f"s3://{bucket}/empty/")
