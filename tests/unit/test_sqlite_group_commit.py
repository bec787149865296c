"""Group commit: who waits shares a batch, each caller gets its own outcome, and no failure stops the next batch."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from finops_core.errors import ConditionFailed, StorageUnavailable
from finops_core.sqlite.group_commit import GroupCommit, Pending

DEADLINE_S = 20


class Committer:
    """Records its batches; the first one is held until released. Answers each request with its double."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.first_began = threading.Event()
        self.release_first = threading.Event()
        self.fail: Callable[[list[int]], None] = lambda batch: None

    def __call__(self, batch: Sequence[Pending[int, int]]) -> None:
        requests = [pending.request for pending in batch]
        self.batches.append(requests)
        if len(self.batches) == 1:
            self.first_began.set()
            assert self.release_first.wait(DEADLINE_S)
        self.fail(requests)
        for pending in batch:
            if pending.request < 0:
                pending.error = ConditionFailed(index=-pending.request)
            else:
                pending.result = pending.request * 2


def wait_until_waiting(group: GroupCommit[int, int], count: int) -> None:
    """Returns when `count` requests wait, which only other threads can bring about."""
    pause = threading.Event()
    for _ in range(DEADLINE_S * 1000):
        if group.waiting == count:
            return
        pause.wait(0.001)
    raise AssertionError(f"{group.waiting} requests wait, not {count}")


@pytest.fixture
def committer() -> Committer:
    return Committer()


def submit_while_first_is_held(
    group: GroupCommit[int, int], committer: Committer, threads: ThreadPoolExecutor, requests: Sequence[int]
) -> tuple[Future[int | None], list[Future[int | None]]]:
    """The future of a first request, 0, whose batch all the other requests had to wait for."""
    first = threads.submit(group.submit, 0)
    assert committer.first_began.wait(DEADLINE_S)
    others: list[Future[int | None]] = []
    for number, request in enumerate(requests, 1):
        others.append(threads.submit(group.submit, request))
        wait_until_waiting(group, number)
    return first, others


def test_a_lone_caller_commits_in_its_own_thread() -> None:
    committing: list[int] = []

    def commit(batch: Sequence[Pending[int, int]]) -> None:
        committing.append(threading.get_ident())
        batch[0].result = 7

    assert GroupCommit(commit, limit=10).submit(1) == 7
    assert committing == [threading.get_ident()]


def test_everything_that_waits_shares_the_next_batch_in_order_of_arrival(committer: Committer) -> None:
    group = GroupCommit(committer, limit=100)
    with ThreadPoolExecutor(12) as threads:
        first, others = submit_while_first_is_held(group, committer, threads, range(1, 11))
        committer.release_first.set()
        assert first.result(DEADLINE_S) == 0
        assert [other.result(DEADLINE_S) for other in others] == [number * 2 for number in range(1, 11)]
    assert committer.batches == [[0], list(range(1, 11))]


def test_a_batch_has_at_most_its_limit(committer: Committer) -> None:
    group = GroupCommit(committer, limit=4)
    with ThreadPoolExecutor(12) as threads:
        _, others = submit_while_first_is_held(group, committer, threads, range(1, 11))
        committer.release_first.set()
        assert [other.result(DEADLINE_S) for other in others] == [number * 2 for number in range(1, 11)]
    assert [len(batch) for batch in committer.batches] == [1, 4, 4, 2]


def test_each_caller_gets_its_own_error(committer: Committer) -> None:
    group = GroupCommit(committer, limit=100)
    with ThreadPoolExecutor(12) as threads:
        _, others = submit_while_first_is_held(group, committer, threads, [1, -2, 3, -4])
        committer.release_first.set()
        assert [others[0].result(DEADLINE_S), others[2].result(DEADLINE_S)] == [2, 6]
        for position in (1, 3):
            with pytest.raises(ConditionFailed) as failure:
                others[position].result(DEADLINE_S)
            assert failure.value.index == position + 1


