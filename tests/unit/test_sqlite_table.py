"""What the SQLite table promises beyond the contract: shared commits, durability, processes, the feed, upkeep."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from finops_core.clock import ManualClock, SystemClock
from finops_core.errors import ConditionFailed, StorageUnavailable
from finops_core.sqlite import connection as sqlite_connection
from finops_core.table.port import (
    TTL_ATTRIBUTE,
    AbsentOrBelow,
    Condition,
    Delete,
    Equals,
    Index,
    Key,
    NotExists,
    OneOf,
    Put,
    Update,
    Value,
)
from finops_core.table.sqlite import SqliteTable

DEADLINE_S = 20


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "table.db"


@pytest.fixture
def table(path: Path, clock: ManualClock) -> Iterator[SqliteTable]:
    table = SqliteTable(path, clock=clock).open()
    yield table
    table.close()


def put(table: SqliteTable, sk: str, pk: str = "JOB#1", /, **attributes: Value) -> None:
    table.put_if(Put(item={"pk": pk, "sk": sk, **attributes}))


def run_process(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Another Python process with the table at hand; `code` reads its arguments from sys.argv."""
    prologue = (
        "import sys\n"
        "from finops_core.clock import SystemClock\n"
        "from finops_core.table.port import *\n"
        "from finops_core.table.sqlite import SqliteTable\n"
        "table = SqliteTable(sys.argv[1], clock=SystemClock()).open()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", prologue + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def finish(process: "subprocess.Popen[str]") -> list[str]:
    output, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0
    return output.splitlines()


class TestGroupCommit:
    def test_writes_at_the_same_time_share_commits(self, table: SqliteTable, path: Path) -> None:
        """Another connection holds the file, so that one write is under way and the rest has to wait for it."""
        writers = 20
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(writers) as threads:
            writes = [threads.submit(put, table, f"{number:02}") for number in range(writers)]
            pause = threading.Event()
            while table.statistics().waiting < writers - 1:
                assert not pause.wait(0.001)
            holder.execute("ROLLBACK")
            for write in writes:
                write.result(DEADLINE_S)
        holder.close()
        statistics = table.statistics()
        assert (statistics.requests, statistics.commits, statistics.waiting) == (writers, 2, 0)
        assert len(table.query("JOB#1")) == writers

    def test_a_later_request_of_a_group_sees_the_earlier_ones(self, table: SqliteTable, path: Path) -> None:
        """All attempts are in one transaction; still each count happens and one creator wins."""
        writers = 12
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")

        def count_and_create(number: int) -> bool:
            try:
                table.transact(
                    [
                        Update(key=Key("JOB#1", "count"), add={"n": 1}),
                        Put(item={"pk": "JOB#1", "sk": "first", "by": number}, conditions=(NotExists(),)),
                    ]
                )
            except ConditionFailed:
                table.update_if(Update(key=Key("JOB#1", "count"), add={"lost": 1}))
                return False
            return True

        with ThreadPoolExecutor(writers) as threads:
            attempts = [threads.submit(count_and_create, number) for number in range(writers)]
            pause = threading.Event()
            while table.statistics().waiting < writers - 1:
                assert not pause.wait(0.001)
            holder.execute("ROLLBACK")
            won = [number for number, attempt in enumerate(attempts) if attempt.result(DEADLINE_S)]
        holder.close()
        assert len(won) == 1
        assert table.get(Key("JOB#1", "first")) == {"pk": "JOB#1", "sk": "first", "by": won[0]}
        assert table.get(Key("JOB#1", "count")) == {"pk": "JOB#1", "sk": "count", "n": 1, "lost": writers - 1}

    def test_a_group_of_hundreds_of_writes_is_stored_whole(self, table: SqliteTable) -> None:
        sort_keys = [f"{number:03}" for number in range(100)]

        def write(part: int) -> None:
            table.transact(
                [Update(key=Key(f"BIG{part}", sk), add={"n": 1}, conditions=(NotExists(),)) for sk in sort_keys]
            )

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(write, range(4)))
        for part in range(4):
            assert [item["n"] for item in table.query(f"BIG{part}")] == [1] * 100


