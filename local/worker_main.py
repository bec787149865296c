"""The worker process of an embedded platform: opens the bill, answers jobs, and ends with the platform.

It is spoken to over one connection. After the settings it says whether the bill opened; then it answers each request
until it is told to stop. When the platform is gone, so is it, at once and as hard: the next start takes over.
"""

import os
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any

from finops_core.clock import SystemClock
from finops_core.errors import FinOpsError
from local.interpreter import settled_in
from local.stores import Stores
from local.workers import WorkerThreads

STOP = "stop"
BILL = "bill"


def main(connection: "Connection[Any, Any]") -> None:
    """Serves one platform. The first message is its settings and what to answer with."""
    requests: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(connection, requests), name="platform", daemon=True).start()
    settings, answering = requests.get()
    clock = SystemClock()
    stores = Stores.open(settings, clock)
    workers = WorkerThreads(settings, answering, stores, clock)
    try:
        workers.start()
    except FinOpsError as error:
        connection.send(error)
        return
    with settled_in():
        connection.send(None)
        while requests.get() != STOP:
            connection.send(_bill(workers))
        workers.stop()
        stores.close()


def _bill(workers: WorkerThreads) -> dict[str, Any] | FinOpsError:
    try:
        return workers.bill()
    except FinOpsError as error:
        return error


def _listen(connection: "Connection[Any, Any]", requests: "SimpleQueue[Any]") -> None:
    while True:
        try:
            requests.put(connection.recv())
        except (EOFError, OSError):
            os._exit(1)
