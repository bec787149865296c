"""The one way to call a tool: arguments checked, changes approved, surprises told in a sentence, results bounded."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Lock
from typing import Any

import pytest
from pydantic import BaseModel, Field

from finops_core.answers import DateRange, Fact, Finding, headline_of
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError, JobTimeout, ToolError, ToolRetry
from finops_core.stopping import Stop, Stopping
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook
from finops_core.tools.meter import Meter, Metered
from finops_core.tools.readers import ReaderSpec
from finops_core.tools.run import MAX_FACTS, run_tool
from finops_core.tools.spec import AgentDef, AnyTool, Risk, ToolDef, as_found, offered
from finops_core.values import Money, Period


class Wanted(BaseModel):
    service: str
    top_n: int = Field(default=5, ge=1, le=100)


class Reader:
    """A port that a tool may ask for."""


CONTEXT = ToolContext(job_id="job-7", user_id="ada", clock=ManualClock(datetime(2026, 5, 1, tzinfo=UTC)))
MAY = Period.of_month(2026, 5)


def tool(function: Any, risk: Risk = Risk.READ) -> AnyTool:
    return ToolDef(name="cost_spend", description="d", params=Wanted, read=function, present=as_found, risk=risk)


def repeat(params: Wanted, context: ToolContext) -> Finding:
    return Finding(headline=f"{params.service} {params.top_n} for {context.user_id}")


def never(params: Wanted, context: ToolContext) -> Finding:
    raise AssertionError("nobody may call this")


def test_a_tool_gets_its_arguments_as_its_model_and_its_callers_context():
    assert run_tool(tool(repeat), {"service": "EC2", "top_n": "7"}, CONTEXT).headline == "EC2 7 for ada"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "cost_spend: service: Field required"),
        ({"service": 7}, "cost_spend: service: Input should be a valid string"),
        ({"service": "x", "top_n": 0}, "cost_spend: top_n: Input should be greater than or equal to 1"),
        ({"service": "x", "top_n": 101}, "cost_spend: top_n: Input should be less than or equal to 100"),
        ({"service": "x", "top_n": "many"}, "cost_spend: top_n: Input should be a valid integer"),
    ],
    ids=str,
)
def test_wrong_arguments_say_what_is_wrong_so_that_a_model_may_correct_them(arguments: dict[str, Any], words: str):
    with pytest.raises(ToolRetry) as refused:
        run_tool(tool(never), arguments, CONTEXT)
    assert str(refused.value).startswith(words)
    assert refused.value.retryable


@pytest.mark.parametrize("risk", [Risk.CHANGE, Risk.DESTROY])
def test_what_changes_an_account_is_not_called_unless_approved(risk: Risk):
    with pytest.raises(ToolError, match="nobody has approved exactly this call"):
        run_tool(tool(never, risk), {"service": "x"}, CONTEXT)


@pytest.mark.parametrize("risk", [Risk.CHANGE, Risk.DESTROY])
def test_an_approval_is_asked_about_exactly_this_call(risk: Risk):
    asked: list[tuple[str, dict[str, Any], str]] = []

    def approve(called: AnyTool, arguments: Mapping[str, Any], context: ToolContext) -> bool:
        asked.append((called.name, dict(arguments), context.job_id))
        return True

    run_tool(tool(repeat, risk), {"service": "x"}, CONTEXT, approved=approve)
    assert asked == [("cost_spend", {"service": "x"}, "job-7")]


def test_reading_needs_no_approval():
    def refuse(*_: object) -> bool:
        raise AssertionError("nobody has to approve reading")

    assert run_tool(tool(repeat), {"service": "x"}, CONTEXT, approved=refuse).headline == "x 5 for ada"


def test_wrong_arguments_are_refused_before_anybody_is_asked_to_approve_them():
    def approve(*_: object) -> bool:
        raise AssertionError("nobody should approve what cannot be called")

    with pytest.raises(ToolRetry):
        run_tool(tool(never, Risk.CHANGE), {}, CONTEXT, approved=approve)


@pytest.mark.parametrize("error", [ToolError("No such tag."), ToolRetry("Name a tag."), JobTimeout("Too slow.")])
def test_what_a_tool_says_about_its_failure_is_passed_on(error: FinOpsError):
    def failing(params: Wanted, context: ToolContext) -> Finding:
        raise error

    with pytest.raises(type(error)) as told:
        run_tool(tool(failing), {"service": "x"}, CONTEXT)
    assert told.value is error


def test_a_surprise_is_a_sentence_without_its_details():
    def broken(params: Wanted, context: ToolContext) -> Finding:
        raise ZeroDivisionError("secret of another user")

    with pytest.raises(ToolError) as told:
        run_tool(tool(broken), {"service": "x"}, CONTEXT)
    assert "ZeroDivisionError" in str(told.value)
    assert "job-7" in str(told.value)
    assert "secret" not in str(told.value)
    assert not told.value.retryable


@pytest.mark.parametrize(("count", "told"), [(MAX_FACTS, True), (MAX_FACTS + 1, False)])
def test_an_answer_has_at_most_500_facts_of_a_call(count: int, told: bool):
    def wordy(params: Wanted, context: ToolContext) -> Finding:
        return Finding(headline="h", facts=tuple(context.facts.number(n, "", "s") for n in range(count)))

    assert MAX_FACTS == 500
    if told:
        assert len(run_tool(tool(wordy), {"service": "x"}, CONTEXT).facts) == count
        return
    with pytest.raises(ToolError, match="returned 501 facts"):
        run_tool(tool(wordy), {"service": "x"}, CONTEXT)


def test_a_reader_that_is_not_there_is_named():
    with pytest.raises(ToolError, match="no Reader configured"):
        CONTEXT.service(Reader)
    reader = Reader()
    given = ToolContext(job_id="j", user_id="u", clock=CONTEXT.clock, services={Reader: reader})
    assert given.service(Reader) is reader


def test_facts_have_ids_of_their_own_and_keep_their_exact_value():
    book = FactBook(first=7, mark="c0de")
    money = book.money(Money(Decimal("0.10000000000000000001"), "USD"), "EC2", MAY, of=("f1", "f2"))
    assert money == Fact(
        id="f7-c0de",
        kind="money",
        value="0.10000000000000000001",
        unit="USD",
        subject="EC2",
        period=DateRange(start=MAY.start, end=MAY.end),
        derived_from=("f1", "f2"),
    )
    others = (
        book.number(3, "accounts", "all"),
        book.percent(Decimal("0.5"), "EC2", MAY),
        book.day(date(2026, 5, 1), "first"),
        book.text("AmazonEC2", "largest", MAY),
    )
    assert [fact.id for fact in others] == [f"f{number}-c0de" for number in (8, 9, 10, 11)]
    assert [(fact.kind, fact.value, fact.unit) for fact in others] == [
        ("number", "3", "accounts"),
        ("percent", "0.5", ""),
        ("date", "2026-05-01", ""),
        ("text", "AmazonEC2", ""),
    ]


def test_an_agents_tool_is_found_by_its_name_alone():
    agent = AgentDef(
        name="cost",
        title="Cost",
        description="d",
        tools=(tool(repeat),),
    )
    assert agent.tool("cost_spend").read is repeat
    with pytest.raises(KeyError, match="agent cost has no tool spend"):
        agent.tool("spend")


def test_a_tool_whose_reader_is_absent_says_what_to_configure():
    needs = (ReaderSpec(port=Reader, title="a crystal ball", remedy="Buy one and name it in finops.toml."),)
    look = ToolDef(name="look", description="d", params=Wanted, read=repeat, present=as_found, needs=needs)
    with pytest.raises(ToolError, match=r"look needs a crystal ball\. Buy one and name it in finops\.toml\."):
        run_tool(look, {"service": "EC2"}, CONTEXT)
    there = replace(CONTEXT, services={Reader: Reader()})
    assert run_tool(look, {"service": "EC2"}, there).headline == "EC2 5 for ada"


def test_what_needs_an_absent_reader_is_not_offered():
    needs = (ReaderSpec(port=Reader, title="a crystal ball", remedy="Buy one."),)
    plain, blind = (
        tool(repeat),
        ToolDef(name="look", description="d", params=Wanted, read=repeat, present=as_found, needs=needs),
    )
    catalog = {"a": agent_of(plain, blind), "b": agent_of(blind)}
    assert {name: [each.name for each in one.tools] for name, one in offered(catalog, {}).items()} == {
        "a": [plain.name]
    }
    assert offered(catalog, {Reader: Reader()}) == catalog


def agent_of(*tools: AnyTool) -> AgentDef:
    return AgentDef(
        name="a",
        title="A",
        description="d",
        tools=tools,
    )


def test_a_result_is_typed_data_that_another_tool_may_ask_for():
    def count(params: Wanted, context: ToolContext) -> int:
        return params.top_n * 2

    def told(number: int, facts: FactBook) -> Finding:
        fact = facts.number(number, "parrots", "parrots")
        return Finding(headline=f"There are [[{fact.id}]].", facts=(fact,))

    counting = ToolDef(name="count", description="d", params=Wanted, read=count, present=told)

    def doubled(params: Wanted, context: ToolContext) -> Finding:
        return Finding(headline=f"{context.call(counting, params) * 2} in words")

    assert headline_of(run_tool(counting, {"service": "x", "top_n": 4}, CONTEXT)) == "There are 8 parrots."
    assert run_tool(tool(doubled), {"service": "x", "top_n": 4}, CONTEXT).headline == "16 in words"


def test_no_tool_calls_one_that_changes_something():
    def sly(params: Wanted, context: ToolContext) -> Finding:
        return context.call(tool(never, Risk.DESTROY), params)

    with pytest.raises(ToolError, match="no other tool may call it"):
        run_tool(tool(sly), {"service": "x"}, CONTEXT)


def test_calls_side_by_side_keep_their_order_and_an_error_stands_in_its_place():
    at_work = Barrier(2, timeout=10)

    def wait(name: str) -> Callable[[ToolContext], str]:
        def call(context: ToolContext) -> str:
            at_work.wait()
            if name == "second":
                raise ToolError("second is denied")
            return f"{name} {context.facts.mark != CONTEXT.facts.mark}"

        return call

    found = CONTEXT.parallel([wait("first"), wait("second")], at_most=2)
    assert [str(each) for each in found] == ["first True", "second is denied"]
    assert isinstance(found[1], ToolError)
    assert CONTEXT.parallel([], at_most=2) == []


def test_no_more_calls_run_side_by_side_than_allowed():
    running, most, lock = 0, 0, Lock()

    def call(context: ToolContext) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        with lock:
            running -= 1

    CONTEXT.parallel([call] * 50, at_most=1)
    assert most == 1


def test_a_stopped_job_ends_at_the_next_look_and_a_late_one_with_advice():
    stopped = replace(CONTEXT, cancelled=Stop())
    stopped.cancelled.set()
    for work in (stopped.check, lambda: stopped.progress(1, 2, "half"), lambda: stopped.parallel([repr], at_most=1)):
        with pytest.raises(Stopping):
            work()
    with pytest.raises(Stopping):
        run_tool(tool(never), {"service": "x"}, stopped)
    late = replace(CONTEXT, deadline=CONTEXT.clock.now())
    with pytest.raises(ToolError, match="shorter period"):
        late.check()


def test_setting_the_stop_interrupts_what_waits_and_only_while_it_waits():
    stop, interrupted = Stop(), list[str]()
    with stop.interrupting(lambda: interrupted.append("too late")):
        pass
    with stop.interrupting(lambda: interrupted.append("in time")):
        stop.set()
        stop.set()
    assert interrupted == ["in time"]
    with pytest.raises(Stopping), stop.interrupting(lambda: interrupted.append("never")):
        raise AssertionError("the body of what is stopped already does not run")
    assert interrupted == ["in time"]


def test_what_requests_cost_is_added_up_once_for_the_job():
    def paid(params: Wanted, context: ToolContext) -> Finding:
        context.meter.add(requests=2, price_usd=Decimal("0.01"))
        return Finding(headline="h")

    context = replace(CONTEXT, meter=Meter())
    for _ in range(3):
        run_tool(tool(paid), {"service": "x"}, context)
    context.meter.add(tokens_in=7, tokens_out=5)
    assert context.meter.read() == Metered(requests=6, price_usd=Decimal("0.03"), tokens_in=7, tokens_out=5)
