"""The peer's frames, in the envelope of PROTOCOL.md."""

# pyright: basic, reportMissingImports=false

import base64
import hashlib
import time
from typing import Any

import orjson

Chunk = dict[str, Any]
"""An AG-UI event."""


def job_id_of(user: str, run_id: str) -> str:
    digest = hashlib.sha256(f"{user}\x00{run_id}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def envelope(job_id: str, thread_id: str, seq: int, percent: int, chunk: Chunk) -> bytes:
    """One event as one frame."""
    now_ms = time.time_ns() // 1_000_000
    chunk["timestamp"] = now_ms
    chunk["metadata"] = {"finops": {"jobId": job_id, "seq": seq, "percent": percent}}
    return orjson.dumps({"id": str(seq), "jobId": job_id, "threadId": thread_id, "ts": now_ms, "chunk": chunk})


def progress(percent: int, stage: str, message: str) -> Chunk:
    value = {"percent": percent, "stage": stage, "message": message}
    return {"type": "CUSTOM", "name": "job.progress", "value": value}


def text_delta(message_id: str) -> Chunk:
    return {
        "type": "TEXT_MESSAGE_CONTENT",
        "messageId": message_id,
        "delta": "As many words as a step of ours has. " * 2,
    }


def run_started(thread_id: str, run_id: str) -> Chunk:
    return {"type": "RUN_STARTED", "threadId": thread_id, "runId": run_id}


def run_finished(thread_id: str, run_id: str) -> Chunk:
    return {"type": "RUN_FINISHED", "threadId": thread_id, "runId": run_id, "outcome": {"type": "success"}}
