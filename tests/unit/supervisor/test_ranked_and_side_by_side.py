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


BESIDE: Mapping[str, tuple[str, Mapping[str, Argument]]] = {
    "us-east-1 vs eu-west-1 spend previous month": (
        "spend",
        {"period": "last_month", "region": ("us-east-1", "eu-west-1"), "group_by": ("region",)},
    ),
    "compare costs of EC2 and RDS the prior month": (
        "spend",
        {"period": "last_month", "service": ("EC2", "RDS"), "group_by": ("service",)},
    ),
    "compare costs of EC2 and RDS with the previous month": (
        "compare",
        {"period": "last_month", "compare_to": "previous", "service": ("EC2", "RDS")},
    ),
    "EC2 and RDS costs vs previous month": (
        "compare",
        {"period": "last_month", "compare_to": "previous", "service": ("EC2", "RDS")},
    ),
}


@pytest.mark.parametrize(("text", "tool", "args"), [(text, *right) for text, right in BESIDE.items()])
def test_two_things_of_the_month_before_are_no_comparison_with_it(
    text: str, tool: str, args: Mapping[str, Argument]
) -> None:
    assert decide(text) == Step("cost", tool, args)


PLACES: Mapping[str, tuple[str, Mapping[str, Argument]]] = {
    "what changed last month in account 444455556666": (
        "compare",
        {"period": "last_month", "compare_to": "previous", "account": ("444455556666",)},
    ),
    "explain the jump in june in account 444455556666": (
        "compare",
        {"period": "june", "compare_to": "previous", "account": ("444455556666",)},
    ),
    "which services do we use in eu-west-1": ("spend", {"region": ("eu-west-1",), "group_by": ("service",)}),
    "rank the accounts by june cost": ("spend", {"period": "june", "group_by": ("account",)}),
    "top 3 services by last month's cost": (
        "spend",
        {"period": "last_month", "group_by": ("service",), "top_n": 3},
    ),
}


@pytest.mark.parametrize(("text", "tool", "args"), [(text, *right) for text, right in PLACES.items()])
def test_a_place_or_a_time_more_leaves_a_question_what_it_is(
    text: str, tool: str, args: Mapping[str, Argument]
) -> None:
    step = decide(text)
    assert step is not None
    assert (step.tool, {name: value for name, value in step.args.items() if name != "direction"}) == (tool, args)


COUNTED: Mapping[str, Mapping[str, Argument]] = {
    "in june, the 3 biggest services": {"period": "june", "group_by": ("service",), "top_n": 3},
    "in may show the 10 most expensive resources": {"period": "may", "group_by": ("resource",), "top_n": 10},
    "in may, which 5 services cost the most": {"period": "may", "group_by": ("service",), "top_n": 5},
    "cost on june 3 by service": {"period": "june-3", "group_by": ("service",)},
}


@pytest.mark.parametrize(("text", "args"), COUNTED.items())
def test_a_number_of_things_behind_a_month_is_no_day_of_it(text: str, args: Mapping[str, Argument]) -> None:
    step = decide(text)
    assert step is not None
    assert {"top_n": 10, **step.args} == {"top_n": 10, **args}


def test_something_to_look_up_is_not_up() -> None:
    step = decide("could you look up what we paid for databases in Q2 in eu-west-1")
    assert step is not None
    assert (step.tool, step.args["period"], step.args["region"]) == ("spend", "Q2", ("eu-west-1",))


def test_what_belongs_to_each_is_asked_with_a_please_too() -> None:
    text = "which 10 resources cost us the most in June, and in which account are they"
    assert understood(f"{text}, please") == understood(text)
    assert len(understood(text)[0]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "what changed in Dublin last month",
        "what changed in our VPC yesterday",
        "costs by june",
        "which cars do we use in eu-west-1",
    ],
)
def test_a_place_or_a_time_alone_is_not_about_a_bill(text: str) -> None:
    assert decide(text) is None


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
