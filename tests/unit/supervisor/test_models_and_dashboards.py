"""A model that answers, fails or is replaced, and tools that a dashboard asks for by name."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from agents.planner import Asked, Emit
from finops_core.answers import Finding
from finops_core.errors import FinOpsError, ToolError, ToolRetry
from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Answered,
    Event,
    Progress,
    Routed,
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
from finops_core.stopping import Stop
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import Catalog
from supervisor.plan import Step
from supervisor.run import DELTA_CHARS, SupervisorDeps, run
from tests.unit.supervisor.test_run import Nothing, agent, answer, ask, deps, of, percents

UNUSUAL = "please compose a limerick on our cloud costs"
"""What the fast path leaves to a model."""


class Model:
    """A planner that says what it is told to, and remembers what it was asked."""

    def __init__(self, finding: Finding | None = None, *, error: Exception | None = None) -> None:
        self.asked: list[Asked] = []
        self.contexts: list[ToolContext] = []
        self._finding = finding or Finding(headline="There once was a bill.")
        self._error = error

    def __call__(self, asked: Asked, catalog: Catalog, context: ToolContext, emit: Emit) -> Finding:
        self.asked.append(asked)
        self.contexts.append(context)
        emit(ToolStarted(call_id="c1", agent_run_id=asked.run_id, tool="spend"))
        if self._error is not None:
            raise self._error
        return self._finding


def with_model(model: Model) -> SupervisorDeps:
    plain = deps()
    return SupervisorDeps(catalog=plain.catalog, clock=plain.clock, services=plain.services, planner=model)


def routes(events: list[Event]) -> list[tuple[str, tuple[str, ...]]]:
    return [(event.path, event.agents) for event in events if isinstance(event, Routed)]


def test_a_model_answers_what_the_fast_path_leaves_and_its_steps_are_seen() -> None:
    model = Model()
    events = list(run(ask(UNUSUAL, history=lambda: ("What did I spend?",)), with_model(model)))

    assert routes(events) == [("model", ())]
    assert percents(events) == [30, 60, 90, 100]
    assert answer(events).answer.headline == "There once was a bill."
    assert "by its words only" not in answer(events).answer.markdown
    (asked,) = model.asked
    assert (asked.text, asked.history, asked.run_id) == (UNUSUAL, ("What did I spend?",), "job-a1-model")
    order = [type(event) for event in events if isinstance(event, AgentStarted | ToolStarted | AgentFinished)]
    assert order == [AgentStarted, ToolStarted, AgentFinished]


def test_a_model_is_not_asked_what_the_fast_path_knows() -> None:
    model = Model()
    events = list(run(ask("What did I spend by service?"), with_model(model)))

    assert routes(events) == [("fast", ("cost",))]
    assert model.asked == []


@pytest.mark.parametrize("error", [ToolError("The model is asleep."), RuntimeError("secret detail")])
def test_a_model_that_fails_is_replaced_by_the_words_of_the_question(error: Exception) -> None:
    events = list(run(ask(UNUSUAL), with_model(Model(error=error))))

    assert [path for path, _ in routes(events)] == ["model", "fallback"]
    assert "$100.00" in answer(events).answer.headline
    assert "by its words only" in answer(events).answer.markdown
    assert "secret detail" not in "".join(event.model_dump_json() for event in events)
    assert percents(events) == sorted(percents(events))


def test_a_question_asked_without_the_model_is_answered_by_its_words_and_says_so() -> None:
    model = Model()
    events = list(run(ask(UNUSUAL, model=False), with_model(model)))

    assert [path for path, _ in routes(events)] == ["fallback"]
    assert "asked without the language model" in answer(events).answer.markdown
    assert model.asked == []


def test_a_model_is_told_only_of_questions_that_may_be_told() -> None:
    model = Model()
    earlier = ("What did I spend?", "Is Ada paid too much?")
    list(run(ask(UNUSUAL, history=lambda: earlier, for_model=lambda: earlier[:1]), with_model(model)))

    assert model.asked[0].history == earlier[:1]


def test_a_failing_model_says_so_in_its_own_part() -> None:
    events = list(run(ask(UNUSUAL), with_model(Model(error=ToolError("The model is asleep.")))))

    (failed,) = [event for event in events if isinstance(event, AgentFailed)]
    assert (failed.agent_run_id, failed.message) == ("job-a1-model", "The model is asleep.")


def test_a_model_that_finished_before_is_not_asked_again() -> None:
    model = Model()
    kept = Finding(headline="It was told before.")
    events = list(run(ask(UNUSUAL, attempt=2, finished={"model": kept}), with_model(model)))

    assert answer(events).answer.headline == "It was told before."
    assert model.asked == []


def test_a_model_sees_only_what_its_user_may_and_stops_when_they_cancel() -> None:
    model, flag = Model(), Stop()
    list(run(ask(UNUSUAL, accounts=frozenset({"1"}), cancelled=flag), with_model(model)))
    (context,) = model.contexts

    assert (context.accounts, context.user_id, context.job_id) == (frozenset({"1"}), "ada", "job")
    assert context.cancelled is flag


def test_a_dashboard_names_its_tool_and_arguments() -> None:
    step = Step(agent="cost", tool="spend", args={"group_by": ("service",), "top_n": 1})
    events = list(run(ask("anything at all", asked=step), deps()))

    assert routes(events) == [("fast", ("cost",))]
    assert "$70.25 of $100.00" in answer(events).answer.headline
    (args,) = [event for event in events if isinstance(event, ToolArgs)]
    assert args.delta == '{"group_by": ["service"], "top_n": 1}'


@pytest.mark.parametrize(("name", "tool"), [("cost", "explode"), ("parrot", "spend"), ("", ""), ("cost", "")])
def test_a_tool_that_nobody_has_is_refused(name: str, tool: str) -> None:
    with pytest.raises(ToolRetry, match=rf"no tool {name}\.{tool}"):
        list(run(ask("x", asked=Step(agent=name, tool=tool, args={})), deps()))


@pytest.mark.parametrize("args", [{"top_n": 0}, {"colour": "red"}, {"period": "soon"}])
def test_a_dashboards_arguments_are_checked_like_everyones(args: Mapping[str, Any]) -> None:
    with pytest.raises(ToolRetry):
        list(run(ask("x", asked=Step(agent="cost", tool="spend", args=args)), deps()))


def test_a_call_is_told_piece_by_piece_and_its_result_in_words() -> None:
    events = list(run(ask("What did I spend by service?"), deps()))
    calls = [event for event in events if isinstance(event, ToolStarted | ToolArgs | ToolEnded | ToolResult)]

    assert [type(event) for event in calls] == [ToolStarted, ToolArgs, ToolEnded, ToolResult]
    assert {event.call_id for event in calls} == {"job-a1-1-cost-spend"}
    (result,) = [event for event in calls if isinstance(event, ToolResult)]
    assert "$70.25 of $100.00" in result.content
    assert "[[" not in result.content


def fails(_: Nothing, context: ToolContext) -> Finding:
    raise ToolError("The cage is locked.")


def test_a_call_that_failed_has_its_reason_as_result() -> None:
    seen: list[Event] = []
    with pytest.raises(FinOpsError):
        seen.extend(run(ask("parrot?"), deps({"blue": agent("blue", fails)})))

    (result,) = [event for event in seen if isinstance(event, ToolResult)]
    assert result.content == "The cage is locked."
    assert not of(Answered, seen)


def test_steps_open_and_close_around_what_happens_in_them() -> None:
    events = list(run(ask("What did I spend by service?"), deps()))
    steps = [
        f"{'+' if isinstance(event, StepStarted) else '-'}{event.stage}"
        for event in events
        if isinstance(event, StepStarted | StepFinished)
    ]

    assert steps == ["+routing", "-routing", "+agents", "-agents", "+synthesis", "-synthesis"]
    assert isinstance(events[0], StepStarted)


def parrots(*names: str, look: Callable[[Nothing, ToolContext], Finding]) -> Catalog:
    return {name: agent(name, look) for name in names}


def test_the_bar_names_who_answered_and_who_could_not() -> None:
    catalog = {**parrots("grey", look=lambda _, __: Finding(headline="Grey.")), **parrots("blue", look=fails)}
    events = list(run(ask("grey parrot and blue parrot?"), deps(catalog)))
    told = {event.message for event in events if isinstance(event, Progress)}

    assert {"Grey: done.", "Blue: could not answer.", "The grey and blue agents answer this.", "Done."} <= told


def test_facts_of_agents_side_by_side_never_share_an_id() -> None:
    def look(_: Nothing, context: ToolContext) -> Finding:
        first, second = context.facts.number(1, "x", "a"), context.facts.number(2, "x", "b")
        return Finding(headline=f"[[{first.id}]] [[{second.id}]]", facts=(first, second))

    events = list(run(ask("grey parrot and blue parrot?"), deps(parrots("grey", "blue", look=look))))
    ids = [fact.id.partition("-") for fact in answer(events).answer.facts]

    assert [number for number, _, _ in ids] == ["f1", "f2", "f1", "f2"]
    assert len({mark for _, _, mark in ids}) == 2


def test_a_long_answer_streams_in_pieces_that_add_up_to_it() -> None:
    text = "".join(f"{number} parrots. " for number in range(200)).strip()
    catalog = parrots("grey", look=lambda _, __: Finding(headline="Many.", prose=text))
    events = list(run(ask("parrot?"), deps(catalog)))
    pieces = [event.delta for event in events if isinstance(event, TextDelta)]

    found = answer(events).answer
    assert "".join(pieces) == f"{found.headline}\n\n{found.markdown}"
    assert {len(piece) for piece in pieces[:-1]} == {DELTA_CHARS}
    assert 0 < len(pieces[-1]) <= DELTA_CHARS
    assert len({event.message_id for event in events if isinstance(event, TextStarted | TextDelta | TextEnded)}) == 1


def test_an_answer_without_prose_is_only_its_headline() -> None:
    step = Step(agent="grey", tool="look", args={})
    catalog = parrots("grey", look=lambda _, __: Finding(headline="A parrot is grey."))
    events = list(run(ask("x", asked=step), deps(catalog)))

    assert [event.delta for event in events if isinstance(event, TextDelta)] == ["A parrot is grey."]


def test_ids_of_an_attempt_name_it() -> None:
    def ids(attempt: int) -> list[str]:
        events = list(run(ask("What did I spend?", attempt=attempt), deps()))
        return [event.agent_run_id for event in events if isinstance(event, AgentStarted)] + [
            event.message_id for event in events if isinstance(event, TextStarted)
        ]

    assert ids(1) == ["job-a1-1-cost", "job-m1"]
    assert ids(2) == ["job-a2-1-cost", "job-m2"]
