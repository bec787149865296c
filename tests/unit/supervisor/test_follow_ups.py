"""A question that stands on its own is never joined to the one before, and what a follow-up takes over is said."""

from collections.abc import Mapping

import pytest

from agents.catalog import CATALOG
from finops_core.questions.intents import Intent
from supervisor.fast_path import decide
from supervisor.plan import Argument, Step, after
from supervisor.run import run
from tests.unit.supervisor.test_run import answer, ask, deps

COMPARED = Step("cost", "compare", {"period": "last_month", "compare_to": "previous"})
SPENT = Step("cost", "spend", {"period": "2026-05", "service": ("S3",), "group_by": ("region",)})
CHANGED = Step("cost", "changes", {"period": "last_month", "change": "new"})
COMMITTED = Step("cost", "commitments", {"kind": "reservation", "aspect": "ends"})
AHEAD = Step("cost", "forecast", {"period": "next_month"})
BEFORE = [COMPARED, SPENT, CHANGED, COMMITTED, AHEAD]

ON_ITS_OWN = [
    "What are my top 5 services?",
    "top 3 accounts by cost",
    "Which savings plans do we have?",
    "Break down my costs by account",
    "What did I spend on EC2?",
    "the total for yesterday",
    "What changed last month?",
    "what is our run rate?",
    "Which services are we using?",
]


@pytest.mark.parametrize("text", ON_ITS_OWN)
@pytest.mark.parametrize("before", BEFORE, ids=lambda step: step.tool)
def test_a_question_that_stands_on_its_own_means_the_same_after_any_other(text: str, before: Step) -> None:
    alone, followed = decide(text), decide(text, after(before))
    assert alone is not None
    assert followed is not None
    assert followed == alone
    assert followed.kept == ()


KEPT: list[tuple[Step, str, Mapping[str, Argument], set[str]]] = [
    (SPENT, "and by account?", {"group_by": ("account",)}, {"period", "service"}),
    (SPENT, "what about EC2?", {"service": ("EC2",)}, {"period", "group_by"}),
    (SPENT, "and in June 2026?", {"period": "2026-06"}, {"service", "group_by"}),
    (SPENT, "and the month before?", {"period": "before:2026-05"}, {"period", "service", "group_by"}),
    (COMPARED, "and for S3?", {"service": ("S3",)}, {"period", "compare_to"}),
    (COMMITTED, "and savings plans?", {"kind": "savings_plan"}, {"aspect"}),
]


@pytest.mark.parametrize(("before", "text", "new", "kept"), KEPT)
def test_a_follow_up_knows_what_it_took_over(
    before: Step, text: str, new: Mapping[str, Argument], kept: set[str]
) -> None:
    step = decide(text, after(before))
    assert step is not None
    assert dict(step.args) == {**before.args, **new}
    assert set(step.kept) == kept


@pytest.mark.parametrize(
    ("before", "text", "asked"),
    [
        ({"group_by": ("service",), "top_n": 3}, "and will it go over 40k?", {"limit": "40000"}),
        ({"limit": "30000"}, "and will it go over 40k?", {"limit": "40000"}),
        ({"limit": "30000"}, "what about by service?", {"group_by": ("service",)}),
        ({"limit": "30000"}, "and by week", {"granularity": "weekly"}),
    ],
)
def test_a_forecast_is_by_groups_or_intervals_or_held_against_an_amount(
    before: Mapping[str, Argument], text: str, asked: Mapping[str, Argument]
) -> None:
    step = decide(text, after(Step("cost", "forecast", {"period": "next_month", **before})))
    assert step is not None
    assert dict(step.args) == {"period": "next_month", **asked}


OF_OTHERS: list[tuple[Step, str, Mapping[str, Argument]]] = [
    (Step("anomalies", "anomalies", {"period": "last_month"}), "what about May?", {"period": "may"}),
    (Step("anomalies", "anomalies", {}), "only EC2", {"service": ("EC2",)}),
    (Step("tagging", "compliance", {}), "by region", {"group_by": ("region",)}),
    (Step("ec2", "use", {"about": "rightsize"}), "and in us-east-1?", {"region": ("us-east-1",)}),
    (Step("s3", "use", {}), "what about May?", {"period": "may"}),
    (Step("rds", "use", {"about": "backups"}), "and in us-east-1?", {"region": ("us-east-1",)}),
    (Step("showback", "showback", {"period": "september"}), "only EC2", {"service": ("EC2",)}),
]


@pytest.mark.parametrize(("before", "text", "new"), OF_OTHERS)
def test_a_follow_up_need_not_name_the_subject_of_an_agent_again(
    before: Step, text: str, new: Mapping[str, Argument]
) -> None:
    step = decide(text, after(before))
    assert step is not None
    assert (step.agent, step.tool, dict(step.args)) == (before.agent, before.tool, {**before.args, **new})


INTENTS = [(agent.name, intent) for agent in CATALOG.values() for intent in agent.questions.intents]


@pytest.mark.parametrize(("agent", "intent"), INTENTS, ids=lambda one: getattr(one, "name", str(one)))
def test_after_any_answer_bare_words_are_no_question(agent: str, intent: Intent) -> None:
    before = Step(agent, intent.tool, intent.examples[0].args)
    assert [decide(text, after(before)) for text in ("and?", "what about", "what is", "and the other one?")] == [
        None
    ] * 4


def test_the_basis_says_what_was_taken_over() -> None:
    history = ("What did I spend on S3 in October 2026?",)
    found = answer(list(run(ask("and by region?", history=lambda: history), deps()))).answer

    assert found.basis.notes[-1] == "Taken over from the question before: the period (2026-10), service (S3)."


def test_the_basis_of_a_question_on_its_own_speaks_of_no_other() -> None:
    history = ("Compare October 2026 with September 2026",)
    found = answer(list(run(ask("What are my top 5 services?", history=lambda: history), deps()))).answer

    assert found.headline.startswith("You spent most on Amazon Elastic Compute Cloud: $70.25")
    assert not [note for note in found.basis.notes if "before" in note]
