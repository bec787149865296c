"""The client for programs without an event loop: the async client on a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from finops_client.answers import Anomaly, Answer, Cell, Recommendation
from finops_client.api_keys import ApiKeys
from finops_client.async_client import AsyncClient
from finops_client.credentials import TokenProvider
from finops_client.errors import ClientClosed
from finops_client.events import Event
from finops_client.frames import (
    Access,
    AdviceDismissed,
    AdviceMarked,
    AnomalyDismissed,
    FeedbackEntry,
    JobSummary,
    MemoryEntry,
    ThreadSummary,
)
from finops_client.job_events import JobEvents
from finops_client.local import find_platform
from finops_client.options import ClientOptions

Result = TypeVar("Result")

START_S = 30.0
"""The longest wait for the loop's thread to begin."""
INTERRUPT_S = 0.5
"""An interrupt that arrives just before a wait begins is only seen when it ends."""


class Loop:
    """An event loop on a daemon thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts the thread and waits until its loop runs: on a busy machine that takes a moment."""
        loop, runs = asyncio.new_event_loop(), threading.Event()
        loop.call_soon(runs.set)
        self._loop = loop
        self._thread = threading.Thread(target=loop.run_forever, name="finops-client", daemon=True)
        self._thread.start()
        runs.wait(START_S)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Runs a coroutine there and waits. An interrupt of the waiting thread cancels it."""
        if self._loop is None or not self._loop.is_running():
            work.close()
            raise ClientClosed("the client is not open; use it as: with Client(...) as client")
        future: Future[Result] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            while not wait((future,), timeout=INTERRUPT_S).done:
                pass
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def stop(self) -> None:
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = None


class SyncJobEvents:
    """Each event of a job once and in order, as `JobEvents`, for a plain `for`."""

    def __init__(self, loop: Loop, events: JobEvents) -> None:
        self._run = loop.run
        self._events = events

    @property
    def run_id(self) -> str:
        """The id to ask with again; empty for a resumed job."""
        return self._events.run_id

    @property
    def thread_id(self) -> str:
        """The conversation; empty for a resumed job."""
        return self._events.thread_id

    @property
    def job_id(self) -> str | None:
        """None until the platform acknowledged the run."""
        return self._events.job_id

    def accepted(self) -> str:
        """Waits until the job is durable and returns its id."""
        return self._run(self._events.accepted())

    def answer(self) -> Answer:
        """Reads to the end. Raises JobFailed, JobCancelled or JobInterrupted when there is no answer."""
        return self._run(self._events.answer())

    def close(self) -> None:
        """Stops reading; the job goes on unless `cancel_on_exit`."""
        self._run(self._events.aclose())

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        event = self._run(_next(self._events))
        if event is None:
            raise StopIteration
        return event

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Client:
    """`AsyncClient` without async: the same arguments, methods, errors and promises.

    Use it as a context manager, from any threads. A token provider is called on a thread of the client's.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        token_provider: TokenProvider | None = None,
        origin: str | None = None,
        options: ClientOptions | None = None,
    ) -> None:
        self._loop = Loop()
        self._client = AsyncClient(url, token=token, token_provider=token_provider, origin=origin, options=options)

    @classmethod
    def local(cls, data_dir: str | Path | None = None, *, options: ClientOptions | None = None) -> Self:
        """A client of the platform that runs on this machine. Raises NoLocalPlatform when none runs."""
        platform = find_platform(data_dir)
        return cls(platform.url, token=platform.token, options=options)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Connects; from then on the connection is kept."""
        self._loop.start()
        try:
            self._loop.run(self._client.open())
        except BaseException:
            self._loop.stop()
            raise

    def close(self) -> None:
        """Disconnects. Jobs go on."""
        try:
            self._loop.run(self._client.close())
        finally:
            self._loop.stop()

    def ask(
        self,
        text: str,
        *,
        thread_id: str | None = None,
        run_id: str | None = None,
        model: bool = True,
        timeout_s: float | None = None,
        cancel_on_exit: bool = False,
    ) -> SyncJobEvents:
        """Asks a question and reads its job: `for event in client.ask("What did I spend?")`."""
        return self._events(
            lambda: self._client.ask(
                text,
                thread_id=thread_id,
                run_id=run_id,
                model=model,
                timeout_s=timeout_s,
                cancel_on_exit=cancel_on_exit,
            )
        )

    def resume(
        self, job_id: str, *, after: int = 0, timeout_s: float | None = None, cancel_on_exit: bool = False
    ) -> SyncJobEvents:
        """Reads a job's events after number `after`, up to its end; a finished job is replayed."""
        return self._events(
            lambda: self._client.resume(job_id, after=after, timeout_s=timeout_s, cancel_on_exit=cancel_on_exit)
        )

    def answer(
        self,
        text: str,
        *,
        thread_id: str | None = None,
        run_id: str | None = None,
        model: bool = True,
        timeout_s: float | None = None,
        cancel_on_exit: bool = False,
        whole: bool = False,
    ) -> Answer:
        """Asks and waits for the typed answer; `whole` reads what was too large for it as well.

        Raises JobFailed, JobCancelled, JobInterrupted, ClientTimeout.
        """
        return self._loop.run(
            self._client.answer(
                text,
                thread_id=thread_id,
                run_id=run_id,
                model=model,
                timeout_s=timeout_s,
                cancel_on_exit=cancel_on_exit,
                whole=whole,
            )
        )

    def cancel(self, job_id: str) -> None:
        """Stops a job and waits until it has ended. Raises JobNotFound or ClientTimeout."""
        self._loop.run(self._client.cancel(job_id))

    def jobs(self) -> tuple[JobSummary, ...]:
        """The user's latest jobs."""
        return self._loop.run(self._client.jobs())

    def threads(self) -> tuple[ThreadSummary, ...]:
        """The user's conversations."""
        return self._loop.run(self._client.threads())

    def thread(self, thread_id: str) -> tuple[JobSummary, ...]:
        """The jobs of one conversation."""
        return self._loop.run(self._client.thread(thread_id))

    def rename_thread(self, thread_id: str, title: str) -> str:
        """Names a conversation; returns the title as it is kept. Raises JobNotFound and BadFrame."""
        return self._loop.run(self._client.rename_thread(thread_id, title))

    def delete_thread(self, thread_id: str) -> None:
        """Deletes a conversation for good and stops its running jobs. Raises JobNotFound."""
        self._loop.run(self._client.delete_thread(thread_id))

    def dismiss(self, advice: Recommendation, reason: str, *, days: int = 90) -> AdviceDismissed:
        """Leaves a recommendation out of the totals of later answers. Raises BadFrame."""
        return self._loop.run(self._client.dismiss(advice, reason, days=days))

    def reopen(self, advice: Recommendation) -> None:
        """Counts a dismissed recommendation again. Raises BadFrame when it never was."""
        self._loop.run(self._client.reopen(advice))

    def mark_done(self, advice: Recommendation) -> AdviceMarked:
        """Says that a recommendation was carried out: the bill's later months show what that saves. Raises BadFrame."""
        return self._loop.run(self._client.mark_done(advice))

    def unmark_done(self, advice: Recommendation) -> None:
        """Says that a recommendation was not carried out after all. Doing it twice changes nothing."""
        self._loop.run(self._client.unmark_done(advice))

    def dismiss_anomaly(self, anomaly: Anomaly, reason: str, *, days: int = 90) -> AnomalyDismissed:
        """Leaves an anomaly out of later answers' counts and of alerts. Raises BadFrame."""
        return self._loop.run(self._client.dismiss_anomaly(anomaly, reason, days=days))

    def restore_anomaly(self, anomaly: Anomaly) -> None:
        """Tells a dismissed anomaly again. Raises BadFrame when it never was dismissed."""
        self._loop.run(self._client.restore_anomaly(anomaly))

    def give_feedback(self, job_id: str, verdict: Literal["up", "down"] | None, reason: str = "") -> None:
        """Says whether a job's answer helped; None takes it back. Raises JobNotFound, and BadFrame before its end."""
        self._loop.run(self._client.give_feedback(job_id, verdict, reason))

    def feedback(self) -> tuple[FeedbackEntry, ...]:
        """What the user said of the latest answers."""
        return self._loop.run(self._client.feedback())

    @property
    def keys(self) -> ApiKeys:
        """API keys, for a user who is an admin of a platform in the cloud."""
        return ApiKeys(self._client.keys, self._loop.run)

    def access(self) -> Access:
        """The user's role here, and what it may do. Raises BadFrame on a platform that knows no roles yet."""
        return self._loop.run(self._client.access())

    def memory(self) -> tuple[MemoryEntry, ...]:
        """The names that the user asked to be remembered, the oldest first."""
        return self._loop.run(self._client.memory())

    def forget(self, name: str | None) -> tuple[MemoryEntry, ...]:
        """Forgets one of these names, or all with None; what is remembered then. Doing it again changes nothing."""
        return self._loop.run(self._client.forget(name))

    def artifact(self, job_id: str, artifact_id: str) -> tuple[tuple[Cell, ...], ...]:
        """All rows of a large table, of which an answer shows the first. Raises JobNotFound."""
        return self._loop.run(self._client.artifact(job_id, artifact_id))

    def items(self, job_id: str, artifact_id: str) -> list[Any]:
        """All items of what was too large for an answer, as plain values. Raises JobNotFound."""
        return self._loop.run(self._client.items(job_id, artifact_id))

    def whole(self, job_id: str, answer: Answer) -> Answer:
        """The answer with everything that was too large for it. Raises JobNotFound when it is kept no longer."""
        return self._loop.run(self._client.whole(job_id, answer))

    def _events(self, start: Callable[[], JobEvents]) -> SyncJobEvents:
        async def begin() -> JobEvents:
            return start()

        return SyncJobEvents(self._loop, self._loop.run(begin()))


async def _next(events: JobEvents) -> Event | None:
    """StopAsyncIteration does not travel through a future; None does."""
    return await anext(events, None)
