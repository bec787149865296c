"""Processes that share a database file write by turns."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from finops_core.errors import StorageUnavailable
from finops_core.sqlite.turn import WriteTurn

DEADLINE_S = 10
HOLDER = """
import sys
from finops_core.sqlite.turn import WriteTurn
turn = WriteTurn(sys.argv[1])
turn.open()
with turn:
    print("mine", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "table.db"


@pytest.fixture
def holder(database: Path) -> Iterator[subprocess.Popen[str]]:
    """A process whose turn it is until it reads a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def wait_for_a_turn(database: Path, entered: threading.Event) -> threading.Thread:
    def enter() -> None:
        turn = WriteTurn(database)
        turn.open()
        with turn:
            entered.set()
        turn.close()

    thread = threading.Thread(target=enter)
    thread.start()
    return thread


@pytest.mark.parametrize("ending", ["leaves", "dies"])
def test_the_next_one_enters_when_the_holder_leaves_or_dies(
    database: Path, holder: subprocess.Popen[str], ending: str
) -> None:
    entered = threading.Event()
    waiting = wait_for_a_turn(database, entered)
    assert not entered.wait(0.05)
    if ending == "dies":
        holder.send_signal(signal.SIGKILL)
    else:
        holder.communicate("\n")
    assert entered.wait(DEADLINE_S)
    waiting.join(DEADLINE_S)


def test_an_error_inside_gives_the_turn_back(database: Path) -> None:
    turn = WriteTurn(database)
    turn.open()
    with pytest.raises(ValueError, match="torn"), turn:
        raise ValueError("torn")
    entered = threading.Event()
    wait_for_a_turn(database, entered).join(DEADLINE_S)
    assert entered.is_set()
    turn.close()


def test_a_table_in_memory_needs_no_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    turn = WriteTurn(":memory:")
    turn.open()
    with turn:
        pass
    turn.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match=r"gone/table\.db cannot be used"):
        WriteTurn(tmp_path / "gone" / "table.db").open()


def test_of_one_processs_threads_one_is_inside_at_a_time(database: Path) -> None:
    turn = WriteTurn(database)
    turn.open()
    entered = threading.Event()

    def enter() -> None:
        with turn:
            entered.set()

    with turn:
        waiting = threading.Thread(target=enter)
        waiting.start()
        assert not entered.wait(0.05)
    waiting.join(DEADLINE_S)
    assert entered.is_set()
    turn.close()
