"""One rule of the fast path a family: what it makes of wordings, and of their neighbours that mean something else."""

from typing import Any, cast

import pytest

from supervisor.fast_path import decide
from supervisor.plan import Step, after

Args = dict[str, object]
Expected = tuple[str, Args] | None


def asked(text: str, previous: Step | None = None) -> Expected:
    step = decide(text, after(previous))
    return None if step is None else (step.tool, dict(step.args))


FAMILIES: dict[str, dict[str, Expected]] = {
    "a sum is money only beside a period": {
        "give me the total for yesterday": ("spend", {"period": "yesterday"}),
        "what was the last month's total for us-east-1?": (
            "spend",
            {"period": "last_month", "region": ("us-east-1",)},
        ),
        "the total": None,
        "total accounts last month": None,
    },
    "a breakdown is one of cost": {
        "breakdown by purchase option": ("spend", {"group_by": ("pricing",)}),
        "what makes up our AWS bill?": ("spend", {"group_by": ("service",)}),
        "what accounts for most of the bill": ("spend", {"group_by": ("service",)}),
        "S3 cost by bucket": ("spend", {"service": ("S3",), "group_by": ("resource",)}),
        "spend by invoice": ("spend", {"group_by": ("invoice",)}),
    },
    "a single winner is one": {
        "our most expensive service": ("spend", {"group_by": ("service",), "top_n": 1}),
        "our most expensive services": ("spend", {"group_by": ("service",), "top_n": 10}),
        "which day was the most expensive last month": (
            "spend",
            {"period": "last_month", "granularity": "daily", "top_n": 1},
        ),
        "top 5 most expensive days this year": ("spend", {"period": "this_year", "granularity": "daily", "top_n": 5}),
        "which lambda costs the most": ("spend", {"service": ("Lambda",), "group_by": ("resource",)}),
    },
    "an amount with its currency is a threshold": {
        "services over 500 dollars last month": (
            "spend",
            {"period": "last_month", "group_by": ("service",), "threshold": "500"},
        ),
        "resources above 200 USD": ("spend", {"group_by": ("resource",), "threshold": "200"}),
        "resources above $200": ("spend", {"group_by": ("resource",), "threshold": "200"}),
        "resources above 200": None,
    },
    "the end of a month that is over is no forecast": {
        "what will we spend by the end of the month": ("forecast", {"period": "this_month"}),
        "how much did we spend at the end of the month": None,
        "what was the bill at the end of the quarter": None,
    },
    "a count of units beside a forecast lies ahead": {
        "generate a 3 month cost forecast": ("forecast", {"period": "next_3_months"}),
        "a 3 month cost report": None,
    },
    "a manner is not an amount": {
        "how is data transfer billed?": ("explain", {"about": "data-transfer"}),
        "how are NAT gateways charged": ("explain", {"about": "nat-gateways"}),
        "how is compute cost moving?": ("spend", {"service_category": ("Compute",), "granularity": "monthly"}),
    },
    "what went up, without a word about money": {
        "what went up last week": (
            "compare",
            {"period": "last_week", "compare_to": "previous", "direction": "up"},
        ),
        "what changed last month": ("compare", {"period": "last_month", "compare_to": "previous"}),
        "what changed in our VPC yesterday": None,
    },
    "since last month means this one beside it": {
        "how have our costs changed since last quarter": (
            "compare",
            {"period": "this_quarter", "compare_to": "previous"},
        ),
        "which services are new since last month": (
            "changes",
            {"period": "this_month", "change": "new", "group_by": ("service",)},
        ),
    },
    "the same time a year ago": {
        "how did last month compare to the same month last year?": (
            "compare",
            {"period": "last_month", "compare_to": "year_before"},
        ),
        "spend last month compared to a year ago": (
            "compare",
            {"period": "last_month", "compare_to": "year_before"},
        ),
    },
    "a team by any name, where it spends": {
        "how much did the data science team cost us last quarter?": (
            "spend",
            {"period": "last_quarter", "team": ("data science",)},
        ),
        "what did the payments team spend": ("spend", {"team": ("payments",)}),
        "tell the finance team what we spent": None,
    },
    "to pay a bill is no question": {
        "what did we pay last month": ("spend", {"period": "last_month"}),
        "is the bill paid": None,
        "did we pay the bill": None,
        "is there a bill for may": None,
    },
    "known words that together mean something else": {
        "is Bill in charge of AWS": None,
        "cost of changing instance types": None,
        "what may I spend": None,
        "spend in may": ("spend", {"period": "may"}),
        "what's the difference between cost and usage": None,
        "how much can I save with reserved instances": None,
        "which service accounts have a bill": None,
    },
    "commitments by the kind that is named": {
        "unused savings plan commitment last month": (
            "commitments",
            {"period": "last_month", "kind": "savings_plan", "aspect": "unused"},
        ),
        "how well utilised are our reserved instances": (
            "commitments",
            {"kind": "reservation", "aspect": "utilisation"},
        ),
    },
    "what is paid for commitments is a kind of charge": {
        "savings plan fees last month": ("spend", {"period": "last_month", "kind": ("savings_plan_recurring",)}),
        "how much upfront did we pay for reservations": ("spend", {"kind": ("reservation_upfront",)}),
        "recurring RI charges by month this year": (
            "spend",
            {"period": "this_year", "kind": ("reservation_recurring",), "granularity": "monthly"},
        ),
        "what did we spend on savings plans in May": (
            "spend",
            {"period": "may", "kind": ("savings_plan_upfront", "savings_plan_recurring")},
        ),
        "support fees last month": ("spend", {"period": "last_month", "kind": ("support",)}),
        "how much do savings plans cost": None,
        "how much does an all upfront reservation cost": None,
        "recurring costs last month": None,
        "savings plan fees for EC2 last month": None,
    },
    "which commitments there are": {
        "which commitments do we have?": ("commitments", {}),
        "show our reservations": ("commitments", {"kind": "reservation"}),
        "how many savings plans do we have": ("commitments", {"kind": "savings_plan"}),
        "what are savings plans": ("explain", {"about": "savings-plans"}),
        "how do our savings plans work": None,
        "how many savings plans should we buy": None,
    },
    "what something comes to": {
        "what will this month come to": ("forecast", {"period": "this_month"}),
        "what does last month come to": ("spend", {"period": "last_month"}),
        "what does an m5.large come to": None,
        "forecast for 6 months": ("forecast", {"period": "next_6_months"}),
        "forecast our bill for 2 quarters": ("forecast", {"period": "next_2_quarters"}),
    },
    "list prices are amounts only over days": {
        "list price by service last month": (
            "spend",
            {"period": "last_month", "metric": "list", "group_by": ("service",)},
        ),
        "list price of EC2": None,
        "list price by region": None,
    },
    "the top of something is ranked by cost": {
        "top 5 resources": ("spend", {"group_by": ("resource",), "top_n": 5}),
        "top 3 services": ("spend", {"group_by": ("service",), "top_n": 3}),
        "5 largest resources": None,
    },
    "joined by a dash": {
        "jan-mar 2026 spend": ("spend", {"period": "january/2026-03"}),
        "spend in Q1-Q2": ("spend", {"period": "Q1/Q2"}),
        "spend 2024-2025 by month": ("spend", {"period": "2024/2025", "granularity": "monthly"}),
        "mar-s3 spend": None,
    },
    "dearer and cheaper": {
        "did S3 get more expensive": (
            "compare",
            {"period": "last_month", "compare_to": "previous", "service": ("S3",)},
        ),
        "is our bill going up": ("compare", {"period": "last_month", "compare_to": "previous"}),
        "has RDS become cheaper since last month": (
            "compare",
            {"period": "this_month", "compare_to": "previous", "service": ("RDS",)},
        ),
    },
    "accounts by a word beside them": {
        "spend for account staging": ("spend", {"account": ("staging",)}),
        "account manager costs": None,
        "what costs the most in our account": ("spend", {"group_by": ("service",)}),
        "how many accounts do we have": ("bill_status", {}),
        "how many accounts spent more than $100": None,
        "how many users do we have": None,
    },
    "a bill may be broken down with words between": {
        "break last month's bill down by team": ("spend", {"period": "last_month", "group_by": ("team",)}),
        "split EC2 spend by region": ("spend", {"service": ("EC2",), "group_by": ("region",)}),
        "split the cost": None,
        "EC2 costs are down by 20%": (
            "compare",
            {"period": "last_month", "compare_to": "previous", "service": ("EC2",)},
        ),
    },
    "who is paid": {
        "who is our biggest vendor": ("spend", {"group_by": ("publisher",), "top_n": 1}),
        "who is our biggest customer": None,
        "who is spending the most": ("spend", {"group_by": ("team",)}),
        "who is paying the bill": None,
        "who owns cost center 4200": None,
    },
    "cheap ones are ranked where they are counted": {
        "10 cheapest services": ("spend", {"group_by": ("service",), "top_n": 10, "order": "lowest"}),
        "5 cheapest regions": None,
        "what is the cheapest region": None,
    },
    "a change in the amounts of days": {
        "costs exploded, show them daily for the past 2 weeks": (
            "spend",
            {"period": "past_2_weeks", "granularity": "daily"},
        ),
        "which day did costs increase the most last month": None,
        "did Lambda spike this week": (
            "compare",
            {"period": "this_week", "compare_to": "previous", "service": ("Lambda",)},
        ),
        "did RDS go down yesterday": None,
        "which lambda functions grew last month": None,
    },
    "resources by the ids AWS gives them": {
        "what did i-0a1b2c3d4e5f67890 cost last month": (
            "spend",
            {"period": "last_month", "resource": ("i-0a1b2c3d4e5f67890",)},
        ),
        "vol-0123abcd spend by month": ("spend", {"resource": ("vol-0123abcd",), "granularity": "monthly"}),
        "arn:aws:s3:::my-bucket spend last month": (
            "spend",
            {"period": "last_month", "resource": ("arn:aws:s3:::my-bucket",)},
        ),
        "team-a1b2c3d4 costs last month": None,
        "restart i-0a1b2c3d4e5f67890": None,
    },
    "names beside their nouns": {
        "spend tagged environment staging": ("spend", {"tag": ("environment=staging",)}),
        "tag coverage for the team tag last month": ("tag_coverage", {"period": "last_month", "keys": ("team",)}),
        "list all accounts and their costs": ("spend", {"group_by": ("account",)}),
        "which team's spend grew the most last month": (
            "compare",
            {"period": "last_month", "compare_to": "previous", "group_by": ("team",), "direction": "up"},
        ),
        "what services does our company pay for": ("spend", {"group_by": ("service",)}),
    },
    "coverage, savings and waste in other words": {
        "how much of our usage is covered by savings plans": (
            "commitments",
            {"kind": "savings_plan", "aspect": "coverage"},
        ),
        "what are we leaving on the table with unused commitments": ("commitments", {"aspect": "unused"}),
        "how much have we saved through reservations": ("commitments", {"kind": "reservation", "aspect": "saved"}),
        "what could we save through reservations": None,
    },
    "the bill itself": {
        "how fresh is the billing data": ("bill_status", {}),
        "what format is the export": ("bill_status", {}),
        "what period does our bill cover": ("bill_status", {}),
    },
    "tagged beside untagged": {
        "tagged vs untagged spend": ("tag_coverage", {}),
        "cost allocation tag coverage for Q2": ("tag_coverage", {"period": "Q2"}),
        "show me all untagged spend by service": ("tag_coverage", {}),
    },
    "the running month's pace": {
        "current run rate": ("run_rate", {}),
        "run rate last quarter": None,
        "annual run rate": None,
        "monthly run rate": ("run_rate", {}),
    },
}


