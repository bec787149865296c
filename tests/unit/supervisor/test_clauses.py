"""What people say around a question changes nothing about its answer; what asks for something itself is never lost."""

import pytest

from supervisor.plan import Step, nothing_before
from supervisor.route import understood

QUESTIONS = {
    "what did S3 cost last month": Step("cost", "spend", {"period": "last_month", "service": ("S3",)}),
    "top 5 services in March 2026": Step("cost", "spend", {"period": "2026-03", "group_by": ("service",), "top_n": 5}),
    "why did our bill go up last month?": Step("cost", "compare", {"period": "last_month", "compare_to": "previous"}),
    "EC2 costs by region": Step("cost", "spend", {"service": ("EC2",), "group_by": ("region",)}),
    "forecast for next quarter": Step("cost", "forecast", {"period": "next_quarter"}),
}
BEFORE = (
    "Hey team, ",
    "Quick one: ",
    "Good morning! ",
    "Could you please tell me ",
    "I was wondering, ",
    "Our CFO is asking: ",
    "I'm preparing the board deck. ",
    "Hi there, I have a meeting in ten minutes. ",
    "For the finance review: ",
    "Sorry to bother you, but ",
    "Can somebody tell me ",
    "ok so ",
    "One more thing - ",
    "As discussed yesterday, ",
    "Use the AWS cost MCP to answer: ",
    "Alright, ",
    "Dear assistant, ",
    "We just closed the quarter and people are nervous. ",
    "I need this urgently: ",
    "My boss wants to know: ",
)
BEHIND = (
    " thanks",
    ", please",
    ". Thanks in advance!",
    " for the board meeting",
    " asap",
    " so that I can report it",
    " because my manager asked",
    " if possible",
    ", if you can",
    ". I need it for a report.",
    " for my presentation tomorrow",
    " - cheers",
    ". Much appreciated.",
    ", roughly",
    " approximately",
    " for the auditors",
    " to share with leadership",
    ", thank you very much",
    " before the standup",
    " right now",
)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("before", BEFORE)
def test_what_is_said_before_a_question_changes_nothing(before: str, question: str) -> None:
    assert _asked(before + question) == QUESTIONS[question]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("behind", BEHIND)
def test_what_is_said_behind_a_question_changes_nothing(behind: str, question: str) -> None:
    assert _asked(question.rstrip("?") + behind) == QUESTIONS[question]


@pytest.mark.parametrize(
    "text",
    [
        "Delete the old volumes, and tell me what S3 cost last month",
        "Who is the president, and what did S3 cost last month?",
        "what costs more, a dog or a cat",
        "remind me to check costs tomorrow",
        "what did S3 cost last month for our zorblax service",
        "what did S3 cost last month for our finance team",
        "what did we spend roughly on zorblax",
        "spend on zorblax in march, please",
        "Hey team, spend by zorblax",
        "how should I reduce S3 costs for the board meeting",
        "Set an alarm, then show me last month's costs",
    ],
)
def test_deeds_other_subjects_and_unknown_names_are_never_passed_over(text: str) -> None:
    assert _asked(text) is None


@pytest.mark.parametrize(
    ("text", "period", "compare_to"),
    [
        ("Compare my AWS costs between April and May 2025", "2025-05", "2025-04"),
        ("compare December and January 2026", "2026-01", "2025-12"),
        ("compare costs between december and january", "january", "december"),
        ("compare june with may", "june", "may"),
        ("Why did our bill jump by $50K last week?", "last_week", "previous"),
        ("Why did our AWS bill jump to $1,310 last month?", "last_month", "previous"),
    ],
)
def test_two_months_side_by_side_are_compared_in_their_order(text: str, period: str, compare_to: str) -> None:
    assert _asked(text) == Step("cost", "compare", {"period": period, "compare_to": compare_to})


@pytest.mark.parametrize(
    "text",
    ["cost breakdown", "what am I paying for?", "break down my costs", "itemized bill", "Where is my AWS money going?"],
)
def test_who_asks_for_the_parts_gets_the_services(text: str) -> None:
    assert _asked(text) == Step("cost", "spend", {"group_by": ("service",)})


def _asked(text: str) -> Step | None:
    return next(iter(understood(text, nothing_before)[0]), None)
