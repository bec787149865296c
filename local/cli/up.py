"""`finops up`: the embedded platform until it is told to stop."""

import json
import os
import signal
import sys
from threading import Event
from types import FrameType
from typing import Any

from finops_core.errors import BillError
from finops_core.logs import configure
from finops_core.texts import readable
from local.cli.settings import local_settings
from local.cli.terminal import write_json
from local.interpreter import settled_in
from local.platform import Platform
from worker.models import planner

WAKE_EVERY_S = 1.0
"""A signal that arrives just before a wait begins is only seen when it ends."""


def up(flags: dict[str, Any], *, as_json: bool) -> None:
    """Starts, prints the link, and stops in good order on SIGINT or SIGTERM.

    Raises SettingsError when a setting cannot be used and BillError when the bill cannot be read.
    """
    stopping = Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()

    os.umask(0o077)
    settings = local_settings(flags, os.environ)
    configure(settings.log_level)
    planner(settings)
    if sys.stderr.isatty():
        sys.stderr.write(f"Reading {readable(settings.label or settings.bill)}; a first start takes a few seconds.\n")
    try:
        platform = Platform(settings, worker_process=True).start()
    except BillError as error:
        raise BillError(f"{error} Nothing was started: mend that, or give another bill with --bill.") from error
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        _announce(platform, settings.label or settings.bill, as_json=as_json)
        with settled_in():
            while not stopping.wait(WAKE_EVERY_S):
                pass
    finally:
        platform.stop()


def _announce(platform: Platform, bill: str, *, as_json: bool) -> None:
    if as_json:
        told = {"link": platform.link, "url": platform.url, "bill": bill, "pid": os.getpid()}
        write_json(json.dumps(told, ensure_ascii=False))
        return
    sys.stdout.write(
        f"Answers about: {readable(bill)}\n"
        f"Open:          {platform.link}\n"
        "Stop with Ctrl-C; open questions go on next time.\n"
    )
    sys.stdout.flush()
