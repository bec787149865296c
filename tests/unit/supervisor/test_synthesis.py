"""Findings put together as one answer: order, headings, what failed, and what the whole stands on."""

from datetime import date
from decimal import Decimal

import pytest

from finops_core.answers import Basis, Block, BreakdownBlock, Column, DateRange, Fact, Finding, TableBlock, Usage
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


def test_each_section_has_its_own_words_blocks_and_basis() -> None:
    grey = found("Grey", 1, prose="It talks.", basis=Basis(source="a.csv"), blocks=(table("One"), table("Two")))
    blue = found("Blue", 2, basis=Basis(source="b.csv"), blocks=(table("Three"),))
    answer = synthesise([grey, failed("Red"), blue])

    assert [(part.agent, part.title, part.headline) for part in answer.sections] == [
        ("grey", "Grey", "Grey cost $1.50."),
        ("red", "Red", ""),
        ("blue", "Blue", "Blue cost $2.50."),
    ]
    assert [part.markdown for part in answer.sections] == ["It talks.", "", ""]
    assert [part.basis.source for part in answer.sections] == ["a.csv", "", "b.csv"]
    assert answer.sections[1].failure == "The cage is locked."
    titles = {block.id: block.title for block in answer.blocks}
    assert [[titles[name] for name in part.block_ids] for part in answer.sections] == [["One", "Two"], [], ["Three"]]


def test_two_steps_of_one_agent_keep_both_findings_and_are_told_apart() -> None:
    answer = synthesise([found("Grey", 1, blocks=(table("One"),)), found("Grey", 2, blocks=(table("One"),))])

    assert [part.title for part in answer.sections] == ["Grey 1", "Grey 2"]
    assert answer.markdown == "### Grey 1\n\nGrey cost $1.50.\n\n### Grey 2\n\nGrey cost $2.50."
    assert [fact.id for fact in answer.facts] == ["f1", "f2"]
    assert len({block.id for block in answer.blocks}) == 2


def chart(title: str, table_id: str | None = None) -> BreakdownBlock:
    return BreakdownBlock(title=title, unit="USD", items=(), total="1", table_id=table_id)


@pytest.mark.parametrize(
    ("blocks", "named"),
    [
        ((chart("One"), table("One")), [1, None]),
        ((chart("One"), table("Two")), [None, None]),
        ((table("One"), chart("One")), [None, None]),
        ((table("Two").model_copy(update={"id": "t"}), chart("One", table_id="t")), [None, 0]),
        ((chart("One", table_id="gone"), table("Other")), [None, None]),
    ],
)
def test_a_chart_knows_the_table_of_its_numbers_by_its_id(blocks: tuple[Block, ...], named: list[int | None]) -> None:
    answer = synthesise([found("Blue", 1), found("Grey", 2, blocks=blocks)])

    ids = [block.id for block in answer.blocks]
    tables = [block.table_id if isinstance(block, BreakdownBlock) else None for block in answer.blocks]
    assert tables == [None if position is None else ids[position] for position in named]


def test_what_the_steps_asked_for_is_added_up_once() -> None:
    paid = [Basis(api_requests=2, api_cost_usd="0.02"), Basis(api_requests=1, api_cost_usd="0.01"), Basis()]
    answer = synthesise([found("Grey", number, basis=basis) for number, basis in enumerate(paid, 1)])

    assert answer.usage == Usage(requests=3, price_usd="0.03")
    assert (answer.basis.api_requests, answer.basis.api_cost_usd) == (3, "0.03")


def test_what_the_run_measured_comes_before_what_the_steps_say() -> None:
    measured = Usage(requests=7, price_usd="0.07", tokens_in=1200, tokens_out=80)
    assert synthesise([found("Grey", 1)], usage=measured).usage == measured


DAYS = DateRange(start=date(2026, 10, 1), end=date(2026, 11, 1))


def test_one_basis_stays_as_it_is() -> None:
    basis = Basis(metric="BilledCost", period=DAYS, rows_read=7, notes=("n", "n"))

    assert synthesise([found("Grey", 1, basis=basis)]).basis == basis


def test_of_several_bases_what_was_read_is_added_up_and_notes_come_once() -> None:
    first = Basis(metric="BilledCost", period=DAYS, rows_read=7, pages_read=1, api_requests=2, notes=("a", "b"))
    second = Basis(metric="EffectiveCost", rows_read=None, pages_read=4, api_requests=8, notes=("b", "c"))
    basis = synthesise([found("Grey", 1, basis=first), found("Blue", 2, basis=second)]).basis

    assert (basis.metric, basis.period) == ("BilledCost and EffectiveCost", DAYS)
    assert (basis.rows_read, basis.pages_read, basis.api_requests) == (7, 5, 10)
    assert basis.notes == ("a", "b", "c", "Metric: BilledCost (Grey); EffectiveCost (Blue).")


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
