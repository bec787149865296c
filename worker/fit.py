"""Cuts what is too large for one event: long text into deltas, tool results into previews, tables into artifacts."""

import json
from collections.abc import Sequence

from finops_core.answers import Answer, Block, Cell, TableBlock, TimeSeriesBlock
from finops_core.blobs.port import Blobs
from finops_core.jobs.events import MAX_EVENT_BYTES, AgentFailed, Answered, Event, TextDelta, ToolArgs, ToolResult
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository

MAX_ANSWER_BYTES = MAX_EVENT_BYTES - 1024
MAX_TOOL_RESULT_BYTES = 4 * 1024
MAX_DELTA_CHARS = 3 * 1024
"""A character takes up to six bytes in JSON."""
MAX_MESSAGE_CHARS = 2000
"""What a person reads of an error."""
PART_BYTES = 20 * 1024
PREVIEW_ROWS = (100, 50, 20, 5, 0)
"""Preview sizes tried in turn until the answer fits its event."""


class Fitter:
    """Makes events fit, storing what does not as artifacts of the job."""

    def __init__(self, jobs: JobRepository, blobs: Blobs) -> None:
        self._jobs = jobs
        self._blobs = blobs

    def fit(self, event: Event, job: Job) -> tuple[Event, ...]:
        """The event, or what stands for it, each within MAX_EVENT_BYTES."""
        match event:
            case TextDelta(delta=delta) | ToolArgs(delta=delta) if len(delta) > MAX_DELTA_CHARS:
                pieces = (delta[start : start + MAX_DELTA_CHARS] for start in range(0, len(delta), MAX_DELTA_CHARS))
                return tuple(event.model_copy(update={"delta": piece}) for piece in pieces)
            case AgentFailed(message=message):
                return (event.model_copy(update={"message": shortened(message)}),)
            case ToolResult(content=content) if len(content.encode()) > MAX_TOOL_RESULT_BYTES:
                cut = content.encode()[:MAX_TOOL_RESULT_BYTES].decode(errors="ignore")
                return (event.model_copy(update={"content": f"{cut} … (cut; the answer has the whole result)"}),)
            case Answered(answer=answer):
                return (Answered(answer=self._fit_answer(answer, job)),)
            case _:
                return (event,)

    def _fit_answer(self, answer: Answer, job: Job) -> Answer:
        if _size(answer) <= MAX_ANSWER_BYTES:
            return answer
        kept = answer.model_copy(
            update={"blocks": tuple(self._keep_rows(block, job, n) for n, block in enumerate(answer.blocks))}
        )
        for rows in PREVIEW_ROWS:
            shown = _with_blocks(kept, [_preview(block, rows) for block in kept.blocks])
            if _size(shown) <= MAX_ANSWER_BYTES:
                return shown
        return _without_the_rest(_with_blocks(kept, [_preview(block, 0) for block in kept.blocks]))

    def _keep_rows(self, block: Block, job: Job, number: int) -> Block:
        """Stores all rows of a table that may be cut, so that `get` reaches them."""
        if not isinstance(block, TableBlock) or len(block.rows) <= PREVIEW_ROWS[-2]:
            return block
        artifact_id = f"table-{number}"
        parts = _parts(block.rows)
        for part, rows in enumerate(parts):
            data = json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()
            self._blobs.put(f"{job.job_id}/{artifact_id}/{part}", data)
        self._jobs.add_artifact(job, artifact_id, len(parts))
        return block.model_copy(update={"artifact_id": artifact_id})


def shortened(message: str) -> str:
    """The beginning of a message that is too long to read, such as one that lists ten thousand columns."""
    return message if len(message) <= MAX_MESSAGE_CHARS else f"{message[:MAX_MESSAGE_CHARS]} …"


def _with_blocks(answer: Answer, blocks: Sequence[Block]) -> Answer:
    return answer.model_copy(update={"blocks": tuple(blocks)})


def _without_the_rest(answer: Answer) -> Answer:
    """Gives up, in this order, lines and early points of time series, facts nobody reads, blocks, and prose."""
    while _size(answer) > MAX_ANSWER_BYTES:
        blocks = list(answer.blocks)
        longest = max(range(len(blocks)), key=lambda position: _points(blocks[position]), default=None)
        if longest is not None and _points(blocks[longest]) > 1:
            blocks[longest] = _halved(blocks[longest])
            answer = _with_blocks(answer, blocks)
        elif answer.facts:
            answer = answer.model_copy(update={"facts": ()})
        elif answer.blocks:
            answer = _with_blocks(answer, answer.blocks[:-1])
        else:
            half = len(answer.markdown) // 2
            answer = answer.model_copy(update={"markdown": answer.markdown[:half]})
    return answer


def _points(block: Block) -> int:
    return sum(len(line.points) for line in block.series) if isinstance(block, TimeSeriesBlock) else 0


def _halved(block: Block) -> Block:
    """Half of the lines of a time series, or the later half of its only line's points."""
    if not isinstance(block, TimeSeriesBlock):
        return block
    if len(block.series) > 1:
        return block.model_copy(update={"series": block.series[: len(block.series) // 2]})
    lines = tuple(line.model_copy(update={"points": line.points[len(line.points) // 2 :]}) for line in block.series)
    return block.model_copy(update={"series": lines})


def _preview(block: Block, rows: int) -> Block:
    if not isinstance(block, TableBlock) or block.artifact_id is None:
        return block
    return block.model_copy(update={"rows": block.rows[:rows]})


def _parts(rows: Sequence[tuple[Cell, ...]]) -> list[list[tuple[Cell, ...]]]:
    parts: list[list[tuple[Cell, ...]]] = [[]]
    size = 0
    for row in rows:
        row_bytes = len(json.dumps(row, ensure_ascii=False).encode())
        if parts[-1] and size + row_bytes > PART_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += row_bytes
    return parts


def _size(answer: Answer) -> int:
    return len(answer.model_dump_json(by_alias=True).encode())
