"""The largest of everything a run may say: it is cut or split, and the job goes on and ends."""

from collections.abc import Iterator

import pytest

from finops_core.answers import Answer, Column, TableBlock
from finops_core.answers.paging import PART_BYTES
from finops_core.errors import ToolError
from finops_core.jobs.events import (
    MAX_EVENT_BYTES,
    AgentFailed,
    AgentStarted,
    Answered,
    Event,
    RunFailed,
    StepStarted,
    TextDelta,
    TextStarted,
    ToolArgs,
    ToolEnded,
    ToolResult,
    ToolStarted,
)
from finops_core.jobs.model import JobStatus
from tests.unit.worker.shop import Shop
from worker.fit import MAX_ANSWER_BYTES, MAX_DELTA_CHARS, MAX_TOOL_RESULT_BYTES, Fitter, shortened
from worker.run import JobRun

LETTERS = ("x", "é", "😀", '"', "\x01")


def fitted(shop: Shop, event: Event) -> tuple[Event, ...]:
    return Fitter(shop.jobs, shop.blobs).fit(event, shop.job(shop.submit()))


def stored_bytes(event: Event) -> int:
    return len(event.model_dump_json(by_alias=True).encode())


@pytest.mark.parametrize("letter", LETTERS)
def test_text_and_arguments_are_split_whatever_their_letters(shop: Shop, letter: str):
    long = letter * 20_000
    fitter, job = Fitter(shop.jobs, shop.blobs), shop.job(shop.submit())
    for event in (TextDelta(message_id="m", delta=long), ToolArgs(call_id="c", agent_run_id="a", delta=long)):
        pieces = fitter.fit(event, job)
        assert {type(piece) for piece in pieces} == {type(event)}
        assert "".join(piece.delta for piece in pieces if isinstance(piece, TextDelta | ToolArgs)) == long
        assert all(stored_bytes(piece) <= MAX_EVENT_BYTES for piece in pieces)


@pytest.mark.parametrize(("over", "pieces"), [(0, 1), (1, 2)])
def test_text_is_split_only_when_it_has_to_be(shop: Shop, over: int, pieces: int):
    assert len(fitted(shop, TextDelta(message_id="m", delta="x" * (MAX_DELTA_CHARS + over)))) == pieces


@pytest.mark.parametrize(("size", "whole"), [(MAX_TOOL_RESULT_BYTES, True), (MAX_TOOL_RESULT_BYTES + 1, False)])
def test_a_tool_result_is_whole_up_to_four_kilobytes(shop: Shop, size: int, whole: bool):
    event = ToolResult(call_id="c", agent_run_id="a", content="x" * size)
    (told,) = fitted(shop, event)
    assert (told == event) is whole
    assert isinstance(told, ToolResult)
    assert told.content.startswith("x" * MAX_TOOL_RESULT_BYTES)


@pytest.mark.parametrize("letter", ["x", "é", "😀", '"', "\\u0001"])
def test_a_cut_tool_result_stays_text(shop: Shop, letter: str):
    (told,) = fitted(shop, ToolResult(call_id="c", agent_run_id="a", content="x" + letter * 20_000))
    assert isinstance(told, ToolResult)
    assert told.content.endswith("… (cut; the answer has the whole result)")
    assert "\ufffd" not in told.content
    assert stored_bytes(told) <= MAX_EVENT_BYTES


@pytest.mark.parametrize("length", [0, 1, 2000])
def test_a_message_a_person_can_read_is_told_whole(length: int):
    assert shortened("x" * length) == "x" * length


def test_a_longer_one_is_cut_and_shows_that():
    assert shortened("x" * 2001) == "x" * 2000 + " …"


@pytest.mark.parametrize("letter", LETTERS)
def test_a_failure_with_endless_words_still_ends_its_job_at_once(shop: Shop, letter: str):
    def failing(run: JobRun) -> Iterator[Event]:
        yield StepStarted(stage="agents")
        yield AgentStarted(agent_run_id="a1", agent="cost")
        raise ToolError("The export has these columns: " + letter * 50_000)

    job_id = shop.submit()
    assert shop.process(job_id, failing).status is JobStatus.FAILED
    end = shop.events(job_id)[-1]
    assert isinstance(end, RunFailed)
    assert end.message.startswith("The export has these columns: ")


