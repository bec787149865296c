"""Bills that many tests only read: made and prepared once for all processes of a test run, opened once in each."""

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest

from billing.export import ExportBill, open_bill
from local.sample.make import sample_account


class SharedBills:
    """`folder` is common to all workers of the run."""

    def __init__(self, folder: Path, open_bills: ExitStack) -> None:
        self._folder = folder
        self._open_bills = open_bills
        self._opened: dict[Path, ExportBill] = {}

    def sample(self, day: date) -> ExportBill:
        """The sample account's bill as of a day."""
        folder = self._folder / f"sample-{day}"
        with _alone(folder):
            bill = sample_account(folder, day).bill
        return self.opened(bill)

    def opened(self, path: Path) -> ExportBill:
        """A bill that nobody changes, over the database that the first test to ask for it made."""
        if path not in self._opened:
            kept = self._folder / f"bill-{path.stem}"
            with _alone(kept):
                self._opened[path] = self._open_bills.enter_context(open_bill(path, cache_dir=kept))
        return self._opened[path]


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared_bills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBills]:
    base = tmp_path_factory.getbasetemp()
    # A worker has its own base below that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared-bills"
    folder.mkdir(exist_ok=True)
    with ExitStack() as open_bills:
        yield SharedBills(folder, open_bills)
