"""Standard questions over a bill of 10 million rows: our engine beside the same SQL by hand in DuckDB.

By hand means twice: over the Parquet file itself, and over a DuckDB table made of it, which is what a person who
asks more than once would have. All three get the same memory limit and threads, no result is cached, and every
question is asked by turns. pandas and polars answer the same in `.venv-bench`, with floats where ours is exact.
"""

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.figures import print_table
from benchmarks.processes import BENCH_PYTHON, BUILD, BenchmarkFailed, need_bench_environment, run_json
from benchmarks.synthetic_bill import synthetic_bill
from billing.export import open_bill
from billing.query import BillQuery, BillResult, Dimension, Filter
from finops_core.values import Granularity, Period

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 10_000_000
MEMORY_MB = 1024
ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question in three spellings: ours, SQL over `{bill}`, and a recipe for data frames.

    The SQL's last column is the amount. The recipe has `by` (columns), `month` (of ChargePeriodStart),
    `where` (column and value), `first` (how many).
    """

    text: str
    query: BillQuery
    sql: str
    frame: dict[str, Any]


QUESTIONS = (
    Question(
        text="total",
        query=BillQuery(),
        sql="SELECT sum(BilledCost) FROM {bill}",
        frame={"by": []},
    ),
    Question(
        text="by service",
        query=BillQuery(group_by=(Dimension.SERVICE,)),
        sql="SELECT ServiceName, sum(BilledCost) FROM {bill} GROUP BY 1",
        frame={"by": ["ServiceName"]},
    ),
    Question(
        text="by account",
        query=BillQuery(group_by=(Dimension.ACCOUNT,)),
        sql="SELECT SubAccountId, sum(BilledCost) FROM {bill} GROUP BY 1",
        frame={"by": ["SubAccountId"]},
    ),
    Question(
        text="by day",
        query=BillQuery(granularity=Granularity.DAILY),
        sql="SELECT date_trunc('day', ChargePeriodStart), sum(BilledCost) FROM {bill} GROUP BY 1",
        frame={"by": [], "bucket": "day"},
    ),
    Question(
        text="month × service × account",
        query=BillQuery(granularity=Granularity.MONTHLY, group_by=(Dimension.SERVICE, Dimension.ACCOUNT)),
        sql="SELECT date_trunc('month', ChargePeriodStart), ServiceName, SubAccountId, sum(BilledCost) "
        "FROM {bill} GROUP BY 1, 2, 3",
        frame={"by": ["ServiceName", "SubAccountId"], "bucket": "month"},
    ),
    Question(
        text="one service by region",
        query=BillQuery(
            group_by=(Dimension.REGION,), filters=(Filter(dimension=Dimension.SERVICE, values=("Service 7",)),)
        ),
        sql="SELECT RegionId, sum(BilledCost) FROM {bill} WHERE ServiceName = 'Service 7' GROUP BY 1",
        frame={"by": ["RegionId"], "where": ["ServiceName", "Service 7"]},
    ),
    Question(
        text="one month by service",
        query=BillQuery(group_by=(Dimension.SERVICE,), period=Period(date(2025, 6, 1), date(2025, 7, 1))),
        sql="SELECT ServiceName, sum(BilledCost) FROM {bill} "
        "WHERE ChargePeriodStart >= TIMESTAMP '2025-06-01' AND ChargePeriodStart < TIMESTAMP '2025-07-01' GROUP BY 1",
        frame={"by": ["ServiceName"], "between": ["2025-06-01", "2025-07-01"]},
    ),
    Question(
        text="top 10 resources",
        query=BillQuery(group_by=(Dimension.RESOURCE,), limit=10),
        sql="SELECT ResourceId, sum(BilledCost) AS cost FROM {bill} GROUP BY 1 ORDER BY cost DESC, 1 LIMIT 10",
        frame={"by": ["ResourceId"], "first": 10},
    ),
)


@dataclass(slots=True)
class Timed:
    """Seconds of each side's askings of one question, by side."""

    seconds: dict[str, list[float]]

    def of(self, side: str) -> float:
        return median(self.seconds[side])


