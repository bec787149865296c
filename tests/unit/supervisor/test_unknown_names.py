"""A word that nobody knows, where a name is expected, is asked about: never passed over, nor taken for another."""

import itertools

import pytest

from agents.catalog import CATALOG
from supervisor.route import route, understood
from tests.evals.labelled import sample_words

NOUNS = ("zorblax", "apollo", "frobnitz", "quuxel", "brindle")
POSITIONS = (
    "what did we spend on {}",
    "what did we spend on {} last month",
    "how much did {} cost us in May",
    "{} costs by service",
    "cost of {} by region",
    "our AWS spend for {} in May",
    "show AWS costs in {} last month",
    "AWS costs excluding {}",
    "EC2 costs from {} last week",
    "costs by service for {}",
    "top 5 services in {}",
    "compare {} and S3 spend",
    "S3 and {} spend last month",
    "forecast the cost of {} for next month",
    "why did {} go up last month",
    "what will we spend on {} next month",
    "how many GB of {} do we use",
    "savings plan coverage of {}",
    "monthly cloud cost trend for the {}",
)


@pytest.mark.parametrize("text", [shape.format(noun) for shape, noun in itertools.product(POSITIONS, NOUNS)])
def test_an_invented_noun_in_a_filters_place_is_never_answered(text: str) -> None:
    assert understood(text)[0] == ()
    assert route(text, catalog=CATALOG, lexicon=sample_words()).steps == ()


@pytest.mark.parametrize(
    "text", [shape.format("apollo") for shape in POSITIONS if "last" in shape and "why" not in shape]
)
def test_the_refusal_names_the_word(text: str) -> None:
    decision = route(text, catalog=CATALOG, lexicon=sample_words())

    assert "“apollo”" in decision.reason
    assert not decision.answered


def test_a_name_is_asked_back() -> None:
    reason = route("what did we spend on apollo last month", catalog=CATALOG).reason

    assert reason.endswith("Which “apollo” do you mean: a service, an account, a region, a team, a tag?")


@pytest.mark.parametrize("unit", ["user", "order", "request made", "employee", "seat"])
def test_what_a_bill_does_not_count_is_asked_for(unit: str) -> None:
    text = f"what is our AWS cost per {unit} last month"

    assert route(text, catalog=CATALOG).steps == ()


def test_a_cost_per_user_asks_how_many_there_are() -> None:
    decision = route("cost per user last month", catalog=CATALOG)

    assert "how many are there?" in decision.reason
    assert not decision.answered


def test_what_can_be_asked_is_told_with_questions_that_work() -> None:
    told = route("what can you do?", catalog=CATALOG, lexicon=sample_words())

    assert told.answered
    assert "What did I spend by service?" in told.reason
    for text in told.suggestions:
        assert understood(text, lexicon=sample_words())[0]
