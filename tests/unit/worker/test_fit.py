"""Nothing larger than an event leaves the worker, and nothing is lost by that."""

import json

from finops_core.answers import Answer, Column, Fact, Point, Series, TableBlock, TimeSeriesBlock
from finops_core.jobs.events import MAX_EVENT_BYTES, Answered, Event, Progress, TextDelta, ToolResult
from tests.unit.worker.shop import Shop
from worker.fit import Fitter


def fitted(shop: Shop, event: Event) -> tuple[Event, ...]:
    job = shop.job(shop.submit())
    events = Fitter(shop.jobs, shop.blobs).fit(event, job)
    assert all(len(each.model_dump_json(by_alias=True).encode()) <= MAX_EVENT_BYTES for each in events)
    return events


def table(rows: int, *, width: int = 20) -> TableBlock:
    cells = tuple((f"resource-{number}", "x" * width) for number in range(rows))
    return TableBlock(
        title="Resources",
        columns=(Column(key="a", label="A"), Column(key="b", label="B")),
        rows=cells,
        total_rows=rows,
    )


def test_small_events_pass_unchanged(shop: Shop):
    event = Progress(percent=30, stage="s", message="m")
    assert fitted(shop, event) == (event,)


def test_long_text_becomes_several_deltas(shop: Shop):
    deltas = fitted(shop, TextDelta(message_id="m", delta="€" * 20_000))
    assert len(deltas) > 1
    assert "".join(event.delta for event in deltas if isinstance(event, TextDelta)) == "€" * 20_000


def test_a_long_tool_result_is_cut_and_says_so(shop: Shop):
    (event,) = fitted(shop, ToolResult(call_id="c", agent_run_id="a", content="é" * 40_000))
    assert isinstance(event, ToolResult)
    assert "cut" in event.content


def test_a_large_table_becomes_a_preview_and_an_artifact_with_every_row(shop: Shop):
    (event,) = fitted(shop, Answered(answer=Answer(headline="h", markdown="", blocks=(table(5000),))))
    assert isinstance(event, Answered)
    (block,) = event.answer.blocks
    assert isinstance(block, TableBlock)
    assert block.artifact_id is not None
    assert (len(block.rows), block.total_rows) == (100, 5000)
    job_id = shop.jobs.recent("ada")[0].job_id
    rows: list[list[str]] = []
    for part in range(shop.jobs.artifact_parts(job_id, block.artifact_id)):
        data = shop.blobs.get(f"{job_id}/{block.artifact_id}/{part}")
        assert data is not None
        assert len(data) < 30 * 1024
        rows += json.loads(data)
    assert rows == [list(row) for row in table(5000).rows]


def test_wide_rows_make_the_preview_shorter(shop: Shop):
    (event,) = fitted(shop, Answered(answer=Answer(headline="h", markdown="", blocks=(table(200, width=1000),))))
    assert isinstance(event, Answered)
    (block,) = event.answer.blocks
    assert isinstance(block, TableBlock)
    assert 0 < len(block.rows) < 100


def test_an_answer_too_large_in_every_way_still_fits(shop: Shop):
    facts = tuple(Fact(id=f"f{n}", kind="text", value="x" * 200, subject="s" * 100) for n in range(400))
    (event,) = fitted(shop, Answered(answer=Answer(headline="h", markdown="é" * 30_000, facts=facts)))
    assert isinstance(event, Answered)
    assert event.answer.headline == "h"
    assert event.answer.markdown


def series(lines: int, points: int) -> TimeSeriesBlock:
    days = tuple(Point(start=f"2026-01-01T{number:05d}", value="1.2345678901") for number in range(points))
    return TimeSeriesBlock(
        title="Daily",
        unit="USD",
        granularity="daily",
        series=tuple(Series(name=f"line {number}", points=days) for number in range(lines)),
    )


def test_a_long_time_series_keeps_its_latest_points(shop: Shop):
    (event,) = fitted(shop, Answered(answer=Answer(headline="h", markdown="", blocks=(series(1, 2000),))))
    assert isinstance(event, Answered)
    block, everything = event.answer.blocks
    assert isinstance(everything, TableBlock)
    assert (everything.rows, everything.total_rows, everything.artifact_id) == ((), 2000, "rows-0")
    assert isinstance(block, TimeSeriesBlock)
    assert block.series[0].points[-1].start == "2026-01-01T01999"
    assert len(block.series[0].points) > 50


def test_many_lines_give_way_before_points_do(shop: Shop):
    (event,) = fitted(shop, Answered(answer=Answer(headline="h", markdown="", blocks=(series(40, 60),))))
    assert isinstance(event, Answered)
    block, everything = event.answer.blocks
    assert isinstance(everything, TableBlock)
    assert everything.total_rows == 40 * 60
    assert isinstance(block, TimeSeriesBlock)
    assert 1 <= len(block.series) < 40
    assert all(len(line.points) == 60 for line in block.series)


def test_a_table_and_a_series_are_both_kept_in_part(shop: Shop):
    blocks = (table(3000), series(1, 400))
    (event,) = fitted(shop, Answered(answer=Answer(headline="h", markdown="", blocks=blocks)))
    assert isinstance(event, Answered)
    assert [block.type for block in event.answer.blocks] == ["table", "time_series", "table"]
