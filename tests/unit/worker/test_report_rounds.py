"""Reports that a stack makes: each once when it is due, kept and told once, whatever call dies."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import SettingsError, StorageUnavailable
from finops_core.table.port import Put, Table
from tests.contract.storage_backends import REGION, new_dynamodb_table
from tests.unit.billing.made_bills import focus_day, write_csv
from worker.alerts.outbox import Outbox
from worker.alerts.settings import TOPIC_CHANNEL
from worker.own_settings import OwnSettings, read_own_settings
from worker.reports.deps import ReportSettings, report_rounds
from worker.reports.handler import handler
from worker.reports.rounds import ReportsFailed
from worker.reports.saved import Schedule, read_report
from worker.reports.shelf import Shelf

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
WEEKLY = """
title = "Costs of May"
period = "2026-05"
questions = ["What did I spend by service?"]
[schedule]
every = "week"
day = 1
at = "08:00"
"""
ONCE = 'questions = ["What did I spend in May 2026?", "What is the weather like?"]'


class Cloud:
    """A deployed maker of reports: a bucket, a table of DynamoDB's, and a bill in a folder."""

    def __init__(self, aws: PlatformClients, folder: Path) -> None:
        self.folder, self.clock = folder, ManualClock(START)
        self.table: Table = new_dynamodb_table(aws, self.clock)
        self.s3, self.bucket = aws.s3(), f"bucket-{folder.name}".replace("_", "-").lower()[:60]
        self.s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.own = OwnSettings()

    def save(self, name: str, text: str) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=f"reports/saved/{name}.toml", Body=text.encode())

    def bill(self) -> None:
        write_csv(self.folder / "bill.csv", [focus_day(1, BilledCost="60", ServiceName="Amazon EC2")])

    def call(self, table: Any = None) -> list[str]:
        """One invocation, in a process of its own."""
        settings = ReportSettings(
            table="t",
            bucket=self.bucket,
            bill=str(self.folder),
            reader_role="r",
            topic="arn:aws:sns:eu-central-1:123456789012:t",
            page="https://page.example.com",
        )
        shelf = Shelf(client=self.s3, bucket=self.bucket)
        rounds = report_rounds(settings, self.own, AnalysedAccount(), shelf, table or self.table, self.clock)
        return handler({}, None, rounds=rounds)["made"]

    def made(self) -> dict[str, str]:
        """What was made, by key."""
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix="reports/made/").get("Contents", [])
        keys = [each.get("Key", "") for each in found]
        return {key: self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode() for key in keys}

    def told(self) -> list[str]:
        return [one.alert.headline for one in Outbox(self.table, self.clock, TOPIC_CHANNEL).waiting()]


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        made = Cloud(PlatformClients(region=REGION), tmp_path)
        made.bill()
        yield made


def test_a_saved_report_is_made_at_once_kept_in_both_forms_and_told_with_its_findings(cloud: Cloud) -> None:
    cloud.save("weekly", WEEKLY)
    assert cloud.call() == ["weekly"]
    made = cloud.made()
    assert sorted(made) == ["reports/made/weekly/2026-11-16.html", "reports/made/weekly/2026-11-16.md"]
    assert all("$60.00" in text for text in made.values())
    assert made["reports/made/weekly/2026-11-16.html"].startswith("<!doctype html>")
    (waiting,) = Outbox(cloud.table, cloud.clock, TOPIC_CHANNEL).waiting()
    assert waiting.alert.headline == "Report: Costs of May"
    labels = dict(waiting.alert.details)
    assert "$60.00" in labels["What did I spend by service?"]
    assert labels["Whole"] == f"reports/made/weekly/2026-11-16.md in the bucket {cloud.bucket}"


def test_a_report_is_made_again_when_it_is_due_again_or_was_saved_anew_and_not_before(cloud: Cloud) -> None:
    cloud.save("weekly", WEEKLY)
    assert [cloud.call(), cloud.call()] == [["weekly"], []]
    cloud.clock.advance(2 * 24 * 3600)
    assert cloud.call() == [], "Sunday"
    cloud.clock.advance(24 * 3600)
    assert cloud.call() == ["weekly"], "Monday"
    cloud.save("weekly", WEEKLY.replace("Costs of May", "Another title"))
    assert [cloud.call(), cloud.call()] == [["weekly"], []]
    assert len(cloud.told()) == 3


