"""Asking a platform in AWS at its private address, by whatever AWS credentials there are: no sign-in, no socket."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from finops_client import paging
from finops_client.answers import Answer
from finops_client.errors import (
    ClientTimeout,
    ConnectionFailed,
    FinOpsClientError,
    JobCancelled,
    JobFailed,
    JobInterrupted,
    Refused,
)
from finops_client.frames import Artifact, run_input
from finops_client.paging import PartWanted
from finops_client.signed_requests import SignedRequests

LONGEST_WAIT_S = 110
"""How long the platform lets one request wait."""
IN_TRANSIT_S = 20.0
"""What an answer may take beyond the wait that was asked for, a cold start among it."""
SMALL_REQUEST_S = 30.0
TRIES = 5
"""How often in a row one request is sent before its failure is told."""

_ENDS = {"CANCELLED": JobCancelled, "INTERRUPT": JobInterrupted, "INTERRUPTED": JobInterrupted}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateAnswer:
    """An answer and its job, by which more of it can be read."""

    job_id: str
    answer: Answer


class PrivateClient:
    """Questions to the private address of a stack (its output `PrivateAddress`), signed with a profile's credentials.

    `region` is needed only where the address does not name it. A question that a lost response leaves open is sent
    again as the same run, which the platform takes for the same question. Raises what `SignedRequests` does.
    """

    def __init__(
        self,
        url: str,
        *,
        profile: str | None = None,
        region: str | None = None,
        now: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._requests = SignedRequests(url, profile=profile, region=region)
        self._now = now
        self._pause = pause

    def answer(
        self,
        text: str,
        *,
        thread_id: str | None = None,
        run_id: str | None = None,
        model: bool = True,
        timeout_s: float = 600.0,
        whole: bool = False,
        cancel_on_exit: bool = False,
    ) -> Answer:
        """The answer; with `whole` everything that was too large for it as well.

        Raises JobFailed, JobCancelled or JobInterrupted when there is none, ClientTimeout after `timeout_s`, when the
        job goes on unless `cancel_on_exit`, and the platform's refusals.
        """
        got = self.ask(
            text, thread_id=thread_id, run_id=run_id, model=model, timeout_s=timeout_s, cancel_on_exit=cancel_on_exit
        )
        return self.whole(got.job_id, got.answer) if whole else got.answer

    def ask(
        self,
        text: str,
        *,
        thread_id: str | None = None,
        run_id: str | None = None,
        model: bool = True,
        timeout_s: float = 600.0,
        cancel_on_exit: bool = False,
    ) -> PrivateAnswer:
        """As `answer`, with the job's id."""
        run_id = run_id or uuid.uuid4().hex
        thread_id, message_id = thread_id or uuid.uuid4().hex, uuid.uuid4().hex
        run = run_input(text, thread_id=thread_id, run_id=run_id, message_id=message_id, model=model)
        try:
            return self._ended(run, self._now() + timeout_s)
        except BaseException as left:
            if cancel_on_exit and not isinstance(left, Refused | JobFailed | JobCancelled | JobInterrupted):
                self._stop(run_id)
            raise

    def whole(self, job_id: str, answer: Answer) -> Answer:
        """The answer with all rows, items, blocks, sections and texts. Raises JobNotFound when it is kept no longer."""
        return paging.fetched(paging.whole_answer(job_id, answer), self._part)

    def _ended(self, run: object, until: float) -> PrivateAnswer:
        """Asks, and reads on until the job has ended."""
        told = self._waiting("POST", "/v1/questions", run, until, job_id=None)
        while told.get("readOn"):
            job_id = str(told["job"]["jobId"])
            told = self._waiting("GET", str(told["readOn"]), None, until, job_id=job_id)
        return _answered(told)

    def _waiting(self, method: str, path: str, body: object, until: float, *, job_id: str | None) -> dict[str, Any]:
        left = until - self._now()
        if left <= 0:
            raise ClientTimeout("the time for the answer is over; the question goes on", job_id=job_id)
        wait_s = max(1, int(min(LONGEST_WAIT_S, left)))
        return self._sent(method, f"{path}?wait={wait_s}", body, timeout_s=wait_s + IN_TRANSIT_S)

    def _sent(self, method: str, path: str, body: object = None, *, timeout_s: float) -> dict[str, Any]:
        """Sends a request, again where that may help: each may be repeated, a question by its run id."""
        for again in range(1, TRIES):
            try:
                return self._requests.send(method, path, body, timeout_s=timeout_s)
            except (ConnectionFailed, Refused) as error:
                if not error.retryable:
                    raise
                self._pause(error.retry_after_s or float(2 ** (again - 1)))
        return self._requests.send(method, path, body, timeout_s=timeout_s)

    def _stop(self, run_id: str) -> None:
        """Best effort: whoever leaves does not wait, and the job ends by itself too."""
        try:
            frame = {"type": "abort", "runId": run_id}
            self._requests.send("POST", "/v1/agui", frame, timeout_s=SMALL_REQUEST_S)
        except FinOpsClientError:
            return

    def _part(self, wanted: PartWanted) -> Artifact:
        path = f"/v1/jobs/{wanted.job_id}/artifacts/{wanted.artifact_id}/{wanted.part}"
        told = self._sent("GET", path, timeout_s=SMALL_REQUEST_S)
        try:
            return Artifact.model_validate(told)
        except ValueError as broken:
            raise FinOpsClientError(
                f"result {wanted.artifact_id} of job {wanted.job_id} is not what its answer says"
            ) from broken


def _answered(told: dict[str, Any]) -> PrivateAnswer:
    """The answer of a job that has ended. Raises JobFailed, JobCancelled or JobInterrupted."""
    try:
        job_id, answer, failure = str(told["job"]["jobId"]), told["answer"], told["failure"]
        if answer is not None:
            return PrivateAnswer(job_id=job_id, answer=Answer.model_validate(answer))
        code, message = ("INTERNAL", "the job ended without an answer")
        if failure is not None:
            code, message = str(failure["code"]), str(failure["message"])
    except (ValidationError, KeyError, TypeError) as broken:
        raise FinOpsClientError("the platform answered with something else than a job") from broken
    raise _ENDS.get(code, JobFailed)(message, code=code, job_id=job_id)
