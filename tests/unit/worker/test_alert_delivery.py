"""When alerts are told: hours, digests, tries that are bounded, and channels that hold up nobody."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from finops_core.clock import ManualClock
from finops_core.table.sqlite import SqliteTable
from tests.contract.test_alert_outbox import alert
from worker.alerts.channels.port import HeardChannel
from worker.alerts.delivery import MOST_TRIES, Delivery, Hours
from worker.alerts.outbox import Outbox
from worker.alerts.settings import hours_of

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)
"""9 o'clock in Berlin."""


class Told:
    """One channel in memory with its outbox."""

    def __init__(self, hours: Hours, now: datetime = MORNING) -> None:
        self.clock = ManualClock(now)
        self.heard = HeardChannel("team")
        self.table = SqliteTable(":memory:", clock=self.clock).open()
        self.box = Outbox(self.table, self.clock, "team")
        self.delivery = Delivery(self.heard, self.box, hours, self.clock)

    def titles(self) -> list[str]:
        self.delivery.round()
        return [message.title for message in self.heard.taken.values()]


def test_without_a_digest_each_alert_is_a_message() -> None:
    told = Told(Hours(zone=BERLIN))
    for subject in "abc":
        told.box.record(alert(subject))
    assert len(told.titles()) == 3


def test_a_digest_tells_all_that_waits_at_its_hour_and_only_then() -> None:
    told = Told(Hours(zone=BERLIN, digest=time(9, 30)))
    for subject in "abc":
        told.box.record(alert(subject))
    assert told.titles() == []
    told.clock.advance(30 * 60)
    assert told.titles() == ["3 cost alerts"]
    told.clock.advance(60)
    told.box.record(alert("d"))
    told.clock.advance(23 * 3600)
    assert len(told.titles()) == 1
    told.clock.advance(3600)
    assert len(told.titles()) == 2


def test_a_large_digest_is_several_messages_and_loses_nothing() -> None:
    told = Told(Hours(zone=BERLIN, digest=time(9)))
    for number in range(95):
        told.box.record(alert(f"a{number}"))
    told.delivery.round()
    assert sorted(len(message.alerts) for message in told.heard.taken.values()) == [15, 40, 40]


@pytest.mark.parametrize(("hour", "is_quiet"), [(21, True), (23, True), (2, True), (6, False), (9, False)])
def test_in_quiet_hours_of_the_organisations_own_zone_nothing_is_sent(hour: int, is_quiet: bool) -> None:
    told = Told(Hours(zone=BERLIN, quiet=hours_of("22:00-07:00")), datetime(2026, 11, 20, hour, tzinfo=UTC))
    told.box.record(alert("a"))
    assert bool(told.titles()) is not is_quiet
    told.clock.advance(10 * 3600)
    assert len(told.titles()) == 1


def test_a_dead_channel_is_tried_ever_more_rarely_given_up_and_can_be_tried_again() -> None:
    told = Told(Hours(zone=BERLIN))
    told.heard.down = True
    told.box.record(alert("a"))
    told.box.record(alert("b"))
    first = told.delivery.round()
    assert (told.heard.sent, first.problem, first.waiting) == (1, "Nobody is there.", 2)
    for _ in range(60 * 60):
        told.clock.advance(60)
        if told.delivery.round().waiting == 0:
            break
    assert (told.heard.sent, len(told.box.given_up())) == (2 * MOST_TRIES, 2)
    assert told.clock.now() - MORNING > timedelta(hours=12)
    told.heard.down = False
    assert told.delivery.retry() == 2
    assert len(told.titles()) == 2
    assert told.delivery.round().given_up == 0
