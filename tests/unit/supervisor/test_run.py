"""Running a question: the events a user sees, agents side by side, retries and failures."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from pydantic import BaseModel

from agents.catalog import CATALOG
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.answers import Finding, Usage
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError, ToolError
from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    Answered,
    Event,
    Progress,
    Routed,
    TextDelta,
    ToolResult,
)
from finops_core.jobs.log import split
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, Catalog, ToolDef, as_found
from finops_core.values import Money
from supervisor.run import Question, SupervisorDeps, run
from tests.agents.cued import called

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def deps(catalog: Catalog = CATALOG) -> SupervisorDeps:
    bill = MemoryBill(
        [
            Line(day=date(2026, 10, 3), amount=Decimal("70.25")),
            Line(day=date(2026, 10, 4), amount=Decimal("29.75"), service="Amazon Simple Storage Service"),
        ]
    )
    return SupervisorDeps(catalog=catalog, clock=ManualClock(NOW), services={BillSource: bill})


def ask(text: str, **more: object) -> Question:
    return Question(job_id="job", user_id="ada", text=text, **more)  # pyright: ignore[reportArgumentType]


class Nothing(BaseModel):
    pass


def agent(name: str, function: Callable[[Nothing, ToolContext], Finding]) -> AgentDef:
    tool = ToolDef(name="look", description="", params=Nothing, read=function, present=as_found)
    questions = called(f"parrot, {name} parrot", "look")
    return AgentDef(name=name, title=name.capitalize(), description="", tools=(tool,), questions=questions)


def of(kind: type[Event], events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def answer(events: list[Event]) -> Answered:
    (found,) = [event for event in events if isinstance(event, Answered)]
    return found


def percents(events: list[Event]) -> list[int]:
    return [event.percent for event in events if isinstance(event, Progress)]


def test_a_question_streams_progress_text_and_the_typed_answer() -> None:
    events = list(run(ask("What did I spend by service?"), deps()))

    assert percents(events) == [30, 60, 90, 100]
    assert all(event.message and event.stage for event in events if isinstance(event, Progress))
    (routed,) = [event for event in events if isinstance(event, Routed)]
    assert (routed.path, routed.agents) == ("fast", ("cost",))
    found = answer(events).answer
    assert "$70.25 of $100.00" in found.headline
    assert found.basis.metric == "BilledCost"
    text = "".join(event.delta for event in events if isinstance(event, TextDelta))
    assert text.startswith(found.headline)
    assert isinstance(events[-1], Progress)


def test_every_event_can_be_stored() -> None:
    events = list(run(ask("What did I spend by service?"), deps()))

    assert "answered" in split(events)[0].text


def test_a_question_the_fast_path_leaves_is_answered_by_its_words_and_says_so() -> None:
    events = list(run(ask("hmm, tell me something astonishing concerning cloud costs"), deps()))

    (routed,) = [event for event in events if isinstance(event, Routed)]
    assert routed.path == "fallback"
    found = answer(events).answer
    assert "$100.00" in found.headline
    assert "by its words only" in found.markdown


def test_what_the_words_did_say_is_kept_and_the_unknown_ones_are_named() -> None:
    found = answer(list(run(ask("our extraordinary S3 spend"), deps()))).answer

    assert found.headline.startswith("You spent $29.75 on S3")
    assert "“extraordinary”" in found.markdown


def test_another_cloud_than_the_bills_is_refused() -> None:
    found = answer(list(run(ask("what do we spend on gcp"), deps()))).answer

    assert "no charges of “gcp”" in found.headline
    assert not found.answered
    assert not found.facts


def test_a_follow_up_builds_on_the_question_before() -> None:
    history = ("What did I spend on S3 in October 2026?", "and by region?")
    found = answer(list(run(ask("and by account?", history=lambda: history), deps()))).answer

    assert "$29.75 on S3" in found.headline
    assert "in October 2026" in found.headline


def test_a_question_about_something_else_is_refused_with_examples() -> None:
    events = list(run(ask("who won the game last night"), deps()))

    found = answer(events).answer
    assert "nothing of that in this question" in found.headline
    assert not found.answered
    assert found.suggestions
    assert not of(ToolResult, events)
    assert percents(events) == [30, 100]


def test_agents_run_side_by_side_and_each_moves_the_bar() -> None:
    together = Barrier(2, timeout=5)

    def wait(_: Nothing, context: ToolContext) -> Finding:
        together.wait()
        fact = context.facts.money(Money(Decimal(3), "USD"), "parrots")
        return Finding(headline=f"A parrot costs [[{fact.id}]].", facts=(fact,))

    catalog = {name: agent(name, wait) for name in ("grey", "blue")}
    events = list(run(ask("grey parrot and blue parrot?"), deps(catalog)))

    assert percents(events) == [30, 45, 60, 90, 100]
    facts = answer(events).answer.facts
    assert len({fact.id for fact in facts}) == 2


def test_the_answer_says_what_one_agent_could_not_do() -> None:
    def fail(_: Nothing, context: ToolContext) -> Finding:
        raise ToolError("The cage is locked.")

    catalog = {
        "grey": agent("grey", lambda _, context: Finding(headline="A parrot is grey.")),
        "blue": agent("blue", fail),
    }
    events = list(run(ask("grey parrot and blue parrot?"), deps(catalog)))

    (failed,) = [event for event in events if isinstance(event, AgentFailed)]
    assert failed.message == "The cage is locked."
    assert "Blue could not answer: The cage is locked." in answer(events).answer.markdown


def test_when_no_agent_can_answer_the_run_raises_the_reason() -> None:
    def fail(_: Nothing, context: ToolContext) -> Finding:
        raise ToolError("The cage is locked.")

    seen: list[Event] = []
    with pytest.raises(FinOpsError, match="cage is locked"):
        seen.extend(run(ask("parrot?"), deps({"blue": agent("blue", fail)})))


def test_an_agent_that_breaks_ends_the_run_with_a_sentence_for_the_user() -> None:
    def breaks(_: Nothing, context: ToolContext) -> Finding:
        raise RuntimeError("secret detail")

    with pytest.raises(ToolError, match="look failed on this data") as caught:
        list(run(ask("parrot?"), deps({"blue": agent("blue", breaks)})))
    assert "secret detail" not in str(caught.value)


def test_a_finding_with_a_hole_in_its_prose_does_not_hang_the_run() -> None:
    def forgets(_: Nothing, context: ToolContext) -> Finding:
        return Finding(headline=f"A parrot costs [[{context.facts.number(9, 'seeds', 'parrot').id}]].")

    holed = agent("blue", forgets)
    with pytest.raises(ToolError, match="lost a number"):
        list(run(ask("parrot?"), deps({"blue": holed})))


def test_a_retry_reuses_what_finished_before_without_calling_again() -> None:
    calls: list[str] = []

    def look(_: Nothing, context: ToolContext) -> Finding:
        calls.append(context.job_id)
        return Finding(headline="A parrot is blue.")

    catalog = {"blue": agent("blue", look)}
    first = list(run(ask("parrot?"), deps(catalog)))
    (finished,) = [event for event in first if isinstance(event, AgentFinished)]
    assert finished.finding is not None
    second = list(run(ask("parrot?", attempt=2, finished={finished.step: finished.finding}), deps(catalog)))

    assert calls == ["job"]
    assert answer(second).answer == answer(first).answer


def test_ids_of_two_attempts_differ() -> None:
    def ids(attempt: int) -> set[str]:
        events = run(ask("What did I spend?", attempt=attempt), deps())
        return {event.agent_run_id for event in events if isinstance(event, AgentFinished)}

    assert not ids(1) & ids(2)


def test_a_user_sees_only_their_accounts() -> None:
    two = MemoryBill(
        [
            Line(day=date(2026, 10, 3), amount=Decimal(5), account="111111111111"),
            Line(day=date(2026, 10, 3), amount=Decimal(7), account="222222222222", service="Secret Service"),
        ]
    )
    scoped = SupervisorDeps(catalog=CATALOG, clock=ManualClock(NOW), services={BillSource: two})
    events = list(run(ask("What did I spend by service?", accounts=frozenset({"111111111111"})), scoped))

    found = answer(events).answer
    assert "$5.00" in found.headline
    assert "Secret" not in found.model_dump_json()
    assert found.basis.accounts == ("111111111111",)


def test_what_the_tools_metered_is_in_the_answers_usage() -> None:
    def look(_: Nothing, context: ToolContext) -> Finding:
        context.meter.add(requests=3, price_usd=Decimal("0.03"), tokens_in=7, tokens_out=2)
        return Finding(headline="A parrot is grey.")

    found = answer(list(run(ask("parrot?"), deps({"grey": agent("grey", look)})))).answer
    assert found.usage == Usage(requests=3, price_usd="0.03", tokens_in=7, tokens_out=2)
