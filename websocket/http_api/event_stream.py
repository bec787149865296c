"""A stretch of a job's log as Server-Sent Events, each with its number, so that reading goes on where it ended."""

import json
from typing import Any

from finops_core.errors import ErrorCode
from websocket.faults import FAULTS
from websocket.http_api.visit import Stretch

RETRY_MS = 1000
"""After which a client that follows the standard asks again."""

MEDIA_TYPE = "text/event-stream; charset=utf-8"


def event_stream(stretch: Stretch) -> str:
    """The AG-UI events. They are numbered when they are of one job; a last comment says whether there is more."""
    numbered = len(stretch.after) == 1
    lines = "".join(_event(each["chunk"], str(each["id"]) if numbered else None) for each in stretch.envelopes)
    if stretch.over:
        return lines
    told = json.dumps(stretch.after, separators=(",", ":"))
    return f"retry: {RETRY_MS}\n\n{lines}: the last events of jobs that go on: {told}\n\n"


def still_running(stretch: Stretch) -> str:
    """The last event for a client that takes the end of a response for the end of its run, and would say nothing."""
    [fault] = [fault for fault in FAULTS if fault.code is ErrorCode.STILL_RUNNING]
    error = {
        "type": "RUN_ERROR",
        "code": fault.code,
        "message": "The question is still being worked on. Send the same run again to read on.",
        "metadata": {"finops": {"after": stretch.after}},
    }
    return event_stream(stretch) + _event(error, None)


def _event(chunk: dict[str, Any], number: str | None) -> str:
    data = f"data: {json.dumps(chunk, separators=(',', ':'))}\n\n"
    return data if number is None else f"id: {number}\n{data}"
