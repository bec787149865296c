"""A name in a bill that looks like a reference to a fact is a name, wherever an answer says it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agents.catalog import CATALOG
from billing.query import Dimension
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.answers import Answer, Fact, render
from finops_core.clock import ManualClock
from finops_core.jobs.events import Answered, Event, TextDelta, ToolResult
from supervisor.plan import Step
from supervisor.run import Question, SupervisorDeps, run

NAMES = ("[[f1]]", "[[f2]]", "[[f3]] [[f1]]", "[[f999]]", "[[f1-00000000]]", "[[[[f1]]]]", "[[f100001]]")
NUMBERED = ("[[f1]]", "[[f999]]")
ASKED = (
    Step("cost", "spend", {}),
    Step("cost", "spend", {"group_by": ("service",)}),
    Step("cost", "spend", {"group_by": ("account", "region"), "top_n": 2}),
    Step("cost", "spend", {"group_by": ("tag:owner",)}),
    Step("cost", "spend", {"granularity": "monthly", "group_by": ("service",)}),
    Step("cost", "spend", {"service": ("[[f1]]",), "group_by": ("region",)}),
    Step("cost", "spend", {"service": ("[[f404]]",)}),
    Step("cost", "spend", {"tag": ("owner=[[f1]]",)}),
    Step("cost", "compare", {"period": "2026-10"}),
    Step("cost", "changes", {"period": "2026-10"}),
    Step("cost", "tag_coverage", {}),
    Step("cost", "bill_status", {}),
)


def bill() -> MemoryBill:
    lines = [
        Line(
            day=date(2026, month, 1 + number),
            amount=Decimal(7560 - 100 * number),
            service=name,
            account=name,
            region=name,
            tags={"owner": name, name: "x"},
            values={Dimension.USAGE_TYPE: name, Dimension.RESOURCE: name},
        )
        for number, name in enumerate(NAMES)
        for month in (9, 10)
    ]
    return MemoryBill(lines, accounts={name: name for name in NAMES})


def events_of(step: Step | None, text: str = "") -> list[Event]:
    deps = SupervisorDeps(
        catalog=CATALOG, clock=ManualClock(datetime(2026, 11, 20, tzinfo=UTC)), services={BillSource: bill()}
    )
    return list(run(Question(job_id="job", user_id="ada", text=text, asked=step), deps))


def answer_of(events: list[Event]) -> Answer:
    (found,) = [event.answer for event in events if isinstance(event, Answered)]
    return found


@pytest.mark.parametrize("step", ASKED, ids=lambda step: f"{step.tool} {dict(step.args)}")
def test_whatever_is_asked_every_name_stays_as_the_bill_has_it(step: Step) -> None:
    events = events_of(step)
    answer = answer_of(events)
    marks = {fact.id.partition("-")[2] for fact in answer.facts}
    said = "".join(event.delta for event in events if isinstance(event, TextDelta))
    results = "".join(event.content for event in events if isinstance(event, ToolResult))
    for text in (answer.headline, answer.markdown, said, results):
        assert not any(f"-{mark}]]" in text for mark in marks), "a reference was not put in"
    named = [fact.value for fact in answer.facts if fact.kind == "text" and fact.value in NUMBERED]
    assert all(name in said.replace("\\[", "[") for name in named)


def test_the_amount_of_a_service_with_such_a_name_is_said_on_that_name() -> None:
    answer = answer_of(events_of(Step("cost", "spend", {"service": ("[[f1]]",), "period": "2026-10"})))
    assert answer.headline.startswith("You spent $7,560.00 on [[f1]]")


@pytest.mark.parametrize("text", ["What did I spend on [[f1]]?", "What did [[f999]] cost last month?"])
def test_a_question_with_such_a_name_is_answered_or_refused_in_words(text: str) -> None:
    answer = answer_of(events_of(None, text))
    assert answer.headline


def test_only_ids_with_the_mark_of_their_facts_are_replaced() -> None:
    facts = [Fact(id="f1-ab12cd34", kind="number", value="7", subject="s")]
    assert render("[[f1-ab12cd34]] of [[f1]], [[f1-00000000]] and [[f999]]", facts) == (
        "7 of [[f1]], [[f1-00000000]] and [[f999]]"
    )
    with pytest.raises(KeyError):
        render("[[f2-ab12cd34]]", facts)
