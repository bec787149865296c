"""The embedded platform: the same handlers, worker and agents as in the cloud, over SQLite, on this machine only.

Everything acknowledged survives a kill: a start finds what the last process left and goes on with it.
"""

import logging
import sys
from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from typing import Any, Self

from starlette.routing import Route

from agents.catalog import CATALOG
from billing.source import BillSource
from billing.terms import Terms
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import Clock, SystemClock
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue.sqlite import SqliteQueue
from finops_core.table.sqlite import SqliteTable
from finops_core.tools.spec import Catalog
from local.agui_sse import SseStreams
from local.bill import open_local_bill
from local.bill_page import bill_page
from local.data_dir import DataDir
from local.feed import FeedPump
from local.gateway.connections import LocalConnections
from local.gateway.http import require_token
from local.gateway.invocation import Handlers
from local.gateway.limits import Limits
from local.gateway.server import Gateway, GatewayConfig
from local.housekeeping import Housekeeping
from local.settings import LocalSettings
from supervisor.run import SupervisorDeps
from websocket import authorizer, connect, message, publisher
from websocket.connections import ConnectionRepository
from websocket.deps import AuthorizerDeps, FrontDoor
from websocket.limits import FrameLimiter
from websocket.tokens import SharedTokenVerifier
from worker.deps import make_worker
from worker.loop import WorkerLoop
from worker.supervised import SupervisedAnswers
from worker.sweep import recover

logger = logging.getLogger(__name__)

VISIBILITY_S = 60
MAX_DELIVERIES = 3
LIMITS = Limits()
SWITCH_INTERVAL_S = 0.002
"""The interpreter's default of 5 ms lets one busy thread hold up every commit and every frame."""


class LoopbackOrigins:
    """Pages of this machine. Which of them may connect was decided by the gateway, which knows its own address."""

    def __contains__(self, origin: object) -> bool:
        return isinstance(origin, str) and origin.startswith(
            ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")
        )


class Platform:
    """One running product over one bill and one data folder.

    `catalog` and `services` are the product's own unless given: whoever needs other agents brings them.
    """

    def __init__(
        self,
        settings: LocalSettings,
        *,
        catalog: Catalog = CATALOG,
        services: Mapping[type[Any], Any] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._catalog = catalog
        self._services = dict(services or {})
        self._clock = clock or SystemClock()
        self._data = DataDir(settings.data_dir)
        self._port = 0
        self._token = ""

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"ws://127.0.0.1:{self._port}/ws"

    @property
    def link(self) -> str:
        """The page, with the token in the fragment, which browsers do not send to servers."""
        return f"http://127.0.0.1:{self._port}/#token={self._token}"

    @property
    def token(self) -> str:
        return self._token

    def start(self) -> Self:
        """Reads the bill, takes the data folder, goes on with what was left, and serves.

        Raises BillError when the bill cannot be read, SettingsError when the folder or the port is taken.
        """
        self._data.acquire()
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        try:
            self._open()
        except BaseException:
            self._data.release()
            raise
        return self

    def stop(self) -> None:
        """Stops taking work, hands running jobs back, closes everything; open jobs go on at the next start."""
        self._gateway.stop()
        self._workers.stop()
        self._housekeeping.stop()
        self._pump.stop()
        for store in (self._queue, self._dead_letters, self._table):
            store.close()
        self._data.release()

    def _open(self) -> None:
        if BillSource not in self._services:
            bill, terms = open_local_bill(
                self._settings, self._settings.cache_dir or self._data.path, self._clock.now()
            )
            self._services |= {BillSource: bill, Terms: terms}
        self._token = self._data.token()
        self._table = SqliteTable(self._data.table, clock=self._clock).open()
        self._dead_letters = SqliteQueue(
            self._data.dead_letters,
            clock=self._clock,
            visibility_s=VISIBILITY_S,
            max_deliveries=1000,
            dead_letters=None,
        ).open()
        self._queue = SqliteQueue(
            self._data.queue,
            clock=self._clock,
            visibility_s=VISIBILITY_S,
            max_deliveries=MAX_DELIVERIES,
            dead_letters=self._dead_letters,
        ).open()
        jobs = JobRepository(self._table, self._clock, JobSettings(max_active_jobs=self._settings.max_active_jobs))
        left = recover(jobs, self._queue)
        self._serve(jobs)
        logger.info("jobs_left=%d, url=%s | platform started", left, self.url)

    def _serve(self, jobs: JobRepository) -> None:
        blobs = FolderBlobs(self._data.blobs)
        supervisor = SupervisorDeps(catalog=self._catalog, clock=self._clock, services=self._services)
        worker = make_worker(jobs=jobs, queue=self._queue, blobs=blobs, answer=SupervisedAnswers(jobs, supervisor))
        self._workers = WorkerLoop(worker, threads=self._settings.workers)
        connections = LocalConnections(LIMITS)
        streams = SseStreams(connections)
        door = FrontDoor(
            clock=self._clock,
            jobs=jobs,
            connections=ConnectionRepository(self._table, self._clock),
            queue=self._queue,
            poster=streams,
            blobs=blobs,
            tokens=SharedTokenVerifier(self._token),
            limiter=FrameLimiter(self._settings.frames_per_second, self._clock),
        )
        guard = AuthorizerDeps(tokens=door.tokens, allowed_origins=LoopbackOrigins())
        self._gateway = Gateway(
            GatewayConfig(port=self._settings.port, token=self._token, static_dir=self._settings.page, limits=LIMITS),
            Handlers(
                authorizer=partial(authorizer.handler, deps=guard),
                connect=partial(connect.handler, deps=door),
                default=partial(message.handler, deps=door),
                disconnect=partial(connect.disconnect_handler, deps=door),
            ),
            health=lambda: {"status": "ok", "version": version("finops-agent")},
            connections=connections,
            http_routes=[Route("/agui", require_token(self._token, streams.endpoint(door)), methods=["POST"])],
            json_routes={"/bill.json": partial(bill_page, self._services[BillSource], self._settings)},
            clock=self._clock,
        )
        publish = partial(publisher.handler, context=None, deps=door)
        self._pump = FeedPump(self._table, publish, batching=connections.batch)
        self._housekeeping = Housekeeping(
            jobs=jobs, queue=self._queue, dead_letters=self._dead_letters, table=self._table
        )
        self._port = self._gateway.start()
        self._pump.start()
        self._workers.start()
        self._housekeeping.start()
        self._data.announce(self.url, self._token)
