"""Which day, month or service is first, and two named things beside each other."""

from collections.abc import Mapping

import pytest

from finops_core.questions.utterance import Argument
from supervisor.fast_path import decide
from supervisor.plan import Step
from supervisor.route import understood

DAILY = {"granularity": "daily"}
TAGS = ("environment=prod", "environment=staging")
RANKED: Mapping[str, Mapping[str, Argument]] = {
    "biggest single day last month": {**DAILY, "period": "last_month", "top_n": 1},
    "day with the highest spend in june": {**DAILY, "period": "june", "top_n": 1},
    "month with the lowest bill": {"granularity": "monthly", "order": "lowest", "top_n": 1},
    "what was our worst month": {"granularity": "monthly", "top_n": 1},
    "least used region": {"group_by": ("region",), "order": "lowest", "top_n": 1},
    "service with the highest cost last month": {"group_by": ("service",), "period": "last_month", "top_n": 1},
    "peak spend days in june": {**DAILY, "period": "june", "top_n": 10},
    "which costs more, lambda or ec2": {"service": ("Lambda", "EC2"), "group_by": ("service",)},
    "do we spend more on prod or on staging": {"tag": TAGS, "group_by": ("tag:environment",)},
    "prod vs staging by service": {"tag": TAGS, "group_by": ("service", "tag:environment")},
}


@pytest.mark.parametrize(("text", "args"), RANKED.items())
def test_what_is_first_is_told_of_the_interval_or_group_that_is_named(text: str, args: Mapping[str, Argument]) -> None:
    step = decide(text)
    assert step is not None
    assert {"top_n": 1, **step.args} == {"top_n": 1, **args}


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("most expensive day of the week", "highest"),
        ("on which weekday do we spend the most", "highest"),
        ("which day of the week is cheapest", "lowest"),
    ],
)
def test_days_of_the_week_are_ranked(text: str, order: str) -> None:
    assert decide(text) == Step("cost", "weekdays", {"order": order})


@pytest.mark.parametrize(
    "text",
    [
        "what is the worst service",
        "which team is worst",
        "top 3 days of the week",
        "day trips with the highest rating",
    ],
)
def test_what_is_no_ranking_by_cost_is_left_alone(text: str) -> None:
    assert decide(text) is None


@pytest.mark.parametrize(
    ("text", "sides", "shared"),
    [
        (
            "compare Lambda and Fargate for September",
            [{"service": ("Lambda",)}, {"usage_type": ("Fargate",)}],
            {"period": "september"},
        ),
        (
            "compare rds and data transfer by month this year",
            [{"service": ("RDS",)}, {"usage_family": ("Data transfer",)}],
            {"period": "this_year", "granularity": "monthly"},
        ),
        ("s3 vs ebs storage cost", [{"service": ("S3",)}, {"usage_family": ("Block storage",)}], {}),
    ],
)
def test_two_products_that_no_one_filter_keeps_are_asked_one_by_one(
    text: str, sides: list[dict[str, Argument]], shared: dict[str, Argument]
) -> None:
    assert understood(text)[0] == tuple(Step("cost", "spend", {**shared, **side}) for side in sides)


@pytest.mark.parametrize("text", ["lambda vs fargate", "compare lambda and fargate", "lambda vs fargate performance"])
def test_products_without_a_word_about_this_bill_are_not_compared(text: str) -> None:
    assert understood(text)[0] == ()
