"""The events of one job as an async iterator."""

import asyncio
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from finops_client.answers import Answer
from finops_client.errors import ClientTimeout, JobFailed
from finops_client.events import AnswerReady, Event, Finished, to_event
from finops_client.session import Following


class Port(Protocol):
    """What the iterator needs of its client."""

    def now(self) -> float: ...

    def wake(self) -> None: ...

    def leave(self, following: Following) -> None: ...

    def leave_soon(self, following: Following) -> None:
        """The same from wherever the garbage collector runs."""
        ...


class JobEvents:
    """Each event of a job once and in order, until its `Finished`.

    Iterate it, or `await events.answer()`. Leaving early, by `break`, `aclose()` or the end of an `async with`, leaves
    the job running unless `cancel_on_exit`. Slow iteration is fine: what does not fit in memory stays on the platform.
    Iterating raises ClientTimeout when `timeout_s` is over, and what ended the client; a failed job is a `Finished`.
    """

    def __init__(
        self,
        port: Port,
        follow: Callable[[Callable[[], None]], Following],
        *,
        timeout_s: float | None = None,
        cancel_on_exit: bool = False,
    ) -> None:
        self._changed = asyncio.Event()
        self._port = port
        self._following = follow(self._changed.set)
        self._give_up_at = None if timeout_s is None else port.now() + timeout_s
        self._ended = False
        self._following.cancel_on_exit = cancel_on_exit
        self._dropped = weakref.finalize(self, port.leave_soon, self._following)
        self._dropped.atexit = False
        port.wake()

    @property
    def run_id(self) -> str:
        """The id to ask with again; empty for a resumed job."""
        return self._following.run_id

    @property
    def thread_id(self) -> str:
        """The conversation; empty for a resumed job."""
        return self._following.thread_id

    @property
    def job_id(self) -> str | None:
        """None until the platform acknowledged the run."""
        return self._following.job_id

    async def accepted(self) -> str:
        """Waits until the job is durable and returns its id. Raises what refused it."""
        while self._following.job_id is None:
            self._raise_error()
            await self._wait()
        return self._following.job_id

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while True:
            if self._ended:
                raise StopAsyncIteration
            envelope = self._following.take(self._port.now())
            if envelope is not None:
                self._port.wake()
                event = to_event(envelope)
                if isinstance(event, Finished):
                    self._let_go()
                return event
            self._raise_error()
            await self._wait()

    async def answer(self) -> Answer:
        """Reads to the end. Raises JobFailed, JobCancelled or JobInterrupted when there is no answer."""
        answer: Answer | None = None
        async for event in self:
            if isinstance(event, AnswerReady):
                answer = event.answer
            elif isinstance(event, Finished):
                event.raise_for_outcome()
        if answer is None:
            raise JobFailed("the job ended without an answer", job_id=self.job_id)
        return answer

    async def aclose(self) -> None:
        """Stops reading; the job goes on unless `cancel_on_exit`."""
        self._let_go()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _let_go(self) -> None:
        self._ended = True
        if self._dropped.detach() is not None:
            self._port.leave(self._following)

    def _raise_error(self) -> None:
        error = self._following.error
        if error is not None:
            error.job_id = error.job_id or self.job_id
            raise error

    async def _wait(self) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(None if self._give_up_at is None else self._give_up_at - self._port.now()):
                await self._changed.wait()
        except TimeoutError as over:
            raise ClientTimeout(
                "the time allowed is over; the job goes on and can be resumed by its id", job_id=self.job_id
            ) from over
