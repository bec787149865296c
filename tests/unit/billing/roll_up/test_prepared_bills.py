"""A prepared delivery answers as its export does, digit for digit, from less, and from nothing damaged or old."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from moto import mock_aws

from billing import known_values
from billing.engines.duckdb import Limits
from billing.engines.port import Engine
from billing.engines.testing import BehindEngine, RecordingEngine
from billing.export import ExportBill, bill_location, open_bill
from billing.query import BillQuery, Dimension, Filter, GroupKey, LineKind, Metric, Tag
from billing.roll_up.manifest import NAME, Manifest
from billing.roll_up.place import PreparedFolder, PreparedPlace, PreparedPrefix
from billing.roll_up.preparation import prepare
from billing.roll_up.prepared_bill import PreparedDeliveries
from billing.term_sections import TagTerms
from billing.terms import Terms
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.errors import BillError
from finops_core.values import Granularity, Period
from tests.unit.billing.engines.every_statement import TERMS, answers, refusals
from tests.unit.billing.made_bills import focus_day, write_csv

BILLS = Path(__file__).parents[3] / "data" / "bills"
SAMPLES = (
    "focus_1.2_synthetic.parquet",
    pytest.param("cur_legacy_2018-10_workshop.snappy.parquet", marks=pytest.mark.nightly),
    pytest.param("focus_1.0_official_sample.csv", marks=pytest.mark.nightly),
    "cur_legacy_2023-11_anonymised.csv",
)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
QUESTIONS = 80


def prepared(export: Path, place: PreparedPlace, kept: Path | None = None, *, hourly: bool = False) -> Manifest:
    location, clock = bill_location(str(export), None), ManualClock(NOW)
    return prepare(str(export), location, place, limits=Limits(), clock=clock, cache_dir=kept, hourly=hourly)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An export and what was prepared of it, with the statements that the latter was asked."""

    export: ExportBill
    ready: ExportBill
    recorded: RecordingEngine


@pytest.fixture(scope="module", params=SAMPLES)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    path, folder = BILLS / request.param, tmp_path_factory.mktemp("bill")
    place = PreparedFolder(folder / "prepared")
    prepared(path, place, folder / "kept", hourly=True)
    engines: list[RecordingEngine] = []

    def recording(engine: Engine) -> Engine:
        engines.append(RecordingEngine(engine))
        return engines[-1]

    deliveries = BehindEngine(PreparedDeliveries(place, Limits()), recording)
    with open_bill(path, terms=TERMS, cache_dir=folder / "kept") as export, ExportBill(deliveries, TERMS) as ready:
        yield Pair(export=export, ready=ready, recorded=engines[0])


def test_what_was_prepared_answers_as_the_export_does_to_the_last_digit(pair: Pair):
    wanted = dict(answers(pair.export))
    found = dict(answers(pair.ready))
    assert refusals(wanted) == {}
    assert {name: text for name, text in found.items() if text != wanted[name]} == {}
    assert pair.ready.info() == pair.export.info()
    rolled = [
        sql for sql, _ in pair.recorded.asked if re.search("charges_(monthly|by_tags|daily|hourly|by_resource)", sql)
    ]
    assert len(rolled) > len(pair.recorded.asked) / 2


def test_hours_are_answered_from_their_roll_up_where_it_is_wanted_and_the_bill_has_any(pair: Pair):
    asked = len(pair.recorded.asked)
    for by in ((), (Dimension.SERVICE,), (Dimension.RESOURCE,)):
        hours = BillQuery(granularity=Granularity.HOURLY, group_by=by)
        assert pair.ready.query(hours) == pair.export.query(hours)
    tables = [re.findall(r"FROM (charges\w*)", sql)[0] for sql, _ in pair.recorded.asked[asked:]]
    rolled_up = "charges_hourly" if pair.export.info().has_hours else "charges"
    assert tables == [rolled_up, rolled_up, "charges"]


def test_a_delivery_with_hours_is_another_one_than_that_without(tmp_path: Path):
    day = focus_day(1)
    hours = [
        day
        | {"ChargePeriodStart": f"2026-04-01T{hour:02}:00:00Z", "ChargePeriodEnd": f"2026-04-01T{hour + 1:02}:00:00Z"}
        for hour in (3, 3, 4)
    ]
    export, place = write_csv(tmp_path / "export.csv", hours), PreparedFolder(tmp_path / "prepared")
    without, with_hours = prepared(export, place), prepared(export, place, hourly=True)
    assert without.content != with_hours.content
    assert prepared(export, place, hourly=True) == with_hours
    (added,) = {table.name for table in with_hours.tables} - {table.name for table in without.tables}
    assert added == "charges_hourly"
    (file,) = next(table for table in with_hours.tables if table.name == added).files
    assert file.rows == 2
    with open_bill(tmp_path / "prepared") as bill:
        found = bill.query(BillQuery(granularity=Granularity.HOURLY)).rows
        assert [row.start.hour for row in found if row.start] == [3, 4]


