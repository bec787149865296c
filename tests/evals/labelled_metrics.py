"""How well changes of metrics are found: `python -m tests.evals.labelled_metrics FOLDER`.

FOLDER has the layout of the Numenta Anomaly Benchmark: `data/*/*.csv` with `timestamp,value`, and `windows.json` with
the labelled windows of each. Printed is the benchmark's score by its standard profile: 0 for a detector that says
nothing, 100 for one that says each window at its beginning and nothing else (A. Lavin, S. Ahmad, "Evaluating Real-time
Anomaly Detection Algorithms", ICMLA 2015). Below it, the scores of simple rules on the same files.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp
from pathlib import Path

import numpy as np

from billing.anomalies.metric_detection import spells
from tests.evals.metric_rivals import RIVALS, Rule, alarms

FALSE_ALARM = 0.11
"""What a false alarm costs, a found window being worth 1 and a missed one costing 1."""

FIRST_SHARE, MOST_FIRST = 0.15, 750


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One metric and its windows as places of their first and last point."""

    name: str
    times: Sequence[datetime]
    amounts: Sequence[float]
    windows: Sequence[tuple[int, int]]


Detector = Callable[[Labelled], Sequence[int]]
"""The places of the alarms in a metric."""


def read_labelled(folder: Path) -> Iterator[Labelled]:
    labels: dict[str, list[list[str]]] = json.loads((folder / "windows.json").read_text(encoding="utf-8"))
    for name, windows in sorted(labels.items()):
        path = folder / "data" / name
        if not path.exists():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        times = [datetime.fromisoformat(row["timestamp"]) for row in rows]
        places: list[tuple[int, int]] = []
        for begin, end in windows:
            inside = [
                n for n, at in enumerate(times) if datetime.fromisoformat(begin) <= at <= datetime.fromisoformat(end)
            ]
            if inside:
                places.append((inside[0], inside[-1]))
        yield Labelled(name=name, times=times, amounts=[float(row["value"]) for row in rows], windows=places)


def points(count: int, windows: Sequence[tuple[int, int]], alarms: Sequence[int]) -> float:
    """What alarms at these places are worth: the earlier in a window the more, beyond one the less the farther."""
    judged = [at for at in sorted(alarms) if at >= min(int(FIRST_SHARE * count), MOST_FIRST)]
    total = 0.0
    for first, last in windows:
        inside = [at for at in judged if first <= at <= last]
        total += _worth(-(last - inside[0] + 1) / (last - first + 1)) / _worth(-1.0) if inside else -1.0
    for at in judged:
        if any(first <= at <= last for first, last in windows):
            continue
        before = [(first, last) for first, last in windows if last < at]
        away = (at - before[-1][1]) / max(before[-1][1] - before[-1][0], 1) if before else 4.0
        total += FALSE_ALARM * (_worth(away) if away <= 3 else -1.0)
    return total


def _worth(position: float) -> float:
    return 2 / (1 + exp(5 * position)) - 1


def ours(one: Labelled) -> list[int]:
    """The places of the product's alarms."""
    return [one.times.index(each.start) for each in spells(one.times, one.amounts)]


def rival(rule: Rule) -> Detector:
    """A simple rule as a detector."""
    return lambda one: alarms(rule, one.times, np.asarray(one.amounts, dtype=np.float64))


def score(metrics: Sequence[Labelled], detector: Detector) -> float:
    """0 for a detector that says nothing, 100 for one that says each window at its beginning and nothing else."""
    windows = sum(len(one.windows) for one in metrics)
    total = sum(points(len(one.times), one.windows, detector(one)) for one in metrics)
    return 100 * (total + windows) / (2 * windows)


def figures(folder: Path) -> Iterator[str]:
    metrics = list(read_labelled(folder))
    for one in metrics:
        said = ours(one)
        found = points(len(one.times), one.windows, said)
        yield f"{one.name:60} {found:6.2f} of {len(one.windows)}, {len(said)} alarms"
    windows = sum(len(one.windows) for one in metrics)
    yield f"score {score(metrics, ours):.1f} over {windows} windows"
    for name, rule in RIVALS.items():
        yield f"  {name}: score {score(metrics, rival(rule)):.1f}"


def main(arguments: Sequence[str]) -> None:
    for line in figures(Path(arguments[0])):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
