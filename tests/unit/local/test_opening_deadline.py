"""A bill whose reading does not end is given up in words, or when nobody wants it any more."""

import os
from functools import partial
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from finops_core.clock import Clock
from finops_core.errors import BillError
from local import worker_process
from local.answering import Answering, product
from local.platform import Platform
from local.settings import LocalSettings
from local.worker_process import WorkerProcess
from tests.integration.gateway_harness import PATIENCE_S
from tests.unit.billing.made_bills import focus_row, write_csv


def never(_: LocalSettings, __: Clock) -> Answering:
    """Opens a bill that lies behind a drive that hangs."""
    Event().wait()
    raise AssertionError


def test_reading_that_does_not_end_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "OPEN_S", 0.05)
    settings = LocalSettings(bill="x.csv", data_dir=tmp_path)
    with pytest.raises(BillError, match="was not read within"):
        WorkerProcess(settings, never, release=lambda: None).start()


def hanging(pipe: Path, settings: LocalSettings, clock: Clock) -> Answering:
    """Opens every bill but one that lies behind a drive that hangs: a pipe to which nobody writes."""
    if settings.bill.endswith("hangs.csv"):
        pipe.read_text()
    return product(settings, clock)


@pytest.mark.parametrize("worker_process", [True, False])
def test_a_bill_that_hangs_is_given_up_on_request_and_another_one_opens(tmp_path: Path, worker_process: bool) -> None:
    bill = write_csv(tmp_path / "bills" / "first.csv", [focus_row()])
    other = write_csv(tmp_path / "bills" / "second.csv", [focus_row(BilledCost="7")])
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    settings = LocalSettings(bill=str(bill), data_dir=tmp_path / "data", port=0)
    opening = partial(hanging, fifo)
    platform = Platform(settings, answering=opening, worker_process=worker_process).start()
    headers = {"Authorization": f"Bearer {platform.token}"}
    address = platform.link.split("/#")[0]
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=6 * PATIENCE_S) as http:
            answers: list[httpx.Response] = []
            slow = Thread(target=lambda: answers.append(http.post("/bill", json={"path": "hangs.csv"})))
            slow.start()
            # Opened for writing as soon as the bill is being opened, and never written to.
            with fifo.open("w"):
                assert http.delete("/bill").status_code == 204
                slow.join(6 * PATIENCE_S)
                assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "CANCELLED")]
                assert http.get("/bill.json").json()["label"] == "first.csv"
                assert http.post("/bill", json={"path": str(other)}).json()["label"] == "second.csv"
    finally:
        platform.stop()
