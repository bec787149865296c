"""The change feed's consumer: posts each new segment's events, in order, to every connection of its user, once.

Keeps no cursor and never sleeps: a client that misses a frame sees the gap and resumes.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from finops_core.errors import (
    ConnectionGone,
    ConnectionThrottled,
    FinOpsError,
    StorageUnavailable,
    TokenExpired,
    TooLarge,
)
from finops_core.jobs.items import OPENING, item_to_job, item_to_segment
from finops_core.jobs.log import Segment
from finops_core.jobs.model import job_id_of
from finops_core.jobs.opening import opening_segment
from finops_core.table.dynamodb import from_attributes
from finops_core.table.port import Item
from finops_core.table.schema import JOB_SORT, RESUME_PREFIX, SEGMENT_PREFIX
from websocket import agui, protocol
from websocket.connections import Connection, ConnectionRepository, ResumeRequest, to_resume_request
from websocket.deps import FrontDoor, front_door
from websocket.message import EXPIRED, replay

logger = logging.getLogger(__name__)

Sequence = TypeVar("Sequence", str, int)
"""A record's place in its feed."""


def handler(event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None) -> dict[str, Any]:
    """Publishes a DynamoDB Streams batch; names the first record that has to come again, which keeps the order."""
    inserted = (record["dynamodb"] for record in event["Records"] if record["eventName"] == "INSERT")
    read = ((change["SequenceNumber"], _read(change)) for change in inserted)
    again = publish(((sequence, item) for sequence, item in read if item is not None), deps or front_door())
    return {"batchItemFailures": [] if again is None else [{"itemIdentifier": again}]}


def _read(change: Mapping[str, Any]) -> Item | None:
    try:
        return from_attributes(change["NewImage"])
    except Exception:
        logger.exception("sequence=%s | record passed over", change["SequenceNumber"])
        return None


def publish(changes: Iterable[tuple[Sequence, Item]], deps: FrontDoor) -> Sequence | None:
    """Publishes new items in order; returns the sequence of the first that has to come again, or None.

    An item that cannot be read is logged and passed over: it must not hold up those behind it. Who is connected is
    read once for all of them: they were written before that, so who connects later finds them in the log.
    """
    audience = Audience(deps)
    for sequence, item in changes:
        try:
            _publish(item, audience, deps)
        except (StorageUnavailable, ConnectionGone) as error:
            logger.warning("sequence=%s, reason=%s | record will come again", sequence, type(error).__name__)
            return sequence
        except Exception:
            logger.exception("sequence=%s | record passed over", sequence)
    return None


class Audience:
    """The connections of each user, as they were when first asked for.

    One whose token has expired gets no events: it is told so once instead, and resumes with a fresh token.
    """

    def __init__(self, deps: FrontDoor) -> None:
        self._deps = deps
        self._connections: ConnectionRepository = deps.connections
        self._of_user: dict[str, list[Connection]] = {}

    def of_user(self, user_id: str) -> list[Connection]:
        if user_id not in self._of_user:
            now = self._deps.clock.now().timestamp()
            known = self._connections.of_user(user_id)
            self._of_user[user_id] = [connection for connection in known if connection.good_at(now)]
            for connection in known:
                if not connection.good_at(now):
                    self._tell_expired(connection)
        return self._of_user[user_id]

    def forget_if_gone(self, connection: Connection) -> None:
        """Nothing more is posted to it; its record goes unless it is connecting just now."""
        self._of_user[connection.user_id].remove(connection)
        self._connections.forget_if_gone(connection)

    def _tell_expired(self, connection: Connection) -> None:
        frame = protocol.error_frame(TokenExpired(EXPIRED), req_id=None)
        try:
            self._deps.poster.post(connection.connection_id, protocol.to_text(frame).encode())
        except ConnectionGone:
            self._connections.forget_if_gone(connection)
        except (ConnectionThrottled, TooLarge) as error:
            logger.info("connection_id=%s, code=%s | frame dropped", connection.connection_id, error.code)


def _publish(item: Item, audience: Audience, deps: FrontDoor) -> None:
    kind = str(item["sk"])
    if kind == JOB_SORT and OPENING in item:
        _publish_segment(opening_segment(item_to_job(item)), audience, deps)
    elif kind.startswith(SEGMENT_PREFIX):
        _publish_segment(item_to_segment(item), audience, deps)
    elif kind.startswith(RESUME_PREFIX):
        _serve_resume(to_resume_request(item), deps)


def _publish_segment(segment: Segment, audience: Audience, deps: FrontDoor) -> None:
    """Posts a segment to every connection of its user. A connection that is gone is forgotten."""
    connections = audience.of_user(segment.user_id)
    if not connections:
        return
    frames = tuple(agui.frames(segment))
    for connection in tuple(connections):
        try:
            deps.poster.post(connection.connection_id, *frames)
        except ConnectionGone:
            audience.forget_if_gone(connection)
        except (ConnectionThrottled, TooLarge) as error:
            logger.info("connection_id=%s, code=%s | frame dropped", connection.connection_id, error.code)


def _serve_resume(request: ResumeRequest, deps: FrontDoor) -> None:
    """Replays a run asked for in a connect URL.

    Raises ConnectionGone while $connect has not returned; the record comes again then.
    """
    connection = deps.connections.find(request.user_id, request.connection_id)
    if connection is None:
        return
    job_id = job_id_of(request.user_id, request.run_id)
    try:
        if not connection.good_at(deps.clock.now().timestamp()):
            raise TokenExpired(EXPIRED)
        job = deps.jobs.of_user(request.user_id, job_id)
        through = replay(job, request.offset, request.connection_id, deps)
        frame: protocol.Frame = protocol.ResumeDone(job_id=job_id, through=through)
    except (ConnectionGone, StorageUnavailable):
        raise
    except FinOpsError as error:
        frame = protocol.error_frame(error, req_id=request.run_id)
    deps.poster.post(request.connection_id, protocol.to_text(frame).encode())
