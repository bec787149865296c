"""Log lines of deployed functions: JSON by level, metrics in them, and no word of a question, a token or a key."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from finops_core.jobs.events import Event, Routed
from finops_core.json_logs import NAMESPACE, STACK
from finops_core.logs import PACKAGES, LogLevel, configure
from tests.unit.test_logs import ACTING
from tests.unit.test_logs import stream as stream  # a fixture
from tests.unit.worker.shop import Shop
from worker.process import process_job
from worker.question_log import MESSAGE, METRICS
from worker.run import JobRun

ROOT = Path(__file__).parents[3]
LEVELS = {"info", "warning", "error", "exception", "critical"}
UNTOLD = {"question", "text", "token", "headline", "markdown", "prose", "password", "secret", "said", "answer"}
"""What no line from INFO on may have as a value, by the last word of what is logged."""


def lines(told: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("level", "told"),
    [("DEBUG", ["DEBUG", "INFO", "ERROR"]), ("INFO", ["INFO", "ERROR"]), ("ERROR", ["ERROR"])],
)
def test_every_line_is_one_object_with_its_level(stream: io.StringIO, level: LogLevel, told: list[str]) -> None:
    configure(level, stream, as_json=True)
    log = logging.getLogger("worker.test")
    log.debug("a=%d | fine", 1)
    log.info("a=%d | told", 2)
    try:
        raise ValueError("broken")
    except ValueError:
        log.exception("job_id=%s | failed", "j1")
    found = lines(stream)
    assert [line["level"] for line in found] == told
    assert all(line["timestamp"].endswith("Z") and line["logger"] == "worker.test" for line in found)
    assert found[-1]["message"] == "job_id=j1 | failed"
    assert found[-1]["error_type"] == "ValueError"
    assert "broken" in found[-1]["stack_trace"]


@pytest.mark.parametrize("kind", ACTING)
def test_no_text_begins_a_line_or_a_field_of_its_own(stream: io.StringIO, kind: str) -> None:
    configure("INFO", stream, as_json=True)
    logging.getLogger("worker").info("file=%s | read", f'{ACTING[kind]}", "level": "ERROR')
    [line] = lines(stream)
    assert line["level"] == "INFO"


def routed(run: JobRun) -> Iterator[Event]:
    yield Routed(path="fast", agents=("cost",), reason="words", micros=412)


def broken(run: JobRun) -> Iterator[Event]:
    yield from routed(run)
    raise RuntimeError("unforeseen")


@pytest.mark.parametrize(("answer", "failed"), [(routed, 0), (broken, 1)])
def test_a_question_that_ended_is_counted_in_the_metrics_of_its_stack(
    stream: io.StringIO,
    shop: Shop,
    answer: Any,
    failed: int,
) -> None:
    configure("INFO", stream, as_json=True)
    worker = shop.worker(answer, stack="FinOpsAgent-production")
    process_job(shop.submit(), worker)
    [line] = [each for each in lines(stream) if each["message"].endswith(MESSAGE)]
    [definition] = line["_aws"]["CloudWatchMetrics"]
    assert (definition["Namespace"], definition["Dimensions"]) == (NAMESPACE, [[STACK]])
    assert {each["Name"]: each["Unit"] for each in definition["Metrics"]} == METRICS
    assert line[STACK] == "FinOpsAgent-production"
    assert (line["questions"], line["failed"], line["route_us"], line["tokens"]) == (1, failed, 412, 0)
    assert line["_aws"]["Timestamp"] > 1_700_000_000_000


def test_without_a_stack_a_question_is_a_line_and_no_metric(stream: io.StringIO, shop: Shop) -> None:
    configure("INFO", stream, as_json=True)
    process_job(shop.submit(), shop.worker(routed))
    [line] = [each for each in lines(stream) if each["message"].endswith(MESSAGE)]
    assert "_aws" not in line


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a logger from INFO on in the code that is deployed or runs here."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in LEVELS
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "logger"
                ):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def last_word(value: ast.expr) -> str:
    match value:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.rpartition("_")[2]
        case ast.Subscript(value=inner) | ast.Call(func=ast.Name(id="str" | "repr"), args=[inner, *_]):
            return last_word(inner)
        case _:
            return ""


def test_no_line_from_info_on_has_a_question_an_answer_or_a_token() -> None:
    found = list(calls())
    assert len(found) > 40
    told = [(where, last_word(value)) for where, call in found for value in call.args[1:]]
    assert [(where, word) for where, word in told if word in UNTOLD] == []
    assert [where for where, call in found if isinstance(call.args[0], ast.JoinedStr)] == []
