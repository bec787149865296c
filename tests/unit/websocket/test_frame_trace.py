"""A question is one trace, from its frame to the tool that answered it, though nothing carries the trace's id."""

import logging
from dataclasses import replace

import pytest
from pydantic import BaseModel

from finops_core.answers import Finding
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef, as_found
from finops_core.tracing.port import Tracing
from finops_core.tracing.span import trace_id_of
from finops_core.tracing.testing import MemorySpans
from supervisor.run import SupervisorDeps
from tests.unit.websocket.door import Door, run_frame
from worker.deps import make_worker
from worker.process import process_job
from worker.supervised import SupervisedAnswers

SECRET = "Project Falcon"


class Nothing(BaseModel):
    pass


def spend(params: Nothing, context: ToolContext) -> Finding:
    return Finding(headline=f"{SECRET} cost nothing.")


TOOL = ToolDef(name="spend", description="Says.", params=Nothing, read=spend, present=as_found)
CATALOG = {"cost": AgentDef(name="cost", title="Cost", description="x", tools=(TOOL,))}
ASKED = {"finops": {"agent": "cost", "tool": "spend"}}


def test_a_question_is_one_trace_from_frame_to_tool_and_no_line_at_info_quotes_it(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    spans = MemorySpans()
    tracing = Tracing(sink=spans, clock=door.clock)
    traced = replace(door, deps=replace(door.deps, tracing=tracing))
    traced.connect()
    frame = run_frame(question=f"What did {SECRET} cost?", forwardedProps=ASKED)
    answers = SupervisedAnswers(door.jobs, door.deps.blobs, SupervisorDeps(catalog=CATALOG, clock=door.clock))
    worker = make_worker(jobs=door.jobs, queue=door.queue, blobs=door.deps.blobs, answer=answers, tracing=tracing)
    for name in ("finops_core", "websocket", "worker"):
        caplog.set_level(logging.INFO, logger=name)
    [ack] = traced.send(frame)
    [again] = traced.send(frame)
    [message] = {message.body: message for message in door.queue.receive()}.values()
    process_job(message.body, worker)
    assert (ack["duplicate"], again["duplicate"]) == (False, True)
    assert {span.trace_id for span in spans.spans} == {trace_id_of(ack["jobId"])}
    assert sorted(span.name for span in spans.spans if span.name in ("frame", "submit")) == ["frame", "submit"]
    assert spans.paths() == {
        "frame",
        "frame/submit",
        "frame/queue",
        "frame/attempt",
        "frame/attempt/routing",
        "frame/attempt/agents",
        "frame/attempt/agents/agent",
        "frame/attempt/agents/agent/tool",
        "frame/attempt/synthesis",
    }
    assert SECRET not in str(spans.spans)
    assert caplog.records
    assert SECRET not in caplog.text