def measure(path: Path, *, rounds: int) -> tuple[dict[str, float], dict[str, Timed]]:
    """Seconds to get ready, by side, and of each question. Raises BenchmarkFailed when answers differ."""
    import duckdb

    start = perf_counter()
    bill = open_bill(path, memory_limit_mb=MEMORY_MB)
    ready = {"ours": perf_counter() - start}
    with tempfile.TemporaryDirectory(dir=BUILD) as folder, bill:
        config: dict[str, str | int] = {"memory_limit": f"{MEMORY_MB}MB", "temp_directory": f"{folder}/spill"}
        with duckdb.connect(f"{folder}/table.duckdb", config=dict(config)) as connection:
            start = perf_counter()
            connection.execute(f"CREATE TABLE bill AS FROM read_parquet('{path}')")
            ready["SQL, table"] = perf_counter() - start
            return ready, {
                question.text: _ask_by_turns(
                    {
                        "ours": lambda q=question: _exact(bill.query(q.query)),
                        "SQL, table": lambda q=question: _by_hand(connection, q.sql.format(bill="bill")),
                        "SQL, Parquet": lambda q=question: _by_hand(
                            connection, q.sql.format(bill=f"read_parquet('{path}')")
                        ),
                    },
                    question.text,
                    rounds,
                )
                for question in QUESTIONS
            }


Amounts = list[Decimal]


def _ask_by_turns(sides: dict[str, Callable[[], Amounts]], text: str, rounds: int) -> Timed:
    """One discarded asking warms each side."""
    timed = Timed({side: [] for side in sides})
    for number in range(rounds + 1):
        answers: dict[str, Amounts] = {}
        for side, ask in sides.items():
            start = perf_counter()
            answers[side] = ask()
            if number:
                timed.seconds[side].append(perf_counter() - start)
        for side, amounts in answers.items():
            if amounts != answers["ours"]:
                raise BenchmarkFailed(f"{text}: ours and {side} differ")
    return timed


def _exact(result: BillResult) -> Amounts:
    return sorted(row.amount for row in result.rows)


def _by_hand(connection: "DuckDBPyConnection", sql: str) -> Amounts:
    return sorted(row[-1] for row in connection.execute(sql).fetchall())


def frames(path: Path, *, rounds: int) -> dict[str, dict[str, Any]]:
    """What pandas and polars took, each in its own process, which also reports its peak memory."""
    recipes = json.dumps({question.text: question.frame for question in QUESTIONS})
    return {
        name: run_json(
            [BENCH_PYTHON, "-m", "benchmarks.frames_peer", name, str(path), recipes, str(rounds)], timeout_s=600
        )
        for name in ("polars", "pandas")
    }


def run(rows: int = ROWS, rounds: int = ROUNDS) -> None:
    """Prints the table. Raises BenchmarkFailed when an answer differs."""
    need_bench_environment()
    path = synthetic_bill(rows)
    ready, timed = measure(path, rounds=rounds)
    others = frames(path, rounds=rounds)
    sides = ["ours", "SQL, table", "SQL, Parquet"]
    columns = ["ms", *sides, *others, "ours / SQL, table", "ours / SQL, Parquet"]
    body = [
        [
            text,
            *(f"{times.of(side) * 1000:.1f}" for side in sides),
            *(f"{median(other['seconds'][text]) * 1000:.1f}" for other in others.values()),
            *(f"{times.of('ours') / times.of(side):.2f}" for side in sides[1:]),
        ]
        for text, times in timed.items()
    ]
    once = [f"{ready[side]:.1f} s" if side in ready else "–" for side in sides]
    body.append(["getting ready, once", *once, *(f"{other['ready']:.1f} s" for other in others.values()), "", ""])
    peaks = ", ".join(f"{name} {other['peak_mb']:,.0f} MB" for name, other in others.items())
    print_table(f"Questions: {rows:,} rows, DuckDB with {MEMORY_MB} MB, medians of {rounds} by turns", columns, body)
    print(f"answers equal, to the last digit, to the SQL by hand; peak memory of the data frames: {peaks}")
