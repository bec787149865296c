"""Kinds of questions about savings, resources, budgets and terms, in several words each, and look-alikes."""

import pytest

from supervisor.plan import Argument, Step, after
from supervisor.route import understood


def step(agent: str, tool: str, **args: Argument) -> Step:
    return Step(agent, tool, args)


def savings(**args: Argument) -> Step:
    return step("advice", "savings", **args)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("abandoned snapshots", savings(saving_class="waste", usage_family=("Snapshots",))),
        ("load balancers that are no longer needed", savings(saving_class="waste", usage_family=("Load balancers",))),
        (
            "what would we save by removing unused volumes",
            savings(saving_class="waste", usage_family=("Block storage",)),
        ),
        ("how can we get rid of waste", savings(saving_class="waste")),
        ("what part of our bill is waste", savings(saving_class="waste")),
        ("which recommendations need little effort", savings(effort="low")),
        ("simplest way to reduce our costs", savings(effort="low")),
        ("list savings opportunities sorted by monthly savings", savings()),
        ("which reservations would you recommend", savings(saving_class="commitment")),
        ("RI recommendations for RDS", savings(saving_class="commitment", service=("RDS",))),
        ("what would a $3/h compute savings plan bring us", step("advice", "plan_bought", hourly="3")),
        (
            "what happens to our costs once the savings plans expire",
            step("advice", "commitments_ended", kind="savings_plan"),
        ),
        ("databases with zero connections in eu-west-1", step("rds", "use", about="idle", region=("eu-west-1",))),
        ("should our buckets move to glacier", step("s3", "use", about="classes")),
        ("vms on older hardware", step("ec2", "use", about="generation")),
        ("functions tagged team=search", step("inventory", "resources", kind="function", tag=("team=search",))),
        ("functions and their runtimes", step("inventory", "resources", kind="function")),
        ("which KMS keys do we keep", step("inventory", "resources", kind="key")),
        ("any weird charges since May", step("anomalies", "anomalies", period="since_may")),
        ("three largest anomalies by severity", step("anomalies", "anomalies", top_n=3)),
        ("will the budget be enough", step("budgets", "budgets")),
        ("which team is worst at tagging", step("tagging", "compliance", group_by=("team",))),
        ("resources without the required tags", step("tagging", "compliance", view="violations")),
        ("how do credits differ from refunds", step("knowledge", "explain", about="credits", also="refunds")),
        ("what does ListCost mean in FOCUS", step("knowledge", "explain", about="list-cost")),
        ("tag_coverage last month", step("cost", "tag_coverage", period="last_month")),
    ],
)
def test_a_kind_of_question_is_read_in_other_words_too(text: str, right: Step) -> None:
    assert understood(text)[0] == (right,)


@pytest.mark.parametrize(
    "text",
    [
        "budgets of the last 30 days",  # a budget has no such days
        "how much would we save by deleting the orders database",
        "what share of our bill could we save",
        "recommend a film",
        "move our buckets to glacier",
        "s3 glacier",
        "tag the volumes environment=prod",
        "instances with their passwords",
        "difference between billed and effective cost last month",
        "delete what is no longer needed",
        "get rid of all unattached volumes",
        "get rid of waste",
        "I want all unattached volumes gone",
        "we want the stopped instances gone please",
        "unattached volumes have to go",
        "make the idle instances go away",
    ],
)
def test_what_only_looks_so_is_left_to_others(text: str) -> None:
    assert not any(one.agent != "cost" for one in understood(text)[0])
    assert not understood(text)[0] or text == "s3 glacier"


def test_a_follow_up_keeps_the_largest_of_what_was_listed() -> None:
    waste = savings(saving_class="waste")

    assert understood("and the largest three?", after(waste))[0] == (
        step("advice", "savings", saving_class="waste", top_n=3),
    )
