"""The embedded platform: the same handlers, worker and agents as in the cloud, over SQLite, on this machine only.

Everything acknowledged survives a kill: a start finds what the last process left and goes on with it.
"""

import logging
from contextlib import ExitStack
from functools import partial
from importlib.metadata import version
from typing import Any, Self

from starlette.routing import Route

from finops_core.advice_log import AdviceLogRepository
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import Clock, SystemClock
from finops_core.dismissals import DismissalRepository
from finops_core.tracing.port import Tracing, tracing_to
from local import agui_sse, http_api
from local.answering import OpenAnswering, product
from local.bill_change import BillChanges
from local.data_dir import DataDir
from local.doorbells import Doorbells
from local.feed import FeedPump
from local.gateway.connections import LocalConnections
from local.gateway.http import require_token
from local.gateway.invocation import Handlers
from local.gateway.limits import Limits
from local.gateway.proof import ServerProof
from local.gateway.server import Gateway, GatewayConfig
from local.housekeeping import Housekeeping
from local.settings import LocalSettings
from local.sse_stream import SseStreams
from local.stores import Stores, examine
from local.uploads import Uploads
from local.worker_process import WorkerProcess
from local.workers import Workers, WorkerThreads
from websocket import authorizer, connect, message, publisher
from websocket.connections import ConnectionRepository
from websocket.deps import AuthorizerDeps, FrontDoor, Poster
from websocket.limits import FrameLimiter
from websocket.tokens import LOCAL_USER, SharedTokenVerifier
from worker.sweep import recover

logger = logging.getLogger(__name__)

LIMITS = Limits()


class LoopbackOrigins:
    """Pages of this machine. Which of them may connect was decided by the gateway, which knows its own address."""

    def __contains__(self, origin: object) -> bool:
        return isinstance(origin, str) and origin.startswith(
            ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")
        )