def test_any_question_is_answered_from_a_roll_up_as_from_the_charges(pair: Pair):
    source = random.Random(14)
    for _ in range(QUESTIONS):
        query = _any_question(source, pair.export)
        assert pair.ready.query(query) == pair.export.query(query), query


def _any_question(source: random.Random, bill: ExportBill) -> BillQuery:
    info = bill.info()
    keys: list[GroupKey] = [*(key for key in Dimension if key is not Dimension.TEAM or TERMS.teams)]
    keys += [Tag(key) for key in info.tag_keys[:4]]
    first = info.period.start + timedelta(days=source.randrange(info.period.days))
    period = Period(first, first + timedelta(days=source.randint(1, 40)))
    if source.random() < 0.3:
        period = Period.of_month(first.year, first.month)
    asked = source.choice(keys)
    values = tuple(source.sample(known, min(len(known), 2))) if (known := bill.values(asked)) else ("",)
    dated = source.random() < 0.7
    by = tuple(source.sample(keys, source.randint(0, 2)))
    return BillQuery(
        metric=source.choice(list(Metric)),
        period=period if dated else None,
        granularity=source.choice([None, *Granularity]),
        group_by=by,
        filters=(Filter(dimension=asked, values=values, exclude=source.random() < 0.3),) * source.randint(0, 1),
        kinds_excluded=frozenset(source.sample(list(LineKind), source.randint(0, 3))),
        by_billing_period=source.random() < 0.2,
        only_partly=dated and source.random() < 0.2,
        having_over=source.choice([None, None, Decimal("0.01")]),
        limit=source.choice([None, 5]),
        descending=source.random() < 0.8,
    )


def test_values_of_dimensions_are_known_without_a_statement(pair: Pair):
    asked = len(pair.recorded.asked)
    for dimension in Dimension:
        if dimension is not Dimension.TEAM:
            assert pair.ready.values(dimension) == pair.export.values(dimension)
    assert len(pair.recorded.asked) == asked
    for key in pair.export.info().tag_keys:
        assert pair.ready.values(Tag(key)) == pair.export.values(Tag(key))
    folded = sum(name in pair.export.info().tag_keys for name in TERMS.tags)
    assert len(pair.recorded.asked) - asked <= 2 * folded, "only what the organisation calls otherwise is asked for"
    pair.ready.scoped(frozenset(sorted(pair.export.info().accounts)[:1])).values(Dimension.SERVICE)
    assert len(pair.recorded.asked) > asked, "what some accounts have is not what all have"


