"""What a model is told of a long conversation, and what a follow-up takes of what a model answered."""

import json

import pytest

from agents.adapters.scripted_model import Call as ModelCall
from agents.adapters.scripted_model import ScriptedModel
from agents.adapters.strands import StrandsPlanner
from agents.catalog import CATALOG
from billing.source import BillSource
from finops_core.answers import Answer
from finops_core.jobs.events import Answered, Routed, ToolArgs, ToolStarted
from supervisor.conversation import MOST_CHARS, Call, Earlier, earlier_of, step_of_model, told_to_model
from supervisor.plan import Step
from supervisor.run import Question, SupervisorDeps, run
from tests.unit.agents.test_cost_tools import BILL
from tests.unit.agents.test_strands import CLOCK, COST, SPEND

SPENT = Call(tool="spend", args={"period": "2026-10", "group_by": ["service"]})


def test_the_latest_questions_are_told_with_what_answered_them_and_older_ones_alone() -> None:
    conversation = [Earlier(question=f"Question {n}", calls=(SPENT,), headline=f"Answer {n}") for n in range(8)]

    lines = told_to_model(conversation)

    assert lines[:3] == ("Question 0", "Question 1", "Question 2")
    assert lines[-1] == (
        'Question 7 | looked up: spend {"period": "2026-10", "group_by": ["service"]} | answered: Answer 7'
    )


@pytest.mark.parametrize("letters", ["x", "é", "x\n", "🎈"])
def test_a_long_conversation_stays_within_its_bound_and_says_what_is_left_out(letters: str) -> None:
    long = [Earlier(question=letters * 4_000, calls=(SPENT,) * 40, headline=letters * 4_000) for _ in range(40)]

    lines = told_to_model(long)

    assert sum(map(len, lines)) <= MOST_CHARS + 50
    assert "earlier questions are not shown" in lines[0]
    assert lines[-1].count("looked up") == 1


def test_a_log_tells_each_call_once_and_the_headline() -> None:
    calls = [
        event
        for attempt in (1, 2)
        for event in (
            ToolStarted(call_id=f"c{attempt}", agent_run_id="r", tool="spend"),
            ToolArgs(call_id=f"c{attempt}", agent_run_id="r", delta='{"period": "2'),
            ToolArgs(call_id=f"c{attempt}", agent_run_id="r", delta='026-10"}'),
        )
    ]
    broken = [
        ToolStarted(call_id="c3", agent_run_id="r", tool="spend"),
        ToolArgs(call_id="c3", agent_run_id="r", delta="{"),
    ]
    answered = Answered(answer=Answer(headline="It was $90.", markdown=""))

    found = earlier_of("How much?", [Routed(path="model", agents=(), reason="", micros=1), *calls, *broken, answered])

    assert [str(call) for call in found.calls] == ['spend {"period": "2026-10"}']
    assert (found.headline, found.by_model) == ("It was $90.", True)


@pytest.mark.parametrize(
    ("calls", "step"),
    [
        ((SPENT,), Step("cost", "spend", {"period": "2026-10", "group_by": ("service",)})),
        ((SPENT, SPENT), None),
        ((), None),
        ((Call(tool="no_such_tool", args={}),), None),
        ((Call(tool="spend", args={"where": {"a": 1}}),), None),
    ],
)
def test_a_follow_up_builds_on_the_one_call_of_a_model(calls: tuple[Call, ...], step: Step | None) -> None:
    assert step_of_model(Earlier(question="?", calls=calls, by_model=True), CATALOG) == step


def _asked(text: str, before: Earlier, model: ScriptedModel) -> list[object]:
    deps = SupervisorDeps(
        catalog=CATALOG, clock=CLOCK, services={BillSource: BILL}, planner=StrandsPlanner(lambda: model)
    )
    question = Question(
        job_id="job",
        user_id="ada",
        text=text,
        history=lambda: ("What did I spend on S3 in September 2026?", before.question),
        for_model=lambda: told_to_model([before]),
        by_model=lambda: before,
    )
    return list(run(question, deps))


def test_a_follow_up_of_a_models_answer_is_of_that_answer_and_not_of_an_older_question() -> None:
    before = Earlier(question="a limerick on October, please", calls=(Call(tool="spend", args={"period": "2026-10"}),))
    events = _asked("and by region?", before, ScriptedModel([]))

    args = [json.loads(event.delta) for event in events if isinstance(event, ToolArgs)]
    assert args == [{"period": "2026-10", "group_by": ["region"]}]
    (answered,) = [event.answer for event in events if isinstance(event, Answered)]
    assert any("Taken over from the question before" in note for note in answered.basis.notes)


@pytest.mark.parametrize(
    "text", ["and for the second one?", "how come, do you reckon?", "the same once more for the rest of it"]
)
def test_what_a_follow_up_leaves_out_a_model_is_told(text: str) -> None:
    before = Earlier(question="What did I spend by service?", calls=(SPENT, SPENT), headline="You spent most on EC2.")
    model = ScriptedModel([ModelCall(COST.tool, COST.arguments), SPEND, "Done.", "October came to [[f1]]."])
    _asked(text, before, model)

    read = str(model.requests[0])
    assert "the second one" in read
    assert "You spent most on EC2." in read
    assert "group_by" in read
