"""Domain events as AG-UI 1.0 events in envelopes: the only place that knows how one looks as the other."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import to_json

from finops_core.clock import to_epoch_ms
from finops_core.jobs import events as domain
from finops_core.jobs.log import Segment

PROTOCOL_VERSION = "1.0"


def frames(segment: Segment) -> Iterator[bytes]:
    """Each event of a segment as the bytes of its frame, in order."""
    ts = to_epoch_ms(segment.written_at)
    percent = segment.percent
    # What all envelopes of a segment have in common is put into bytes once: this is the platform's hottest loop.
    ids = to_json({"jobId": segment.job_id, "threadId": segment.thread_id, "ts": ts})[1:-1]
    common = b'"timestamp":%d,"metadata":{"finops":{"jobId":%b' % (ts, to_json(segment.job_id))
    for seq, event in segment.numbered():
        if isinstance(event, domain.Progress):
            percent = event.percent
        chunk = to_json(to_chunk(event, thread_id=segment.thread_id, run_id=segment.run_id))
        yield b'{"id":"%d",%b,"chunk":%b,%b,"seq":%d,"percent":%d}}}}' % (seq, ids, chunk[:-1], common, seq, percent)


def to_chunk(event: domain.Event, *, thread_id: str, run_id: str) -> dict[str, Any]:
    """One domain event as one AG-UI event, without time and metadata."""
    match event:  # the commonest first: each case costs those behind it
        case domain.StepStarted(stage=stage):
            return {"type": "STEP_STARTED", "stepName": stage}
        case domain.StepFinished(stage=stage):
            return {"type": "STEP_FINISHED", "stepName": stage}
        case domain.Progress() | domain.Routed() | domain.Retried() | domain.Answered():
            return _custom(event)
        case domain.TextStarted() | domain.TextDelta() | domain.TextEnded():
            return _text(event)
        case domain.ToolStarted() | domain.ToolArgs() | domain.ToolEnded() | domain.ToolResult():
            return _tool(event)
        case domain.RunStarted() | domain.RunFinished() | domain.RunFailed():
            return _run(event, thread_id, run_id)
        case domain.AgentStarted() | domain.AgentFinished() | domain.AgentFailed():
            return _agent(event)


def _text(event: domain.TextStarted | domain.TextDelta | domain.TextEnded) -> dict[str, Any]:
    match event:
        case domain.TextStarted(message_id=message_id):
            return {"type": "TEXT_MESSAGE_START", "messageId": message_id, "role": "assistant"}
        case domain.TextDelta(message_id=message_id, delta=delta):
            return {"type": "TEXT_MESSAGE_CONTENT", "messageId": message_id, "delta": delta}
        case domain.TextEnded(message_id=message_id):
            return {"type": "TEXT_MESSAGE_END", "messageId": message_id}


def _run(
    event: domain.RunStarted | domain.RunFinished | domain.RunFailed, thread_id: str, run_id: str
) -> dict[str, Any]:
    ids = {"threadId": thread_id, "runId": run_id}
    match event:
        case domain.RunStarted(question=question):
            asked = {"id": f"{run_id}-question", "role": "user", "content": question}
            return {
                "type": "RUN_STARTED",
                **ids,
                "protocolVersion": PROTOCOL_VERSION,
                "input": {**ids, "messages": [asked]},
            }
        case domain.RunFinished(outcome="interrupt", interrupts=interrupts):
            waiting = [{"id": interrupt, "reason": "approval"} for interrupt in interrupts]
            return {"type": "RUN_FINISHED", **ids, "outcome": {"type": "interrupt", "interrupts": waiting}}
        case domain.RunFinished(outcome=outcome):
            return {"type": "RUN_FINISHED", **ids, "outcome": {"type": outcome}}
        case domain.RunFailed(code=code, message=message):
            return {"type": "RUN_ERROR", "message": message, "code": code}


def _agent(event: domain.AgentStarted | domain.AgentFinished | domain.AgentFailed) -> dict[str, Any]:
    match event:
        case domain.AgentStarted(agent_run_id=agent_run_id, agent=agent, description=description):
            started = {"type": "SUBAGENT_STARTED", "subagentRunId": agent_run_id, "name": agent}
            return {**started, "description": description} if description else started
        case domain.AgentFinished(agent_run_id=agent_run_id):
            return {"type": "SUBAGENT_FINISHED", "subagentRunId": agent_run_id, "outcome": {"type": "success"}}
        case domain.AgentFailed(agent_run_id=agent_run_id, message=message):
            return {"type": "SUBAGENT_ERROR", "subagentRunId": agent_run_id, "message": message}


def _tool(event: domain.ToolStarted | domain.ToolArgs | domain.ToolEnded | domain.ToolResult) -> dict[str, Any]:
    ids = {"toolCallId": event.call_id, "subagentRunId": event.agent_run_id}
    match event:
        case domain.ToolStarted(tool=tool):
            return {"type": "TOOL_CALL_START", **ids, "toolCallName": tool}
        case domain.ToolArgs(delta=delta):
            return {"type": "TOOL_CALL_ARGS", **ids, "delta": delta}
        case domain.ToolEnded():
            return {"type": "TOOL_CALL_END", **ids}
        case domain.ToolResult(content=content):
            result = {"messageId": f"{event.call_id}-result", "role": "tool", "content": content}
            return {"type": "TOOL_CALL_RESULT", **ids, **result}


def _custom(event: domain.Progress | domain.Routed | domain.Retried | domain.Answered) -> dict[str, Any]:
    match event:
        case domain.Progress(percent=percent, stage=stage, message=message):
            name, value = "job.progress", {"percent": percent, "stage": stage, "message": message}
        case domain.Routed(path=path, agents=agents, reason=reason, micros=micros):
            name, value = "job.route", {"path": path, "agents": list(agents), "reason": reason, "micros": micros}
        case domain.Retried(attempt=attempt, reason=reason):
            name, value = "job.retry", {"attempt": attempt, "reason": reason}
        case domain.Answered(answer=answer):
            name, value = "answer", answer.model_dump(mode="json", by_alias=True)
    return {"type": "CUSTOM", "name": name, "value": value}
