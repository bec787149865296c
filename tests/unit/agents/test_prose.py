"""What of a model's prose reaches a person."""

from datetime import date

import pytest

from agents.prose import withhold
from finops_core.answers import Fact
from finops_core.answers.record import DateRange

OCTOBER = DateRange(start=date(2026, 10, 1), end=date(2026, 11, 1))
SEPTEMBER = DateRange(start=date(2026, 9, 1), end=date(2026, 10, 1))
FACTS = (
    Fact(id="f1", kind="money", value="12.50", unit="USD", subject="spend on EC2", period=OCTOBER),
    Fact(id="f2", kind="money", value="10.00", unit="USD", subject="spend on EC2", period=SEPTEMBER),
    Fact(
        id="f3", kind="money", value="2.50", unit="USD", subject="increase of spend on EC2", derived_from=("f1", "f2")
    ),
    Fact(id="f4", kind="text", value="i-0abc123", subject="resource"),
)

SHOWN = [
    "You spent [[f1]] on EC2 in October.",
    "EC2 rose by [[f3]] from September to October 2026.",
    "EC2 cost more in October than in September.",
    "Amazon EC2 went from [[f2]] in September to [[f1]] in October.",
    "You can ask about `i-0abc123`.",
    "The bill does not say why.",
    "You can ask for the days of October.",
]

WITHHELD = [
    "You spent $12.50.",
    "That is about 40% more.",
    "It rose by twenty percent.",
    "You could save half of it.",
    "See [[f9]].",
    "Redshift is the reason.",
    "Amazon Simple Storage Service costs little.",
    "The resource `i-0fff999` stands beside it.",
    "In 2025 it was less.",
    "You spent [[f1]] on EC2 in September.",
    "EC2 fell by [[f3]] in October.",
    "EC2 cost [[f3]] in October.",
    "S3 cost [[f1]] in October.",
    "EC2 cost less in October than in September.",
    "`12.50` is what EC2 cost.",
    "EC2 rose because traffic grew.",
    "The instance was stopped.",
    "EC2 cost [[f1]]k in October.",
    "EC2 кост [[f1]] in October.",
    "E<b>C</b>2 cost [[f1]] in October.",
    "| EC2 | [[f1]] |",
]


@pytest.mark.parametrize("sentence", SHOWN)
def test_a_sentence_whose_claims_the_facts_make_is_shown(sentence: str) -> None:
    found = withhold(sentence, FACTS, said="You spent $12.50 on EC2 in October 2026.", today=date(2026, 11, 20))
    assert (found.prose.replace(" (October 2026)", ""), found.withheld) == (sentence, 0)


@pytest.mark.parametrize("sentence", WITHHELD)
def test_a_claim_of_the_models_own_is_withheld(sentence: str) -> None:
    found = withhold(sentence, FACTS, today=date(2026, 11, 20))
    assert (found.prose, found.withheld) == ("", 1)


def test_one_bad_sentence_does_not_take_the_others_with_it() -> None:
    found = withhold("EC2 cost [[f1]] in October. That is 3 times more. The bill does not say why.", FACTS)
    assert found.prose == "EC2 cost [[f1]] in October. The bill does not say why."
    assert found.withheld == 1


def test_a_value_is_labelled_with_what_its_sentence_does_not_tell() -> None:
    whole = Fact(id="f1", kind="money", value="5", unit="USD", subject="spend", period=OCTOBER)
    part = Fact(id="f2", kind="money", value="3", unit="USD", subject="spend on EC2", period=OCTOBER)

    assert withhold("It came to [[f1]].", (whole, part)).prose == "It came to [[f1]] (October 2026)."
    assert withhold("One part is [[f2]].", (whole, part)).prose == ""
    assert withhold("Spend: [[f2]]", (whole, part)).prose == "Spend: [[f2]] (spend on EC2, October 2026)"
    assert withhold("EC2 in October came to [[f2]].", (whole, part)).prose == "EC2 in October came to [[f2]]."


def test_points_of_a_list_stay_points() -> None:
    text = "- EC2 in October: [[f1]]\n- EC2 in September: [[f2]]"
    assert withhold(text, FACTS).prose == text


def test_last_month_is_counted_from_today() -> None:
    sentence = "Last month you spent [[f1]] on EC2."
    assert withhold(sentence, FACTS, today=date(2026, 11, 20)).withheld == 0
    assert withhold(sentence, FACTS, today=date(2026, 12, 20)).withheld == 1


def test_a_sentence_too_long_to_be_a_sentence_is_withheld_unread() -> None:
    assert withhold("EC2 and " * 2_000 + "EC2 cost [[f1]] in October.", FACTS).prose == ""


def test_what_is_too_long_to_read_is_withheld() -> None:
    assert withhold("The bill does not say why. " * 2_000, FACTS).withheld == 2
