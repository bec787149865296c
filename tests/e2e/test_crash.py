"""SIGKILL at random points: what was acknowledged is never lost, and the client sees each event once and in order.

8 kills in the test run, 1,000 with `--endurance`.
"""

import asyncio
import time
from pathlib import Path
from random import Random

import pytest

from finops_client import AsyncClient, ClientOptions, Event, Finished, Progress
from finops_client.backoff import Backoff
from tests.e2e.processes import PlatformProcess

TOOL_S = 0.15
JOBS_A_CYCLE = 5
LATEST_KILL_S = 0.5
FINISH_WITHIN_S = 5.0
SEED = 20_261_121
# A restart takes seconds on a busy machine, after which the default waits could be longer than the test's patience.
RECONNECTS_SOON = ClientOptions(backoff=Backoff(base_s=0.05, cap_s=0.2))


class Watched:
    """One question and every event its client was handed."""

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.job_id: str | None = None
        self.events: list[Event] = []
        self.finished_at = 0.0

    async def follow(self, client: AsyncClient) -> None:
        async with client.ask("What did I spend by service?", run_id=self.run_id, thread_id=self.run_id) as events:
            async for event in events:
                self.job_id = events.job_id
                self.events.append(event)
        self.finished_at = time.monotonic()

    def assert_whole(self) -> None:
        seqs = [event.seq for event in self.events]
        assert seqs == list(range(1, len(seqs) + 1)), (self.run_id, seqs)
        percents = [event.percent for event in self.events if isinstance(event, Progress)]
        assert percents == sorted(percents), (self.run_id, percents)
        assert {5, 100} <= set(percents), (self.run_id, percents)
        ends = [event for event in self.events if isinstance(event, Finished)]
        assert ends == [self.events[-1]], self.run_id
        assert ends[0].outcome == "success", (self.run_id, ends)


async def crash(platform: PlatformProcess, kills: int) -> float:
    """Kills and restarts the platform under load; returns the slowest job's seconds after a restart."""
    rng = Random(SEED)
    slowest = 0.0
    watched: list[Watched] = []
    async with AsyncClient(platform.url, token=platform.token, options=RECONNECTS_SOON) as client:
        for cycle in range(kills):
            batch = [Watched(f"run-{cycle}-{number}") for number in range(JOBS_A_CYCLE)]
            watched += batch
            tasks = [asyncio.create_task(each.follow(client)) for each in batch]
            await asyncio.wait(tasks, timeout=rng.uniform(0, LATEST_KILL_S))
            await asyncio.to_thread(platform.kill)
            await asyncio.to_thread(platform.start)
            restarted = time.monotonic()
            done, late = await asyncio.wait(tasks, timeout=FINISH_WITHIN_S + 10)
            assert not late, f"cycle {cycle}: {len(late)} jobs were never finished"
            for task in done:
                task.result()
            slowest = max(slowest, *(each.finished_at - restarted for each in batch))
            for each in batch:
                each.assert_whole()
        known = {job.job_id for job in await client.jobs()}
    assert {each.job_id for each in watched[-JOBS_A_CYCLE:]} <= known
    return slowest


async def test_no_kill_loses_doubles_or_reorders_anything(tmp_path: Path, request: pytest.FixtureRequest):
    kills = 1000 if request.config.getoption("--endurance") else 8
    platform = PlatformProcess(data_dir=tmp_path / "data", tool_s=TOOL_S).start()
    try:
        slowest = await crash(platform, kills)
    finally:
        platform.stop()
    print(f"kills={kills} jobs={kills * JOBS_A_CYCLE} slowest_after_restart_s={slowest:.2f}")
    assert slowest <= FINISH_WITHIN_S


async def test_a_stopped_platform_goes_on_with_its_jobs_when_started_again(tmp_path: Path):
    platform = PlatformProcess(data_dir=tmp_path / "data", tool_s=0.5).start()
    watched = Watched("run-1")
    try:
        async with AsyncClient(platform.url, token=platform.token, options=RECONNECTS_SOON) as client:
            task = asyncio.create_task(watched.follow(client))
            while not any(isinstance(event, Progress) and event.percent >= 30 for event in watched.events):
                await asyncio.wait([task], timeout=0.02)
            await asyncio.to_thread(platform.stop)
            await asyncio.to_thread(platform.start)
            await asyncio.wait_for(task, FINISH_WITHIN_S + 10)
    finally:
        platform.stop()
    watched.assert_whole()
