"""When to ping, when a connection counts as dead, and when to replace it. Without I/O; times are monotonic seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepaliveLimits:
    """`ping_s` stays below the platform's idle limit of 10 minutes, `max_age_s` below its 2 hours a connection.

    `answer_s`: a connection on which something was sent and nothing came back for so long is half-open.
    """

    ping_s: float = 240.0
    answer_s: float = 20.0
    max_age_s: float = 6900.0


class Keepalive:
    """The clocks of one connection."""

    def __init__(self, limits: KeepaliveLimits, *, now: float) -> None:
        self._limits = limits
        self._retire_at = now + limits.max_age_s
        self._sent_at = now
        self._unanswered_since: float | None = None

    def sent(self, now: float) -> None:
        self._sent_at = now
        if self._unanswered_since is None:
            self._unanswered_since = now

    def received(self) -> None:
        self._unanswered_since = None

    def ping_due(self, now: float) -> bool:
        return now >= self._sent_at + self._limits.ping_s

    def dead(self, now: float) -> bool:
        """Whether the other side stopped answering."""
        return self._unanswered_since is not None and now >= self._unanswered_since + self._limits.answer_s

    def too_old(self, now: float) -> bool:
        """Whether the connection should be replaced before the platform cuts it."""
        return now >= self._retire_at

    def deadline(self) -> float:
        """The next moment at which one of these may change."""
        dead_at = self._retire_at if self._unanswered_since is None else self._unanswered_since + self._limits.answer_s
        return min(self._retire_at, self._sent_at + self._limits.ping_s, dead_at)
