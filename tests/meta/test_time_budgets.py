"""The time that tests may take: every folder has a budget, and what is over it is said and fails the run."""

import shlex
import tomllib
from pathlib import Path

import pytest

from tests.time_budgets import TESTS, folder_of, over_budget, read_budgets

BUDGETS = read_budgets()
MOST_IN_ALL_S = 2 * 15 * 60
"""Two cores for fifteen minutes."""

pytest_plugins = ("pytester",)


def test_every_folder_of_tests_has_a_budget_and_every_budget_a_folder() -> None:
    folders = {path.parent.relative_to(TESTS.parent).as_posix() for path in TESTS.rglob("test_*.py")}
    assert {folder_of(f"{folder}/test_x.py", BUDGETS) for folder in folders} == set(BUDGETS)


def test_a_run_of_the_tests_that_are_run_by_default_is_measured(pytestconfig: pytest.Config) -> None:
    settings = tomllib.loads((TESTS.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
    default = shlex.split(settings["ini_options"]["addopts"])
    is_default = pytestconfig.option.markexpr == default[default.index("-m") + 1] and not pytestconfig.option.endurance
    assert pytestconfig.pluginmanager.has_plugin("time-budgets") == is_default


def test_all_budgets_together_are_what_make_test_may_take() -> None:
    assert sum(BUDGETS.values()) <= MOST_IN_ALL_S


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("tests/unit/test_values.py", "unit"),
        ("tests/unit/billing/test_x.py", "unit/billing"),
        ("tests/unit/billing/deep/test_x.py", "unit/billing"),
        ("tests/unit/jobs/test_x.py", "unit"),
        ("tests/unknown/test_x.py", "unknown"),
    ],
)
def test_a_test_belongs_to_the_nearest_folder_with_a_budget(path: str, folder: str) -> None:
    assert folder_of(path, {"unit": 1, "unit/billing": 1}) == folder


def test_a_folder_of_three_budgets_is_told_and_smaller_excesses_are_not() -> None:
    budgets = {"unit": 10.0, "e2e": 10.0}
    assert over_budget({"unit": 29.9, "e2e": 10.0}, budgets) == []
    (told,) = over_budget({"unit": 30.1, "e2e": 10.0}, budgets)
    assert told.startswith("tests/unit took 30 s of processor time, its budget is 10 s. Make its slowest tests faster")
    assert over_budget({"new": 2.0}, budgets)[0].startswith("tests/new took 2 s of processor time, its budget is 0 s")


BUSY = """
import subprocess, sys, time

def burn(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass

def test_busy():
    burn(0.6)

def test_busy_in_a_process_of_its_own():
    code = "import time\\nwhile time.process_time() < 0.6: pass"
    subprocess.run([sys.executable, "-c", code], check=True)

def test_waiting():
    time.sleep(0.2)
"""


@pytest.mark.parametrize(("budget", "ends", "workers"), [(0.2, 1, "0"), (0.2, 1, "1"), (60.0, 0, "1")])
def test_a_run_over_its_budget_fails_with_a_sentence(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, budget: float, ends: int, workers: str
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(
        f"""
import sys
sys.path.insert(0, {str(Path(TESTS).parent)!r})
from tests.time_budgets import TimeBudgets

def pytest_configure(config):
    config.pluginmanager.register(TimeBudgets({{"part": {budget}}}, busy=lambda: False))
"""
    )
    folder = pytester.mkdir("tests") / "part"
    folder.mkdir()
    (folder / "test_busy.py").write_text(BUSY)
    result = pytester.runpytest_subprocess("-q", "-p", "xdist", "-n", workers, "-p", "no:cacheprovider", "tests/part")
    assert result.ret == ends
    text = result.stdout.str()
    assert ("tests/part took 1 s of processor time" in text) == bool(ends)
    assert "processor seconds by folder: part 1 of" in text
