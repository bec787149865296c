"""Alerts of a running platform: told unasked when a delivery came, and nothing is looked at twice for nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads
from zoneinfo import ZoneInfo

import pytest

from agents.anomalies.dismissed import series_of
from agents.anomalies.found import Found
from billing.export import ExportBill
from billing.query import BillQuery, BillResult
from billing.terms import terms_from
from finops_core.clock import ManualClock
from finops_core.dismissals import DismissalRepository, advised_anomaly, dismissal
from finops_core.errors import StorageUnavailable
from finops_core.table.sqlite import SqliteTable
from finops_core.values import Period
from tests.unit.billing.made_bills import write_csv
from tests.unit.worker.test_alert_crashes import in_turn
from tests.unit.worker.test_alert_looking import day_row, opened, rows
from worker.alerts.channels.port import HeardChannel
from worker.alerts.looking import Sight
from worker.alerts.message import Message
from worker.alerts.outbox import Outbox
from worker.alerts.rounds import AlertRounds
from worker.alerts.settings import AlertSettings
from worker.alerts.watch import Watch, hours_in
from worker.bill_watch import BillWatch

LAST = date(2026, 11, 20)
BUDGET = {"BudgetName": "s3", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "400", "Unit": "USD"}}


class Platform:
    """What a running platform has of alerts, over a bill in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bill = opened(folder, LAST, terms_from({"budgets": [BUDGET]}, "finops.toml"))
        self.clock = ManualClock(datetime(2026, 11, 21, 8, tzinfo=UTC))
        self.table = SqliteTable(":memory:", clock=self.clock).open()
        self.heard = HeardChannel("team")
        channel = {"name": "team", "kind": "webhook", "url": "https://example.com/", "secret_env": "S"}
        settings = AlertSettings.model_validate({"channels": [{**channel, "kinds": ["budget"]}]})
        hours = hours_in(settings, ZoneInfo("UTC"))
        watch = Watch(settings, [self.heard], self.table, self.clock, hours, at_once=in_turn)
        self.bill_watch = BillWatch(self.bill, self.clock)
        sight = Sight(bill=self.bill, terms=self.bill.terms, settings=settings, clock=self.clock)
        self.rounds = AlertRounds(watch, sight, self.bill_watch, self.clock)

    def deliver(self, cost: str) -> None:
        """A new delivery of the bill, with one more charge."""
        more = day_row(LAST, BilledCost=cost, EffectiveCost=cost, ServiceName="Amazon EC2")
        write_csv(self.folder / "bill.csv", [*rows(LAST), more])

    def told(self) -> list[str]:
        return [message.title for message in self.heard.taken.values()]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    made = Platform(tmp_path)
    yield made
    made.table.close()
    made.bill.close()


def test_a_delivery_is_looked_at_unasked_and_told_once(platform: Platform) -> None:
    platform.rounds.tick()
    assert platform.told() == []
    platform.deliver("500")
    for _ in range(3):
        platform.clock.advance(3600)
        platform.rounds.tick()
    assert platform.told() == ["Budget s3 is beyond its limit of $400.00 since 20 November 2026"]


def test_a_delivery_that_a_question_took_in_is_looked_at_with_the_next_tick(platform: Platform) -> None:
    platform.rounds.tick()
    platform.deliver("500")
    platform.clock.advance(61)
    with platform.bill_watch.question():
        pass
    platform.rounds.tick()
    assert len(platform.told()) == 1


def test_an_unchanged_bill_is_not_looked_at_again_on_the_same_day(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.rounds.tick()
    asked: list[BillQuery] = []
    query = ExportBill.query

    def counted(self: ExportBill, wanted: BillQuery) -> BillResult:
        asked.append(wanted)
        return query(self, wanted)

    monkeypatch.setattr(ExportBill, "query", counted)
    platform.clock.advance(2 * 3600)
    platform.rounds.tick()
    assert asked == []
    platform.clock.advance(timedelta(days=1).total_seconds())
    platform.rounds.tick()
    assert asked


def test_the_thread_tells_and_ends_when_it_is_stopped(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, send = Event(), HeardChannel.send

    def heard(channel: HeardChannel, message: Message) -> None:
        send(channel, message)
        sent.set()

    monkeypatch.setattr(HeardChannel, "send", heard)
    platform.deliver("500")
    platform.clock.advance(61)
    platform.rounds.start()
    assert sent.wait(60)
    platform.rounds.stop()
    assert len(platform.told()) == 1
    assert "alerts" not in [thread.name for thread in enumerate_threads()]


@pytest.mark.parametrize("storage_fails", [False, True])
def test_an_anomaly_that_is_dismissed_while_its_alert_waits_is_not_told(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, *, storage_fails: bool
) -> None:
    hook = {"kind": "webhook", "url": "https://example.com/", "secret_env": "S", "digest": "12:00"}
    settings = AlertSettings.model_validate({"channels": [{"name": "team", "kinds": ["anomaly"], **hook}]})
    hours = hours_in(settings, ZoneInfo("UTC"))
    watch = Watch(settings, [platform.heard], platform.table, platform.clock, hours, at_once=in_turn)
    kept = DismissalRepository(platform.table, platform.clock)
    sight = Sight(
        bill=platform.bill, terms=platform.bill.terms, settings=settings, clock=platform.clock, dismissals=kept
    )
    rounds = AlertRounds(watch, sight, platform.bill_watch, platform.clock)
    rounds.tick()
    box = Outbox(platform.table, platform.clock, "team")
    (waiting,) = box.waiting()
    assert waiting.alert.first is not None
    service, account, currency = waiting.alert.subject.split("\x1f")
    days = Period(waiting.alert.first, waiting.alert.first + timedelta(days=2))
    found = Found(
        keys=(service, account), currency=currency, days=days, excess=Decimal(100), expected=Decimal(20), is_new=False
    )
    advised = advised_anomaly(f"{series_of(found, ('service', 'account'), ())}.{days.start}", account)
    now = platform.clock.now()
    kept.dismiss("watch", dismissal(advised, saving="100", currency=currency, reason="Load test", days=30, now=now))
    platform.clock.advance(5 * 3600)
    if storage_fails:
        with monkeypatch.context() as broken:
            broken.setattr(Outbox, "withdraw", _unavailable)
            with pytest.raises(StorageUnavailable):
                rounds.tick()
    rounds.tick()
    assert (box.waiting(), box.pending(), platform.told()) == ([], [], [])
    kept.reopen("watch", advised)
    rounds.tick()
    platform.clock.advance(24 * 3600)
    rounds.tick()
    assert platform.told() == [waiting.alert.headline]


def _unavailable(*_: object) -> int:
    raise StorageUnavailable("The table does not answer.")
