"""All standard questions over a bill of 10 million rows: our queries beside their documented SQL, run by hand.

By hand is a plain DuckDB with the same memory limit and threads over the same table, `charges`, in the same file.
Every question is asked by turns, no result is cached, and the answers must be equal. pandas and polars answer the
same in `.venv-bench`, over the same columns as Parquet, with floats where ours is exact.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.figures import print_table
from benchmarks.frames import Frames, ask_frames, export_frames
from benchmarks.processes import BUILD, BenchmarkFailed, need_bench_environment
from benchmarks.synthetic_bill import synthetic_bill
from billing.engines.duckdb import Limits
from billing.export import ExportBill, open_bill
from billing.query import BillInfo, BillQuery, BillResult, GroupKey
from billing.source import BillSource
from tests.evals.standard_questions import StandardQuestion, amounts, answered, standard_questions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 10_000_000
MEMORY_MB = 1024
ROUNDS = 5
MOST_ROUNDS = 40
LONG_ENOUGH_S = 1.5
BAR = 1.15
"""How much longer than the SQL by hand a question may take."""


@dataclass(slots=True)
class Recorder:
    """A bill that notes which queries an answer makes of it."""

    bill: ExportBill
    queries: list[BillQuery] = field(default_factory=list[BillQuery])

    def info(self) -> BillInfo:
        return self.bill.info()

    def query(self, query: BillQuery) -> BillResult:
        self.queries.append(query)
        return self.bill.query(query)

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        return self.bill.values(dimension)

    def scoped(self, accounts: frozenset[str]) -> BillSource:
        return self.bill.scoped(accounts)


@dataclass(frozen=True, slots=True)
class Taken:
    """Time of the clock, and of the processor in all threads, in seconds."""

    wall_s: float
    cpu_s: float

    @classmethod
    def by(cls, work: Callable[[], object]) -> "Taken":
        start, cpu = perf_counter(), process_time()
        work()
        return cls(perf_counter() - start, process_time() - cpu)

    @classmethod
    def median(cls, taken: Sequence["Taken"]) -> "Taken":
        return cls(median(one.wall_s for one in taken), median(one.cpu_s for one in taken))

    def __str__(self) -> str:
        return f"{self.wall_s:.1f} s (processor {self.cpu_s:.1f} s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Medians of a question: our queries, the SQL by hand."""

    question: StandardQuestion
    queries: tuple[BillQuery, ...]
    ours: Taken
    by_hand: Taken

    @property
    def ratio(self) -> float:
        return self.ours.wall_s / self.by_hand.wall_s

    @property
    def cpu_ratio(self) -> float:
        """What other programs on the machine hardly disturb."""
        return self.ours.cpu_s / self.by_hand.cpu_s

    @property
    def is_slow(self) -> bool:
        """By the clock, and not only because of what else ran then."""
        return min(self.ratio, self.cpu_ratio) > BAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What opening the bill took, and a plain `CREATE TABLE AS` of the same file with the same limits."""

    ours: Taken
    plain: Taken


def measure(path: Path, *, rounds: int) -> tuple[Opened, list[Timed], Frames]:
    """Raises BenchmarkFailed when an answer differs from its SQL."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        plain = _plain_copy(path, Path(folder))
        kept = Path(folder) / "bill"
        ours = Taken.by(lambda: open_bill(path, memory_limit_mb=MEMORY_MB, cache_dir=kept).close())
        opened = Opened(ours=ours, plain=plain)
        with open_bill(path, memory_limit_mb=MEMORY_MB, cache_dir=kept) as bill:
            (database,) = kept.glob("*.duckdb")
            with _connect(Path(folder)) as connection:
                connection.execute(f"ATTACH '{database}' AS bill (READ_ONLY)")
                connection.execute("USE bill")
                timed = [_ask_by_turns(question, bill, connection, rounds) for question in standard_questions()]
                frames = export_frames(connection, Path(folder), [one.queries for one in timed])
        return opened, timed, ask_frames(frames, rounds=rounds)


