"""From a process's start to its first answer over a prepared bill: time and peak memory, in a process of its own.

`cold` of the operating system's page cache is not forced: reading from disk or a bucket comes on top.
"""

from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import print_table
from benchmarks.processes import BUILD, PRODUCT_PYTHON, BenchmarkFailed, run_json
from benchmarks.synthetic_bill import SHAPE, synthetic_bill
from billing.engines.duckdb import Limits
from billing.export import bill_location
from billing.roll_up.place import PreparedFolder
from billing.roll_up.preparation import prepare
from finops_core.clock import SystemClock

ROWS = 10_000_000
BAR_S, BAR_MB = 2.5, 1024
"""What a first answer may take at ten million rows."""

ROUNDS = 3
NUMBERS = (2, 8, 10, 22)
"""Standard questions: by service, by resource, by month, by tag."""


def prepared_bill(rows: int) -> tuple[Path, float | None]:
    """The folder of a synthetic bill that was prepared, and how long that took unless it was there."""
    export, folder = synthetic_bill(rows), BUILD / f"prepared-v{SHAPE}-{rows}"
    start = perf_counter()
    before = (folder / "finops-prepared.json").exists()
    location = bill_location(str(export), None)
    prepare(
        str(export),
        location,
        PreparedFolder(folder),
        limits=Limits(memory_limit_mb=BAR_MB),
        clock=SystemClock(),
        cache_dir=BUILD / f"read-v{SHAPE}-{rows}",
    )
    return folder, None if before else perf_counter() - start


def run(rows: int = ROWS) -> None:
    """Prints the table. Raises BenchmarkFailed when the first answer misses the bar."""
    folder, took_s = prepared_bill(rows)
    if took_s is not None:
        print(
            f"prepared {rows:,} rows in {took_s:.0f} s, {Limits(memory_limit_mb=BAR_MB).memory_limit_mb} MB for DuckDB"
        )
    body: list[list[str]] = []
    slow: list[str] = []
    for number in NUMBERS:
        taken = [_asked(folder, number) for _ in range(ROUNDS)]
        whole, peak = median(one["whole_s"] for one in taken), max(one["peak_mb"] for one in taken)
        opened = median(one["opened_s"] for one in taken)
        body.append([str(taken[0]["question"]), f"{whole:.2f}", f"{opened:.2f}", f"{peak:,.0f}"])
        if (whole > BAR_S or peak > BAR_MB) and rows <= ROWS:
            slow.append(str(number))
    print_table(
        f"Prepared bill: {rows:,} rows, process start to first answer, medians of {ROUNDS}",
        ["question", "s to the answer", "s to open", "peak MB"],
        body,
    )
    if slow:
        raise BenchmarkFailed(f"above {BAR_S} s or {BAR_MB} MB: questions {', '.join(slow)}")


def _asked(folder: Path, number: int) -> dict[str, float]:
    start = perf_counter()
    told = run_json([PRODUCT_PYTHON, "-m", "benchmarks.first_answer", str(folder), str(number)])
    return {**told, "whole_s": perf_counter() - start}
