"""What a user's client sees is a valid AG-UI run, checked by AG-UI's own verification, wherever a worker crashed."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ag_ui.core import Event as AguiEvent
from pydantic import BaseModel, ConfigDict, TypeAdapter

from finops_core.answers import Finding
from finops_core.errors import ToolError
from finops_core.jobs.events import TERMINAL_EVENTS, Event
from finops_core.jobs.log import cancelled, clamp, failed, latest_percent, repair
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef, as_found
from supervisor.run import SupervisorDeps
from tests.agents.cued import called
from tests.unit.jobs.schedules import FIRST, new_job
from tests.unit.worker.shop import Shop, open_shop
from websocket.agui import to_chunk
from worker.run import JobRun
from worker.supervised import SupervisedAnswers

VERIFIER = Path(__file__).parents[1] / "agui"
AGUI_EVENT: TypeAdapter[AguiEvent] = TypeAdapter(AguiEvent)


class AnyParams(BaseModel):
    model_config = ConfigDict(extra="allow")


def found(params: AnyParams, context: ToolContext) -> Finding:
    fact = context.facts.text("nothing", "a test")
    return Finding(headline=f"You spent [[{fact.id}]].", facts=(fact,))


def broken(params: AnyParams, context: ToolContext) -> Finding:
    raise ToolError("This agent has no data.")


def agent(name: str, function: Any) -> AgentDef:
    tool = ToolDef(name="look", description="It looks.", params=AnyParams, read=function, present=as_found)
    return AgentDef(
        name=name, title=name, description="Looks.", tools=(tool,), questions=called(f"{name} look", "look")
    )


CATALOG = {"first": agent("first", found), "second": agent("second", broken), "third": agent("third", found)}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[tuple[Event, ...], tuple[Event, ...]]]:
    """The log of a job that three agents worked on, one of them in vain, and the events of its second attempt."""
    for shop in open_shop(tmp_path_factory.mktemp("blobs")):
        yield whole_log(shop), second_attempt(shop)


def submit(shop: Shop, run_id: str) -> str:
    """A job whose question has a subject of each agent."""
    asked = replace(new_job(shop.clock, run_id=run_id), question="first look, second look and third look")
    job, _ = shop.jobs.submit(asked, FIRST)
    return job.job_id


def whole_log(shop: Shop) -> tuple[Event, ...]:
    job_id = submit(shop, "run-1")
    shop.process(job_id, answers(shop))
    return shop.events(job_id)


def second_attempt(shop: Shop) -> tuple[Event, ...]:
    job_id = submit(shop, "run-2")
    shop.process(job_id, given_up)
    shop.process(job_id, answers(shop))
    events = shop.events(job_id)
    retried = next(n for n, event in enumerate(events) if event.type == "retried")
    return events[retried + 1 :]


def given_up(run: JobRun) -> Iterator[Event]:
    run.hand_back()
    yield from ()


def answers(shop: Shop) -> SupervisedAnswers:
    deps = SupervisorDeps(catalog=CATALOG, clock=shop.clock)
    return SupervisedAnswers(shop.jobs, shop.blobs, deps)


def verify(runs: Mapping[str, Sequence[Event]]) -> dict[str, str | None]:
    """Each run's problem by AG-UI's own verification, None when it is valid."""
    node = shutil.which("node")
    assert node
    assert (VERIFIER / "node_modules").is_dir(), "the verifier is not installed: run `make setup`"
    chunks = {name: [to_chunk(event, thread_id="t", run_id="r") for event in events] for name, events in runs.items()}
    lines = "\n".join(json.dumps({"name": name, "events": events}) for name, events in chunks.items())
    done = subprocess.run(
        [node, "verify.mjs"], cwd=VERIFIER, input=lines, capture_output=True, text=True, check=True, timeout=120
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return {result["name"]: result["error"] for result in results}


def problems(runs: Mapping[str, Sequence[Event]]) -> dict[str, str]:
    results = verify(runs)
    assert results.keys() == runs.keys()
    return {name: error for name, error in results.items() if error is not None}


def retried(prefix: Sequence[Event], attempt: Sequence[Event], number: int) -> tuple[Event, ...]:
    """A log that broke off after `prefix`, continued by another attempt."""
    resumed = (*prefix, *repair(prefix, attempt=number))
    return (*resumed, *clamp(attempt, latest_percent(resumed, 0)))


Recorded = tuple[tuple[Event, ...], tuple[Event, ...]]


def test_the_recorded_log_says_everything_a_log_can_say(recorded: Recorded):
    kinds = {event.type for event in recorded[0]}
    assert kinds >= {
        *("run_started", "progress", "step_started", "step_finished", "routed", "agent_started", "agent_finished"),
        *("agent_failed", "tool_started", "tool_args", "tool_ended", "tool_result", "text_started", "text_delta"),
        *("text_ended", "answered", "run_finished"),
    }


def test_a_run_without_a_crash_is_valid(recorded: Recorded):
    assert problems({"whole": recorded[0]}) == {}


def test_every_crash_prefix_repaired_and_retried_is_a_valid_run(recorded: Recorded):
    log, again = recorded
    open_prefixes = [log[:length] for length in range(1, len(log)) if not isinstance(log[length - 1], TERMINAL_EVENTS)]
    runs = {f"crash after {len(prefix)}": retried(prefix, again, 2) for prefix in open_prefixes}
    assert len(runs) == len(log) - 1
    assert problems(runs) == {}


def test_every_crash_prefix_of_a_second_attempt_is_valid_too(recorded: Recorded):
    log, again = recorded
    third = tuple(event.model_copy(update=renamed(event)) for event in again)
    runs = {
        f"crash after {first}, then after {second}": retried(retried(log[:first], again[:second], 2), third, 3)
        for first in range(1, len(log) - 1, 5)
        for second in range(1, len(again) - 1, 3)
    }
    assert len(runs) > 50
    assert problems(runs) == {}


def renamed(event: Event) -> dict[str, str]:
    """Ids of one attempt as ids of the next."""
    names = ("agent_run_id", "call_id", "message_id")
    return {name: getattr(event, name) + "-third" for name in names if hasattr(event, name)}


def test_every_prefix_that_is_stopped_or_given_up_is_a_valid_run(recorded: Recorded):
    log, _ = recorded
    runs: dict[str, Sequence[Event]] = {}
    for length in range(1, len(log)):
        prefix = log[:length]
        runs[f"stopped after {length}"] = (*prefix, *cancelled(prefix))
        runs[f"given up after {length}"] = (*prefix, *failed(prefix, code="TIMEOUT", message="Too slow."))
    assert problems(runs) == {}


def test_a_prefix_that_nobody_repaired_is_not_valid(recorded: Recorded):
    log, _ = recorded
    opened = next(n for n, event in enumerate(log) if event.type == "text_started")
    assert problems({"not repaired": (*log[: opened + 1], log[-1])}) != {}


def test_every_event_is_one_of_the_python_packages_too(recorded: Recorded):
    for event in recorded[0]:
        chunk = to_chunk(event, thread_id="t", run_id="r")
        assert AGUI_EVENT.validate_python(chunk).model_dump(mode="json", by_alias=True) == chunk
