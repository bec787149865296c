"""What the SQLite queue promises beyond the contract: receipts, several processes, wake-ups, dead letters."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from finops_core.clock import ManualClock, SystemClock
from finops_core.errors import StorageUnavailable
from finops_core.queue.port import Message
from finops_core.queue.sqlite import SqliteQueue

VISIBILITY_S = 30
DEADLINE_S = 20


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.db"


@pytest.fixture
def queue(path: Path, clock: ManualClock) -> Iterator[SqliteQueue]:
    queue = SqliteQueue(path, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=3).open()
    yield queue
    queue.close()


def run_process(code: str, path: Path) -> "subprocess.Popen[str]":
    prologue = (
        "import sys\n"
        "from finops_core.clock import SystemClock\n"
        "from finops_core.queue.sqlite import SqliteQueue\n"
        "queue = SqliteQueue(sys.argv[1], clock=SystemClock(), visibility_s=30, max_deliveries=3).open()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", prologue + code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


class WatchedClock(ManualClock):
    """Tells when it was read: a receiver does so right before it looks and then waits."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.read = threading.Event()

    def now(self) -> datetime:
        self.read.set()
        return super().now()


class TestReceipts:
    def test_a_late_delete_leaves_the_newer_delivery_alone(self, queue: SqliteQueue, clock: ManualClock) -> None:
        queue.send("job")
        (first,) = queue.receive()
        clock.advance(VISIBILITY_S)
        (second,) = queue.receive()
        queue.delete(first)
        clock.advance(VISIBILITY_S)
        (third,) = queue.receive()
        assert (second.deliveries, third.deliveries) == (2, 3)
        queue.delete(third)
        clock.advance(VISIBILITY_S)
        assert queue.receive() == []

    def test_a_late_hand_back_leaves_the_newer_delivery_hidden(self, queue: SqliteQueue, clock: ManualClock) -> None:
        queue.send("job")
        (first,) = queue.receive()
        clock.advance(VISIBILITY_S)
        queue.receive()
        queue.hand_back(first)
        assert queue.receive() == []

    def test_a_receipt_from_elsewhere_is_refused(self, queue: SqliteQueue) -> None:
        with pytest.raises(ValueError):
            queue.delete(Message(body="job", receipt="not ours", deliveries=1))

    def test_an_id_is_never_used_again(self, queue: SqliteQueue) -> None:
        queue.send("first")
        (first,) = queue.receive()
        queue.delete(first)
        queue.send("second")
        queue.delete(first)
        assert [message.body for message in queue.receive()] == ["second"]


class TestProcesses:
    def test_messages_survive_their_sender(self, queue: SqliteQueue, path: Path, clock: ManualClock) -> None:
        queue.send("job")
        queue.close()
        again = SqliteQueue(path, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=3).open()
        assert [message.body for message in again.receive()] == ["job"]
        again.close()

    def test_a_waiting_receiver_hears_another_process(self, path: Path) -> None:
        queue = SqliteQueue(path, clock=SystemClock(), visibility_s=VISIBILITY_S, max_deliveries=3).open()
        process = run_process("sys.stdin.readline()\nqueue.send('from elsewhere')", path)
        with ThreadPoolExecutor(1) as threads:
            received = threads.submit(queue.receive, wait_s=20)
            process.communicate("\n", timeout=DEADLINE_S)
            assert [message.body for message in received.result(DEADLINE_S)] == ["from elsewhere"]
        queue.close()

    def test_two_processes_share_the_messages(self, path: Path) -> None:
        queue = SqliteQueue(path, clock=SystemClock(), visibility_s=VISIBILITY_S, max_deliveries=3).open()
        sent = {f"job {number}" for number in range(60)}
        for body in sent:
            queue.send(body)
        code = (
            "while messages := queue.receive():\n"
            "    for message in messages:\n"
            "        queue.delete(message)\n"
            "        print(message.body)\n"
        )
        processes = [run_process(code, path) for _ in range(2)]
        received = [line for process in processes for line in process.communicate(timeout=DEADLINE_S)[0].splitlines()]
        assert sorted(received) == sorted(sent)
        assert queue.receive() == []
        queue.close()


