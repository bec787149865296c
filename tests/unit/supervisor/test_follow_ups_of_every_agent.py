"""A question that continues another agent's, or asks for more than other rows: why, which of them rose, of what it is
a share. Each names only what changes; all else stays as it was asked.
"""

from collections.abc import Mapping

import pytest

from supervisor.fast_path import decide
from supervisor.plan import Argument, Step, after

EC2 = Step("cost", "spend", {"service": ("EC2",), "period": "june"})
TAGGED = Step("cost", "spend", {"tag": ("environment=prod",), "period": "last_month", "group_by": ("service",)})
MOVED = Step("cost", "compare", {"period": "june", "compare_to": "may"})
BY_TEAM = Step("cost", "compare", {"period": "june", "compare_to": "may", "group_by": ("team",)})
AHEAD = Step("cost", "forecast", {"period": "next_month"})
COVERED = Step("cost", "commitments", {"kind": "savings_plan", "aspect": "coverage"})
USED = Step("cost", "commitments", {"kind": "savings_plan", "aspect": "utilisation"})
ODD = Step("anomalies", "anomalies", {"period": "this_week"})
SAVED = Step("advice", "savings", {"service": ("EC2",)})
RUNNING = Step("inventory", "resources", {"kind": "instance", "condition": "running"})
POLICY = Step("tagging", "compliance", {"view": "violations"})
TERM = Step("knowledge", "explain", {"about": "nat-gateways"})

CONTINUED: list[tuple[Step, str, Mapping[str, Argument]]] = [
    (ODD, "last week instead", {"period": "last_week"}),
    (ODD, "and in us-east-1?", {"period": "this_week", "region": ("us-east-1",)}),
    (ODD, "by account", {"period": "this_week", "group_by": ("account",)}),
    (SAVED, "and for RDS?", {"service": ("RDS",)}),
    (SAVED, "in eu-west-1", {"service": ("EC2",), "region": ("eu-west-1",)}),
    (RUNNING, "only in us-east-1", {"kind": "instance", "condition": "running", "region": ("us-east-1",)}),
    (RUNNING, "by region", {"kind": "instance", "condition": "running", "group_by": ("region",)}),
    (POLICY, "and in June?", {"view": "violations", "period": "june"}),
    (COVERED, "by service", {**COVERED.args, "group_by": ("service",)}),
    (COVERED, "and for RDS?", {**COVERED.args, "service": ("RDS",)}),
    (COVERED, "in May", {**COVERED.args, "period": "may"}),
    (EC2, "why?", {**EC2.args, "compare_to": "previous"}),
    (EC2, "and why?", {**EC2.args, "compare_to": "previous"}),
    (MOVED, "why?", {**MOVED.args, "group_by": ("service",)}),
    (AHEAD, "why?", {"period": "next_month", "drivers": True}),
    (EC2, "how does that compare to May", {**EC2.args, "compare_to": "may"}),
    (EC2, "versus April?", {**EC2.args, "compare_to": "april"}),
    (MOVED, "only the increases", {**MOVED.args, "group_by": ("service",), "direction": "up"}),
    (BY_TEAM, "just the decreases", {**BY_TEAM.args, "direction": "down"}),
    (EC2, "as a percentage of the total", {**EC2.args, "share": True}),
    (TAGGED, "as a share of the total", {"tag": ("environment=prod",), "period": "last_month", "share": True}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "text", "args"), CONTINUED, ids=lambda value: str(value)[:40])
def test_a_follow_up_changes_what_it_names_of_any_agents_question(
    before: Step, text: str, args: Mapping[str, Argument]
) -> None:
    step = decide(text, after(before))

    assert step is not None
    assert (step.agent, step.tool if "compare_to" not in args else "compare") == (before.agent, step.tool)
    assert dict(step.args) == dict(args)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (USED, "by service"),  # what is used of a commitment is shared by all usage
        (RUNNING, "by team"),
        (RUNNING, "last month"),  # a snapshot is of one moment
        (TERM, "last month"),
        (TERM, "and by region?"),
        (MOVED, "as a share of the total"),
        (EC2, "versus June?"),
    ],
)
def test_what_the_tool_before_does_not_take_is_left_unanswered(before: Step, text: str) -> None:
    assert decide(text, after(before)) is None
