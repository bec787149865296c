"""A summary of a time is what it cost by service, and how it went what changed, whatever was asked before."""

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
        ("draft a summary of our spend in Q2 for my board update", "Q2"),
        ("so draft a summary of our spend in Q2 for my board update", "Q2"),
        ("summary from May to July", "may/july"),
    ],
)
@pytest.mark.parametrize("before", [None, ANOMALIES])
def test_a_summary_of_a_time_is_its_cost_by_service(text: str, period: str, before: Step | None) -> None:
    (step,), _ = understood(text, after(before))
    assert (step.agent, step.tool, dict(step.args)) == ("cost", "spend", {"period": period, "group_by": ("service",)})


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("how did October go?", "october"),
        ("so how did last month go", "last_month"),
        ("how has Q3 been", "Q3"),
        ("how has July been so far", "july"),
    ],
)
@pytest.mark.parametrize("before", [None, ANOMALIES])
def test_how_a_time_went_is_told_beside_the_one_before(text: str, period: str, before: Step | None) -> None:
    (step,), _ = understood(text, after(before))
    assert (step.agent, step.tool) == ("cost", "compare")
    assert dict(step.args) == {"period": period, "compare_to": "previous", "group_by": ("service",)}


def test_a_summary_of_two_times_sets_them_side_by_side() -> None:
    (step,), _ = understood("give me a summary of May and June")
    assert dict(step.args) == {"period": "june", "compare_to": "may", "group_by": ("service",)}


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


@pytest.mark.parametrize("text", ["how did June go in eu-west-1", "how has June been so far in eu-west-1?"])
def test_how_a_time_went_is_told_of_a_place_too(text: str) -> None:
    (step,), _ = understood(text)
    assert step.args == {
        "period": "june",
        "compare_to": "previous",
        "region": ("eu-west-1",),
        "group_by": ("service",),
    }


def test_a_summary_of_a_place_is_its_cost_by_service() -> None:
    (step,), _ = understood("summary of June in eu-west-1")
    assert step == Step("cost", "spend", {"period": "june", "region": ("eu-west-1",), "group_by": ("service",)})


@pytest.mark.parametrize("text", ["how did June go for the wedding", "how did June go for you in Dublin and Paris"])
def test_how_a_time_went_elsewhere_is_not_told(text: str) -> None:
    assert understood(text)[0] == ()