def test_an_agents_endless_words_do_not_end_the_job(shop: Shop):
    def wordy(run: JobRun) -> Iterator[Event]:
        yield AgentStarted(agent_run_id="a1", agent="cost")
        yield AgentFailed(agent_run_id="a1", message="x" * 50_000)

    job_id = shop.submit()
    assert shop.process(job_id, wordy).status is JobStatus.SUCCEEDED
    (told,) = [event for event in shop.events(job_id) if isinstance(event, AgentFailed)]
    assert told.message == "x" * 2000 + " …"


def test_endless_arguments_of_a_tool_do_not_end_the_job(shop: Shop):
    def wordy(run: JobRun) -> Iterator[Event]:
        yield ToolStarted(call_id="c", agent_run_id="a1", tool="spend")
        yield ToolArgs(call_id="c", agent_run_id="a1", delta="x" * 50_000)
        yield ToolEnded(call_id="c", agent_run_id="a1")

    job_id = shop.submit()
    assert shop.process(job_id, wordy).status is JobStatus.SUCCEEDED
    told = [event.delta for event in shop.events(job_id) if isinstance(event, ToolArgs)]
    assert "".join(told) == "x" * 50_000


@pytest.mark.parametrize("letter", LETTERS)
def test_any_prose_reaches_the_log_whole(shop: Shop, letter: str):
    def wordy(run: JobRun) -> Iterator[Event]:
        yield TextStarted(message_id="m")
        yield TextDelta(message_id="m", delta=letter * 10_000)
        yield TextDelta(message_id="m", delta=letter * 5)

    job_id = shop.submit()
    assert shop.process(job_id, wordy).status is JobStatus.SUCCEEDED
    told = [event.delta for event in shop.events(job_id) if isinstance(event, TextDelta)]
    assert "".join(told) == letter * 10_005


def table(rows: int, cell: str) -> TableBlock:
    return TableBlock(
        title="Resources",
        columns=(Column(key="a", label="A"),),
        rows=tuple((f"{number}{cell}",) for number in range(rows)),
        total_rows=rows,
    )


def answer_of(shop: Shop, *blocks: TableBlock) -> Answer:
    (event,) = fitted(shop, Answered(answer=Answer(headline="h", markdown="", blocks=blocks)))
    assert isinstance(event, Answered)
    return event.answer


def test_an_answer_that_fits_is_left_alone_and_stores_nothing(shop: Shop):
    block = table(150, "x" * 100)
    answer = answer_of(shop, block)
    assert answer.blocks == (block,)
    assert len(answer.model_dump_json(by_alias=True).encode()) <= MAX_ANSWER_BYTES
    assert shop.jobs.artifact_parts(shop.jobs.recent("ada")[0].job_id, "table-0") == 0


@pytest.mark.parametrize(("rows", "kept"), [(5, False), (6, False), (150, True)])
def test_only_tables_that_are_cut_are_stored(shop: Shop, rows: int, kept: bool):
    answer = answer_of(shop, table(rows, "x" * 150), table(400, "x" * 100))
    job_id = shop.jobs.recent("ada")[0].job_id
    assert (shop.jobs.artifact_parts(job_id, "table-0") > 0) is kept
    assert shop.jobs.artifact_parts(job_id, "table-1") > 0
    first = answer.blocks[0]
    assert isinstance(first, TableBlock)
    assert (first.artifact_id is not None) is kept


def test_each_table_has_an_artifact_of_its_own(shop: Shop):
    answer = answer_of(shop, table(300, "a" * 60), table(300, "b" * 60))
    names = [block.artifact_id for block in answer.blocks if isinstance(block, TableBlock)]
    assert names == ["table-0", "table-1"]
    job_id = shop.jobs.recent("ada")[0].job_id
    for name, letter in zip(names, "ab", strict=True):
        data = shop.blobs.get(f"{job_id}/{name}/0")
        assert data is not None
        assert letter * 60 in data.decode()


@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_every_part_of_a_stored_table_fits_a_frame(shop: Shop, letter: str):
    answer_of(shop, table(2000, letter * 30))
    job_id = shop.jobs.recent("ada")[0].job_id
    parts = shop.jobs.artifact_parts(job_id, "table-0")
    sizes = [len(shop.blobs.get(f"{job_id}/table-0/{part}") or b"") for part in range(parts)]
    assert all(0 < size <= PART_BYTES + 4096 for size in sizes)
    assert shop.blobs.get(f"{job_id}/table-0/{parts}") is None
