"""The client against the real embedded platform, with a network between them that fails in every way."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from finops_client import AsyncClient, Finished
from local.platform import Platform
from local.settings import LocalSettings
from tests.integration.fault_proxy import FAULTS, FaultProxy, random_schedule
from tests.integration.test_client_faults import IMPATIENT, PER_SCHEDULE_S

BILL = Path(__file__).parents[1] / "data" / "bills" / "cur_2.0_tiny.csv"
TOGETHER = 5


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    settings = LocalSettings(
        bill=str(BILL), port=0, data_dir=tmp_path_factory.mktemp("data"), workers=2, frames_per_second=10_000
    )
    running = Platform(settings).start()
    yield running
    running.stop()


async def one_schedule(platform: Platform, seed: int) -> None:
    """One question through a proxy with this seed's faults, compared with what the platform has recorded."""
    schedule = random_schedule(seed, faults=FAULTS)
    async with (
        asyncio.timeout(PER_SCHEDULE_S),
        FaultProxy(platform.url.removesuffix("/ws"), schedule=schedule) as proxy,
        AsyncClient(f"{proxy.url}/ws", token=platform.token, options=IMPATIENT) as client,
    ):
        events = [event async for event in client.ask("What did I spend by service?", run_id=f"run-{seed}")]
    assert [event.seq for event in events] == list(range(1, len(events) + 1)), f"seed {seed}"
    assert isinstance(events[-1], Finished)
    async with AsyncClient(platform.url, token=platform.token) as client:
        recorded = [event async for event in client.resume(events[0].job_id)]
    assert [event.chunk for event in events] == [event.chunk for event in recorded], f"seed {seed}"


async def test_random_fault_schedules_before_the_real_platform_lose_and_double_nothing(
    platform: Platform, request: pytest.FixtureRequest
) -> None:
    schedules = 500 if request.config.getoption("--endurance") else 25
    for first in range(0, schedules, TOGETHER):
        await asyncio.gather(*(one_schedule(platform, seed) for seed in range(first, first + TOGETHER)))
    async with AsyncClient(platform.url, token=platform.token) as client:
        jobs = await client.jobs()
    assert {job.status for job in jobs} == {"SUCCEEDED"}
    assert len({job.run_id for job in jobs}) == len(jobs)


async def test_the_typed_answer_of_the_real_platform_arrives_whole(platform: Platform) -> None:
    async with AsyncClient(platform.url, token=platform.token) as client:
        answer = await client.answer("What did I spend in January 2025?")
    assert answer.facts[0].value == "0.0652"
    assert answer.basis.source == str(BILL)
