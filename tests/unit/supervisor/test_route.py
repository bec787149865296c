"""Routing as a whole: the fallback answers what it can, and never the future with the past."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.catalog import CATALOG
from supervisor.plan import Step
from supervisor.refusals import AHEAD, OUT_OF_SCOPE
from supervisor.route import previous_step, route
from tests.unit.supervisor.test_fast_path_properties import SENTENCES

FUTURE = st.sampled_from(["will", "next month", "forecast", "expected", "we'll", "in the coming weeks", "tomorrow"])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(SENTENCES, FUTURE, SENTENCES, st.sampled_from(["", "frobnicator"]))
def test_the_future_is_forecast_or_refused_but_never_answered_with_the_past(
    before: str, future: str, after: str, strange: str
) -> None:
    decision = route(f"{before} {future} {after} {strange}", catalog=CATALOG)

    assert {step.tool for step in decision.steps} <= {"forecast"}


@pytest.mark.parametrize(
    "text",
    [
        "what will our bill be if we migrate to graviton",
        "will my spend with frobnicators explode next month",
        "estimate the cost of moving to another region",
        "how much would the bill be by the end of the month with twice the users",
    ],
)
def test_what_cannot_be_forecast_says_what_can(text: str) -> None:
    decision = route(text, catalog=CATALOG)

    assert (decision.path, decision.steps, decision.reason) == ("fallback", (), AHEAD)
    assert "Forecast" in decision.reason


def test_unknown_words_beside_a_forecast_are_passed_over_by_the_fallback() -> None:
    decision = route("what will the frobnicated AWS bill be next month", catalog=CATALOG)

    assert decision.path == "fallback"
    assert decision.steps == (Step("cost", "forecast", {"period": "next_month"}),)


def test_the_past_with_unknown_words_is_still_answered_by_the_fallback() -> None:
    decision = route("frobnicated AWS spend last month", catalog=CATALOG)

    assert decision.path == "fallback"
    assert [(step.tool, dict(step.args)) for step in decision.steps] == [("spend", {"period": "last_month"})]


@pytest.mark.parametrize(
    "text",
    [
        "how much did we spend on travel in october",
        "is the phone bill the same as last month",
        "pay my electricity bill",
        "charge my internet bill to the corporate account",
        "what will i be paying for utilities this month",
        "which accounts are locked",
        "what is the cost of living in Singapore",
        "write a poem about our AWS bill",
        "translate cost into german",
        "tell me a joke about cloud costs",
        "compare our AWS and Azure spend",
    ],
)
def test_a_question_about_something_else_is_refused_although_it_speaks_of_money(text: str) -> None:
    assert route(text, catalog=CATALOG).steps == ()


def test_a_refusal_names_the_words_that_mean_nothing_here() -> None:
    assert "“travel”" in route("how much did we spend on travel in october", catalog=CATALOG).reason


def test_what_is_no_question_about_a_bill_is_out_of_scope() -> None:
    assert route("who painted this", catalog=CATALOG).reason == OUT_OF_SCOPE


def test_a_conversation_leads_from_the_past_to_a_forecast() -> None:
    history = ("what did we spend on EC2 last month", "and next month?")
    step = previous_step(history, CATALOG)

    assert step == Step("cost", "forecast", {"service": ("EC2",), "period": "next_month"})
