"""Series read from a CSV file with the columns `unique_id`, `ds` and `y`, checked before anything is made of them.

A step that is missing is filled in from its neighbours, one that is stated twice counts once, or is added up where the
amounts differ; both are told. Rows may come in any order.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Literal

from billing.foresight.series_form import COLUMNS, form_of
from billing.foresight.series_table import TableSeries, read_table
from finops_core.errors import BillError

Frequency = Literal["MS", "D"]

MOST_BYTES = 500_000_000
LARGE_BYTES = 2_000_000
"""A larger file is read as a table first, which is several times as fast where nothing has to be told of it."""

MOST_ROWS = 10_000_000
MOST_SERIES = 100_000
LONGEST_NAME = 500
MOST_STEPS = {"MS": 2_400, "D": 40_000}
"""From the first to the last step of one series: a mistyped year must not fill the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series without gaps, `start` its first step. `told` says in words what was mended."""

    name: str
    start: date
    amounts: tuple[float, ...]
    told: tuple[str, ...]

    def step(self, number: int, frequency: Frequency) -> date:
        """The day a step is named by, counted from the first."""
        return _step(_number(self.start, frequency) + number, frequency)


def read_series(path: Path, frequency: Frequency) -> list[Series]:
    """The series of a file in the order they first appear.

    Raises BillError, which names row and column, for a file that cannot be read or is not of this form.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BillError(f"{path.name}: larger than {MOST_BYTES // 1_000_000} MB. Split the file by series.")
        form = form_of(path, months=frequency == "MS")
        if form.is_plain and path.stat().st_size > LARGE_BYTES and (table := _from_table(path, frequency)):
            return table
        found = _collected(form.rows(path), path.name, frequency)
    except OSError as error:
        raise BillError(f"{path}: cannot be read ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        raise BillError(f"{path.name}: not UTF-8 text. Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise BillError(f"{path.name}: not CSV ({error}).") from error
    if not found:
        raise BillError(f"{path.name}: no amounts. Each row needs unique_id, ds and y.")
    series = [_filled(name, steps, path.name, frequency) for name, steps in found.items()]
    return [replace(series[0], told=(*form.told, *series[0].told)), *series[1:]]


def joined(known: Series, given: Series) -> Series:
    """A series of days with what is given of it later, which counts where both have a day.

    `told` says what is missing between the two. Raises BillError where they lie too far from each other.
    """
    steps = {_number(one.start, "D") + at: amount for one in (known, given) for at, amount in enumerate(one.amounts)}
    return _filled(known.name, _Steps(steps), "the days so far and those of the file", "D")


def _from_table(path: Path, frequency: Frequency) -> list[Series] | None:
    """None where the careful reading has something to tell."""

    def step_of(day: str) -> int:
        return _number(_day(day, path.name, 0), frequency)

    found = read_table(path, lambda header: columns_of(header, path.name), step_of, LONGEST_NAME)
    if found is None or len(found) > MOST_SERIES or sum(len(one.amounts) for one in found) > MOST_ROWS:
        return None
    return [_of_table(one, path.name, frequency) for one in found]


def _of_table(one: TableSeries, file: str, frequency: Frequency) -> Series:
    amounts: list[float] = one.amounts.tolist()
    first, last = int(one.steps[0]), int(one.steps[-1])
    if last - first + 1 == len(amounts):
        return Series(name=one.name, start=_step(first, frequency), amounts=tuple(amounts), told=())
    steps: list[int] = one.steps.tolist()
    return _filled(one.name, _Steps(dict(zip(steps, amounts, strict=True))), file, frequency)


@dataclass(slots=True)
class _Steps:
    """What was read of one series: amounts by step, and how often a step came again."""

    amounts: dict[int, float]
    same: int = 0
    added: int = 0


def _collected(rows: Iterator[list[str]], file: str, frequency: Frequency) -> Mapping[str, _Steps]:
    header: list[str] = next(rows, list[str]())
    places = columns_of(header, file)
    name_at, day_at, amount_at = places
    days: dict[str, int] = {}
    found: dict[str, _Steps] = {}
    for number, row in enumerate(rows, 2):
        if not row or not any(cell.strip() for cell in row):
            continue
        if number > MOST_ROWS + 1:
            raise BillError(f"{file}: more than {MOST_ROWS:,} rows. Split the file by series.")
        if len(row) <= max(places):
            raise BillError(f"{file}, row {number}: {len(row)} cells where the header has more.")
        name, text = row[name_at].strip(), row[day_at]
        if not 0 < len(name) <= LONGEST_NAME:
            raise BillError(f"{file}, row {number}, column unique_id: a name of 1 to {LONGEST_NAME} letters is needed.")
        if text not in days:
            days[text] = _number(_day(text, file, number), frequency)
        amount = _amount(row[amount_at], file, number)
        if amount is not None:
            _add(found, name, days[text], amount, file)
    return found


def columns_of(header: list[str], file: str) -> tuple[int, int, int]:
    """The places of unique_id, ds and y. Raises BillError where one of them is missing or named twice."""
    names = [cell.strip().lower() for cell in header]
    missing = [name for name in COLUMNS if names.count(name) != 1]
    if missing:
        raise BillError(f"{file}: the first row has to name the columns {', '.join(COLUMNS)} once each ({missing[0]}).")
    return names.index("unique_id"), names.index("ds"), names.index("y")


def _add(found: dict[str, _Steps], name: str, step: int, amount: float, file: str) -> None:
    steps = found.get(name)
    if steps is None:
        if len(found) >= MOST_SERIES:
            raise BillError(f"{file}: more than {MOST_SERIES:,} series. Split the file.")
        steps = found[name] = _Steps({})
    before = steps.amounts.get(step)
    if before is None:
        steps.amounts[step] = amount
    elif before == amount:
        steps.same += 1
    else:
        steps.added += 1
        steps.amounts[step] = before + amount


def _day(text: str, file: str, row: int) -> date:
    cell = text.strip()
    for size in (10, 7):
        head, rest = cell[:size], cell[size:]
        if not rest or rest[0] in "T ":
            try:
                return date.fromisoformat(head if size == 10 else f"{head}-01")
            except ValueError:
                continue
    raise BillError(f"{file}, row {row}, column ds: {cell[:40]!r} is no date; write 2026-03-01.")


def _amount(text: str, file: str, row: int) -> float | None:
    """None for an empty cell, which is a step that is missing."""
    cell = text.strip()
    if not cell or cell.lower() in ("nan", "null", "na"):
        return None
    try:
        amount = float(cell)
    except ValueError:
        raise BillError(f"{file}, row {row}, column y: {cell[:40]!r} is no number; write 1234.56.") from None
    if not isfinite(amount) or abs(amount) > 1e15 or "_" in cell:
        raise BillError(f"{file}, row {row}, column y: {cell[:40]!r} is no amount.")
    return amount


def _number(day: date, frequency: Frequency) -> int:
    return day.year * 12 + day.month - 1 if frequency == "MS" else day.toordinal()


def _step(number: int, frequency: Frequency) -> date:
    if frequency == "MS":
        return date(number // 12, number % 12 + 1, 1)
    return date(1, 1, 1) + timedelta(days=number - 1)


def _filled(name: str, steps: _Steps, file: str, frequency: Frequency) -> Series:
    first, last = min(steps.amounts), max(steps.amounts)
    span = last - first + 1
    if span > MOST_STEPS[frequency]:
        unit = "months" if frequency == "MS" else "days"
        raise BillError(f"{file}: {name[:60]!r} spans {span:,} {unit}; its dates or --freq are wrong.")
    _refuse_wider_steps(name, steps, file, frequency)
    told: list[str] = []
    gaps = span - len(steps.amounts)
    if gaps:
        told.append(f"{gaps} of {span} steps are missing and filled in from their neighbours")
    if steps.same:
        told.append(f"{steps.same} rows came again with the same amount and count once")
    if steps.added:
        told.append(f"{steps.added} rows share a step with another amount and are added up")
    season = 12 if frequency == "MS" else 7
    amounts = _without_gaps([steps.amounts.get(step) for step in range(first, last + 1)], season) if gaps else None
    kept = amounts or [steps.amounts[step] for step in range(first, last + 1)]
    return Series(name=name, start=_step(first, frequency), amounts=tuple(kept), told=tuple(told))


def _refuse_wider_steps(name: str, steps: _Steps, file: str, frequency: Frequency) -> None:
    """Amounts of weeks or months are no amounts of days: filled in, they would be as many times too much."""
    if frequency != "D" or len(steps.amounts) < _TELLING:
        return
    days = sorted(steps.amounts)
    apart = sorted(after - before for before, after in pairwise(days))[len(days) // 2]
    if apart >= _WEEK:
        what = "weeks: add them up by month" if apart < _MONTH else "months"
        raise BillError(
            f"{file}: the days of {name[:60]!r} lie {apart} apart, as those of {what}. Days are continued with "
            "--freq D, months with --freq MS."
        )


_TELLING, _WEEK, _MONTH = 8, 6, 28


def _without_gaps(amounts: list[float | None], season: int) -> list[float]:
    """Each gap as the same place of the season before and after it, or as a line between its neighbours."""
    known = [at for at, amount in enumerate(amounts) if amount is not None]
    found: list[float] = []
    following = 0
    for at, amount in enumerate(amounts):
        if amount is not None:
            found.append(amount)
            following += 1
            continue
        near = [amounts[other] for other in (at - season, at + season) if 0 <= other < len(amounts)]
        same_place = [one for one in near if one is not None]
        before, after = known[following - 1], known[following]
        share = (at - before) / (after - before)
        between = (amounts[before] or 0.0) * (1 - share) + (amounts[after] or 0.0) * share
        found.append(sum(same_place) / len(same_place) if len(same_place) == 2 else between)
    return found
