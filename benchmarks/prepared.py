"""A prepared bill: how long a delivery takes to be prepared, and from a process's start to its first answer over it.

First answers are given in processes of their own, with their peak memory. That the operating system has no page of the
files is not forced: reading from disk or a bucket comes on top.
"""

import shutil
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.enlarged_bill import enlarged
from benchmarks.figures import print_table
from benchmarks.processes import BUILD, PRODUCT_PYTHON, BenchmarkFailed, run_json
from benchmarks.synthetic_bill import SHAPE, synthetic_bill
from billing.engines.duckdb import Limits
from billing.export import bill_location
from billing.roll_up.place import PreparedFolder
from billing.roll_up.preparation import prepare
from finops_core.clock import SystemClock

ROWS, MOST_ROWS = 10_000_000, 100_000_000
BARS_S = {ROWS: 2.5, MOST_ROWS: 4.0}
BAR_MB = 1024
"""What a first answer may take."""

DELIVERED_ROWS, DELIVERED_ROWS_BAR_S = 1_000_000, 35
"""A delivery of so many rows, and what preparing it may take: the rest of the minute in which it is seen is waiting."""

PREPARER_MB = 1_800
"""DuckDB's part of the deployed function's memory."""

ROUNDS = 3
ASKED = (
    ("1", 0),
    ("2", 0),
    ("8", 0),
    ("10", 0),
    ("22", 0),
    ("26", 0),
    ("Why did my bill go up?", 0),
    ("2", 5),
)
"""Standard questions: in total, by service, by resource, by month, by tag, two months compared; why it rose; and by
service for who may see five accounts."""


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


def delivery(rows: int = DELIVERED_ROWS) -> tuple[float, float]:
    """Seconds, and seconds of processors, that a new delivery takes from its files to its manifest."""
    export, folder = synthetic_bill(rows), BUILD / f"delivered-v{SHAPE}-{rows}"
    shutil.rmtree(folder, ignore_errors=True)
    start, busy = perf_counter(), process_time()
    place, limits = PreparedFolder(folder), Limits(memory_limit_mb=PREPARER_MB)
    prepare(str(export), bill_location(str(export), None), place, limits=limits, clock=SystemClock(), cache_dir=None)
    took = perf_counter() - start, process_time() - busy
    shutil.rmtree(folder)
    return took


def run(rows: int = ROWS) -> None:
    """Prints the tables. Raises BenchmarkFailed when a delivery or a first answer misses its bar."""
    whole_s, busy_s = delivery()
    print(
        f"a delivery of {DELIVERED_ROWS:,} rows is prepared in {whole_s:.1f} s, {busy_s:.1f} s of processors "
        f"(bar: {DELIVERED_ROWS_BAR_S} s)"
    )
    if whole_s > DELIVERED_ROWS_BAR_S:
        raise BenchmarkFailed(f"a delivery takes longer to prepare than {DELIVERED_ROWS_BAR_S} s")
    folder, took_s = prepared_bill(min(rows, ROWS))
    if took_s is not None:
        print(f"prepared {min(rows, ROWS):,} rows in {took_s:.0f} s, {BAR_MB} MB for DuckDB")
    if rows == MOST_ROWS:
        folder = enlarged(folder, BUILD / f"prepared-v{SHAPE}-{rows}")
    bar_s = BARS_S[rows] if rows in BARS_S else max(BARS_S.values())
    body: list[list[str]] = []
    slow: list[str] = []
    for question, accounts in ASKED:
        taken = [_asked(folder, question, accounts) for _ in range(ROUNDS)]
        whole, peak = median(one["whole_s"] for one in taken), max(one["peak_mb"] for one in taken)
        opened, busy = median(one["opened_s"] for one in taken), median(one["busy_s"] for one in taken)
        told = f"{taken[0]['question']}" + (f" ({accounts} accounts)" if accounts else "")
        body.append([told, f"{whole:.2f}", f"{busy:.2f}", f"{opened:.2f}", f"{peak:,.0f}"])
        if whole > bar_s or peak > BAR_MB:
            slow.append(told)
    print_table(
        f"Prepared bill: {rows:,} rows, process start to first answer, medians of {ROUNDS}",
        ["question", "s to the answer", "s of processors", "s to open", "peak MB"],
        body,
    )
    if slow:
        raise BenchmarkFailed(f"above {bar_s} s or {BAR_MB} MB: {'; '.join(slow)}")


def _asked(folder: Path, question: str, accounts: int) -> dict[str, float]:
    start = perf_counter()
    command = [PRODUCT_PYTHON, "-m", "benchmarks.first_answer", str(folder), question, str(accounts)]
    told = run_json(command)
    return {**told, "whole_s": perf_counter() - start}
