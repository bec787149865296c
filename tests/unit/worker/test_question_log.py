"""The line that is logged of every question that ended, which the stack's dashboard counts."""

import logging
from collections.abc import Iterator

import pytest

from finops_core.errors import ToolError
from finops_core.jobs.events import Event, Routed
from tests.unit.worker.shop import Shop
from worker.question_log import FIELDS, MESSAGE
from worker.run import JobRun

SECRET = "what did Project Falcon cost"


def routed(run: JobRun) -> Iterator[Event]:
    yield Routed(path="fast", agents=("cost",), reason="words", micros=412)


def failing(run: JobRun) -> Iterator[Event]:
    yield from routed(run)
    raise ToolError(SECRET)


def cancelled(run: JobRun) -> Iterator[Event]:
    yield from routed(run)
    run.cancel()
    yield from routed(run)


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    told = [each.getMessage() for each in caplog.records if each.getMessage().endswith(f"| {MESSAGE}")]
    return [dict(pair.split("=") for pair in line.partition(" | ")[0].split(", ")) for line in told]


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [(routed, "SUCCEEDED", "-"), (failing, "FAILED", "INTERNAL"), (cancelled, "CANCELLED", "-")],
)
def test_each_question_leaves_one_line_of_how_it_went_and_no_word_of_it(
    shop: Shop, caplog: pytest.LogCaptureFixture, answer: object, status: str, code: str
) -> None:
    job_id = shop.submit(props={"note": SECRET})
    with caplog.at_level(logging.INFO, logger="worker.question_log"):
        shop.process(job_id, answer)  # type: ignore[arg-type]
    [line] = lines(caplog)
    assert tuple(line) == FIELDS
    assert (line["job_id"], line["status"], line["code"], line["attempt"]) == (job_id, status, code, "1")
    assert (line["path"], line["route_us"]) == ("fast", "412")
    assert int(line["run_ms"]) >= 0
    assert "Falcon" not in str(line)


def test_a_worker_that_is_told_to_be_quiet_writes_none(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        shop.process(shop.submit(), routed)
    assert lines(caplog) == []
