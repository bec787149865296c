"""Agents hear their words wherever these stand in a text, and no short cut of the reading changes an answer."""

import pytest

from agents.catalog import CATALOG
from agents.cost.intents.spend import spend_arguments
from supervisor.bidder import Bidder
from supervisor.cue_phrases import CuePhrases
from supervisor.cues import spellings
from supervisor.lexicon import Kind, tokens_of
from supervisor.reading import read
from supervisor.scan import scan
from supervisor.words import COMMON
from tests.evals.labelled import QUESTIONS, load

BIDDERS = [one for one in map(Bidder, CATALOG.values()) if one.has_words]
PHRASES = CuePhrases(BIDDERS, COMMON)
EXAMPLES = [
    text
    for agent in CATALOG.values()
    for intent in agent.questions.intents
    for text in (*(example.text for example in intent.examples), *intent.near_misses)
]
ASKED = [*EXAMPLES, *(one.text for one in load(QUESTIONS)[::3])]
SAID = {
    " ".join(tokens_of(phrase))
    for agent in ("anomalies", "tagging", "showback", "ec2", "s3", "rds")
    for cue in CATALOG[agent].questions.cues
    if all(cue.name in intent.needs[0] for intent in CATALOG[agent].questions.intents)
    for phrase, _ in spellings(cue)
}
"""Every phrase of the cues of which every intent of their agent needs one."""


def test_every_phrase_of_a_text_is_found_wherever_it_stands() -> None:
    texts = [tokens_of(text) for text in EXAMPLES[::2]]
    missed = [
        (text, phrase)
        for tokens in texts
        for text, found in [(f" {' '.join(tokens)} ", PHRASES.phrases_in(tokens))]
        for phrase in SAID
        if f" {phrase} " in text and phrase not in found
    ]
    assert missed == []
    assert sum(len(PHRASES.phrases_in(tokens)) for tokens in texts) > 100


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("rds", {"rds"}),
        ("the rds and again the rds", {"rds"}),
        ("how well are rds databases used", {"rds", "rds databases", "databases", "how well are rds databases used"}),
        ("rds how well are databases", {"rds", "databases"}),
        ("nothing of the kind", set[str]()),
        ("", set[str]()),
    ],
)
def test_a_phrase_is_its_words_in_a_row(text: str, heard: set[str]) -> None:
    assert PHRASES.phrases_in(tokens_of(text)) == heard


@pytest.mark.parametrize(
    ("text", "able", "spoken_to"),
    [
        ("what is focus", {"knowledge"}, {"knowledge"}),
        ("my costs in focus", set[str](), {"knowledge"}),
        ("list all nat gateways", {"inventory"}, {"inventory", "knowledge"}),
        ("costs by region", set[str](), set[str]()),
    ],
)
def test_an_agent_reads_a_text_only_when_it_has_every_cue_that_an_intent_needs(
    text: str, able: set[str], spoken_to: set[str]
) -> None:
    found = [{BIDDERS[at].name for at in agents} for agents in PHRASES.agents(PHRASES.cues_in(tokens_of(text)))]
    assert found == [able, spoken_to]


def test_a_word_about_cost_makes_every_reading_one_about_cost() -> None:
    """So that an agent that takes no question about cost need not read one."""
    lexicons = [COMMON, *(one.lexicon(COMMON) for one in BIDDERS)]
    items = [(text, scan(tokens_of(text), lexicon)) for text in ASKED for lexicon in lexicons]
    readings = [(text, read(*found)) for text, found in items if {Kind.COST, Kind.BILL} & set(found[0])]
    assert sum(said is not None for _, said in readings) > 1000
    assert [text for text, said in readings if said is not None and not said.cost] == []


def test_a_plain_sum_comes_to_what_the_whole_of_the_rules_makes_of_it() -> None:
    found = 0
    for text in ASKED:
        said = read(*scan(tokens_of(text), COMMON))
        if said is not None and said.cost:
            whole = said.copy()
            whole.share = whole.share  # a slot beside those of a sum: nothing is passed over
            found += spend_arguments(said) is not None
            assert spend_arguments(said) == spend_arguments(whole), text
    assert found > 200
