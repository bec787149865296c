"""A bill whose reading does not end is given up in words."""

from pathlib import Path
from threading import Event

import pytest

from finops_core.clock import Clock
from finops_core.errors import BillError
from local import worker_process
from local.answering import Answering
from local.settings import LocalSettings
from local.worker_process import WorkerProcess


def never(_: LocalSettings, __: Clock) -> Answering:
    """Opens a bill that lies behind a drive that hangs."""
    Event().wait()
    raise AssertionError


def test_reading_that_does_not_end_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "OPEN_S", 0.05)
    settings = LocalSettings(bill="x.csv", data_dir=tmp_path)
    with pytest.raises(BillError, match="was not read within"):
        WorkerProcess(settings, never, release=lambda: None).start()
