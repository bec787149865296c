"""A summary of a time is what it cost, by service, whatever the question before was about."""

import pytest

from supervisor.plan import Step, after
from supervisor.route import understood

ANOMALIES = Step("anomalies", "anomalies", {"period": "last_week"})


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("give me a summary of this month", "this_month"),
        ("can you give me a quick overview of September?", "september"),
        ("executive summary for last quarter", "last_quarter"),
        ("I'd like a summary of May", "may"),
        ("what's the overview for 2025", "2025"),
        ("summarize last month", "last_month"),
        ("please recap October", "october"),
        ("how did October go?", "october"),
        ("so how did last month go", "last_month"),
        ("how has Q3 been", "Q3"),
    ],
)
@pytest.mark.parametrize("before", [None, ANOMALIES])
def test_a_summary_of_a_time_is_its_cost_by_service(text: str, period: str, before: Step | None) -> None:
    (step,), _ = understood(text, after(before))
    assert (step.agent, step.tool, dict(step.args)) == ("cost", "spend", {"period": period, "group_by": ("service",)})


@pytest.mark.parametrize(
    "text",
    [
        "summarize this thread",
        "give me an overview of Kubernetes",
        "how was your day today",
        "how was the weather in May",
        "how was your weekend",
        "how was last month",
        "how did the meeting go last month",
    ],
)
def test_what_is_no_time_is_not_summed_up(text: str) -> None:
    assert understood(text) == ((), ())


@pytest.mark.parametrize(
    ("text", "tool"), [("give me an overview of our ec2", "use"), ("a summary of costs by region in May", "spend")]
)
def test_what_is_named_beside_the_summary_is_answered_as_before(text: str, tool: str) -> None:
    (step,), _ = understood(text)
    assert step.tool == tool
    assert step.args.get("group_by") in (None, ("region",))
