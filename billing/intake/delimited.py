"""Delimited text: its encoding, its delimiter, where its header is, and how it writes dates."""

import codecs
import csv
import gzip
import io
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from billing.intake.layout import is_header, unrecognised
from billing.intake.unpack import Kind, Readable, WorkFolder
from finops_core.errors import BillError

DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 4 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_MAX_PREAMBLE_LINES = 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimited:
    """How to read a delimited text in UTF-8. `skip` lines precede the header; `encoding` is what it came in."""

    path: Path
    gzipped: bool
    delimiter: str
    skip: int
    names: tuple[str, ...]
    encoding: str


def understand(
    file: Readable, work: WorkFolder, *, encoding: str | None = None, one_line_end: bool = False
) -> Delimited:
    """Finds a text's header; text that is not UTF-8 is rewritten as UTF-8 into the work folder.

    With `one_line_end` it is rewritten so that all its lines end in the same way.
    Raises BillError when no line among the first ones is the header of an export.
    """
    head = _head(file)
    encoding = encoding or _encoding(head, file.name)
    path, gzipped = file.path, file.kind is Kind.GZIP
    if one_line_end or encoding not in ("utf-8", "utf-8-sig"):
        path, gzipped = _rewritten(file, work, encoding, one_line_end=one_line_end), False
    text = head.decode(encoding, errors="replace")
    delimiter, skip, names = _header(text, file.name)
    return Delimited(path=path, gzipped=gzipped, delimiter=delimiter, skip=skip, names=names, encoding=encoding)


def mixes_line_ends(text: Delimited) -> bool:
    """Whether some lines end in CR LF and others in LF alone; a line end in a quoted cell may be of either kind."""
    both = lone = 0
    last = b""
    with gzip.open(text.path, "rb") if text.gzipped else text.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            pairs = chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
            both, lone = both + pairs, lone + chunk.count(b"\n") - pairs
            last = chunk[-1:]
            if both and lone:
                return True
    return False


def _open(file: Readable) -> "gzip.GzipFile | BufferedReader":
    return gzip.open(file.path, "rb") if file.kind is Kind.GZIP else file.path.open("rb")


def _head(file: Readable) -> bytes:
    with _open(file) as stream:
        return stream.read(_HEAD_BYTES)


def _encoding(head: bytes, name: str) -> str:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    sample = head[:2000]
    if sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1:2] == b"\0" else "utf-16-be"
    if 0 in sample:
        raise BillError(f"{name}: this is neither text nor a file that holds a billing export.")
    return "utf-8"


def _rewritten(file: Readable, work: WorkFolder, encoding: str, *, one_line_end: bool) -> Path:
    path = work.new_path(".text")
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    reader = io.IncrementalNewlineDecoder(decoder, translate=one_line_end)
    try:
        with _open(file) as source, path.open("w", encoding="utf-8", newline="") as target:
            while chunk := source.read(_CHUNK_BYTES):
                target.write(reader.decode(chunk))
            target.write(reader.decode(b"", final=True))
    except UnicodeDecodeError as error:
        raise BillError(f"{file.name}: the text is not valid {encoding}. Save the file as UTF-8.") from error
    return path


def _header(text: str, name: str) -> tuple[str, int, tuple[str, ...]]:
    lines = text.splitlines(keepends=True)
    best: tuple[str, ...] = ()
    for skip in range(min(_MAX_PREAMBLE_LINES, len(lines))):
        for delimiter in DELIMITERS:
            names = _first_record("".join(lines[skip:]) if '"' in lines[skip] else lines[skip], delimiter)
            if is_header(names):
                return delimiter, skip, names
            best = max(best, names, key=len)
    raise unrecognised(name, best)


def _first_record(text: str, delimiter: str) -> tuple[str, ...]:
    csv.field_size_limit(_HEAD_BYTES)
    try:
        record = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (csv.Error, StopIteration):
        return ()
    return tuple(name.strip().lstrip("\ufeff") for name in record)
