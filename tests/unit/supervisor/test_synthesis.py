"""Findings put together as one answer: order, headings, what failed, and what the whole stands on."""

from datetime import date
from decimal import Decimal

import pytest

from finops_core.answers import Basis, Block, Column, DateRange, Fact, Finding, TableBlock
from supervisor.synthesis import UNKNOWN_LISTED, Section, by_words_only, synthesise


def table(title: str) -> TableBlock:
    return TableBlock(title=title, columns=(Column(key="a", label="A"),), rows=(("x",),), total_rows=1)


def money(number: int, value: str) -> Fact:
    return Fact(id=f"f{number}", kind="money", value=value, unit="USD", subject="spend")


def found(
    agent: str,
    number: int,
    *,
    prose: str = "",
    basis: Basis | None = None,
    suggestions: tuple[str, ...] = (),
    blocks: tuple[Block, ...] = (),
) -> Section:
    finding = Finding(
        headline=f"{agent} cost [[f{number}]].",
        prose=prose,
        facts=(money(number, f"{number}.5"),),
        blocks=blocks,
        basis=basis or Basis(),
        suggestions=suggestions,
    )
    return Section(agent=agent.lower(), title=agent, finding=finding)


def failed(agent: str) -> Section:
    return Section(agent=agent.lower(), title=agent, failure="The cage is locked.")


def test_one_finding_is_the_answer_with_its_numbers_put_in() -> None:
    answer = synthesise([found("Grey", 3, prose="Of it [[f3]] is food.", blocks=(table("Food"),))])

    assert (answer.headline, answer.markdown) == ("Grey cost $3.50.", "Of it $3.50 is food.")
    assert [block.type for block in answer.blocks] == ["table"]
    assert [fact.id for fact in answer.facts] == ["f3"]


def test_several_findings_have_a_heading_each_and_the_first_one_leads() -> None:
    answer = synthesise([found("Grey", 1, prose="It talks."), found("Blue", 2)])

    assert answer.headline == "Grey cost $1.50."
    assert answer.markdown == "### Grey\n\nGrey cost $1.50. It talks.\n\n### Blue\n\nBlue cost $2.50."
    assert [fact.id for fact in answer.facts] == ["f1", "f2"]


def test_a_failure_is_told_after_what_was_found_and_makes_no_headings() -> None:
    answer = synthesise([failed("Blue"), found("Grey", 1)], notice="By its words only.")

    assert answer.headline == "Grey cost $1.50."
    assert answer.markdown == "By its words only.\n\nBlue could not answer: The cage is locked."


def test_nothing_found_is_nothing_to_answer_with() -> None:
    with pytest.raises(ValueError, match="no agent found anything"):
        synthesise([failed("Blue"), failed("Grey")])


def test_blocks_and_suggestions_follow_the_agents_and_come_once() -> None:
    first = found("Grey", 1, suggestions=("a", "b", "c"), blocks=(table("One"),))
    second = found("Blue", 2, suggestions=("b", "d", "e"), blocks=(table("Two"), table("Three")))
    answer = synthesise([first, second])

    assert answer.suggestions == ("a", "b", "c", "d")
    assert [block.title for block in answer.blocks if isinstance(block, TableBlock)] == ["One", "Two", "Three"]


DAYS = DateRange(start=date(2026, 10, 1), end=date(2026, 11, 1))


def test_one_basis_stays_as_it_is() -> None:
    basis = Basis(metric="BilledCost", period=DAYS, rows_read=7, notes=("n", "n"))

    assert synthesise([found("Grey", 1, basis=basis)]).basis == basis


def test_of_several_bases_what_was_read_is_added_up_and_notes_come_once() -> None:
    first = Basis(metric="BilledCost", period=DAYS, rows_read=7, pages_read=1, api_requests=2, notes=("a", "b"))
    second = Basis(metric="EffectiveCost", rows_read=None, pages_read=4, api_requests=8, notes=("b", "c"))
    basis = synthesise([found("Grey", 1, basis=first), found("Blue", 2, basis=second)]).basis

    assert (basis.metric, basis.period) == ("BilledCost", DAYS)
    assert (basis.rows_read, basis.pages_read, basis.api_requests) == (7, 5, 10)
    assert basis.notes == ("a", "b", "c")


def test_an_amount_is_shown_rounded_and_kept_exact() -> None:
    exact = Section(
        agent="grey",
        title="Grey",
        finding=Finding(headline="[[f1]]", facts=(money(1, "1234.565000000001"),)),
    )
    answer = synthesise([exact])

    assert answer.headline == "$1,234.57"
    assert Decimal(answer.facts[0].value) == Decimal("1234.565000000001")


@pytest.mark.parametrize(
    ("unknown", "told"),
    [
        ([], ""),
        (["parrot"], " I did not understand “parrot”."),
        (["parrot", "cage"], " I did not understand “parrot”, “cage”."),
    ],
)
def test_words_nobody_understood_are_named(unknown: list[str], told: str) -> None:
    notice = by_words_only(unknown)

    assert notice.endswith(f"asked.{told} No language model is configured.")


def test_of_many_unknown_words_the_first_few_are_named() -> None:
    words = [f"w{number}x" for number in range(UNKNOWN_LISTED + 1)]
    notice = by_words_only(words)

    assert words[UNKNOWN_LISTED - 1] in notice
    assert words[UNKNOWN_LISTED] not in notice
