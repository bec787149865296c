"""Kinds of everyday questions, in several words each: what they lead to, and look-alikes that lead nowhere."""

import pytest

from supervisor.plan import Argument, Step, after
from supervisor.route import understood


def cost(tool: str, **args: Argument) -> Step:
    return Step("cost", tool, args)


def inventory(**args: Argument) -> Step:
    return Step("inventory", "resources", args)


def savings(**args: Argument) -> Step:
    return Step("advice", "savings", args)


LATEST_RISE: dict[str, Argument] = {"period": "last_month", "compare_to": "previous"}


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("which services grew by 8 percent last month",
         cost("compare", **LATEST_RISE, group_by=("service",), direction="up")),
        ("which services grew more than 8 percent last month",
         cost("compare", **LATEST_RISE, group_by=("service",), direction="up", more_than_percent="8")),
        ("which accounts fell by more than 20% in June",
         cost("compare", period="june", compare_to="previous", group_by=("account",), direction="down",
              more_than_percent="20")),
        ("what if EC2 grows ten percent", cost("forecast_supposed", service=("EC2",), change="0.1")),
        ("our bill grew by 12 per cent in June, why", cost("compare", period="june", compare_to="previous")),
        ("why did RDS go from $12k to $16k", cost("compare", **LATEST_RISE, service=("RDS",))),
        ("our bill went from $9,100 to $8,000 in May, why?", cost("compare", period="may", compare_to="previous")),
        ("is lambda cheaper than it was a year ago",
         cost("compare", period="last_month", compare_to="year_before", service=("Lambda",))),
        ("is S3 more expensive than a year ago",
         cost("compare", period="last_month", compare_to="year_before", service=("S3",))),
        ("who is behind the rise in September",
         cost("compare", period="september", compare_to="previous", group_by=("team",), direction="up")),
        ("who caused the increase in the June bill",
         cost("compare", period="june", compare_to="previous", group_by=("team",), direction="up")),
        ("will December cost more than November", cost("forecast", period="december")),
        ("will S3 be dearer in August than in July", cost("forecast", period="august", service=("S3",))),
        ("why is the July forecast higher than June", cost("forecast", period="july", drivers=True)),
        ("which accounts have the lowest coverage",
         cost("commitments", aspect="coverage", group_by=("account",), order="lowest")),
        ("what's our coverage this year by month",
         cost("commitments", aspect="coverage", group_by=("month",), period="this_year")),
        ("are our commitments being used", cost("commitments", aspect="utilisation")),
        ("did anything new turn up on the bill this month", cost("changes", period="this_month", change="new")),
        ("what's EC2 gonna cost next month", cost("forecast", period="next_month", service=("EC2",))),
        ("which tags are missing most", cost("tag_coverage")),
        ("load balancers with no traffic", savings(usage_family=("Load balancers",), saving_class="waste")),
        ("do we pay for ip addresses nobody uses",
         savings(usage_family=("Public IPv4 addresses",), saving_class="waste")),
        ("show me EBS volumes we pay for but nobody uses",
         savings(usage_family=("Block storage",), saving_class="waste")),
        ("how much could we be saving every month", savings()),
        ("how much money goes to things nobody uses", savings(saving_class="waste")),
        ("costs grew twelve percent in May, what's the reason?", cost("compare", period="may", compare_to="previous")),
        ("are we going to be over budget this month or not", Step("budgets", "budgets", {})),
        ("hmm S3 looks weird this week, is it just me?",
         Step("anomalies", "anomalies", {"service": ("S3",), "period": "this_week"})),
        ("top offenders of our tag policy", Step("tagging", "compliance", {"view": "violations"})),
        ("how old are our oldest AMIs", inventory(kind="image", order="oldest")),
        ("biggest anomaly of the year", Step("anomalies", "anomalies", {"period": "this_year"})),
        ("how confident are you in the forecast",
         Step("knowledge", "explain", {"about": "forecasts-and-their-accuracy"})),
        ("explain to me what is a savings plan", Step("knowledge", "explain", {"about": "savings-plans"})),
        ("what does a weekend day cost us compared to a working day", cost("weekdays")),
        ("potential savings per team", savings(group_by=("team",))),
        ("easiest savings under $100", savings(effort="low", below="100")),
        ("please recommend how to reduce the cost of S3", savings(service=("S3",))),
        ("which of our databases are bigger than they need to be",
         savings(service_category=("Databases",), saving_class="rightsize")),
        ("how much could we commit to", savings(saving_class="commitment")),
        ("should we buy more savings plans", savings(saving_class="commitment")),
        ("is our tag hygiene getting worse", Step("tagging", "compliance", {"view": "drift"})),
        ("which instances could be switched off outside office hours", Step("ec2", "use", {"about": "schedule"})),
        ("what's the difference between blended and unblended cost",
         Step("knowledge", "explain", {"about": "unblended-and-blended-cost"})),
        ("how does a NAT gateway get billed", Step("knowledge", "explain", {"about": "nat-gateways"})),
        ("is there something not normal in the cost of yesterday",
         Step("anomalies", "anomalies", {"period": "yesterday"})),
        ("list the stopped machines in eu-west-1",
         inventory(condition="stopped", kind="instance", region=("eu-west-1",))),
        ("how many servers are running", inventory(condition="running", kind="instance")),
        ("is anything unencrypted in eu-west-1", inventory(condition="unencrypted", region=("eu-west-1",))),
        ("which resources have no owner", inventory(tag=("owner=",))),
        ("instances without a cost center tag", inventory(tag=("cost_center=",), kind="instance")),
        ("biggest bucket", inventory(order="largest", kind="bucket")),
        ("oldest snapshots", inventory(order="oldest", kind="snapshot")),
        ("which runtime do our lambdas use", inventory(kind="function", group_by=("runtime",))),
        ("which databases do we have and what version", inventory(kind="database", group_by=("version",))),
        ("snapshots from before 2026", inventory(kind="snapshot", created="until_before:2026")),
        ("volumes that have been around for more than a year", inventory(kind="volume", at_least_days=365)),
        ("cheapest month this year",
         cost("spend", period="this_year", granularity="monthly", top_n=1, order="lowest")),
        ("which was our best month", cost("spend", granularity="monthly", top_n=1, order="lowest")),
    ],
)  # fmt: skip
def test_everyday_questions_about_cost_are_read(text: str, step: Step) -> None:
    assert understood(text)[0] == (step,)


