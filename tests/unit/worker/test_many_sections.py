"""Forty sections, five hundred recommendations: what does not fit a message is kept whole, and a client reads it."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from finops_client import paging
from finops_client.answers import Answer as ClientAnswer
from finops_core.answers import (
    AnomaliesBlock,
    Anomaly,
    Answer,
    AnswerSection,
    Basis,
    Block,
    BreakdownBlock,
    BreakdownItem,
    CodeBlock,
    Column,
    DateRange,
    Entity,
    Figure,
    FiguresBlock,
    Gap,
    Gauge,
    GaugesBlock,
    Recommendation,
    RecommendationsBlock,
    TableBlock,
    Usage,
)
from finops_core.answers.paging import PART_BYTES, parts_of
from worker.fit import MAX_ANSWER_BYTES
from worker.fitted_answer import FittedAnswer, fitted, size_of

NOVEMBER = DateRange.model_validate({"start": "2026-11-01", "end": "2026-12-01"})


def sent(answer: Answer) -> tuple[FittedAnswer, ClientAnswer]:
    """The answer as it leaves the worker, and as a client has it once it has read everything."""
    found = fitted(answer, MAX_ANSWER_BYTES)
    assert size_of(found.answer) <= MAX_ANSWER_BYTES
    return found, read(found)


def read(found: FittedAnswer) -> ClientAnswer:
    reading = paging.whole(ClientAnswer.model_validate_json(found.answer.model_dump_json(by_alias=True)))
    items: list[Any] | None = None
    while True:
        try:
            wanted = next(reading) if items is None else reading.send(items)
        except StopIteration as stop:
            return cast("ClientAnswer", stop.value)
        items = [item for part in found.stored[wanted].parts for item in json.loads(part)]


def wire(value: Answer | ClientAnswer) -> dict[str, Any]:
    return json.loads(value.model_dump_json(by_alias=True))


def same(made: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether one block is the other, but for where its items were kept."""
    paged = ("artifactId", "totalItems", "entitiesId", "tableId")
    return {k: v for k, v in made.items() if k not in paged} == {k: v for k, v in given.items() if k not in paged}


def section(number: int) -> AnswerSection:
    return AnswerSection(
        agent=f"agent{number % 3}",
        title=f"Agent {number}",
        headline=f"Agent {number} found {number} things.",
        markdown=f"In the words of agent {number}. " * 30,
        block_ids=(f"b{number}",),
        basis=Basis(source=f"source {number}", currency="USD", period=NOVEMBER, notes=(f"note {number}",)),
        failure="It was denied." if number % 10 == 9 else "",
    )


def table(number: int) -> TableBlock:
    return TableBlock(
        id=f"b{number}",
        title=f"Table {number}",
        columns=(Column(key="a", label="A"), Column(key="b", label="B", kind="money", unit="USD")),
        rows=tuple((f"row {row} of {number}", f"{row}.5") for row in range(60)),
        total_rows=60,
        entities=tuple(Entity(kind="row", id=f"{number}-{row}") if row % 2 else None for row in range(60)),
    )


def test_forty_sections_and_their_blocks_are_all_there_once_read() -> None:
    answer = Answer(
        headline="Forty agents answered.",
        markdown="\n\n".join(f"### Agent {n}\n\nIn the words of agent {n}." for n in range(40)),
        sections=tuple(section(n) for n in range(40)),
        blocks=tuple(table(n) for n in range(40)),
        basis=Basis(source="; ".join(f"source {n}" for n in range(40)), notes=tuple(f"note {n}" for n in range(40))),
        usage=Usage(requests=40, price_usd="0.40"),
        suggestions=("What else?",),
    )
    found, whole = sent(answer)
    assert {remainder.of: remainder.total for remainder in found.answer.more}["sections"] == 40
    assert any("more sections are stored" in note for note in found.answer.basis.notes)
    assert wire(whole)["sections"] == wire(answer)["sections"]
    assert all(same(*pair) for pair in zip(wire(whole)["blocks"][:40], wire(answer)["blocks"], strict=True))
    assert (whole.usage.price_usd, whole.markdown) == ("0.40", answer.markdown)


def test_a_refusal_that_is_cut_stays_a_refusal() -> None:
    answer = Answer(headline="I cannot.", markdown="é" * 40_000, answered=False, usage=Usage(requests=1))
    found, whole = sent(answer)
    assert (found.answer.answered, found.answer.usage.requests) == (False, 1)
    assert whole.markdown == answer.markdown


