"""Rounds of a watch that is called, as a function in the cloud is: what it knows from one to the next is in the table.

A round always delivers what is due, at the hours of its channels. It looks at the bill when a delivery arrived, when it
did not look for `every_minutes`, and again in the next round after a look that failed. A bill that shows nothing new
on the same day, by the same settings, is not looked at. A crash anywhere loses nothing: what was found is recorded
before the look counts as made.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.errors import FinOpsError, NothingDelivered
from finops_core.table.port import Key, Put, Table
from worker.alerts.alert import digest
from worker.alerts.delivery import Delivered
from worker.alerts.watch import Seen, Watch, look

if TYPE_CHECKING:
    from worker.alerts.looking import Sight

logger = logging.getLogger(__name__)

LAST_LOOK: Final = Key("ALERTS", "LOOKED")


class WatchFailed(FinOpsError):
    """A round in which something could not be looked at, or a channel gave messages up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRound:
    """What a round did: whether it looked, how many alerts were new, what was wrong, and how each channel stands."""

    looked: bool
    new: int
    problems: tuple[str, ...]
    channels: tuple[Delivered, ...]

    def require_success(self) -> None:
        """Raises WatchFailed unless everything could be looked at and no message was given up.

        A message that waits for its next try is no failure yet.
        """
        given_up = [f"{one.channel}: {one.given_up} messages given up" for one in self.channels if one.given_up]
        if self.problems or given_up:
            raise WatchFailed(" ".join((*self.problems, *given_up)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What a look found in the end."""

    looked: bool = False
    new: int = 0
    problems: tuple[str, ...] = ()


class FunctionRounds:
    """`sight` opens what is looked at, and closes it; it may raise FinOpsError."""

    def __init__(
        self,
        watch: Watch,
        table: Table,
        clock: Clock,
        sight: "Callable[[], AbstractContextManager[Sight]]",
        *,
        every: timedelta,
        find: "Callable[[Sight], Seen]" = look,
    ) -> None:
        self._watch = watch
        self._table = table
        self._clock = clock
        self._sight = sight
        self._every = every
        self._find = find

    def run(self, *, arrived: bool) -> FunctionRound:
        """One round; `arrived` says that something was delivered. Raises StorageUnavailable; nothing is lost by that.

        Two rounds at the same time are harmless: the table lets one of them record, and one of them send.
        """
        known = self._table.get(LAST_LOOK)
        raw: dict[str, Any] = dict(known or {})
        is_due = known is None or self._clock.now() >= from_epoch_ms(raw["at_ms"]) + self._every
        found = self._look(str(raw.get("state", ""))) if arrived or is_due else _Look()
        channels = self._watch.deliver()
        for one in channels:
            if one.problem:
                logger.warning("channel=%s, reason=%s | alerts wait", one.channel, one.problem)
        return FunctionRound(looked=found.looked, new=found.new, problems=found.problems, channels=channels)

    def _look(self, last: str) -> _Look:
        try:
            with self._sight() as sight:
                state = _state_of(sight)
                if state == last:
                    self._remember(state)
                    return _Look()
                seen = self._find(sight)
        except NothingDelivered:
            logger.info("there is no bill yet, so there is nothing to tell")
            self._remember("")
            return _Look()
        except FinOpsError as error:
            logger.warning("reason=%s | cannot look for alerts", error)
            return _Look(problems=(str(error),))
        new = self._watch.record(seen.alerts, seen.withdrawn)
        logger.info("seen=%d, new=%d | looked for alerts", len(seen.alerts), new)
        for problem in seen.problems:
            logger.warning("reason=%s | cannot look for alerts", problem)
        if not seen.problems:
            self._remember(state)
        return _Look(looked=True, new=new, problems=seen.problems)

    def _remember(self, state: str) -> None:
        item = {"pk": LAST_LOOK.pk, "sk": LAST_LOOK.sk, "state": state, "at_ms": to_epoch_ms(self._clock.now())}
        self._table.put_if(Put(item=item))


def _state_of(sight: "Sight") -> str:
    """What has to change before there can be something new: the bill, the day, the organisation's settings."""
    info = sight.bill.info()
    bill = (info.rows, info.period, info.complete_until, info.data_as_of, info.currencies, sight.today)
    return digest(repr(bill), sight.terms.model_dump_json(), sight.settings.model_dump_json())
