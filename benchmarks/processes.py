"""Starting, watching and ending the processes of a benchmark. Linux: CPU times come from /proc."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "benchmarks"
"""Everything a run writes; on the disk of the repository, so that syncs cost all sides the same."""

PRODUCT_PYTHON = sys.executable
BENCH_PYTHON = str(ROOT / ".venv-bench" / "bin" / "python")
STOP_S = 10


class BenchmarkFailed(Exception):
    """A benchmark cannot go on; the message says what broke and where its output is."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def need_bench_environment() -> None:
    """Raises BenchmarkFailed when the environment of the things we compare with is missing."""
    if not Path(BENCH_PYTHON).exists():
        raise BenchmarkFailed(f"{BENCH_PYTHON} is missing: make .venv-bench from requirements/bench.txt")


def run_json(command: Sequence[str], *, env: Mapping[str, str] | None = None, timeout_s: float = 120) -> Any:
    """Runs a program to its end and parses what it printed. Raises BenchmarkFailed with its complaint."""
    done = subprocess.run(command, cwd=ROOT, env=_environment(env), capture_output=True, text=True, timeout=timeout_s)
    if done.returncode:
        raise BenchmarkFailed(f"{' '.join(command[:4])} … ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def _environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """Compiled modules are kept under build/, so that imports cost what they cost an installed program."""
    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**base, "PYTHONPYCACHEPREFIX": str(BUILD / "pycache"), **(extra or {})}


class Child:
    """A server of the benchmark in a session of its own; its error output goes to a file."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_environment(env),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.pid = self._process.pid

    def ready(self) -> dict[str, Any]:
        """The JSON object of its first line, which a server prints when it serves. Raises BenchmarkFailed."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line.startswith("{"):
            raise BenchmarkFailed(f"{self.name} did not start: {self.complaint()}")
        return json.loads(line)

    def complaint(self) -> str:
        """The end of what it wrote to its error output."""
        return self.log.read_text(errors="replace")[-2000:]

    def cpu_s(self) -> float:
        """CPU seconds of the process and of the children it has now."""
        return sum(_cpu_s(pid) for pid in (self.pid, *_children(self.pid)))

    def stop(self) -> None:
        """Asks it to end, and ends it when it does not."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


def wait_until(condition: Any, what: str, *, deadline_s: float = 20) -> None:
    """Polls a condition. Raises BenchmarkFailed after the deadline."""
    end = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > end:
            raise BenchmarkFailed(f"{what} did not happen within {deadline_s} s")
        time.sleep(0.05)


def machine_cpu_s() -> float:
    """CPU seconds of everything on the machine since it started."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    idle = fields[3] + fields[4]
    return (sum(fields[:8]) - idle) / os.sysconf("SC_CLK_TCK")


def wait_until_quiet(*, busy: float = 0.15, deadline_s: float = 20) -> None:
    """Waits for a second in which the machine does little; after the deadline it is measured as it is."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        before = machine_cpu_s()
        time.sleep(1)
        if machine_cpu_s() - before < busy * (os.cpu_count() or 1):
            return


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(child) for child in tasks.read_text().split()] if tasks.exists() else []
    return direct + [deeper for child in direct for deeper in _children(child)]


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
