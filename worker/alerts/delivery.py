"""Waiting alerts become messages, and messages are sent: at the channel's hours, again after a failure, and bounded.

A message is tried at once and then after 1, 2, 4, … minutes, at most an hour apart; after MOST_TRIES it is given up,
kept, and told by the log and by `finops doctor`. After a failure nothing else is tried on that channel in the same
round, so a channel that hangs costs one timeout and holds up nobody.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from finops_core.clock import Clock
from worker.alerts.channels.port import Channel, ChannelFailed
from worker.alerts.message import MOST_IN_ONE, message_of
from worker.alerts.outbox import Outbox, Pending, Waiting, gathered
from worker.alerts.settings import within

logger = logging.getLogger(__name__)

MOST_TRIES: Final = 24
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a channel may be used: not in `quiet` hours, and with a `digest` once a day; times of the `zone`."""

    zone: ZoneInfo
    quiet: tuple[time, time] | None = None
    digest: time | None = None

    def are_quiet(self, now: datetime) -> bool:
        return self.quiet is not None and within(now.astimezone(self.zone).time(), self.quiet)

    def is_due(self, waiting: Waiting, now: datetime) -> bool:
        """Whether an alert may be told now: with a digest, from the first one after it was recorded on."""
        if self.digest is None:
            return True
        since = waiting.since.astimezone(self.zone)
        due = since.replace(hour=self.digest.hour, minute=self.digest.minute, second=0, microsecond=0)
        if due < since:
            due += timedelta(days=1)
        return now >= due


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How a channel stands after a round."""

    channel: str
    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    problem: str = ""


class Delivery:
    """One channel with its outbox and hours."""

    def __init__(self, channel: Channel, outbox: Outbox, hours: Hours, clock: Clock, page: str = "") -> None:
        self.channel = channel
        self.outbox = outbox
        self._hours = hours
        self._clock = clock
        self._page = page

    def round(self) -> Delivered:
        """Sends what is due. Raises StorageUnavailable; nothing is lost by that."""
        if self._hours.are_quiet(self._clock.now()):
            return self._stand(0, "")
        self._gather()
        sent = 0
        for pending in self.outbox.pending():
            if pending.due > self._clock.now() or not self.outbox.claim(pending):
                continue
            problem = self._try(pending)
            if problem:
                return self._stand(sent, problem)
            sent += 1
        return self._stand(sent, "")

    def retry(self) -> int:
        """Lets messages that were given up be sent again. Returns how many."""
        found = self.outbox.given_up()
        for one in found:
            self.outbox.retry(one.message)
        return len(found)

    def _gather(self) -> None:
        now = self._clock.now()
        due = [one for one in self.outbox.waiting() if self._hours.is_due(one, now)]
        size = 1 if self._hours.digest is None else MOST_IN_ONE
        for alerts in gathered(due, size):
            self.outbox.gather(message_of(self.channel.name, alerts, self._page))

    def _try(self, pending: Pending) -> str:
        """Sends a message and marks it. Returns what was wrong."""
        try:
            self.channel.send(pending.message)
        except ChannelFailed as failed:
            self._failed(pending, str(failed))
            return str(failed)
        self.outbox.done(pending.message)
        return ""

    def _failed(self, pending: Pending, problem: str) -> None:
        tries = pending.tries + 1
        name, key = self.channel.name, pending.message.key
        if tries >= MOST_TRIES:
            logger.error("channel=%s, key=%s, reason=%s | message given up", name, key, problem)
            self.outbox.give_up(pending.message, problem)
            return
        logger.warning("channel=%s, key=%s, try=%d, reason=%s | message not taken", name, key, tries, problem)
        wait = min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_WAIT)
        self.outbox.again(pending.message, self._clock.now() + wait, problem)

    def _stand(self, sent: int, problem: str) -> Delivered:
        pending = self.outbox.pending()
        told = problem or next((one.problem for one in pending if one.problem), "")
        waiting = len(pending) + len(self.outbox.waiting())
        return Delivered(
            channel=self.channel.name,
            sent=sent,
            waiting=waiting,
            given_up=len(self.outbox.given_up()),
            problem=told,
        )
