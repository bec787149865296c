"""Workers in a process of their own, so that a question at work takes nothing from the sockets, and cannot end them.

A worker that dies, for want of memory say, is replaced, and so is one that no longer answers; its jobs go on with the
next one and end for good when they have taken down as many as a job may have attempts.
"""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from finops_core.errors import BillError, FinOpsError, StorageUnavailable
from local.answering import OpenAnswering
from local.settings import LocalSettings
from local.worker_main import BILL, PING, STOP
from local.workers import OpeningGivenUp

logger = logging.getLogger(__name__)

REPLY_S = 5.0
PING_EVERY_S = 5.0
HUNG_AFTER_S = 30.0
"""Nothing that a worker does keeps it from answering a ping for so long."""
OPEN_S = 30 * 60.0
"""A bill that takes longer to read lies behind a drive that hangs; nobody could open another one meanwhile."""
STOP_S = 15.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 10.0
"""Between a worker's death and its successor; doubled while successors die before they opened the bill."""

START = Path(__file__).with_name("worker_start.py")


class WorkerProcess:
    """One worker process over the data folder of `settings`, kept alive until `stop`.

    `release` is called when one died: it frees the jobs that were left, whatever their leases.
    """

    def __init__(
        self,
        settings: LocalSettings,
        answering: OpenAnswering,
        *,
        release: Callable[[], object],
        hung_after_s: float = HUNG_AFTER_S,
    ) -> None:
        self._hung_after_s = hung_after_s
        self._settings = settings
        self._answering = answering
        self._release = release
        self._bill: dict[str, Any] | FinOpsError = StorageUnavailable(
            "The process that reads the bill is starting again. Try again in a moment."
        )
        self._stopping = Event()
        self._wake, self._woken = Pipe()
        self._speaking = Lock()
        self._keeper = Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self._spawn()
        self._keeper.start()

    def give_up(self) -> None:
        self._wake.send(None)

    def stop(self) -> None:
        self._stopping.set()
        self._ask_to_stop()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            logger.warning("pid=%d | worker process does not stop, killed", self._process.pid)
            self._process.kill()
        self._keeper.join()
        self._connection.close()

    def _ask_to_stop(self) -> None:
        # Whoever speaks for longer is waiting for a successor that reads a large bill, which nobody needs any more.
        if not self._speaking.acquire(timeout=STOP_S):
            self._process.kill()
            return
        try:
            self._connection.send(STOP)
        except OSError:
            logger.info("the worker process was gone already")
        finally:
            self._speaking.release()

    def bill(self) -> dict[str, Any]:
        """What the worker says now; while there is none, what the last one said."""
        told = self._ask(BILL, REPLY_S)
        if told is not None:
            self._bill = told
        if isinstance(self._bill, FinOpsError):
            raise self._bill
        return self._bill

    @property
    def pid(self) -> int:
        """The process that answers now."""
        return self._process.pid

    def _ask(self, request: str, patience_s: float) -> Any:
        """The reply to a request, `request` itself for an empty one, or None when there is none in time."""
        until = time.monotonic() + patience_s
        if not self._speaking.acquire(timeout=patience_s):
            return None
        try:
            self._connection.send(request)
            while self._connection.poll(max(until - time.monotonic(), 0)):
                answered, reply = self._connection.recv()
                if answered == request:  # else one that came too late for whoever asked
                    return request if reply is None else reply
        except (EOFError, OSError):
            logger.info("request=%s | no worker process to ask", request)
        finally:
            self._speaking.release()
        return None

    def _spawn(self) -> None:
        """Raises BillError or SettingsError."""
        ours, theirs = Pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(START), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            theirs.close()
        try:
            self._wait_until_open(ours)
        except BaseException:
            ours.close()
            self._end()
            raise
        self._connection = ours

    def _end(self) -> None:
        """What hangs in a system call does not end before that returns, and nobody waits for it."""
        self._process.kill()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            logger.error("pid=%d | worker process cannot be killed, left behind", self._process.pid)

    def _wait_until_open(self, connection: "Connection[Any, Any]") -> None:
        try:
            connection.send(sys.path)
            connection.send((self._settings, self._answering))
            ready = wait([connection, self._woken], OPEN_S)
            if self._woken in ready:
                raise OpeningGivenUp
            if not ready:
                raise BillError(
                    f"The bill was not read within {OPEN_S / 60:.0f} minutes, so reading it was ended. Check that its "
                    "files can be reached, or give a smaller part of it."
                )
            refusal = connection.recv()
        except (EOFError, OSError) as error:
            code = self._process.wait()
            raise BillError(_why_it_ended(code)) from error
        if refusal is not None:
            raise refusal

    def _keep(self) -> None:
        """Replaces the worker process whenever it ends without being told to."""
        pause_s = FIRST_PAUSE_S
        while True:
            code = self._until_it_ends()
            if self._stopping.wait(pause_s):
                return
            logger.error("exit_code=%d | worker process ended, starting another", code)
            with self._speaking:
                self._connection.close()
                try:
                    self._release()
                    self._spawn()
                    pause_s = FIRST_PAUSE_S
                except FinOpsError as error:
                    logger.error("reason=%s | no worker process, trying again", error)
                    pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _until_it_ends(self) -> int:
        """Waits for the worker's end, and makes one that no longer answers end."""
        heard = time.monotonic()
        pause_s = min(PING_EVERY_S, self._hung_after_s / 4)
        while True:
            try:
                return self._process.wait(pause_s)
            except subprocess.TimeoutExpired:
                pass
            if self._ask(PING, pause_s) is not None:
                heard = time.monotonic()
            elif time.monotonic() - heard >= self._hung_after_s and not self._stopping.is_set():
                logger.error("pid=%d, silent_s=%s | worker process hangs, killed", self.pid, self._hung_after_s)
                self._process.kill()


def _why_it_ended(code: int) -> str:
    """In words, for a process that ended before it had opened the bill; a negative code is a signal's number."""
    if code < 0:
        return (
            f"The worker process was ended by signal {-code} while it opened the bill, which happens when memory runs "
            "out. Close other programs or open a smaller part of the bill, then try again."
        )
    return (
        f"The worker process ended with {code} while it opened the bill. Its last words are above. Try again; when "
        "that does not help, report them."
    )
