"""The Celery side: one task that does what our trivial catalog does, nothing, and tells how far it is."""

# Runs in .venv-bench, whose packages the product's own environment does not have.
# pyright: basic, reportMissingImports=false

import os
import threading
import uuid

import redis
from celery import Celery
from celery.signals import worker_ready

from benchmarks.celery_peer import store, wire

app = Celery("peer")
app.config_from_object("benchmarks.celery_peer.celeryconfig")

SHARED = os.environ.get("PEER_POOL") == "gevent"
EXTRA_EVENTS = int(os.environ.get("PEER_EXTRA_EVENTS", "0"))
LEASE_MS = 45_000
STAGES = (
    (30, "route", "Choosing who answers"),
    (60, "agents", "Reading the bill"),
    (90, "answer", "Writing the answer"),
    (100, "done", "Done"),
)
SUBMITTED_EVENTS = 2
"""RUN_STARTED and 5 %, which the front stored with the job."""


@worker_ready.connect
def say_ready(**_: object) -> None:
    print('{"ready": true}', flush=True)


class Scripts:
    """The worker's scripts on a Redis connection."""

    def __init__(self) -> None:
        client = redis.Redis(unix_socket_path=os.environ["PEER_REDIS_SOCKET"], single_connection_client=not SHARED)
        self.claim = client.register_script(store.CLAIM)
        self.append = client.register_script(store.APPEND)


_local = threading.local()


def scripts() -> Scripts:
    """This thread's own: opened after the fork, and without a pool to lock and search for every command."""
    if not hasattr(_local, "scripts"):
        _local.scripts = Scripts()
    return _local.scripts


def steps_of(thread_id: str, run_id: str) -> list[list[wire.Chunk]]:
    """The events that are appended together, as they happen; the extra ones come with the agents' stage."""
    steps = [[wire.progress(*stage)] for stage in STAGES]
    steps[1] += [wire.text_delta(run_id) for _ in range(EXTRA_EVENTS)]
    steps[-1].append(wire.run_finished(thread_id, run_id))
    return steps


@app.task(name="answer")
def answer(user: str, job_id: str, thread_id: str, run_id: str, question: str) -> None:
    """Passes the stages, each appended and published as it happens, as a client has to see it.

    A delivery that takes over from a lost one goes on with the numbering and repeats no stage.
    """
    keys, channel, holder = store.keys(job_id), store.channel(user), uuid.uuid4().hex
    steps = []
    seq = SUBMITTED_EVENTS
    for (percent, *_), chunks in zip(STAGES, steps_of(thread_id, run_id), strict=True):
        frames = [wire.envelope(job_id, thread_id, seq + n, percent, chunk) for n, chunk in enumerate(chunks, 1)]
        steps.append((seq, frames))
        seq += len(frames)
    logged = scripts().claim(keys=keys, args=(holder, LEASE_MS, SUBMITTED_EVENTS, channel, steps[0][1][0]))
    if logged < 0:
        return
    for before, frames in steps:
        if before < logged:
            continue
        status = "DONE" if frames is steps[-1][1] else "RUNNING"
        args = (holder, before, status, channel, store.SEPARATOR.join(frames), *frames)
        if not scripts().append(keys=keys, args=args):
            raise RuntimeError(f"job {job_id} was taken over by another delivery")
