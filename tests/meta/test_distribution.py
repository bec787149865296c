"""How tests are dealt out to processes: a file stays together, and what waits begins."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.time_budgets import TESTS

pytest_plugins = ("pytester",)

FILES = {"agents/test_small.py": 1, "agents/test_large.py": 6, "agents/test_other.py": 6, "e2e/test_page.py": 2}
Deal = Callable[[int], list[tuple[str, str]]]
CONFTEST = f"""
import sys
sys.path.insert(0, {str(Path(TESTS).parent)!r})
from tests.conftest import pytest_collection_modifyitems, pytest_xdist_make_scheduler
"""


@pytest.fixture
def dealt(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Deal:
    """Runs tests of small files in so many processes; gives the process and the file of each, in order."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(CONFTEST)
    for name, tests in FILES.items():
        file = pytester.path / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(f"def test_{number}():\n    pass\n" for number in range(tests)))

    def run(processes: int) -> list[tuple[str, str]]:
        command = ("-v", "-p", "xdist", "-n", str(processes), "--dist", "loadgroup", "-p", "no:cacheprovider", "tests")
        result = pytester.runpytest_subprocess(*command)
        assert result.ret == 0
        return re.findall(r"^\[(gw\d)\].* PASSED tests/(\S+?)::", result.stdout.str(), re.MULTILINE)

    return run


def test_the_tests_of_a_file_run_in_one_process(dealt: Deal) -> None:
    ran = dealt(2)
    assert len(ran) == sum(FILES.values())
    assert all(len({process for process, of in ran if of == file}) == 1 for file in FILES if file.startswith("agents"))


def test_tests_that_wait_begin_and_files_of_few_end(dealt: Deal) -> None:
    ran = [file for _, file in dealt(1)]
    assert list(dict.fromkeys(ran)) == [
        "e2e/test_page.py",
        "agents/test_large.py",
        "agents/test_other.py",
        "agents/test_small.py",
    ]