@pytest.mark.parametrize("error", [StorageUnavailable("The disk is full."), RuntimeError("a defect")])
def test_a_failed_commit_fails_its_whole_batch_and_not_the_next(committer: Committer, error: Exception) -> None:
    group = GroupCommit(committer, limit=3)

    def fail(batch: list[int]) -> None:
        if 1 in batch:
            raise error

    committer.fail = fail
    with ThreadPoolExecutor(12) as threads:
        _, others = submit_while_first_is_held(group, committer, threads, range(1, 6))
        committer.release_first.set()
        errors = [other.exception(DEADLINE_S) for other in others[:3]]
        assert [type(raised) for raised in errors] == [StorageUnavailable] * 3
        assert len({id(raised) for raised in errors}) == 3
        assert [other.result(DEADLINE_S) for other in others[3:]] == [8, 10]
    assert group.submit(21) == 42


def test_an_interrupted_leader_leaves_the_others_an_answer_and_the_group_usable(committer: Committer) -> None:
    group = GroupCommit(committer, limit=100)

    def interrupt(batch: list[int]) -> None:
        if batch == [0]:
            raise KeyboardInterrupt

    committer.fail = interrupt
    with ThreadPoolExecutor(12) as threads:
        first, others = submit_while_first_is_held(group, committer, threads, [1, 2])
        committer.release_first.set()
        assert isinstance(first.exception(DEADLINE_S), KeyboardInterrupt)
        assert [other.result(DEADLINE_S) for other in others] == [2, 4]


def test_closing_lets_everything_that_waits_finish_and_refuses_more(committer: Committer) -> None:
    group = GroupCommit(committer, limit=2)
    with ThreadPoolExecutor(12) as threads:
        _, others = submit_while_first_is_held(group, committer, threads, range(1, 6))
        closing = threads.submit(group.close)
        committer.release_first.set()
        closing.result(DEADLINE_S)
        assert [number for batch in committer.batches for number in batch] == list(range(6))
        assert [other.result(DEADLINE_S) for other in others] == [2, 4, 6, 8, 10]
    with pytest.raises(StorageUnavailable, match="closed"):
        group.submit(1)
    group.close()


class Turn:
    """A turn that is another's until it is given away."""

    def __init__(self) -> None:
        self.asked_for = threading.Event()
        self.mine = threading.Event()

    def __enter__(self) -> None:
        self.asked_for.set()
        if not self.mine.wait(DEADLINE_S):
            raise OSError("the turn never came")

    def __exit__(self, *_: object) -> None:
        return


def test_who_comes_while_the_leader_waits_for_its_turn_is_part_of_its_batch(committer: Committer) -> None:
    committer.release_first.set()
    turn = Turn()
    group = GroupCommit(committer, limit=100, turn=turn)
    with ThreadPoolExecutor(12) as threads:
        first = threads.submit(group.submit, 0)
        assert turn.asked_for.wait(DEADLINE_S)
        others: list[Future[int | None]] = []
        for request in range(1, 4):
            others.append(threads.submit(group.submit, request))
            wait_until_waiting(group, request + 1)
        turn.mine.set()
        assert [future.result(DEADLINE_S) for future in (first, *others)] == [0, 2, 4, 6]
    assert committer.batches == [[0, 1, 2, 3]]


def test_a_turn_that_cannot_be_had_fails_those_who_wait_and_not_those_who_come_later() -> None:
    class Refused(Turn):
        refuse = True

        def __enter__(self) -> None:
            if self.refuse:
                raise OSError("no locks left")

    turn = Refused()

    def commit(batch: Sequence[Pending[int, int]]) -> None:
        batch[0].result = 7

    group = GroupCommit(commit, limit=10, turn=turn)
    with pytest.raises(StorageUnavailable) as failure:
        group.submit(1)
    assert isinstance(failure.value.__cause__, OSError)
    turn.refuse = False
    assert group.submit(2) == 7
