"""Two workers, a lossy queue and a lossy feed around one job, driven one step at a time by a schedule of letters.

A, B   the worker's next step: claim, work, end. A claim needs a doorbell at hand.
D, L   the queue delivers a doorbell twice, or loses all it has.
E      every lease passes and the sweep runs.
C      the user asks for the job to stop.
"""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime

from finops_core.clock import ManualClock
from finops_core.jobs import ending
from finops_core.jobs.events import Event, Progress, RunStarted, StepFinished, StepStarted
from finops_core.jobs.log import Segment, repair
from finops_core.jobs.model import Job, JobStatus, job_id_of
from finops_core.jobs.repository import JobRepository, JobSettings, StaleClaim
from finops_core.queue.port import Message
from finops_core.table.sqlite import SqliteTable
from worker.run import JobRun, Stopped
from worker.sweep import sweep

SETTINGS = JobSettings(max_attempts=20)


def new_job(clock: ManualClock, *, run_id: str = "run-1", user_id: str = "ada", thread_id: str = "t") -> Job:
    """A job not yet stored."""
    return Job(
        job_id=job_id_of(user_id, run_id),
        user_id=user_id,
        thread_id=thread_id,
        run_id=run_id,
        input_hash="h",
        question="What did I spend?",
        props={},
        accounts=None,
        status=JobStatus.QUEUED,
        created_at=clock.now(),
        updated_at=clock.now(),
    )


FIRST: tuple[Event, ...] = (RunStarted(question="q"), Progress(percent=5, stage="queued", message="m"))


class Doorbells:
    """A queue that keeps its messages where a schedule can reach them."""

    def __init__(self) -> None:
        self.at_hand: deque[str] = deque()

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        self.at_hand += bodies

    def receive(self, *, limit: int = 10, wait_s: float = 0) -> list[Message]:
        raise NotImplementedError("schedules take from at_hand")

    def delete(self, *messages: Message) -> None:
        raise NotImplementedError("schedules take from at_hand")

    def hand_back(self, message: Message, *, delay_s: int = 0) -> None:
        raise NotImplementedError("schedules take from at_hand")


class World:
    """One job, two workers, and everything that may happen to them."""

    def __init__(self, table: SqliteTable, clock: ManualClock) -> None:
        self.clock = clock
        self.doorbells = Doorbells()
        self.jobs = JobRepository(table, clock, SETTINGS)
        job, _ = self.jobs.submit(new_job(clock), FIRST)
        self.job_id = job.job_id
        self.doorbells.send(self.job_id)
        self._workers: dict[str, Iterator[None]] = {}

    def step(self, letter: str) -> None:
        match letter:
            case "A" | "B":
                self._step_worker(letter)
            case "D":
                self.doorbells.send(self.job_id)
            case "L":
                self.doorbells.at_hand.clear()
            case "E":
                self.clock.advance(60)
                sweep(self.jobs, self.doorbells)
            case "C":
                if self.jobs.request_cancel("ada", self.job_id).status is JobStatus.QUEUED:
                    ending.cancel(self.job_id, self.jobs)
            case _:
                raise ValueError(letter)

    def settle(self) -> Job:
        """Lets time pass and one worker go on until the job has ended."""
        self._workers.clear()
        for _ in range(10):
            self.step("E")
            for _ in range(4):
                self.step("A")
            job = self.jobs.find(self.job_id)
            assert job is not None
            if not job.active:
                return job
        raise AssertionError("the job never ended")

    def segments(self) -> list[Segment]:
        return self.jobs.log(self.job_id)

    def _step_worker(self, name: str) -> None:
        if name not in self._workers:
            if not self.doorbells.at_hand:
                return
            self.doorbells.at_hand.popleft()
            self._workers[name] = self._work(name)
        try:
            next(self._workers[name])
        except StopIteration:
            del self._workers[name]

    def _work(self, owner: str) -> Iterator[None]:
        job = self.jobs.claim(self.job_id, owner=owner)
        if job is None:
            return
        run = JobRun(job, self.jobs, earlier=self.jobs.events(self.job_id))
        try:
            if job.cancel_requested:
                run.cancel()
                return
            yield
            if job.attempt > 1:
                run.say(*repair(self.jobs.events(self.job_id), attempt=job.attempt))
            run.say(StepStarted(stage="routing"), Progress(percent=30, stage="routing", message="m"))
            run.flush()
            yield
            run.say(StepFinished(stage="routing"), Progress(percent=100, stage="answer", message="m"))
            run.finish()
        except (Stopped, StaleClaim):
            return


def fresh_clock() -> ManualClock:
    return ManualClock(datetime(2026, 5, 1, 12, tzinfo=UTC))
