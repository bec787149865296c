"""Athena answers about a prepared bill as DuckDB does, within what a question may have it read, and tells its price."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import trino_sql_validator
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws
from moto.athena.models import QueryResults, athena_backends

from billing.engines.athena.engine import LONGEST_QUERY_S, AthenaEngine
from billing.engines.athena.results import typed
from billing.engines.athena.spending import GB, charged_bytes, price_of
from billing.engines.athena.tables import GlueTables
from billing.engines.athena.testing import FakeAthena, FakeGlue
from billing.engines.duckdb import Limits
from billing.engines.port import Engine
from billing.engines.settings import EngineSettings
from billing.export import ExportBill, bill_location, open_bill
from billing.query import BillQuery, Dimension, Tag
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedFolder, PreparedPlace
from billing.roll_up.preparation import prepare
from billing.roll_up.prepared_bill import PreparedDeliveries
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.errors import BillError
from finops_core.stopping import Stop, Stopping, stopped_by
from tests.unit.billing.engines.every_statement import TERMS, answers, refusals
from tests.unit.billing.made_bills import focus_day, write_csv

ADDRESS = "s3://bills/prepared"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
COUNT = 'SELECT count(*), sum("BilledCost") FROM charges'
ROWS = [
    focus_day(
        day,
        month,
        ResourceId=f"i-{day}",
        BilledCost=f"{day}.25",
        ServiceName=("Amazon EC2", "Amazon S3")[day % 2],
        x_CostCenter=("4711", "o'hara")[day % 2],
        Tags=('{"team": "payments"}', "{}", '{"Team/Owner": "it\'s"}')[day % 3],
    )
    for month in (4, 5)
    for day in range(1, 25)
]


_PRICE = re.compile(r"api_requests=\d+, api_cost_usd='[\d.]+'")
_FREE = "api_requests=0, api_cost_usd='0'"


@dataclass(kw_only=True)
class Athena:
    """A prepared bill in a bucket, what asks Athena about it, and the time that waiting takes."""

    place: PreparedFolder
    manifest: Manifest
    athena: FakeAthena
    glue: FakeGlue
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    waited: Callable[[], None] = lambda: None

    def engine(self, **settings: Any) -> AthenaEngine:
        chosen = EngineSettings(**settings)
        tables = GlueTables(self.glue, self.manifest, ADDRESS, chosen)
        return AthenaEngine(self.athena, tables, chosen, self.clock, self._wait)

    def bill(self) -> ExportBill:
        def make(manifest: Manifest, place: PreparedPlace) -> Engine:
            return self.engine()

        return ExportBill(PreparedDeliveries(self.place, Limits(), make), TERMS)

    def _wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.waited()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PreparedFolder, Manifest]:
    folder = tmp_path_factory.mktemp("bill")
    export = write_csv(folder / "bill.csv", ROWS)
    place = PreparedFolder(folder / "prepared")
    location = bill_location(str(export), None)
    made = prepare(str(export), location, place, limits=Limits(), clock=ManualClock(NOW), cache_dir=None)
    return export, place, made


@pytest.fixture
def cloud(prepared: tuple[Path, PreparedFolder, Manifest]) -> Iterator[Athena]:
    _, place, manifest = prepared
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        glue = FakeGlue(connection, ADDRESS, place.folder)
        yield Athena(place=place, manifest=manifest, athena=FakeAthena(connection), glue=glue)


def test_athena_answers_as_the_export_does_to_the_last_digit(
    cloud: Athena, prepared: tuple[Path, PreparedFolder, Manifest]
):
    with open_bill(prepared[0], terms=TERMS) as bill:
        wanted = dict(answers(bill))
        keys = sorted(bill.info().tag_keys)
    with cloud.bill() as asked:
        found = dict(answers(asked))
        assert sorted(asked.info().tag_keys) == keys
    free = {name: _PRICE.sub(_FREE, text) for name, text in found.items()}
    assert refusals(wanted) == {}
    assert {name: text for name, text in free.items() if text != wanted[name]} == {}
    assert sum(found[name] != free[name] for name in free) > 30, "answers tell what asking took"
    assert len(found) > 80
    texts = {str(given["QueryString"]) for given in cloud.athena.started}
    assert [text for text in texts if not trino_sql_validator.validate(text).valid] == []


def test_a_column_of_the_exports_own_has_a_name_that_the_catalog_takes(
    cloud: Athena, prepared: tuple[Path, PreparedFolder, Manifest]
):
    query = BillQuery(group_by=(Tag("customColumn/x_CostCenter"), Dimension.SERVICE))
    with open_bill(prepared[0]) as bill, cloud.bill() as asked:
        assert asked.query(query) == bill.query(query)
        assert len(asked.query(query).rows) == 2
    names = [column["Name"] for table in cloud.glue.tables.values() for column in table["StorageDescriptor"]["Columns"]]
    assert all(name.replace("_", "a").isalnum() and name.islower() for name in names)
    assert any("customColumn/" in str(table) for table in cloud.glue.tables.values())


def test_a_query_is_started_where_the_settings_say_and_its_result_may_be_reused(cloud: Athena):
    engine = cloud.engine(workgroup="finops", output="s3://results/athena/", reuse_minutes=60)
    assert engine.run(COUNT) == [(48, Decimal("612.00"))]
    (given,) = cloud.athena.started
    assert given["WorkGroup"] == "finops"
    assert given["QueryExecutionContext"] == {"Database": "finops", "Catalog": "AwsDataCatalog"}
    assert given["ResultConfiguration"] == {"OutputLocation": "s3://results/athena/"}
    reuse = given["ResultReuseConfiguration"]["ResultReuseByAgeConfiguration"]
    assert reuse == {"Enabled": True, "MaxAgeInMinutes": 60}
    cloud.engine(reuse_minutes=0).run(COUNT)
    assert {"ResultReuseConfiguration", "ResultConfiguration"}.isdisjoint(cloud.athena.started[-1])


@pytest.mark.parametrize(
    ("scanned", "charged", "price"),
    [(0, 10_000_000, "0.000050"), (10_000_001, 11_000_000, "0.000055"), (10**12, 10**12, "5.000000")],
)
def test_reading_costs_the_list_price_of_whole_megabytes_ten_at_least(scanned: int, charged: int, price: str):
    assert (charged_bytes(scanned), str(price_of(charged_bytes(scanned)))) == (charged, price)


def test_what_was_read_and_its_price_are_claimed_once(cloud: Athena):
    cloud.athena.scanned = lambda _: 2 * GB
    engine = cloud.engine()
    engine.run(COUNT)
    engine.run(COUNT)
    used = engine.claim_use()
    assert (used.requests, used.scanned_bytes, used.price_usd) == (2, 4 * GB, Decimal("0.02"))
    assert engine.claim_use().requests == 0


def test_a_failed_query_is_told_with_athenas_reason_and_costs_nothing(cloud: Athena):
    cloud.athena.states, cloud.athena.reason = ("RUNNING", "FAILED"), "SYNTAX_ERROR: line 1:8: no such column"
    engine = cloud.engine()
    with pytest.raises(BillError, match=r"cannot answer \(query query-0\): SYNTAX_ERROR"):
        engine.run(COUNT)
    assert engine.claim_use().price_usd == 0


@pytest.mark.parametrize(
    ("state", "reason", "told"),
    [
        ("CANCELLED", "Query cancelled! : Bytes scanned limit was exceeded", "workgroup primary .* own limit"),
        ("CANCELLED", "", "ended in Athena before it was done"),
        ("FAILED", "Access Denied (Service: Amazon S3; Status Code: 403)", "Grant s3:GetObject"),
        ("FAILED", "", "gives no reason"),
    ],
)
def test_why_a_query_came_to_nothing_is_told(cloud: Athena, state: str, reason: str, told: str):
    cloud.athena.states, cloud.athena.reason = (state,), reason
    with pytest.raises(BillError, match=told):
        cloud.engine().run(COUNT)


def test_over_the_cap_nothing_more_is_started_for_a_question_and_others_go_on(cloud: Athena):
    cloud.athena.scanned = lambda _: 3 * GB
    engine = cloud.engine(max_scanned_gb=5)
    asked = len(cloud.athena.started)
    with stopped_by(Stop()):
        engine.run(COUNT)
        with pytest.raises(BillError, match=r"has read 6\.00 GB .* costs \$0\.03, and max_scanned_gb .* 5\.00 GB"):
            engine.run(COUNT)
        started = len(cloud.athena.started)
        with pytest.raises(BillError, match="nothing more was started"):
            engine.run(COUNT)
        assert len(cloud.athena.started) == started == asked + 2
    assert cloud.athena.stopped == ["query-1"]
    with stopped_by(Stop()):
        assert engine.run(COUNT)
    assert engine.claim_use().scanned_bytes == 9 * GB


def test_what_no_question_asked_counts_by_the_hour(cloud: Athena):
    cloud.athena.scanned = lambda _: 3 * GB
    engine = cloud.engine(max_scanned_gb=3)
    engine.run(COUNT)
    with pytest.raises(BillError, match="max_scanned_gb"):
        engine.run(COUNT)
    cloud.clock.advance(3600)
    assert engine.run(COUNT)


def test_a_question_that_is_stopped_ends_its_query(cloud: Athena):
    cloud.athena.states = ("RUNNING",)
    stop = Stop()
    cloud.waited = stop.set
    with stopped_by(stop), pytest.raises(Stopping):
        cloud.engine().run(COUNT)
    assert cloud.athena.stopped == ["query-0"]
    with stopped_by(stop), pytest.raises(Stopping):
        cloud.engine().run(COUNT)
    assert len(cloud.athena.started) == 1


def test_a_query_without_end_is_ended(cloud: Athena):
    cloud.athena.states = ("RUNNING",)
    with pytest.raises(BillError, match=f"longer than {LONGEST_QUERY_S} seconds"):
        cloud.engine().run(COUNT)
    assert cloud.athena.stopped == ["query-0"]
    assert LONGEST_QUERY_S <= (cloud.clock.now() - NOW).total_seconds() < LONGEST_QUERY_S + 3


def test_a_result_of_several_pages_is_read_whole(cloud: Athena):
    rows = cloud.engine().run("SELECT r.x FROM charges, UNNEST(generate_series(1, 50)) AS r(x)")
    assert (len(rows), sum(x for (x,) in rows)) == (2400, 48 * 1275)


def test_a_table_that_somebody_changed_is_not_asked(cloud: Athena):
    engine = cloud.engine()
    engine.run(COUNT)
    (name,) = cloud.glue.tables
    stored = {**cloud.glue.tables[name]["StorageDescriptor"], "Location": "s3://elsewhere/"}
    cloud.glue.tables[name] = {**cloud.glue.tables[name], "StorageDescriptor": stored}
    with pytest.raises(BillError, match=f"{name} in Glue was changed"):
        cloud.engine().run(COUNT)


def test_another_place_or_no_database_is_told(cloud: Athena):
    with pytest.raises(BillError, match="finops bill prepare EXPORT --into s3://"):
        GlueTables(cloud.glue, cloud.manifest, "prepared", EngineSettings())
    with pytest.raises(BillError, match="no database other in Glue"):
        cloud.engine(database="other").run(COUNT)


def test_a_closed_bill_is_not_asked(cloud: Athena):
    engine = cloud.engine()
    engine.close()
    with pytest.raises(BillError, match="closed"):
        engine.run(COUNT)


KINDS = {
    "varchar": ("it's", "it's"),
    "varchar(7)": ("", ""),
    "decimal": ("-1.50", Decimal("-1.50")),
    "decimal(38,14)": ("0.00000000000001", Decimal("1E-14")),
    "bigint": ("9007199254740993", 9007199254740993),
    "integer": ("-7", -7),
    "double": ("1.0E7", 1e7),
    "boolean": ("false", False),
    "date": ("2026-05-01", date(2026, 5, 1)),
    "timestamp": ("2026-05-01 02:03:04.005", datetime(2026, 5, 1, 2, 3, 4, 5000)),  # noqa: DTZ001 - as DuckDB gives it
    "timestamp with time zone": ("2026-05-01 02:03:04.000 UTC", datetime(2026, 5, 1, 2, 3, 4, tzinfo=UTC)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_is_of_the_type_that_duckdb_gives(kind: str):
    text, value = KINDS[kind]
    found = typed({"Data": [{"VarCharValue": text}, {}]}, [kind, kind])
    assert found == (value, None)
    assert type(found[0]) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"), [("array", "[1]"), ("bigint", "1.5"), ("boolean", "yes"), ("timestamp with time zone", "1 CET")]
)
def test_a_value_that_cannot_be_told_is_refused(kind: str, text: str):
    with pytest.raises(BillError, match=f"of type {kind}"):
        typed({"Data": [{"VarCharValue": text}]}, [kind])


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[AnalysedAccount]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield AnalysedAccount(region="eu-central-1")


def _of_aws(account: AnalysedAccount, tables: GlueTables) -> AthenaEngine:
    settings = EngineSettings(output="s3://results/")
    return AthenaEngine(account.client("athena"), tables, settings, ManualClock(NOW), lambda _: None)


def test_real_clients_take_what_is_asked_and_give_what_is_read(aws: AnalysedAccount, cloud: Athena):
    cloud.engine().run(COUNT)
    aws.client("s3").create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    columns = [{"Name": "n", "Label": "n", "Type": "bigint"}, {"Name": "s", "Label": "s", "Type": "decimal"}]
    header = {"Data": [{"VarCharValue": "n"}, {"VarCharValue": "s"}]}
    row = {"Data": [{"VarCharValue": "48"}, {"VarCharValue": "612.00"}]}
    backend = athena_backends["123456789012"]["eu-central-1"]
    queued: list[Any] = backend.query_results_queue
    queued.append(QueryResults(rows=[header, row], column_info=columns))
    ((name, table),) = cloud.glue.tables.items()
    asked = {"DatabaseName": "finops", "Name": name}
    glue = aws.client("glue")
    with Stubber(glue) as stubbed:
        stubbed.add_client_error("get_table", "EntityNotFoundException", expected_params=asked)
        stubbed.add_response("create_table", {}, {"DatabaseName": "finops", "TableInput": table})
        stubbed.add_response("get_table", {"Table": table}, asked)
        engine = _of_aws(aws, GlueTables(glue, cloud.manifest, ADDRESS, EngineSettings()))
        assert engine.run(COUNT) == [(48, Decimal("612.00"))]
        stubbed.assert_no_pending_responses()
    assert engine.claim_use().price_usd == Decimal("0.00005")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("EntityNotFoundException", "no database finops"),
        ("AccessDeniedException", "lack glue:CreateTable"),
        ("AlreadyExistsException", "in Glue was changed"),
    ],
)
def test_what_glue_refuses_is_told_by_real_clients(aws: AnalysedAccount, cloud: Athena, code: str, told: str):
    glue = aws.client("glue")
    with Stubber(glue) as stubbed:
        stubbed.add_client_error("get_table", "EntityNotFoundException")
        stubbed.add_client_error("create_table", code)
        stubbed.add_response("get_table", {"Table": {"Name": "another"}})
        with pytest.raises(BillError, match=told):
            _of_aws(aws, GlueTables(glue, cloud.manifest, ADDRESS, EngineSettings())).run(COUNT)


@pytest.mark.parametrize(
    ("code", "message", "told"),
    [
        (
            "AccessDeniedException",
            "User: arn:aws:iam::1:user/a is not authorized to perform: athena:StartQueryExecution on resource: x",
            "lack athena:StartQueryExecution",
        ),
        ("AccessDeniedException", "", "lack athena:StartQueryExecution"),
        ("TooManyRequestsException", "Rate exceeded", "ask again in a moment"),
        ("InvalidRequestException", "WorkGroup primary is not found.", "WorkGroup primary is not found.*\\[engine\\]"),
        ("ExpiredTokenException", "expired", "Sign in again"),
    ],
)
def test_what_athena_refuses_is_told_in_words(cloud: Athena, code: str, message: str, told: str):
    def refusing(**_: Any) -> dict[str, str]:
        raise ClientError({"Error": {"Code": code, "Message": message}}, "StartQueryExecution")

    cloud.athena.start_query_execution = refusing
    with pytest.raises(BillError, match=told):
        cloud.engine().run(COUNT)
