"""From a claimed job to the supervisor's question and back to events."""

from collections.abc import Iterator

from finops_core.jobs.events import Event
from finops_core.jobs.repository import JobRepository
from supervisor.run import Question, SupervisorDeps
from supervisor.run import run as supervise
from worker.run import JobRun

HISTORY = 20
"""Earlier questions of a conversation that follow-ups may refer to."""


class SupervisedAnswers:
    """The product's Answerer: asks the supervisor, with the conversation so far and what earlier attempts found."""

    def __init__(self, jobs: JobRepository, deps: SupervisorDeps) -> None:
        self._jobs = jobs
        self._deps = deps

    def __call__(self, run: JobRun) -> Iterator[Event]:
        job = run.job
        conversation = self._jobs.of_thread(job.user_id, job.thread_id, limit=HISTORY + 1)
        question = Question(
            job_id=job.job_id,
            user_id=job.user_id,
            text=job.question,
            accounts=frozenset(job.accounts) if job.accounts is not None else None,
            history=tuple(other.question for other in conversation if other.created_at < job.created_at),
            finished=self._jobs.findings(job.job_id) if job.attempt > 1 else {},
            attempt=job.attempt,
            cancelled=run.cancelled,
        )
        return supervise(question, self._deps)
