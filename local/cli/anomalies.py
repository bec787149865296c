"""`finops anomalies`: days that cost more than their past lets expect, in series of amounts from a CSV file."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import typer
from rich.table import Table

from billing.foresight.series_file import Series, read_series
from local.cli.terminal import named, out, told, write_json

ONE_PROCESS = 1000
"""Series that are looked at here; of more, each processor takes a part."""
SHOWN = 200
"""Notes and anomalies that are printed for a person; a program gets all."""


def anomalies(path: Path, *, as_json: bool) -> None:
    """Reads, looks and prints. Raises BillError for a file that cannot be read."""
    from billing.anomalies.detection import LEAST_PAST

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
    found = _found(series)
    if as_json:
        for record in found:
            write_json(json.dumps(record, ensure_ascii=False))
    else:
        _print(sorted(found, key=lambda record: -float(record["excess"])), len(series))


def _found(series: list[Series]) -> Iterator[dict[str, str | float]]:
    if len(series) <= ONE_PROCESS:
        for one in series:
            yield from _of(one)
        return
    with ProcessPoolExecutor() as processes:
        for records in processes.map(_of, series, chunksize=200):
            yield from records


def _of(one: Series) -> list[dict[str, str | float]]:
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


def _print(found: list[dict[str, str | float]], count: int) -> None:
    console = out()
    if not found:
        console.print(f"In {count:,} series no day costs more than its past lets expect.")
        return
    grid = Table("Series", "From", "To", title="Higher than expected", title_justify="left")
    for label in ("Excess", "Expected", "Deviations"):
        grid.add_column(label, justify="right")
    for record in found[:SHOWN]:
        amounts = (f"{record[key]:,.2f}" for key in ("excess", "expected", "score"))
        names = (named(str(record[key])) for key in ("unique_id", "start", "end"))
        grid.add_row(*names, *(told(amount) for amount in amounts))
    console.print(grid)
    if len(found) > SHOWN:
        console.print(f"The {SHOWN} largest of {len(found):,} are shown; --json has all.")
