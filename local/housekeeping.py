"""What AWS does on a schedule: the sweep, dead letters, expiry. One thread, every second."""

import logging
from threading import Event, Thread

from finops_core.errors import FinOpsError
from finops_core.jobs.repository import JobRepository
from finops_core.queue.port import Queue
from finops_core.table.sqlite import SqliteTable
from worker.handler import dead_letter_handler
from worker.sweep import sweep

logger = logging.getLogger(__name__)

EVERY_S = 1.0
PURGE_EVERY = 60
PURGE_LIMIT = 5000


class Housekeeping:
    """Runs the scheduled functions of the embedded platform until stopped."""

    def __init__(self, *, jobs: JobRepository, queue: Queue, dead_letters: Queue, table: SqliteTable) -> None:
        self._jobs = jobs
        self._queue = queue
        self._dead_letters = dead_letters
        self._table = table
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        rounds = 0
        while not self._stopping.wait(EVERY_S):
            rounds += 1
            try:
                sweep(self._jobs, self._queue)
                self._end_dead_letters()
                if rounds % PURGE_EVERY == 0:
                    self._table.purge_expired(PURGE_LIMIT)
            except FinOpsError as error:
                logger.warning("reason=%s | housekeeping failed, trying again", error)
            except Exception:
                logger.exception("housekeeping failed")

    def _end_dead_letters(self) -> None:
        for message in self._dead_letters.receive():
            record = {"body": message.body, "messageId": message.receipt}
            dead_letter_handler({"Records": [record]}, None, jobs=self._jobs)
            self._dead_letters.delete(message)
