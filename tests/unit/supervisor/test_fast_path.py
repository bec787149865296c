"""What the fast path makes of questions: tool and arguments by family, and where it abstains."""

import pytest

from agents.catalog import CATALOG
from supervisor.bidding import bidders_of
from supervisor.fast_path import decide
from supervisor.plan import Step, after

Args = dict[str, object]


COST_ALONE = bidders_of({"cost": CATALOG["cost"]})
"""What savings and waste are belongs to another agent; here is told what the cost agent takes."""


def asked(text: str, previous: Step | None = None) -> tuple[str, Args] | None:
    step = decide(text, after(previous), bidders=COST_ALONE)
    return None if step is None else (step.tool, dict(step.args))


TOTALS: dict[str, Args] = {
    "What did I spend?": {},
    "What's our total AWS cost?": {},
    "Show me the bill": {},
    "How much have we been charged?": {},
    "How much did we spend in total?": {},
    "How much have we spent so far this year?": {"period": "year_to_date"},
    "Could you please tell me what we paid last month?": {"period": "last_month"},
    "hi, how much was our AWS bill in October 2018?": {"period": "2018-10"},
    "Total spend YTD": {"period": "year_to_date"},
    "What am I paying this month?": {"period": "this_month"},
}

PERIODS: dict[str, Args] = {
    "cost yesterday": {"period": "yesterday"},
    "what did we spend today": {"period": "today"},
    "spend this week": {"period": "this_week"},
    "spend last week": {"period": "last_week"},
    "spend during the previous month": {"period": "last_month"},
    "my bill for last month": {"period": "last_month"},
    "spend in the last full month": {"period": "last_month"},
    "spend last quarter": {"period": "last_quarter"},
    "spend in Q3": {"period": "Q3"},
    "spend in Q3 2025": {"period": "2025-Q3"},
    "spend in 2025 Q3": {"period": "2025-Q3"},
    "spend in the third quarter of 2025": {"period": "2025-Q3"},
    "spend in FY25 Q3": {"period": "FY2025-Q3"},
    "spend in Q3 FY2025": {"period": "FY2025-Q3"},
    "spend in fiscal year 2025": {"period": "FY2025"},
    "spend this fiscal year": {"period": "this_fiscal_year"},
    "spend last fiscal quarter": {"period": "last_fiscal_quarter"},
    "spend for the past 90 days": {"period": "past_90_days"},
    "spend over the last two weeks": {"period": "past_2_weeks"},
    "spend in the last 24 hours": {"period": "past_1_days"},
    "spend in the past couple of months": {"period": "past_2_months"},
    "spend over the past year": {"period": "past_12_months"},
    "spend over the last month": {"period": "past_30_days"},
    "spend since March": {"period": "since_march"},
    "spend since March 2026": {"period": "since_2026-03"},
    "spend since 12 May": {"period": "since_may-12"},
    "spend since the beginning of the year": {"period": "year_to_date"},
    "spend in the week of 12 May": {"period": "week_of_may-12"},
    "spend in the week of May 12th, 2026": {"period": "week_of_2026-05-12"},
    "spend in October": {"period": "october"},
    "Oct 2018 spend": {"period": "2018-10"},
    "spend in 2018-10": {"period": "2018-10"},
    "spend in 2025": {"period": "2025"},
    "spend in H1 2026": {"period": "2026-H1"},
    "spend in the second half of 2025": {"period": "2025-H2"},
    "spend year to date": {"period": "year_to_date"},
    "month-to-date spend": {"period": "month_to_date"},
    "MTD cost": {"period": "month_to_date"},
    "our current spend": {"period": "month_to_date"},
    "spend between March and May": {"period": "march/may"},
    "spend between 3 May and 9 May 2026": {"period": "may-3/2026-05-09"},
    "spend between 3 and 9 May 2026": {"period": "2026-05-03/2026-05-09"},
    "spend from January to March 2026": {"period": "january/2026-03"},
    "spend from 2026-05-12 to 2026-05-19": {"period": "2026-05-12/2026-05-19"},
    "spend on 2026-05-12": {"period": "2026-05-12"},
    "spend on May 3rd": {"period": "may-3"},
    "spend on the 3rd of May 2026": {"period": "2026-05-03"},
    "all time spend": {"period": "all"},
}

