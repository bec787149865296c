"""Where a Python process and its children spend their time, by thread and function, looked at from outside with py-spy.

Only the thread that holds the interpreter's lock is sampled: with many threads that is what they wait for, and
threads that merely wait would drown everything else. Time in C code that released the lock (syncs to disk, SQLite's
own work) does not show; `busy` says how much of the time the lock was held at all.
"""

import re
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks.figures import print_table
from benchmarks.processes import BENCH_PYTHON, ROOT, BenchmarkFailed

SAMPLES_PER_S = 250
MOST_ROWS = 30

_SITE_PACKAGES = re.compile(r"[^ (]*/(?:site-packages|python3\.\d+)/")
_MACHINERY = ("threading.py", "<frozen runpy>", "<string>", "benchmarks/our_platform.py", "local/worker_")
"""Frames that every stack of a thread begins with, and that say nothing."""


@dataclass(slots=True)
class Sampled:
    """Samples by thread (numbers taken off its name), by function itself, and by function with all it called."""

    total: int = 0
    seconds: float = 0.0
    threads: Counter[str] = field(default_factory=Counter[str])
    own: Counter[str] = field(default_factory=Counter[str])
    inclusive: Counter[str] = field(default_factory=Counter[str])

    @property
    def busy(self) -> float:
        """The share of the time in which some thread held its interpreter's lock, summed over the processes."""
        return self.total / (self.seconds * SAMPLES_PER_S)

    def add(self, stack: list[str], samples: int) -> None:
        frames = [_shorten(frame) for frame in stack if not frame.startswith(("process ", "thread ("))]
        self.total += samples
        self.threads[_thread(stack)] += samples
        self.own[frames[-1] if frames else "the interpreter"] += samples
        for frame in set(frames):
            self.inclusive[frame] += samples


@contextmanager
def record(pid: int) -> Generator[Sampled]:
    """Samples a process and its children while the block runs. Raises BenchmarkFailed when py-spy may not."""
    sampled = Sampled()
    py_spy = str(Path(BENCH_PYTHON).with_name("py-spy"))
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "stacks.txt"
        command = [py_spy, "record", "--pid", str(pid), "--subprocesses", "--rate", str(SAMPLES_PER_S)]
        spy = subprocess.Popen(
            [*command, "--gil", "--threads", "--function", "--format", "raw", "--output", str(raw)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        start = perf_counter()
        try:
            yield sampled
        finally:
            sampled.seconds = perf_counter() - start
            spy.send_signal(signal.SIGINT)
            _, complaint = spy.communicate(timeout=30)
        if not raw.exists():
            raise BenchmarkFailed(f"py-spy saw nothing: {complaint[-500:]}")
        for line in raw.read_text().splitlines():
            stack, _, samples = line.rpartition(" ")
            sampled.add(stack.split(";"), int(samples))


def print_profile(sampled: Sampled) -> None:
    """Prints shares of the time in which the interpreter's lock was held."""
    print(f"profile: interpreters' locks were held {sampled.busy:.0%} of the time (one each process); shares of that:")
    for title, counts in (
        ("by thread", sampled.threads),
        ("by function itself", sampled.own),
        ("by function with what it called", sampled.inclusive),
    ):
        shown = [(name, count) for name, count in counts.most_common() if not any(m in name for m in _MACHINERY)]
        rows = [[name, f"{count / sampled.total:.1%}"] for name, count in shown[:MOST_ROWS]]
        print_table(title, ["", "share"], rows)


def _thread(stack: list[str]) -> str:
    """The stack's thread: `thread (0x7f…): worker-3` as `worker`."""
    named = next((frame for frame in stack if frame.startswith("thread (")), "")
    return re.sub(r"[-\d]+$", "", named.partition("): ")[2]) or "MainThread"


def _shorten(frame: str) -> str:
    return _SITE_PACKAGES.sub("", frame.replace(f"{ROOT}/", ""))
