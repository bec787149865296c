"""What an acknowledgement stands on: the system calls of a running platform, in order."""

import asyncio
import re
import shutil
from pathlib import Path

from finops_client import AsyncClient
from tests.e2e.processes import PlatformProcess

CALL = re.compile(r"^\d+\s+[\d.]+ (?P<name>\w+)\((?P<arguments>.*)")
TRACED = "pwrite64,fsync,fdatasync,sendto,write,sendmsg"


def traced_calls(trace: Path) -> list[tuple[str, str]]:
    found = (CALL.match(line) for line in trace.read_text(errors="replace").splitlines())
    return [(match["name"], match["arguments"]) for match in found if match]


async def test_the_log_is_synced_between_the_commit_and_its_acknowledgement(tmp_path: Path):
    strace = shutil.which("strace")
    assert strace, "strace is missing: run `make setup`"
    trace = tmp_path / "trace"
    wrapper = (strace, "-f", "-ttt", "-y", "-s", "4200", "-e", f"trace={TRACED}", "-o", str(trace))
    platform = PlatformProcess(data_dir=tmp_path / "data", tool_s=0.01, wrapper=wrapper).start()
    try:
        async with AsyncClient(platform.url, token=platform.token) as client:
            job = client.ask("What did I spend by service?", run_id="run-durable")
            await asyncio.wait_for(job.accepted(), 30)
            await asyncio.wait_for(job.answer(), 30)
    finally:
        platform.stop()
    calls = traced_calls(trace)
    wal = f"{tmp_path}/data/table.db-wal"
    acknowledged = next(
        n for n, (name, args) in enumerate(calls) if name != "pwrite64" and '\\"type\\":\\"ack\\"' in args
    )
    before = calls[:acknowledged]
    committed = next(n for n, (_, args) in enumerate(before) if wal in args and "run-durable" in args)
    synced = [name for name, args in before[committed:] if name in ("fsync", "fdatasync") and wal in args]
    assert synced, "nothing was synced between the commit of the job and its acknowledgement"
