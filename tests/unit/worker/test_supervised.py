"""From a job to the supervisor's question: a tool asked for directly, as a dashboard does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel

from agents.planner import Asked, Emit
from finops_core.answers import Finding
from finops_core.clock import ManualClock
from finops_core.errors import ToolError
from finops_core.jobs.events import Answered, Routed, RunFailed
from finops_core.jobs.model import JobStatus, JsonObject
from finops_core.roles import Role
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, Catalog, ToolDef, as_found
from supervisor.run import SupervisorDeps
from tests.unit.jobs.schedules import FIRST, new_job
from tests.unit.worker.shop import Shop
from worker.supervised import LONGEST, SupervisedAnswers


class Wanted(BaseModel):
    group_by: tuple[str, ...] = ()
    top_n: int = 5


def spend(params: Wanted, context: ToolContext) -> Finding:
    return Finding(headline=f"Asked for {params.top_n} by {', '.join(params.group_by)}.")


TOOL = ToolDef(name="spend", description="Repeats.", params=Wanted, read=spend, present=as_found)
CATALOG = {
    "cost": AgentDef(
        name="cost",
        title="Cost",
        description="x",
        tools=(TOOL,),
    )
}


def ended(shop: Shop, props: JsonObject) -> str:
    job, _ = shop.jobs.submit(replace(new_job(shop.clock), props=props, question="Dashboard"), FIRST)
    answers = SupervisedAnswers(shop.jobs, shop.blobs, SupervisorDeps(catalog=CATALOG, clock=shop.clock))
    shop.process(job.job_id, answers)
    return job.job_id


@pytest.mark.parametrize(("role", "kept"), [(Role.VIEWER, 0), (Role.ANALYST, 1), (Role.ADMIN, 1)])
def test_a_question_is_answered_with_the_role_of_who_asked_it(shop: Shop, role: Role, kept: int):
    asked = replace(new_job(shop.clock), question="remember that team platform is called core crew", role=role)
    job, _ = shop.jobs.submit(asked, FIRST)
    answers = SupervisedAnswers(shop.jobs, shop.blobs, SupervisorDeps(catalog=CATALOG, clock=shop.clock))
    shop.process(job.job_id, answers)
    assert len(shop.jobs.memory.of_user(job.user_id)) == kept


def test_a_tool_asked_for_directly_is_called_with_its_arguments(shop: Shop):
    call: JsonObject = {"agent": "cost", "tool": "spend", "args": {"group_by": ["service"], "top_n": 3}}
    events = shop.events(ended(shop, {"finops": call}))
    assert [event.reason for event in events if isinstance(event, Routed)] == ["asked for directly"]
    assert [event.answer.headline for event in events if isinstance(event, Answered)] == ["Asked for 3 by service."]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"agent": "cost", "tool": "nothing"}, "no tool cost.nothing"),
        ({"agent": "nobody", "tool": "spend"}, "no tool nobody.spend"),
        ({"agent": "cost", "tool": "spend", "args": {"top_n": "many"}}, "top_n"),
        ({"agent": "cost"}, "forwardedProps.finops"),
        ({"tool": "spend"}, "forwardedProps.finops"),
        ({"args": {"top_n": 3}}, "forwardedProps.finops"),
        ("spend", "forwardedProps.finops"),
        ({"model": "none"}, "forwardedProps.finops"),
        ({"model": 0}, "forwardedProps.finops"),
        ({"models": False}, "forwardedProps.finops"),
    ],
)
def test_what_cannot_be_called_fails_with_words(shop: Shop, call: object, words: str):
    job_id = ended(shop, {"finops": call})
    assert shop.job(job_id).status is JobStatus.FAILED
    end = shop.events(job_id)[-1]
    assert isinstance(end, RunFailed)
    assert words in end.message


class Planner:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def __call__(self, asked: Asked, catalog: Catalog, context: ToolContext, emit: Emit) -> Finding:
        self.asked.append(asked)
        return Finding(headline="A verse.")


def test_a_question_without_a_model_is_kept_from_it_then_and_later(shop: Shop):
    planner = Planner()
    deps = SupervisorDeps(catalog=CATALOG, clock=shop.clock, planner=planner)
    answers = SupervisedAnswers(shop.jobs, shop.blobs, deps)

    def asks(run_id: str, question: str, props: JsonObject) -> None:
        shop.clock.advance(1)
        made = replace(new_job(shop.clock, run_id=run_id), props=props, question=question)
        job, _ = shop.jobs.submit(made, FIRST)
        shop.process(job.job_id, answers)

    asks("run-1", "compose a limerick about clouds", {})
    asks("run-2", "compose a limerick about the secret project", {"finops": {"model": False}})
    asks("run-3", "compose a limerick about nonsense options", {"finops": {"model": "no"}})
    asks("run-4", "compose a limerick about ships", {"finops": {"model": True}})

    assert [(asked.text, asked.history) for asked in planner.asked] == [
        ("compose a limerick about clouds", ()),
        ("compose a limerick about ships", ("compose a limerick about clouds | answered: A verse.",)),
    ]


def test_a_model_is_told_what_answered_earlier_questions_as_far_as_its_user_may_still_see_it(shop: Shop):
    planner = Planner()
    deps = SupervisorDeps(catalog=CATALOG, clock=shop.clock, planner=planner)
    answers = SupervisedAnswers(shop.jobs, shop.blobs, deps)
    call: JsonObject = {"finops": {"agent": "cost", "tool": "spend", "args": {"top_n": 3, "group_by": ["service"]}}}

    def asks(run_id: str, question: str, props: JsonObject, accounts: tuple[str, ...] | None) -> None:
        shop.clock.advance(1)
        made = replace(new_job(shop.clock, run_id=run_id), props=props, question=question, accounts=accounts)
        job, _ = shop.jobs.submit(made, FIRST)
        shop.process(job.job_id, answers)

    asks("run-1", "The three largest services", call, ("111111111111",))
    asks("run-2", "compose a limerick about ships", {}, ("111111111111", "222222222222"))
    asks("run-3", "compose a limerick about rhymes", {}, ("333333333333",))

    assert planner.asked[0].history == (
        'The three largest services | looked up: spend {"top_n": 3, "group_by": ["service"]} | '
        "answered: Asked for 3 by service.",
    )
    assert planner.asked[1].history == ("The three largest services", "compose a limerick about ships")


def test_other_properties_are_none_of_our_business(shop: Shop):
    events = shop.events(ended(shop, {"theme": "dark"}))
    assert not any(isinstance(event, Routed) and event.reason == "asked for directly" for event in events)


@pytest.mark.parametrize(
    ("limit", "last", "left"),
    [(None, False, LONGEST), (None, True, LONGEST), (780.0, False, None), (780.0, True, timedelta(seconds=750))],
)
def test_a_question_ends_in_words_before_its_time_is_over(
    shop: Shop, limit: float | None, last: bool, left: timedelta | None
) -> None:
    """Where another attempt continues there is no deadline; the last one keeps time for telling."""
    job = replace(new_job(shop.clock), attempt=shop.jobs.settings.max_attempts if last else 1)
    deps = SupervisorDeps(catalog=CATALOG, clock=shop.clock)
    answers = SupervisedAnswers(shop.jobs, shop.blobs, deps, attempt_limit_s=limit)

    assert answers.deadline(job) == (shop.clock.now() + left if left else None)


def test_a_tool_that_passes_the_deadline_says_so() -> None:
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    context = ToolContext(job_id="j", user_id="u", clock=clock, deadline=clock.now() + LONGEST)
    context.check()
    clock.advance(LONGEST.total_seconds())

    with pytest.raises(ToolError, match="longer than a question may"):
        context.check()
