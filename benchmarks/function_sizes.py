"""What the functions need, and what sizes of Lambda make of it: `python -m benchmarks function-sizes`.

The least memory is measured in processes of their own. How long a question takes is the processor time that the
product's own code took for it here, at the share of a processor that Lambda gives for a size; waits for AWS are added.
Starting a container and unpacking the code come on top of a cold start.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.cloud_price.jobs import QUESTIONS, Asked, ask_all
from benchmarks.cloud_price.price import WHOLE_PROCESSOR_MB, duration_s, list_prices
from benchmarks.cloud_price.small_stack import BILL, Part
from benchmarks.figures import print_table
from benchmarks.processes import PRODUCT_PYTHON, BenchmarkFailed, run_json
from cdk.capacity import Capacity

JOBS = 1000
SIZES_MB = (256, 512, 1024, 1769, 3008)
ROOM = 0.7
"""The most of its memory that a function of the default size may need: what else is asked of it needs some too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cold:
    """A process from its start to its first answer."""

    busy_s: float
    peak_mb: float


def run() -> None:
    """Prints a table a kind of function. Raises BenchmarkFailed where a default size leaves too little room."""
    with TemporaryDirectory() as folder:
        asked = ask_all(Path(folder), (QUESTIONS[0], *QUESTIONS))[1:]
    defaults = Capacity()
    found = {
        "front door": (_front_door(), defaults.front_memory_mb, _of(asked, lambda one: one.front)),
        "worker": (_worker(), defaults.worker_memory_mb, _of(asked, lambda one: one.worker)),
    }
    for name, (cold, default_mb, parts) in found.items():
        _print(name, cold, default_mb, parts)
    for name, (cold, default_mb, _) in found.items():
        if cold.peak_mb > ROOM * default_mb:
            raise BenchmarkFailed(f"the {name} needs {cold.peak_mb:.0f} of {default_mb} MB")


def seconds(part: Part, memory_mb: int) -> float:
    """How long a question takes in a function of this size that is started already."""
    return duration_s(part, memory_mb)


def cold_s(cold: Cold, memory_mb: int) -> float:
    """How long the first answer takes in a function of this size, the container's start apart."""
    return cold.busy_s / min(1.0, memory_mb / WHOLE_PROCESSOR_MB)


def _of(asked: Sequence[Asked], part: Callable[[Asked], Part]) -> list[Part]:
    return [part(one) for one in asked]


def _print(name: str, cold: Cold, default_mb: int, parts: Sequence[Part]) -> None:
    prices, _ = list_prices()
    rows: list[list[str]] = []
    for memory_mb in (each for each in SIZES_MB if each > cold.peak_mb):
        warm_s = sum(seconds(part, memory_mb) for part in parts) / len(parts)
        usd = JOBS * warm_s * memory_mb / 1024 * float(prices["function_gb_s"])
        size = f"{memory_mb:,} MB{', the default' if memory_mb == default_mb else ''}"
        rows.append([size, f"{cold_s(cold, memory_mb):.2f}", f"{warm_s * 1000:.0f}", f"{usd:.4f}"])
    title = f"{name}: {cold.peak_mb:.0f} MB and {cold.busy_s:.2f} s of a processor to its first answer"
    print_table(title, ["size", "s cold", "ms a question", f"US$ for {JOBS:,} questions"], rows)


def _worker() -> Cold:
    found = run_json([PRODUCT_PYTHON, "-m", "benchmarks.first_answer", str(BILL), "2"])
    return Cold(busy_s=found["busy_s"], peak_mb=found["peak_mb"])


def _front_door() -> Cold:
    found = run_json([PRODUCT_PYTHON, "-m", "benchmarks.function_sizes"], env={"AWS_DEFAULT_REGION": "us-east-1"})
    return Cold(busy_s=found["busy_s"], peak_mb=found["peak_mb"])


def _measured_front_door() -> None:
    """Loads what a frame takes, with the clients that it uses, and says what that took."""
    from finops_core.aws.clients import PlatformClients

    begun = process_time()
    for handler in ("websocket.message", "websocket.http_api.handler", "websocket.publisher"):
        import_module(handler)
    clients = PlatformClients()
    clients.dynamodb()
    clients.sqs()
    clients.s3()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(json.dumps({"busy_s": process_time() - begun, "peak_mb": int(status.split("VmHWM:")[1].split()[0]) / 1024}))


if __name__ == "__main__":
    _measured_front_door()