GROUPS: dict[str, Args] = {
    "What did I spend by service?": {"group_by": ("service",)},
    "spend per account": {"group_by": ("account",)},
    "costs broken down by linked account": {"group_by": ("account",)},
    "costs grouped by AWS region": {"group_by": ("region",)},
    "break down my bill by usage type": {"group_by": ("usage_type",)},
    "spend by charge category": {"group_by": ("charge_category",)},
    "spend by charge type": {"group_by": ("kind",)},
    "spend by resource": {"group_by": ("resource",)},
    "spend by usage family": {"group_by": ("usage_family",)},
    "spend by operation": {"group_by": ("operation",)},
    "spend by provider": {"group_by": ("provider",)},
    "spend by vendor": {"group_by": ("publisher",)},
    "spend by availability zone": {"group_by": ("zone",)},
    "spend by purchase option": {"group_by": ("pricing",)},
    "spend by team": {"group_by": ("team",)},
    "spend by cost center": {"group_by": ("tag:cost_center",)},
    "spend by tag owner": {"group_by": ("tag:owner",)},
    "costs grouped by the Squadron tag": {"group_by": ("tag:squadron",)},
    "costs grouped by namespace": {"group_by": ("tag:namespace",)},
    "costs by tag:workload": {"group_by": ("tag:workload",)},
    "spend by instance type": {"group_by": ("usage_type",), "usage_family": ("Compute instances",)},
    "how much does each department spend?": {"group_by": ("tag:department",)},
    "spend by service and region": {"group_by": ("service", "region")},
    "spend per account per region": {"group_by": ("account", "region")},
    "where is our money being spent": {"group_by": ("service",)},
    "Which services are we paying for?": {"group_by": ("service",)},
    "What AWS services are we using?": {"group_by": ("service",)},
}

OVER_TIME: dict[str, Args] = {
    "daily spend": {"granularity": "daily"},
    "spend by day": {"granularity": "daily"},
    "spend per week in 2025": {"granularity": "weekly", "period": "2025"},
    "month by month costs": {"granularity": "monthly"},
    "hourly cost yesterday": {"granularity": "hourly", "period": "yesterday"},
    "quarterly spend": {"granularity": "quarterly"},
    "annual spend": {"granularity": "yearly"},
    "monthly cost by service for the past 6 months": {
        "granularity": "monthly",
        "group_by": ("service",),
        "period": "past_6_months",
    },
    "cost per service per month": {"granularity": "monthly", "group_by": ("service",)},
    "cost trend": {"granularity": "monthly"},
    "spend trend over the last 14 days": {"granularity": "daily", "period": "past_14_days"},
    "is our spend trending up or down?": {"granularity": "monthly"},
    "how has our spend changed over the past 6 months": {"granularity": "monthly", "period": "past_6_months"},
    "spend for each of the last 3 months": {"granularity": "monthly", "period": "past_3_months"},
    "average daily spend last month": {"average": "daily", "period": "last_month"},
    "average cost per month in 2025": {"average": "monthly", "period": "2025"},
    "what was the most expensive day last month": {"granularity": "daily", "period": "last_month", "top_n": 1},
    "on which day did we spend the most": {"granularity": "daily", "top_n": 1},
}

