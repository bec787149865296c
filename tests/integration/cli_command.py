"""Runs the real `finops` command in a process of its own."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from local.cli.main import main; main()")
TINY_BILL = ROOT / "tests" / "data" / "bills" / "cur_2.0_tiny.csv"
PATIENCE_S = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """Nothing of the caller's FinOps settings and AWS credentials, and a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FINOPS_", "AWS_"))}
    path = os.pathsep.join((str(ROOT), str(ROOT / "client" / "src")))
    return {**kept, "PYTHONPATH": path, "HOME": str(data_dir), "FINOPS_DATA_DIR": str(data_dir), **more}


async def start(
    *arguments: str, data_dir: Path, stdin: int = asyncio.subprocess.DEVNULL, **more: str
) -> asyncio.subprocess.Process:
    """The command, running in an empty folder."""
    return await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        cwd=data_dir,
        env=environment(data_dir, **more),
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def finops(*arguments: str, data_dir: Path, stdin: str | None = None, **more: str) -> Finished:
    """The command, from start to end."""
    source = asyncio.subprocess.DEVNULL if stdin is None else asyncio.subprocess.PIPE
    process = await start(*arguments, data_dir=data_dir, stdin=source, **more)
    return await ended(process, None if stdin is None else stdin.encode())


async def ended(process: asyncio.subprocess.Process, stdin: bytes | None = None) -> Finished:
    """Waits for a command's end."""
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate(stdin)
    assert process.returncode is not None
    return Finished(code=process.returncode, out=out.decode(), err=err.decode())
