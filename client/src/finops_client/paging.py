"""Reading what was too large for an answer: no I/O, each generator asks for an artifact's items and goes on with them.

One rule for everything: an artifact's parts are JSON arrays of items in the shape in which the answer has them.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from finops_client.answers import (
    Answer,
    AnswerSection,
    Block,
    CodeBlock,
    Entity,
    Fact,
    Series,
    TableBlock,
    TimeSeriesBlock,
)
from finops_client.errors import FinOpsClientError
from finops_client.frames import Artifact
from finops_client.tables import Cell

MAX_PARTS = 10_000
"""Of one result: far above what any platform keeps, so that a number that is wrong ends."""

Read = TypeVar("Read")
Items = list[Any]
Reading = Generator[str, Items, Answer]
"""Yields the id of the artifact that is needed next, takes all its items, and returns the whole answer."""

_ROWS: TypeAdapter[tuple[tuple[Cell, ...], ...]] = TypeAdapter(tuple[tuple[Cell, ...], ...])
_ENTITIES: TypeAdapter[tuple[Entity | None, ...]] = TypeAdapter(tuple[Entity | None, ...])
_SERIES: TypeAdapter[tuple[Series, ...]] = TypeAdapter(tuple[Series, ...])
_TEXTS: TypeAdapter[list[str]] = TypeAdapter(list[str])
_SECTIONS: TypeAdapter[tuple[AnswerSection, ...]] = TypeAdapter(tuple[AnswerSection, ...])
_FACTS: TypeAdapter[tuple[Fact, ...]] = TypeAdapter(tuple[Fact, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWanted:
    """The part of a job's result that is read next."""

    job_id: str
    artifact_id: str
    part: int


Parts = Generator[PartWanted, Artifact, Read]
"""Yields the part that is needed next, takes it, and returns what was read of all of them."""


def all_items(job_id: str, artifact_id: str) -> Parts[Items]:
    """All items of one result, part after part. Raises FinOpsClientError when a part is no list or parts never end."""
    items: Items = []
    part, parts = 0, 1
    while part < parts:
        page = yield PartWanted(job_id=job_id, artifact_id=artifact_id, part=part)
        if page.parts > MAX_PARTS:
            raise FinOpsClientError(f"result {artifact_id} of job {job_id} has {page.parts} parts, too many to be true")
        try:
            items.extend(page.items())
        except ValueError as broken:
            raise FinOpsClientError(f"part {part} of result {artifact_id} of job {job_id} is no list") from broken
        part, parts = part + 1, page.parts
    return items


def whole_answer(job_id: str, answer: Answer) -> Parts[Answer]:
    """The answer with everything that is kept beside it.

    Raises FinOpsClientError when a result is not what the answer says.
    """
    reading = whole(answer)
    items: Items | None = None
    while True:
        try:
            artifact_id = next(reading) if items is None else reading.send(items)
        except StopIteration as stop:
            return stop.value
        except ValueError as broken:
            raise FinOpsClientError(f"a result of job {job_id} is not what its answer says") from broken
        items = yield from all_items(job_id, artifact_id)


def fetched(parts: Parts[Read], fetch: Callable[[PartWanted], Artifact]) -> Read:
    """What is read, each part by `fetch`."""
    try:
        wanted = next(parts)
        while True:
            wanted = parts.send(fetch(wanted))
    except StopIteration as stop:
        return stop.value


def shown_and_total(block: Block) -> tuple[int, int]:
    """How many rows, points or items of a block are in the answer, and how many there are."""
    match block:
        case TableBlock():
            return len(block.rows), block.total_rows
        case TimeSeriesBlock():
            shown = sum(len(line.points) for line in block.series)
        case _:
            shown = len(getattr(block, "items", ()))
    return shown, max(getattr(block, "total_items", None) or 0, shown)


def is_partial(answer: Answer) -> bool:
    """Whether more is kept beside the answer than came with it."""
    return bool(answer.more) or any(_artifact(block) for block in answer.blocks)


def whole(answer: Answer) -> Reading:
    """The answer with everything that is kept beside it. Raises ValueError when an artifact holds something else."""
    for remainder in answer.more:
        items = yield remainder.artifact_id
        answer = _with_all(answer, remainder.of, items)
    blocks = list(answer.blocks)
    for position, block in enumerate(blocks):
        blocks[position] = yield from whole_block(block)
    return answer.model_copy(update={"blocks": tuple(blocks), "more": ()})


def whole_block(block: Block) -> Generator[str, Items, Block]:
    """The block with all its items. Raises ValueError when its artifact holds something else."""
    artifact_id = _artifact(block)
    if artifact_id is None:
        return block
    items = yield artifact_id
    update: dict[str, Any] = {"artifact_id": None}
    match block:
        case TableBlock():
            update["rows"] = rows_of(items)
            if block.entities_id is not None:
                update["entities"] = _ENTITIES.validate_python(tuple((yield block.entities_id)))
        case TimeSeriesBlock():
            update["series"] = _joined(_SERIES.validate_python(tuple(items)))
        case CodeBlock():
            update["code"] = "".join(_TEXTS.validate_python(items))
        case _:
            return cast("Block", type(block).model_validate({**dict(block), **update, "items": tuple(items)}))
    return block.model_copy(update=update)


def _artifact(block: Block) -> str | None:
    """Where all of a block is, when the answer shows the first of it or its texts shortened."""
    return getattr(block, "artifact_id", None)


def _with_all(answer: Answer, of: str, items: Items) -> Answer:
    match of:
        case "markdown":
            return answer.model_copy(update={"markdown": "".join(_TEXTS.validate_python(items))})
        case "sections":
            return answer.model_copy(update={"sections": _SECTIONS.validate_python(tuple(items))})
        case "facts":
            return answer.model_copy(update={"facts": _FACTS.validate_python(tuple(items))})
        case "blocks":
            kept = Answer.model_validate({"headline": "", "markdown": "", "blocks": tuple(items)}).blocks
            known = {block.id for block in kept}
            beside = tuple(block for block in answer.blocks if block.id not in known)
            return answer.model_copy(update={"blocks": (*kept, *beside)})
        case _:  # of a newer platform
            return answer


def _joined(pieces: Sequence[Series]) -> tuple[Series, ...]:
    """Series whose points come in pieces: a piece of the same name goes on where the time does."""
    lines: list[Series] = []
    for piece in pieces:
        before = lines[-1] if lines else None
        if before and before.name == piece.name and _goes_on(before, piece):
            lines[-1] = Series(name=piece.name, points=(*before.points, *piece.points))
        else:
            lines.append(piece)
    return tuple(lines)


def _goes_on(before: Series, piece: Series) -> bool:
    return bool(before.points and piece.points) and piece.points[0].start > before.points[-1].start


def rows_of(items: Items) -> tuple[tuple[Cell, ...], ...]:
    """The items of a table's artifact as rows. Raises ValueError when they are something else."""
    return _ROWS.validate_python(_tupled(items))


def _tupled(rows: Items) -> tuple[Any, ...]:
    return tuple(tuple(cast("Sequence[Any]", row)) if isinstance(row, list) else row for row in rows)