class TestTypes:
    """Here and not in the contract suite: moto compares values without their types, DynamoDB does not."""

    @pytest.mark.parametrize(
        "condition",
        [Equals("yes", 1), Equals("one", True), OneOf("yes", (1,)), AbsentOrBelow("text", 9), AbsentOrBelow("yes", 9)],
        ids=repr,
    )
    def test_true_is_not_one_and_text_is_no_number(self, table: SqliteTable, condition: Condition) -> None:
        put(table, "JOB", yes=True, one=1, text="1")
        with pytest.raises(ConditionFailed):
            table.update_if(Update(key=Key("JOB#1", "JOB"), set={"a": 1}, conditions=(condition,)))


class TestDurability:
    def test_what_was_acknowledged_survives_a_killed_process(self, table: SqliteTable, path: Path) -> None:
        process = run_process(
            "for number in range(10**6):\n"
            "    table.put_if(Put(item={'pk': 'JOB#1', 'sk': f'{number:06}'}))\n"
            "    print(number, flush=True)\n",
            path,
        )
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(50)]
        process.kill()
        rest, _ = process.communicate(timeout=DEADLINE_S)
        acknowledged += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        stored = [int(str(item["sk"])) for item in table.query("JOB#1")]
        assert stored[: len(acknowledged)] == acknowledged
        assert len(stored) <= len(acknowledged) + 1

    def test_a_write_is_synced_before_it_is_acknowledged(self, path: Path) -> None:
        """FULL is 2: in write-ahead mode each commit then ends in an fsync of the log."""
        connection = sqlite_connection.connect(path, synchronous="FULL")
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()

    def test_a_reopened_file_has_what_was_written(self, path: Path, clock: ManualClock) -> None:
        first = SqliteTable(path, clock=clock).open()
        put(first, "JOB", n=1)
        first.close()
        second = SqliteTable(path, clock=clock).open()
        assert second.get(Key("JOB#1", "JOB")) == {"pk": "JOB#1", "sk": "JOB", "n": 1}
        second.close()

    def test_in_memory_nothing_is_shared_or_left_behind(
        self, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        first, second = (SqliteTable(":memory:", clock=clock).open() for _ in range(2))
        put(first, "JOB")
        assert second.get(Key("JOB#1", "JOB")) is None
        first.close()
        second.close()
        assert list(tmp_path.iterdir()) == []


class TestProcesses:
    def test_another_process_sees_what_was_committed(self, table: SqliteTable, path: Path) -> None:
        put(table, "JOB", status="QUEUED")
        assert finish(run_process("print(table.get(Key('JOB#1', 'JOB'))['status'])", path)) == ["QUEUED"]

    def test_processes_that_open_a_new_file_and_write_at_once_lose_nothing(self, path: Path) -> None:
        rounds, processes = 60, 3
        code = (
            "won = 0\n"
            "sys.stdin.readline()\n"
            f"for number in range({rounds}):\n"
            "    table.update_if(Update(key=Key('JOB#1', 'count'), add={'n': 1}))\n"
            "    try:\n"
            "        table.put_if(Put(item={'pk': 'WON', 'sk': str(number)}, conditions=(NotExists(),)))\n"
            "        won += 1\n"
            "    except Exception as error:\n"
            "        assert type(error).__name__ == 'ConditionFailed', error\n"
            "print(won)\n"
        )
        running = [run_process(code, path) for _ in range(processes)]
        for process in running:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        won = [int(finish(process)[0]) for process in running]
        table = SqliteTable(path, clock=SystemClock()).open()
        assert table.get(Key("JOB#1", "count")) == {"pk": "JOB#1", "sk": "count", "n": rounds * processes}
        assert sum(won) == rounds == len(table.query("WON"))
        table.close()


class TestFeed:
    def test_it_carries_the_items_with_a_feed_prefix_in_the_order_of_their_commits(self, table: SqliteTable) -> None:
        put(table, "FINDING#cost", n=0)
        put(table, "SEG#2", n=1)
        table.transact(
            [
                Update(key=Key("JOB#2", "SEG#1"), set={"n": 2}),
                Update(key=Key("JOB#1", "FINDING#cost"), set={"n": 9}),
                Put(item={"pk": "JOB#1", "sk": "SEG#1", "n": 3}),
            ]
        )
        put(table, "RESUME#1", n=4)
        records = table.feed(0, 10)
        assert [(record.key, record.item["n"]) for record in records] == [
            (Key("JOB#1", "SEG#2"), 1),
            (Key("JOB#2", "SEG#1"), 2),
            (Key("JOB#1", "SEG#1"), 3),
            (Key("JOB#1", "RESUME#1"), 4),
        ]
        assert [record.number for record in records] == [1, 2, 3, 4]
        assert table.feed_position() == 4

    def test_an_item_that_changes_comes_once_and_as_it_is_now(self, table: SqliteTable) -> None:
        table.put_if(Put(item={"pk": "JOB#1", "sk": "JOB", "n": 0}, conditions=(NotExists(),)))
        table.transact([Update(key=Key("JOB#1", "JOB"), set={"n": 1}), Put(item={"pk": "JOB#1", "sk": "SEG#1"})])
        table.update_if(Update(key=Key("JOB#1", "JOB"), add={"n": 1}))
        assert [(record.key.sk, record.item.get("n")) for record in table.feed(0, 10)] == [("JOB", 2), ("SEG#1", None)]

    def test_a_refused_write_leaves_no_record(self, table: SqliteTable) -> None:
        put(table, "SEG#1")
        with pytest.raises(ConditionFailed):
            table.put_if(Put(item={"pk": "JOB#1", "sk": "SEG#1"}, conditions=(NotExists(),)))
        with pytest.raises(ConditionFailed):
            table.transact(
                [
                    Put(item={"pk": "JOB#1", "sk": "SEG#2"}),
                    Put(item={"pk": "JOB#1", "sk": "SEG#1"}, conditions=(NotExists(),)),
                ]
            )
        assert [record.key.sk for record in table.feed(0, 10)] == ["SEG#1"]

    def test_it_is_read_in_portions_from_a_position(self, table: SqliteTable) -> None:
        for number in range(7):
            put(table, f"SEG#{number}")
        seen: list[int] = []
        while records := table.feed(seen[-1] if seen else 0, 3):
            assert len(records) <= 3
            seen += [record.number for record in records]
        assert seen == [1, 2, 3, 4, 5, 6, 7]

    def test_an_empty_feed_stands_at_zero(self, table: SqliteTable) -> None:
        assert table.feed_position() == 0
        assert table.feed(0, 10) == []

    def test_trimmed_records_are_gone_and_their_numbers_never_used_again(self, table: SqliteTable) -> None:
        for number in range(3):
            put(table, f"SEG#{number}")
        table.trim_feed(2)
        assert [record.number for record in table.feed(0, 10)] == [3]
        table.trim_feed(3)
        assert table.feed_position() == 3
        assert table.get(Key("JOB#1", "SEG#0")) is not None
        put(table, "SEG#3")
        assert [record.number for record in table.feed(3, 10)] == [4]

    def test_deleted_items_are_left_out_and_wake_nobody(self, table: SqliteTable) -> None:
        put(table, "SEG#1")
        put(table, "SEG#2")
        table.delete_if(Delete(key=Key("JOB#1", "SEG#2")))
        assert [record.key.sk for record in table.feed(0, 10)] == ["SEG#1"]
        assert not table.wait_for_feed(1, 0)
        assert table.feed_position() == 2

    def test_waiting_ends_at_once_when_there_is_a_record(self, table: SqliteTable) -> None:
        put(table, "SEG#1")
        assert table.wait_for_feed(0, 0)
        assert not table.wait_for_feed(1, 0)

    def test_waiting_ends_with_its_time(self, table: SqliteTable) -> None:
        put(table, "FINDING#cost")
        assert not table.wait_for_feed(0, 0.06)

    @pytest.mark.parametrize("in_memory", [False, True])
    def test_a_waiting_reader_wakes_at_once_for_a_write_of_another_thread(
        self, table: SqliteTable, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, in_memory: bool
    ) -> None:
        monkeypatch.setattr("finops_core.sqlite.foreign.IDLE_S", 3 * DEADLINE_S)
        watched = SqliteTable(":memory:", clock=clock).open() if in_memory else table
        with ThreadPoolExecutor(1) as threads:
            for number in range(20):
                waiting = threads.submit(watched.wait_for_feed, number, 3 * DEADLINE_S)
                put(watched, f"SEG#{number}")
                assert waiting.result(DEADLINE_S)
        if in_memory:
            watched.close()

    def test_a_waiting_reader_wakes_for_a_write_of_another_process(self, table: SqliteTable, path: Path) -> None:
        process = run_process(
            "sys.stdin.readline()\ntable.put_if(Put(item={'pk': 'JOB#9', 'sk': 'SEG#1', 'n': 1}))", path
        )
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(table.wait_for_feed, 0, DEADLINE_S)
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
            assert waiting.result(DEADLINE_S)
        finish(process)
        assert [record.key for record in table.feed(0, 10)] == [Key("JOB#9", "SEG#1")]

    def test_a_tail_sees_every_record_of_many_writers_once_and_in_order(self, table: SqliteTable) -> None:
        writers, each = 6, 30
        seen: list[tuple[int, str, int]] = []

        def tail() -> None:
            position = 0
            while len(seen) < writers * each:
                assert table.wait_for_feed(position, DEADLINE_S)
                for record in table.feed(position, 7):
                    seen.append((record.number, record.key.pk, int(record.key.sk[4:])))
                    position = record.number

        def write(writer: int) -> None:
            for number in range(each):
                put(table, f"SEG#{number:03}", f"JOB#{writer}")

        with ThreadPoolExecutor(writers + 1) as threads:
            tailing = threads.submit(tail)
            list(threads.map(write, range(writers)))
            tailing.result(DEADLINE_S)
        numbers = [number for number, _, _ in seen]
        assert numbers == sorted(set(numbers))
        for writer in range(writers):
            assert [sequence for _, pk, sequence in seen if pk == f"JOB#{writer}"] == list(range(each))


class TestUpkeep:
    def test_purging_drops_what_is_over_and_nothing_else(
        self, table: SqliteTable, path: Path, clock: ManualClock
    ) -> None:
        now_s = int(clock.now().timestamp())
        for number in range(5):
            put(table, f"OLD#{number}", **{TTL_ATTRIBUTE: now_s + 10})
        put(table, "LATER", **{TTL_ATTRIBUTE: now_s + 11})
        put(table, "ALWAYS")
        assert table.purge_expired(100) == 0
        clock.advance(10)
        assert table.purge_expired(3) == 3
        assert table.purge_expired(100) == 2
        assert table.purge_expired(100) == 0
        with sqlite3.connect(path) as connection:
            stored = connection.execute("SELECT sk FROM items ORDER BY sk").fetchall()
        connection.close()
        assert stored == [("ALWAYS",), ("LATER",)]

    def test_an_index_added_later_finds_older_items(self, path: Path, clock: ManualClock) -> None:
        by_user = Index(name="by_user", hash="user_id", range="created_at")
        by_account = Index(name="by_account", hash="account.id", range="created_at")
        before = SqliteTable(path, clock=clock, indexes=(by_user,)).open()
        put(before, "A", user_id="u", created_at="1", **{"account.id": "acc"})
        put(before, "B", user_id="u", created_at="2")
        before.close()
        after = SqliteTable(path, clock=clock, indexes=(by_user, by_account)).open()
        put(after, "C", created_at="0", **{"account.id": "acc"})
        assert [item["sk"] for item in after.query_index("by_account", "acc")] == ["C", "A"]
        assert [item["sk"] for item in after.query_index("by_user", "u")] == ["A", "B"]
        after.close()

    def test_a_query_uses_an_index_of_the_file(self, table: SqliteTable, path: Path) -> None:
        """A scan would pass every other test and fail with the first thousand jobs."""
        from finops_core.table import schema, sqlite_schema

        put(table, "JOB")
        with sqlite3.connect(path) as connection:
            statements = [
                (sqlite_schema.GET_SQL, 3),
                (sqlite_schema.QUERY_SQL, 5),
                (sqlite_schema.QUERY_REVERSE_SQL, 5),
                (sqlite_schema.current_sql(3), 6),
                (sqlite_schema.PURGE_SQL, 2),
                (sqlite_schema.FEED_SQL, 2),
                *((sqlite_schema.index_sql(index, reverse=True), 4) for index in schema.INDEXES),
            ]
            for statement, count in statements:
                plan = connection.execute("EXPLAIN QUERY PLAN " + statement, ("x",) * count).fetchall()
                steps = [str(step[3]) for step in plan]
                assert not [
                    step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step and step != "SCAN keys"
                ], steps
                assert not [step for step in steps if "TEMP B-TREE" in step], steps
        connection.close()


class TestFailures:
    def test_a_closed_table_says_so(self, path: Path, clock: ManualClock) -> None:
        table = SqliteTable(path, clock=clock).open()
        put(table, "JOB")
        table.get(Key("JOB#1", "JOB"))
        table.close()
        table.close()
        for call in (
            lambda: table.get(Key("JOB#1", "JOB")),
            lambda: put(table, "JOB"),
            lambda: table.purge_expired(1),
            lambda: table.feed(0, 1),
        ):
            with pytest.raises(StorageUnavailable):
                call()

    def test_a_table_never_opened_says_so(self, path: Path, clock: ManualClock) -> None:
        table = SqliteTable(path, clock=clock)
        with pytest.raises(StorageUnavailable, match="not open"):
            put(table, "JOB")
        with pytest.raises(StorageUnavailable, match="not open"):
            table.query("JOB#1")
        assert not path.exists()

    def test_a_file_that_is_no_database_is_named(self, tmp_path: Path, clock: ManualClock) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("not a database, but long enough to be looked at as one " * 20)
        with pytest.raises(StorageUnavailable, match=r"notes\.txt"):
            SqliteTable(path, clock=clock).open()
        assert path.read_text().startswith("not a database")

    def test_a_place_that_cannot_be_written_is_named(self, tmp_path: Path, clock: ManualClock) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StorageUnavailable, match="file"):
            SqliteTable(tmp_path / "file" / "table.db", clock=clock).open()

    def test_a_file_locked_for_too_long_fails_the_write_and_not_the_table(
        self, path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT_S", 0.01)
        table = SqliteTable(path, clock=clock).open()
        put(table, "BEFORE")
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="locked"):
            put(table, "REFUSED")
        assert len(table.query("JOB#1")) == 1
        holder.execute("ROLLBACK")
        holder.close()
        put(table, "AFTER")
        assert [item["sk"] for item in table.query("JOB#1")] == ["AFTER", "BEFORE"]
        table.close()

    def test_a_refused_request_in_a_group_harms_no_other(self, table: SqliteTable) -> None:
        put(table, "TEXT", n="text")

        def attempt(number: int) -> str:
            try:
                if number % 2:
                    table.update_if(Update(key=Key("JOB#1", "TEXT"), add={"n": 1}))
                else:
                    put(table, f"FINE#{number}")
            except ValueError:
                return "refused"
            return "stored"

        with ThreadPoolExecutor(8) as threads:
            outcomes = list(threads.map(attempt, range(16)))
        assert outcomes == ["stored", "refused"] * 8
        assert len(table.query("JOB#1", prefix="FINE#")) == 8
