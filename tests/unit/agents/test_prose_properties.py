"""Whatever a model writes, nothing is shown that is not a fact."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.prose import withhold
from finops_core.answers import FACT_REFERENCE, Fact

FACTS = (
    Fact(id="f1", kind="money", value="12.50", unit="USD", subject="spend on EC2"),
    Fact(id="f2", kind="text", value="i-0abc123", subject="resource"),
)
pieces = st.sampled_from(
    [
        "You spent [[f1]].",
        "You spent $12.50.",
        "See [[f2]] and [[f3]].",
        "Twice as much.",
        "EC2 leads.",
        "Redshift leads.",
        "`i-0abc123` leads.",
        "`i-0fff999` leads.",
        "- a point",
        "* another 4",
        "\n",
        "Why? Nobody knows!",
        "e.g. this",
    ]
)
written = st.lists(pieces | st.text(max_size=30), max_size=8).map(" ".join)
QUOTED = re.compile(r"`[^`\n]{1,100}`")
SERVICES_OF_FACTS = "EC2"


@given(written)
def test_no_digit_is_shown_that_is_neither_a_fact_nor_quoted_from_one(text: str) -> None:
    shown = withhold(text, FACTS).prose
    plain = QUOTED.sub("", FACT_REFERENCE.sub("", shown)).replace(SERVICES_OF_FACTS, "")

    assert not re.search(r"\d", plain)
    assert set(FACT_REFERENCE.findall(shown)) <= {"f1", "f2"}
    assert "i-0fff999" not in shown
    assert "Redshift" not in shown


@pytest.mark.parametrize(
    ("text", "prose", "withheld"),
    [
        ("", "", 0),
        ("   \n\n  ", "", 0),
        ("You spent [[f1]]. It rose by 4 %! Why? Nobody knows.", "You spent [[f1]]. Why? Nobody knows.", 1),
        ("- You spent [[f1]].\n- It was 12.\n- EC2 leads.", "- You spent [[f1]]. - EC2 leads.", 1),
        ("Version 2.5 is out.", "", 1),
        ("TWICE as much. A third of it. Dozens.", "", 3),
        ("The quarter was calm. It was half-hearted.", "", 2),
        ("Nothing was often attended.", "Nothing was often attended.", 0),
        ("It is in `i-0abc123`. It is in `I-0ABC123`.", "It is in `i-0abc123`. It is in `I-0ABC123`.", 0),
        ("`12` is too much.", "", 1),
        ("`2.5` is too much. `12.5` too. `50` too. `0abc123` and `i-0abc` are cut.", "", 4),
        ("`12.50` is what the fact says.", "`12.50` is what the fact says.", 0),
        ("Amazon S3 is small.", "", 1),
        ("The shield held.", "The shield held.", 0),
    ],
)
def test_sentences_are_judged_one_by_one(text: str, prose: str, withheld: int) -> None:
    found = withhold(text, FACTS)

    assert (found.prose, found.withheld) == (prose, withheld)


def test_names_of_the_question_and_of_facts_are_known_whatever_their_case() -> None:
    assert withhold("Redshift and EC2 lead.", FACTS, known="what about redshift").prose == "Redshift and EC2 lead."
    assert withhold("`prod-7` leads.", FACTS, known="how is PROD-7").prose == "`prod-7` leads."
    assert withhold("`prod-8` leads.", FACTS, known="how is PROD-7").withheld == 1


PLAIN_WORDS = ("Config", "Inspector", "Shield", "Backup", "Connect", "Amplify", "Batch", "MQ", "Budgets", "Comprehend",
               "Polly", "Systems Manager", "Cost Explorer")  # fmt: skip


@pytest.mark.parametrize("word", PLAIN_WORDS)
def test_a_word_of_plain_english_is_no_service_that_was_made_up(word: str) -> None:
    assert withhold(f"{word} would help.", FACTS).withheld == 0


@pytest.mark.parametrize("name", ["Glue", "AWS Lambda", "GuardDuty", "Amazon S3 Glacier", "Step Functions", "KMS"])
def test_a_service_nobody_found_is_withheld_by_any_of_its_names(name: str) -> None:
    assert withhold(f"{name} would help.", FACTS).withheld == 1
    assert withhold(f"{name} would help.", FACTS, known=f"how much is {name}").withheld == 0
