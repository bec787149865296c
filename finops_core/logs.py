"""How a process logs: one line an event, `field=<value> | message`, from a level that is a setting."""

import logging
import sys
import traceback
from typing import Literal, TextIO

from finops_core.aws.credentials import keep_out_of_logs
from finops_core.json_logs import JsonLines
from finops_core.texts import readable

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
PACKAGES = ("account", "agents", "billing", "finops_core", "local", "supervisor", "websocket", "worker")
"""The product's own loggers; what frameworks log below a warning is their own business."""

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def configure(level: LogLevel, stream: TextIO | None = None, *, as_json: bool = False) -> None:
    """Sets the level of the product's loggers. Without a handler, as outside Lambda, lines go to stderr.

    INFO has the audit line of every tool call. With `as_json` every line is one JSON object, for a log that is read by
    programs.
    """
    for name in PACKAGES:
        logging.getLogger(name).setLevel(level)
    keep_out_of_logs()
    root = logging.getLogger()
    if stream is not None or not root.handlers:
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(logging.Formatter(FORMAT))
        root.addHandler(handler)
    for handler in root.handlers:
        if as_json:
            handler.setFormatter(JsonLines())
        if not any(isinstance(known, _Harmless) for known in handler.filters):
            handler.addFilter(_Harmless())


class _Harmless(logging.Filter):
    """Makes of every record what a terminal, a log viewer and a search see as one line of this process.

    Texts from a bill or a client neither begin a line of their own nor act on a terminal. A traceback has lines, which
    are indented: none of them can be taken for a record. It filters at the handlers, so that Lambda's own one, which
    formats in its own way, writes the same.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            return True  # logging itself says so, with the place of the call
        record.msg, record.args = one_line(message), None
        if record.exc_info and record.exc_info[0] is not None and not record.exc_text:
            record.exc_text = _indented("".join(traceback.format_exception(*record.exc_info)))
        if record.stack_info:
            record.stack_info = _indented(record.stack_info)
        return True


def one_line(text: str) -> str:
    """A text for a log: line breaks and whatever else acts are written out."""
    return readable(text.replace("\r", "\\r").replace("\n", "\\n"))


def _indented(text: str) -> str:
    return "\n".join(f"  {readable(line)}" for line in text.splitlines())
