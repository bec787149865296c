"""Kinds of questions that engineers, controllers and executives ask in their own words, with what each comes to.

Every kind has several wordings and a near one that means something else: what is mended is how words are read, never
one phrase.
"""

from collections.abc import Mapping

import pytest

from agents.catalog import CATALOG
from supervisor.fast_path import decide
from supervisor.plan import Argument, Step, after
from supervisor.route import route

Asked = Mapping[str, tuple[str, Mapping[str, Argument]]]

WHAT_WE_HAVE: Asked = {
    "savings from our current commitments": ("commitments", {"aspect": "saved"}),
    "what do our current savings plans save us": ("commitments", {"aspect": "saved", "kind": "savings_plan"}),
    "current spend": ("spend", {"period": "month_to_date"}),
    "our current savings plan utilization": (
        "commitments",
        {"kind": "savings_plan", "aspect": "utilisation", "period": "month_to_date"},
    ),
}
"""What one has now is no stretch of days; what is spent, or used, now is."""
OVER_TIME: Asked = {
    "savings plan coverage trend": (
        "commitments",
        {"kind": "savings_plan", "aspect": "coverage", "group_by": ("month",)},
    ),
    "how has our RI utilization developed this year": (
        "commitments",
        {"kind": "reservation", "aspect": "utilisation", "group_by": ("month",), "period": "this_year"},
    ),
}
OF_EACH: Asked = {
    "list the load balancers and what each costs": (
        "spend",
        {"usage_family": ("Load balancers",), "group_by": ("resource",)},
    ),
    "show our dynamodb tables and their cost": ("spend", {"service": ("DynamoDB",), "group_by": ("resource",)}),
    "list all accounts and their costs": ("spend", {"group_by": ("account",)}),
}
ABOVE_A_RATE: Asked = {
    "resources costing more than 100 dollars a month": ("spend", {"group_by": ("resource",), "threshold": "100"}),
    "services above $50 a month": ("spend", {"group_by": ("service",), "threshold": "50"}),
}

