"""Where a Python process spends its time, by thread and function, looked at from outside with py-spy."""

import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import print_table
from benchmarks.processes import BENCH_PYTHON, ROOT

SAMPLES_PER_S = 200
MOST_ROWS = 25


@dataclass(slots=True)
class Sampled:
    """Samples of running threads: by thread, by function itself, and by function with all it called."""

    total: int = 0
    threads: Counter[str] = field(default_factory=Counter[str])
    own: Counter[str] = field(default_factory=Counter[str])
    inclusive: Counter[str] = field(default_factory=Counter[str])

    def add(self, stack: list[str], samples: int) -> None:
        thread = stack[0] if stack[0].startswith("thread") else "main"
        frames = [_shorten(frame) for frame in stack if not frame.startswith("thread")]
        self.total += samples
        self.threads[thread.partition(": ")[2] or thread] += samples
        if frames:
            self.own[frames[-1]] += samples
        for frame in set(frames):
            self.inclusive[frame] += samples


@contextmanager
def record(pid: int) -> Generator[Sampled]:
    """Samples a process while the block runs; only threads that are running count.

    Raises CalledProcessError when py-spy may not look at the process.
    """
    sampled = Sampled()
    py_spy = str(Path(BENCH_PYTHON).with_name("py-spy"))
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "stacks.txt"
        command = [py_spy, "record", "--pid", str(pid), "--rate", str(SAMPLES_PER_S), "--threads", "--function"]
        spy = subprocess.Popen(
            [*command, "--format", "raw", "--output", str(raw)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield sampled
        finally:
            spy.send_signal(signal.SIGINT)
            _, complaint = spy.communicate(timeout=30)
        if not raw.exists():
            raise subprocess.CalledProcessError(spy.returncode, command, stderr=complaint)
        for line in raw.read_text().splitlines():
            stack, _, samples = line.rpartition(" ")
            sampled.add(stack.split(";"), int(samples))


def print_profile(sampled: Sampled) -> None:
    """Prints shares of all samples of running threads."""
    for title, counts in (
        ("Where our time goes: by thread", sampled.threads),
        ("by function itself", sampled.own),
        ("by function with what it called", sampled.inclusive),
    ):
        rows = [[name, f"{count / sampled.total:.1%}"] for name, count in counts.most_common(MOST_ROWS)]
        print_table(title, ["", "share"], rows)


def _shorten(frame: str) -> str:
    return frame.replace(f"{ROOT}/", "")
