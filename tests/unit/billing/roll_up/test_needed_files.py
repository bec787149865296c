"""A question over a prepared bill opens the files of its own months alone, and answers as the export does."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest
from moto import mock_aws

from billing.engines.duckdb import Limits
from billing.export import ExportBill, bill_location, open_bill
from billing.query import BillQuery, Dimension, Filter, GroupKey, Metric, Tag
from billing.roll_up.manifest import NAME, Manifest, PreparedFile
from billing.roll_up.place import PreparedFolder, PreparedPrefix
from billing.roll_up.preparation import prepare
from billing.roll_up.prepared_bill import PreparedDeliveries
from billing.terms import Terms
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.values import Granularity, Period
from supervisor import vocabulary
from supervisor.vocabulary import Vocabulary
from tests.unit.billing.made_bills import focus_day, focus_row, write_csv

MONTHS = (4, 5, 6, 7, 8)
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
ODD = "x' AND \"ChargePeriodStart\" < DATE '1990-01-01"
QUESTIONS = 60


class CountedFolder(PreparedFolder):
    """A prepared delivery that notes which files are fetched."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.fetched: list[str] = []

    def fetch(self, file: PreparedFile, folder: Path) -> Path:
        self.fetched.append(file.name.partition("/")[2].removesuffix(".parquet"))
        return super().fetch(file, folder)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """An export of five months, and what was prepared of it."""

    export: ExportBill
    folder: Path
    manifest: Manifest

    def asked(self, query: BillQuery, accounts: frozenset[str] | None = None) -> list[str]:
        """The files that a worker fetches which was never asked before, and which answers as the export does."""
        place = CountedFolder(self.folder)
        with ExportBill(PreparedDeliveries(place, Limits()), Terms()) as bill:
            ready, wanted = bill, self.export
            if accounts is not None:
                ready, wanted = bill.scoped(accounts), self.export.scoped(accounts)
                assert ready.info() == wanted.info()
                assert not place.fetched
            assert ready.query(query) == wanted.query(query)
        assert len(place.fetched) == len(set(place.fetched))
        return sorted(place.fetched)

    def stated(self, sql: str, *parameters: object) -> list[str]:
        """The same for a statement."""
        place = CountedFolder(self.folder)
        with ExportBill(PreparedDeliveries(place, Limits()), Terms()) as bill:
            assert bill.statement(sql, parameters) == self.export.statement(sql, parameters)
        return sorted(place.fetched)


def rows() -> list[dict[str, str]]:
    """Charges of each month, fees that span several, one that was billed a month later, and texts like conditions."""
    source = random.Random(3)
    made = [
        focus_day(
            day,
            month,
            BilledCost=str(source.randint(1, 900) / 100),
            ServiceName=source.choice(("Amazon EC2", "Amazon S3", ODD)),
            SubAccountId=source.choice(("200000000001", "200000000002")),
            ResourceId=f"i-{source.randint(1, 9)}",
            Tags=f'{{"team": "{("web", "core")[day > 1]}"}}',
        )
        for month in MONTHS
        for day in (1, 2, 15, 28)
    ]
    fee = focus_row(ChargePeriodStart="2026-04-20T00:00:00Z", ChargePeriodEnd="2026-07-10T00:00:00Z", BilledCost="99.9")
    late = focus_day(28, 5) | focus_day(1, 6, BilledCost="7") | {"ChargePeriodStart": "2026-05-28T00:00:00Z"}
    return [*made, fee, late]


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivery]:
    folder = tmp_path_factory.mktemp("bill")
    path = write_csv(folder / "export.csv", rows())
    manifest = prepared(path, folder)
    with open_bill(path, cache_dir=folder / "kept") as export:
        yield Delivery(export=export, folder=folder / "prepared", manifest=manifest)


def prepared(path: Path, folder: Path) -> Manifest:
    clock = ManualClock(datetime(2026, 11, 20, tzinfo=UTC))
    place = PreparedFolder(folder / "prepared")
    location = bill_location(str(path), None)
    return prepare(str(path), location, place, limits=Limits(), clock=clock, cache_dir=folder / "kept")


def files(table: str, *months: int) -> list[str]:
    return [f"{table}/2026-{month:02d}" for month in months]


def test_a_question_about_a_month_fetches_its_file_alone(delivery: Delivery):
    assert delivery.asked(BillQuery(period=MAY)) == files("charges_monthly", 5)
    assert delivery.asked(BillQuery(period=MAY, granularity=Granularity.DAILY)) == files("charges_daily", 5)
    assert delivery.asked(BillQuery(period=MAY, group_by=(Dimension.RESOURCE,))) == files("charges_by_resource", 5)
    assert delivery.asked(BillQuery(period=MAY, granularity=Granularity.HOURLY)) == files("charges", 5)
    own = frozenset({"200000000001"})
    assert delivery.asked(BillQuery(period=MAY, limit=2, group_by=(Dimension.SERVICE,)), own) == files(
        "charges_monthly", 5
    )


