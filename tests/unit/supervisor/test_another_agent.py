"""A second agent is a declaration: its questions reach it, deeds only its changing tools, and nobody else's change."""

import json
from dataclasses import replace

import pytest

from agents.catalog import CATALOG
from finops_core.tools.spec import Risk
from supervisor.bidding import bidders_of
from supervisor.plan import Route, Step, after
from supervisor.route import route, understood
from tests.agents.cued import called
from tests.evals.labelled import QUESTIONS
from tests.unit.supervisor.toy import STEPS, WIDGETS, WITH_WIDGETS


def asked(text: str, before: Step | None = None) -> Route:
    return route(text, catalog=WITH_WIDGETS, previous=after(before))


@pytest.mark.parametrize("text", STEPS)
def test_each_example_reaches_its_tool_with_its_arguments(text: str) -> None:
    tool, args = STEPS[text]

    assert asked(text).steps == (Step("widgets", tool, args),)


@pytest.mark.parametrize(
    ("intent", "text"), [(intent, text) for intent in WIDGETS.questions.intents for text in intent.near_misses]
)
def test_a_near_miss_does_not_reach_the_tool_of_its_intent(intent: object, text: str) -> None:
    tool = next(one.tool for one in WIDGETS.questions.intents if one is intent)

    assert ("widgets", tool) not in [(step.agent, step.tool) for step in asked(text).steps]


def test_another_agents_cues_change_no_question_of_the_first() -> None:
    """Also where a cue is a plain word of the first agent's: "growth"."""
    texts = [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()][::4]
    texts += ["cost growth last month", "what was the growth of EC2 spend in May", "spend of team widgets"]
    both = bidders_of(WITH_WIDGETS)

    assert [text for text in texts if understood(text, bidders=both) != understood(text)] == []


@pytest.mark.parametrize(
    "text",
    ["delete the idle widgets", "please remove idle widgets in eu-west-1", "could you terminate unused widgets now"],
)
def test_a_deed_reaches_only_a_tool_that_changes_something(text: str) -> None:
    (step,) = asked(text).steps

    assert WITH_WIDGETS[step.agent].tool(step.tool).risk is not Risk.READ


@pytest.mark.parametrize(
    "text",
    [
        "delete the EC2 costs of last month",
        "buy a savings plan",
        "cancel the subscription and refund us",
        "stop the S3 spend",
        "purchase reserved instances for RDS",
        "delete the widgets",
    ],
)
def test_a_deed_that_no_tool_does_is_refused_and_never_read_as_a_question(text: str) -> None:
    assert asked(text).steps == ()
    assert route(text, catalog=CATALOG).steps == ()


def test_a_follow_up_stays_with_the_agent_that_answered() -> None:
    before = asked("idle widgets of last month").steps[0]

    assert asked("and in eu-west-1?", before).steps == (
        Step("widgets", "idle_widgets", {"period": "last_month", "region": ("eu-west-1",)}),
    )


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "show EC2 spend and idle widgets last month",
            (
                Step("cost", "spend", {"service": ("EC2",), "period": "last_month"}),
                Step("widgets", "idle_widgets", {"period": "last_month"}),
            ),
        ),
        (
            "What did we spend in eu-west-1 last month, and which idle widgets do we have?",
            (
                Step("cost", "spend", {"region": ("eu-west-1",), "period": "last_month"}),
                Step("widgets", "idle_widgets", {"region": ("eu-west-1",), "period": "last_month"}),
            ),
        ),
    ],
)
def test_two_subjects_in_one_text_reach_both_agents(text: str, steps: tuple[Step, ...]) -> None:
    assert asked(text).steps == steps


def test_two_agents_that_take_the_same_words_leave_it_to_others() -> None:
    twins = {**WITH_WIDGETS, "twins": replace(WIDGETS, name="twins")}

    assert route("show idle widgets", catalog=twins).steps == ()


def test_a_told_sentence_with_a_cue_is_not_passed_over() -> None:
    assert asked("Widgets are idle again. We should delete the idle widgets. What did we spend last month?").steps == ()


def test_of_two_agents_the_one_that_took_more_of_the_words_answers() -> None:
    more, less = (
        replace(WIDGETS, name=name, questions=called(words, "idle_widgets"))
        for name, words in (("more", "any gizmos"), ("less", "gizmos"))
    )

    assert route("show any gizmos", catalog={"more": more, "less": less}).agents == ("more",)
    assert route("show gizmos", catalog={"more": more, "less": less}).agents == ("less",)
