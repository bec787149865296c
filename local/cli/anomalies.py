"""`finops anomalies`: days that cost more than their past lets expect, in series of amounts from a CSV file.

Series with several values a day are metrics: what leaves what it did before is told, higher or lower.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from billing.anomalies.metric_file import Metric, is_within_days, read_metrics
from billing.foresight.series_file import Series, read_series
from finops_core.errors import BillError
from local.cli.terminal import named, out, told, write_json
from local.file_turn import WAIT_S, file_turn
from local.private_file import write_private

if TYPE_CHECKING:
    from billing.anomalies.detection import Anomaly
    from billing.anomalies.judged_series import Judged, Renewed

Record = dict[str, str | float]

HIGHER, CHANGED = "Higher than expected", "Other than expected"

ONE_PROCESS = 1000
"""Series that are looked at here; of more, each processor takes a part."""
SHOWN = 200
"""Notes and anomalies that are printed for a person; a program gets all."""


def anomalies(path: Path, *, state: Path | None = None, as_json: bool) -> None:
    """Reads, looks and prints. Raises BillError for a file that cannot be read.

    With a state, what was found before stands and only what may have changed is judged again; it is kept after that.
    """
    if is_within_days(path):
        if state is not None:
            raise BillError(f"{path.name} has several values a day; --state keeps series of days. Leave it out.")
        metrics = read_metrics(path)
        _show((record for one in metrics for record in _of_metric(one)), len(metrics), as_json=as_json, title=CHANGED)
        return
    series = read_series(path, "D")
    if state is not None:
        _with_state(series, path.name, state, as_json=as_json)
        return
    _tell(_notes(series))
    found = ((one.name, each) for one in _judged(series) for each in one.found)
    _show((_record(name, each) for name, each in found), len(series), as_json=as_json, title=HIGHER)


def _with_state(series: list[Series], file: str, state: Path, *, as_json: bool, wait_s: float = WAIT_S) -> None:
    """One run after the other: two at once would each keep what it found alone."""
    try:
        with file_turn(state, wait_s=wait_s):
            found = _renew(series, file, state)
    except TimeoutError as error:
        raise BillError(
            f"{state}: another run has been working on it for {wait_s:.0f} s; it stays as it was. Try again after that."
        ) from error
    except OSError as error:
        raise BillError(f"{state}: cannot be written ({error.strerror or error}); it stays as it was.") from error
    records = (_record(one.name, each) for one in found.judged for each in one.found)
    _show(records, len(found.judged), as_json=as_json, title=HIGHER)


def _renew(series: list[Series], file: str, state: Path) -> "Renewed":
    """Adds the series to the state, tells what was done, and keeps it. Raises OSError where it cannot be written."""
    from billing.anomalies.judged_series import renewed
    from billing.anomalies.state_file import Kept, read, written

    kept = read(state) if state.exists() else Kept(judged=(), detector_changed=False)
    found = renewed(kept.judged, series, _judged, all_again=kept.detector_changed)
    days = {one.name: one.days for one in found.judged}
    notes = [f"{one.name}: {text}" for one in series for text in one.told]
    notes += [*found.told, *_too_short(days.items())]
    if kept.detector_changed:
        notes.insert(0, f"{state.name} was made by another version: all series are judged again in full")
    if found.changed:
        notes.insert(0, f"{found.changed:,} series differ from {state.name} on days it holds; {file} counts, in full")
    if found.not_given:
        notes.insert(0, f"{found.not_given:,} series of {state.name} are not in {file}; what was found in them stands")
    notes.insert(0, _did(found))
    _tell(notes)
    write_private(state, written(found.judged))
    return found


def _did(found: "Renewed") -> str:
    return (
        f"{found.new_series:,} new series and {found.new_days:,} new days; {found.judged_in_full:,} of "
        f"{len(found.judged):,} series are judged in full, of the others nothing new stands out"
    )


def _notes(series: list[Series]) -> list[str]:
    notes = [f"{one.name}: {text}" for one in series for text in one.told]
    return notes + _too_short((one.name, len(one.amounts)) for one in series)


def _too_short(days: Iterable[tuple[str, int]]) -> list[str]:
    from billing.anomalies.detection import LEAST_PAST

    return [
        f"{name}: {count} days are too few; {LEAST_PAST} have to lie before the first one looked at"
        for name, count in days
        if count <= LEAST_PAST
    ]


def _tell(notes: list[str]) -> None:
    for note in notes[:SHOWN]:
        typer.echo(told(f"! {note}").plain, err=True)
    if len(notes) > SHOWN:
        typer.echo(f"! and {len(notes) - SHOWN:,} more of the kind", err=True)


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


def _judged(series: Sequence[Series]) -> Iterator["Judged"]:
    from billing.anomalies.judged_series import judged_in_full

    if len(series) <= ONE_PROCESS:
        yield from map(judged_in_full, series)
        return
    with ProcessPoolExecutor() as processes:
        yield from processes.map(judged_in_full, series, chunksize=200)


def _record(name: str, each: "Anomaly") -> Record:
    return {
        "unique_id": name,
        "start": each.start.isoformat(),
        "end": each.end.isoformat(),
        "excess": round(each.excess, 6),
        "expected": round(each.expected, 6),
        "score": round(each.score, 2),
    }


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
