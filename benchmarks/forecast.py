"""Point forecasts of months, 18 ahead: ours beside AutoETS of statsforecast on the same series, by turns, each in a
process's own time. `python -m benchmarks forecast [--series FILE …]`, of CSV with `unique_id,ds,y`; else made series.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.figures import print_table, spread
from benchmarks.processes import BUILD, PRODUCT_PYTHON, ROOT, BenchmarkFailed, run_json
from billing.foresight.rows import Floats
from billing.foresight.series_file import read_series
from tests.evals.monthly_forecast import AHEAD, SEASON, made_series, owa

PEER_PYTHON = str(ROOT / ".venv-forecast" / "bin" / "python")
ROUNDS = 3
MOST_SERIES = 150
"""Of a file: those at equal distances. AutoETS takes up to half a second for one."""

BAR = 3.0
"""Times AutoETS's own time that ours may take."""

TIMEOUT_S = 1800
SEED = 3


def run(files: Sequence[str] = ()) -> None:
    """Prints a line a set of series. Raises BenchmarkFailed when ours took more than the bar."""
    if not Path(PEER_PYTHON).exists():
        raise BenchmarkFailed(f"{PEER_PYTHON} is missing: make .venv-forecast from requirements/forecast.txt")
    sets = {Path(file).stem: _read(Path(file)) for file in files} or {"made": made_series(40, SEED)}
    rows: list[list[str]] = []
    slow: list[str] = []
    with tempfile.TemporaryDirectory(dir=_build()) as folder:
        for name, whole in sets.items():
            row, ratio = _measured(name, whole, Path(folder))
            rows.append(row)
            if ratio > BAR:
                slow.append(name)
    columns = [
        "series",
        "number",
        "ours, ms a series",
        "AutoETS, ms a series",
        "ours / AutoETS",
        "OWA",
        "AutoETS's OWA",
    ]
    print_table(f"18 months ahead, processor time, medians of {ROUNDS} rounds by turns", columns, rows)
    if slow:
        raise BenchmarkFailed(f"above {BAR} times AutoETS's time: {', '.join(slow)}")


def _build() -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    return BUILD


def _read(file: Path) -> list[Floats]:
    series = [np.array(one.amounts) for one in read_series(file, "MS")]
    kept = [one for one in series if len(one) >= AHEAD + 2 * SEASON]
    return kept[:: -(-len(kept) // MOST_SERIES)]


def _measured(name: str, whole: Sequence[Floats], folder: Path) -> tuple[list[str], float]:
    pasts, came = [one[:-AHEAD] for one in whole], np.stack([one[-AHEAD:] for one in whole])
    file = folder / f"{name}.json"
    file.write_text(json.dumps([past.tolist() for past in pasts]), encoding="utf-8")
    sides = {
        "ours": [PRODUCT_PYTHON, "-m", "benchmarks.forecast_ours", str(file), str(AHEAD)],
        "AutoETS": [PEER_PYTHON, "-m", "benchmarks.forecast_peer", str(file), str(SEASON), str(AHEAD)],
    }
    taken: dict[str, list[float]] = {side: [] for side in sides}
    found: dict[str, Any] = {}
    for number in range(ROUNDS):
        for side, command in sorted(sides.items(), reverse=bool(number % 2)):
            found[side] = run_json(command, timeout_s=TIMEOUT_S)
            taken[side].append(1000 * found[side]["cpu_s"] / len(whole))
    ratio = median(taken["ours"]) / median(taken["AutoETS"])
    scores = [f"{owa(pasts, came, np.array(found[side]['mean'])):.3f}" for side in sides]
    return [name, str(len(whole)), *(spread(taken[side]) for side in sides), f"{ratio:.2f}", *scores], ratio
