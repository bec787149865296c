"""A question without an answer is told why; a greeting is greeted; nothing about this bill is "something else"."""

import pytest

from agents.catalog import CATALOG
from supervisor.fast_path import decide
from supervisor.lexicon import Kind, build
from supervisor.refusals import AHEAD, BUYING, NO_INSTRUCTIONS, NOTHING_DONE, OUT_OF_SCOPE, Reply, reply_to
from supervisor.words import COMMON


def _reply(text: str) -> Reply:
    return reply_to(text, COMMON, CATALOG)


@pytest.mark.parametrize(
    "text", ["hi", "Hello there!", "hey team", "good morning", "Hi, ", "thanks!", "ok thank you so much"]
)
def test_a_greeting_is_greeted_and_counts_as_answered(text: str) -> None:
    assert _reply(text).answered
    assert _reply(text).text.startswith(("Hello.", "You are welcome."))


@pytest.mark.parametrize(
    "text",
    [
        "what can you do?",
        "help",
        "Help me",
        "what can I ask you about my bill?",
        "who are you",
        "what tools do you have?",
    ],
)
def test_who_asks_what_can_be_asked_gets_every_agent_with_examples(text: str) -> None:
    said = _reply(text)

    assert said.answered
    assert all(agent.description in said.text for agent in CATALOG.values())
    assert said.suggestions


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wie viel haben wir letzten Monat ausgegeben?", "German"),
        ("Was kostet uns S3 im April?", "German"),
        ("combien avons-nous dépensé le mois dernier", "French"),
        ("¿Cuánto hemos gastado en EC2 este mes?", "Spanish"),
        ("quanto abbiamo speso per S3 nel mese scorso", "Italian"),
        ("quanto gastamos no mês passado", "Portuguese"),
        ("hoeveel hebben we vorige maand uitgegeven", "Dutch"),
        ("先月のAWSの費用はいくらですか", "Chinese or Japanese"),
        ("сколько мы потратили в прошлом месяце", "Russian"),
        ("지난달 비용은 얼마입니까", "Korean"),
    ],
)
def test_another_language_is_recognised_and_said(text: str, language: str) -> None:
    said = _reply(text)

    assert language in said.text
    assert "English" in said.text
    assert not said.answered


@pytest.mark.parametrize(
    "text", ["what did we spend on die casting", "cost of the la region", "spend per team for all"]
)
def test_english_with_a_foreign_word_is_english(text: str) -> None:
    assert "looks like" not in _reply(text).text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("why is s3 so zorblax in september", "zorblax"),
        ("EC2 blorp by region", "blorp"),
        ("what did we spend on frobnication", "frobnication"),
    ],
)
def test_a_question_about_this_bill_is_told_the_words_that_were_not_understood(text: str, word: str) -> None:
    said = _reply(text)

    assert f"“{word}”" in said.text
    assert said.suggestions
    assert not said.answered


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("who won the game last night", OUT_OF_SCOPE),
        ("delete the old EBS volumes", NOTHING_DONE),
        ("how do I create a savings plan", NO_INSTRUCTIONS),
        ("when will we exceed 100k of EC2 spend", AHEAD),
    ],
)
def test_the_reason_fits_what_was_asked(text: str, reason: str) -> None:
    assert _reply(text).text == reason
    assert not _reply(text).answered


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("use profile prod", "prod"),
        ("Switch to the billing profile", "billing"),
        ("please use the AWS profile called acme.prod", "acme.prod"),
        ('use my profile "a-b"', "a-b"),
        ("sign in with profile eu@main now", "eu@main"),
        ("set the profile to dev", "dev"),
    ],
)
def test_who_asks_for_another_profile_is_told_where_it_is_chosen(text: str, profile: str) -> None:
    said = _reply(text)

    assert f"FINOPS_PROFILE={profile}." in said.text
    assert f"cost-explorer:{profile} " in said.text
    assert not said.answered


@pytest.mark.parametrize("text", ["what did we spend on profile prod", "use tag profile", "spend by profile"])
def test_a_profile_that_is_asked_about_is_none_to_be_changed(text: str) -> None:
    assert "FINOPS_PROFILE" not in _reply(text).text


@pytest.mark.parametrize(
    "text",
    [
        "should we buy savings plans",
        "do we need more reserved instances",
        "is it worth buying a 3 year savings plan",
        "what would happen if I bought a 1 year compute savings plan",
    ],
)
def test_whether_to_commit_is_answered_with_what_decides_it(text: str) -> None:
    said = _reply(text)

    assert (said.text, said.answered) == (BUYING, False)
    assert all(decide(question) for question in said.suggestions)


@pytest.mark.parametrize("text", ["buy a savings plan", "should we buy a house", "do we need a savings account"])
def test_a_deed_or_another_purchase_is_not_about_commitments(text: str) -> None:
    assert _reply(text).text != BUYING


OF_AGENTS = [
    ("which team overcooked its budget", "budgets", "overcooked"),
    ("did the budget get the chop", "budgets", "chop"),
    ("Did the migration to Graviton save us anything?", "savings", "migration"),
    ("do the anomalies rhyme with payday", "anomalies", "rhyme"),
]


@pytest.mark.parametrize(("text", "subject", "unknown"), OF_AGENTS)
def test_a_question_in_an_agents_words_is_told_what_that_agent_answers(text: str, subject: str, unknown: str) -> None:
    reply = _reply(text)

    assert f"about {subject}" in reply.text
    assert unknown in reply.text
    assert not reply.answered
    assert reply.suggestions
    steps = [decide(one) for one in reply.suggestions]
    assert {CATALOG[step.agent].title.lower() for step in steps if step} == {subject}
    assert None not in steps


@pytest.mark.parametrize("text", ["are there savings plans about to frob", "how is the search team frobbing"])
def test_a_verb_is_not_taken_for_a_name(text: str) -> None:
    words = build([("search", Kind.NAME, ("team", "search"))], COMMON)

    assert "Which “" not in reply_to(text, words, CATALOG).text


@pytest.mark.parametrize(
    ("text", "language"),
    [("¿qué servicio cuesta más?", "Spanish"), ("Was hat sich im Juni geändert?", "German")],
)
def test_a_short_question_in_another_language_is_recognised(text: str, language: str) -> None:
    assert language in _reply(text).text


@pytest.mark.parametrize("text", ["what can we do about NAT costs", "what could we do about our S3 bill"])
def test_what_can_be_done_about_costs_does_not_ask_for_the_catalog(text: str) -> None:
    assert not _reply(text).answered
