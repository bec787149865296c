"""The one way to call a tool: arguments checked, changes approved, surprises told in a sentence, results bounded."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, Field

from finops_core.answers import DateRange, Fact, Finding
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError, JobTimeout, ToolError, ToolRetry
from finops_core.tools.run import MAX_FACTS, run_tool
from finops_core.tools.spec import AgentDef, FactBook, Risk, ToolContext, ToolDef
from finops_core.values import Money, Period


class Wanted(BaseModel):
    service: str
    top_n: int = Field(default=5, ge=1, le=100)


class Reader:
    """A port that a tool may ask for."""


CONTEXT = ToolContext(job_id="job-7", user_id="ada", clock=ManualClock(datetime(2026, 5, 1, tzinfo=UTC)))
MAY = Period.of_month(2026, 5)


def tool(function: Any, risk: Risk = Risk.READ) -> ToolDef:
    return ToolDef(name="cost_spend", description="d", params=Wanted, function=function, risk=risk)


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

    def approve(called: ToolDef, arguments: Mapping[str, Any], context: ToolContext) -> bool:
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
        keywords=(),
        default_tool="cost_spend",
    )
    assert agent.tool("cost_spend").function is repeat
    with pytest.raises(KeyError, match="agent cost has no tool spend"):
        agent.tool("spend")
