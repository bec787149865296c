"""The workers of an embedded platform, as the platform sees them, and those that live in its own process."""

import logging
from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from typing import Any, Protocol

from billing.source import BillSource
from billing.terms import Terms
from finops_core.advice_log import AdviceLog, AdviceLogRepository
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import Clock
from finops_core.dismissals import DismissalRepository, Dismissals
from finops_core.errors import BillError
from finops_core.tools.spec import offered
from finops_core.tracing.port import tracing_to
from local.alerts import alert_watch, sight_of
from local.answering import Answering, OpenAnswering
from local.bill_page import bill_page
from local.data_dir import DataDir
from local.settings import LocalSettings
from local.stores import Stores
from supervisor.run import SupervisorDeps
from worker.alerts.rounds import AlertRounds
from worker.alerts.settings import load_alerts
from worker.bill_watch import BillWatch
from worker.deps import make_worker
from worker.loop import WorkerLoop
from worker.models import planner
from worker.monitor import Monitor
from worker.run import JobRun
from worker.supervised import SupervisedAnswers

logger = logging.getLogger(__name__)


class OpeningGivenUp(BillError):
    """Nobody wants the bill any more that was being opened."""

    def __init__(self) -> None:
        super().__init__("Reading the bill was cancelled. The bill from before stays.")


class Workers(Protocol):
    """What answers the questions of one bill. Started and stopped once."""

    def start(self) -> None:
        """Opens the bill and begins to take jobs. Raises BillError or SettingsError when it cannot be opened."""
        ...

    def give_up(self) -> None:
        """From another thread: `start`, as long as it opens the bill, raises OpeningGivenUp, whatever hangs there."""
        ...

    def stop(self) -> None:
        """Takes no more jobs and hands running ones back."""
        ...

    def bill(self) -> dict[str, Any]:
        """`/bill.json`: what is loaded."""
        ...


class Opening:
    """Opens a bill in a thread, which is left behind when it is given up: nothing ends a thread in a system call."""

    def __init__(self, open_it: Callable[[], Answering]) -> None:
        self._open_it = open_it
        self._lock = Lock()
        self._outcome: Answering | BaseException | None = None
        self._given_up = False
        self._over = Event()

    def here(self) -> Answering:
        """Opens the bill in this thread, and cannot be given up."""
        return self._open_it()

    def result(self) -> Answering:
        """Raises OpeningGivenUp, and what opening raises."""
        Thread(target=self._run, name="opening", daemon=True).start()
        self._over.wait()
        with self._lock:
            outcome = self._outcome
        if outcome is None:
            raise OpeningGivenUp
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def give_up(self) -> None:
        """Does nothing when it is open already."""
        with self._lock:
            self._given_up = self._outcome is None
        self._over.set()

    def _run(self) -> None:
        outcome: Answering | BaseException
        try:
            outcome = self._open_it()
        except BaseException as error:  # noqa: BLE001 - the thread's edge: whoever waits is told
            outcome = error
        with self._lock:
            if not self._given_up:
                self._outcome = outcome
        if self._given_up and isinstance(outcome, Answering):
            outcome.close()
        self._over.set()


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
        environment: Mapping[str, str] | None = None,
        remembers: bool = True,
    ) -> None:
        """Without `on_hung` a thread that is stuck gets a successor, and stays behind.

        Alerts are told only with an `environment`, which has the secrets of their channels.

        With it these workers are a process of their own, which is ended as a whole when its bill is given up.
        """
        self._is_process = on_hung is not None
        self._on_hung = on_hung or self._replace_thread
        self._settings = settings
        self._stores = stores
        self._clock = clock
        self._environment = environment
        self._remembers = remembers
        self._rounds: AlertRounds | None = None
        self._opening = Opening(lambda: answering(settings, clock))

    def start(self) -> None:
        answering = self._opening.here() if self._is_process else self._opening.result()
        self._answering = answering
        services = {
            **answering.services,
            Dismissals: DismissalRepository(self._stores.table, self._clock),
            AdviceLog: AdviceLogRepository(self._stores.table, self._clock),
        }
        deps = SupervisorDeps(
            catalog=answering.catalog,
            clock=self._clock,
            services=services,
            planner=planner(self._settings),
        )
        blobs = FolderBlobs(DataDir(self._settings.data_dir).blobs)
        answers = SupervisedAnswers(self._stores.jobs, blobs, deps, remembers=self._remembers)
        self._tracing = tracing_to(self._settings.trace_endpoint, "finops-worker", self._clock)
        worker = make_worker(
            jobs=self._stores.jobs,
            queue=self._stores.queue,
            blobs=blobs,
            answer=answers,
            monitor=Monitor(self._stores.jobs, silence_limit_s=self._settings.silence_limit_s, on_hung=self._on_hung),
            tracing=self._tracing,
        )
        self._loop = WorkerLoop(worker, threads=self._settings.workers)
        self._rounds = self._alert_rounds(answers.bill_watch)
        self._loop.start()
        if self._rounds is not None:
            self._rounds.start()

    def _alert_rounds(self, bill_watch: BillWatch) -> AlertRounds | None:
        """Raises SettingsError for an `[alerts]` that cannot be used."""
        terms, services = self._settings.terms, self._answering.services
        alerts = load_alerts(terms) if terms is not None and self._environment is not None else None
        if alerts is None or self._environment is None or services[BillSource].info().sample:
            return None  # an invented account is told to nobody
        watch = alert_watch(alerts, services[Terms], self._stores.table, self._clock, self._environment)
        return AlertRounds(watch, sight_of(alerts, services, self._clock, self._stores.table), bill_watch, self._clock)

    def give_up(self) -> None:
        self._opening.give_up()

    def _replace_thread(self, run: JobRun) -> None:
        logger.error("job_id=%s | a thread is stuck, another takes its place", run.job.job_id)
        self._loop.replace_thread()

    def stop(self) -> None:
        if self._rounds is not None:
            self._rounds.stop()
        self._loop.stop()
        self._tracing.sink.close()
        self._answering.close()

    def bill(self) -> dict[str, Any]:
        catalog, services = self._answering.catalog, self._answering.services
        return bill_page(services[BillSource], self._settings, offered(catalog, services))
