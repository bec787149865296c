"""The standard questions for data frames: queries as recipes, `charges` as Parquet, for processes of their own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.processes import BENCH_PYTHON, run_json
from billing.query import BillQuery, GroupKey, Tag

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TIMEOUT_S = 1800
_BUCKETS = {"hourly": "hour", "daily": "day", "monthly": "month"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FramesInput:
    """A Parquet file, its columns, and the recipes of each question."""

    path: Path
    columns: tuple[str, ...]
    recipes: tuple[tuple[dict[str, Any], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """By name of the library: seconds of each question's askings, seconds to get ready, peak memory."""

    seconds: Mapping[str, Sequence[Sequence[float]]]
    ready: Mapping[str, float]
    peak_mb: Mapping[str, float]


def recipe(query: BillQuery) -> dict[str, Any]:
    """A query for `frames_peer`: `by`, `bucket`, `where`, `between`, `metric`, `first`, `descending`."""
    where = [[_column(one.dimension), list(one.values), one.exclude] for one in query.filters]
    if query.kinds_excluded:
        where.append(["x_LineKind", sorted(kind.value for kind in query.kinds_excluded), True])
    return {
        "by": [_column(key) for key in query.group_by],
        "bucket": _BUCKETS[query.granularity.value] if query.granularity else None,
        "where": where,
        "between": [query.period.start.isoformat(), query.period.end.isoformat()] if query.period else None,
        "metric": query.metric.value,
        "first": query.limit,
        "descending": query.descending,
    }


def _column(key: GroupKey) -> str:
    return f"x_Tag_{key.key}" if isinstance(key, Tag) else key.value


def export_frames(
    connection: "DuckDBPyConnection", folder: Path, questions: Sequence[Sequence[BillQuery]]
) -> FramesInput:
    """Writes the columns that the questions need, tags as columns of their own."""
    recipes = tuple(tuple(recipe(query) for query in queries) for queries in questions)
    steps = [step for found in recipes for step in found]
    texts = sorted({name for step in steps for name in (*step["by"], *(w[0] for w in step["where"]))})
    amounts = sorted({step["metric"] for step in steps})
    select = ", ".join(
        f"coalesce(\"Tags\"['{name.removeprefix('x_Tag_')}'], '') AS \"{name}\""
        if name.startswith("x_Tag_")
        else f'CAST("{name}" AS VARCHAR) AS "{name}"'
        for name in texts
    )
    path = folder / "charges.parquet"
    listed = ", ".join(f'"{name}"' for name in (*amounts, "ChargePeriodStart"))
    connection.execute(f"COPY (SELECT {select}, {listed} FROM charges) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    return FramesInput(path=path, columns=(*texts, *amounts, "ChargePeriodStart"), recipes=recipes)


def ask_frames(given: FramesInput, *, rounds: int) -> Frames:
    """What pandas and polars took, each in its own process, which also reports its peak memory."""
    recipes = given.path.with_suffix(".json")
    recipes.write_text(json.dumps({"columns": given.columns, "questions": given.recipes}))
    found: dict[str, dict[str, Any]] = {
        name: run_json(
            [BENCH_PYTHON, "-m", "benchmarks.frames_peer", name, str(given.path), str(recipes), str(rounds)],
            timeout_s=TIMEOUT_S,
        )
        for name in ("polars", "pandas")
    }
    return Frames(
        seconds={name: one["seconds"] for name, one in found.items()},
        ready={name: one["ready"] for name, one in found.items()},
        peak_mb={name: one["peak_mb"] for name, one in found.items()},
    )