RANKED: dict[str, Args] = {
    "top 5 services by cost": {"group_by": ("service",), "top_n": 5},
    "Which 3 accounts spend the most?": {"group_by": ("account",), "top_n": 3},
    "five most expensive regions": {"group_by": ("region",), "top_n": 5},
    "top services by cost": {"group_by": ("service",), "top_n": 10},
    "Which service costs the most?": {"group_by": ("service",)},
    "bottom 5 services by cost": {"group_by": ("service",), "top_n": 5, "order": "lowest"},
    "least expensive accounts": {"group_by": ("account",), "top_n": 10, "order": "lowest"},
    "our biggest expenses": {"group_by": ("service",), "top_n": 10},
    "top cost drivers last month": {"group_by": ("service",), "top_n": 10, "period": "last_month"},
    "what drives our S3 cost": {"group_by": ("usage_type",), "service": ("S3",)},
    "why is my bill so high": {"group_by": ("service",)},
    "services over $100": {"group_by": ("service",), "threshold": "100"},
    "services costing more than 1,500 dollars": {"group_by": ("service",), "threshold": "1500"},
    "accounts spending above $2k last month": {"group_by": ("account",), "threshold": "2000", "period": "last_month"},
    "services that cost less than $1": {"group_by": ("service",), "below": "1"},
    "what are our most expensive EC2 instances": {
        "group_by": ("resource",),
        "top_n": 10,
        "service": ("EC2",),
        "usage_family": ("Compute instances",),
    },
    "which S3 buckets cost the most": {"group_by": ("resource",), "service": ("S3",)},
    "which resources cost more than $0.50": {"group_by": ("resource",), "threshold": "0.50"},
}

FILTERED: dict[str, Args] = {
    "EC2 cost": {"service": ("EC2",)},
    "how much did Amazon Simple Storage Service cost": {"service": ("S3",)},
    "what did we pay for lambda functions": {"service": ("Lambda",)},
    "spend on S3 and RDS": {"service": ("S3", "RDS")},
    "spend in us-east-1": {"region": ("us-east-1",)},
    "spend in Frankfurt and Ireland": {"region": ("eu-central-1", "eu-west-1")},
    "spend for account 123456789012": {"account": ("123456789012",)},
    "spend for accounts 123456789012 and 210987654321": {"account": ("123456789012", "210987654321")},
    "how much are NAT gateways costing us": {"usage_family": ("NAT gateway",)},
    "our data transfer costs": {"usage_family": ("Data transfer",)},
    "what do we pay for public IPv4 addresses": {"usage_family": ("Public IPv4 addresses",)},
    "EBS snapshot costs": {"usage_family": ("Snapshots",)},
    "what do my EC2 instances cost": {"service": ("EC2",), "usage_family": ("Compute instances",)},
    "EC2 data transfer costs": {"service": ("EC2",), "usage_family": ("Data transfer",)},
    "storage costs": {"service_category": ("Storage",)},
    "how much tax did we pay": {"kind": ("tax",)},
    "support charges last month": {"kind": ("support",), "period": "last_month"},
    "what credits did we get": {"kind": ("credit",)},
    "spend tagged env=prod": {"tag": ("env=prod",)},
    "spend for team payments": {"team": ("payments",)},
    "spend for project apollo by service": {"tag": ("project=apollo",), "group_by": ("service",)},
    "production spend": {"tag": ("environment=prod",)},
    "Which marketplace subscriptions are we paying for": {"kind": ("marketplace",), "group_by": ("service",)},
    "EC2 in eu-west-1 for team payments since March, weekly": {
        "service": ("EC2",),
        "region": ("eu-west-1",),
        "team": ("payments",),
        "period": "since_march",
        "granularity": "weekly",
    },
    "top 3 usage types of S3 in us-west-2 over the past 30 days": {
        "service": ("S3",),
        "region": ("us-west-2",),
        "group_by": ("usage_type",),
        "top_n": 3,
        "period": "past_30_days",
    },
    "compare EC2 and RDS costs": {"service": ("EC2", "RDS"), "group_by": ("service",)},
    "S3 vs EFS spend last month": {"service": ("S3", "EFS"), "group_by": ("service",), "period": "last_month"},
    "compare spend between prod and dev": {
        "tag": ("environment=prod", "environment=dev"),
        "group_by": ("tag:environment",),
    },
    "compare costs by region": {"group_by": ("region",)},
}

