"""Words that ask for all of a bill, and follow-ups that keep a period which nobody named."""

from collections.abc import Mapping

import pytest

from supervisor.fast_path import decide
from supervisor.plan import Argument, Step, after

ALL = [
    "What have we spent so far?",
    "what did we spend ever",
    "How much have we spent on EC2 up to now?",
    "total AWS spend since we started",
    "costs by service thus far",
    "Our all time spend",
    "what is our total spend until now",
    "top 5 services of all time by cost",
]


@pytest.mark.parametrize("text", ALL)
def test_words_for_all_that_was_ever_spent_ask_for_the_whole_bill(text: str) -> None:
    step = decide(text)
    assert step is not None
    assert (step.tool, step.args.get("period")) == ("spend", "all")


BESIDE_A_PERIOD = {
    "What have we spent so far this month?": "month_to_date",
    "spend this quarter so far": "quarter_to_date",
    "what did we spend in 2026 so far": "2026",
    "in total since March 2026, what did we spend": "since_2026-03",
    "What did we spend in total?": None,
    "total spend": None,
}


@pytest.mark.parametrize(("text", "period"), BESIDE_A_PERIOD.items())
def test_so_far_says_no_more_than_the_period_beside_it(text: str, period: str | None) -> None:
    step = decide(text)
    assert step is not None
    assert step.args.get("period") == period


BY_SERVICE = Step("cost", "spend", {"group_by": ("service",)})
MONTHLY = Step("cost", "spend", {"granularity": "monthly"})
FOLLOWED: list[tuple[Step, str, Mapping[str, Argument]]] = [
    (BY_SERVICE, "And daily?", {"granularity": "daily", "period": "usual"}),
    (BY_SERVICE, "And by account?", {"group_by": ("account",)}),
    (BY_SERVICE, "And monthly?", {"granularity": "monthly"}),
    (MONTHLY, "And by service?", {"group_by": ("service",), "period": "usual_monthly"}),
    (MONTHLY, "And daily?", {"granularity": "daily", "period": "usual_monthly"}),
    (BY_SERVICE, "and the month before?", {"group_by": ("service",), "period": "before:usual"}),
]


@pytest.mark.parametrize(("before", "text", "args"), FOLLOWED)
def test_a_follow_up_keeps_the_period_that_the_answer_before_was_about(
    before: Step, text: str, args: Mapping[str, Argument]
) -> None:
    step = decide(text, after(before))
    assert step is not None
    assert (step.tool, dict(step.args)) == ("spend", args)
