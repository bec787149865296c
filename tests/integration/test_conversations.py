"""Conversations over the real embedded platform: names and deletions outlive it, and what is deleted is erased."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from finops_client import AsyncClient
from finops_client.errors import JobNotFound
from finops_core.clock import Clock, SystemClock
from local.platform import Platform
from local.settings import LocalSettings

BILL = Path(__file__).parents[1] / "data" / "bills" / "cur_2.0_tiny.csv"
QUESTION = "What did I spend by service?"
LATER = timedelta(minutes=2)


class MovedClock:
    """The time, moved on by what a test says."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.moved


def started(data_dir: Path, clock: Clock | None = None) -> Platform:
    """A platform as `finops up` starts it, or with a clock of the test's and so without a second process."""
    settings = LocalSettings(bill=str(BILL), port=0, data_dir=data_dir, workers=1)
    return Platform(settings, clock=clock, worker_process=clock is None).start()


def connected(platform: Platform) -> AsyncClient:
    return AsyncClient(platform.url, token=platform.token)


async def read_for_ever(client: AsyncClient, job_id: str) -> None:
    while True:
        await client.resume(job_id).answer()


async def test_a_name_and_a_deletion_survive_a_restart(tmp_path: Path) -> None:
    platform = await asyncio.to_thread(started, tmp_path)
    try:
        async with connected(platform) as client, asyncio.timeout(60):
            for thread_id in ("kept", "gone"):
                await client.answer(QUESTION, thread_id=thread_id)
            await client.rename_thread("kept", "By service")
            await client.delete_thread("gone")
    finally:
        await asyncio.to_thread(platform.stop)
    platform = await asyncio.to_thread(started, tmp_path)
    try:
        async with connected(platform) as client, asyncio.timeout(60):
            assert [(each.thread_id, each.title, each.jobs) for each in await client.threads()] == [
                ("kept", "By service", 1)
            ]
            assert [job.thread_id for job in await client.jobs()] == ["kept"]
            await client.delete_thread("gone")
    finally:
        await asyncio.to_thread(platform.stop)


async def test_the_platform_erases_what_was_deleted(tmp_path: Path) -> None:
    clock = MovedClock()
    platform = await asyncio.to_thread(started, tmp_path, clock)
    try:
        async with connected(platform) as client, asyncio.timeout(60):
            asked = client.ask(QUESTION, thread_id="gone")
            assert (await asked.answer()).headline
            assert asked.job_id is not None
            await client.delete_thread("gone")
            assert (await client.resume(asked.job_id).answer()).headline, "whoever follows it may still read its end"
            clock.moved = LATER
            with pytest.raises(JobNotFound):
                await read_for_ever(client, asked.job_id)
    finally:
        await asyncio.to_thread(platform.stop)
