"""What AWS does on a schedule: the sweep, dead letters, expiry. One thread, every second."""

import logging
from threading import Event, Thread

from finops_core.blobs.folder import FolderBlobs
from finops_core.errors import FinOpsError
from finops_core.jobs.erasing import erase_orphans
from finops_core.jobs.repository import JobRepository
from finops_core.queue.port import Queue
from finops_core.table.sqlite import SqliteTable
from worker.handler import dead_letter_handler
from worker.sweep import sweep

logger = logging.getLogger(__name__)

EVERY_S = 1.0
PURGE_EVERY = 60
PURGE_LIMIT = 5000
ORPHANS_AT_ONCE = 500
"""Jobs with large results that one round looks up."""


class Housekeeping:
    """Runs the scheduled functions of the embedded platform until stopped."""

    def __init__(
        self, *, jobs: JobRepository, queue: Queue, dead_letters: Queue, table: SqliteTable, blobs: FolderBlobs
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._dead_letters = dead_letters
        self._table = table
        self._blobs = blobs
        self._looked_at = ""
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
            try:
                sweep(self._jobs, self._queue, self._blobs)
                self._end_dead_letters()
                if rounds % PURGE_EVERY == 0:  # at the start, too: a crash may have left something
                    self._purge()
                rounds += 1
            except FinOpsError as error:
                logger.warning("reason=%s | housekeeping failed, trying again", error)
            except Exception:
                logger.exception("housekeeping failed")

    def _purge(self) -> None:
        """What is expired goes, and the large results of jobs that are no more."""
        self._table.purge_expired(PURGE_LIMIT)
        found = [name for name in self._blobs.beginnings() if name > self._looked_at][:ORPHANS_AT_ONCE]
        erase_orphans(found, self._jobs, self._blobs)
        self._looked_at = found[-1] if len(found) == ORPHANS_AT_ONCE else ""

    def _end_dead_letters(self) -> None:
        for message in self._dead_letters.receive():
            record = {"body": message.body, "messageId": message.receipt}
            dead_letter_handler({"Records": [record]}, None, jobs=self._jobs)
            self._dead_letters.delete(message)
