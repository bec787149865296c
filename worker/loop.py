"""Worker threads over a queue: the embedded platform's stand-in for Lambda's SQS trigger.

One dispatcher takes as many messages at once as there are free threads, claims their jobs together, and deletes
together those that are done: a thread goes from job to job without waiting for the queue or for a claim.
"""

import logging
from collections import deque
from queue import SimpleQueue
from threading import Condition, Event, Thread

from finops_core.errors import StorageUnavailable
from finops_core.jobs.model import Job
from finops_core.queue.port import Message
from worker.process import Worker, run_job

logger = logging.getLogger(__name__)

WAIT_S = 0.25
"""Bounds how long stopping takes, and how long a message that is done stays in the queue."""
BACK_OFF_S = 0.2
MAX_RECEIVED = 10
"""What the queue's port hands out at once."""


class WorkerLoop:
    """A dispatcher and threads that each run one job at a time, until stopped."""

    def __init__(self, worker: Worker, *, threads: int) -> None:
        self._worker = worker
        self._free = threads
        self._changed = Condition()
        self._stopping = Event()
        self._assigned: SimpleQueue[tuple[Message, Job] | None] = SimpleQueue()
        self._done: deque[Message] = deque()
        self._dispatcher = Thread(target=self._dispatch, name="worker-dispatcher", daemon=True)
        self._threads = [Thread(target=self._work, name=f"worker-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        self._worker.monitor.start()
        for thread in (*self._threads, self._dispatcher):
            thread.start()

    def stop(self, *, wait_s: float = 5.0) -> None:
        """Takes no more messages and hands running jobs back. Threads stuck in a call are left behind."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._worker.monitor.close()
        self._dispatcher.join(wait_s)
        for _ in self._threads:
            self._assigned.put(None)
        for thread in self._threads:
            thread.join(wait_s)
        self._settle()

    def replace_thread(self) -> None:
        """Takes another thread for one that is stuck, so that as many jobs run as before."""
        thread = Thread(target=self._work, name=f"worker-{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()
        self._freed()

    def _freed(self) -> None:
        with self._changed:
            self._free += 1
            if self._free == 1:
                self._changed.notify()

    def _dispatch(self) -> None:
        while not self._stopping.is_set():
            free = self._wait_for_a_free_thread()
            if not free:
                self._settle()
                continue
            try:
                messages = self._worker.queue.receive(limit=min(free, MAX_RECEIVED), wait_s=WAIT_S)
            except StorageUnavailable:
                logger.warning("wait_s=%s | queue unavailable, trying again", BACK_OFF_S)
                self._stopping.wait(BACK_OFF_S)
                continue
            if len(self._done) >= MAX_RECEIVED or not messages:  # what is done stays hidden long enough for company
                self._settle()
            if messages:
                self._assign(messages)

    def _assign(self, messages: list[Message]) -> None:
        """Claims the messages' jobs. A job that is leased, finished or unknown is left alone: its doorbell was late."""
        try:
            jobs = self._worker.jobs.claim_each([message.body for message in messages], owner=self._worker.owner)
        except Exception:
            logger.exception("messages=%d | claiming failed, they will come again", len(messages))
            return
        for message, job in zip(messages, jobs, strict=True):
            if job is None:
                self._done.append(message)
                continue
            with self._changed:
                self._free -= 1
            self._assigned.put((message, job))

    def _wait_for_a_free_thread(self) -> int:
        with self._changed:
            self._changed.wait_for(lambda: self._free or self._stopping.is_set(), WAIT_S)
            return 0 if self._stopping.is_set() else self._free

    def _settle(self) -> None:
        """Deletes what is done. What stays because the queue is away comes again and is found to be done."""
        done = [self._done.popleft() for _ in range(len(self._done))]
        try:
            self._worker.queue.delete(*done)
        except StorageUnavailable:
            logger.warning("messages=%d | queue unavailable, they will come again", len(done))

    def _work(self) -> None:
        while (assigned := self._assigned.get()) is not None:
            self._process(*assigned)
            self._freed()

    def _process(self, message: Message, job: Job) -> None:
        """A message that fails comes again after its visibility time, and ends with the dead letters."""
        try:
            if self._stopping.is_set():
                self._worker.jobs.release(job)
                self._worker.queue.hand_back(message)
                return
            run_job(job, self._worker)
            self._done.append(message)
        except Exception:
            logger.exception("job_id=%s, deliveries=%s | message failed", message.body, message.deliveries)
