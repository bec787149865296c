"""What "they" and "its" mean: the things of the question before, or nothing that anybody may answer for."""

from collections.abc import Mapping

import pytest

from agents.catalog import CATALOG
from finops_core.questions.utterance import Argument
from supervisor.plan import Step, after
from supervisor.route import route

ASKED = {
    "how many databases do we have": {"service": ("RDS",)},
    "show me our s3 buckets": {"service": ("S3",)},
    "do we have any NAT gateways": {"usage_family": ("NAT gateway",)},
    "list our load balancers in eu-west-1": {"usage_family": ("Load balancers",), "region": ("eu-west-1",)},
}
LISTED = Step("inventory", "resources", {"kind": "database"})
WAYS = (
    "what do they cost",
    "how much do we spend on them",
    "what is their total cost",
    "how much do all of them cost us",
)


def steps(text: str, before: Step | None = None) -> list[tuple[str, Mapping[str, Argument]]]:
    return [(step.tool, step.args) for step in route(text, catalog=CATALOG, previous=after(before)).steps]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("way", WAYS)
def test_a_joined_question_about_them_has_the_cost_of_these_things(asked: str, way: str):
    for joint in (" and ", "? "):
        found = steps(f"{asked}{joint}{way}?")
        tool, args = found[-1]
        assert tool == "spend"
        assert ASKED[asked].items() <= args.items(), found


@pytest.mark.parametrize(
    ("before", "text", "tool", "args"),
    [
        (LISTED, "what do they cost?", "spend", {"service": ("RDS",)}),
        (LISTED, "can we save on them?", "savings", {"service": ("RDS",)}),
        (Step("ec2", "use", {}), "and what do they cost?", "spend", {"service": ("EC2",)}),
        (Step("advice", "savings", {"service": ("EC2",)}), "what does it cost?", "spend", {"service": ("EC2",)}),
        (Step("cost", "spend", {"service": ("EC2",), "period": "may"}), "where can we save on them?", "savings",
         {"service": ("EC2",)}),
    ],
)  # fmt: skip
def test_a_later_question_about_them_is_about_what_another_agent_was_asked(
    before: Step, text: str, tool: str, args: Mapping[str, Argument]
):
    assert steps(text, before) == [(tool, args)]


def test_an_agent_goes_on_with_what_it_was_asked_itself():
    assert steps("which of them are stopped?", LISTED) == [("resources", {"kind": "database", "condition": "stopped"})]
    spent = Step("cost", "spend", {"service": ("EC2",), "period": "may"})
    assert steps("why did it go up", spent)[0][1]["period"] == "may"


@pytest.mark.parametrize(
    "text",
    [
        "how many stopped instances are there and how much do they cost",
        "how many snapshots older than 90 days do we have and what do they cost",
    ],
)
def test_things_that_no_bill_tells_apart_are_never_given_the_cost_of_all(text: str):
    assert steps(text) == []


def test_what_is_paid_for_things_that_hang_on_nothing_is_what_could_be_saved():
    assert steps("which volumes are unattached and what do they cost") == [
        ("savings", {"saving_class": "waste", "usage_family": ("Block storage",)})
    ]


@pytest.mark.parametrize(
    "before",
    [
        Step("anomalies", "anomalies", {}),
        Step("advice", "savings", {"saving_class": "waste"}),
        Step("inventory", "resources", {"kind": "instance", "condition": "stopped"}),
    ],
)
def test_they_without_a_name_are_refused_rather_than_read_as_the_whole_bill(before: Step):
    found = route("what do they cost?", catalog=CATALOG, previous=after(before))
    assert (found.steps, found.answered) == ((), False)
