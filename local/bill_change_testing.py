"""A BillChanger for tests: opens nothing, remembers what it was told, and can refuse or take its time."""

import threading

from finops_core.errors import FinOpsError
from local.workers import OpeningGivenUp


class FakeBillChanger:
    """`changes` are the bills and labels in the order they were opened; set `refusal` to have the next ones refused.

    While `hold` is clear a change waits, at most `patience_s`; `waiting` is set as soon as one does.
    """

    def __init__(self, *, patience_s: float = 10) -> None:
        self.changes: list[tuple[str, str]] = []
        self.refusal: FinOpsError | None = None
        self.hold = threading.Event()
        self.hold.set()
        self.waiting = threading.Event()
        self._given_up = False
        self._patience_s = patience_s

    def change(self, bill: str, label: str = "") -> None:
        if not self.hold.is_set():
            self.waiting.set()
            self.hold.wait(self._patience_s)
        if self._given_up:
            self._given_up = False
            raise OpeningGivenUp
        if self.refusal is not None:
            raise self.refusal
        self.changes.append((bill, label))

    def give_up_change(self) -> None:
        if self.waiting.is_set() and not self.hold.is_set():
            self._given_up = True
            self.hold.set()
