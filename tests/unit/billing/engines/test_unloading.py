"""A large delivery is rolled up by Athena as DuckDB would have it, to the last digit, within a cap and at a price."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
import trino_sql_validator
from moto import mock_aws

from billing.engines.athena.engine import AthenaEngine
from billing.engines.athena.spending import GB, charged_bytes, price_of
from billing.engines.athena.tables import GlueTables
from billing.engines.athena.testing import SCANNED, FakeAthena, FakeGlue
from billing.engines.duckdb import Limits
from billing.engines.settings import EngineSettings
from billing.export import ExportBill, bill_location, open_bill
from billing.roll_up.distributed import Distributed
from billing.roll_up.manifest import NAME, Manifest
from billing.roll_up.place import PreparedFolder, PreparedPlace, PreparedPrefix
from billing.roll_up.preparation import prepare
from billing.roll_up.prepared_bill import PreparedDeliveries
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.errors import BillError
from tests.unit.billing.engines.every_statement import TERMS, answers
from tests.unit.billing.made_bills import focus_day, focus_row, write_csv

ADDRESS = "s3://bills/prepared"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
MONTHS = (4, 5, 12)
ROLLED_UP = 4
"""Tables that are rolled up."""
ROWS = [
    *(
        focus_day(
            day,
            month,
            ResourceId=f"i-{day % 5}",
            BilledCost=f"{day}.25",
            EffectiveCost=("", "0.10")[day % 2],
            ServiceName=("Amazon EC2", "Amazon S3")[day % 2],
            Tags=('{"team": "payments"}', "{}", '{"Team/Owner": "it\'s"}')[day % 3],
        )
        for month in (4, 5)
        for day in (*range(1, 25), *range(1, 9))
    ),
    focus_row(
        BillingPeriodStart="2026-12-01T00:00:00Z",
        BillingPeriodEnd="2027-01-01T00:00:00Z",
        ChargePeriodStart="2026-12-01T00:00:00Z",
        ChargePeriodEnd="2027-01-01T00:00:00Z",
    ),
]


@dataclass(kw_only=True)
class Cloud:
    """An export, a place for what is prepared of it, and Athena over that place."""

    export: Path
    place: PreparedFolder
    athena: FakeAthena
    glue: FakeGlue
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))

    def prepare(self, *, over_bytes: int = 0, **settings: Any) -> Manifest:
        chosen = EngineSettings(**settings)

        def make(manifest: Manifest, place: PreparedPlace) -> AthenaEngine:
            tables = GlueTables(self.glue, manifest, ADDRESS, chosen)
            return AthenaEngine(self.athena, tables, chosen, self.clock, self._wait)

        return prepared(self.export, self.place, distributed(make, over_bytes, chosen))

    @property
    def asked(self) -> list[str]:
        return [str(given["QueryString"]) for given in self.athena.started]

    def _wait(self, seconds: float) -> None:
        self.clock.advance(seconds)


def distributed(
    make: Callable[[Manifest, PreparedPlace], AthenaEngine], over_bytes: int, settings: EngineSettings
) -> Distributed:
    return Distributed(make=make, over_bytes=over_bytes, most_bytes=int(settings.max_scanned_gb * GB), piece_s=600)


def prepared(export: Path, place: PreparedPlace, distributed: Distributed | None) -> Manifest:
    location, clock = bill_location(str(export), None), ManualClock(NOW)
    return prepare(str(export), location, place, limits=Limits(), clock=clock, cache_dir=None, distributed=distributed)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    export, place = write_csv(tmp_path / "bill.csv", ROWS), PreparedFolder(tmp_path / "prepared")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        athena = FakeAthena(connection, address=ADDRESS, root=place.folder)
        yield Cloud(export=export, place=place, athena=athena, glue=FakeGlue(connection, ADDRESS, place.folder))


def test_what_athena_rolled_up_answers_as_the_export_does_to_the_last_digit(cloud: Cloud):
    manifest = cloud.prepare()
    with open_bill(cloud.export, terms=TERMS) as export:
        wanted = dict(answers(export))
    with ExportBill(PreparedDeliveries(cloud.place, Limits()), TERMS) as ready:
        found = dict(answers(ready))
    assert {name: text for name, text in found.items() if text != wanted[name]} == {}
    assert [table.name for table in manifest.tables] == [
        "charges_monthly",
        "charges_by_tags",
        "charges_daily",
        "charges_by_resource",
        "charges",
    ]
    assert all(file.rows and file.spans for table in manifest.tables for file in table.files)


def test_each_statement_is_trinos_and_reads_one_month(cloud: Cloud):
    cloud.prepare()
    assert len(cloud.asked) == ROLLED_UP * len(MONTHS)
    for text in cloud.asked:
        found = re.fullmatch(
            r"UNLOAD \((.*)\) TO '(s3://bills/prepared/[0-9a-f]{32}/\w+/(2026-\d\d)/)' WITH \(.*\)", text
        )
        assert found is not None, text
        select, _, month = found.groups()
        assert trino_sql_validator.validate(select).valid, select
        assert f"TIMESTAMP '{month}-01 00:00:00.000000'" in select
    assert "TIMESTAMP '2027-01-01 00:00:00.000000'" in cloud.asked[-1]
    assert all("ResultReuseConfiguration" not in given for given in cloud.athena.started)


def test_what_it_took_is_kept_with_the_delivery(cloud: Cloud):
    use = cloud.prepare().use
    queries = ROLLED_UP * len(MONTHS)
    assert use.requests == queries
    assert use.scanned_bytes == queries * charged_bytes(SCANNED)
    assert use.price_usd == queries * price_of(charged_bytes(SCANNED))
    kept = Manifest.of((cloud.place.folder / NAME).read_bytes(), "kept")
    assert kept.use == use


def test_over_the_cap_nothing_more_is_started_and_nothing_is_published(cloud: Cloud):
    cloud.athena.scanned = lambda _: GB
    with pytest.raises(BillError, match="max_scanned_gb"):
        cloud.prepare(max_scanned_gb=Decimal(2))
    assert len(cloud.asked) <= 3
    assert not (cloud.place.folder / NAME).exists()


def test_files_of_a_try_that_was_ended_are_not_counted_again(cloud: Cloud):
    cloud.athena.scanned = lambda _: GB
    with pytest.raises(BillError):
        cloud.prepare(max_scanned_gb=Decimal(2))
    cloud.athena.scanned = lambda _: SCANNED
    manifest = cloud.prepare()
    with ExportBill(PreparedDeliveries(cloud.place, Limits()), TERMS) as ready:
        assert ready.statement("SELECT sum(x_Rows) FROM charges_daily") == [(len(ROWS),)]
    there = cloud.place.names(f"{manifest.content}/charges_daily")
    assert len(there) == 2 * len(MONTHS), "the stand-in writes two files a statement"


def test_a_delivery_below_the_size_is_not_athenas(cloud: Cloud):
    manifest = cloud.prepare(over_bytes=10**9)
    assert cloud.asked == []
    assert manifest.use.requests == 0


def test_columns_that_no_catalog_takes_by_name_are_left_to_duckdb(cloud: Cloud):
    write_csv(cloud.export, [row | {"x_CostCenter": "4711"} for row in ROWS])
    cloud.prepare()
    assert cloud.asked == []
    with ExportBill(PreparedDeliveries(cloud.place, Limits()), TERMS) as ready:
        assert ready.statement("SELECT sum(x_Rows) FROM charges_daily") == [(len(ROWS),)]


def test_a_failed_query_is_a_delivery_that_was_not_prepared(cloud: Cloud):
    cloud.athena.states, cloud.athena.reason = ("FAILED",), "HIVE_PATH_ALREADY_EXISTS"
    with pytest.raises(BillError, match="HIVE_PATH_ALREADY_EXISTS"):
        cloud.prepare()
    assert not (cloud.place.folder / NAME).exists()


def test_the_client_asks_athena_and_finds_its_files_in_the_bucket(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        account = AnalysedAccount(region="us-east-1")
        s3, athena, glue = (account.client(name) for name in ("s3", "athena", "glue"))
        s3.create_bucket(Bucket="bills")
        place = PreparedPrefix(ADDRESS, account)

        def written(params: dict[str, Any], **_: Any) -> None:
            """What Athena would write, into the bucket, before the stand-in takes the query."""
            text = str(json.loads(params["body"])["QueryString"])
            cloud.athena.start_query_execution(QueryString=text)
            below = re.findall(r"TO 's3://bills/prepared/([^']+)/'", text)[0]
            for name in cloud.place.names(below):
                place.put(name, cloud.place.folder / name)

        def found(params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
            """The catalog is kept here, behind the client itself."""
            name = json.loads(params["body"])["Name"]
            if name in cloud.glue.tables:
                return SimpleNamespace(status_code=200), {"Table": cloud.glue.tables[name]}
            return SimpleNamespace(status_code=400), {"Error": {"Code": "EntityNotFoundException", "Message": name}}

        def registered(params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
            table = json.loads(params["body"])["TableInput"]
            for name in place.names(table["StorageDescriptor"]["Location"].removeprefix(f"{ADDRESS}/").rstrip("/")):
                (cloud.place.folder / name).parent.mkdir(parents=True, exist_ok=True)
                place.copy(name, cloud.place.folder / name)
            cloud.glue.create_table(DatabaseName="finops", TableInput=table)
            return SimpleNamespace(status_code=200), {}

        athena.meta.events.register("before-call.athena.StartQueryExecution", written)
        glue.meta.events.register("before-call.glue.GetTable", found)
        glue.meta.events.register("before-call.glue.CreateTable", registered)
        settings = EngineSettings(output="s3://bills/athena/")

        def make(manifest: Manifest, place: PreparedPlace) -> AthenaEngine:
            return AthenaEngine(athena, GlueTables(glue, manifest, place.address, settings), settings, cloud.clock)

        manifest = prepared(cloud.export, place, distributed(make, 0, settings))
        assert (
            manifest.use.requests == len(athena.list_query_executions()["QueryExecutionIds"]) == ROLLED_UP * len(MONTHS)
        )
        with ExportBill(PreparedDeliveries(place, Limits()), TERMS) as ready:
            assert ready.statement("SELECT sum(x_Rows) FROM charges_by_resource") == [(len(ROWS),)]


def test_what_may_not_be_removed_is_said_since_it_would_count_twice(monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        account = AnalysedAccount(region="us-east-1")
        s3, place = account.client("s3"), PreparedPrefix(ADDRESS, account)
        s3.create_bucket(Bucket="bills")
        s3.put_object(Bucket="bills", Key=f"{ADDRESS.removeprefix('s3://bills/')}/left/one.parquet", Body=b"1")

        def refuse(parsed: dict[str, Any], **_: Any) -> None:
            parsed["Errors"] = [{"Key": "left/one.parquet", "Code": "AccessDenied"}]

        s3.meta.events.register("after-call.s3.DeleteObjects", refuse)

        def same(service: str) -> Any:
            assert service == "s3"
            return s3

        monkeypatch.setattr(account, "client", same)
        with pytest.raises(BillError, match=r"left/one.parquet cannot be removed \(AccessDenied\)"):
            place.clear("left")
