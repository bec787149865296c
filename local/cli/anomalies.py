"""`finops anomalies`: days that cost more than their past lets expect, in series of amounts from a CSV file.

Series with several values a day are metrics: what leaves what it did before is told, higher or lower.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import typer
from rich.table import Table

from billing.anomalies.metric_file import Metric, is_within_days, read_metrics
from billing.foresight.series_file import Series, read_series
from local.cli.terminal import named, out, told, write_json

Record = dict[str, str | float]

HIGHER, CHANGED = "Higher than expected", "Other than expected"

ONE_PROCESS = 1000
"""Series that are looked at here; of more, each processor takes a part."""
SHOWN = 200
"""Notes and anomalies that are printed for a person; a program gets all."""


def anomalies(path: Path, *, as_json: bool) -> None:
    """Reads, looks and prints. Raises BillError for a file that cannot be read."""
    from billing.anomalies.detection import LEAST_PAST

    if is_within_days(path):
        metrics = read_metrics(path)
        _show((record for one in metrics for record in _of_metric(one)), len(metrics), as_json=as_json, title=CHANGED)
        return
    series = read_series(path, "D")
    notes = [f"{one.name}: {text}" for one in series for text in one.told]
    notes += [
        f"{one.name}: {len(one.amounts)} days are too few; {LEAST_PAST} have to lie before the first one looked at"
        for one in series
        if len(one.amounts) <= LEAST_PAST
    ]
    for note in notes[:SHOWN]:
        typer.echo(told(f"! {note}").plain, err=True)
    if len(notes) > SHOWN:
        typer.echo(f"! and {len(notes) - SHOWN:,} more of the kind", err=True)
    _show(_found(series), len(series), as_json=as_json, title=HIGHER)


def _show(found: Iterator[Record], count: int, *, as_json: bool, title: str) -> None:
    if as_json:
        for record in found:
            write_json(json.dumps(record, ensure_ascii=False))
    else:
        _print(sorted(found, key=lambda record: -abs(float(record["excess"]))), count, title)


def _of_metric(one: Metric) -> list[Record]:
    """What stands out of a metric with several values a day, by what it did before."""
    from billing.anomalies.metric_detection import spells

    return [
        {
            "unique_id": one.name,
            "start": each.start.isoformat(),
            "end": each.end.isoformat(),
            "excess": round(each.excess, 6),
            "expected": round(each.expected, 6),
            "score": round(each.score, 2),
        }
        for each in spells(one.times, one.amounts)
    ]


def _found(series: list[Series]) -> Iterator[Record]:
    if len(series) <= ONE_PROCESS:
        for one in series:
            yield from _of(one)
        return
    with ProcessPoolExecutor() as processes:
        for records in processes.map(_of, series, chunksize=200):
            yield from records


def _of(one: Series) -> list[Record]:
    from billing.anomalies.detection import anomalies

    return [
        {
            "unique_id": one.name,
            "start": each.start.isoformat(),
            "end": each.end.isoformat(),
            "excess": round(each.excess, 6),
            "expected": round(each.expected, 6),
            "score": round(each.score, 2),
        }
        for each in anomalies(one.start, one.amounts)
    ]


def _print(found: list[Record], count: int, title: str) -> None:
    console = out()
    if not found:
        console.print(f"In {count:,} series nothing stands out of what its past lets expect.")
        return
    grid = Table("Series", "From", "To", title=title, title_justify="left")
    for label in ("Excess", "Expected", "Deviations"):
        grid.add_column(label, justify="right")
    for record in found[:SHOWN]:
        amounts = (f"{record[key]:,.2f}" for key in ("excess", "expected", "score"))
        names = (named(str(record[key])) for key in ("unique_id", "start", "end"))
        grid.add_row(*names, *(told(amount) for amount in amounts))
    console.print(grid)
    if len(found) > SHOWN:
        console.print(f"The {SHOWN} largest of {len(found):,} are shown; --json has all.")
