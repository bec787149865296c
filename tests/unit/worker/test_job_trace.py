"""One trace a job: what ran, below what, with how many tokens, and no word of what was asked or found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_core.answers import Answer, Usage
from finops_core.errors import StorageUnavailable, ToolError
from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Answered,
    Event,
    Routed,
    StepFinished,
    StepStarted,
    ToolArgs,
    ToolResult,
    ToolStarted,
)
from finops_core.jobs.model import JobStatus
from finops_core.tracing.port import Nowhere, Tracing
from finops_core.tracing.span import trace_id_of
from finops_core.tracing.testing import MemorySpans
from tests.unit.jobs.schedules import fresh_clock, new_job
from tests.unit.worker.shop import Answer as Script
from tests.unit.worker.shop import Shop
from worker.job_trace import JobTrace
from worker.process import process_job
from worker.run import JobRun


def conversation(secret: str = "") -> tuple[Event, ...]:
    """A model that has a specialist look something up, side by side with the cost agent."""
    usage = Usage(requests=2, tokens_in=90, tokens_out=7, price_usd="0.0012")
    return (
        StepStarted(stage="routing"),
        Routed(path="model", agents=("cost",), reason=secret, micros=412),
        StepFinished(stage="routing"),
        StepStarted(stage="agents"),
        AgentStarted(agent_run_id="j-a1-model", agent="model", description=secret),
        AgentStarted(agent_run_id="j-a1-model-s1", agent="savings"),
        AgentStarted(agent_run_id="j-a1-1-cost", agent="cost"),
        ToolStarted(call_id="t1", agent_run_id="j-a1-model-s1", tool="rank"),
        ToolStarted(call_id="t2", agent_run_id="j-a1-1-cost", tool=secret or "total"),
        ToolArgs(call_id="t1", agent_run_id="j-a1-model-s1", delta=secret),
        ToolResult(call_id="t1", agent_run_id="j-a1-model-s1", content=secret),
        ToolResult(call_id="t2", agent_run_id="j-a1-1-cost", content=secret),
        AgentFailed(agent_run_id="j-a1-1-cost", message=secret),
        AgentFinished(agent_run_id="j-a1-model-s1", agent="savings"),
        AgentFinished(agent_run_id="j-a1-model", agent="model"),
        StepFinished(stage="agents"),
        Answered(answer=Answer(headline=secret, markdown=secret, usage=usage)),
    )


def told(run: JobRun) -> Iterator[Event]:
    yield from conversation()


def traced(shop: Shop, job_id: str, answer: Script) -> MemorySpans:
    spans = MemorySpans()
    process_job(job_id, replace(shop.worker(answer), tracing=Tracing(sink=spans, clock=shop.clock)))
    return spans


def test_each_piece_of_work_is_a_span_below_what_it_was_done_for(shop: Shop) -> None:
    job_id = shop.submit()
    spans = traced(shop, job_id, told)
    assert {span.trace_id for span in spans.spans} == {trace_id_of(job_id)}
    assert spans.paths() == {  # the frame is the front door's
        "?/queue",
        "?/attempt",
        "?/attempt/routing",
        "?/attempt/agents",
        "?/attempt/agents/agent",
        "?/attempt/agents/agent/agent",
        "?/attempt/agents/agent/tool",
        "?/attempt/agents/agent/agent/tool",
    }
    [failed] = [span for span in spans.spans if span.failed]
    assert failed.attributes == {"agent": "cost"}


def test_an_attempt_says_its_route_tokens_and_price(shop: Shop) -> None:
    job_id = shop.submit()
    [attempt] = [span for span in traced(shop, job_id, told).spans if span.name == "attempt"]
    assert attempt.attributes == {
        "job_id": job_id,
        "attempt": 1,
        "path": "model",
        "route_us": 412,
        "requests": 2,
        "tokens_in": 90,
        "tokens_out": 7,
        "price_micro_usd": 1200,
        "status": "SUCCEEDED",
    }


def failing(run: JobRun) -> Iterator[Event]:
    yield from conversation()[:7]
    raise ToolError("no")


def cancelled(run: JobRun) -> Iterator[Event]:
    yield from conversation()[:7]
    run.cancel()
    yield from conversation()[7:]


@pytest.mark.parametrize(("answer", "status"), [(failing, JobStatus.FAILED), (cancelled, JobStatus.CANCELLED)])
def test_what_was_given_up_ends_with_its_attempt(shop: Shop, answer: Script, status: JobStatus) -> None:
    spans = traced(shop, shop.submit(), answer).spans
    [attempt] = [span for span in spans if span.name == "attempt"]
    assert attempt.attributes["status"] == status
    assert attempt.failed is (status is JobStatus.FAILED)
    assert [span.failed for span in spans if span.name == "agent"] == [True] * 3


def unavailable(run: JobRun) -> Iterator[Event]:
    yield StepStarted(stage="routing")
    raise StorageUnavailable("away")


def test_the_next_attempt_is_in_the_same_trace_and_waits_in_no_queue(shop: Shop) -> None:
    job_id = shop.submit()
    spans = MemorySpans()
    tracing = Tracing(sink=spans, clock=shop.clock)
    with pytest.raises(StorageUnavailable):
        process_job(job_id, replace(shop.worker(unavailable), tracing=tracing))
    process_job(job_id, replace(shop.worker(told), tracing=tracing))
    assert {span.trace_id for span in spans.spans} == {trace_id_of(job_id)}
    assert len({span.span_id for span in spans.spans}) == len(spans.spans)
    assert [span.attributes["attempt"] for span in spans.spans if span.name == "attempt"] == [1, 2]
    assert len([span for span in spans.spans if span.name == "queue"]) == 1


class NoClock:
    """A clock that nobody may ask."""

    def now(self) -> datetime:
        raise AssertionError("the clock of a trace that goes nowhere was asked")


def test_an_attempt_that_is_not_traced_asks_no_clock_and_ends_as_ever(shop: Shop) -> None:
    job_id = shop.submit()
    process_job(job_id, replace(shop.worker(told), tracing=Tracing(sink=Nowhere(), clock=NoClock())))
    assert shop.job(job_id).status is JobStatus.SUCCEEDED


@given(st.text(min_size=3).map(lambda text: f"⟨{text}⟩"))
def test_no_word_of_question_model_or_answer_is_in_a_trace(secret: str) -> None:
    clock = fresh_clock()
    spans = MemorySpans()
    job = replace(new_job(clock), question=secret, props={"note": secret}, attempt=1)
    trace = JobTrace(job, Tracing(sink=spans, clock=clock))
    for event in conversation(secret):
        trace.hear(event)
    trace.end(job)
    assert spans.spans
    assert not [span for span in spans.spans if secret in f"{span.name} {list(span.attributes.values())}"]
