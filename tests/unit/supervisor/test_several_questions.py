"""One text with several questions: each becomes a step, and what a later one does not name it has from the first."""

import pytest

from supervisor.plan import Argument, Step
from supervisor.route import understood

MAY = {"period": "may", "service": ("S3",)}


def steps(text: str) -> tuple[tuple[str, dict[str, Argument]], ...]:
    return tuple((step.tool, dict(step.args)) for step in understood(text)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "what did we spend on S3 in May and what will we spend next month?",
            (("spend", MAY), ("forecast", {"period": "next_month", "service": ("S3",)})),
        ),
        (
            "How much did S3 cost us in May? Which buckets cost the most?",
            (("spend", MAY), ("spend", {**MAY, "group_by": ("resource",)})),
        ),
        (
            "show S3 spend in May; list the credits; show spend by region",
            (
                ("spend", MAY),
                ("credits", {"period": "may", "service": ("S3",)}),
                ("spend", {**MAY, "group_by": ("region",)}),
            ),
        ),
        (
            "what did S3 cost in May and what was our total bill?",
            (("spend", MAY), ("spend", {"period": "may"})),
        ),
        (
            "what did I spend last week on S3 and what did I spend on RDS",
            (
                ("spend", {"period": "last_week", "service": ("S3",)}),
                ("spend", {"period": "last_week", "service": ("RDS",)}),
            ),
        ),
        (
            "What is our savings plan coverage? And what did we spend by service last month?",
            (
                ("commitments", {"kind": "savings_plan", "aspect": "coverage"}),
                ("spend", {"period": "last_month", "group_by": ("service",)}),
            ),
        ),
        (
            "total spend last month, cost by account and top 3 regions",
            (
                ("spend", {"period": "last_month"}),
                ("spend", {"period": "last_month", "group_by": ("account",)}),
                ("spend", {"period": "last_month", "group_by": ("region",), "top_n": 3}),
            ),
        ),
    ],
)
def test_joined_questions_become_steps(text: str, expected: tuple[tuple[str, dict[str, Argument]], ...]) -> None:
    assert steps(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "what did we spend on S3 in May and who won the cup?",
        "what did we spend in May and what should we do about it?",
        "what did we spend on S3 and zorblax in May",
        "show S3 spend and frobnicate the buckets",
        "what did we spend in May? Delete the buckets.",
        "what did we spend on S3 in May and RDS and EC2 and Lambda and Athena by frobnication",
    ],
)
def test_a_text_with_a_part_that_nobody_understands_has_no_step(text: str) -> None:
    assert steps(text) == ()


def test_one_question_stays_one_step() -> None:
    assert steps("cost by service and region for S3 and RDS in May") == (
        ("spend", {"period": "may", "service": ("S3", "RDS"), "group_by": ("service", "region")}),
    )


def test_a_follow_up_builds_on_the_last_of_several_questions() -> None:
    assert understood("and by region?", lambda: Step("cost", "spend", MAY))[0] == (
        Step("cost", "spend", {**MAY, "group_by": ("region",)}),
    )