WHO: Asked = {
    "who spends most on storage": ("spend", {"service_category": ("Storage",), "group_by": ("team",)}),
    "who is our biggest spender": ("spend", {"group_by": ("team",)}),
    "who are the top 3 spenders in June": ("spend", {"period": "june", "group_by": ("team",), "top_n": 3}),
    "which account pays for the NAT gateways": (
        "spend",
        {"usage_family": ("NAT gateway",), "group_by": ("account",)},
    ),
}
MOVED: Asked = {
    "why did August go up?": ("compare", {"period": "august", "compare_to": "previous"}),
    "what pushed June over May?": ("compare", {"period": "june", "compare_to": "may"}),
    "which account made the June bill bigger than May's": (
        "compare",
        {"period": "june", "compare_to": "may", "group_by": ("account",), "direction": "up"},
    ),
    "which service made costs rise in June": (
        "compare",
        {"period": "june", "compare_to": "previous", "group_by": ("service",), "direction": "up"},
    ),
    "has S3 tripled since January": (
        "compare",
        {"period": "since_january", "compare_to": "previous", "service": ("S3",)},
    ),
    "growth of S3 spend over the last 12 months": (
        "spend",
        {"period": "past_12_months", "service": ("S3",), "granularity": "monthly"},
    ),
    "how did costs change from last month": ("compare", {"period": "this_month", "compare_to": "last_month"}),
    "what happened to our costs yesterday": ("compare", {"period": "yesterday", "compare_to": "previous"}),
    "new charges on the June bill that weren't there in May": (
        "changes",
        {"period": "june", "compare_to": "may", "change": "new"},
    ),
}
MEASURED: Asked = {
    "has the staging account grown since February": (
        "compare",
        {"period": "since_february", "compare_to": "previous", "account": ("staging",)},
    ),
    "how did RDS develop from January to June": (
        "spend",
        {"period": "january/june", "service": ("RDS",), "granularity": "monthly"},
    ),
    "is S3 cheaper than last month?": (
        "compare",
        {"period": "this_month", "compare_to": "last_month", "service": ("S3",)},
    ),
    "which of our databases is the most expensive": (
        "spend",
        {"service_category": ("Databases",), "group_by": ("resource",)},
    ),
    "what do our RDS databases each cost per month": (
        "spend",
        {"service": ("RDS",), "group_by": ("resource",), "granularity": "monthly"},
    ),
    "if S3 grew by 25%, what would the bill be": ("forecast_supposed", {"service": ("S3",), "change": "0.25"}),
    "how well is production tagged": ("tag_coverage", {"tag": ("environment=prod",)}),
    "how well are our savings plans used": ("commitments", {"kind": "savings_plan", "aspect": "utilisation"}),
    "how much have our reservations saved this year": (
        "commitments",
        {"kind": "reservation", "aspect": "saved", "period": "this_year"},
    ),
}
TOGETHER: Asked = {
    "How much did I spend on EC2 and on S3 last month?": (
        "spend",
        {"period": "last_month", "service": ("EC2", "S3"), "group_by": ("service",)},
    ),
    "what did we pay for RDS and for Lambda in June": (
        "spend",
        {"period": "june", "service": ("RDS", "Lambda"), "group_by": ("service",)},
    ),
}
REST: Asked = {
    "everything but EC2, by service, this year": (
        "spend",
        {"period": "this_year", "exclude": ("service=EC2",), "group_by": ("service",)},
    ),
    "spend apart from tax last month": ("spend", {"period": "last_month", "exclude": ("tax",)}),
    "what do the resources without an owner cost": ("spend", {"tag": ("owner=",)}),
}
SUPPOSED: Asked = {
    "what if traffic doubles": ("forecast_supposed", {"usage_family": ("Data transfer",), "change": "1"}),
    "what if Lambda usage triples": ("forecast_supposed", {"service": ("Lambda",), "change": "2"}),
    "what happens to our bill if EC2 grows 15%": ("forecast_supposed", {"service": ("EC2",), "change": "0.15"}),
    "what would we pay if S3 halved": ("forecast_supposed", {"service": ("S3",), "change": "-0.5"}),
    "what if RDS goes up by half next month": (
        "forecast_supposed",
        {"service": ("RDS",), "change": "0.5", "period": "next_month"},
    ),
    "drivers of the forecast": ("forecast", {"drivers": True}),
}
OTHERS: Asked = {
    "list our KMS keys and what they cost": ("spend", {"service": ("KMS",), "group_by": ("resource",)}),
    "single most expensive bucket": ("spend", {"service": ("S3",), "group_by": ("resource",), "top_n": 1}),
    "hours of RDS used last month": ("usage", {"period": "last_month", "service": ("RDS",), "unit": "hour"}),
    "until which day does the bill go": ("bill_status", {}),
    "how are our S3 buckets tagged": ("tag_coverage", {"service": ("S3",)}),
    "savings we got from savings plans in June": (
        "commitments",
        {"aspect": "saved", "kind": "savings_plan", "period": "june"},
    ),
}
EVERY: Asked = {
    **WHAT_WE_HAVE, **OVER_TIME, **OF_EACH, **ABOVE_A_RATE, **WHO, **MOVED, **MEASURED, **TOGETHER, **REST, **SUPPOSED,
    **OTHERS,
}  # fmt: skip


@pytest.mark.parametrize(("text", "asked"), EVERY.items())
def test_each_kind_of_question_comes_to_its_tool_and_arguments(
    text: str, asked: tuple[str, Mapping[str, Argument]]
) -> None:
    assert decide(text) == Step("cost", *asked)


@pytest.mark.parametrize(
    "text",
    [
        "resources costing more than 100 dollars a day",  # the sum of a month has no such bound
        "resources costing more than 100 dollars a month this year",
        "who pays the bill",
        "is S3 cheaper than EFS",  # which a price list tells
        "which one is the most expensive",  # of what, only a question before may say
        "who made the most changes in June",
        "weren't there credits in June",
        "make the bill smaller",
        "what day is it today",
        "who owns the orders database",
        "what does each cost?",
        "predict next month's traffic",  # which is no cost
        "what are the benefits of savings plans",
        "how did costs change from April",  # to which month, nobody said
        "split the untagged costs",
    ],
)
def test_what_no_tool_tells_apart_is_left_to_others(text: str) -> None:
    assert decide(text) is None


def test_what_belongs_to_no_team_is_split_by_the_statements_of_teams() -> None:
    assert decide("split the untagged costs across teams") == Step("showback", "showback", {})
    assert decide("spread shared costs across teams for June") == Step("showback", "showback", {"period": "june"})