def _connect(folder: Path, database: str = ":memory:") -> "DuckDBPyConnection":
    """DuckDB as a person would start it, with the memory and threads that ours has."""
    import duckdb

    connection = duckdb.connect(database, config=Limits(memory_limit_mb=MEMORY_MB).settings(folder / "spill-by-hand"))
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _plain_copy(path: Path, folder: Path) -> Taken:
    target = folder / "plain.duckdb"

    def copy() -> None:
        with _connect(folder, str(target)) as connection:
            connection.execute(f"CREATE TABLE bill AS FROM read_parquet('{path}')")

    taken = Taken.by(copy)
    target.unlink()
    return taken


def _ask_by_turns(question: StandardQuestion, bill: ExportBill, connection: "DuckDBPyConnection", rounds: int) -> Timed:
    """One asking, which is checked and discarded, warms both sides."""
    asked = question.of(bill.info())
    recorder = Recorder(bill)
    ours = amounts(answered(asked, recorder))
    by_hand = [[Decimal(str(row[-1])) for row in connection.execute(sql).fetchall()] for sql in asked.sql]
    if "round(" not in asked.sql[0] and any(by_hand) and ours != by_hand:
        raise BenchmarkFailed(f"{asked.text}: ours and the SQL differ")
    sides: dict[str, Callable[[], object]] = {
        "ours": lambda: [bill.query(query) for query in recorder.queries],
        "by hand": lambda: [connection.execute(sql).fetchall() for sql in asked.sql],
    }
    taken: dict[str, list[Taken]] = {side: [] for side in sides}
    shortest = min(Taken.by(ask).wall_s for ask in sides.values())
    # What is over in milliseconds is asked more often: other programs disturb it more.
    for number in range(max(rounds, min(MOST_ROUNDS, int(LONG_ENOUGH_S / shortest)))):
        for side, ask in sorted(sides.items(), reverse=bool(number % 2)):
            taken[side].append(Taken.by(ask))
    return Timed(
        question=asked,
        queries=tuple(recorder.queries),
        ours=Taken.median(taken["ours"]),
        by_hand=Taken.median(taken["by hand"]),
    )


def run(rows: int = ROWS, rounds: int = ROUNDS) -> None:
    """Prints the table. Raises BenchmarkFailed when an answer differs or a question takes longer than the bar.

    The bar is for ten million rows and more: of few rows, starting a query is most of the time.
    """
    need_bench_environment()
    opened, timed, frames = measure(synthetic_bill(rows), rounds=rounds)
    columns = ["ms", "ours", "SQL by hand", "ours / SQL", "of processor", *frames.seconds]
    body = [
        [
            f"{one.question.number} {one.question.text}",
            f"{one.ours.wall_s * 1000:.1f}",
            f"{one.by_hand.wall_s * 1000:.1f}",
            f"{one.ratio:.2f}",
            f"{one.cpu_ratio:.2f}",
            *(f"{median(of[position]) * 1000:.1f}" for of in frames.seconds.values()),
        ]
        for position, one in enumerate(timed)
    ]
    title = f"Questions: {rows:,} rows, DuckDB with {MEMORY_MB} MB, medians of {rounds} or more by turns"
    print_table(title, columns, body)
    print("answers equal, to the last digit, to the SQL by hand")
    print(
        f"opening once: ours {opened.ours}, plain CREATE TABLE AS of the same file {opened.plain}, "
        f"ratio {opened.ours.wall_s / opened.plain.wall_s:.2f}"
    )
    peaks = [f"{name}: ready in {frames.ready[name]:.1f} s, peak {mb:,.0f} MB" for name, mb in frames.peak_mb.items()]
    print("; ".join(peaks))
    slow = [one for one in timed if one.is_slow and rows >= ROWS]
    if slow:
        shown = ", ".join(f"{one.question.number} ({one.ratio:.2f})" for one in slow)
        raise BenchmarkFailed(f"above {BAR} times the SQL by hand: {shown}")
