"""How a delimited text ends: one that is still being written, or was cut, mostly ends within a row.

A writer ends every row with a line break, but for programs that leave out the very last one. So a text without it is
said for completeness, and only one whose last row looks cut is said to be incomplete.
"""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from billing.intake.delimited import Delimited
from billing.query import BillProblem

_END_BYTES = 256 * 1024
_START_BYTES = 1024 * 1024
_COMPARED_ROWS = 1_000
_LINES_OF_A_ROW = 50

NO_LINE_BREAK = "The file does not end in a line break: if it is still being written, rows are missing at its end."
CUT = (
    "The file ends within a row: it may still be being written, or was cut off, so that charges after its last row are "
    "missing. Wait until it is complete, then open it again."
)


def notes_on_end(text: Delimited, name: str) -> list[BillProblem]:
    """What the end of a text says. A compressed one that is cut cannot be unpacked, which is told elsewhere."""
    if text.gzipped:
        return []
    end = _end(text.path)
    if end.endswith((b"\n", b"\r")) or not end:
        return []
    last = _last_row(end.decode("utf-8", errors="replace"), text)
    if last is None or _looks_cut(last[-1], _last_values(text)):
        return [BillProblem(message=CUT, file=name, unread=True)]
    return [BillProblem(message=NO_LINE_BREAK, file=name, notice=True)]


def _end(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(stream.seek(0, os.SEEK_END) - _END_BYTES, 0))
        return stream.read(_END_BYTES)


def _last_row(end: str, text: Delimited) -> Sequence[str] | None:
    """The last row, which may have line breaks in quotes; None when the text ends before its last value."""
    lines = end.splitlines(keepends=True)
    for count in range(1, min(len(lines), _LINES_OF_A_ROW) + 1):
        rows = _rows("".join(lines[-count:]), text)
        if len(rows) == 1 and len(rows[0]) >= len(text.names):
            return rows[0]
    return None


def _last_values(text: Delimited) -> frozenset[str]:
    """What the first rows have in the last column; never the very last row, which is in question."""
    with text.path.open("rb") as stream:
        start = stream.read(_START_BYTES).decode("utf-8", errors="replace")
    rows = _rows("".join(start.splitlines(keepends=True)[text.skip :]), text)[1:-1]
    return frozenset(row[-1] for row in rows if len(row) == len(text.names))


def _rows(text: str, like: Delimited) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=like.delimiter):
            found.append(row)
            if len(found) > _COMPARED_ROWS:
                break
    except csv.Error:
        return found
    return found


def _looks_cut(value: str, others: frozenset[str]) -> bool:
    """Whether a value is only the beginning of one, by what the column has elsewhere."""
    if not others or value in others:
        return False
    if value.startswith(("{", "[")):
        return not value.endswith(("}", "]"))
    if _is_number(value):
        # Amounts differ in length, but some exports write each with the same number of decimals.
        decimals = {len(other.partition(".")[2]) for other in others if _is_number(other)}
        return len(value.partition(".")[2]) < min(decimals, default=0) and len(decimals) == 1
    lengths = {len(other) for other in others}
    return (len(value) < min(lengths) and len(lengths) == 1) or any(other.startswith(value) for other in others)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
