"""The workers of an embedded platform, as the platform sees them, and those that live in its own process."""

import logging
from collections.abc import Callable
from typing import Any, Protocol

from billing.source import BillSource
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import Clock
from local.answering import OpenAnswering
from local.bill_page import bill_page
from local.data_dir import DataDir
from local.settings import LocalSettings
from local.stores import Stores
from supervisor.run import SupervisorDeps
from worker.deps import make_worker
from worker.loop import WorkerLoop
from worker.monitor import Monitor
from worker.run import JobRun
from worker.supervised import SupervisedAnswers

logger = logging.getLogger(__name__)


class Workers(Protocol):
    """What answers the questions of one bill. Started and stopped once."""

    def start(self) -> None:
        """Opens the bill and begins to take jobs. Raises BillError or SettingsError when it cannot be opened."""
        ...

    def stop(self) -> None:
        """Takes no more jobs and hands running ones back."""
        ...

    def bill(self) -> dict[str, Any]:
        """`/bill.json`: what is loaded."""
        ...


class WorkerThreads:
    """Workers in this process, over stores that somebody else opens and closes."""

    def __init__(
        self,
        settings: LocalSettings,
        answering: OpenAnswering,
        stores: Stores,
        clock: Clock,
        *,
        on_hung: Callable[[JobRun], None] | None = None,
    ) -> None:
        """Without `on_hung` a thread that is stuck gets a successor, and stays behind."""
        self._on_hung = on_hung or self._replace_thread
        self._settings = settings
        self._answering = answering
        self._stores = stores
        self._clock = clock

    def start(self) -> None:
        answering = self._answering(self._settings, self._clock)
        self._close = answering.close
        self._source: BillSource = answering.services[BillSource]
        deps = SupervisorDeps(catalog=answering.catalog, clock=self._clock, services=answering.services)
        worker = make_worker(
            jobs=self._stores.jobs,
            queue=self._stores.queue,
            blobs=FolderBlobs(DataDir(self._settings.data_dir).blobs),
            answer=SupervisedAnswers(self._stores.jobs, deps),
            monitor=Monitor(self._stores.jobs, silence_limit_s=self._settings.silence_limit_s, on_hung=self._on_hung),
        )
        self._loop = WorkerLoop(worker, threads=self._settings.workers)
        self._loop.start()

    def _replace_thread(self, run: JobRun) -> None:
        logger.error("job_id=%s | a thread is stuck, another takes its place", run.job.job_id)
        self._loop.replace_thread()

    def stop(self) -> None:
        self._loop.stop()
        self._close()

    def bill(self) -> dict[str, Any]:
        return bill_page(self._source, self._settings)
