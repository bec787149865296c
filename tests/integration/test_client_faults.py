"""The client behind a network that fails in every way it can: each event once and in order, nothing lost."""

import asyncio
from collections import Counter

import pytest

from finops_client import AsyncClient, ClientOptions, Finished
from finops_client.backoff import Backoff
from finops_client.calls import CallLimits
from finops_client.keepalive import KeepaliveLimits
from finops_client.session import SessionLimits
from finops_client.stream import StreamLimits
from tests.integration.fault_proxy import FAULTS, Fault, FaultProxy, random_schedule
from tests.integration.scripted_platform import TOKEN, ScriptedPlatform

TOGETHER = 50
PER_SCHEDULE_S = 60.0

IMPATIENT = ClientOptions(
    prove_server=False,  # the proxy's port is not the platform's
    open_timeout_s=PER_SCHEDULE_S / 2,
    reconnect_for_s=PER_SCHEDULE_S,
    backoff=Backoff(base_s=0.001, cap_s=0.01),
    limits=SessionLimits(
        stream=StreamLimits(hold_s=0.004, resume_wait_s=0.02, quiet_s=0.05),
        keepalive=KeepaliveLimits(answer_s=0.15),
        calls=CallLimits(resend_s=0.02, max_resend_s=0.1),
    ),
)


async def one_schedule(platform: ScriptedPlatform, seed: int) -> Counter[Fault]:
    """Asks one question through a proxy with this seed's faults and checks what came out."""
    async with FaultProxy(platform.url.removesuffix("/ws"), schedule=random_schedule(seed)) as proxy:
        async with asyncio.timeout(PER_SCHEDULE_S):
            async with AsyncClient(f"{proxy.url}/ws", token=TOKEN, options=IMPATIENT) as client:
                events = [event async for event in client.ask("What did I spend?", run_id=f"run-{seed}")]
    job = platform.jobs[events[0].job_id]
    assert [event.seq for event in events] == list(range(1, len(job.log) + 1)), f"seed {seed}"
    assert isinstance(events[-1], Finished)
    return proxy.happened


@pytest.mark.parametrize("schedules", [100, pytest.param(500, marks=pytest.mark.nightly)])
async def test_random_fault_schedules_give_each_event_once_and_in_order(schedules: int) -> None:
    happened: Counter[Fault] = Counter()
    async with ScriptedPlatform() as platform:
        for first in range(0, schedules, TOGETHER):
            seeds = range(first, first + TOGETHER)
            for counts in await asyncio.gather(*(one_schedule(platform, seed) for seed in seeds)):
                happened += counts
        assert len(platform.jobs) == schedules
    assert all(happened[fault] > schedules / 10 for fault in FAULTS), happened
