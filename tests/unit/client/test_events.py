"""Every event the platform can log, as the client's typed event."""

import logging

import pytest

from finops_client import events
from finops_client.errors import JobCancelled, JobFailed, JobInterrupted
from finops_client.frames import Envelope, JsonObject
from finops_core.answers import Answer
from finops_core.jobs import events as domain
from websocket import agui


def typed(event: domain.Event) -> events.Event:
    """The client's view of a domain event, through the platform's own encoding."""
    return of_chunk(agui.to_chunk(event, thread_id="t", run_id="r"))


def of_chunk(chunk: JsonObject) -> events.Event:
    return events.to_event(Envelope.model_validate({"id": "3", "jobId": "j", "threadId": "t", "ts": 1, "chunk": chunk}))


CASES: list[tuple[domain.Event, type[events.Event], dict[str, object]]] = [
    (domain.RunStarted(question="What?"), events.Started, {}),
    (
        domain.Progress(percent=30, stage="routed", message="The cost agent works"),
        events.Progress,
        {"percent": 30, "stage": "routed", "message": "The cost agent works"},
    ),
    (
        domain.Routed(path="fast", agents=("cost",), reason="by service", micros=42),
        events.Route,
        {"path": "fast", "agents": ("cost",), "reason": "by service", "micros": 42},
    ),
    (
        domain.AgentStarted(agent_run_id="a", agent="cost", description="costs"),
        events.Agent,
        {"phase": "started", "agent_run_id": "a", "name": "cost", "message": "costs"},
    ),
    (domain.AgentFinished(agent_run_id="a", agent="cost"), events.Agent, {"phase": "finished", "agent_run_id": "a"}),
    (domain.AgentFailed(agent_run_id="a", message="no"), events.Agent, {"phase": "failed", "message": "no"}),
    (
        domain.ToolStarted(call_id="c", agent_run_id="a", tool="cost_total"),
        events.Tool,
        {"phase": "started", "call_id": "c", "name": "cost_total"},
    ),
    (domain.ToolArgs(call_id="c", agent_run_id="a", delta="{"), events.Tool, {"phase": "args", "text": "{"}),
    (domain.ToolEnded(call_id="c", agent_run_id="a"), events.Tool, {"phase": "ended", "text": ""}),
    (domain.ToolResult(call_id="c", agent_run_id="a", content="3"), events.Tool, {"phase": "result", "text": "3"}),
    (domain.TextDelta(message_id="m", delta="You"), events.TextDelta, {"message_id": "m", "delta": "You"}),
    (domain.Retried(attempt=2, reason="lost"), events.Retry, {"attempt": 2, "reason": "lost"}),
    (domain.RunFinished(), events.Finished, {"outcome": "success"}),
    (domain.RunFinished(outcome="cancelled"), events.Finished, {"outcome": "cancelled"}),
    (domain.RunFinished(outcome="interrupt", interrupts=("i",)), events.Finished, {"outcome": "interrupt"}),
    (
        domain.RunFailed(code="TIMEOUT", message="Ask again."),
        events.Finished,
        {"outcome": "error", "code": "TIMEOUT", "message": "Ask again."},
    ),
    (domain.StepStarted(stage="cost"), events.Event, {"kind": "STEP_STARTED"}),
    (domain.TextStarted(message_id="m"), events.Event, {"kind": "TEXT_MESSAGE_START"}),
]


@pytest.mark.parametrize(("logged", "kind", "fields"), CASES, ids=lambda value: getattr(value, "type", ""))
def test_each_logged_event_has_its_type(
    logged: domain.Event, kind: type[events.Event], fields: dict[str, object]
) -> None:
    event = typed(logged)
    assert type(event) is kind
    assert (event.job_id, event.thread_id, event.seq) == ("j", "t", 3)
    assert {name: getattr(event, name) for name in fields} == fields


def test_the_typed_answer_arrives_whole() -> None:
    answer = Answer(headline="You spent $1.00.", markdown="You spent **$1.00**.", suggestions=("By account?",))
    event = typed(domain.Answered(answer=answer))
    assert isinstance(event, events.AnswerReady)
    assert event.answer.model_dump(mode="json", by_alias=True) == answer.model_dump(mode="json", by_alias=True)


@pytest.mark.parametrize(
    "chunk",
    [
        {},
        {"type": "TOMORROW"},
        {"type": "CUSTOM", "name": "tomorrow", "value": 1},
        {"type": "CUSTOM", "name": "job.progress", "value": "half"},
        {"type": "CUSTOM", "name": "job.route", "value": {}},
        {"type": "CUSTOM", "name": "answer", "value": {"headline": 7}},
        {"type": "TEXT_MESSAGE_CONTENT"},
    ],
)
def test_an_event_of_an_unknown_shape_still_arrives_and_keeps_its_chunk(chunk: JsonObject) -> None:
    event = of_chunk(chunk)
    assert type(event) is events.Event
    assert event.chunk == chunk


def test_an_end_of_an_unknown_shape_still_ends_the_job() -> None:
    event = of_chunk({"type": "RUN_FINISHED", "outcome": {"type": "tomorrow"}})
    assert isinstance(event, events.Finished)
    assert event.outcome == "error"


def test_a_run_finished_without_an_outcome_succeeded() -> None:
    event = of_chunk({"type": "RUN_FINISHED", "threadId": "t", "runId": "r"})
    assert isinstance(event, events.Finished)
    assert event.outcome == "success"


def test_blocks_of_a_newer_platform_are_left_out_and_said_so(caplog: pytest.LogCaptureFixture) -> None:
    blocks = [{"type": "hologram", "title": "x"}, {"type": "code", "title": "q", "language": "sql", "code": "select 1"}]
    with caplog.at_level(logging.WARNING):
        event = of_chunk(
            {"type": "CUSTOM", "name": "answer", "value": {"headline": "h", "markdown": "m", "blocks": blocks}}
        )
    assert isinstance(event, events.AnswerReady)
    assert [block.type for block in event.answer.blocks] == ["code"]
    assert "hologram" in caplog.text


def test_a_finished_job_raises_what_became_of_it() -> None:
    def finished(event: domain.Event) -> events.Finished:
        found = typed(event)
        assert isinstance(found, events.Finished)
        return found

    finished(domain.RunFinished()).raise_for_outcome()
    with pytest.raises(JobFailed, match="Ask again") as failed:
        finished(domain.RunFailed(code="TIMEOUT", message="Ask again.")).raise_for_outcome()
    assert (failed.value.code, failed.value.retryable, failed.value.job_id) == ("TIMEOUT", True, "j")
    with pytest.raises(JobCancelled):
        finished(domain.RunFinished(outcome="cancelled")).raise_for_outcome()
    with pytest.raises(JobInterrupted):
        finished(domain.RunFinished(outcome="interrupt", interrupts=("i",))).raise_for_outcome()
