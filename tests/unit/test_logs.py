"""Logging: levels are a setting, lines have fields, and each call of a tool leaves its audit line."""

import io
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import BaseModel

from finops_core.answers import Finding
from finops_core.clock import ManualClock
from finops_core.errors import SettingsError
from finops_core.logs import PACKAGES, LogLevel, configure
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import ToolDef, as_found
from worker.deps import WorkerSettings

LINE = re.compile(r"^\S+ \S+ (?P<level>[A-Z]+) (?P<name>[\w.]+) (?P<fields>\w+=.*?(, \w+=.*?)*) \| (?P<message>.+)$")


class Nothing(BaseModel):
    pass


TOOL = ToolDef(
    name="look", description="", params=Nothing, read=lambda params, context: Finding(headline="h"), present=as_found
)
CONTEXT = ToolContext(job_id="j1", user_id="ada", clock=ManualClock(datetime(2026, 5, 1, tzinfo=UTC)))


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where lines go in a test; levels and handlers are as before afterwards."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    filters = {handler: list(handler.filters) for handler in before}
    root.handlers[:] = []
    yield io.StringIO()
    root.handlers[:] = before
    for handler, known in filters.items():
        handler.filters[:] = known
    for name in PACKAGES:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize(("level", "lines"), [("DEBUG", 1), ("INFO", 1), ("WARNING", 0), ("ERROR", 0)])
def test_each_call_of_a_tool_is_one_line_with_who_and_what_from_info_on(
    stream: io.StringIO, level: LogLevel, lines: int
) -> None:
    configure(level, stream)
    run_tool(TOOL, {}, CONTEXT)
    found = stream.getvalue().splitlines()
    assert len(found) == lines
    for line in found:
        match = LINE.match(line)
        assert match is not None
        assert (match["level"], match["fields"]) == ("INFO", "tool=look, job_id=j1, user_id=ada")
        assert match["message"] == "tool called"


def test_a_value_with_a_line_break_stays_on_its_line(stream: io.StringIO) -> None:
    configure("INFO", stream)
    logging.getLogger("worker.loop").info("body=%s | message", "x\n2026 INFO worker forged=1 | line\r")
    assert len(stream.getvalue().splitlines()) == 1


FORGED = "2026-01-01 00:00:00,000 INFO worker tool=pay, job_id=j9, user_id=eve | tool called"
ACTING = {
    "a line feed": f"x\n{FORGED}",
    "a carriage return": f"x\r{FORGED}",
    "both": f"x\r\n{FORGED}",
    "a vertical tab": f"x\x0b{FORGED}",
    "a form feed": f"x\x0c{FORGED}",
    "a next line": f"x\x85{FORGED}",
    "a line separator": f"x\u2028{FORGED}",
    "a paragraph separator": f"x\u2029{FORGED}",
    "a separator of records": f"x\x1e{FORGED}",
    "an escape sequence": "\x1b[2J\x1b[1;31mred",
    "a title of the terminal": "\x1b]0;owned\x07",
    "one byte escapes": "\x9b31mred",
    "an override of direction": "\u202egnp.exe",
    "a zero byte": "a\x00b",
}


@pytest.mark.parametrize("kind", ACTING)
@pytest.mark.parametrize("lambdas", [False, True])
def test_texts_from_outside_forge_no_line_and_act_on_nothing(stream: io.StringIO, kind: str, lambdas: bool) -> None:
    if lambdas:  # its runtime has set up a handler of its own before the product's code begins
        handler = logging.StreamHandler(stream)
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        logging.getLogger().addHandler(handler)
        configure("INFO")
    else:
        configure("INFO", stream)
    log = logging.getLogger("worker.loop")
    log.info("file=%s | bill read", ACTING[kind])
    try:
        raise ValueError(ACTING[kind])
    except ValueError:
        log.exception("file=%s | bill damaged", ACTING[kind])
    text = stream.getvalue()
    begin = [line for line in text.splitlines() if not line.startswith("  ")]
    assert len(begin) == 2
    assert not any(line.startswith("2026-01-01") for line in begin)
    assert not [letter for letter in text if letter != "\n" and (ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0)]
    assert not {"\u2028", "\u2029", "\u202e"} & set(text)


def test_a_call_that_cannot_be_formatted_is_told_by_logging_and_stops_nothing(stream: io.StringIO) -> None:
    configure("INFO", stream)
    logging.raiseExceptions, before = False, logging.raiseExceptions
    try:
        logging.getLogger("worker").info("a=%d | b", "x")
        logging.getLogger("worker").info("a=1 | after")
    finally:
        logging.raiseExceptions = before
    assert "after" in stream.getvalue()


def test_what_frameworks_say_below_a_warning_is_not_logged(stream: io.StringIO) -> None:
    configure("DEBUG", stream)
    logging.getLogger("botocore").info("noise=1 | request")
    assert stream.getvalue() == ""


def test_the_level_of_a_deployed_function_is_a_variable_and_a_wrong_one_is_told() -> None:
    given = {
        "FINOPS_TABLE": "t",
        "FINOPS_QUEUE_URL": "q",
        "FINOPS_BUCKET": "b",
        "FINOPS_BILL": "s3://b/",
        "FINOPS_READER_ROLE": "arn:aws:iam::123456789012:role/reader",
    }
    assert WorkerSettings.from_environment(given).log_level == "INFO"
    assert WorkerSettings.from_environment({**given, "FINOPS_LOG_LEVEL": "ERROR"}).log_level == "ERROR"
    with pytest.raises(SettingsError, match="FINOPS_LOG_LEVEL"):
        WorkerSettings.from_environment({**given, "FINOPS_LOG_LEVEL": "LOUD"})
