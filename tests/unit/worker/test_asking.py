"""What the supervisor is told about a job: its conversation, its user's accounts, and what earlier attempts found."""

import json
from collections.abc import Iterator
from dataclasses import replace
from threading import Event as Flag
from typing import Any

from pydantic import BaseModel

from finops_core.answers import Column, Finding, TableBlock
from finops_core.jobs.events import AgentFinished, AgentStarted, Answered, Event
from finops_core.jobs.model import Job, JobStatus, JsonObject
from finops_core.tools.artifacts import SHOWN
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef, as_found
from supervisor.plan import Step
from supervisor.run import SupervisorDeps
from tests.unit.jobs.schedules import FIRST, new_job
from tests.unit.worker.shop import Shop
from worker.run import JobRun
from worker.supervised import SupervisedAnswers


class Nothing(BaseModel):
    """No arguments."""


def catalog(heard: list[ToolContext]) -> dict[str, AgentDef]:
    """One agent whose only tool notes who asks."""

    def listen(params: Nothing, context: ToolContext) -> Finding:
        heard.append(context)
        return Finding(headline="You spent it all.")

    tool = ToolDef(name="spend", description="Listens.", params=Nothing, read=listen, present=as_found)
    cost = AgentDef(
        name="cost",
        title="Cost",
        description="x",
        tools=(tool,),
    )
    return {"cost": cost}


KEY = Step("cost", "spend", {}).key(0)
CALL: JsonObject = {"finops": {"agent": "cost", "tool": "spend", "args": {}}}


def submit(shop: Shop, run_id: str, **changes: Any) -> Job:
    job, _ = shop.jobs.submit(replace(new_job(shop.clock, run_id=run_id), props=CALL, **changes), FIRST)
    return job


def answer(shop: Shop, job: Job) -> list[ToolContext]:
    """Runs a job to its end; returns how its tool was called."""
    heard: list[ToolContext] = []
    answers = SupervisedAnswers(shop.jobs, shop.blobs, SupervisorDeps(catalog=catalog(heard), clock=shop.clock))
    assert shop.process(job.job_id, answers).status is JobStatus.SUCCEEDED
    return heard


def test_a_tool_knows_whose_job_it_works_for(shop: Shop):
    job = submit(shop, "run-1")
    (context,) = answer(shop, job)
    assert (context.job_id, context.user_id) == (job.job_id, "ada")


def test_a_user_without_a_limit_sees_all_accounts_and_one_without_accounts_none(shop: Shop):
    seen = {
        name: answer(shop, submit(shop, name, accounts=accounts))[0].accounts
        for name, accounts in (("all", None), ("none", ()), ("two", ("1", "2")))
    }
    assert seen == {"all": None, "none": frozenset(), "two": frozenset({"1", "2"})}


def test_what_an_earlier_attempt_found_is_not_looked_up_again(shop: Shop):
    job = submit(shop, "run-1")
    found = Finding(headline="Found before.")

    def half(run: JobRun) -> Iterator[Event]:
        yield AgentStarted(agent_run_id="a1", agent="cost")
        yield AgentFinished(agent_run_id="a1", agent="cost", step=KEY, finding=found)
        run.hand_back()

    shop.process(job.job_id, half)
    assert answer(shop, job) == []
    told = [event.answer.headline for event in shop.events(job.job_id) if isinstance(event, Answered)]
    assert told == ["Found before."]


def test_a_stop_reaches_a_tool_that_is_at_work(shop: Shop):
    job = submit(shop, "run-1")
    heard = Flag()

    def patient(params: Nothing, context: ToolContext) -> Finding:
        shop.jobs.request_cancel("ada", job.job_id)
        if context.cancelled.wait(10):
            heard.set()
        return Finding(headline="too late")

    agent = catalog([])["cost"]
    slow = replace(agent, tools=(replace(agent.tools[0], read=patient),))
    answers = SupervisedAnswers(shop.jobs, shop.blobs, SupervisorDeps(catalog={"cost": slow}, clock=shop.clock))
    assert shop.process(job.job_id, answers).status is JobStatus.CANCELLED
    assert heard.wait(10)  # the job has ended before its tool has
    assert not any(isinstance(event, Answered) for event in shop.events(job.job_id))


def test_rows_by_the_thousand_are_kept_beside_the_job_and_never_travel_in_its_events(shop: Shop):
    job = submit(shop, "run-1")
    rows = [(f"vol-{number}", "1.25") for number in range(50_000)]
    columns = (Column(key="id", label="Volume"), Column(key="cost", label="Cost", kind="money", unit="USD"))

    def many(params: Nothing, context: ToolContext) -> Finding:
        kept = context.artifacts.keep(iter(rows))
        table = TableBlock(
            title="Volumes", columns=columns, rows=kept.first, total_rows=kept.total, artifact_id=kept.artifact_id
        )
        return Finding(headline="There are many.", blocks=(table,))

    agent = catalog([])["cost"]
    keeping = replace(agent, tools=(replace(agent.tools[0], read=many),))
    answers = SupervisedAnswers(shop.jobs, shop.blobs, SupervisorDeps(catalog={"cost": keeping}, clock=shop.clock))
    assert shop.process(job.job_id, answers).status is JobStatus.SUCCEEDED
    events = shop.events(job.job_id)
    (answered,) = [event.answer for event in events if isinstance(event, Answered)]
    (table,) = answered.blocks
    assert isinstance(table, TableBlock)
    assert (len(table.rows), table.total_rows, table.artifact_id) == (SHOWN, 50_000, f"{KEY}-1")
    parts = [
        shop.blobs.get(f"{job.job_id}/{KEY}-1/{number}")
        for number in range(shop.jobs.artifact_parts(job.job_id, f"{KEY}-1"))
    ]
    assert [tuple(row) for part in parts for row in json.loads(part or b"")] == rows
    assert sum(len(event.model_dump_json()) for event in events) < 100_000