def test_a_question_about_tags_needs_no_resources(delivery: Delivery):
    by_team = (Tag("team"),)
    assert delivery.asked(BillQuery(period=MAY, group_by=by_team)) == files("charges_by_tags", 5)
    days = BillQuery(period=MAY, group_by=by_team, granularity=Granularity.DAILY)
    assert delivery.asked(days) == files("charges_by_resource", 5)
    of_core = BillQuery(filters=(Filter(dimension=Tag("team"), values=("core",)),))
    assert delivery.asked(of_core) == files("charges_by_tags", *MONTHS)


def test_the_names_of_a_bill_are_read_from_the_table_of_months_and_those_of_its_part_without_resources(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vocabulary, "MOST_ROWS_WITH_RESOURCES", delivery.manifest.info.rows - 1)
    for accounts in (None, frozenset({"200000000001"})):
        place = CountedFolder(delivery.folder)
        with ExportBill(PreparedDeliveries(place, Limits()), Terms()) as bill:
            seen = bill if accounts is None else bill.scoped(accounts)
            wanted = delivery.export if accounts is None else delivery.export.scoped(accounts)
            assert Vocabulary().of(seen) == Vocabulary().of(wanted)
            assert seen.values(Tag("team")) == wanted.values(Tag("team"))
            assert len(seen.values(Tag("team"))) > 1
        fetched = files("charges_monthly", *MONTHS) + (files("charges_by_tags", *MONTHS) if accounts else [])
        assert sorted(place.fetched) == sorted(fetched)


def test_what_the_whole_bill_lacks_is_not_looked_for_in_a_part(delivery: Delivery):
    place = CountedFolder(delivery.folder)
    with ExportBill(PreparedDeliveries(place, Limits()), Terms()) as bill:
        own = bill.scoped(frozenset({"200000000001"}))
        assert own.values(Dimension.RESOURCE_NAME) == delivery.export.values(Dimension.RESOURCE_NAME) == ()
        assert not place.fetched
        assert own.values(Dimension.RESOURCE)
        assert place.fetched


def test_two_months_that_are_compared_are_two_files(delivery: Delivery):
    both = Period(date(2026, 5, 20), date(2026, 6, 3))
    assert delivery.asked(BillQuery(period=both, granularity=Granularity.DAILY)) == files("charges_daily", 5, 6)


def test_what_was_billed_in_a_month_is_also_in_files_of_other_months(delivery: Delivery):
    june = Period(date(2026, 6, 1), date(2026, 7, 1))
    assert delivery.asked(BillQuery(period=june, by_billing_period=True)) == files("charges_monthly", 5, 6)


def test_a_fee_that_began_earlier_is_found_where_it_lies(delivery: Delivery):
    june = Period(date(2026, 6, 1), date(2026, 7, 1))
    found = delivery.asked(BillQuery(period=june, only_partly=True))
    assert set(found) >= set(files("charges_daily", 4))
    assert not set(found) & set(files("charges_daily", 7, 8))


def test_a_question_about_all_of_the_bill_fetches_all_files_of_one_table(delivery: Delivery):
    assert delivery.asked(BillQuery()) == files("charges_monthly", *MONTHS)
    assert delivery.asked(BillQuery(granularity=Granularity.MONTHLY)) == files("charges_monthly", *MONTHS)
    assert delivery.asked(BillQuery(granularity=Granularity.WEEKLY)) == files("charges_daily", *MONTHS)
    assert delivery.asked(BillQuery(group_by=(Dimension.CADENCE,))) == files("charges_daily", *MONTHS)


def test_a_question_about_a_time_without_charges_fetches_nothing(delivery: Delivery):
    assert (
        delivery.asked(BillQuery(period=Period(date(2020, 1, 1), date(2020, 2, 1)), group_by=(Dimension.SERVICE,)))
        == []
    )


def first_of(month: int) -> datetime:
    """As statements are given it: times of a bill are UTC without a zone."""
    return datetime(2026, month, 1, tzinfo=UTC).replace(tzinfo=None)


