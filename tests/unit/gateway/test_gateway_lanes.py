"""The pool of threads: in turn, bounded, and nothing lost at the end."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from local.gateway.lanes import Lane, Lanes

PATIENCE_S = 10


@contextmanager
def started(threads: int) -> Generator[Lanes]:
    lanes = Lanes(threads)
    lanes.start()
    try:
        yield lanes
    finally:
        assert lanes.stop(PATIENCE_S)


def lane(*, in_flight: int = 1, limit_items: int = 1000, limit_bytes: int = 1_000_000) -> Lane:
    return Lane(in_flight=in_flight, limit_items=limit_items, limit_bytes=limit_bytes)


def hold(gate: threading.Event, begun: threading.Event | None = None) -> Callable[[], object]:
    """Work that goes on until the gate opens."""

    def work() -> None:
        if begun is not None:
            begun.set()
        gate.wait(PATIENCE_S)

    return work


def test_lanes_are_served_in_turn_however_long_one_is() -> None:
    done: list[str] = []
    gate, begun = threading.Event(), threading.Event()
    with started(1) as lanes:
        lanes.submit(lane(), hold(gate, begun))
        assert begun.wait(PATIENCE_S)
        long, short = lane(), lane()
        for number in range(50):
            lanes.submit(long, lambda number=number: done.append(f"long {number}"))
        lanes.submit(short, lambda: done.append("short"))
        gate.set()
    assert done.index("short") <= 1
    assert [item for item in done if item != "short"] == [f"long {number}" for number in range(50)]


def test_one_lane_never_takes_more_threads_than_its_share() -> None:
    gate, other = threading.Event(), threading.Event()
    with started(3) as lanes:
        greedy = lane(in_flight=2)
        for _ in range(10):
            lanes.submit(greedy, hold(gate))
        lanes.submit(lane(), other.set)
        assert other.wait(PATIENCE_S)
        assert greedy.running <= 2
        gate.set()


def test_a_full_lane_refuses_by_count_and_by_bytes_but_takes_what_is_forced() -> None:
    gate = threading.Event()
    done: list[str] = []
    lanes = Lanes(1)
    by_count, by_bytes = lane(limit_items=2), lane(limit_bytes=10)
    assert [lanes.submit(by_count, hold(gate)) for _ in range(3)] == [True, True, False]
    assert lanes.submit(by_bytes, hold(gate), size_bytes=10)
    assert not lanes.submit(by_bytes, hold(gate), size_bytes=1)
    assert lanes.submit(by_bytes, lambda: done.append("forced"), size_bytes=1, force=True)
    gate.set()
    lanes.start()
    assert lanes.stop(PATIENCE_S)
    assert done == ["forced"]


def test_stopping_does_all_that_waits_and_all_that_lines_up_meanwhile() -> None:
    done: list[int] = []
    gate = threading.Event()
    lanes = Lanes(4)
    lanes.start()
    crowded = [lane(in_flight=1) for _ in range(3)]
    for one in crowded:
        lanes.submit(one, hold(gate))
        for number in range(20):
            lanes.submit(one, lambda number=number: done.append(number))
    gate.set()
    assert lanes.stop(PATIENCE_S)
    assert sorted(done) == sorted(list(range(20)) * 3)


def test_stopping_gives_up_on_work_that_does_not_end() -> None:
    gate, begun = threading.Event(), threading.Event()
    lanes = Lanes(1)
    lanes.start()
    lanes.submit(lane(), hold(gate, begun))
    assert begun.wait(PATIENCE_S)
    assert not lanes.stop(0.01)
    gate.set()
    assert lanes.stop(PATIENCE_S)
