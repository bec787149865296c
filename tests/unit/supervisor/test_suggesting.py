"""A question that is refused comes with questions near it that are not."""

from datetime import date
from decimal import Decimal

import pytest

from agents.catalog import CATALOG
from billing.query import Dimension
from billing.testing import Line, MemoryBill
from supervisor.fast_path import decide
from supervisor.refusals import OUT_OF_SCOPE
from supervisor.route import route
from supervisor.suggesting import ALWAYS, MOST, nearby
from supervisor.vocabulary import Vocabulary
from supervisor.words import COMMON
from tests.evals.labelled import load

BILL = MemoryBill(
    [
        Line(
            day=date(2026, 10, 1),
            amount=Decimal(1),
            service="Snowflake Data Cloud",
            tags={"team": "payments", "application": "payments"},
            values={Dimension.PUBLISHER: "Snowflake Inc."},
        )
    ]
)
NEAR: dict[str, str] = {
    "how much did we spend on travel in october": "What did I spend in October?",
    "what did frobnicated redshift cost last month": "What did I spend on Redshift by usage type last month?",
    "eu-west-1 frobnicated spend by account": "What did I spend in eu-west-1 by account?",
    "spend on frobnicators over the past 3 months": "What did I spend by service over the past 3 months?",
    "savings plan coverage for EC2": "What is our Savings Plan coverage?",
    "what will my frobnicated EC2 spend be": "What will I spend on EC2 next month?",
    "annual run rate": "What is our run rate?",
    "what did payments cost last month": "What did I spend for team payments last month?",
    "frobnicated snowflake spend": "What did I spend on Snowflake Data Cloud?",
}


@pytest.mark.parametrize(("text", "near"), NEAR.items())
def test_a_refusal_suggests_the_same_names_and_days(text: str, near: str) -> None:
    assert near in nearby(text, Vocabulary().of(BILL))


def test_whatever_is_suggested_is_answered() -> None:
    suggested = {one for asked in load() if not asked.bill for one in nearby(asked.text, COMMON)}

    assert len(suggested) > 100
    assert [one for one in suggested if decide(one) is None] == []


def test_there_are_always_suggestions_and_never_the_question_itself() -> None:
    assert nearby("frobnicate", COMMON) == ALWAYS
    for text in ("what did i spend", *ALWAYS):
        assert 1 < len(nearby(text, COMMON)) <= MOST
        assert text not in nearby(text, COMMON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how much did we spend on travel in october", "I do not understand “travel”"),
        ("cost of living in Berlin", "I do not understand “living” and “berlin”"),
        ("how can we resize Redshift", "no instructions"),
        ("delete the costs of last month", "nothing was done"),
        ("customer acquisition cost last month", "I do not understand “customer acquisition”"),
        ("annual run rate", "not what they ask for together"),
        ("compare our AWS and Azure spend", "no charges of “azure”"),
        ("who painted this", OUT_OF_SCOPE),
    ],
)
def test_a_refusal_says_what_was_not_understood(text: str, said: str) -> None:
    decision = route(text, catalog=CATALOG)

    assert decision.steps == ()
    assert said in decision.reason
    assert len(decision.suggestions) == MOST
