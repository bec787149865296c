"""How a CSV file of series is written: its encoding, separator, columns, order of dates, and decimal sign.

Read from the file's own first rows, and told where it is not the plain form (`unique_id,ds,y`, ISO dates, decimal
points). What can be read in two ways is refused, since either would be a guess.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from finops_core.errors import BillError

COLUMNS: Final = ("unique_id", "ds", "y")
LOOKED_AT: Final = 20_000
"""Rows that the form is read from."""

_SEPARATORS: Final = (",", ";", "\t", "|")
_NAMES: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
_CALLED: Final = (
    ("unique_id", "id", "series", "name", "service", "account", "project", "team", "region", "category", "group"),
    ("ds", "date", "day", "month", "usage_date", "timestamp", "time", "period", "start"),
    ("y", "cost", "amount", "value", "spend", "total", "cost_usd", "costs"),
)
"""What columns are called beside their plain names."""

_SLASHED: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = re.compile(r"([a-z]{3})[a-z]*\.?[ -](\d{4})")
_MONEY: Final = re.compile(r"[$€£\s\u00a0']|^(?:USD|EUR|GBP)|(?:USD|EUR|GBP)$")
_DIGITS: Final = re.compile(r"[+-]?[\d.,]*\d[\d.,]*")

Order = Literal["", "day", "month"]
Places = tuple[int | None, int, int]
"""Of the columns of the name, the day and the amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a file is written. `name_at` is None where it has one series, which is then called `series`."""

    encoding: str
    separator: str
    name_at: int | None
    day_at: int
    amount_at: int
    series: str
    first: Order
    comma: bool
    told: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        return not self.told

    def rows(self, path: Path) -> Iterator[list[str]]:
        """The rows in the plain form: the header, then name, day and amount; empty where a line is.

        Raises BillError for a row with fewer cells, and what opening and reading a file raises.
        """
        yield list(COLUMNS)
        most = max(self.name_at or 0, self.day_at, self.amount_at)
        with path.open(encoding=self.encoding, newline="") as file:
            for number, row in enumerate(islice(csv.reader(file, delimiter=self.separator), 1, None), 2):
                if not any(cell.strip() for cell in row):
                    yield []
                elif len(row) <= most:
                    raise BillError(f"{path.name}, row {number}: {len(row)} cells where the header has more.")
                else:
                    name = self.series if self.name_at is None else row[self.name_at]
                    yield [name, _iso(row[self.day_at], self.first), _point(row[self.amount_at], comma=self.comma)]


def form_of(path: Path, *, months: bool) -> Form:
    """How a file is written; `months` says that it has one amount a month.

    Raises BillError where columns cannot be told, or dates or amounts can be read in two ways; OSError and csv.Error.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        line = file.readline()
    separator, places = _columns(line, path.name)
    name_at, day_at, amount_at = places
    with path.open(encoding=encoding, newline="") as file:
        reader = islice(csv.reader(file, delimiter=separator), 1, LOOKED_AT)
        kept = [row for row in reader if len(row) > max(day_at, amount_at)]
    header = next(csv.reader([line], delimiter=separator), list[str]())
    first = _first([row[day_at].strip() for row in kept], path.name, months=months)
    comma = _has_comma([row[amount_at] for row in kept], path.name, separator)
    series = header[amount_at].strip() if name_at is None else ""
    return Form(
        encoding=encoding,
        separator=separator,
        name_at=name_at,
        day_at=day_at,
        amount_at=amount_at,
        series=series,
        first=first,
        comma=comma,
        told=tuple(_told(encoding, separator, header, places, first, comma=comma)),
    )


def _told(
    encoding: str,
    separator: str,
    header: Sequence[str],
    places: Places,
    first: Order,
    *,
    comma: bool,
) -> Iterator[str]:
    if encoding == "cp1252":
        yield "the file is no UTF-8 and was read as Windows-1252"
    elif encoding == "utf-16":
        yield "the file was read as UTF-16"
    if separator != ",":
        yield f"columns are separated by {_NAMES.get(separator, separator)}"
    named = [header[at].strip() for at in places if at is not None]
    if [name.lower() for name in named] != list(COLUMNS):
        yield f"the columns read are {', '.join(named)}" + (", as one series" if places[0] is None else "")
    if first:
        yield f"dates were read with the {first} first"
    if comma:
        yield "amounts were read with a decimal comma"


