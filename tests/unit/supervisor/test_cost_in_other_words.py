"""Kinds of questions about cost that were refused or answered in part, each in several wordings, with near ones.

What is mended is how words are read: ranks and joined periods in one word, orders, what is left out, parts that belong
to what a part before told, and what a resource is.
"""

from collections.abc import Mapping

import pytest

from agents.catalog import CATALOG
from supervisor.plan import Argument, Step, after
from supervisor.route import route, understood

Asked = Mapping[str, tuple[str, Mapping[str, Argument]]]

RANKS: Asked = {
    "top10 services in may": ("spend", {"period": "may", "group_by": ("service",), "top_n": 10}),
    "bottom3 accounts by cost": ("spend", {"group_by": ("account",), "top_n": 3, "order": "lowest"}),
    "in which region are we spending the more": ("spend", {"group_by": ("region",)}),
}
ORDERS: Asked = {
    "cost by team in june, ascending": ("spend", {"period": "june", "group_by": ("team",), "order": "lowest"}),
    "spend by service, cheapest first": ("spend", {"group_by": ("service",), "order": "lowest"}),
    "lowest 3 services by cost": ("spend", {"group_by": ("service",), "order": "lowest", "top_n": 3}),
}
"""All are wanted in an order, or so many of them."""
LEFT_OUT: Asked = {
    "total q2 net of tax": ("spend", {"period": "Q2", "exclude": ("tax",)}),
    "cost by region leaving out tax and support": ("spend", {"group_by": ("region",), "exclude": ("tax", "support")}),
    "june cost net of credits": ("spend", {"period": "june"}),
    "everything in eu-west-1 except RDS, by resource": (
        "spend",
        {"region": ("eu-west-1",), "exclude": ("service=RDS",), "group_by": ("resource",)},
    ),
}
MOVED: Asked = {
    "why did Marketplace go up": (
        "compare",
        {"period": "last_month", "compare_to": "previous", "kind": ("marketplace",)},
    ),
    "what is higher than in April": (
        "compare",
        {"period": "since_april", "compare_to": "previous", "group_by": ("service",), "direction": "up"},
    ),
    "dynamodb week over week": (
        "compare",
        {"period": "last_week", "compare_to": "previous", "service": ("DynamoDB",)},
    ),
    "delta may->june by account": (
        "compare",
        {"period": "june", "compare_to": "may", "group_by": ("account",)},
    ),
    "services whose spend rose by more than 20% in june": (
        "compare",
        {
            "period": "june",
            "compare_to": "previous",
            "group_by": ("service",),
            "direction": "up",
            "more_than_percent": "20",
        },
    ),
    "anything on the Q2 bill that we did not have in Q1": (
        "changes",
        {"period": "Q2", "compare_to": "Q1", "change": "new"},
    ),
}
THINGS: Asked = {
    "which nat gateway costs the most": ("spend", {"usage_family": ("NAT gateway",), "group_by": ("resource",)}),
    "which untagged resources cost the most": ("tag_coverage", {"by": "resource"}),
    "top 5 untagged resources by cost": ("tag_coverage", {"by": "resource", "top_n": 5}),
    "how much do we spend on untagged resources": ("tag_coverage", {}),
    "cost of the account of staging": ("spend", {"account": ("staging",)}),
    "the cost of storage in may": ("spend", {"period": "may", "service_category": ("Storage",)}),
    "EC2 and S3 in June, each by region": (
        "spend",
        {"period": "june", "service": ("EC2", "S3"), "group_by": ("region", "service")},
    ),
}
AROUND: Asked = {
    "How can I find out which S3 bucket costs the most?": ("spend", {"service": ("S3",), "group_by": ("resource",)}),
    "is there a way to see cost per resource for RDS": ("spend", {"service": ("RDS",), "group_by": ("resource",)}),
    "our EC2 costs doubled last month, what should I check?": (
        "compare",
        {"period": "last_month", "compare_to": "previous", "service": ("EC2",)},
    ),
    "what exactly am I paying for in VPC": ("spend", {"service": ("VPC",), "group_by": ("usage_type",)}),
}
"""What stands around a question asks for nothing itself."""
PARTS_OF: Asked = {
    "service breakdown for june": ("spend", {"period": "june", "group_by": ("service",)}),
    "account wise cost for may": ("spend", {"period": "may", "group_by": ("account",)}),
    "month wise ec2 cost": ("spend", {"service": ("EC2",), "granularity": "monthly"}),
    "cost per compute service in may": (
        "spend",
        {"period": "may", "service_category": ("Compute",), "group_by": ("service",)},
    ),
    "costs of may divided by region": ("spend", {"period": "may", "group_by": ("region",)}),
    "cost of each tag value for the application tag": ("spend", {"group_by": ("tag:application",)}),
    "cost/day in june": ("spend", {"period": "june", "granularity": "daily"}),
    "cloudfront requests vs data transfer cost": (
        "spend",
        {"service": ("CloudFront",), "usage_family": ("Requests", "Data transfer"), "group_by": ("usage_family",)},
    ),
}
BESIDE: Asked = {
    "mtd vs same days last month": ("compare", {"period": "month_to_date", "compare_to": "previous"}),
    "where did the extra money go in June": ("compare", {"period": "june", "compare_to": "previous"}),
    "our S3 bill went from 3400 to 3900 dollars, which bucket is it?": (
        "compare",
        {
            "period": "last_month",
            "compare_to": "previous",
            "service": ("S3",),
            "group_by": ("resource",),
            "direction": "up",
        },
    ),
    "what are the ten more expensive resources": ("spend", {"group_by": ("resource",), "top_n": 10}),
    "june total, VAT included": ("spend", {"period": "june"}),
    "what did we commit to": ("commitments", {}),
}
HALVES: Asked = {
    "spend in the first half of last year": ("spend", {"period": "last_year-H1"}),
    "tax in the first half of the year": ("spend", {"period": "first_half", "kind": ("tax",)}),
}


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        (text, tool, args)
        for kind in (RANKS, ORDERS, LEFT_OUT, MOVED, THINGS, AROUND, PARTS_OF, BESIDE, HALVES)
        for text, (tool, args) in kind.items()
    ],
)
def test_a_kind_of_question_is_read_with_all_that_it_says(text: str, tool: str, args: Mapping[str, Argument]) -> None:
    (step,), _ = understood(text)

    assert (step.tool, dict(step.args)) == (tool, dict(args))