SUM = 'SELECT sum("BilledCost") FROM charges WHERE'
STATED = {
    "a month": (f"{SUM} date_trunc('month', \"ChargePeriodStart\") = ?", (date(2026, 6, 1),), (6,)),
    "a day": (f'{SUM} "ChargePeriodStart"::DATE = ?', (date(2026, 6, 2),), (6,)),
    "no condition of all rows": (
        'SELECT sum("BilledCost") FILTER (WHERE "ChargePeriodStart" >= ?) FROM charges',
        (first_of(6),),
        MONTHS,
    ),
    "only the ends": ('SELECT count(*), max("ChargePeriodStart"), min("ChargePeriodStart") FROM charges', (), MONTHS),
    "either": (f'{SUM} "ChargePeriodStart" >= ? OR "ServiceName" = ?', (first_of(8), "Amazon S3"), MONTHS),
    "twice the table": (
        'WITH late AS (SELECT * FROM charges WHERE "ChargePeriodStart" >= ?) '
        'SELECT (SELECT count(*) FROM late), (SELECT sum("BilledCost") FROM charges WHERE "ChargePeriodStart" < ?)',
        (first_of(8), first_of(5)),
        (4, 8),
    ),
    "a join": (
        'SELECT count(*) FROM charges AS a JOIN charges AS b ON a."ResourceId" = b."ResourceId" '
        'WHERE a."ChargePeriodStart" < ? AND b."ChargePeriodStart" >= ?',
        (first_of(5), first_of(7)),
        (4, 7, 8),
    ),
    "whether there is any": (
        'SELECT 1 FROM charges WHERE "ChargePeriodStart" > ? AND "ResourceId" <> \'\' LIMIT 1',
        (first_of(7),),
        (7, 8),
    ),
    "a name like a condition": (f'{SUM} "ServiceName" = ? AND "ChargePeriodStart" < ?', (ODD, first_of(7)), (4, 5, 6)),
    "what no planner tells": (
        'SELECT count(*) FROM charges, range(2) WHERE "ChargePeriodStart" >= ?',
        (first_of(8),),
        MONTHS,
    ),
}


@pytest.mark.parametrize("case", STATED)
def test_a_statements_conditions_are_understood_as_the_planner_does(delivery: Delivery, case: str):
    sql, parameters, months = STATED[case]
    assert delivery.stated(sql, *parameters) == files("charges", *months)


def test_any_question_of_a_worker_that_was_never_asked_is_answered_as_by_the_export(delivery: Delivery):
    source = random.Random(14)
    counts = [len(delivery.asked(_any_question(source))) for _ in range(QUESTIONS)]
    assert sum(count < len(MONTHS) for count in counts) > QUESTIONS / 3


def _any_question(source: random.Random) -> BillQuery:
    first = date(2026, 4, 1) + timedelta(days=source.randrange(150))
    keys: list[GroupKey] = [Dimension.SERVICE, Dimension.RESOURCE, Dimension.ACCOUNT, Dimension.CADENCE, Tag("team")]
    only_s3 = Filter(dimension=Dimension.SERVICE, values=("Amazon S3",), exclude=source.random() < 0.5)
    partly = source.random() < 0.2
    return BillQuery(
        metric=source.choice(list(Metric)),
        period=Period(first, first + timedelta(days=source.randint(1, 50))),
        granularity=source.choice([None, *Granularity]),
        group_by=tuple(source.sample(keys, source.randint(0, 2))),
        filters=(only_s3,) * source.randint(0, 1),
        by_billing_period=not partly and source.random() < 0.3,
        only_partly=partly,
        having_over=source.choice([None, None, Decimal("0.01")]),
        limit=source.choice([None, 3]),
    )


def test_what_an_earlier_release_prepared_is_read_whole(delivery: Delivery, tmp_path: Path):
    text = json.loads((delivery.folder / NAME).read_text())
    text["form"] = 2
    for table in text["tables"]:
        for file in table["files"]:
            del file["spans"]
    old = tmp_path / "old"
    old.mkdir()
    (old / NAME).write_text(json.dumps(text))
    copytree(delivery.folder / delivery.manifest.content, old / delivery.manifest.content)
    place = CountedFolder(old)
    with ExportBill(PreparedDeliveries(place, Limits()), Terms()) as bill:
        assert bill.query(BillQuery(period=MAY)) == delivery.export.query(BillQuery(period=MAY))
    assert len(place.fetched) == len(MONTHS)


def test_from_a_bucket_come_the_bytes_of_one_month(delivery: Delivery, monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        account = AnalysedAccount()
        account.client("s3").create_bucket(Bucket="bills")
        place = PreparedPrefix("s3://bills/prepared", account)
        (monthly,) = [table for table in delivery.manifest.tables if table.name == "charges_monthly"]
        for file in monthly.files:
            place.put(file.name, delivery.folder / file.name)
        place.put_document(NAME, (delivery.folder / NAME).read_bytes())
        deliveries = PreparedDeliveries(place, Limits())
        with ExportBill(deliveries, Terms()) as bill:
            assert bill.query(BillQuery(period=MAY)) == delivery.export.query(BillQuery(period=MAY))
            (may,) = [file for file in monthly.files if file.name.endswith("2026-05.parquet")]
            assert [each.stat().st_size for each in deliveries.folder.glob("*.parquet")] == [may.size_bytes]
            assert bill.query(BillQuery()) == delivery.export.query(BillQuery())
            assert len(list(deliveries.folder.glob("*.parquet"))) == len(MONTHS)