METRICS: dict[str, Args] = {
    "amortized cost by account": {"metric": "effective", "group_by": ("account",)},
    "unblended cost last month": {"metric": "billed", "period": "last_month"},
    "effective cost of EC2": {"metric": "effective", "service": ("EC2",)},
    "our spend at list price": {"metric": "list"},
    "gross spend": {"exclude": ("credit", "refund")},
    "net spend": {},
    "spend excluding tax": {"exclude": ("tax",)},
    "spend without credits and refunds": {"exclude": ("credit", "refund")},
    "spend before tax by service": {"exclude": ("tax",), "group_by": ("service",)},
}

COMPARED: dict[str, Args] = {
    "compare this month to last month": {"period": "this_month", "compare_to": "last_month"},
    "how does this month compare with last month": {"period": "this_month", "compare_to": "last_month"},
    "costs last month versus this month": {"period": "this_month", "compare_to": "last_month"},
    "October vs September by service": {"period": "october", "compare_to": "september", "group_by": ("service",)},
    "compare Q1 2026 with Q1 2025": {"period": "2026-Q1", "compare_to": "2025-Q1"},
    "how did our costs change from September to October": {"period": "october", "compare_to": "september"},
    "what is the difference in cost between September and October": {"period": "october", "compare_to": "september"},
    "did costs increase last month": {"period": "last_month", "compare_to": "previous"},
    "why did our bill go up in October": {"period": "october", "compare_to": "previous"},
    "what changed in our spend this month": {"period": "this_month", "compare_to": "previous"},
    "what is driving the increase in EC2 cost": {"period": "last_month", "compare_to": "previous", "service": ("EC2",)},
    "month over month cost change": {"period": "last_month", "compare_to": "previous"},
    "year over year spend for October 2025": {"period": "2025-10", "compare_to": "year_before"},
    "which services increased the most": {
        "period": "last_month",
        "compare_to": "previous",
        "group_by": ("service",),
        "direction": "up",
    },
    "which accounts dropped in cost last week": {
        "period": "last_week",
        "compare_to": "previous",
        "group_by": ("account",),
        "direction": "down",
    },
    "are we spending more than last month": {"period": "this_month", "compare_to": "last_month"},
    "October spend compared to the previous month": {"period": "october", "compare_to": "previous"},
    "what drove our cloud costs up 12% in May": {"period": "may", "compare_to": "previous"},
}

CHANGED: dict[str, Args] = {
    "which charges are new": {"change": "new"},
    "new services this month": {"change": "new", "group_by": ("service",), "period": "this_month"},
    "what new services did we start paying for": {"change": "new", "group_by": ("service",)},
    "which charges stopped last month": {"change": "stopped", "period": "last_month"},
    "which services did we stop using": {"change": "stopped", "group_by": ("service",)},
}


@pytest.mark.parametrize(
    ("text", "args"),
    [
        (text, args)
        for family in (TOTALS, PERIODS, GROUPS, OVER_TIME, RANKED, FILTERED, METRICS)
        for text, args in family.items()
    ],
)
def test_a_question_about_spend_becomes_its_arguments(text: str, args: Args) -> None:
    assert asked(text) == ("spend", args)


@pytest.mark.parametrize(("text", "args"), COMPARED.items())
def test_a_comparison_becomes_two_periods(text: str, args: Args) -> None:
    assert asked(text) == ("compare", args)


@pytest.mark.parametrize(("text", "args"), CHANGED.items())
def test_new_and_stopped_charges_are_recognised(text: str, args: Args) -> None:
    assert asked(text) == ("changes", args)


COMMITTED: dict[str, Args] = {
    "what is our savings plan coverage": {"kind": "savings_plan", "aspect": "coverage"},
    "reserved instance utilization last month": {
        "kind": "reservation",
        "aspect": "utilisation",
        "period": "last_month",
    },
    "how much are we wasting on unused reservations": {"kind": "reservation", "aspect": "unused"},
    "when do our savings plans expire": {"kind": "savings_plan", "aspect": "ends"},
    "how much are we saving from commitments": {"aspect": "saved"},
    "how well are we using our RIs": {"kind": "reservation", "aspect": "utilisation"},
}


