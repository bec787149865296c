"""Waiting for a condition with a deadline."""

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

Found = TypeVar("Found")

POLL_S = 0.05


def wait_for(look: Callable[[], Found | None], *, within_s: float, what: str) -> Found:
    """What `look` finds, asked again and again until it is something. Raises TimeoutError."""
    deadline, pause = time.monotonic() + within_s, Event()
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within_s} s: {what}")
        pause.wait(POLL_S)