def test_a_user_of_some_accounts_sees_those_alone_in_every_table(pair: Pair):
    accounts = sorted(pair.export.info().accounts)
    own = frozenset(accounts[: max(1, len(accounts) // 2)])
    wanted, found = pair.export.scoped(own), pair.ready.scoped(own)
    assert found.info() == wanted.info()
    tags = map(Tag, wanted.info().tag_keys[:3])
    for key in (Dimension.ACCOUNT, Dimension.RESOURCE, Dimension.SERVICE, Dimension.DESCRIPTION, *tags):
        assert found.query(BillQuery(group_by=(key,))) == wanted.query(BillQuery(group_by=(key,)))
        assert found.values(key) == wanted.values(key)


def test_keys_that_differ_in_case_alone_or_are_one_by_the_terms_are_not_known_by_either(tmp_path: Path):
    rows = [
        focus_day(1, BilledCost="3", Tags='{"Team": "core", "owner": "ann"}'),
        focus_day(2, BilledCost="2", Tags='{"team": "Core", "Owner Name": "bob"}'),
    ]
    export, place = write_csv(tmp_path / "export.csv", rows), PreparedFolder(tmp_path / "prepared")
    manifest = prepared(export, place)
    assert set(manifest.tags) == {"owner", "Owner Name"}
    terms = Terms(tags={"owner": TagTerms(keys=("Owner Name",)), "team": TagTerms(values={"core": ("Core",)})})
    with open_bill(export, terms=terms) as wanted, ExportBill(PreparedDeliveries(place, Limits()), terms) as found:
        for key in ("owner", "team"):
            assert found.values(Tag(key)) == wanted.values(Tag(key))
        assert found.values(Tag("owner")) == ("ann", "bob")


def test_more_values_of_tags_than_are_kept_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(known_values, "MOST_TAG_VALUES", 3)
    rows = [focus_day(day, Tags=f'{{"id": "n-{day}", "team": "t-{day % 2}"}}') for day in range(1, 6)]
    export, place = write_csv(tmp_path / "export.csv", rows), PreparedFolder(tmp_path / "prepared")
    assert set(prepared(export, place).tags) == {"team"}
    with open_bill(export) as wanted, open_bill(tmp_path / "prepared") as found:
        assert found.values(Tag("id")) == wanted.values(Tag("id"))
        assert len(found.values(Tag("id"))) == 5


def export_in(folder: Path, *days: int, cost: str = "1.25") -> Path:
    rows = [focus_day(day, BilledCost=cost, EffectiveCost=cost, ResourceId=f"i-{day}") for day in days]
    return write_csv(folder / "export.csv", rows)


def test_a_new_delivery_is_seen_by_who_has_the_former_one_open(tmp_path: Path):
    place = PreparedFolder(tmp_path / "prepared")
    export = export_in(tmp_path, 1, 2)
    assert prepared(export, place) == prepared(export, place)
    with open_bill(tmp_path / "prepared") as bill:
        assert bill.query(BillQuery()).totals == {"USD": Decimal("2.50")}
        prepared(export_in(tmp_path, 1, 2, 3), place)
        assert bill.query(BillQuery(group_by=(Dimension.RESOURCE,))).totals == {"USD": Decimal("2.50")}
        bill.refresh()
        assert bill.query(BillQuery()).totals == {"USD": Decimal("3.75")}
        assert bill.info().rows == 3


def test_what_the_checks_found_is_in_what_was_prepared(tmp_path: Path):
    export = write_csv(tmp_path / "export.csv", [focus_day(1), focus_day(2, BilledCost="n/a")])
    prepared(export, PreparedFolder(tmp_path / "prepared"))
    with open_bill(export) as wanted, open_bill(tmp_path / "prepared" / NAME) as found:
        assert wanted.info().problems
        assert found.info().problems == wanted.info().problems


@pytest.mark.parametrize(
    "table", ["charges", "charges_monthly", "charges_by_tags", "charges_daily", "charges_by_resource"]
)
def test_a_damaged_file_ends_the_question_that_needs_it(tmp_path: Path, table: str):
    prepared(export_in(tmp_path, 1, 2), PreparedFolder(tmp_path / "prepared"))
    (file,) = (tmp_path / "prepared").rglob(f"{table}/*.parquet")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with open_bill(tmp_path / "prepared") as bill, pytest.raises(BillError, match="damaged"):
        bill.statement(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "changed",
    [
        {"form": 0},
        {"schema_version": 1},
        {"tables": []},
        {"content": "../../etc"},
        {"info": {}},
        {"more": 1},
    ],
)
def test_a_manifest_of_another_release_or_hand_is_refused(tmp_path: Path, changed: dict[str, object]):
    prepared(export_in(tmp_path, 1), PreparedFolder(tmp_path / "prepared"))
    manifest = tmp_path / "prepared" / NAME
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | changed))
    with pytest.raises(BillError, match="Prepare the export again"):
        open_bill(tmp_path / "prepared")


def test_a_manifest_that_names_a_file_elsewhere_is_refused(tmp_path: Path):
    prepared(export_in(tmp_path, 1), PreparedFolder(tmp_path / "prepared"))
    manifest = tmp_path / "prepared" / NAME
    text = json.loads(manifest.read_text())
    text["tables"][0]["files"][0]["name"] = "../../../etc/passwd"
    manifest.write_text(json.dumps(text))
    with pytest.raises(BillError, match="damaged, or no prepared bill"):
        open_bill(manifest)


def test_statements_over_what_was_prepared_read_no_other_file(tmp_path: Path):
    import duckdb

    prepared(export_in(tmp_path, 1), PreparedFolder(tmp_path / "prepared"))
    with open_bill(tmp_path / "prepared") as bill, pytest.raises(duckdb.Error, match="disabled"):
        bill.statement(f"SELECT * FROM read_csv('{tmp_path / 'export.csv'}')")


def test_a_bucket_holds_what_was_prepared_and_a_question_fetches_its_table_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        account = AnalysedAccount()
        account.client("s3").create_bucket(
            Bucket="bills", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        place = PreparedPrefix("s3://bills/prepared/", account)
        prepared(export_in(tmp_path, 1, 2), place)
        deliveries = PreparedDeliveries(place, Limits())
        with ExportBill(deliveries, TERMS) as bill:
            assert bill.query(BillQuery()).totals == {"USD": Decimal("2.50")}
            assert len(list(deliveries.folder.glob("*.parquet"))) == 1
        with open_bill(f"s3://bills/prepared/{NAME}", account=account) as bill:
            assert bill.values(Dimension.RESOURCE) == ("i-1", "i-2")
        with pytest.raises(BillError, match="there is no"):
            open_bill(f"s3://bills/elsewhere/{NAME}", account=account)
