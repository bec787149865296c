"""Whose turn it is to read a file, work on it and replace it, among the processes of a machine."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

WAIT_S: Final = 60.0
"""How long another process may take."""

_ASK_AGAIN_S: Final = 0.05


@contextmanager
def file_turn(file: Path, *, wait_s: float = WAIT_S) -> Generator[None]:
    """Holds a lock beside the file, which is free again when its holder ends, however it ends.

    Raises TimeoutError where another process still holds it after `wait_s`, OSError where none can be made.
    """
    place = file.resolve()
    lock = os.open(place.with_name(f"{place.name}.lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _take(lock, until=time.monotonic() + wait_s)
        yield
    finally:
        os.close(lock)


def _take(lock: int, *, until: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise TimeoutError from None
            time.sleep(_ASK_AGAIN_S)
        else:
            return
