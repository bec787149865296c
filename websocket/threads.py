"""Conversations over the wire: listed, opened, renamed, deleted. Every connection of their user sees a change."""

import logging
from collections.abc import Callable, Mapping
from typing import cast

from finops_core.clock import to_epoch_ms
from finops_core.errors import ConnectionGone, ConnectionThrottled
from finops_core.jobs.erasing import stop_deleted
from finops_core.jobs.model import Job
from finops_core.jobs.threads import Thread
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.identity import Caller
from websocket.list_frames import MAX_TITLE_CHARS, JobSummary, ThreadSummary

logger = logging.getLogger(__name__)

Reply = Callable[[protocol.Frame], None]


Frame = protocol.JobsList | protocol.ThreadsList | protocol.ThreadGet | protocol.ThreadRename | protocol.ThreadDelete


def answer(frame: Frame, who: Caller, deps: FrontDoor, reply: Reply) -> None:
    """Carries out one of these frames. Raises JobNotFound for a conversation that is not the user's."""
    match frame:
        case protocol.JobsList(req_id=req_id):
            recent = protocol.that_fit(map(summary, deps.jobs.recent(who.user_id)))
            reply(protocol.Jobs(req_id=req_id, jobs=recent))
        case protocol.ThreadsList(req_id=req_id):
            latest = protocol.that_fit(map(_thread_summary, deps.jobs.threads.of_user(who.user_id)))
            reply(protocol.Threads(req_id=req_id, threads=latest))
        case protocol.ThreadGet(req_id=req_id, thread_id=thread_id):
            newest = protocol.that_fit(map(summary, reversed(deps.jobs.of_thread(who.user_id, thread_id))))
            reply(protocol.ThreadJobs(req_id=req_id, thread_id=thread_id, jobs=newest[::-1]))
        case protocol.ThreadRename(req_id=req_id, thread_id=thread_id, title=title):
            deps.jobs.threads.rename(who.user_id, thread_id, title)
            reply(protocol.ThreadRenamed(req_id=req_id, thread_id=thread_id, title=title))
            _tell_others(protocol.ThreadRenamed(thread_id=thread_id, title=title), who, deps)
        case protocol.ThreadDelete(req_id=req_id, thread_id=thread_id):
            stop_deleted(deps.jobs.threads.delete(who.user_id, thread_id), deps.jobs)
            reply(protocol.ThreadDeleted(req_id=req_id, thread_id=thread_id))
            _tell_others(protocol.ThreadDeleted(thread_id=thread_id), who, deps)


def _tell_others(frame: protocol.Frame, who: Caller, deps: FrontDoor) -> None:
    """Posts to the user's other connections, once. One that misses it sees the change in its next list."""
    data = protocol.to_text(frame).encode()
    now = deps.clock.now().timestamp()
    for connection in deps.connections.of_user(who.user_id):
        if connection.connection_id == who.connection_id or not connection.good_at(now):
            continue
        try:
            deps.poster.post(connection.connection_id, data)
        except ConnectionGone:
            deps.connections.forget_if_gone(connection)
        except ConnectionThrottled:
            logger.info("connection_id=%s | change not told, the client reads too slowly", connection.connection_id)


def summary(job: Job) -> JobSummary:
    """A job as lists show it."""
    return JobSummary(
        job_id=job.job_id,
        thread_id=job.thread_id,
        run_id=job.run_id,
        question=job.question[:200],
        status=job.status.value,
        percent=job.percent,
        seq=job.next_seq - 1,
        created_at=to_epoch_ms(job.created_at),
        finished_at=to_epoch_ms(job.finished_at) if job.finished_at else None,
        model=_may_go_to_model(job.props.get("finops")),
    )


def _may_go_to_model(options: object) -> bool | None:
    """False where the run said so; whoever asks the question again has to say it again."""
    kept = isinstance(options, Mapping) and cast("Mapping[str, object]", options).get("model") is False
    return False if kept else None


def _thread_summary(thread: Thread) -> ThreadSummary:
    return ThreadSummary(
        thread_id=thread.thread_id,
        title=thread.title[:MAX_TITLE_CHARS],
        updated_at=thread.updated_at_ms,
        jobs=thread.jobs,
    )
