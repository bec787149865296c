"""What an agent of the catalog says it can be asked is true: examples lead there in any company, near misses do not."""

from collections.abc import Iterator

import pytest

from agents.catalog import AGENTS
from finops_core.questions.intents import Intent
from finops_core.questions.utterance import MARKS, Utterance
from finops_core.tools.spec import AgentDef
from supervisor.bidding import PRODUCT
from supervisor.lexicon import tokens_of
from supervisor.plan import Step, nothing_before
from supervisor.route import understood
from supervisor.words import COMMON

PREAMBLES = """
    Hi there, |Good morning! |Hello everyone, |Please |Quick question: |Could you tell me |I would like to know |
    Sorry to bother you again. |I have to prepare my slides. |Hey team, |I'm new here, so |Can somebody show me |
    Just curious: |We are sitting in a meeting. |One more thing: |Thanks for your help yesterday. |
    My boss wants to know: |For the board deck, |I was wondering, |Help me understand this:
"""
TAILS = """
    | please| thanks| thank you| asap| if possible| for the board meeting| for my boss| because my manager asked|
     so I can tell the team|. Thanks!|. I need it for a slide.|, thanks a lot|, please and thank you|. Cheers, Ada|
     for our finance review| by the way| if you can|. Sorry for the trouble.|, much appreciated
"""


def around(text: str) -> list[str]:
    return [part.strip("\n").removeprefix("    ") for part in text.split("|")]


INTENTS = [(agent, intent) for agent in AGENTS for intent in agent.questions.intents]
each_intent = pytest.mark.parametrize(("agent", "intent"), INTENTS, ids=lambda one: one.name)


def steps(agent: AgentDef, intent: Intent) -> Iterator[tuple[str, Step]]:
    for example in intent.examples:
        yield example.text, Step(agent.name, intent.tool, example.args)


def intent_of(text: str) -> tuple[str, str]:
    bid = PRODUCT.best(tokens_of(text), COMMON, nothing_before)
    return (bid.step.agent, bid.intent) if bid else ("", "")


@each_intent
def test_there_are_ten_examples_and_five_near_misses(agent: AgentDef, intent: Intent) -> None:
    assert len({example.text for example in intent.examples}) >= 10
    assert len(set(intent.near_misses)) >= 5


@each_intent
def test_each_example_leads_to_its_intent_with_its_arguments(agent: AgentDef, intent: Intent) -> None:
    for text, step in steps(agent, intent):
        assert understood(text)[0] == (step,), text
        assert intent_of(text) == (agent.name, intent.name), text
        agent.tool(intent.tool).params.model_validate(dict(step.args))


@each_intent
def test_no_near_miss_leads_there(agent: AgentDef, intent: Intent) -> None:
    assert [text for text in intent.near_misses if intent_of(text) == (agent.name, intent.name)] == []


@each_intent
def test_what_stands_before_and_behind_an_example_changes_nothing(agent: AgentDef, intent: Intent) -> None:
    for text, step in steps(agent, intent):
        for company in (
            *(f"{before} {text}" for before in around(PREAMBLES)),
            *(text.rstrip("?") + tail for tail in around(TAILS)),
        ):
            assert understood(company)[0] == (step,), company


@each_intent
def test_an_intent_takes_and_needs_what_there_is(agent: AgentDef, intent: Intent) -> None:
    known = {name for name in [*vars(Utterance), *vars(Utterance())] if not name.startswith("_")} - MARKS
    known |= {cue.name for cue in agent.questions.cues}

    assert intent.takes <= known
    assert all(names and names <= intent.takes for names in intent.needs)


def test_twenty_preambles_and_tails_are_tried() -> None:
    assert (len(set(around(PREAMBLES))), len(set(around(TAILS)))) == (20, 20)
