"""What the articles explain, and which questions they leave to others."""

import re
from datetime import UTC, datetime

import pytest

from agents.catalog import CATALOG
from agents.knowledge.articles import articles, parsed
from finops_core.answers import Finding, headline_of, said
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from supervisor.route import understood

CONTEXT = ToolContext(job_id="job", user_id="ada", clock=ManualClock(datetime(2026, 11, 20, tzinfo=UTC)), services={})


def explain(about: str) -> Finding:
    return run_tool(CATALOG["knowledge"].tool("explain"), {"about": about}, CONTEXT)


def test_there_are_at_least_twenty_five_articles_with_sources_and_the_month_they_are_of() -> None:
    found = articles()

    assert len(found) >= 25
    assert all(article.sources and re.fullmatch(r"20\d\d-\d\d", article.as_of) for article in found)
    names = [name.casefold() for article in found for name in {article.title.casefold(), *article.also}]
    assert len(names) == len(set(names))


def test_an_answer_quotes_the_article_and_names_its_sources() -> None:
    found = explain("BilledCost")

    assert headline_of(found).startswith("Billed cost is what a provider puts on an invoice")
    assert "FOCUS specification" in said(found)
    assert "2026-11" in said(found)
    assert found.basis.source == "article billed-cost of 2026-11"


def test_two_terms_are_told_one_after_the_other_with_the_sources_of_both() -> None:
    tool = CATALOG["knowledge"].tool("explain")
    found = run_tool(tool, {"about": "savings-plans", "also": "reserved-instances"}, CONTEXT)

    text = said(found)
    assert text.index("A Savings Plan is a promise") < text.index("From the article “Reserved Instances”")
    assert text.count("From the article") == 2
    assert found.basis.source.count("article ") == 2


def test_the_same_term_twice_is_told_once() -> None:
    found = run_tool(CATALOG["knowledge"].tool("explain"), {"about": "coverage", "also": "utilization"}, CONTEXT)

    assert said(found).count("From the article") == 1


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("in which order are savings plans used within an hour", "Savings Plans"),
        ("why is my gp2 volume slower on gp3", "gp2 and gp3 volumes"),
        ("how far off are forecasts", "Forecasts and their accuracy"),
        ("traffic between availability zones", "Data transfer"),
        ("what a negative amount in the bill is", "Credits"),
        ("does the language model get my tags", "What this product reads and keeps"),
        ("spread the upfront fee over the term", "Upfront fees"),
    ],
)
def test_a_question_in_other_words_finds_its_article(asked: str, title: str) -> None:
    found = explain(asked)

    assert title in {fact.value for fact in found.facts} or f"What is meant by {title}?" in found.suggestions


def test_what_is_suggested_of_an_article_brings_it() -> None:
    suggested = {text for article in articles() for text in explain(article.name).suggestions}

    assert len(suggested) > len(articles()) / 2
    assert [text for text in suggested if [step.tool for step in understood(text)[0]] != ["explain"]] == []


def test_what_no_article_is_about_is_said_with_what_there_is() -> None:
    found = explain("zebra xylophone")

    assert headline_of(found).startswith("None of the")
    assert "zebra" in headline_of(found)
    assert found.blocks


@pytest.mark.parametrize(
    "question",
    [
        "what is our EC2 cost",
        "what is data transfer cost by region",
        "what are our credits in October",
        "what is my savings plan coverage",
        "what was our amortized cost last month",
        "how much support did we pay",
    ],
)
def test_questions_about_amounts_are_left_to_others(question: str) -> None:
    steps, _ = understood(question)[:2]

    assert all(step.agent != "knowledge" for step in steps)


def test_an_article_without_sources_is_refused() -> None:
    with pytest.raises(ValueError, match="sources"):
        parsed("x", "---\ntitle: X\nalso: x\nas_of: 2026-11\n---\n\nText.\n")
