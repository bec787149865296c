"""From a claimed job to the supervisor's question and back to events."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from billing.source import BillSource
from finops_core.blobs.port import Blobs
from finops_core.jobs.events import Event
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository
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
    before that, so that it ends with what was found and in words.
    """

    def __init__(
        self, jobs: JobRepository, blobs: Blobs, deps: SupervisorDeps, *, attempt_limit_s: float | None = None
    ) -> None:
        self._attempt_limit_s = attempt_limit_s
        self._jobs = jobs
        self._blobs = blobs
        self._deps = deps
        self.bill_watch = BillWatch(deps.services.get(BillSource), deps.clock)

    def __call__(self, run: JobRun) -> Iterator[Event]:
        with self.bill_watch.question():
            yield from supervise(self._question(run), self._deps)

    def _question(self, run: JobRun) -> Question:
        job = run.job
        options = options_of(job.props)
        return Question(
            job_id=job.job_id,
            user_id=job.user_id,
            text=job.question,
            accounts=frozenset(job.accounts) if job.accounts is not None else None,
            history=partial(self._earlier, job),
            for_model=partial(self._earlier, job, for_model=True),
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

    def _earlier(self, job: Job, *, for_model: bool = False) -> tuple[str, ...]:
        """Earlier questions; of those that were asked without a model, a model is never told."""
        conversation = self._jobs.of_thread(job.user_id, job.thread_id, limit=HISTORY + 1)
        earlier = (other for other in conversation if other.created_at < job.created_at)
        return tuple(other.question for other in earlier if not for_model or may_be_told(other.props))
