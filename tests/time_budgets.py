"""What each folder of tests may take, in seconds of processor time, and what it takes.

Processor time and not time on the clock: a machine that is busy with something else makes no test slower by it. Counted
are the process that runs the test and the processes it has started and waited for. `budgets.toml` has the budgets; a
run that takes three times as much fails and says so, smaller excesses are only shown. A machine on which much else runs
slows its processors too: there an excess is told and fails nothing.
"""

import os
import tomllib
from collections import defaultdict
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
BUDGETS = TESTS / "budgets.toml"
ALLOWANCE = 3.0
"""Processors differ, two threads on one core slow each other, and most budgets were measured on busy machines."""
LARGEST_SHOWN = 12


def read_budgets(file: Path = BUDGETS) -> dict[str, float]:
    """Seconds by folder of tests/."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))["cpu_seconds"]
    return {str(folder): float(seconds) for folder, seconds in found.items()}


def folder_of(test_path: str, budgets: Mapping[str, float]) -> str:
    """The folder with a budget that a test file (a path from the repository on) lies in; itself when there is none."""
    parts = Path(test_path).parent.parts[1:]
    for length in range(len(parts), 0, -1):
        if (folder := "/".join(parts[:length])) in budgets:
            return folder
    return "/".join(parts)


def over_budget(spent: Mapping[str, float], budgets: Mapping[str, float]) -> list[str]:
    """A sentence for each folder that takes more than its budget allows."""
    return [
        f"tests/{folder} took {seconds:.0f} s of processor time, its budget is {budgets.get(folder, 0):.0f} s. Make "
        "its slowest tests faster (pytest --processor-seconds=20), mark what is worth running only at night with "
        "`nightly`, or change tests/budgets.toml with a reason."
        for folder, seconds in sorted(spent.items())
        if seconds > ALLOWANCE * budgets.get(folder, 0) and seconds > 1
    ]


def is_busy() -> bool:
    """Whether more than twice as much wants to run as the machine has processors."""
    return os.getloadavg()[1] > 2 * (os.cpu_count() or 1)


class TimeBudgets:
    """Measures each test where it runs and adds up where the session is led."""

    def __init__(self, budgets: Mapping[str, float], *, busy: Callable[[], bool] = is_busy, slowest: int = 0) -> None:
        self._budgets = budgets
        self._busy = busy
        self._slowest = slowest
        self._mark = 0.0
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.by_test: defaultdict[str, float] = defaultdict(float)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self) -> None:
        self._mark = _processor_seconds()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, Any, Any]:
        report = yield
        now = _processor_seconds()
        # Whatever a report carries travels from the worker to the process that leads the session.
        report.processor_seconds, self._mark = now - self._mark, now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.location[0], self._budgets)
        seconds = getattr(report, "processor_seconds", 0.0)
        self.spent[folder] += seconds
        self.by_test[report.nodeid] += seconds

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        over = over_budget(self.spent, self._budgets)
        if over and session.exitstatus == pytest.ExitCode.OK and not self._busy():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        largest = sorted(self.spent.items(), key=lambda item: -item[1])[:LARGEST_SHOWN]
        parts = [f"{folder} {seconds:.0f} of {self._budgets.get(folder, 0):.0f}" for folder, seconds in largest]
        terminalreporter.write_line(f"processor seconds by folder: {', '.join(parts)}")
        for test, seconds in sorted(self.by_test.items(), key=lambda item: -item[1])[: self._slowest]:
            terminalreporter.write_line(f"{seconds:6.1f} s {test}")
        for sentence in over_budget(self.spent, self._budgets):
            terminalreporter.write_line(sentence, red=True)


def _processor_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
