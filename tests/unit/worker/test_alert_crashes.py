"""Alerts under crashes: whatever step a process dies at, each alert reaches each channel once, and none is lost.

A schedule is drawn from its number. It kills the process before or after some of its steps, which are the writes to the
table and the sends, or lets a write be done and its answer be lost. The receivers keep keys, as a webhook is to.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from moto import mock_aws

from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import StorageUnavailable
from finops_core.table.port import Table
from finops_core.table.sqlite import SqliteTable
from tests.contract.storage_backends import REGION, new_dynamodb_table
from worker.alerts.alert import Alert, AlertKind
from worker.alerts.channels.port import HeardChannel
from worker.alerts.delivery import Hours
from worker.alerts.message import Message
from worker.alerts.outbox import Outbox
from worker.alerts.settings import AlertSettings, ChannelSettings
from worker.alerts.watch import Watch

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
STEPS = 40
MOST_ROUNDS = 60
WRITES = frozenset({"put_if", "update_if", "delete_if", "transact"})


class Killed(BaseException):
    """The process is gone."""


@dataclass(slots=True)
class Fate:
    """At which steps what happens; a step is met once."""

    at: dict[int, str]
    step: int = 0
    met: list[str] = field(default_factory=list[str])

    def around(self, act: Callable[[], Any], *, is_write: bool) -> Any:
        what = self.at.get(self.step, "")
        self.step += 1
        if what:
            self.met.append(what)
        if what == "before":
            raise Killed
        done = act()
        if what == "after" or (what == "unknown" and not is_write):
            raise Killed
        if what == "unknown":
            raise StorageUnavailable("The answer was lost.")
        return done


class FatedTable:
    """A table whose writes are steps."""

    def __init__(self, table: Table, fate: Fate) -> None:
        self._table, self._fate = table, fate

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._table, name)
        if name not in WRITES:
            return method

        def write(*given: Any) -> Any:
            return self._fate.around(lambda: method(*given), is_write=True)

        return write


@dataclass(slots=True)
class FatedChannel:
    """A channel whose sends are steps."""

    heard: HeardChannel
    fate: Fate

    @property
    def name(self) -> str:
        return self.heard.name

    def send(self, message: Message) -> None:
        self.fate.around(lambda: self.heard.send(message), is_write=False)


def alert(subject: str, first: date | None = None, last: date | None = None) -> Alert:
    return Alert(
        kind=AlertKind.ANOMALY if first else AlertKind.BUDGET,
        subject=subject,
        period=first.isoformat() if first else "2026-11",
        threshold="",
        headline=f"{subject} is told",
        details=(("How much", "$1.00"),),
        todo="Look at it.",
        first=first,
        last=last,
    )


SEEN: Sequence[Sequence[Alert]] = (
    (alert("a"), alert("b"), alert("spike", date(2026, 11, 10), date(2026, 11, 11))),
    (alert("a"), alert("b"), alert("c"), alert("spike", date(2026, 11, 9), date(2026, 11, 13))),
    (alert("a"), alert("b"), alert("c"), alert("spike", date(2026, 11, 10), date(2026, 11, 14)), alert("d")),
)
"""What three looks see: thresholds that stay crossed, and an anomaly whose days move with each delivery."""
SUBJECTS = ("a", "b", "c", "d", "spike")


def in_turn(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        call()


def hours(one: ChannelSettings) -> Hours:
    return Hours(zone=ZoneInfo("Europe/Berlin"), digest=time.fromisoformat(one.digest) if one.digest else None)


def told_under(seed: int, table: Table) -> tuple[list[HeardChannel], Fate]:
    """Everything that receivers took after a schedule, once nothing waits any more."""
    random, clock = Random(seed), ManualClock(START)
    kinds = ("before", "after", "unknown")
    fate = Fate({random.randrange(STEPS): random.choice(kinds) for _ in range(random.randint(1, 6))})
    names = (f"now-{seed}", f"daily-{seed}")
    hook = {"kind": "webhook", "url": "https://example.com/", "secret_env": "S"}
    settings = AlertSettings.model_validate(
        {"channels": [{"name": names[0], **hook}, {"name": names[1], "digest": "09:00", **hook}]}
    )
    heard = [HeardChannel(name) for name in names]

    def process() -> Watch:
        channels = [FatedChannel(one, fate) for one in heard]
        fated: Any = FatedTable(table, fate)
        return Watch(settings, channels, fated, clock, hours, at_once=in_turn)

    looks, rounds = 0, 0
    while looks < len(SEEN) or waits(table, names, clock):
        rounds += 1
        assert rounds < MOST_ROUNDS
        try:
            watch = process()
            watch.record(SEEN[min(looks, len(SEEN) - 1)])
            looks += 1
            watch.deliver()
        except Killed:
            clock.advance(random.choice((1, 60, 300)))
        except StorageUnavailable:
            clock.advance(60)
        else:
            clock.advance(random.choice((60, 3600, 12 * 3600)))
    return heard, fate


def waits(table: Table, names: Sequence[str], clock: ManualClock) -> bool:
    boxes = [Outbox(table, clock, name) for name in names]
    return any(box.waiting() or box.pending() for box in boxes)


def assert_told_once(heard: Sequence[HeardChannel]) -> None:
    for one in heard:
        told = Counter(each.subject for message in one.taken.values() for each in message.alerts)
        assert told == dict.fromkeys(SUBJECTS, 1), one.name


@pytest.fixture(scope="module")
def aws() -> Iterator[PlatformClients]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        with mock_aws():
            yield PlatformClients(region=REGION)


@pytest.mark.nightly
def test_the_same_holds_over_dynamodb(aws: PlatformClients) -> None:
    table = new_dynamodb_table(aws, ManualClock(START))
    for seed in range(1000, 1004):
        assert_told_once(told_under(seed, table)[0])


@pytest.mark.parametrize("schedules", [150, pytest.param(500, marks=pytest.mark.nightly)])
def test_each_alert_is_told_once_and_none_is_lost_under_crash_schedules(schedules: int) -> None:
    table = SqliteTable(":memory:", clock=ManualClock(START)).open()
    met: Counter[str] = Counter()
    repeated = 0
    try:
        for seed in range(schedules):
            heard, fate = told_under(seed, table)
            assert_told_once(heard)
            met.update(fate.met)
            repeated += sum(one.sent - len(one.taken) for one in heard)
    finally:
        table.close()
    assert all(met[kind] > schedules // 4 for kind in ("before", "after", "unknown"))
    assert repeated > schedules // 50, "schedules that never send twice would show nothing of keys"