def test_without_a_schedule_it_is_made_once_and_says_what_could_not_be_answered(cloud: Cloud) -> None:
    cloud.save("once", ONCE)
    assert [cloud.call(), cloud.call()] == [["once"], []]
    assert cloud.told() == ["Report: Report, 1 of 2 questions open"]


def test_a_file_that_is_no_report_keeps_no_other_and_fails_each_call(cloud: Cloud) -> None:
    cloud.save("broken", "questions = [")
    cloud.save("once", ONCE)
    with pytest.raises(ReportsFailed, match="broken: is not valid TOML"):
        cloud.call()
    assert {key.split("/")[2] for key in cloud.made()} == {"once"}
    with pytest.raises(ReportsFailed, match="broken"):
        cloud.call()
    assert len(cloud.told()) == 1


def test_without_a_bill_a_report_waits_for_it(cloud: Cloud) -> None:
    (cloud.folder / "bill.csv").unlink()
    cloud.save("once", ONCE)
    assert cloud.call() == []
    cloud.bill()
    assert cloud.call() == ["once"]


def test_a_call_that_dies_at_any_write_tells_nobody_twice_and_loses_nothing(cloud: Cloud) -> None:
    cloud.save("once", ONCE)

    class Dying:
        """A table that dies before or after its write of a number."""

        def __init__(self, at: int, after: bool) -> None:
            self.at, self.after = at, after

        def __getattr__(self, name: str) -> Any:
            method = getattr(cloud.table, name)
            if name not in ("put_if", "transact"):
                return method

            def write(given: Put) -> Any:
                self.at -= 1
                if self.at == 0 and not self.after:
                    raise StorageUnavailable("gone")
                done = method(given)
                if self.at == 0:
                    raise StorageUnavailable("gone")
                return done

            return write

    for at in (1, 2):
        for after in (False, True):
            with suppress(StorageUnavailable, ReportsFailed):
                cloud.call(Dying(at, after))
    cloud.call()
    assert len(cloud.told()) == 1
    assert len(cloud.made()) == 2


def test_channels_that_take_no_reports_get_none_and_times_are_the_organisations(cloud: Cloud) -> None:
    cloud.own = read_own_settings(
        b'time_zone = "Pacific/Auckland"\n[[alerts.channels]]\nname = "chat"\nkind = "slack"\nurl_env = "U"\n'
        b'kinds = ["budget"]\n',
        "finops.toml",
    )
    cloud.clock.advance(2 * 24 * 3600 + 12 * 3600)  # Sunday evening in UTC, Monday morning there
    cloud.save("weekly", WEEKLY)
    cloud.call()
    assert min(cloud.made()).startswith("reports/made/weekly/2026-11-23")
    assert Outbox(cloud.table, cloud.clock, "chat").waiting() == []


@pytest.mark.parametrize(
    ("schedule", "now", "due"),
    [
        (Schedule(every="day"), datetime(2026, 11, 20, 7, 59, tzinfo=UTC), date(2026, 11, 19)),
        (Schedule(every="day"), datetime(2026, 11, 20, 8, tzinfo=UTC), date(2026, 11, 20)),
        (Schedule(every="week", day=5), datetime(2026, 11, 20, 8, tzinfo=UTC), date(2026, 11, 20)),
        (Schedule(every="week", day=5), datetime(2026, 11, 20, 7, tzinfo=UTC), date(2026, 11, 13)),
        (Schedule(every="week", day=7), datetime(2026, 11, 20, 8, tzinfo=UTC), date(2026, 11, 15)),
        (Schedule(every="month", day=4), datetime(2026, 11, 4, 8, tzinfo=UTC), date(2026, 11, 4)),
        (Schedule(every="month", day=4), datetime(2026, 11, 4, 7, tzinfo=UTC), date(2026, 10, 4)),
        (Schedule(every="month", day=28, at=time(23, 30)), datetime(2026, 3, 1, 0, tzinfo=UTC), date(2026, 2, 28)),
    ],
    ids=str,
)
def test_the_latest_day_at_which_it_was_due(schedule: Schedule, now: datetime, due: date) -> None:
    assert schedule.latest(now) == due


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ('every = "week"\nday = 8', "a week has the days"),
        ('every = "month"\nday = 29', "schedule.day"),
        ('every = "year"', "schedule.every"),
        ('every = "day"\nat = "25:00"', "schedule.at"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_by_its_place(schedule: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_report(f'questions = ["a"]\n[schedule]\n{schedule}\n'.encode(), "report")
