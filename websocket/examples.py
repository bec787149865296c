"""One conversation as frames, for the AsyncAPI document: every message there has an example, every event its frame.

They are made by the code that makes real frames, so that they cannot show anything else.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from finops_core.answers import Answer, Basis, Column, DateRange, Fact, TableBlock
from finops_core.errors import ErrorCode
from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Answered,
    Event,
    Progress,
    Retried,
    Routed,
    RunFailed,
    RunFinished,
    RunStarted,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolArgs,
    ToolEnded,
    ToolResult,
    ToolStarted,
)
from finops_core.jobs.log import Segment
from finops_core.jobs.model import job_id_of
from websocket import agui, protocol
from websocket.feedback_frames import FeedbackEntry
from websocket.key_frames import KeyRecord
from websocket.list_frames import JobSummary, ThreadSummary
from websocket.memory_frames import MemoryEntry

QUESTION = "What did I spend by service in May?"
RUN, THREAD = "run-7f3a", "thread-21c0"
JOB = job_id_of("ada", RUN)
ASKED_AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
ASKED_MS = int(ASKED_AT.timestamp() * 1000)

_MAY = DateRange(start=date(2026, 5, 1), end=date(2026, 6, 1))
_ANSWER = Answer(
    headline="You spent $1,313.46 in May 2026.",
    markdown="Amazon EC2 is the largest service with **$1,234.56**.",
    blocks=(
        TableBlock(
            title="Cost by service",
            columns=(
                Column(key="ServiceName", label="Service"),
                Column(key="BilledCost", label="Cost", kind="money", unit="USD"),
            ),
            rows=(("Amazon EC2", "1234.56"), ("Amazon S3", "78.90")),
            total_rows=2,
        ),
    ),
    basis=Basis(metric="BilledCost", period=_MAY, currency="USD", source="may.csv", rows_read=4210),
    facts=(Fact(id="f1", kind="money", value="1313.46", unit="USD", subject="all services", period=_MAY),),
    suggestions=("What did I spend by account?",),
)

_LOG: tuple[Event, ...] = (
    RunStarted(question=QUESTION),
    Progress(percent=5, stage="queued", message="Your question is in the queue"),
    StepStarted(stage="routing"),
    Routed(path="fast", agents=("cost",), reason="Cost by service was asked for.", micros=212),
    StepFinished(stage="routing"),
    AgentStarted(agent_run_id="a1", agent="cost", description="What was spent, on what and by whom"),
    ToolStarted(call_id="c1", agent_run_id="a1", tool="cost.by_dimension"),
    ToolArgs(call_id="c1", agent_run_id="a1", delta='{"dimension":"service"}'),
    ToolEnded(call_id="c1", agent_run_id="a1"),
    ToolResult(call_id="c1", agent_run_id="a1", content='{"rows":2}'),
    AgentFailed(agent_run_id="a1", message="The worker that ran this was lost."),
    Retried(attempt=2, reason="the worker that ran this was lost"),
    AgentStarted(agent_run_id="a2", agent="cost"),
    AgentFinished(agent_run_id="a2", agent="cost"),
    TextStarted(message_id="m1"),
    TextDelta(message_id="m1", delta="Amazon EC2 is the largest service with **$1,234.56**."),
    TextEnded(message_id="m1"),
    Answered(answer=_ANSWER),
    Progress(percent=100, stage="done", message="Done"),
    RunFinished(),
)
_FAILED = RunFailed(
    code=ErrorCode.TIMEOUT, message="The question was tried 5 times. Narrow its period, then ask again."
)

_SUMMARY = JobSummary(
    job_id=JOB,
    thread_id=THREAD,
    run_id=RUN,
    question=QUESTION,
    status="SUCCEEDED",
    percent=100,
    seq=len(_LOG),
    created_at=ASKED_MS,
    finished_at=ASKED_MS + 1840,
)
_KEY = KeyRecord(
    key_id="0a1b2c3d4e5f",
    name="nightly",
    accounts=("111122223333",),
    role="viewer",
    good=True,
    created_at=ASKED_MS,
    expires_at=ASKED_MS + 90 * 86_400_000,
    revoked_at=None,
    former_until=None,
)
_ANOMALY = "5f2b0c7d1e9a4b3c8d6e7f0a1b2c3d4e.2026-05-28"
_RUN_INPUT: dict[str, Any] = {
    "threadId": THREAD,
    "runId": RUN,
    "messages": [{"id": "m0", "role": "user", "content": QUESTION}],
    "tools": [],
    "context": [],
    "forwardedProps": {},
}

_FRAMES: tuple[protocol.Frame, ...] = (
    protocol.Resume(req_id="q2", jobs=(protocol.ResumeJob(job_id=JOB, after=7),)),
    protocol.Abort(req_id="q3", run_id=RUN),
    protocol.Cancel(req_id="q4", job_id=JOB),
    protocol.Get(req_id="q5", job_id=JOB, artifact_id="table-0", part=0),
    protocol.JobsList(req_id="q6"),
    protocol.ThreadsList(req_id="q7"),
    protocol.ThreadGet(req_id="q8", thread_id=THREAD),
    protocol.ThreadRename(req_id="q9", thread_id=THREAD, title="May by service"),
    protocol.ThreadDelete(req_id="q10", thread_id=THREAD),
    protocol.AdviceDismiss(
        req_id="q14",
        check="nat-gateway-idle",
        account="111122223333",
        resource="nat-0a1b2c3d",
        saving_per_month="32.85",
        unit="USD",
        reason="Needed for the audit in May",
        days=60,
    ),
    protocol.AdviceReopen(req_id="q15", check="nat-gateway-idle", account="111122223333", resource="nat-0a1b2c3d"),
    protocol.AdviceMark(req_id="q16", check="ebs-gp2", account="111122223333", resource="vol-0a1b2c3d"),
    protocol.AdviceUnmark(req_id="q17", check="ebs-gp2", account="111122223333", resource="vol-0a1b2c3d"),
    protocol.AnomalyDismiss(
        req_id="q22",
        anomaly_id=_ANOMALY,
        account="111122223333",
        impact="412.60",
        unit="USD",
        reason="The load test of the release",
        days=30,
    ),
    protocol.AnomalyRestore(req_id="q23", anomaly_id=_ANOMALY, account="111122223333"),
    protocol.FeedbackGive(req_id="q18", job_id=JOB, verdict="down", reason="The credits are missing"),
    protocol.FeedbackList(req_id="q19"),
    protocol.MemoryList(req_id="q20"),
    protocol.MemoryForget(req_id="q21", name="core crew"),
    protocol.AccessGet(req_id="q24"),
    protocol.KeysList(req_id="q25"),
    protocol.KeyCreate(req_id="q26", name="nightly", sees=("111122223333",), days=90),
    protocol.KeyRotate(req_id="q27", key_id="0a1b2c3d4e5f", overlap_hours=24),
    protocol.KeyRevoke(req_id="q28", key_id="0a1b2c3d4e5f"),
    protocol.Auth(req_id="q11", token="<fresh token>"),
    protocol.Ping(req_id="q12"),
    protocol.Approve(req_id="q13", job_id=JOB, resume=({"interruptId": "i1", "status": "resolved", "payload": {}},)),
    protocol.Ack(req_id="q1", job_id=JOB, run_id=RUN, thread_id=THREAD, seq=2, duplicate=False),
    protocol.Pong(req_id="q12"),
    protocol.AuthOk(req_id="q11", exp=1780318200),
    protocol.ResumeDone(req_id="q2", job_id=JOB, through=len(_LOG)),
    protocol.Jobs(req_id="q6", jobs=(_SUMMARY,)),
    protocol.Threads(
        req_id="q7",
        threads=(ThreadSummary(thread_id=THREAD, title=QUESTION, updated_at=ASKED_MS, jobs=1),),
    ),
    protocol.ThreadJobs(req_id="q8", thread_id=THREAD, jobs=(_SUMMARY,)),
    protocol.ThreadRenamed(req_id="q9", thread_id=THREAD, title="May by service"),
    protocol.ThreadDeleted(req_id=None, thread_id=THREAD),
    protocol.AdviceDismissed(
        req_id="q14",
        check="nat-gateway-idle",
        account="111122223333",
        resource="nat-0a1b2c3d",
        reason="Needed for the audit in May",
        until=ASKED_MS + 60 * 86_400_000,
    ),
    protocol.AdviceReopened(req_id="q15", check="nat-gateway-idle", account="111122223333", resource="nat-0a1b2c3d"),
    protocol.AdviceMarked(req_id="q16", check="ebs-gp2", account="111122223333", resource="vol-0a1b2c3d", at=ASKED_MS),
    protocol.AdviceUnmarked(req_id="q17", check="ebs-gp2", account="111122223333", resource="vol-0a1b2c3d"),
    protocol.AnomalyDismissed(
        req_id="q22",
        anomaly_id=_ANOMALY,
        account="111122223333",
        reason="The load test of the release",
        until=ASKED_MS + 30 * 86_400_000,
    ),
    protocol.AnomalyRestored(req_id="q23", anomaly_id=_ANOMALY, account="111122223333"),
    protocol.FeedbackGiven(
        req_id="q18", job_id=JOB, verdict="down", reason="The credits are missing", at=ASKED_MS + 9000
    ),
    protocol.Feedbacks(
        req_id="q19",
        feedback=(
            FeedbackEntry(
                job_id=JOB,
                thread_id=THREAD,
                question=QUESTION,
                verdict="down",
                reason="The credits are missing",
                at=ASKED_MS + 9000,
            ),
        ),
    ),
    protocol.Memories(req_id="q20", names=(MemoryEntry(name="core crew", meaning="team platform", at=ASKED_MS),)),
    protocol.Access(req_id="q24", role="analyst", may=("ask", "curate")),
    protocol.Keys(req_id="q25", keys=(_KEY,)),
    protocol.KeyMade(req_id="q26", key=_KEY, text="finops_0a1b2c3d4e5f_<64 hexadecimal digits>"),
    protocol.Artifact(
        req_id="q5", job_id=JOB, artifact_id="table-0", part=0, parts=3, data='[["Amazon EC2","1234.56"]]'
    ),
    protocol.Error(
        req_id="q1",
        code=ErrorCode.RATE_LIMITED,
        message="You have 5 questions running, the most allowed at once. Wait for one to finish or stop one.",
        retryable=True,
        retry_after_ms=1000,
    ),
)


def examples() -> dict[str, list[dict[str, Any]]]:
    """AsyncAPI message examples, `{name, payload}`, by the name of the message."""
    found: dict[str, list[dict[str, Any]]] = {
        "Run": [_example("run", {"type": "run", "reqId": "q1", "input": _RUN_INPUT})]
    }
    for frame in _FRAMES:
        payload = json.loads(protocol.to_text(frame))
        found.setdefault(type(frame).__name__, []).append(_example(payload["type"], payload))
    found["Envelope"] = [*_envelopes(_LOG), *_envelopes((_FAILED,), first_seq=9)]
    return found


def _envelopes(events: tuple[Event, ...], *, first_seq: int = 1) -> Iterator[dict[str, Any]]:
    segment = Segment(
        job_id=JOB,
        user_id="ada",
        thread_id=THREAD,
        run_id=RUN,
        attempt=1,
        first_seq=first_seq,
        percent=0,
        written_at=ASKED_AT,
        events=events,
    )
    for frame in agui.frames(segment):
        payload = json.loads(frame)
        chunk = payload["chunk"]
        yield _example(str(chunk.get("name", chunk["type"])), payload)


def _example(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "payload": payload}
