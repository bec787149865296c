"""The watch: looks at a bill, records what is new in each channel's outbox, and delivers what is due.

Looking again is harmless: what was recorded is known. So a crash anywhere loses nothing, and the next round goes on.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from threading import Thread
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from finops_core.clock import Clock
from finops_core.errors import FinOpsError
from finops_core.stopping import stopped_by
from finops_core.table.port import Table
from worker.alerts.alert import Alert, Withdrawal
from worker.alerts.channels.port import Channel
from worker.alerts.delivery import Delivered, Delivery, Hours
from worker.alerts.outbox import Outbox
from worker.alerts.settings import AlertSettings, ChannelSettings

if TYPE_CHECKING:
    from worker.alerts.looking import Sight

logger = logging.getLogger(__name__)

LONGEST_ROUND_S: Final = 120.0
"""What one channel may take in a round; one that hangs longer is left behind, and its message tried again later."""

SideBySide = Callable[[Sequence[Callable[[], None]]], None]
"""Runs some calls; the channels of a round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look found, what of it was dismissed, and which looks could not be made, with why."""

    alerts: tuple[Alert, ...]
    problems: tuple[str, ...]
    withdrawn: tuple[Withdrawal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round found, how many alerts were new, and how each channel stands."""

    seen: Seen
    new: int
    channels: tuple[Delivered, ...]

    @property
    def is_well(self) -> bool:
        """Whether everything could be looked at and every channel took what was due."""
        return not self.seen.problems and not any(one.problem or one.given_up for one in self.channels)


def look(sight: "Sight") -> Seen:
    """Everything that is looked for. What one look cannot read is a problem of it alone."""
    from worker.alerts.looking import LOOKS  # a call that only delivers goes without all that looks at bills

    found: list[Alert | Withdrawal] = []
    problems: list[str] = []
    for name, each in LOOKS.items():
        try:
            with stopped_by(sight.stop):
                found += each(sight)
        except FinOpsError as error:
            problems.append(f"{name}: {error}")
        except Exception as error:
            logger.error("look=%s | a look failed", name, exc_info=error)
            problems.append(f"{name}: failed ({type(error).__name__}); the log has the details.")
    return Seen(
        alerts=tuple(one for one in found if isinstance(one, Alert)),
        problems=tuple(problems),
        withdrawn=tuple(one for one in found if isinstance(one, Withdrawal)),
    )


class Watch:
    """Alerts of one bill over the channels of the settings."""

    def __init__(
        self,
        settings: AlertSettings,
        channels: Sequence[Channel],
        table: Table,
        clock: Clock,
        hours: Callable[[ChannelSettings], Hours],
        *,
        at_once: SideBySide | None = None,
    ) -> None:
        self._at_once = at_once or in_threads
        self._kinds = {one.name: frozenset(one.kinds) for one in settings.channels}
        by_name = {one.name: one for one in settings.channels}
        self._deliveries = tuple(
            Delivery(one, Outbox(table, clock, one.name), hours(by_name[one.name]), clock, settings.page)
            for one in channels
        )

    def record(self, alerts: Sequence[Alert], withdrawn: Sequence[Withdrawal] = ()) -> int:
        """Makes alerts known to the channels that tell their kinds. Returns how many were new to one of them.

        What was dismissed is withdrawn first, so that what is recorded after it waits.
        """
        for delivery in self._deliveries if withdrawn else ():
            delivery.outbox.withdraw(withdrawn)
        new = 0
        for alert in alerts:
            told = [one for one in self._deliveries if alert.kind in self._kinds[one.channel.name]]
            recorded = [one.outbox.record(alert) for one in told]
            new += any(recorded)
        return new

    def deliver(self) -> tuple[Delivered, ...]:
        """A round of every channel, side by side: one that is down or hangs keeps no other."""
        found: dict[str, Delivered] = {}

        def call(one: Delivery) -> Callable[[], None]:
            def deliver() -> None:
                found[one.channel.name] = _delivered(one)

            return deliver

        self._at_once([call(one) for one in self._deliveries])
        silent = f"It did not answer within {LONGEST_ROUND_S:g} seconds."
        names = (one.channel.name for one in self._deliveries)
        return tuple(found.get(name) or Delivered(channel=name, problem=silent) for name in names)

    def round(self, sight: "Sight") -> Round:
        """Looks, records and delivers."""
        seen = look(sight)
        return Round(seen=seen, new=self.record(seen.alerts, seen.withdrawn), channels=self.deliver())

    def retry(self) -> int:
        """Lets all messages that were given up be sent again. Returns how many."""
        return sum(one.retry() for one in self._deliveries)


def _delivered(one: Delivery) -> Delivered:
    try:
        return one.round()
    except FinOpsError as error:
        return Delivered(channel=one.channel.name, problem=str(error))
    except Exception as error:
        logger.error("channel=%s | a channel failed", one.channel.name, exc_info=error)
        return Delivered(channel=one.channel.name, problem=f"It failed ({type(error).__name__}).")


def in_threads(calls: Sequence[Callable[[], None]]) -> None:
    """Each call in a thread of its own; one that takes too long is left behind."""
    threads = [Thread(target=call, name="alerts", daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_ROUND_S)


def hours_in(settings: AlertSettings, zone: ZoneInfo) -> Callable[[ChannelSettings], Hours]:
    """The hours of each channel in the organisation's time zone."""

    def hours(one: ChannelSettings) -> Hours:
        digest = time.fromisoformat(one.digest) if one.digest else None
        return Hours(zone=zone, quiet=settings.quiet, digest=digest)

    return hours