@pytest.mark.parametrize(
    ("text", "args"),
    [
        (
            "Which 10 resources cost us the most in June, and in which account are they?",
            {"period": "june", "group_by": ("resource", "account"), "top_n": 10, "each": "none"},
        ),
        ("spend by team in May and what do they spend it on?", {"period": "may", "group_by": ("team", "service")}),
        ("cost by service in May, and who owns them", {"period": "may", "group_by": ("service", "team")}),
    ],
)
def test_what_is_asked_further_of_each_thing_is_told_beside_it(text: str, args: Mapping[str, Argument]) -> None:
    (step,), _ = understood(text)

    assert (step.tool, dict(step.args)) == ("spend", dict(args))


@pytest.mark.parametrize(
    "text",
    [
        "daily cost in May and in which account are they",  # days are in no account
        "top 5 services in May and which region are they in",  # five services are not the first five pairs
        "our three most expensive teams and what do they spend it on?",
        "services above 50 dollars difference from May to June",  # what bounds a change by an amount
        "whose costs are these",
        "how much tax do i owe this year",
    ],
)
def test_what_cannot_be_told_so_is_not_answered_in_part(text: str) -> None:
    assert understood(text)[0] == ()


BY_SERVICE = Step("cost", "spend", {"period": "june", "group_by": ("service",)})


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        ("drill into EC2", "spend", {"period": "june", "service": ("EC2",), "group_by": ("usage_type",)}),
        (
            "what changed from the month before?",
            "compare",
            {"period": "june", "compare_to": "previous", "group_by": ("service",)},
        ),
    ],
)
def test_what_was_told_by_service_is_gone_into(text: str, tool: str, args: Mapping[str, Argument]) -> None:
    (step,), _ = understood(text, after(BY_SERVICE))

    assert (step.tool, dict(step.args)) == (tool, dict(args))


def test_the_quarter_before_one_that_was_asked_about() -> None:
    (step,), _ = understood("what about the quarter before", after(Step("cost", "spend", {"period": "Q2"})))

    assert dict(step.args) == {"period": "before:Q2"}


@pytest.mark.parametrize(
    "text", ["forecast against actual for May", "how close were we to what we predicted for June?"]
)
def test_a_forecast_that_was_made_once_is_said_not_to_be_kept(text: str) -> None:
    found = route(text, catalog=CATALOG)

    assert found.steps == ()
    assert found.reason.startswith("No forecast is kept")


def test_which_resources_are_behind_an_amount_is_its_parts() -> None:
    before = Step("cost", "spend", {"service": ("RDS",), "period": "may"})

    (step,), _ = understood("which resources are behind that?", after(before))

    assert dict(step.args) == {"service": ("RDS",), "period": "may", "group_by": ("resource",)}
