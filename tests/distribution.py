"""How a run's tests are dealt out to its processes, and in which order.

A file's tests stay together, so that what a module makes for its tests is made once. Those that wait for browsers, the
emulator and other processes begin, each alone or in its group: they leave processors to the checks beside them, and a
long one at the end would be waited for by everybody.
"""

from collections import Counter
from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadGroupScheduling

WAITING = ("tests/infra/", "tests/e2e/", "tests/integration/")
"""Whose tests mostly wait, the longest group first."""


class FilesAndGroups(LoadGroupScheduling):
    """Groups as they are marked; otherwise files, and single tests of those that wait."""

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        return nodeid.partition("::")[0] if scope == nodeid and not nodeid.startswith(WAITING) else scope


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """First those that wait, then file by file, those of many tests before those of few."""
    listed = list(items)
    tests_of = Counter(_file(item) for item in listed)

    def place(item: pytest.Item) -> tuple[int, int]:
        for rank, folder in enumerate(WAITING):
            if item.nodeid.startswith(folder):
                return rank, 0
        return len(WAITING), -tests_of[_file(item)]

    # Sorting is stable: files of equally many tests stay apart as they were collected.
    return sorted(listed, key=place)


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
