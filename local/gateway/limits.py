"""What API Gateway allows a WebSocket connection, and the bounds that protect this process."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The defaults of the first block are API Gateway's quotas; tests scale them down.

    `in_flight`, `pending_messages`, `pending_bytes` and `outbound_bytes` are each per connection. A handler that
    overstays `integration_timeout_s` keeps its thread and its place among `in_flight` until it returns.
    """

    frame_bytes: int = 32 * KIB
    message_bytes: int = 128 * KIB
    post_bytes: int = 128 * KIB
    idle_s: float = 10 * 60
    duration_s: float = 2 * 60 * 60
    integration_timeout_s: float = 29
    authorizer_context_bytes: int = 8 * KIB

    connections: int = 1000
    waiting_connections: int = 128
    """TCP connections that are no WebSocket (yet): nobody has shown a token on them."""
    header_s: float = 10
    """How long a connection may take to send a request's head, and to finish a body that was answered already."""
    body_idle_s: float = 30
    """How long a client may send nothing of a body, or read nothing of a response."""
    body_bytes: int = 512 * KIB
    """The largest request body, except of an upload, which has a limit of its own."""
    handler_threads: int = 32
    in_flight: int = 16
    pending_messages: int = 1000
    pending_bytes: int = 4 * MIB
    outbound_bytes: int = 4 * MIB
    flood_pause_s: float = 0.05
    """How long a connection that was throttled is not read: a flood then costs little time."""
    close_timeout_s: float = 2
    """How long a closing connection may take until it is cut off."""


def expires(limits: Limits, *, now: float, opened: float, last_active: float) -> tuple[bool, float]:
    """Whether a connection is over, being too old or idle for too long; if not, the time to look again.

    All times are seconds of one monotonic clock.
    """
    end = min(opened + limits.duration_s, last_active + limits.idle_s)
    return now >= end, end
