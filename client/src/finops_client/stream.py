"""One job's events in order and once, without I/O: frames and times in, events and resume requests out.

The wire delivers at least once and in any order. `JobStream` drops what it has, holds what is ahead, asks for a
replay when a number stays missing, and ends at the terminal event. Times are seconds of any monotonic clock, always
given by the caller.
"""

from collections import deque
from dataclasses import dataclass

from finops_client.frames import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How patient a stream is and how much it keeps.

    `hold_s`: wait this long for a missing number before asking for it; frames of one segment often overtake.
    `resume_wait_s`: wait for the effect of a request before the next; doubles up to `quiet_s`.
    `quiet_s`: ask for the rest when nothing came for so long, since a lost last frame leaves no gap to see.
    `capacity`: events kept for a consumer that is slower than the job; more are left on the platform and asked for
    when the consumer has caught up. `held`: events kept that are ahead of a missing one.
    """

    hold_s: float = 0.25
    resume_wait_s: float = 5.0
    quiet_s: float = 30.0
    capacity: int = 1024
    held: int = 256


class JobStream:
    """The events of one job after number `after`.

    `last` is the number of the last event made ready, `known` the highest that is known to exist, `ended` whether
    the terminal event was made ready.
    """

    def __init__(self, job_id: str, *, after: int = 0, now: float, limits: StreamLimits | None = None) -> None:
        self.job_id = job_id
        self.last = after
        self.known = after
        self.ended = False
        self._limits = limits or StreamLimits()
        self._ready: deque[Envelope] = deque()
        self._ahead: dict[int, Envelope] = {}
        self._overflowed = False
        self._due_at = now + self._limits.quiet_s
        self._wait_s = self._limits.resume_wait_s

    @property
    def buffered(self) -> int:
        """Events in memory, ready and held: never above `capacity + held`."""
        return len(self._ready) + len(self._ahead)

    @property
    def drained(self) -> bool:
        """Whether everything up to the terminal event was taken."""
        return self.ended and not self._ready

    def receive(self, envelope: Envelope, now: float) -> bool:
        """Takes one frame in; True when an event became ready."""
        if self.ended or envelope.seq <= self.last:
            return False
        self.learn(envelope.seq, now)
        if self._overflowed:
            return False
        if envelope.seq != self.last + 1:
            self._hold(envelope)
            return False
        before = self.last
        next_up: Envelope | None = envelope
        while next_up is not None and not self.ended:
            if len(self._ready) >= self._limits.capacity:
                self._overflowed = True
                self._ahead.clear()
                break
            self._append(next_up)
            next_up = self._ahead.pop(self.last + 1, None)
        if self.last > before:
            self._progressed(now)
        return self.last > before

    def learn(self, through: int, now: float) -> None:
        """The platform said that events up to `through` exist (an ack, the end of a replay, a frame ahead)."""
        if through <= self.known or self.ended:
            return
        if self.known == self.last:
            self._due_at = min(self._due_at, now + self._limits.hold_s)
        self.known = through

    def take(self, now: float) -> Envelope | None:
        """The next event for the consumer, or None when there is none yet."""
        if not self._ready:
            return None
        envelope = self._ready.popleft()
        if self._overflowed and len(self._ready) <= self._limits.capacity // 2:
            self._overflowed = False
            self.ask_again(now)
        return envelope

    def ask_again(self, now: float) -> None:
        """Makes a replay due at once: after a reconnect, or when the consumer has room again."""
        self._due_at = now
        self._wait_s = self._limits.resume_wait_s

    def due_at(self) -> float | None:
        """When a replay should be asked for; None when there is nothing to ask or no room for it."""
        return None if self.ended or self._overflowed else self._due_at

    def asked(self, now: float) -> None:
        """A `resume` after `last` was sent; the next is due only if it has no effect."""
        self._due_at = now + self._wait_s
        self._wait_s = min(self._wait_s * 2, max(self._limits.quiet_s, self._limits.resume_wait_s))

    def _append(self, envelope: Envelope) -> None:
        self._ready.append(envelope)
        self.last = envelope.seq
        if envelope.terminal:
            self.ended = True
            self._ahead.clear()

    def _hold(self, envelope: Envelope) -> None:
        """Keeps the lowest numbers: a replay brings the others again."""
        self._ahead[envelope.seq] = envelope
        if len(self._ahead) > self._limits.held:
            del self._ahead[max(self._ahead)]

    def _progressed(self, now: float) -> None:
        self._wait_s = self._limits.resume_wait_s
        gap = self.known > self.last
        self._due_at = now + (self._limits.hold_s if gap else self._limits.quiet_s)
