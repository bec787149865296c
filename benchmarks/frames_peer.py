"""The standard questions in pandas and polars: `frames_peer polars|pandas FILE RECIPES ROUNDS`, printing seconds.

pandas keeps the columns it needs in memory with Arrow strings; polars scans the file lazily each time, as its
documentation advises. Both add floats, so they are quicker than exact sums would be.
"""

# Runs in .venv-bench, whose packages the product's own environment does not have.
# pyright: basic, reportMissingImports=false

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

COLUMNS = ["ServiceName", "SubAccountId", "RegionId", "ResourceId", "ChargePeriodStart", "BilledCost"]


def with_pandas(path: str) -> Callable[[dict], object]:
    import pandas as pd

    frame: Any = pd.read_parquet(path, columns=COLUMNS, dtype_backend="pyarrow")
    frame["BilledCost"] = frame["BilledCost"].astype("float64")
    frame["ChargePeriodStart"] = frame["ChargePeriodStart"].astype("datetime64[us]")
    for name in COLUMNS[:4]:
        frame[name] = frame[name].astype("category")

    def ask(recipe: dict) -> object:
        rows: Any = frame
        if "where" in recipe:
            column, value = recipe["where"]
            rows = rows[rows[column] == value]
        if "between" in recipe:
            start, end = (pd.Timestamp(day) for day in recipe["between"])
            rows = rows[(rows["ChargePeriodStart"] >= start) & (rows["ChargePeriodStart"] < end)]
        by = list(recipe["by"])
        if "bucket" in recipe:
            unit = {"day": "datetime64[D]", "month": "datetime64[M]"}[recipe["bucket"]]
            by.append(rows["ChargePeriodStart"].to_numpy().astype(unit).astype("int64"))
        if not by:
            return rows["BilledCost"].sum()
        sums = rows.groupby(by, observed=True)["BilledCost"].sum()
        return sums.nlargest(recipe["first"]) if "first" in recipe else sums

    return ask


def with_polars(path: str) -> Callable[[dict], object]:
    import polars as pl

    def ask(recipe: dict) -> object:
        rows = pl.scan_parquet(path).with_columns(pl.col("BilledCost").cast(pl.Float64))
        if "where" in recipe:
            column, value = recipe["where"]
            rows = rows.filter(pl.col(column) == value)
        if "between" in recipe:
            start, end = (datetime.fromisoformat(day) for day in recipe["between"])
            rows = rows.filter(pl.col("ChargePeriodStart").is_between(start, end, closed="left"))
        by = [pl.col(name) for name in recipe["by"]]
        if "bucket" in recipe:
            by.append(pl.col("ChargePeriodStart").dt.truncate({"day": "1d", "month": "1mo"}[recipe["bucket"]]))
        if not by:
            return rows.select(pl.col("BilledCost").sum()).collect(engine="streaming")
        sums = rows.group_by(by).agg(pl.col("BilledCost").sum())
        if "first" in recipe:
            sums = sums.top_k(recipe["first"], by="BilledCost")
        return sums.collect(engine="streaming")

    return ask


def peak_mb() -> float:
    """The most memory this process had; getrusage would count what it inherited from its parent."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def main() -> None:
    name, path, recipes, rounds = sys.argv[1:]
    start = perf_counter()
    ask = {"pandas": with_pandas, "polars": with_polars}[name](path)
    ready = perf_counter() - start
    seconds: dict[str, list[float]] = {}
    for text, recipe in json.loads(recipes).items():
        ask(recipe)
        seconds[text] = []
        for _ in range(int(rounds)):
            start = perf_counter()
            ask(recipe)
            seconds[text].append(perf_counter() - start)
    print(json.dumps({"ready": ready, "seconds": seconds, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
