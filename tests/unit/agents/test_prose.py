"""What of a model's prose reaches a person."""

import pytest

from agents.prose import withhold
from finops_core.answers import Fact

FACTS = (
    Fact(id="f1", kind="money", value="12.50", unit="USD", subject="spend on EC2"),
    Fact(id="f2", kind="text", value="i-0abc123", subject="resource"),
)

SHOWN = [
    "You spent [[f1]].",
    "Most of it is EC2.",
    "The resource `i-0abc123` stands out.",
    "The bill does not say why.",
]

WITHHELD = [
    "You spent $12.50.",
    "That is about 40% more.",
    "It rose by twenty percent.",
    "You could save half of it.",
    "See [[f9]].",
    "Redshift is the reason.",
    "Amazon Simple Storage Service costs little.",
    "The resource `i-0fff999` stands out.",
    "In 2026 it was less.",
]


@pytest.mark.parametrize("sentence", SHOWN)
def test_a_sentence_that_stands_on_facts_is_shown(sentence: str) -> None:
    assert withhold(sentence, FACTS).prose == sentence


@pytest.mark.parametrize("sentence", WITHHELD)
def test_a_number_or_name_of_the_models_own_is_withheld(sentence: str) -> None:
    found = withhold(sentence, FACTS)
    assert (found.prose, found.withheld) == ("", 1)


def test_one_bad_sentence_does_not_take_the_others_with_it() -> None:
    found = withhold("You spent [[f1]]. That is 3 times more. The bill has no tags.", FACTS)
    assert found.prose == "You spent [[f1]]. The bill has no tags."
    assert found.withheld == 1


def test_names_from_the_question_may_be_repeated() -> None:
    assert withhold("Redshift has no charges.", FACTS, known="what about Redshift?").withheld == 0
