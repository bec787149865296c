"""JSON, one object a line or a list of objects, as the delimited text that everything else reads.

Numbers keep every digit they are written with: reading them as doubles would change amounts.
"""

import csv
import gzip
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO, cast

from billing.intake.layout import NotAnExport, is_header
from billing.intake.unpack import Kind, Readable, WorkFolder
from finops_core.errors import BillError

MAX_LIST_BYTES = 256 * 1024 * 1024
"""A list is read at once, unlike lines."""

_MAX_COLUMNS = 20_000
_SAMPLE_LINES = 20


def is_json(file: Readable) -> bool:
    """Whether a text begins as JSON does."""
    with _text(file) as stream:
        return stream.read(1000).lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def as_delimited(file: Readable, work: WorkFolder) -> tuple[Readable, tuple[int, ...]]:
    """A delimited text of the objects, and the numbers of the lines that are none.

    Raises NotAnExport for JSON that is no list of objects, BillError for a list that is too long.
    """
    names: dict[str, None] = {}
    for position, (_, row) in enumerate(_objects(file)):
        names.update(dict.fromkeys(row or {}))
        if position >= _SAMPLE_LINES and not names:
            break
    if len(names) > _MAX_COLUMNS or not is_header(names):
        raise NotAnExport(f"{file.name}: this is JSON, but no billing export with one charge, or one object, a line.")
    path = work.new_path(".csv")
    unread: list[int] = []
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(names)
        for line, row in _objects(file):
            if row is None:
                unread.append(line)
            else:
                writer.writerow([_cell(row.get(name)) for name in names])
    return replace(file, path=path, kind=Kind.TEXT), tuple(unread)


@contextmanager
def _text(file: Readable) -> Generator[TextIO]:
    if file.kind is Kind.GZIP:
        with gzip.open(file.path, "rt", encoding="utf-8-sig", errors="replace") as stream:
            yield cast("TextIO", stream)
    else:
        with file.path.open(encoding="utf-8-sig", errors="replace") as stream:
            yield stream


def _objects(file: Readable) -> Iterator[tuple[int, dict[str, object] | None]]:
    """Every object with its line; None for a line that holds none."""
    with _text(file) as stream:
        if _first_character(stream) == "[":
            yield from enumerate(_list(file.name, file.path, stream), 1)
            return
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, _object(line)


def _first_character(stream: TextIO) -> str:
    first = stream.read(1000).lstrip()[:1]
    stream.seek(0)
    return first


def _list(name: str, path: Path, stream: TextIO) -> Iterator[dict[str, object] | None]:
    if path.stat().st_size > MAX_LIST_BYTES:
        raise BillError(f"{name}: a JSON list of more than {MAX_LIST_BYTES // 1024**2} MB. Save one object a line.")
    try:
        found = _parsed(stream.read(MAX_LIST_BYTES))
    except ValueError as error:
        raise NotAnExport(f"{name}: this is not valid JSON.") from error
    for item in cast("list[object]", found) if isinstance(found, list) else []:
        yield cast("dict[str, object]", item) if isinstance(item, dict) else None


def _object(line: str) -> dict[str, object] | None:
    try:
        found = _parsed(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", found) if isinstance(found, dict) else None


def _parsed(text: str) -> object:
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