@pytest.mark.parametrize(("text", "args"), COMMITTED.items())
def test_an_aspect_of_commitments_is_recognised(text: str, args: Args) -> None:
    assert asked(text) == ("commitments", args)


@pytest.mark.parametrize(
    "text",
    ["should we buy savings plans", "recommend reserved instances", "what is a savings plan", "unused load balancers"],
)
def test_advice_about_commitments_is_left_to_others(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize("text", ["what is our run rate", "run rate this month", "our burn rate"])
def test_the_run_rate_is_recognised(text: str) -> None:
    found = asked(text)
    assert found is not None
    assert found[0] == "run_rate"


@pytest.mark.parametrize("text", ["what is loaded?", "What period does the bill cover?", "how fresh is the data"])
def test_questions_about_the_bill_itself_are_recognised(text: str) -> None:
    assert asked(text) == ("bill_status", {})


ABSTAINS = {
    "nothing to read": ["", "   ", "?", "…", "💸"],
    "another subject": [
        "how much did I spend on groceries last month",
        "what is my phone bill",
        "pay the gas bill",
        "what is the weather in Paris",
        "what was our net profit last quarter",
        "how much does a house cost in Ohio",
        "did my rent go up",
    ],
    "another cloud": ["What are my GCP costs this month?", "Azure spend by service", "what did BigQuery cost"],
    "prices in general": [
        "What does a NAT gateway cost?",
        "how much does S3 cost per month",
        "how much is a load balancer",
    ],
    "doing something about a bill": [
        "how do I lower my bill",
        "how do I pay my bill",
        "why was I charged",
        "can you refund last month's charges",
        "what was our biggest bill last year",
    ],
    "knowledge": ["What is Amazon S3?", "how does data transfer billing work", "what is amortized cost?"],
    "changes to an account": [
        "create a bucket in us-east-1",
        "delete my EC2 instances",
        "stop all instances in us-east-1",
        "turn off the NAT gateway",
    ],
    "inventory": ["list all my EC2 instances", "which RDS databases do I have", "show S3 buckets in us-west-2"],
    "optimisation": [
        "how can I reduce my EC2 cost",
        "where are we wasting money",
        "what could we save on S3",
        "recommend savings for my account",
        "any idle load balancers costing us money",
    ],
    "the future in words no forecast takes": [
        "what will EC2 cost",
        "when will we hit $500",
        "will it rain next week",
        "what did we spend in 60 days",
        "compare next month with last month",
        "forecast last month",
        "how much will it cost to run 10 instances",
        "forecast hourly spend for next week",
        "lowest projected costs next month",
        "next month",
        "next week in Ireland",
    ],
    "two questions at once": [
        "show my costs and recommend savings",
        "what did I spend on S3 and who created the buckets",
        "what did I spend last week on S3 and what did I spend on RDS",
    ],
    "what no tool does": [
        "cost per request",
        "what share of production is EC2 in us-east-1",
        "amortized and unblended cost",
        "costs by region and service and account",
        "anomalies in my spend",
        "how much of 1 and 2",
    ],
    "follow-ups without a question before": ["and by region?", "what about the year before?", "last month", "only EC2"],
    "conflicting words": ["spend in May and last week", "top bottom services by cost", "daily spend per month by week"],
    "a story": ["what did we spend " + "by service " * 40],
}


@pytest.mark.parametrize("text", [text for texts in ABSTAINS.values() for text in texts])
def test_the_fast_path_abstains_when_unsure(text: str) -> None:
    assert asked(text) is None


BEFORE = Step("cost", "spend", {"period": "last_month", "service": ("EC2",), "group_by": ("account",), "top_n": 5})

FOLLOW_UPS: dict[str, Args] = {
    "and by region?": {"period": "last_month", "service": ("EC2",), "group_by": ("region",)},
    "by region": {"period": "last_month", "service": ("EC2",), "group_by": ("region",)},
    "and daily?": {"period": "last_month", "service": ("EC2",), "granularity": "daily"},
    "what about S3?": {"period": "last_month", "service": ("S3",), "group_by": ("account",), "top_n": 5},
    "what about this month?": {"period": "this_month", "service": ("EC2",), "group_by": ("account",), "top_n": 5},
    "how about in us-east-1": {
        "period": "last_month",
        "service": ("EC2",),
        "region": ("us-east-1",),
        "group_by": ("account",),
        "top_n": 5,
    },
    "what about the year before?": {
        "period": "year_before:last_month",
        "service": ("EC2",),
        "group_by": ("account",),
        "top_n": 5,
    },
    "and the month before?": {
        "period": "before:last_month",
        "service": ("EC2",),
        "group_by": ("account",),
        "top_n": 5,
    },
    "and what did we spend by region?": {"period": "last_month", "service": ("EC2",), "group_by": ("region",)},
    "without tax": {
        "period": "last_month",
        "service": ("EC2",),
        "group_by": ("account",),
        "top_n": 5,
        "exclude": ("tax",),
    },
}


@pytest.mark.parametrize(("text", "args"), FOLLOW_UPS.items())
def test_a_follow_up_keeps_what_it_does_not_name(text: str, args: Args) -> None:
    assert asked(text, BEFORE) == ("spend", args)


@pytest.mark.parametrize("text", ["and the quarter before?", "thanks", "ok", "what about the weather?"])
def test_a_follow_up_that_fits_nothing_before_abstains(text: str) -> None:
    assert asked(text, BEFORE) is None


def test_a_new_question_forgets_the_one_before() -> None:
    assert asked("What did I spend by service?", BEFORE) == ("spend", {"group_by": ("service",)})


AHEAD: dict[str, Args] = {
    "forecast my spend": {},
    "What will I spend next month?": {"period": "next_month"},
    "what are we going to pay next quarter": {"period": "next_quarter"},
    "how much will we spend this quarter": {"period": "this_quarter"},
    "projected spend at end of month": {"period": "this_month"},
    "what will my bill be by the end of the year?": {"period": "this_year"},
    "forecast the rest of the year": {"period": "rest_of_year"},
    "forecast EC2 for the next 3 months": {"period": "next_3_months", "service": ("EC2",)},
    "projected EC2 cost for next quarter": {"period": "next_quarter", "service": ("EC2",)},
    "where will S3 costs be in 60 days": {"period": "next_60_days", "service": ("S3",)},
    "what will we spend in December": {"period": "december"},
    "expected costs tomorrow": {"period": "next_day"},
    "what should we expect to pay in 2031": {"period": "2031"},
    "are we on track to spend more this month": {"period": "this_month"},
    "what's the expected cost and growth rate for next month": {"period": "next_month"},
    "forecast weekly spend for the next 2 months": {"period": "next_2_months", "granularity": "weekly"},
    "will costs go down next month": {"period": "next_month"},
    "next month's costs": {"period": "next_month"},
    "predict costs by account for next month": {"period": "next_month", "group_by": ("account",)},
    "which services will grow the fastest next month": {
        "period": "next_month",
        "group_by": ("service",),
        "order": "growth",
    },
    "our top 5 services, then forecast what they'll cost next month": {
        "period": "next_month",
        "group_by": ("service",),
        "top_n": 5,
    },
    "forecast production spend without tax for next month": {
        "period": "next_month",
        "tag": ("environment=prod",),
        "exclude": ("tax",),
    },
}


@pytest.mark.parametrize(("text", "args"), AHEAD.items())
def test_a_question_about_days_ahead_becomes_a_forecast(text: str, args: Args) -> None:
    assert asked(text) == ("forecast", args)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("and next month?", {"period": "next_month", "service": ("EC2",)}),
        (
            "what about next quarter, by region?",
            {"period": "next_quarter", "service": ("EC2",), "group_by": ("region",)},
        ),
        ("and the forecast?", {"service": ("EC2",)}),
        ("what about S3 by the end of the month", {"period": "this_month", "service": ("S3",)}),
    ],
)
def test_a_follow_up_about_days_ahead_keeps_the_filters(text: str, args: Args) -> None:
    assert asked(text, BEFORE) == ("forecast", args)


