"""Writers in several threads: each conditional write has one winner, and no count is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from finops_core.errors import ConditionFailed
from finops_core.table.port import Equals, Key, NotExists, Put, Table, Update, Write

THREADS = 8
KEY = Key("JOB#1", "JOB")


def race(attempt: Callable[[int], None]) -> list[int]:
    """Runs the attempt in all threads at once and returns who won; the others got ConditionFailed."""
    start = threading.Barrier(THREADS, timeout=30)

    def run(number: int) -> bool:
        start.wait()
        try:
            attempt(number)
        except ConditionFailed:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        return [number for number, won in enumerate(threads.map(run, range(THREADS))) if won]


def test_one_of_many_creators_wins(table: Table) -> None:
    for round in range(5):
        key = Key(f"JOB#{round}", "JOB")

        def create(number: int, key: Key = key) -> None:
            table.put_if(Put(item={"pk": key.pk, "sk": key.sk, "by": number}, conditions=(NotExists(),)))

        (winner,) = race(create)
        assert table.get(key) == {"pk": key.pk, "sk": key.sk, "by": winner}


def test_one_of_many_claimants_wins_each_attempt(table: Table) -> None:
    table.put_if(Put(item={"pk": KEY.pk, "sk": KEY.sk, "attempt": 0}))
    for attempt in range(5):

        def claim(number: int, attempt: int = attempt) -> None:
            table.update_if(
                Update(key=KEY, set={"by": number}, add={"attempt": 1}, conditions=(Equals("attempt", attempt),))
            )

        (winner,) = race(claim)
        assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "attempt": attempt + 1, "by": winner}


def test_one_of_many_transactions_over_the_same_items_wins(table: Table) -> None:
    table.put_if(Put(item={"pk": KEY.pk, "sk": KEY.sk, "next_seq": 1}))

    def append(number: int) -> None:
        writes: list[Write] = [
            Put(item={"pk": KEY.pk, "sk": f"LOG#{number}"}, conditions=(NotExists(),)),
            Update(key=KEY, add={"next_seq": 1}, conditions=(Equals("next_seq", 1),)),
        ]
        table.transact(writes)

    (winner,) = race(append)
    assert [item["sk"] for item in table.query(KEY.pk, prefix="LOG#")] == [f"LOG#{winner}"]
    assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "next_seq": 2}


def test_counts_of_many_threads_add_up(table: Table) -> None:
    rounds = 10

    def count(_: int) -> None:
        for _ in range(rounds):
            table.update_if(Update(key=KEY, add={"n": 1}))

    assert len(race(count)) == THREADS
    assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "n": THREADS * rounds}