class TestWaiting:
    def test_it_ends_with_its_time(self, queue: SqliteQueue) -> None:
        assert queue.receive(wait_s=0.06) == []

    def test_every_waiting_receiver_gets_one_of_as_many_messages(self, queue: SqliteQueue) -> None:
        receivers = 4
        ready = threading.Barrier(receivers + 1, timeout=DEADLINE_S)

        def receive() -> list[Message]:
            ready.wait()
            return queue.receive(limit=1, wait_s=20)

        with ThreadPoolExecutor(receivers) as threads:
            received = [threads.submit(receive) for _ in range(receivers)]
            ready.wait()
            for number in range(receivers):
                queue.send(str(number))
            bodies = [message.body for part in received for message in part.result(DEADLINE_S)]
        assert sorted(bodies) == ["0", "1", "2", "3"]

    def test_a_receiver_wakes_at_once_for_a_message_of_another_thread(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("finops_core.sqlite.foreign.IDLE_S", 3 * DEADLINE_S)
        clock = WatchedClock(datetime(2026, 11, 1, tzinfo=UTC))
        queue = SqliteQueue(path, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=3).open()
        with ThreadPoolExecutor(1) as threads:

            def receive_during(call: Callable[[], None]) -> Message:
                clock.read.clear()
                received = threads.submit(queue.receive, wait_s=20)
                assert clock.read.wait(DEADLINE_S)
                call()
                (message,) = received.result(DEADLINE_S / 2)
                return message

            for number in range(20):
                message = receive_during(partial(queue.send, f"sent {number}"))
                message = receive_during(partial(queue.hand_back, message))
                assert (message.body, message.deliveries) == (f"sent {number}", 2)
                queue.delete(message)
        queue.close()

    def test_messages_are_deleted_together(self, queue: SqliteQueue, clock: ManualClock) -> None:
        for number in range(4):
            queue.send(str(number))
        *done, kept = queue.receive()
        queue.delete(*done)
        queue.delete()
        clock.advance(VISIBILITY_S)
        assert [message.body for message in queue.receive()] == [kept.body]

    def test_a_delay_that_ends_while_waiting_is_noticed(self, queue: SqliteQueue, clock: ManualClock) -> None:
        queue.send("later", delay_s=5)
        assert queue.receive() == []
        with ThreadPoolExecutor(1) as threads:
            received = threads.submit(queue.receive, wait_s=20)
            clock.advance(5)
            assert [message.body for message in received.result(DEADLINE_S)] == ["later"]

    def test_many_senders_and_receivers_pass_every_message_once(self, queue: SqliteQueue) -> None:
        senders, each = 6, 40
        received: list[str] = []
        finished = threading.Event()

        def receive() -> None:
            while True:
                stop = finished.is_set()
                messages = queue.receive(wait_s=0.01)
                for message in messages:
                    queue.delete(message)
                    received.append(message.body)
                if stop and not messages:
                    return

        def send(sender: int) -> None:
            for number in range(each):
                queue.send(f"{sender}/{number}")

        with ThreadPoolExecutor(senders + 3) as threads:
            receiving = [threads.submit(receive) for _ in range(3)]
            list(threads.map(send, range(senders)))
            finished.set()
            for thread in receiving:
                thread.result(DEADLINE_S)
        assert sorted(received) == sorted(f"{sender}/{number}" for sender in range(senders) for number in range(each))


class TestDeadLetters:
    def test_without_dead_letters_a_poison_message_is_dropped(self, queue: SqliteQueue, clock: ManualClock) -> None:
        queue.send("poison")
        for _ in range(3):
            assert len(queue.receive()) == 1
            clock.advance(VISIBILITY_S)
        assert queue.receive() == []
        clock.advance(VISIBILITY_S)
        assert queue.receive() == []

    def test_a_receive_is_filled_up_behind_dead_letters(self, path: Path, clock: ManualClock, tmp_path: Path) -> None:
        dead = SqliteQueue(tmp_path / "dead.db", clock=clock, visibility_s=1, max_deliveries=9).open()
        queue = SqliteQueue(path, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=1, dead_letters=dead).open()
        for number in range(7):
            queue.send(f"poison {number}")
        assert len(queue.receive()) == 7
        clock.advance(VISIBILITY_S)
        for number in range(5):
            queue.send(f"healthy {number}")
        assert [message.body for message in queue.receive(limit=5)] == [f"healthy {number}" for number in range(5)]
        assert len(dead.receive()) == 7
        queue.close()
        dead.close()

    def test_a_message_stays_when_its_dead_letter_cannot_be_sent(
        self, path: Path, clock: ManualClock, tmp_path: Path
    ) -> None:
        dead = SqliteQueue(tmp_path / "dead.db", clock=clock, visibility_s=1, max_deliveries=9)
        queue = SqliteQueue(path, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=1, dead_letters=dead).open()
        queue.send("poison")
        queue.receive()
        clock.advance(VISIBILITY_S)
        with pytest.raises(StorageUnavailable):
            queue.receive()
        dead.open()
        assert queue.receive() == []
        assert [message.body for message in dead.receive()] == ["poison"]
        queue.close()
        dead.close()


class TestFailures:
    def test_a_queue_that_is_not_open_says_so(self, path: Path, clock: ManualClock) -> None:
        queue = SqliteQueue(path, clock=clock, visibility_s=1, max_deliveries=1)
        for call in (lambda: queue.send("job"), lambda: queue.receive()):
            with pytest.raises(StorageUnavailable, match="not open"):
                call()
        queue.open()
        queue.send("job")
        queue.close()
        with pytest.raises(StorageUnavailable):
            queue.send("job")

    def test_a_file_that_is_no_database_is_named(self, path: Path, clock: ManualClock) -> None:
        path.write_text("not a database, but long enough to be looked at as one " * 20)
        with pytest.raises(StorageUnavailable, match=r"queue\.db"):
            SqliteQueue(path, clock=clock, visibility_s=1, max_deliveries=1).open()
