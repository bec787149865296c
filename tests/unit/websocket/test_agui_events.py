"""Every domain event as the AG-UI event the protocol names, read with AG-UI's own models."""

import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from ag_ui.core import Event as AgUiEvent
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from finops_core.answers import Answer, Basis, Finding
from finops_core.jobs import events as domain
from finops_core.jobs.events import Event
from finops_core.jobs.log import Segment
from tests.unit.jobs.made_events import LOGS
from tests.unit.steady import STEADY
from websocket import agui

AG_UI: TypeAdapter[Any] = TypeAdapter(AgUiEvent)
WRITTEN_AT = datetime(2026, 5, 1, 12, 0, 0, 7000, tzinfo=UTC)
IDS = {"threadId": "t", "runId": "r"}

CASES: dict[str, tuple[Event, dict[str, Any]]] = {
    "run started": (
        domain.RunStarted(question="What did I spend?"),
        {
            "type": "RUN_STARTED",
            **IDS,
            "protocolVersion": "1.0",
            "input": {**IDS, "messages": [{"id": "r-question", "role": "user", "content": "What did I spend?"}]},
        },
    ),
    "success": (domain.RunFinished(), {"type": "RUN_FINISHED", **IDS, "outcome": {"type": "success"}}),
    "cancelled": (
        domain.RunFinished(outcome="cancelled"),
        {"type": "RUN_FINISHED", **IDS, "outcome": {"type": "cancelled"}},
    ),
    "interrupt": (
        domain.RunFinished(outcome="interrupt", interrupts=("i1", "i2")),
        {
            "type": "RUN_FINISHED",
            **IDS,
            "outcome": {
                "type": "interrupt",
                "interrupts": [{"id": "i1", "reason": "approval"}, {"id": "i2", "reason": "approval"}],
            },
        },
    ),
    "failed": (
        domain.RunFailed(code="TIMEOUT", message="Too slow."),
        {"type": "RUN_ERROR", "code": "TIMEOUT", "message": "Too slow."},
    ),
    "progress": (
        domain.Progress(percent=30, stage="routed", message="The cost agent looks."),
        {
            "type": "CUSTOM",
            "name": "job.progress",
            "value": {"percent": 30, "stage": "routed", "message": "The cost agent looks."},
        },
    ),
    "route": (
        domain.Routed(path="fallback", agents=("cost", "budgets"), reason="no model", micros=17),
        {
            "type": "CUSTOM",
            "name": "job.route",
            "value": {"path": "fallback", "agents": ["cost", "budgets"], "reason": "no model", "micros": 17},
        },
    ),
    "retry": (
        domain.Retried(attempt=2, reason="the worker was lost"),
        {"type": "CUSTOM", "name": "job.retry", "value": {"attempt": 2, "reason": "the worker was lost"}},
    ),
    "step started": (domain.StepStarted(stage="agents"), {"type": "STEP_STARTED", "stepName": "agents"}),
    "step finished": (domain.StepFinished(stage="agents"), {"type": "STEP_FINISHED", "stepName": "agents"}),
    "agent started": (
        domain.AgentStarted(agent_run_id="a1", agent="cost", description="costs"),
        {"type": "SUBAGENT_STARTED", "subagentRunId": "a1", "name": "cost", "description": "costs"},
    ),
    "agent started without a description": (
        domain.AgentStarted(agent_run_id="a1", agent="cost"),
        {"type": "SUBAGENT_STARTED", "subagentRunId": "a1", "name": "cost"},
    ),
    "agent finished": (
        domain.AgentFinished(agent_run_id="a1", agent="cost", finding=Finding(headline="not sent")),
        {"type": "SUBAGENT_FINISHED", "subagentRunId": "a1", "outcome": {"type": "success"}},
    ),
    "agent failed": (
        domain.AgentFailed(agent_run_id="a1", message="No such tag."),
        {"type": "SUBAGENT_ERROR", "subagentRunId": "a1", "message": "No such tag."},
    ),
    "tool started": (
        domain.ToolStarted(call_id="c1", agent_run_id="a1", tool="spend"),
        {"type": "TOOL_CALL_START", "toolCallId": "c1", "subagentRunId": "a1", "toolCallName": "spend"},
    ),
    "tool arguments": (
        domain.ToolArgs(call_id="c1", agent_run_id="a1", delta='{"top_n":'),
        {"type": "TOOL_CALL_ARGS", "toolCallId": "c1", "subagentRunId": "a1", "delta": '{"top_n":'},
    ),
    "tool ended": (
        domain.ToolEnded(call_id="c1", agent_run_id="a1"),
        {"type": "TOOL_CALL_END", "toolCallId": "c1", "subagentRunId": "a1"},
    ),
    "tool result": (
        domain.ToolResult(call_id="c1", agent_run_id="a1", content="{}"),
        {
            "type": "TOOL_CALL_RESULT",
            "toolCallId": "c1",
            "subagentRunId": "a1",
            "messageId": "c1-result",
            "role": "tool",
            "content": "{}",
        },
    ),
    "text started": (
        domain.TextStarted(message_id="m1"),
        {"type": "TEXT_MESSAGE_START", "messageId": "m1", "role": "assistant"},
    ),
    "text": (
        domain.TextDelta(message_id="m1", delta="é"),
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m1", "delta": "é"},
    ),
    "text ended": (domain.TextEnded(message_id="m1"), {"type": "TEXT_MESSAGE_END", "messageId": "m1"}),
}