class Platform:
    """One running product over one bill and one data folder.

    `answering` opens what questions are answered with. With `worker_process` that happens in a process of its own,
    which a question at work cannot keep from the sockets; without, in threads of this one, which start sooner.
    One that is `temporary` goes with its folder, and says of names to be remembered that it keeps none.
    """

    def __init__(
        self,
        settings: LocalSettings,
        *,
        answering: OpenAnswering = product,
        worker_process: bool = False,
        temporary: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._answering = answering
        self._worker_process = worker_process
        self._temporary = temporary
        self._clock = clock or SystemClock()
        self._data = DataDir(settings.data_dir)
        self._opening: Workers | None = None
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
        with ExitStack() as stack:
            self._data.acquire()
            stack.callback(self._data.release)
            self._token = self._data.token()
            self._proof = ServerProof(token=self._token)
            self._accepted = (self._token, self._proof.key)
            examine(self._data)
            self._stores = Stores.open(self._settings, self._clock)
            stack.callback(self._stores.close)
            left = recover(self._stores.jobs, self._stores.queue)
            self._workers = self._started_workers(self._settings)
            stack.callback(self._stop_workers)
            self._serve(stack)
            self._data.announce(self.url, self._token)
            logger.info("jobs_left=%d, url=%s | platform started", left, self.url)
            self._running = stack.pop_all()
        return self

    def stop(self) -> None:
        """Stops taking work, hands running jobs back, closes everything; open jobs go on at the next start."""
        self._running.close()

    def change(self, bill: str, label: str = "") -> None:
        """Answers about another bill from now on; questions under way begin again with it.

        Raises BillError when it cannot be opened, and the old one stays.
        """
        settings = self._settings.model_copy(update={"bill": bill, "label": label})
        fresh = self._started_workers(settings)
        before, self._workers, self._settings = self._workers, fresh, settings
        before.stop()

    def give_up_change(self) -> None:
        """Ends reading another bill, wherever it hangs; nothing when none is being read."""
        opening = self._opening
        if opening is not None:
            opening.give_up()

    def _started_workers(self, settings: LocalSettings) -> Workers:
        workers: Workers
        if self._worker_process:
            release = partial(recover, self._stores.jobs, self._stores.queue)
            workers = WorkerProcess(settings, self._answering, release=release)
        else:
            workers = WorkerThreads(settings, self._answering, self._stores, self._clock, remembers=not self._temporary)
        self._opening = workers
        try:
            workers.start()
        finally:
            self._opening = None
        return workers

    def _stop_workers(self) -> None:
        self._workers.stop()

    def _bill(self) -> dict[str, Any]:
        return self._workers.bill()

    def _serve(self, stack: ExitStack) -> None:
        connections = LocalConnections(LIMITS)
        streams = SseStreams(connections)
        doorbells = Doorbells(self._stores.queue)
        tracing = tracing_to(self._settings.trace_endpoint, "finops-front-door", self._clock)
        stack.callback(tracing.sink.close)
        door = self._front_door(streams, doorbells, tracing)
        publish = partial(publisher.publish, deps=door)
        pump = FeedPump(self._stores.table, publish, batching=connections.batch)
        housekeeping = Housekeeping(
            jobs=self._stores.jobs,
            queue=self._stores.queue,
            dead_letters=self._stores.dead_letters,
            table=self._stores.table,
            blobs=FolderBlobs(self._data.blobs),
        )
        gateway = self._make_gateway(door, connections, streams)
        doorbells.start()
        stack.callback(doorbells.stop)
        pump.start()
        stack.callback(pump.stop)
        housekeeping.start()
        stack.callback(housekeeping.stop)
        self._port = gateway.start()
        stack.callback(gateway.stop)

    def _front_door(self, poster: Poster, doorbells: Doorbells, tracing: Tracing) -> FrontDoor:
        return FrontDoor(
            clock=self._clock,
            jobs=self._stores.jobs,
            connections=self._connection_records(),
            queue=doorbells,
            poster=poster,
            blobs=FolderBlobs(self._data.blobs),
            dismissals=DismissalRepository(self._stores.table, self._clock),
            advice_log=AdviceLogRepository(self._stores.table, self._clock),
            tokens=SharedTokenVerifier(*self._accepted),
            limiter=FrameLimiter(self._settings.frames_per_second, self._clock),
            tracing=tracing,
        )

    def _connection_records(self) -> ConnectionRepository:
        """Those of an earlier process are gone, whatever its end."""
        records = ConnectionRepository(self._stores.table, self._clock, per_user=self._settings.max_connections)
        records.forget_all(LOCAL_USER)
        return records

    def _make_gateway(self, door: FrontDoor, connections: LocalConnections, streams: SseStreams) -> Gateway:
        guard = AuthorizerDeps(tokens=door.tokens, allowed_origins=LoopbackOrigins())
        uploads = Uploads(self._data.uploads, limit_bytes=self._settings.upload_limit_mb * 1024**2)
        changes = BillChanges(changer=self, bill=self._bill, settings=self._settings, uploads=uploads)
        return Gateway(
            GatewayConfig(
                port=self._settings.port,
                token=self._accepted,
                proof=self._proof,
                static_dir=self._settings.page,
                limits=LIMITS,
            ),
            Handlers(
                authorizer=partial(authorizer.handler, deps=guard),
                connect=partial(connect.handler, deps=door),
                default=partial(message.handler, deps=door),
                disconnect=partial(connect.disconnect_handler, deps=door),
            ),
            health=lambda: {"status": "ok", "version": version("finops-agent")},
            connections=connections,
            http_routes=[
                Route("/agui", require_token(self._accepted, agui_sse.endpoint(streams, door)), methods=["POST"]),
                *http_api.routes(door),
                *changes.routes(self._accepted),
            ],
            json_routes={"/bill.json": self._bill, "/settings.json": changes.settings},
            clock=self._clock,
        )
