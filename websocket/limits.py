"""How many frames a user may send, over however many connections and processes.

An exact count would cost a write a frame. So each process counts by itself, and tells the table of users who send much:
who asks now and then costs nothing, and who floods is counted everywhere.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from finops_core.clock import Clock
from finops_core.errors import RateLimited, StorageUnavailable
from finops_core.table.port import TTL_ATTRIBUTE, Key, Table, Update

logger = logging.getLogger(__name__)

MAX_TRACKED = 10_000

BURST_S = 5.0
"""How many seconds' worth may come at once: all tabs of a user connect again when a platform does."""

MINUTE_S = 60
TOLD_EVERY_S = 1
"""How many seconds' worth of a user's frames a process takes before it tells the table, and may take too many."""


class Tally(Protocol):
    """Counts a user's frames of one minute over all processes."""

    def add(self, user_id: str, minute: int, frames: int) -> int:
        """Adds frames; returns how many there are now. Raises StorageUnavailable."""
        ...


class TableTally:
    """One item for each user and minute in which a process took many frames of theirs; gone an hour later."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, user_id: str, minute: int, frames: int) -> int:
        key = Key(f"FRAMES#{user_id}", str(minute))
        kept_until = {TTL_ATTRIBUTE: (minute + 60) * MINUTE_S}
        counted = self._table.update_if(Update(key=key, set=kept_until, add={"frames": frames}))["frames"]
        return counted if isinstance(counted, int) else frames


@dataclass(slots=True)
class _Sender:
    """A user's tokens at a time, and their frames in a minute that the table was not told of."""

    tokens: float
    at: float
    minute: int = 0
    untold: int = 0
    over_in: int = -1
    """The minute in which all processes together took too many."""


class FrameLimiter:
    """At most `per_second` frames a second of each user, with a burst. Thread-safe.

    With a tally that holds over all processes, by the minute: each may take `TOLD_EVERY_S` worth more before it knows.
    """

    def __init__(self, per_second: int, clock: Clock, *, burst_s: float = BURST_S, tally: Tally | None = None) -> None:
        self._per_second = per_second
        self._most = per_second * burst_s
        self._of_a_minute = int(per_second * (MINUTE_S + burst_s))
        self._clock = clock
        self._tally = tally
        self._senders: OrderedDict[str, _Sender] = OrderedDict()
        self._lock = Lock()

    def admit(self, user_id: str) -> None:
        """Counts one frame. Raises RateLimited beyond the limit."""
        now = self._clock.now().timestamp()
        minute = int(now // MINUTE_S)
        with self._lock:
            sender = self._sender(user_id, now)
            if sender.over_in == minute:
                raise self._refusal(MINUTE_S - now % MINUTE_S)
            if sender.tokens < 1:
                raise self._refusal(1)
            sender.tokens -= 1
            untold = self._to_tell(sender, minute)
        if untold and self._tally is not None and self._is_over(self._tally, user_id, minute, untold):
            sender.over_in = minute
            raise self._refusal(MINUTE_S - now % MINUTE_S)

    def _sender(self, user_id: str, now: float) -> _Sender:
        sender = self._senders.pop(user_id, None) or _Sender(self._most, now)
        sender.tokens = min(self._most, sender.tokens + (now - sender.at) * self._per_second)
        sender.at = now
        self._senders[user_id] = sender
        if len(self._senders) > MAX_TRACKED:
            self._senders.popitem(last=False)
        return sender

    def _to_tell(self, sender: _Sender, minute: int) -> int:
        """How many frames the table has to be told of now; those of a minute that is over count no more."""
        sender.untold = sender.untold + 1 if sender.minute == minute else 1
        sender.minute = minute
        if sender.untold < self._per_second * TOLD_EVERY_S:
            return 0
        told, sender.untold = sender.untold, 0
        return told

    def _is_over(self, tally: Tally, user_id: str, minute: int, frames: int) -> bool:
        """A table that cannot be asked keeps nobody out: each process still has its own limit."""
        try:
            return tally.add(user_id, minute, frames) > self._of_a_minute
        except StorageUnavailable:
            logger.warning("user_id=%s | frames could not be counted together", user_id)
            return False

    def _refusal(self, seconds: float) -> RateLimited:
        return RateLimited(
            f"More than {self._per_second} frames a second came from you, all connections together. Send fewer.",
            retry_after_ms=max(1, int(seconds * 1000)),
        )