def _encoding(path: Path) -> str:
    """UTF-8, UTF-16 where its mark says so, or else Windows-1252, in which every text can be read."""
    with path.open("rb") as file:
        start = file.read(1 << 20)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in start:
        return "utf-8-sig"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _columns(line: str, file: str) -> tuple[str, Places]:
    """The separator and the places of name, day and amount; no name where there are two columns."""
    for separator in _SEPARATORS:
        header = [cell.strip().lower() for cell in next(csv.reader([line], delimiter=separator), list[str]())]
        name_at, day_at, amount_at = (_place(header, called) for called in _CALLED)
        if day_at is not None and amount_at is not None and (name_at is not None or len(header) == 2):
            return separator, (name_at, day_at, amount_at)
    missing = next((name for name in COLUMNS if line.lower().count(name) != 1), COLUMNS[0])
    raise BillError(f"{file}: the first row has to name the columns {', '.join(COLUMNS)} once each ({missing}).")


def _place(header: Sequence[str], called: Sequence[str]) -> int | None:
    """Where a column is: by its plain name, else by another; None where no name, or several, are there."""
    if called[0] in header:
        return header.index(called[0]) if header.count(called[0]) == 1 else None
    found = [at for at, cell in enumerate(header) if cell in called]
    return found[0] if len(found) == 1 else None


def _first(days: Sequence[str], file: str, *, months: bool) -> Order:
    """Whether the day or the month comes first in dates such as 01/02/2026; empty where no such dates are."""
    found = [match for day in days if (match := _SLASHED.fullmatch(day.partition(" ")[0]))]
    if not found:
        return ""
    lefts, rights = {int(one[1]) for one in found}, {int(one[3]) for one in found}
    if max(lefts) > 12 or found[0][2] == ".":
        return "day"
    if max(rights) > 12:
        return "month"
    if months and len(found) >= _TELLING and (lefts == {1}) != (rights == {1}):
        return "day" if lefts == {1} else "month"
    row = next(at for at, day in enumerate(days) if _SLASHED.fullmatch(day.partition(" ")[0]))
    text = days[row][:40]
    raise BillError(
        f"{file}, row {row + 2}, column ds: {text!r} may have the day or the month first; write 2026-03-01."
    )


_TELLING: Final = 3
"""Months that begin on their first day, of which a file tells where the day stands."""


def _has_comma(amounts: Sequence[str], file: str, separator: str) -> bool:
    """Whether the comma is the decimal sign. Raises BillError where 1,234 may be a thousand or one."""
    cells = [cell for one in amounts if "," in (cell := _MONEY.sub("", one.strip())) and _DIGITS.search(cell)]
    if not cells:
        return False
    if any("." in cell for cell in cells):
        return any(cell.rfind(",") > cell.rfind(".") for cell in cells if "." in cell)
    if any(cell.count(",") > 1 for cell in cells):
        return False
    if separator == ";" or any(len(cell.strip("()-").partition(",")[2]) != 3 for cell in cells):
        return True
    raise BillError(f"{file}, column y: {cells[0][:40]!r} may have a decimal comma or a thousand's; write 1234.56.")


def _iso(text: str, first: Order) -> str:
    """A date in the plain form where it is in one that is known; else as it is."""
    cell, rest = text.strip(), ""
    if " " in cell and cell[0].isdigit():
        cell, _, rest = cell.partition(" ")
    if first and (found := _SLASHED.fullmatch(cell)):
        day, month = (found[1], found[3]) if first == "day" else (found[3], found[1])
        cell = f"{found[4]}-{int(month):02d}-{int(day):02d}"
    elif found := _YEAR_FIRST.fullmatch(cell):
        cell = f"{found[1]}-{int(found[2]):02d}-{int(found[3] or 1):02d}"
    elif (found := _MONTH.fullmatch(text.strip().lower())) and found[1] in _MONTHS:
        return f"{found[2]}-{_MONTHS.index(found[1]) + 1:02d}-01"
    return f"{cell} {rest}" if rest else cell


def _point(text: str, *, comma: bool) -> str:
    """An amount in the plain form: without its currency, thousands and brackets; as it is where it is no number."""
    cell = _MONEY.sub("", text.strip())
    below = cell.startswith("(") and cell.endswith(")")
    cell = cell[1:-1] if below else cell
    if not _DIGITS.fullmatch(cell):
        return text
    cell = cell.replace(".", "").replace(",", ".") if comma else cell.replace(",", "")
    return f"-{cell}" if below else cell
