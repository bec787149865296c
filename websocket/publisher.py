"""The change feed's consumer: posts each new segment's events, in order, to every connection of its user, once.

Keeps no cursor and never sleeps: a client that misses a frame sees the gap and resumes.
"""

import logging
from collections.abc import Mapping
from typing import Any

from finops_core.errors import ConnectionGone, ConnectionThrottled, FinOpsError, StorageUnavailable, TooLarge
from finops_core.jobs.items import item_to_segment
from finops_core.jobs.log import Segment
from finops_core.jobs.model import job_id_of
from finops_core.table.dynamodb import from_attributes
from finops_core.table.port import Item
from finops_core.table.schema import RESUME_PREFIX, SEGMENT_PREFIX
from websocket import agui, protocol
from websocket.connections import ResumeRequest, to_resume_request
from websocket.deps import FrontDoor, front_door
from websocket.message import replay

logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None) -> dict[str, Any]:
    """Publishes a DynamoDB Streams batch; names the first record that has to come again, which keeps the order.

    A record that cannot be read is logged and passed over: it must not hold up its shard.
    """
    deps = deps or front_door()
    for record in event["Records"]:
        if record["eventName"] != "INSERT":
            continue
        sequence = record["dynamodb"]["SequenceNumber"]
        try:
            _publish(from_attributes(record["dynamodb"]["NewImage"]), deps)
        except (StorageUnavailable, ConnectionGone) as error:
            logger.warning("sequence=%s, reason=%s | record will come again", sequence, type(error).__name__)
            return {"batchItemFailures": [{"itemIdentifier": sequence}]}
        except Exception:
            logger.exception("sequence=%s | record passed over", sequence)
    return {"batchItemFailures": []}


def _publish(item: Item, deps: FrontDoor) -> None:
    kind = str(item["sk"])
    if kind.startswith(SEGMENT_PREFIX):
        publish_segment(item_to_segment(item), deps)
    elif kind.startswith(RESUME_PREFIX):
        _serve_resume(to_resume_request(item), deps)


def publish_segment(segment: Segment, deps: FrontDoor) -> None:
    """Posts a segment to every connection of its user. A connection that is gone is forgotten."""
    connections = deps.connections.of_user(segment.user_id)
    if not connections:
        return
    frames = list(agui.frames(segment))
    for connection in connections:
        try:
            for frame in frames:
                deps.poster.post(connection.connection_id, frame)
        except ConnectionGone:
            deps.connections.forget_if_gone(connection)
        except (ConnectionThrottled, TooLarge) as error:
            logger.info("connection_id=%s, code=%s | frame dropped", connection.connection_id, error.code)


def _serve_resume(request: ResumeRequest, deps: FrontDoor) -> None:
    """Replays a run asked for in a connect URL.

    Raises ConnectionGone while $connect has not returned; the record comes again then.
    """
    if deps.connections.find(request.user_id, request.connection_id) is None:
        return
    job_id = job_id_of(request.user_id, request.run_id)
    try:
        job = deps.jobs.of_user(request.user_id, job_id)
        through = replay(job, request.offset, request.connection_id, deps)
        frame: protocol.Frame = protocol.ResumeDone(job_id=job_id, through=through)
    except (ConnectionGone, StorageUnavailable):
        raise
    except FinOpsError as error:
        frame = protocol.error_frame(error, req_id=request.run_id)
    deps.poster.post(request.connection_id, protocol.to_text(frame).encode())
