"""A deployed worker that is told to asks Athena: what was prepared, within what a question may read, at a price."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws
from moto.athena.models import QueryResults, athena_backends

from billing.engines.duckdb import Limits
from billing.engines.settings import EngineSettings
from billing.export import ExportBill, bill_location
from billing.query import BillQuery
from billing.roll_up.place import PreparedPrefix
from billing.roll_up.preparation import prepare
from billing.source import BillSource
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.errors import BillError, SettingsError
from tests.unit.billing.made_bills import focus_day, write_csv
from worker.deps import WorkerSettings, supervisor_deps

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SETTINGS = EngineSettings(database="stack", workgroup="primary", output="s3://bills/athena/")
COLUMNS = ("unit", "amount", "n", "without", "cost", "found")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[AnalysedAccount]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        found = AnalysedAccount(region="us-east-1")
        found.client("s3").create_bucket(Bucket="bills")
        yield found


@pytest.fixture
def tables(account: AnalysedAccount) -> dict[str, Any]:
    """The catalog's tables, kept here behind the client itself."""
    kept: dict[str, Any] = {}

    def found(params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        name = json.loads(params["body"])["Name"]
        if name not in kept:
            return SimpleNamespace(status_code=400), {"Error": {"Code": "EntityNotFoundException", "Message": name}}
        return SimpleNamespace(status_code=200), {"Table": kept[name]}

    def create(params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        asked = json.loads(params["body"])
        assert asked["DatabaseName"] == "stack"
        kept[asked["TableInput"]["Name"]] = asked["TableInput"]
        return SimpleNamespace(status_code=200), {}

    account.client("glue").meta.events.register("before-call.glue.GetTable", found)
    account.client("glue").meta.events.register("before-call.glue.CreateTable", create)
    return kept


def worker_bill(account: AnalysedAccount, settings: EngineSettings = SETTINGS) -> ExportBill:
    deps = supervisor_deps(
        "s3://bills/bill/",
        "",
        account,
        ManualClock(NOW),
        prepared="s3://bills/prepared/",
        engine="athena",
        engine_settings=settings,
    )
    bill = deps.services[BillSource]
    assert isinstance(bill, ExportBill)
    return bill


def deliver(account: AnalysedAccount, folder: Path, *, and_prepare: bool = True) -> None:
    export = write_csv(folder / "export.csv", [focus_day(1, BilledCost="1.25"), focus_day(2, BilledCost="2")])
    account.client("s3").put_object(Bucket="bills", Key="bill/export.csv", Body=export.read_bytes())
    if and_prepare:
        place = PreparedPrefix("s3://bills/prepared/", account)
        location = bill_location("s3://bills/bill/", account)
        prepare("s3://bills/bill/", location, place, limits=Limits(), clock=ManualClock(NOW), cache_dir=None)


def athena_says(values: list[list[str]]) -> None:
    kinds = {"n": "bigint", "without": "bigint", "amount": "decimal"}
    columns = [{"Name": name, "Label": name, "Type": kinds.get(name, "varchar")} for name in ("start", *COLUMNS)]
    rows = [{"Data": [{"VarCharValue": text} if text else {} for text in row]} for row in values]
    header = {"Data": [{"VarCharValue": each["Name"]} for each in columns]}
    queue: list[Any] = athena_backends["123456789012"]["us-east-1"].query_results_queue
    queue.append(QueryResults(rows=[header, *rows], column_info=columns))


def test_a_worker_asks_athena_and_its_answer_tells_the_price(
    account: AnalysedAccount, tables: dict[str, Any], tmp_path: Path
):
    deliver(account, tmp_path)
    athena_says([["", "USD", "3.25", "2", "0", "", ""]])
    with worker_bill(account) as bill:
        assert bill.query(BillQuery()).totals == {"USD": Decimal("3.25")}
        use = bill.claim_use()
        assert (use.requests, use.price_usd) == (1, Decimal("0.00005"))
    (table,) = tables.values()
    assert table["StorageDescriptor"]["Location"].startswith("s3://bills/prepared/")


def test_a_question_over_the_cap_starts_no_further_query(
    account: AnalysedAccount, tables: dict[str, Any], tmp_path: Path
):
    deliver(account, tmp_path)
    athena_says([["", "USD", "3.25", "2", "0", "", ""]])
    with worker_bill(account, SETTINGS.model_copy(update={"max_scanned_gb": Decimal("0.01")})) as bill:
        assert bill.query(BillQuery()).totals
        with pytest.raises(BillError, match="nothing more was started"):
            bill.query(BillQuery())
    assert len(account.client("athena").list_query_executions()["QueryExecutionIds"]) == 1


def test_before_anything_is_prepared_the_export_is_read_without_athena(account: AnalysedAccount, tmp_path: Path):
    deliver(account, tmp_path, and_prepare=False)
    with worker_bill(account) as bill:
        assert bill.query(BillQuery()).totals == {"USD": Decimal("3.25")}
        assert bill.claim_use().requests == 0
    assert account.client("athena").list_query_executions()["QueryExecutionIds"] == []


def test_the_engine_is_a_setting_of_the_worker():
    given = {"FINOPS_TABLE": "t", "FINOPS_QUEUE_URL": "q", "FINOPS_BUCKET": "b", "FINOPS_BILL": "s3://bills/bill/"}
    given |= {"FINOPS_READER_ROLE": "r", "FINOPS_ENGINE": "athena"}
    chosen = {**given, "FINOPS_ENGINE_SETTINGS": '{"database": "stack", "max_scanned_gb": 20}'}
    settings = WorkerSettings.from_environment(chosen)
    assert (settings.engine, settings.engine_settings.max_scanned_gb) == ("athena", Decimal(20))
    with pytest.raises(SettingsError, match="FINOPS_ENGINE_SETTINGS"):
        WorkerSettings.from_environment({**given, "FINOPS_ENGINE_SETTINGS": '{"max_scanned_gb": -1}'})