ANSWER = Answer(
    headline="You spent $3.", markdown="You spent **$3**.", basis=Basis(metric="BilledCost", currency="USD")
)


def segment(*events: Event, first_seq: int = 1, percent: int = 0) -> Segment:
    return Segment(
        job_id="j",
        user_id="ada",
        thread_id="t",
        run_id="r",
        attempt=1,
        first_seq=first_seq,
        percent=percent,
        written_at=WRITTEN_AT,
        events=events,
    )


def frames(*events: Event, **more: int) -> list[dict[str, Any]]:
    return [json.loads(frame) for frame in agui.frames(segment(*events, **more))]


def test_every_domain_event_is_tried_here():
    union, _ = get_args(domain.Event)
    assert {type(event) for event, _ in CASES.values()} | {domain.Answered} == set(get_args(union))


@pytest.mark.parametrize("case", CASES)
def test_each_event_is_the_agui_event_of_the_protocol(case: str):
    event, chunk = CASES[case]
    (frame,) = frames(event)
    told = frame["chunk"]
    assert {name: value for name, value in told.items() if name not in ("timestamp", "metadata")} == chunk


@pytest.mark.parametrize("case", CASES)
def test_agui_itself_reads_each_event(case: str):
    (frame,) = frames(CASES[case][0])
    assert AG_UI.validate_python(frame["chunk"]).type == frame["chunk"]["type"]


def test_the_typed_answer_is_sent_with_its_basis():
    (frame,) = frames(domain.Answered(answer=ANSWER))
    value = frame["chunk"]["value"]
    assert frame["chunk"]["name"] == "answer"
    assert Answer.model_validate(value) == ANSWER
    assert {"headline", "blocks", "basis"} <= set(value)
    assert "apiCostUsd" in value["basis"]


def test_an_agents_finding_never_leaves_the_platform():
    (frame,) = frames(domain.AgentFinished(agent_run_id="a1", agent="cost", finding=Finding(headline="secret")))
    assert "secret" not in json.dumps(frame)


def test_an_envelope_has_ids_time_and_number():
    (frame,) = frames(domain.TextEnded(message_id="m1"), first_seq=41, percent=60)
    assert {name: frame[name] for name in ("id", "jobId", "threadId", "ts")} == {
        "id": "41",
        "jobId": "j",
        "threadId": "t",
        "ts": 1777636800007,
    }
    assert set(frame) == {"id", "jobId", "threadId", "ts", "chunk"}
    assert frame["chunk"]["timestamp"] == 1777636800007
    assert frame["chunk"]["metadata"] == {"finops": {"jobId": "j", "seq": 41, "percent": 60}}


@STEADY
@given(LOGS, st.integers(1, 1000), st.integers(0, 100))
def test_any_segment_is_one_frame_an_event_numbered_without_a_gap(
    events: tuple[Event, ...], first_seq: int, percent: int
):
    sent = frames(*events, first_seq=first_seq, percent=percent)
    assert [frame["id"] for frame in sent] == [str(first_seq + step) for step in range(len(events))]
    reached = percent
    for event, frame in zip(events, sent, strict=True):
        reached = event.percent if isinstance(event, domain.Progress) else reached
        assert frame["chunk"]["metadata"]["finops"]["percent"] == reached
        assert "type" not in frame
        assert AG_UI.validate_python(frame["chunk"])
