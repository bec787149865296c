"""An anomaly that is dismissed while its alert waits is not told, whatever step a process dies at; the others are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from finops_core.clock import ManualClock
from finops_core.errors import StorageUnavailable
from finops_core.table.port import Table
from finops_core.table.sqlite import SqliteTable
from tests.unit.worker.test_alert_crashes import Fate, FatedTable, Killed, alert, in_turn
from worker.alerts.alert import Withdrawal
from worker.alerts.channels.port import ChannelFailed, HeardChannel
from worker.alerts.delivery import Hours
from worker.alerts.message import Message
from worker.alerts.outbox import Outbox
from worker.alerts.settings import AlertSettings
from worker.alerts.watch import Watch

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAYS = (date(2026, 11, 10), date(2026, 11, 11))
SPIKE, OTHER = alert("spike", *DAYS), alert("other", *DAYS)
LATER = alert("spike", date(2026, 11, 18), date(2026, 11, 19))
SEEN = (SPIKE, OTHER, alert("budget"))
MOVED = Withdrawal(subject="spike", first=date(2026, 11, 9), last=date(2026, 11, 13))
"""The same anomaly as a newer delivery shows it."""


@dataclass(slots=True)
class ChannelThatIsDown:
    """A channel that takes nothing until it is mended."""

    heard: HeardChannel
    down: bool = True
    tried: list[str] = field(default_factory=list[str])

    @property
    def name(self) -> str:
        return self.heard.name

    def send(self, message: Message) -> None:
        self.tried.append(message.key)
        if self.down:
            raise ChannelFailed("down")
        self.heard.send(message)


@dataclass(slots=True)
class Team:
    """A channel with its watch, over a table whose writes may meet a fate."""

    table: Table
    name: str
    digest: str = ""
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    fate: Fate = field(default_factory=lambda: Fate({}))
    channel: ChannelThatIsDown = field(init=False)

    def __post_init__(self) -> None:
        self.channel = ChannelThatIsDown(HeardChannel(self.name))

    def watch(self) -> Watch:
        settings = AlertSettings.model_validate(
            {"channels": [{"name": self.name, "kind": "webhook", "url": "https://example.com/", "secret_env": "S"}]}
        )
        at = time.fromisoformat(self.digest) if self.digest else None
        hours = Hours(zone=ZoneInfo("UTC"), digest=at)
        fated: Any = FatedTable(self.table, self.fate)
        return Watch(settings, [self.channel], fated, self.clock, lambda _: hours, at_once=in_turn)

    @property
    def box(self) -> Outbox:
        return Outbox(self.table, self.clock, self.name)

    def told(self) -> Counter[str]:
        taken = self.channel.heard.taken.values()
        return Counter(each.subject for message in taken for each in message.alerts)

    def deliver_all(self) -> None:
        self.channel.down = False
        self.watch().retry()
        for _ in range(3):
            self.clock.advance(timedelta(days=1).total_seconds())
            self.watch().deliver()
        assert (self.box.waiting(), self.box.pending(), self.box.given_up()) == ([], [], [])


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    opened = SqliteTable(":memory:", clock=ManualClock(START)).open()
    yield opened
    opened.close()


@pytest.mark.parametrize("state", ["waiting", "pending", "tried", "in a digest", "given up"])
def test_what_is_dismissed_is_not_told_from_whichever_state_it_waits_in(table: Table, state: str) -> None:
    team = Team(table, f"state {state}", digest="09:00" if state in ("waiting", "in a digest") else "")
    team.watch().record(SEEN)
    for _ in range({"waiting": 0, "pending": 1, "tried": 3, "in a digest": 2, "given up": 80}[state]):
        team.clock.advance(3600)
        team.watch().deliver()
    assert bool(team.box.given_up()) == (state == "given up")
    keys = {one.message.key for one in (*team.box.pending(), *team.box.given_up())}
    team.watch().record(SEEN[1:], [MOVED])
    team.watch().record(SEEN[1:], [MOVED])
    team.deliver_all()
    assert team.told() == {"other": 1, "budget": 1}
    if state == "in a digest":
        assert set(team.channel.heard.taken) == keys, "a receiver that took the whole knows the rest by its key"


@pytest.mark.parametrize("sent_first", [False, True])
def test_what_is_no_longer_dismissed_is_told_unless_it_was_before(table: Table, *, sent_first: bool) -> None:
    team = Team(table, f"restored {sent_first}")
    team.watch().record(SEEN)
    if sent_first:
        team.deliver_all()
    team.watch().record(SEEN[1:], [MOVED])
    shifted = alert("spike", date(2026, 11, 9), date(2026, 11, 13))
    news = [team.watch().record((shifted, *SEEN[1:])) for _ in range(3)]
    assert news == ([0, 0, 0] if sent_first else [1, 0, 0])
    team.deliver_all()
    assert team.told() == {"spike": 1, "other": 1, "budget": 1}


def test_another_anomaly_of_the_series_is_told(table: Table) -> None:
    team = Team(table, "later")
    team.watch().record([SPIKE, LATER])
    team.watch().record([LATER], [MOVED])
    team.deliver_all()
    (message,) = team.channel.heard.taken.values()
    assert message.alerts == (LATER,)


def told_under(seed: int, table: Table) -> Team:
    """A channel that is down while an anomaly is dismissed; the process dies at some of its writes."""
    random = Random(seed)
    kinds = ("before", "after", "unknown")
    fate = Fate({random.randrange(24): random.choice(kinds) for _ in range(random.randint(1, 5))})
    team = Team(table, f"crash-{seed}", digest=random.choice(("", "09:00")), fate=fate)
    looks = [(SEEN, ())] * random.randint(1, 3) + [(SEEN[1:], (MOVED,))]
    while looks:
        try:
            watch = team.watch()
            watch.record(*looks[0])
            looks.pop(0)
            watch.deliver()
        except Killed:
            team.clock.advance(random.choice((1, 60, 300)))
        except StorageUnavailable:
            team.clock.advance(60)
        else:
            team.clock.advance(random.choice((60, 3600, 12 * 3600)))
    fate.at.clear()
    team.deliver_all()
    return team


def test_what_is_dismissed_is_not_told_and_the_rest_is_once_under_crash_schedules(table: Table) -> None:
    met: Counter[str] = Counter()
    for seed in range(100):
        team = told_under(seed, table)
        assert team.told() == {"other": 1, "budget": 1}, seed
        met.update(team.fate.met)
    assert all(met[kind] > 25 for kind in ("before", "after", "unknown"))
