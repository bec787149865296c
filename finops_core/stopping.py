"""Stopping work that is under way: what a user cancelled, or what took too long, ends wherever it is.

`Stop` is set once. Whatever cannot look at it while it works (a database, a socket) registers what interrupts it.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock, Thread

from finops_core.errors import FinOpsError


class Stopping(FinOpsError):
    """The work was stopped before it was done. Its user is told why by whoever stopped it."""


REPEAT_S = 0.05
MOST_REPEATS = 1200
"""An interrupt that comes a moment before the work it is meant for is lost, so it is repeated, for a minute at most."""


class Stop(Event):
    """A flag that also interrupts. Callbacks run until the work they interrupt has ended; they must not raise."""

    def __init__(self) -> None:
        super().__init__()
        self._interrupts: dict[object, Callable[[], None]] = {}
        self._guard = Lock()

    def set(self) -> None:
        with self._guard:
            first = not self.is_set()
            super().set()
        if first and self._interrupt():
            Thread(target=self._repeat, name="stop", daemon=True).start()

    def _interrupt(self) -> bool:
        with self._guard:
            waiting = list(self._interrupts.values())
        for interrupt in waiting:
            interrupt()
        return bool(waiting)

    def _repeat(self) -> None:
        pause = Event()
        for _ in range(MOST_REPEATS):
            pause.wait(REPEAT_S)
            if not self._interrupt():
                return

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Generator[None]:
        """Calls `interrupt` when the flag is set while the body works. Raises Stopping when it is set already."""
        key = object()
        with self._guard:
            self._interrupts[key] = interrupt
        try:
            self.check()
            yield
        finally:
            with self._guard:
                self._interrupts.pop(key, None)

    def check(self) -> None:
        """Raises Stopping when the flag is set."""
        if self.is_set():
            raise Stopping("This was stopped before it was done.")


_CURRENT: ContextVar[Stop | None] = ContextVar("stop", default=None)


@contextmanager
def stopped_by(stop: Stop) -> Generator[None]:
    """While the body works, `current_stop` is this one in its thread."""
    token = _CURRENT.set(stop)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_stop() -> Stop | None:
    """What stops the work of this thread; None for work that nobody can stop. For readers below the tools."""
    return _CURRENT.get()