def test_a_follow_up_to_a_forecast_stays_one() -> None:
    ahead = Step("cost", "forecast", {"period": "next_month"})
    assert asked("and the next 3 months?", ahead) == ("forecast", {"period": "next_3_months"})


SHARES: dict[str, Args] = {
    "what share is EC2?": {"service": ("EC2",), "share": True},
    "what percentage of our spend is in us-east-1": {"region": ("us-east-1",), "share": True},
    "how much of our bill went to S3 last month": {"service": ("S3",), "period": "last_month", "share": True},
}
LEFT_OUT: dict[str, Args] = {
    "spend excluding EC2": {"exclude": ("service=EC2",)},
    "spend by account without tax and support": {"group_by": ("account",), "exclude": ("tax", "support")},
    "cost last month excluding Redshift and S3": {
        "period": "last_month",
        "exclude": ("service=Redshift", "service=S3"),
    },
    "spend by service except us-east-1": {"group_by": ("service",), "exclude": ("region=us-east-1",)},
    "our costs without account 123456789012": {"exclude": ("account=123456789012",)},
}
RATES: dict[str, Args] = {
    "how much do we spend a day": {"average": "daily"},
    "cost per hour": {"average": "hourly"},
    "what is our daily average spend last month": {"average": "daily", "period": "last_month"},
    "cost per hour yesterday": {"granularity": "hourly", "period": "yesterday"},
}
OTHERS: dict[str, Args] = {
    "what were credits in 2025?": {"kind": ("credit",), "period": "2025"},
    "refunds last month": {"kind": ("refund",), "period": "last_month"},
    "Which team is spending the most on Kubernetes?": {"group_by": ("team",), "service": ("EKS",)},
    "What do we spend by team or tag?": {"group_by": ("team",)},
    "compare production vs non-production costs": {"group_by": ("tag:environment",)},
    "non-production spend": {"tag": ("environment!=prod",)},
}


