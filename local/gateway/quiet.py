"""Keeps a log from being filled by whoever knocks at the door: what repeats is counted instead of written."""

import logging
from collections.abc import Callable
from time import monotonic

LOGGERS = ("asyncio", "uvicorn.error", "local.gateway.routes", "local.gateway.http_connection")
"""Those that a client without a token can make write."""

PER_WINDOW = 20
WINDOW_S = 60.0
MAX_KINDS = 256


class Quiet(logging.Filter):
    """Lets so many records of one kind pass in a window; the first of the next says how many were held back.

    A kind is a record's logger, level and text before its values are put in.
    """

    def __init__(
        self, *, per_window: int = PER_WINDOW, window_s: float = WINDOW_S, now: Callable[[], float] = monotonic
    ) -> None:
        super().__init__()
        self._per_window = per_window
        self._window_s = window_s
        self._now = now
        self._windows: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind, now = (record.name, record.levelno, str(record.msg)[:200]), self._now()
        if kind not in self._windows and len(self._windows) >= MAX_KINDS:
            self._windows.clear()
        began, count = self._windows.get(kind, (now, 0))
        if now - began >= self._window_s:
            held_back = max(0, count - self._per_window)
            began, count = now, 0
            if held_back:
                record.msg = f"{record.msg} (and {held_back} more like it before)"
        self._windows[kind] = (began, count + 1)
        return count < self._per_window


def keep_quiet() -> Callable[[], None]:
    """Sets the filter on the loggers concerned; call what it returns to take it off."""
    quiet = Quiet()
    for name in LOGGERS:
        logging.getLogger(name).addFilter(quiet)

    def lift() -> None:
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(quiet)

    return lift
