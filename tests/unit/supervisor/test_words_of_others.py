"""Kinds of questions that people put in their own words: resources by name, days of the week, rankings within each."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from agents.catalog import CATALOG
from billing.query import Dimension
from billing.testing import Line, MemoryBill
from finops_core.questions.utterance import Argument
from supervisor.fast_path import decide
from supervisor.lexicon import Lexicon
from supervisor.plan import Step
from supervisor.route import route, understood
from supervisor.vocabulary import Vocabulary

SPEND: Mapping[str, Mapping[str, Argument]] = {
    "what does i-0abc1234 cost": {"resource": ("i-0abc1234",)},
    "what does instance i-0123456789abcdef0 cost": {"resource": ("i-0123456789abcdef0",)},
    "how much is vol-0123456789abcdef0 per month": {"resource": ("vol-0123456789abcdef0",), "granularity": "monthly"},
    "cost of bucket my-logs": {"resource": ("my-logs",)},
    "spend of queue orders_eu last month": {"resource": ("orders_eu",), "period": "last_month"},
    "cost of the s3 bucket logs.example.org since march": {"resource": ("logs.example.org",), "period": "since_march"},
    "for each account the top 3 services": {"group_by": ("account", "service"), "each": "first", "top_n": 3},
    "per region, the 5 most expensive services": {"group_by": ("region", "service"), "each": "first", "top_n": 5},
    "top 3 services per account": {"group_by": ("service", "account"), "top_n": 3},
    "spend by x_CostCenter": {"group_by": ("tag:x_costcenter",)},
    "ec2/rds spend in may": {"service": ("EC2", "RDS"), "period": "may"},
    "s3 cost last 30d": {"service": ("S3",), "period": "past_30_days"},
    "cloudfront daily, may till now": {"service": ("CloudFront",), "granularity": "daily", "period": "since_may"},
    "may so far in euros": {"period": "may", "currency": "EUR"},
    "list my s3 buckets with their cost": {"service": ("S3",), "group_by": ("resource",)},
}
WEEKDAYS: Mapping[str, Mapping[str, Argument]] = {
    "how much do we burn on sundays": {"days": ("sunday",)},
    "do fridays cost more than mondays": {"days": ("friday", "monday")},
    "ec2 spend mondays to thursdays": {"service": ("EC2",), "days": ("monday", "tuesday", "wednesday", "thursday")},
    "what do we spend monday to friday": {"days": ("weekdays",)},
    "average cost of a tuesday in june": {"days": ("tuesday",), "period": "june"},
    "costs by day of the week": {},
    "what do we spend on weekends": {},
}


@pytest.mark.parametrize(("text", "args"), SPEND.items())
def test_what_was_spent_is_read_with_its_names(text: str, args: Mapping[str, Argument]) -> None:
    assert decide(text) == Step("cost", "spend", args)


@pytest.mark.parametrize(("text", "args"), WEEKDAYS.items())
def test_days_of_the_week_are_read(text: str, args: Mapping[str, Argument]) -> None:
    assert decide(text) == Step("cost", "weekdays", args)


@pytest.mark.parametrize(
    "text",
    [
        "what are q5 instances costing us",
        "which jobs failed today",
        "cost of high-memory instances",
        "how much does S3 cost per GB",
    ],
)
def test_a_word_beside_the_noun_of_a_resource_is_no_name_by_its_place_alone(text: str) -> None:
    assert decide(text) is None


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("compare the last two quarters by account", "compare"),
        ("variance june over may per service", "compare"),
        ("why is this month so much higher than the last one", "compare"),
        ("if nothing changes what do we pay in december", "forecast"),
        ("where will we land this month", "forecast"),
        ("how fresh are these numbers", "bill_status"),
        ("which tags exist", "tag_coverage"),
        ("what part of the bill can't be allocated to a cost center", "tag_coverage"),
        ("ec2 hours used last month", "usage"),
        ("what do we pay per gb of s3", "usage"),
        ("which resources are idle", "savings"),
        ("any low-hanging fruit to trim the bill", "savings"),
        ("how can we bring our costs down", "savings"),
    ],
)
def test_other_words_for_the_same_question_reach_its_tool(text: str, tool: str) -> None:
    step = decide(text)

    assert step is not None
    assert step.tool == tool


def test_a_slip_is_put_right_behind_what_is_only_told_as_well() -> None:
    found, slips = understood("Quick one before standup: what did Lambda run us yday?")

    assert found == (Step("cost", "spend", {"service": ("Lambda",), "period": "yesterday"}),)
    assert slips == (("yday", "yesterday"),)


DAY, AMOUNT = date(2026, 5, 1), Decimal(5)
BUCKET = {Dimension.RESOURCE: "arn:aws:s3:::acme-lake", Dimension.RESOURCE_NAME: "acme-lake"}
SERVER = {Dimension.RESOURCE: "i-0abc1234", Dimension.RESOURCE_NAME: "orders"}
BILL = MemoryBill(
    [
        Line(day=DAY, amount=AMOUNT, values=BUCKET, tags={"tenant": "north"}),
        Line(day=DAY, amount=AMOUNT, values=SERVER),
    ]
)


@pytest.fixture(scope="module")
def words() -> Lexicon:
    return Vocabulary().of(BILL)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("whats acme-lake costing us", {"resource": ("acme-lake",)}),
        ("cost of the orders instance", {"resource": ("orders",)}),
        ("spend by tenant", {"group_by": ("tag:tenant",)}),
        ("spend by customer", {"group_by": ("tag:tenant",)}),
        ("cost per client last month", {"group_by": ("tag:tenant",), "period": "last_month"}),
    ],
)
def test_names_of_the_bill_are_read(text: str, args: Mapping[str, Argument], words: Lexicon) -> None:
    assert decide(text, lexicon=words) == Step("cost", "spend", args)


@pytest.mark.parametrize(
    "text",
    [
        "What's our infrastructure cost per customer?",
        "spend by customer",
        "which customer costs us the most",
        "cost per order in june",
        "how much does each user cost us",
    ],
)
def test_what_a_business_counts_and_no_tag_tells_is_asked_back(text: str) -> None:
    found = route(text, catalog=CATALOG)

    assert (found.steps, found.answered) == ((), False)
    assert "how many are there?" in found.reason
