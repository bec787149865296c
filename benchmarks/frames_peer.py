"""The standard questions in pandas and polars: `frames_peer polars|pandas FILE RECIPES ROUNDS`, printing seconds.

pandas keeps the columns it needs in memory with texts as categories; polars scans the file lazily each time, as its
documentation advises. Both add floats, so they are quicker than exact sums would be.
"""

# Runs in .venv-bench, whose packages the product's own environment does not have.
# pyright: basic, reportMissingImports=false

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any


def with_pandas(path: str, columns: Sequence[str]) -> Callable[[dict], object]:
    import pandas as pd

    frame: Any = pd.read_parquet(path, columns=list(columns), dtype_backend="pyarrow")
    for name in columns:
        if name == "ChargePeriodStart":
            frame[name] = frame[name].astype("datetime64[us]")
        else:
            kind = "float64" if name.endswith(("Cost", "Quantity")) else "category"
            frame[name] = frame[name].astype(kind)

    def ask(recipe: dict) -> object:
        rows: Any = frame
        for column, values, exclude in recipe["where"]:
            rows = rows[rows[column].isin(values) != exclude]
        if recipe["between"]:
            start, end = (pd.Timestamp(day) for day in recipe["between"])
            rows = rows[(rows["ChargePeriodStart"] >= start) & (rows["ChargePeriodStart"] < end)]
        by = list(recipe["by"])
        if recipe["bucket"]:
            unit = {"hour": "datetime64[h]", "day": "datetime64[D]", "month": "datetime64[M]"}[recipe["bucket"]]
            by.append(rows["ChargePeriodStart"].to_numpy().astype(unit).astype("int64"))
        if not by:
            return rows[recipe["metric"]].sum()
        sums = rows.groupby(by, observed=True)[recipe["metric"]].sum()
        if recipe["first"]:
            return (sums.nlargest if recipe["descending"] else sums.nsmallest)(recipe["first"])
        return sums

    return ask


def with_polars(path: str, columns: Sequence[str]) -> Callable[[dict], object]:
    import polars as pl

    def ask(recipe: dict) -> object:
        amount = pl.col(recipe["metric"]).cast(pl.Float64).sum()
        rows = pl.scan_parquet(path)
        for column, values, exclude in recipe["where"]:
            rows = rows.filter(pl.col(column).is_in(values) != exclude)
        if recipe["between"]:
            start, end = (datetime.fromisoformat(day) for day in recipe["between"])
            rows = rows.filter(pl.col("ChargePeriodStart").is_between(start, end, closed="left"))
        by = [pl.col(name) for name in recipe["by"]]
        if recipe["bucket"]:
            every = {"hour": "1h", "day": "1d", "month": "1mo"}[recipe["bucket"]]
            by.append(pl.col("ChargePeriodStart").dt.truncate(every))
        if not by:
            return rows.select(amount).collect(engine="streaming")
        sums = rows.group_by(by).agg(amount)
        if recipe["first"]:
            sums = sums.top_k(recipe["first"], by=recipe["metric"], reverse=not recipe["descending"])
        return sums.collect(engine="streaming")

    return ask


def peak_mb() -> float:
    """The most memory this process had; getrusage would count what it inherited from its parent."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def main() -> None:
    name, path, recipes, rounds = sys.argv[1:]
    given = json.loads(Path(recipes).read_text())
    start = perf_counter()
    ask = {"pandas": with_pandas, "polars": with_polars}[name](path, given["columns"])
    ready = perf_counter() - start
    seconds: list[list[float]] = []
    for steps in given["questions"]:
        taken: list[float] = []
        for _ in range(int(rounds) + 1):
            start = perf_counter()
            for step in steps:
                ask(step)
            taken.append(perf_counter() - start)
        seconds.append(taken[1:])
    print(json.dumps({"ready": ready, "seconds": seconds, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
