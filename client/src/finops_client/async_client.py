"""The async client: ask, read events, list, cancel, resume."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from finops_client import paging
from finops_client.answers import Anomaly, Answer, Recommendation
from finops_client.api_keys import AsyncApiKeys
from finops_client.calls import Call
from finops_client.credentials import Credentials, TokenProvider
from finops_client.errors import ClientClosed, ClientTimeout, FinOpsClientError
from finops_client.frames import (
    Access,
    AdviceDismissed,
    AdviceMarked,
    AdviceReopened,
    AdviceUnmarked,
    AnomalyDismissed,
    AnomalyRestored,
    Artifact,
    Control,
    FeedbackEntry,
    FeedbackGiven,
    Feedbacks,
    Jobs,
    JobSummary,
    JsonObject,
    Memories,
    MemoryEntry,
    ThreadDeleted,
    ThreadJobs,
    ThreadRenamed,
    Threads,
    ThreadSummary,
    run_input,
)
from finops_client.job_events import JobEvents
from finops_client.link import Link
from finops_client.local import find_platform
from finops_client.options import ClientOptions
from finops_client.paging import Parts, Read
from finops_client.session import Following, Session
from finops_client.subjects import of_advice, of_anomaly
from finops_client.tables import Cell

Reply = TypeVar("Reply", bound=Control)


def _new_id() -> str:
    return uuid.uuid4().hex


class AsyncClient:
    """A connection to a FinOps Agent platform that survives disconnects.

    Use it as an async context manager, from one event loop. `token` is a fixed bearer token; `token_provider` a
    callable, async or not, that returns a valid one and is asked again before it expires. `origin` is only needed when
    the platform asks for one. Opening raises ConnectionFailed, Unauthenticated, Forbidden or InsecureUrl.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        token_provider: TokenProvider | None = None,
        origin: str | None = None,
        options: ClientOptions | None = None,
        rng: Random | None = None,
    ) -> None:
        self._options = options or ClientOptions()
        self._url = url
        self._origin = origin
        self._credentials = Credentials(token=token, token_provider=token_provider)
        self._session = Session(new_id=_new_id, limits=self._options.limits, renewable=self._credentials.renewable)
        self._rng = rng or Random()
        self._link: Link | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def local(cls, data_dir: str | Path | None = None, *, options: ClientOptions | None = None) -> Self:
        """A client of the platform that runs on this machine over `data_dir`.

        The default is `$FINOPS_DATA_DIR`, else `~/.finops`. Raises NoLocalPlatform when none runs.
        """
        platform = find_platform(data_dir)
        return cls(platform.url, token=platform.token, options=options)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Connects; from then on the connection is kept."""
        self._loop = asyncio.get_running_loop()
        link = Link(
            url=self._url,
            origin=self._origin,
            credentials=self._credentials,
            session=self._session,
            options=self._options,
            rng=self._rng,
        )
        await link.open()
        self._link = link

    async def close(self) -> None:
        """Disconnects. Jobs go on; what is still read here ends with ClientClosed."""
        if self._link is not None:
            await self._link.close()

    def ask(
        self,
        text: str,
        *,
        thread_id: str | None = None,
        run_id: str | None = None,
        model: bool = True,
        timeout_s: float | None = None,
        cancel_on_exit: bool = False,
    ) -> JobEvents:
        """Asks a question and reads its job: `async for event in client.ask("What did I spend?")`.

        The same `run_id` with the same text is the same job, in this process or another; a new one is made by default.
        `thread_id` continues a conversation. `timeout_s` bounds the reading, not the job. With `model=False` no
        language model is told of this question, now or as an earlier one of its conversation.
        """
        asked = run_input(
            text, thread_id=thread_id or _new_id(), run_id=run_id or _new_id(), message_id=_new_id(), model=model
        )
        return self._events(lambda wake: self._session.ask(asked, self.now(), wake), timeout_s, cancel_on_exit)

    def resume(
        self, job_id: str, *, after: int = 0, timeout_s: float | None = None, cancel_on_exit: bool = False
    ) -> JobEvents:
        """Reads a job's events after number `after`, up to its end; a finished job is replayed."""
        return self._events(
            lambda wake: self._session.follow(job_id, after, self.now(), wake), timeout_s, cancel_on_exit
        )

    async def answer(
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
        asked = self.ask(
            text,
            thread_id=thread_id,
            run_id=run_id,
            model=model,
            timeout_s=timeout_s,
            cancel_on_exit=cancel_on_exit,
        )
        async with asked as events:
            answer = await events.answer()
            job_id = events.job_id
        return await self.whole(job_id, answer) if whole and job_id else answer

    async def cancel(self, job_id: str) -> None:
        """Stops a job and waits until it has ended, whatever way. A job that had ended already is left as it is.

        Raises JobNotFound, or ClientTimeout when the job did not end within `request_timeout_s`.
        """
        self._check_open()
        changed = asyncio.Event()
        following = self._session.follow(job_id, 0, self.now(), changed.set)
        following.unread = True
        self._session.cancel(following, self.now())
        self.wake()
        try:
            async with asyncio.timeout(self._options.request_timeout_s):
                while not following.over and _refusal(following) is None:
                    changed.clear()
                    await changed.wait()
        except TimeoutError as over:
            raise ClientTimeout(f"job {job_id} did not end in time", job_id=job_id) from over
        finally:
            self._session.forget(following, self.now())
        error = following.error or _refusal(following)
        if error is not None and not (following.stream is not None and following.stream.ended):
            raise error

    async def jobs(self) -> tuple[JobSummary, ...]:
        """The user's latest jobs."""
        return (await self._reply({"type": "jobs.list"}, Jobs)).jobs

    async def threads(self) -> tuple[ThreadSummary, ...]:
        """The user's conversations."""
        return (await self._reply({"type": "threads.list"}, Threads)).threads

    async def thread(self, thread_id: str) -> tuple[JobSummary, ...]:
        """The jobs of one conversation."""
        return (await self._reply({"type": "thread.get", "threadId": thread_id}, ThreadJobs)).jobs

    async def rename_thread(self, thread_id: str, title: str) -> str:
        """Names a conversation, for every client of its user; returns the title as it is kept.

        A title is one line of at most 80 characters. Raises JobNotFound and BadFrame.
        """
        request = {"type": "thread.rename", "threadId": thread_id, "title": title}
        return (await self._reply(request, ThreadRenamed)).title

    async def delete_thread(self, thread_id: str) -> None:
        """Deletes a conversation with its questions and answers, and stops those still running.

        It cannot be undone. Deleting twice is fine. Raises JobNotFound when there never was one.
        """
        await self._reply({"type": "thread.delete", "threadId": thread_id}, ThreadDeleted)

    async def dismiss(self, advice: Recommendation, reason: str, *, days: int = 90) -> AdviceDismissed:
        """Leaves a recommendation out of the totals of later answers, for a reason and up to 366 days.

        It counts again before that when it saves over a quarter more. Raises BadFrame.
        """
        request = {
            "type": "advice.dismiss",
            **of_advice(advice),
            "savingPerMonth": advice.saving_per_month,
            "unit": advice.unit,
            "reason": reason,
            "days": days,
        }
        return await self._reply(request, AdviceDismissed)

    async def reopen(self, advice: Recommendation) -> None:
        """Counts a dismissed recommendation again. Raises BadFrame when it never was."""
        await self._reply({"type": "advice.reopen", **of_advice(advice)}, AdviceReopened)

    async def mark_done(self, advice: Recommendation) -> AdviceMarked:
        """Says that a recommendation was carried out: the bill's later months show what that saves. Raises BadFrame."""
        return await self._reply({"type": "advice.mark", **of_advice(advice)}, AdviceMarked)

    async def unmark_done(self, advice: Recommendation) -> None:
        """Says that a recommendation was not carried out after all. Doing it twice changes nothing."""
        await self._reply({"type": "advice.unmark", **of_advice(advice)}, AdviceUnmarked)

    async def dismiss_anomaly(self, anomaly: Anomaly, reason: str, *, days: int = 90) -> AnomalyDismissed:
        """Leaves an anomaly out of later answers' counts and of alerts, for a reason and up to 366 days.

        It is told again before that when its impact grows by over a quarter. Raises BadFrame.
        """
        request = {
            "type": "anomaly.dismiss",
            **of_anomaly(anomaly),
            "impact": anomaly.impact or "0",
            "unit": anomaly.unit,
            "reason": reason,
            "days": days,
        }
        return await self._reply(request, AnomalyDismissed)

    async def restore_anomaly(self, anomaly: Anomaly) -> None:
        """Tells a dismissed anomaly again. Raises BadFrame when it never was dismissed."""
        await self._reply({"type": "anomaly.restore", **of_anomaly(anomaly)}, AnomalyRestored)

    async def give_feedback(self, job_id: str, verdict: Literal["up", "down"] | None, reason: str = "") -> None:
        """Says whether a job's answer helped; None takes it back. Raises JobNotFound, and BadFrame before its end."""
        frame = {"type": "feedback.give", "jobId": job_id, "verdict": verdict, "reason": reason}
        await self._reply(frame, FeedbackGiven)

    async def feedback(self) -> tuple[FeedbackEntry, ...]:
        """What the user said of the latest answers."""
        return (await self._reply({"type": "feedback.list"}, Feedbacks)).feedback

    async def memory(self) -> tuple[MemoryEntry, ...]:
        """The names that the user asked to be remembered, the oldest first."""
        return (await self._reply({"type": "memory.list"}, Memories)).names

    async def forget(self, name: str | None) -> tuple[MemoryEntry, ...]:
        """Forgets one of these names, or all with None; what is remembered then. Doing it again changes nothing."""
        return (await self._reply({"type": "memory.forget", "name": name}, Memories)).names

    async def access(self) -> Access:
        """The user's role here, and what it may do. Raises BadFrame on a platform that knows no roles yet."""
        return await self._reply({"type": "access.get"}, Access)

    @property
    def keys(self) -> AsyncApiKeys:
        """API keys, for a user who is an admin of a platform in the cloud."""
        return AsyncApiKeys(self._reply)

    async def artifact(self, job_id: str, artifact_id: str) -> tuple[tuple[Cell, ...], ...]:
        """All rows of a large table, of which an answer shows the first.

        `table.with_rows(rows)` is the whole table. Raises JobNotFound.
        """
        try:
            return paging.rows_of(await self.items(job_id, artifact_id))
        except ValueError as broken:
            raise FinOpsClientError(f"result {artifact_id} of job {job_id} is not a table") from broken

    async def items(self, job_id: str, artifact_id: str) -> list[Any]:
        """All items of what was too large for an answer, as plain values. Raises JobNotFound."""
        return await self._fetched(paging.all_items(job_id, artifact_id))

    async def whole(self, job_id: str, answer: Answer) -> Answer:
        """The answer with everything that was too large for it: all rows, items, blocks, sections and texts.

        Raises JobNotFound when it is kept no longer.
        """
        return await self._fetched(paging.whole_answer(job_id, answer))

    async def _fetched(self, parts: Parts[Read]) -> Read:
        try:
            wanted = next(parts)
            while True:
                request: JsonObject = {"type": "get", "jobId": wanted.job_id, "artifactId": wanted.artifact_id}
                wanted = parts.send(await self._reply(request | {"part": wanted.part}, Artifact))
        except StopIteration as stop:
            return stop.value

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wake(self) -> None:
        """There may be something to send."""
        if self._link is not None:
            self._link.wake()

    def leave(self, following: Following) -> None:
        """An iterator let go of its job."""
        self._session.forget(following, self.now())
        self.wake()

    def leave_soon(self, following: Following) -> None:
        """The same from any thread, once the loop gets to it."""
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):  # the loop closed in between: nothing is left to leave
                self._loop.call_soon_threadsafe(self.leave, following)

    def _events(
        self, follow: Callable[[Callable[[], None]], Following], timeout_s: float | None, cancel_on_exit: bool
    ) -> JobEvents:
        self._check_open()
        return JobEvents(self, follow, timeout_s=timeout_s, cancel_on_exit=cancel_on_exit)

    async def _reply(self, frame: JsonObject, kind: type[Reply]) -> Reply:
        answer = await self._request(frame)
        if not isinstance(answer, kind):
            raise FinOpsClientError(f"the platform answered {frame['type']} with a {answer.type} frame")
        return answer

    async def _request(self, frame: JsonObject) -> Control:
        """One request, repeated until it is answered. Raises ClientTimeout and the platform's refusal."""
        self._check_open()
        answered = asyncio.Event()
        call: Call = self._session.call(frame, self.now(), answered.set)
        self.wake()
        try:
            async with asyncio.timeout(self._options.request_timeout_s):
                await answered.wait()
        except TimeoutError as over:
            raise ClientTimeout(f"the platform did not answer {frame['type']} in time") from over
        finally:
            self._session.drop(call)
        if call.answer is None:
            raise call.error or FinOpsClientError("the request came to nothing")
        return call.answer

    def _check_open(self) -> None:
        if self._link is None:
            raise ClientClosed("the client is not open; use it as: async with AsyncClient(...) as client")
        if self._link.failure is not None:
            raise self._link.failure


def _refusal(following: Following) -> FinOpsClientError | None:
    """Why the wish to stop a job was not accepted."""
    return following.cancelling.error if following.cancelling is not None else None