def test_commitments_that_lapse_are_a_question_of_what_then_is_paid() -> None:
    for text in ("what if our savings plans lapse", "cost impact if we don't renew our savings plans"):
        assert decide(text) == Step("advice", "commitments_ended", {"kind": "savings_plan"})


BUDGETS = Step("budgets", "budgets", {"service": ("RDS",)})
INSTANCES = Step("inventory", "resources", {"kind": "instance"})
BY_SERVICE = Step("cost", "spend", {"period": "june", "group_by": ("service",)})
CONTINUED: list[tuple[Step, str, str, Mapping[str, Argument]]] = [
    (BUDGETS, "when will it run out?", "budgets", {"service": ("RDS",), "aspect": "when"}),
    (BUDGETS, "when will we hit the limit", "budgets", {"service": ("RDS",), "aspect": "when"}),
    (BUDGETS, "how much remains?", "budgets", {"service": ("RDS",), "aspect": "left"}),
    (BUDGETS, "and what's left", "budgets", {"service": ("RDS",), "aspect": "left"}),
    (BUDGETS, "what is using it up", "budgets", {"service": ("RDS",), "aspect": "drivers"}),
    (INSTANCES, "which ones are stopped", "resources", {"kind": "instance", "condition": "stopped"}),
    (BY_SERVICE, "which of these grew the most", "compare",
     {"period": "june", "group_by": ("service",), "direction": "up"}),
    (BY_SERVICE, "which one rose most", "compare", {"period": "june", "group_by": ("service",), "direction": "up"}),
    (Step("cost", "spend", {"service": ("S3",), "period": "may"}), "and is that less than in April?", "compare",
     {"service": ("S3",), "period": "may", "compare_to": "april"}),
    (BY_SERVICE, "and their growth since January", "compare",
     {"period": "since_january", "group_by": ("service",)}),
    (BY_SERVICE, "and how did they change from May?", "compare",
     {"period": "june", "compare_to": "may", "group_by": ("service",)}),
    (Step("cost", "spend", {"service": ("EC2",), "period": "last_month"}), "is it more than last month", "compare",
     {"service": ("EC2",), "period": "last_month", "compare_to": "previous"}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "text", "tool", "args"), CONTINUED, ids=lambda value: str(value)[:40])
def test_a_follow_up_says_in_its_subjects_own_words_what_it_wants_of_it(
    before: Step, text: str, tool: str, args: Mapping[str, Argument]
) -> None:
    step = decide(text, after(before))

    assert step is not None
    assert (step.agent, step.tool, dict(step.args)) == (before.agent, tool, dict(args))


@pytest.mark.parametrize(
    "text", ["when will the milk run out", "thanks", "stop it", "what is the weather", "how are you"]
)
@pytest.mark.parametrize("before", [BUDGETS, INSTANCES, BY_SERVICE])
def test_what_is_not_about_the_subject_continues_nothing(before: Step, text: str) -> None:
    assert decide(text, after(before)) is None


@pytest.mark.parametrize(
    "way", ["what does each of them cost", "cost of each one", "what does each cost?", "which ones cost the most"]
)
def test_each_of_them_is_told_thing_by_thing(way: str) -> None:
    found = route(way, catalog=CATALOG, previous=after(Step("inventory", "resources", {"kind": "load_balancer"})))

    args = {"usage_family": ("Load balancers",), "group_by": ("resource",)}
    assert [(step.tool, dict(step.args)) for step in found.steps] == [("spend", args)]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "how much more will we spend this month than last",
            (("forecast", {"period": "this_month"}), ("spend", {"period": "last_month"})),
        ),
        (
            "will next quarter be more expensive than this quarter",
            (("forecast", {"period": "next_quarter"}), ("forecast", {"period": "this_quarter"})),
        ),
        (
            "how much more will EC2 cost next month than last month",
            (
                ("forecast", {"period": "next_month", "service": ("EC2",)}),
                ("spend", {"period": "last_month", "service": ("EC2",)}),
            ),
        ),
        ("will it rain more this month than last", ()),
        # November may lie ahead as well: only December surely does
        ("will December cost more than November", (("forecast", {"period": "december"}),)),
    ],
)
def test_days_ahead_beside_days_behind_are_a_forecast_and_what_was_spent(
    text: str, steps: tuple[tuple[str, Mapping[str, Argument]], ...]
) -> None:
    found = route(text, catalog=CATALOG).steps

    assert tuple((step.tool, dict(step.args)) for step in found) == steps