@pytest.mark.parametrize(("text", "expected"), [pair for family in FAMILIES.values() for pair in family.items()])
def test_a_wording_means_what_a_person_means_by_it(text: str, expected: Expected) -> None:
    assert asked(text) == expected


BEFORE = Step("cost", "spend", {"period": "last_month", "service": ("EC2",), "group_by": ("account",)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "over $100",
            (
                "spend",
                {"period": "last_month", "service": ("EC2",), "group_by": ("account",), "threshold": "100"},
            ),
        ),
        ("why did it go up?", ("compare", {"period": "last_month", "service": ("EC2",), "compare_to": "previous"})),
        (
            "how does that compare to the month before?",
            ("compare", {"period": "last_month", "service": ("EC2",), "compare_to": "previous"}),
        ),
        (
            "how does that compare to the year before?",
            ("compare", {"period": "last_month", "service": ("EC2",), "compare_to": "year_before"}),
        ),
        ("how does that compare to the week before?", None),
        ("why?", ("compare", {"period": "last_month", "service": ("EC2",), "compare_to": "previous"})),
    ],
)
def test_a_follow_up_may_ask_for_more_than_another_grouping(text: str, expected: Expected) -> None:
    assert asked(text, BEFORE) == expected


AFTER: list[tuple[str, Args, str, Expected]] = [
    ("run_rate", {}, "and for S3?", ("run_rate", {"service": ("S3",)})),
    ("run_rate", {}, "and last month?", None),
    ("run_rate", {}, "and by service?", None),
    ("commitments", {"aspect": "coverage"}, "and in May?", ("commitments", {"aspect": "coverage", "period": "may"})),
    (
        "commitments",
        {"kind": "savings_plan", "aspect": "coverage"},
        "what about reservations?",
        ("commitments", {"kind": "reservation", "aspect": "coverage"}),
    ),
    ("commitments", {}, "and what expires?", ("commitments", {"aspect": "ends"})),
    ("commitments", {"aspect": "ends"}, "and for EC2?", None),
    ("changes", {"change": "new"}, "and what stopped?", ("changes", {"change": "stopped"})),
    ("tag_coverage", {}, "and last month?", ("tag_coverage", {"period": "last_month"})),
    ("compare", {"period": "may"}, "by account?", ("compare", {"period": "may", "group_by": ("account",)})),
    ("compare", {"period": "may"}, "and daily?", None),
    ("changes", {"change": "new"}, "top 5", None),
    ("spend", {"period": "may"}, "and savings plan coverage?", None),
]


