"""From a claimed job to the supervisor's question and back to events."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from account.reader import AccountReader
from billing.source import BillSource
from finops_core.blobs.port import Blobs
from finops_core.jobs.events import Event
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository
from supervisor.conversation import TOLD_WHOLE, Earlier, earlier_of, told_to_model
from supervisor.run import Question, SupervisorDeps
from supervisor.run import run as supervise
from worker.artifacts import JobArtifacts
from worker.bill_watch import BillWatch
from worker.run import JobRun
from worker.run_options import may_be_told, options_of

HISTORY = 20
"""Earlier questions of a conversation that follow-ups may refer to."""


LONGEST = timedelta(hours=1)
"""What a question may take where attempts have no limit."""
LEFT_TO_TELL = timedelta(seconds=30)
"""Of the last attempt's time, what is kept for telling what was found and what took too long."""


class SupervisedAnswers:
    """The product's Answerer: asks the supervisor, with the conversation so far and what earlier attempts found.

    `attempt_limit_s` is how long an attempt may take, after which the next one continues. The last one has a deadline
    before that, so that it ends with what was found and in words. Without `remembers` no names of a user's own
    are kept. `account` gives what is known of the accounts when a question begins, where that changes in between.
    """

    def __init__(
        self,
        jobs: JobRepository,
        blobs: Blobs,
        deps: SupervisorDeps,
        *,
        attempt_limit_s: float | None = None,
        remembers: bool = True,
        account: Callable[[], AccountReader | None] = lambda: None,
    ) -> None:
        self._account = account
        self._attempt_limit_s = attempt_limit_s
        self._memory = jobs.memory if remembers else None
        self._jobs = jobs
        self._blobs = blobs
        self._deps = deps
        self.bill_watch = BillWatch(deps.services.get(BillSource), deps.clock)

    def __call__(self, run: JobRun) -> Iterator[Event]:
        with self.bill_watch.question():
            yield from supervise(self._question(run), self._deps_now())

    def _deps_now(self) -> SupervisorDeps:
        account = self._account()
        return (
            self._deps
            if account is None
            else replace(self._deps, services={**self._deps.services, AccountReader: account})
        )

    def _question(self, run: JobRun) -> Question:
        job = run.job
        options = options_of(job.props)
        return Question(
            job_id=job.job_id,
            user_id=job.user_id,
            text=job.question,
            accounts=frozenset(job.accounts) if job.accounts is not None else None,
            history=partial(self._earlier, job),
            for_model=partial(self._told_to_model, job),
            by_model=partial(self._by_model, job),
            memory=self._memory,
            role=job.role,
            model=options.model,
            finished=self._jobs.findings(job.job_id) if job.attempt > 1 else {},
            asked=options.step,
            attempt=job.attempt,
            cancelled=run.cancelled,
            artifacts=JobArtifacts(job, self._jobs, self._blobs),
            deadline=self.deadline(job),
        )

    def deadline(self, job: Job) -> datetime | None:
        """When this attempt at a question has to be done, as far as its tools are concerned."""
        now = self._deps.clock.now()
        if self._attempt_limit_s is None:
            return now + LONGEST
        last = job.attempt >= self._jobs.settings.max_attempts
        return now + timedelta(seconds=self._attempt_limit_s) - LEFT_TO_TELL if last else None

    def _earlier(self, job: Job) -> tuple[str, ...]:
        return tuple(other.question for other in self._jobs_before(job))

    def _jobs_before(self, job: Job) -> list[Job]:
        conversation = self._jobs.of_thread(job.user_id, job.thread_id, limit=HISTORY + 1)
        return [other for other in conversation if other.created_at < job.created_at]

    def _told_to_model(self, job: Job) -> tuple[str, ...]:
        """The conversation so far, without questions that were asked without a model: a model is never told of those.

        What was answered is told only where it was read from accounts that its user may still see.
        """
        told = [other for other in self._jobs_before(job) if may_be_told(other.props)]
        short = [Earlier(question=other.question) for other in told[:-TOLD_WHOLE]]
        return told_to_model([*short, *(self._read(other, job) for other in told[-TOLD_WHOLE:])])

    def _read(self, other: Job, job: Job) -> Earlier:
        if job.accounts is not None and (other.accounts is None or not set(other.accounts) <= set(job.accounts)):
            return Earlier(question=other.question)
        return earlier_of(other.question, self._jobs.events(other.job_id))

    def _by_model(self, job: Job) -> Earlier | None:
        """The question before, where a model answered it."""
        before = self._jobs_before(job)[-1:]
        last = self._read(before[0], job) if before else None
        return last if last is not None and last.by_model else None