SERVER = Entity(kind="ec2:instance", id="arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc", name="build")
LISTS: list[Block] = [
    RecommendationsBlock(
        title="Savings",
        items=tuple(
            Recommendation(title=f"Stop {n}", resource=f"i-{n}", saving_per_month=f"{n}.25", unit="EUR", entity=SERVER)
            for n in range(500)
        ),
    ),
    BreakdownBlock(
        title="Parts",
        unit="USD",
        total="9",
        items=tuple(BreakdownItem(label=f"p{n}", value=f"{n}") for n in range(3_000)),
    ),
    FiguresBlock(title="Figures", items=tuple(Figure(label=f"f{n}", value=f"{n}", unit="USD") for n in range(800))),
    GaugesBlock(title="Budgets", items=tuple(Gauge(label=f"g{n}", value="1", limit=f"{n}") for n in range(800))),
    AnomaliesBlock(
        title="Odd",
        items=tuple(Anomaly(label=f"a{n}", start="2026-11-01", end="2026-11-02", value=f"{n}") for n in range(800)),
    ),
    CodeBlock(title="Policy", language="json", code="\n".join(f'{{"é": {n}}}' for n in range(9_000))),
    table(1).model_copy(
        update={"rows": tuple((f"r{n}", f"{n}") for n in range(50_000)), "total_rows": 50_000, "entities": ()}
    ),
]


@pytest.mark.parametrize("block", LISTS, ids=lambda block: block.type)
def test_every_kind_of_block_with_items_is_paged_in_the_same_way(block: Block) -> None:
    found, whole = sent(Answer(headline="h", markdown="", blocks=(block,)))
    first = ClientAnswer.model_validate_json(found.answer.model_dump_json(by_alias=True)).blocks[0]
    shown, total = paging.shown_and_total(first)
    assert block.type == "code" or 0 < shown < total
    assert same(wire(whole)["blocks"][0], wire(Answer(headline="h", markdown="", blocks=(block,)))["blocks"][0])
    assert not paging.is_partial(whole)


def test_what_an_agent_keeps_itself_is_neither_stored_again_nor_lost() -> None:
    own = table(1).model_copy(
        update={"total_rows": 50_000, "artifact_id": "own", "title": "T" * 30_000, "entities": ()}
    )
    found = fitted(Answer(headline="h", markdown="", blocks=(own,)), MAX_ANSWER_BYTES)
    (block,) = found.answer.blocks
    assert isinstance(block, TableBlock)
    assert (block.artifact_id, block.total_rows) == ("own", 50_000)
    assert found.stored == {}


@pytest.mark.parametrize("letter", ["x", "é", "😀", '"', "\x01"])
def test_every_part_fits_a_frame_and_what_cannot_is_cut_and_counted(letter: str) -> None:
    rows = [(letter * length, "1234567890." + "1" * 40) for length in (10, 5_000, 40_000)]
    kept = parts_of(rows)
    assert all(len(json.dumps(part.decode(), ensure_ascii=False).encode()) <= PART_BYTES + 64 for part in kept.parts)
    items = [item for part in kept.parts for item in json.loads(part)]
    assert [item[1] for item in items] == [row[1] for row in rows]
    assert items[0] == list(rows[0])
    assert kept.shortened == sum(
        len(json.dumps(json.dumps(row, ensure_ascii=False), ensure_ascii=False).encode()) > PART_BYTES for row in rows
    )
    assert items[-1][0].endswith("…")


def test_a_row_too_long_to_be_kept_whole_is_said_in_the_basis() -> None:
    long = table(1).model_copy(update={"rows": (("x" * 60_000, "1"),), "total_rows": 1, "entities": ()})
    found = fitted(Answer(headline="h", markdown="", blocks=(long,)), MAX_ANSWER_BYTES)
    assert found.answer.basis.notes[-1] == "One entry has texts too long to be kept whole: they end in “…”."


def test_gaps_and_periods_of_a_long_basis_are_kept_as_rows() -> None:
    gaps = tuple(
        Gap(source=f"source {n}", reason="denied", message="It said no. " * 20, remedy="Allow it.") for n in range(200)
    )
    found = fitted(Answer(headline="h", markdown="", basis=Basis(gaps=gaps)), MAX_ANSWER_BYTES)
    rows = [item for part in found.stored["basis"].parts for item in json.loads(part)]
    assert len([row for row in rows if row[0] == "gap"]) == 200
    assert found.answer.basis.gaps
