"""Frames as a platform would send them, for tests of the client's core."""

import json
from typing import Any

from finops_client.frames import Envelope

JOB = "job1"


def chunk(seq: int, *, end: int) -> dict[str, Any]:
    """A progress event, or the end of the run for the last number."""
    if seq == end:
        return {"type": "RUN_FINISHED", "threadId": "t", "runId": "r", "outcome": {"type": "success"}}
    return {"type": "CUSTOM", "name": "job.progress", "value": {"percent": seq, "stage": "s", "message": "m"}}


def event_text(seq: int, *, end: int, job_id: str = JOB) -> str:
    """One event's frame."""
    return json.dumps({"id": str(seq), "jobId": job_id, "threadId": "t", "ts": 1, "chunk": chunk(seq, end=end)})


def envelope(seq: int, *, end: int, job_id: str = JOB) -> Envelope:
    return Envelope.model_validate_json(event_text(seq, end=end, job_id=job_id))


def ack_text(req_id: str, *, job_id: str = JOB, seq: int = 2, duplicate: bool = False) -> str:
    return json.dumps(
        {
            "type": "ack",
            "reqId": req_id,
            "jobId": job_id,
            "runId": "r",
            "threadId": "t",
            "seq": seq,
            "duplicate": duplicate,
        }
    )


def error_text(req_id: str | None, code: str, *, retryable: bool = False, retry_after_ms: int | None = None) -> str:
    frame: dict[str, Any] = {
        "type": "error",
        "reqId": req_id,
        "code": code,
        "message": f"refused: {code}",
        "retryable": retryable,
    }
    if retry_after_ms is not None:
        frame["retryAfterMs"] = retry_after_ms
    return json.dumps(frame)