@pytest.mark.parametrize(("tool", "args", "text", "expected"), AFTER)
def test_a_follow_up_asks_the_same_tool_for_other_rows(tool: str, args: Args, text: str, expected: Expected) -> None:
    assert asked(text, Step("cost", tool, cast("Any", args))) == expected


def test_an_amount_needs_groups_to_choose_from() -> None:
    assert asked("over $100", Step("cost", "spend", {"period": "last_month"})) is None


ORDERS_AND_OUTAGES: dict[str, Expected] = {
    "lower our costs": None,
    "increase the RDS storage": None,
    "increase in costs last month": ("compare", {"period": "last_month", "compare_to": "previous"}),
    "which service is down": None,
    "which services went down": (
        "compare",
        {"period": "last_month", "compare_to": "previous", "group_by": ("service",), "direction": "down"},
    ),
    "do new accounts get credits": None,
}
MORE_WORDS: dict[str, Expected] = {
    "show refunds and credits by month": ("spend", {"kind": ("refund", "credit"), "granularity": "monthly"}),
    "three cheapest regions last month": (
        "spend",
        {"period": "last_month", "group_by": ("region",), "top_n": 3, "order": "lowest"},
    ),
    "give me a 6-month forecast": ("forecast", {"period": "next_6_months"}),
    "the 6-month cost trend": ("spend", {"period": "past_6_months", "granularity": "monthly"}),
    "top 5 accounts by forecast next month": (
        "forecast",
        {"period": "next_month", "group_by": ("account",), "top_n": 5},
    ),
    "spend without the cost center tag": ("spend", {"tag": ("cost_center=",)}),
    "spend without the tag team last month": ("spend", {"period": "last_month", "tag": ("team=",)}),
    "how much spend has no owner tag": ("spend", {"tag": ("owner=",)}),
    "how much did reserved instances save us in 2025": (
        "commitments",
        {"period": "2025", "kind": "reservation", "aspect": "saved"},
    ),
    "why did our RDS bill double in May?": (
        "compare",
        {"period": "may", "compare_to": "previous", "service": ("RDS",)},
    ),
}


