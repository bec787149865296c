"""How people ask, in general English: verbs in every form, what only describes, and nouns beside their values."""

import pytest

from supervisor.english import forms_of
from supervisor.route import understood

Args = dict[str, object]


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("spike", ["spike", "spikes", "spiked", "spiking"]),
        ("drop", ["drop", "drops", "dropped", "dropping"]),
        ("ramp up", ["ramp up", "ramps up", "ramped up", "ramping up"]),
        ("query", ["query", "queries", "queried", "querying"]),
        ("surge", ["surge", "surges", "surged", "surging"]),
    ],
)
def test_a_verb_is_known_in_all_its_forms(verb: str, forms: list[str]) -> None:
    assert list(forms_of(verb)) == forms


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        ("retrieve a detailed breakdown of RDS costs", "spend", {"service": ("RDS",), "group_by": ("usage_type",)}),
        ("how much do we spend on everything combined", "spend", {}),
        ("per-team costs last month", "spend", {"period": "last_month", "group_by": ("team",)}),
        ("department costs for Q2", "spend", {"period": "Q2", "group_by": ("tag:department",)}),
        ("6 months of EC2 costs", "spend", {"period": "past_6_months", "service": ("EC2",)}),
        ("spend since Tuesday", "spend", {"period": "since_last_tuesday"}),
        ("costs over the past fortnight", "spend", {"period": "past_2_weeks"}),
        ("break down S3 by region", "spend", {"service": ("S3",), "group_by": ("region",)}),
        (
            "costs by service for account 123456789012",
            "spend",
            {"account": ("123456789012",), "group_by": ("service",)},
        ),
        ("spend across us-east-1 and us-west-2", "spend", {"region": ("us-east-1", "us-west-2")}),
        ("what did the sandbox account cost in May", "spend", {"account": ("sandbox",), "period": "may"}),
        ("the data team's costs in June", "spend", {"team": ("data",), "period": "june"}),
        (
            "which database services do we use and what does each cost",
            "spend",
            {"service_category": ("Databases",), "group_by": ("service",)},
        ),
        ("what does AWS App Runner cost us", "spend", {"service": ("App Runner",)}),
        ("what are our RI utilization rates", "commitments", {"kind": "reservation", "aspect": "utilisation"}),
        ("how much spend is unallocated", "tag_coverage", {}),
        ("May 2025 costs compared to previous month", "compare", {"period": "2025-05", "compare_to": "previous"}),
        (
            "are any regions surging this month",
            "compare",
            {"period": "this_month", "compare_to": "previous", "group_by": ("region",), "direction": "up"},
        ),
    ],
)
def test_a_question_in_other_words_of_general_english_has_its_arguments(text: str, tool: str, args: Args) -> None:
    (step,) = understood(text)[0]

    assert (step.tool, dict(step.args)) == (tool, args)


@pytest.mark.parametrize(
    "text",
    [
        "which service has the highest cost per resource",
        "show me the most expensive queries",
        "how does July compare to previous months",
        "costs of yesterday compared to the previous week",
        "the most expensive instance type in AWS",
        "double my budget",
    ],
)
def test_what_only_sounds_like_it_is_left_unanswered(text: str) -> None:
    assert understood(text)[0] == ()
