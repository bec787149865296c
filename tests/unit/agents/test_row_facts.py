"""What a model may say of the rows of a table, which are no facts of the answer until its text cites one."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from agents.adapters.row_facts import MOST_ROWS, row_facts
from agents.adapters.scripted_model import Call, Turn
from finops_core.answers import Answer, Fact, Finding
from tests.unit.agents.asking import ask as ask_tool
from tests.unit.agents.test_cost_tools import BILL
from tests.unit.agents.test_strands import COST, answer, ask

BY_SERVICE = Call("cost_spend", {"period": "2026-10", "group_by": ["service"]})
BEDROCK = "Amazon Bedrock cost [[f12]] in October, which is [[f13]] of the total."


def told(call: Call, text: Turn) -> Answer:
    events, _ = ask([COST, call, "Done.", text])
    return answer(events).answer


def test_a_sentence_about_the_third_row_is_shown() -> None:
    assert told(BY_SERVICE, BEDROCK).headline == "Amazon Bedrock cost $15.00 in October, which is 16.7 % of the total."


@pytest.mark.parametrize(
    "lie",
    [
        "Amazon S3 cost [[f12]] in October.",
        "Amazon Bedrock cost [[f10]] in October.",
        "Amazon Bedrock was the largest service at [[f12]].",
        "Amazon Bedrock cost [[f12]] in September.",
        "Amazon Bedrock cost more than Amazon S3.",
    ],
)
def test_a_lie_about_a_row_is_not(lie: str) -> None:
    found = told(BY_SERVICE, lie)
    assert "Bedrock" not in f"{found.headline} {found.markdown}"


def test_an_answer_has_the_rows_that_its_text_cites_and_what_they_were_worked_out_of() -> None:
    cited = {fact.subject for fact in told(BY_SERVICE, BEDROCK).facts}
    plain = {fact.subject for fact in told(BY_SERVICE, "October came to [[f1]].").facts}

    assert cited - plain == {"Amazon Bedrock", "share of Amazon Bedrock"}


def test_both_periods_of_a_row_can_be_compared() -> None:
    rows = subjects(row_facts(found("compare", period="2026-10", group_by=["service"])))
    assert ("money", "Amazon Simple Storage Service", "20") in rows
    assert ("money", "Amazon Simple Storage Service", "10") in rows


def test_no_more_rows_than_a_few_are_facts_and_none_twice() -> None:
    one = found("spend", period="2026-10", group_by=["service"])
    made = row_facts(one)

    assert len(made) <= 2 * MOST_ROWS
    assert not {fact.id for fact in made} & {fact.id for fact in one.facts}
    assert len(set(subjects((*one.facts, *made)))) == len((*one.facts, *made))


@pytest.mark.parametrize("name", ["untagged", "no region", "saving of all", "share of the bill", "forecast"])
def test_a_row_whose_name_reads_as_something_else_is_none(name: str) -> None:
    assert not [
        fact
        for fact in row_facts(renamed(found("spend", period="2026-10", group_by=["service"]), name))
        if name in fact.subject
    ]


def test_rows_whose_names_differ_in_letters_of_case_only_are_none() -> None:
    one = found("spend", period="2026-10", group_by=["service"])
    assert not [fact for fact in row_facts(renamed(one, "AMAZON BEDROCK")) if "bedrock" in fact.subject.casefold()]


def found(tool: str, **args: Any) -> Finding:
    return ask_tool(BILL, tool, **args)


def renamed(finding: Finding, name: str) -> Finding:
    """The finding with another name in the second row of its table."""
    (block,) = (block for block in finding.blocks if block.type == "table")
    rows = tuple((name, *row[1:]) if at == 1 else row for at, row in enumerate(block.rows))
    return finding.model_copy(update={"blocks": (block.model_copy(update={"rows": rows}),)})


def subjects(facts: Sequence[Fact]) -> list[tuple[str, str, str]]:
    return [(fact.kind, fact.subject, re.sub(r"\.0+$", "", fact.value)) for fact in facts]
