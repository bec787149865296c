"""Worker threads over a queue: the embedded platform's stand-in for Lambda's SQS trigger."""

import logging
from threading import Event, Thread

from finops_core.errors import StorageUnavailable
from finops_core.queue.port import Message
from worker.process import Worker, process_job

logger = logging.getLogger(__name__)

WAIT_S = 0.25
"""Bounds how long stopping takes."""
BACK_OFF_S = 0.2


class WorkerLoop:
    """Threads that each take one message at a time until stopped."""

    def __init__(self, worker: Worker, *, threads: int) -> None:
        self._worker = worker
        self._stopping = Event()
        self._threads = [Thread(target=self._work, name=f"worker-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        self._worker.monitor.start()
        for thread in self._threads:
            thread.start()

    def stop(self, *, wait_s: float = 5.0) -> None:
        """Takes no more messages and hands running jobs back. Threads stuck in a call are left behind."""
        self._stopping.set()
        self._worker.monitor.close()
        for thread in self._threads:
            thread.join(wait_s)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                messages = self._worker.queue.receive(limit=1, wait_s=WAIT_S)
            except StorageUnavailable:
                logger.warning("wait_s=%s | queue unavailable, trying again", BACK_OFF_S)
                self._stopping.wait(BACK_OFF_S)
                continue
            for message in messages:
                self._process(message)

    def _process(self, message: Message) -> None:
        """A message that fails comes again after its visibility time, and ends with the dead letters."""
        try:
            process_job(message.body, self._worker)
            self._worker.queue.delete(message)
        except Exception:
            logger.exception("job_id=%s, deliveries=%s | message failed", message.body, message.deliveries)