@pytest.mark.parametrize(("text", "expected"), ORDERS_AND_OUTAGES.items())
def test_orders_and_outages_are_no_questions_about_cost(text: str, expected: Expected) -> None:
    assert asked(text) == expected


@pytest.mark.parametrize(("text", "expected"), MORE_WORDS.items())
def test_words_that_say_the_same_become_the_same_arguments(text: str, expected: Expected) -> None:
    assert asked(text) == expected


def test_a_forecast_may_be_narrowed_by_a_follow_up() -> None:
    ahead = Step("cost", "forecast", {"period": "next_month"})

    assert asked("for RDS only", ahead) == ("forecast", {"period": "next_month", "service": ("RDS",)})
    assert asked("thanks", ahead) is None


EVERYDAY: dict[str, Expected] = {
    "where did the money go last month": ("spend", {"period": "last_month", "group_by": ("service",)}),
    "what are we spending our money on": ("spend", {"group_by": ("service",)}),
    "how much are we spending on aws": ("spend", {}),
    "how much went on CloudFront in December": ("spend", {"period": "december", "service": ("CloudFront",)}),
    "weekly since March": ("spend", {"period": "since_march", "granularity": "weekly"}),
    "yearly totals": ("spend", {"granularity": "yearly"}),
    "spend excl. tax by account": ("spend", {"group_by": ("account",), "exclude": ("tax",)}),
    "spend on storage services last quarter": (
        "spend",
        {"period": "last_quarter", "service_category": ("Storage",)},
    ),
    "compare our EC2 costs in January and February 2026": (
        "compare",
        {"period": "2026-02", "compare_to": "2026-01", "service": ("EC2",)},
    ),
    "how are my EC2 costs distributed across regions?": ("spend", {"service": ("EC2",), "group_by": ("region",)}),
    "what's our savings plan and RI coverage?": ("commitments", {"aspect": "coverage"}),
    "project our spending through the end of the year": ("forecast", {"period": "this_year"}),
    "how much in q2?": ("spend", {"period": "Q2"}),
    "which regions got cheaper last month?": (
        "compare",
        {"period": "last_month", "compare_to": "previous", "group_by": ("region",), "direction": "down"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), EVERYDAY.items())
def test_everyday_wordings_are_understood(text: str, expected: Expected) -> None:
    assert asked(text) == expected


@pytest.mark.parametrize(
    "text", ["what resources changed in May", "which resources are new", "what did our dev accounts cost last month"]
)
def test_inventory_and_some_of_the_accounts_are_left_to_others(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        ("bedrock costs by model", "spend", {"service": ("Bedrock",), "group_by": ("usage_type",)}),
        ("what would we pay on demand", "spend", {"metric": "list"}),
        ("credits applied", "credits", {}),
        ("amortized cost", "spend", {"metric": "effective"}),
        ("how much does namespace shop cost?", "spend", {"tag": ("namespace=shop",)}),
        ("top service", "spend", {"group_by": ("service",), "top_n": 1}),
        ("How much was refunded?", "spend", {"kind": ("refund",)}),
        ("Which credits were applied and when do they end?", "credits", {"aspect": "ends"}),
        ("credits applied and when they expire", "credits", {"aspect": "ends"}),
        ("how many instance hours", "usage", {"unit": "hour", "usage_family": ("Compute instances",)}),
        ("how many GB did we transfer", "usage", {"unit": "gb", "usage_family": ("Data transfer",)}),
        ("how much did we spend in the first half of June", "spend", {"period": "june-1/june-15"}),
        ("which team owns the highest cost", "spend", {"group_by": ("team",)}),
        ("how much do m5.large instances cost us", "spend", {"usage_type": ("m5.large",)}),
        ("why was March so expensive", "compare", {"period": "march", "compare_to": "previous"}),
    ],
)
def test_what_was_misread_before_is_read(text: str, tool: str, args: dict[str, object]) -> None:
    step = decide(text)

    assert step is not None
    assert (step.tool, dict(step.args)) == (tool, args)