@pytest.mark.parametrize(
    "text",
    [
        "my phone plan went from $20 to $35",
        "who is behind this tool",
        "who is behind the robbery in September",
        "will December be colder than November",
        "best practice for S3",
        "best team",
        "compare the EC2 and RDS forecasts",
        "forecast vs actual June",
        "roads with no traffic",
        "how confident are you in your German",
        "how confident are you",
        "my house looks weird this year",
        "who are the worst offenders in this town",
        "easiest recipes under $10",
        "the team is doing nothing",
        "is our insurance coverage by month",
        "what is my ip address",
        "budgets over",
        "which server should I buy",
        "runtime",
        "oldest tree in the world",
        "largest instances",
        "how many percent",
        "percent",
    ],
)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert understood(text)[0] == ()


@pytest.mark.parametrize(
    "text", ["which day is it", "which day is it today", "what is left to do", "what's left to do today"]
)
def test_the_day_and_what_is_to_be_done_are_no_more_of_a_budget_than_before_it(text: str) -> None:
    before = Step("budgets", "budgets", {"aspect": "left"})

    assert understood(text, after(before))[0] == ()


@pytest.mark.parametrize(
    ("text", "aspect"),
    [("on which day will it be used up", "when"), ("which day will that be", "when"), ("and what's left", "left")],
)
def test_the_day_on_which_a_budget_is_used_up_is_asked_of_it(text: str, aspect: str) -> None:
    before = Step("budgets", "budgets", {"team": ("search",)})

    assert understood(text, after(before))[0] == (Step("budgets", "budgets", {"team": ("search",), "aspect": aspect}),)
