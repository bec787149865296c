"""How a process logs: one line an event, `field=<value> | message`, from a level that is a setting."""

import logging
import sys
from typing import Literal, TextIO

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
PACKAGES = ("account", "agents", "billing", "finops_core", "local", "supervisor", "websocket", "worker")
"""The product's own loggers; what frameworks log below a warning is their own business."""

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def configure(level: LogLevel, stream: TextIO | None = None) -> None:
    """Sets the level of the product's loggers. Without a handler, as outside Lambda, lines go to stderr.

    INFO has the audit line of every tool call.
    """
    for name in PACKAGES:
        logging.getLogger(name).setLevel(level)
    root = logging.getLogger()
    if stream is not None or not root.handlers:
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(_OneLine(FORMAT))
        root.addHandler(handler)


class _OneLine(logging.Formatter):
    """A value with a line break cannot begin a line of its own; a traceback may."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # logging's own name
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")