@pytest.mark.parametrize(
    ("text", "args"), [pair for family in (SHARES, LEFT_OUT, RATES, OTHERS) for pair in family.items()]
)
def test_shares_exclusions_and_rates_become_arguments(text: str, args: Args) -> None:
    assert asked(text) == ("spend", args)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("show untagged spend", {}),
        ("how much of our spend is tagged", {}),
        ("spend by tag", {}),
        ("untagged spend by team", {"keys": ("team",)}),
        ("untagged costs last month", {"period": "last_month"}),
    ],
)
def test_questions_about_tagging_become_tag_coverage(text: str, args: Args) -> None:
    assert asked(text) == ("tag_coverage", args)


@pytest.mark.parametrize("text", ["list untagged resources", "which instances are untagged", "tag my untagged buckets"])
def test_what_lacks_tags_as_inventory_is_left_to_others(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    ("text", "period", "compare_to"),
    [
        ("What changed most last month?", "last_month", "previous"),
        ("this week vs last week", "this_week", "last_week"),
        ("compare last week with the week before", "last_week", "previous"),
        ("how fast is our spend growing", "last_month", "previous"),
    ],
)
def test_changes_without_a_word_about_money_are_recognised(text: str, period: str, compare_to: str) -> None:
    assert asked(text) == ("compare", {"period": period, "compare_to": compare_to})


def test_anything_new_on_the_bill_is_a_question_about_changes() -> None:
    assert asked("Is anything new on the bill this month?") == ("changes", {"change": "new", "period": "this_month"})
