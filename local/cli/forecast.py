"""`finops forecast`: series of amounts from a CSV file, continued, with intervals and the error had on the past."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from billing.foresight.series_file import Frequency, Series, read_series
from local.cli.terminal import named, out, told, write_json

MOST_AHEAD = {"MS": 60, "D": 400}
SHORT = {"MS": 38, "D": 35}
"""Steps of history below which a trial on the past has too little to go by."""

SHOWN = 200


def forecast(path: Path, *, horizon: int, frequency: Frequency, as_json: bool) -> None:
    """Reads, continues and prints. Raises BillError for a file that cannot be read."""
    from billing.foresight.continued_series import Ahead, continue_series

    series = read_series(path, frequency)
    notes = [note for one in series for note in _notes(one, frequency)]
    for note in notes[:SHOWN]:
        typer.echo(told(f"! {note}").plain, err=True)
    if len(notes) > SHOWN:
        typer.echo(f"! and {len(notes) - SHOWN:,} more of the kind", err=True)
    found: Iterator[Ahead] = continue_series(series, horizon, frequency)
    if as_json:
        for ahead in found:
            for record in ahead.records():
                write_json(json.dumps(record, ensure_ascii=False))
    else:
        _print(list(found))


def _notes(one: Series, frequency: Frequency) -> list[str]:
    notes = [f"{one.name}: {text}" for text in one.told]
    if len(one.amounts) < SHORT[frequency]:
        unit = "months" if frequency == "MS" else "days"
        notes.append(f"{one.name}: {len(one.amounts)} {unit} are too few to try a forecast on; treat it as a guess")
    return notes


def _print(found: list[Any]) -> None:
    console = out()
    for ahead in found:
        grid = Table("From", title=told(ahead.name), title_justify="left")
        for label in ("Forecast", "Low 80 %", "High 80 %", "Low 95 %", "High 95 %"):
            grid.add_column(label, justify="right")
        for record in ahead.records():
            amounts = (f"{record[key]:,.2f}" for key in ("mean", "lo80", "hi80", "lo95", "hi95"))
            grid.add_row(named(record["ds"]), *(told(amount) for amount in amounts))
        console.print(grid)
        console.print(told(ahead.in_words))
