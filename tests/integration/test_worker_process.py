"""A worker in a process of its own: it may die, be replaced or get another bill, and no question is lost."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event as Flag

import pytest

from finops_client import AnswerReady, AsyncClient, Event, Finished, JobFailed
from finops_core.errors import BillError, StorageUnavailable
from local.answering import OpenAnswering, product
from local.data_dir import DataDir
from local.platform import Platform
from local.settings import LocalSettings
from local.worker_process import WorkerProcess
from tests.integration.worker_agents import Calls, deadly, waiting

PATIENCE_S = 30
TINY = Path(__file__).parents[1] / "data" / "bills" / "cur_2.0_tiny.csv"
QUESTION = "What did I spend by service?"


@contextmanager
def running(
    folder: Path, answering: OpenAnswering, *, bill: str = "first", process: bool = True
) -> Generator[Platform]:
    settings = LocalSettings(bill=bill, port=0, data_dir=folder / "data", workers=2)
    platform = Platform(settings, answering=answering, worker_process=process).start()
    try:
        yield platform
    finally:
        platform.stop()


@pytest.fixture
async def calls() -> AsyncGenerator[Calls]:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path is at most 107 bytes long
        async with Calls(Path(folder) / "calls").listening() as calls:
            yield calls


async def asked(platform: Platform) -> list[Event]:
    async with AsyncClient(platform.url, token=platform.token) as client:
        return [event async for event in client.ask(QUESTION)]


def headline(events: list[Event]) -> str:
    return next(event.answer.headline for event in events if isinstance(event, AnswerReady))


async def test_a_killed_worker_is_replaced_and_its_job_goes_on(tmp_path: Path, calls: Calls) -> None:
    with running(tmp_path, partial(waiting, calls.address)) as platform:
        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
            question = tasks.create_task(asked(platform))
            first = await calls.next()
            os.kill(first, signal.SIGKILL)
            second = await calls.next()
            calls.go()
        events = question.result()
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert headline(events) == "Answered from first."
    assert len({first, second, os.getpid()}) == 3
    assert "job.retry" in [event.chunk.get("name") for event in events]


async def test_a_question_that_takes_down_every_worker_ends_with_an_error(tmp_path: Path) -> None:
    with running(tmp_path, deadly) as platform:
        async with asyncio.timeout(PATIENCE_S):
            events = await asked(platform)
    assert isinstance(events[-1], Finished)
    with pytest.raises(JobFailed):
        events[-1].raise_for_outcome()


async def test_a_bill_that_cannot_be_opened_is_refused_with_its_reason(tmp_path: Path, calls: Calls) -> None:
    with (
        pytest.raises(BillError, match="broken: the bill is torn"),
        running(tmp_path, partial(waiting, calls.address), bill="broken"),
    ):
        pass
    with running(tmp_path, partial(waiting, calls.address)) as platform:
        assert platform.url


@pytest.mark.parametrize("process", [True, False])
async def test_another_bill_answers_from_now_on_and_a_broken_one_changes_nothing(
    tmp_path: Path, calls: Calls, process: bool
) -> None:
    calls.go()
    with running(tmp_path, partial(waiting, calls.address), process=process) as platform:
        async with asyncio.timeout(PATIENCE_S):
            assert headline(await asked(platform)) == "Answered from first."
            platform.change("second")
            assert headline(await asked(platform)) == "Answered from second."
            with pytest.raises(BillError, match="torn"):
                platform.change("broken")
            assert headline(await asked(platform)) == "Answered from second."


async def test_a_question_under_way_begins_again_with_the_new_bill(tmp_path: Path, calls: Calls) -> None:
    with running(tmp_path, partial(waiting, calls.address)) as platform:
        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
            question = tasks.create_task(asked(platform))
            await calls.next()
            await asyncio.to_thread(platform.change, "second")
            calls.go()
        assert headline(question.result()) == "Answered from second."


async def test_a_platform_with_a_real_bill_starts_answers_and_stops_without_a_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path, product, bill=str(TINY)) as platform:
        async with asyncio.timeout(PATIENCE_S):
            assert headline(await asked(platform)).startswith("You spent")
    assert capfd.readouterr() == ("", "")


def test_a_platform_that_stopped_has_let_go_of_its_bill(tmp_path: Path) -> None:
    for _ in range(2):
        with running(tmp_path, product, bill=str(TINY), process=False) as platform:
            assert platform.url


def test_a_worker_process_that_no_longer_answers_is_replaced(tmp_path: Path) -> None:
    released = Flag()
    settings = LocalSettings(bill=str(TINY), port=0, data_dir=tmp_path / "data", workers=2)
    DataDir(settings.data_dir).acquire()
    worker = WorkerProcess(settings, product, release=released.set, hung_after_s=0.4)
    worker.start()
    try:
        first = worker.pid
        assert worker.bill()["source"] == str(TINY)
        os.kill(first, signal.SIGSTOP)
        assert released.wait(PATIENCE_S)
        assert worker.bill()["source"] == str(TINY)
        assert worker.pid != first
    finally:
        worker.stop()


def test_a_store_that_cannot_be_opened_is_told_as_that_and_not_as_a_lack_of_memory(tmp_path: Path) -> None:
    settings = LocalSettings(bill=str(TINY), port=0, data_dir=tmp_path)
    DataDir(tmp_path).table.mkdir()
    worker = WorkerProcess(settings, product, release=lambda: None)
    with pytest.raises(StorageUnavailable) as refusal:
        worker.start()
    assert "table.db" in str(refusal.value)
    assert "memory" not in str(refusal.value)
