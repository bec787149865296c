"""The worker process of an embedded platform: opens the bill, answers jobs, and ends with the platform.

It is spoken to over one connection. After the settings it says whether the bill opened; then it answers each request
with the request's name and its reply until it is told to stop. A ping is answered while the bill is being looked at.
When the platform is gone, so is it, at once and as hard: the next start takes over.
"""

import os
from contextlib import ExitStack
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from finops_core.clock import SystemClock
from finops_core.errors import FinOpsError
from finops_core.logs import configure
from local.answering import OpenAnswering
from local.interpreter import settled_in
from local.settings import LocalSettings
from local.stores import Stores
from local.workers import WorkerThreads
from worker.monitor import end_process

STOP = "stop"
BILL = "bill"
PING = "ping"


def main(connection: "Connection[Any, Any]") -> None:
    """Serves one platform. The first message is its settings and what to answer with."""
    requests: SimpleQueue[Any] = SimpleQueue()
    speaking = Lock()
    Thread(target=_listen, args=(connection, requests, speaking), name="platform", daemon=True).start()
    settings, answering = requests.get()
    configure(settings.log_level)
    with ExitStack() as opened:
        try:
            workers = _started(settings, answering, opened)
        except FinOpsError as error:
            connection.send(error)
            return
        with settled_in():
            connection.send(None)
            while requests.get() != STOP:
                reply = _bill(workers)
                with speaking:
                    connection.send((BILL, reply))


def _started(settings: LocalSettings, answering: OpenAnswering, opened: ExitStack) -> WorkerThreads:
    """Raises BillError, SettingsError or StorageUnavailable, in words for whoever starts the platform."""
    clock = SystemClock()
    stores = Stores.open(settings, clock)
    opened.callback(stores.close)
    workers = WorkerThreads(settings, answering, stores, clock, on_hung=end_process, environment=os.environ)
    workers.start()
    opened.callback(workers.stop)
    return workers


def _bill(workers: WorkerThreads) -> dict[str, Any] | FinOpsError:
    try:
        return workers.bill()
    except FinOpsError as error:
        return error


def _listen(connection: "Connection[Any, Any]", requests: "SimpleQueue[Any]", speaking: Lock) -> None:
    while True:
        try:
            request = connection.recv()
            if request == PING:
                with speaking:
                    connection.send((PING, None))
            else:
                requests.put(request)
        except (EOFError, OSError):
            os._exit(1)
