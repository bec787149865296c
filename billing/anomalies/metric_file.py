"""Metrics of the hours read from a CSV file with the columns `unique_id`, `ds` (a time) and `y`."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from pathlib import Path

from billing.foresight.series_file import LONGEST_NAME, MOST_BYTES, MOST_SERIES
from billing.foresight.series_form import form_of
from finops_core.errors import BillError

MOST_POINTS = 2_000_000
LOOKED_AT = 2_000
"""Rows in which a file shows whether it has several times a day."""


@dataclass(slots=True)
class Metric:
    """One series in the order of its times."""

    name: str
    times: list[datetime] = field(default_factory=list[datetime])
    amounts: list[float] = field(default_factory=list[float])


def is_within_days(path: Path) -> bool:
    """Whether a series of the file has several times on one day. Raises BillError for a file that cannot be read."""
    seen: dict[tuple[str, str], str] = {}
    for number, (name, text, _) in enumerate(_rows(path)):
        day, time = text[:10], text[10:]
        if seen.setdefault((name, day), time) != time:
            return True
        if number >= LOOKED_AT:
            break
    return False


def read_metrics(path: Path) -> list[Metric]:
    """The series of a file without its empty cells. Raises BillError, which names the row, for another form."""
    found: dict[str, Metric] = {}
    for number, (name, text, amount) in enumerate(_rows(path), 2):
        if number > MOST_POINTS + 1 or len(found) > MOST_SERIES:
            raise BillError(f"{path.name}: more than {MOST_POINTS:,} rows or {MOST_SERIES:,} series. Split the file.")
        if not 0 < len(name) <= LONGEST_NAME:
            raise BillError(f"{path.name}, row {number}: a unique_id of 1 to {LONGEST_NAME} letters is needed.")
        value = _value(amount, path.name, number)
        if value is not None:
            metric = found.setdefault(name, Metric(name))
            metric.times.append(_time(text, path.name, number))
            metric.amounts.append(value)
    if not found:
        raise BillError(f"{path.name}: no amounts. Each row needs unique_id, ds and y.")
    return [_in_order(metric) for metric in found.values()]


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BillError(f"{path.name}: larger than {MOST_BYTES // 1_000_000} MB. Split the file by series.")
        rows = form_of(path, months=False).rows(path)
        next(rows, None)
        for row in rows:
            if row:
                name, text, amount = (cell.strip() for cell in row)
                yield name, text, amount
    except OSError as error:
        raise BillError(f"{path}: cannot be read ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        raise BillError(f"{path.name}: not UTF-8 text. Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise BillError(f"{path.name}: not CSV ({error}).") from error


def _time(text: str, file: str, row: int) -> datetime:
    """Without its offset: times of one file are taken to be of one clock."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise BillError(f"{file}, row {row}, column ds: {text[:40]!r} is no time; write 2026-03-01T12:05:00.") from None


def _value(text: str, file: str, row: int) -> float | None:
    if text.lower() in ("", "nan", "null", "na"):
        return None
    try:
        amount = float(text)
    except ValueError:
        raise BillError(f"{file}, row {row}, column y: {text[:40]!r} is no number; write 1234.56.") from None
    if not isfinite(amount) or abs(amount) > 1e15 or "_" in text:
        raise BillError(f"{file}, row {row}, column y: {text[:40]!r} is no amount.")
    return amount


def _in_order(metric: Metric) -> Metric:
    order = sorted(range(len(metric.times)), key=lambda at: metric.times[at])
    return Metric(metric.name, [metric.times[at] for at in order], [metric.amounts[at] for at in order])
