"""Columns of an export's own, which FOCUS lets every provider add as `x_…`: few and short values make a dimension.

Each is a column of `charges` under `customColumn/`, known to questions like a key of a tag. They are no tags: they say
nothing of how well resources are tagged, nor whether two charges are the same.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billing.intake.charges import normalised
from billing.intake.source_columns import SourceColumn, SourceColumns, quoted
from billing.query import BillProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from billing.intake.source_file import ReadFile

CUSTOM = "customColumn/"
MAX_COLUMNS = 12
"""Of further ones the file says that nothing can be asked by them."""

MAX_CANDIDATES = 60
"""No file has more of its columns looked at: reading a column to no use costs time and memory by the thousand."""

MAX_NAME_CHARS = 100
MAX_VALUES, MAX_CHARS = 300, 120
"""A dimension has no more values than about these, and none longer: else it is an id or a description."""

_NUMBERS = re.compile(
    r"(price|costs?|amount|quantity|rate|savings|percent\w*|count|date|time|timestamp|start|end|details|json|usd)$",
    re.I,
)
_NO_NAMES = r"^\s*[\[{]|^\d{4}-\d{2}-\d{2}|^[-+]?\d*[.,]\d+([eE][-+]?\d+)?$"
"""Values that are no names: structures, times, amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The columns of one file that may be dimensions, and those past the limit, whose values are not looked at."""

    read: tuple[SourceColumn, ...] = ()
    unread: tuple[SourceColumn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomColumns:
    """The columns of one file that are dimensions, and those of its own that are none."""

    offered: tuple[SourceColumn, ...] = ()
    others: tuple[SourceColumn, ...] = ()
    too_many: tuple[SourceColumn, ...] = ()

    def selected(self, columns: SourceColumns) -> list[str]:
        """The select list of a file's view for them."""
        return [f"{columns.cleaned(column)} AS {quoted(CUSTOM + column.name)}" for column in self.offered]

    def notes(self, file: str) -> list[BillProblem]:
        """What is said when a file has more of them than are offered."""
        if not self.too_many:
            return []
        names = ", ".join(column.name[:60] for column in self.too_many[:5])
        more = f" and {len(self.too_many) - 5} more" if len(self.too_many) > 5 else ""
        message = f"Only {len(self.offered)} columns of the export's own can be asked by; {names}{more} cannot."
        return [BillProblem(message=message, file=file, notice=True)]


def read_candidates(columns: SourceColumns) -> Candidates:
    """The texts called `x_…` that nothing else reads; from now on the first ones are in the projection."""
    found = [
        column
        for column in columns.unread()
        if column.name.lower().startswith("x_") and column.type == "VARCHAR" and not _NUMBERS.search(column.name)
        if len(column.name) <= MAX_NAME_CHARS
    ]
    read, unread = found[:MAX_CANDIDATES], found[MAX_CANDIDATES:]
    for column in read:
        columns.cleaned(column)
    return Candidates(read=tuple(read), unread=tuple(unread))


def choose(
    connection: "DuckDBPyConnection",
    columns: SourceColumns,
    candidates: Candidates,
    relation: Callable[[], str],
) -> CustomColumns:
    """Looks at all values of the candidates; `relation` has the columns' projection."""
    if not candidates.read:
        return CustomColumns()
    texts = [columns.cleaned(column) for column in candidates.read]
    asked = ", ".join(
        f"count({text}) > 0 AND approx_count_distinct({text}) <= {MAX_VALUES} AND max(length({text})) <= {MAX_CHARS} "
        f"AND NOT bool_or(regexp_matches(coalesce({text}, ''), '{_NO_NAMES}'))"
        for text in texts
    )
    told = connection.execute(f"SELECT {asked} FROM {relation()}").fetchone() or ()
    fit = [column for column, fits in zip(candidates.read, told, strict=True) if fits]
    return CustomColumns(
        offered=tuple(fit[:MAX_COLUMNS]),
        others=tuple(column for column in candidates.read if column not in fit[:MAX_COLUMNS]) + candidates.unread,
        too_many=(*fit[MAX_COLUMNS:], *candidates.unread),
    )


def spelled_once(names: Iterable[str]) -> dict[str, str]:
    """The columns of all files, each in its first spelling by its name in lower case, which is what SQL knows it by."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.lower(), name)
    return found


def notes_on_differing_files(files: Iterable["ReadFile"]) -> list[BillProblem]:
    """Files that have a column too, but of which it is no dimension: their rows count as having no value of it."""
    listed = list(files)
    offered = {normalised(name) for file in listed for name in file.custom}
    return [
        BillProblem(
            message="The column has too many or too long values here to ask by it; asked by it, these rows have none.",
            file=file.name,
            column=name,
        )
        for file in listed
        for name in file.custom_others
        if normalised(name) in offered
    ]
