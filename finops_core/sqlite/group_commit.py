"""Group commit: threads that write at the same time share one transaction, and so one fsync.

There is no thread of its own. The first caller to arrive leads: it commits everything that waits, itself included,
wakes the others, and hands the lead to the first of those who came meanwhile. A lone caller therefore never switches
threads, and under load a batch grows while the one before it is being synced, or while another process writes.
"""

import signal
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Generic, TypeVar

from finops_core.errors import StorageUnavailable

Request = TypeVar("Request")
Result = TypeVar("Result")


class Pending(Generic[Request, Result]):
    """One caller's request, and what came of it once its batch is committed."""

    __slots__ = ("_wake", "done", "error", "request", "result")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.result: Result | None = None
        self.error: Exception | None = None
        self.done = False
        self._wake: threading.Lock | None = None

    def prepare_to_wait(self) -> None:
        self._wake = threading.Lock()
        self._wake.acquire()

    def wait(self) -> None:
        """Blocks until the batch is committed or this caller is to lead, which an interrupt must not prevent."""
        if self._wake is None:
            return
        try:
            self._wake.acquire()
        except KeyboardInterrupt:
            self._wake.acquire()
            signal.raise_signal(signal.SIGINT)

    def wake(self) -> None:
        if self._wake is not None:
            self._wake.release()


class GroupCommit(Generic[Request, Result]):
    """Runs `commit` over batches of at most `limit` requests, in order of arrival, one batch at a time.

    `commit` gives each Pending a result or an error; if it raises, its whole batch has failed. It is called inside
    `turn`, which is entered anew for each batch: who comes while the leader waits for it is part of the batch.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Pending[Request, Result]]], None],
        *,
        limit: int,
        turn: AbstractContextManager[object] | None = None,
    ) -> None:
        self._commit = commit
        self._limit = limit
        self._turn = turn or nullcontext()
        self._waiting: deque[Pending[Request, Result]] = deque()
        self._mutex = threading.Lock()
        self._idle = threading.Condition(self._mutex)
        self._led = False
        self._closed = False

    def submit(self, request: Request) -> Result | None:
        """Returns the request's result after its commit. Raises its error, or StorageUnavailable."""
        pending: Pending[Request, Result] = Pending(request)
        with self._mutex:
            if self._closed:
                raise StorageUnavailable("The store was closed. Start the platform again, then try again.")
            follows = self._led
            self._led = True
            if follows:
                pending.prepare_to_wait()
            self._waiting.append(pending)
        if follows:
            pending.wait()
        if not pending.done:
            self._lead(pending)
        if pending.error is not None:
            raise pending.error
        return pending.result

    @property
    def waiting(self) -> int:
        """Requests that wait for the batch under way to end."""
        return len(self._waiting)

    def close(self) -> None:
        """Lets everything that waits be committed, then refuses more."""
        with self._mutex:
            self._closed = True
            self._idle.wait_for(lambda: not self._led)

    def _lead(self, leader: Pending[Request, Result]) -> None:
        """Commits the leader's batch. It is the head of what waits, so it is always part of its batch."""
        batch: list[Pending[Request, Result]] = []
        try:
            with self._turn:
                batch = self._taken()
                self._commit(batch)
        except BaseException as error:
            batch = batch or self._taken()
            _fail(batch, error)
            if not isinstance(error, Exception):
                raise
        finally:
            self._hand_over()
            for pending in batch:
                pending.done = True
                if pending is not leader:
                    pending.wake()

    def _taken(self) -> list[Pending[Request, Result]]:
        with self._mutex:
            return [self._waiting.popleft() for _ in range(min(self._limit, len(self._waiting)))]

    def _hand_over(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting[0].wake()
            else:
                self._led = False
                if self._closed:
                    self._idle.notify_all()


def _fail(batch: Sequence[Pending[Request, Result]], error: BaseException) -> None:
    """Each caller raises an error of its own: one exception object must not travel through several threads."""
    for pending in batch:
        if isinstance(error, StorageUnavailable):
            pending.error = StorageUnavailable(str(error))
        else:
            pending.error = StorageUnavailable("The write was interrupted; it may or may not have happened.")
        pending.error.__cause__ = error
