"""The workers of an embedded platform, as the platform sees them, and those that live in its own process."""

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
from worker.supervised import SupervisedAnswers


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

    def __init__(self, settings: LocalSettings, answering: OpenAnswering, stores: Stores, clock: Clock) -> None:
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
        )
        self._loop = WorkerLoop(worker, threads=self._settings.workers)
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()
        self._close()

    def bill(self) -> dict[str, Any]:
        return bill_page(self._source, self._settings)
