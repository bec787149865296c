"""From a file of a bill to files DuckDB can read: what it is, told from its first bytes; zip archives unpacked.

Every readable file gets a name of our own in the work folder, so neither patterns in a file's name nor paths in
an archive ever reach the reader.
"""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from billing.intake.locate import BillFile
from finops_core.errors import BillError

MAX_RATIO = 250
"""An archive member that grows more than this is a bomb: billing exports shrink 10 to 60 times."""

RATIO_FROM_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 256 * 1024**3
MAX_MEMBERS = 2_000
_CHUNK = 1024 * 1024


class Kind(StrEnum):
    """How a file is stored, whatever its name says."""

    PARQUET = "parquet"
    GZIP = "gzip"
    ZIP = "zip"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A file to read: `name` for messages, `path` in the work folder, and the file of the bill it came from."""

    name: str
    path: Path
    kind: Kind
    origin: BillFile


def kind_of(path: Path, name: str) -> Kind:
    """What a file is, from its first bytes. Raises BillError for an empty or foreign file."""
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise BillError(f"{name}: cannot be read ({error.strerror}).") from error
    if not head:
        raise BillError(f"{name}: the file is empty.")
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.startswith(b"PK\x03\x04"):
        return Kind.ZIP
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise BillError(f"{name}: this is {what}, not a billing export. Give CSV, gzip, zip or Parquet.")
    return Kind.TEXT


_FOREIGN = {
    b"PK\x05\x06": "an empty zip archive",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"SQLite f": "an SQLite database",
    b"{": "JSON",
}


class WorkFolder:
    """Hands out names for readable files in a folder that its owner removes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def new_path(self, ending: str) -> Path:
        self._count += 1
        return self.folder / f"{self._count:06d}{ending}"

    def link(self, target: Path, ending: str) -> Path:
        """A plain name for a file that may be called anything."""
        path = self.new_path(ending)
        path.symlink_to(target)
        return path


def unpack(file: BillFile, path: Path, work: WorkFolder) -> Iterator[Readable]:
    """The readable files in one file of a bill, whose bytes are at `path`: itself, or the members of a zip archive.

    Raises BillError for what is empty, foreign, damaged, encrypted or a bomb.
    """
    kind = kind_of(path, file.name)
    if kind is Kind.ZIP:
        yield from _members(file, path, work)
        return
    if kind is Kind.GZIP:
        check_gzip(path, file.name)
        if _gzip_content(path) is Kind.PARQUET:
            yield Readable(name=file.name, path=_gunzip(path, work), kind=Kind.PARQUET, origin=file)
            return
    yield Readable(name=file.name, path=work.link(path, f".{kind}"), kind=kind, origin=file)


def _members(file: BillFile, packed: Path, work: WorkFolder) -> Iterator[Readable]:
    try:
        archive = zipfile.ZipFile(packed)
    except (zipfile.BadZipFile, OSError) as error:
        raise BillError(f"{file.name}: the zip archive is damaged ({error}).") from error
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_clutter(m.filename)]
        if any(m.filename == "[Content_Types].xml" for m in members):
            raise BillError(
                f"{file.name}: this is an Excel workbook. Save the sheet as CSV, or give the export itself."
            )
        if not members:
            raise BillError(f"{file.name}: the zip archive holds no file.")
        if len(members) > MAX_MEMBERS:
            raise BillError(f"{file.name}: {len(members)} members are more than the {MAX_MEMBERS} that are read.")
        for member in members:
            name = f"{file.name} › {_plain(member.filename)}"
            path = work.new_path(".member")
            _extract(archive, member, path, name)
            kind = kind_of(path, name)
            if kind is Kind.ZIP:
                raise BillError(f"{name}: an archive within an archive is not read. Unpack it first.")
            if kind is Kind.GZIP:
                check_gzip(path, name)
            yield Readable(name=name, path=path, kind=kind, origin=file)


def _is_clutter(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _plain(member: str) -> str:
    """A member's name for messages, without its path and without control characters."""
    base = member.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in base if c.isprintable())[:120]


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, name: str) -> None:
    if member.flag_bits & 0x1:
        raise BillError(f"{name}: the archive is encrypted. Unpack it with its password first.")
    written = 0
    try:
        with archive.open(member) as source, path.open("wb") as target:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                _check_growth(written, member.compress_size, name)
                target.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BillError(f"{name}: the zip archive is damaged ({error}).") from error


def _check_growth(unpacked: int, packed: int, name: str) -> None:
    if unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise BillError(f"{name}: unpacks to more than {MAX_RATIO} times its size, which no billing export does.")
    if unpacked > MAX_UNPACKED_BYTES:
        raise BillError(f"{name}: unpacks to more than {MAX_UNPACKED_BYTES // 1024**3} GiB.")


def check_gzip(path: Path, name: str) -> None:
    """Reads a gzip file to its end, so that a cut or changed one is refused instead of read in part.

    Raises BillError; its members' checksums are verified on the way, its growth is bounded.
    """
    packed = path.stat().st_size
    unpacked = 0
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                _check_growth(unpacked, packed, name)
    except (EOFError, OSError, zlib.error) as error:
        raise BillError(f"{name}: the gzip file is damaged or cut off after {unpacked:,} bytes ({error}).") from error
    if unpacked == 0:
        raise BillError(f"{name}: the gzip file holds nothing.")


def _gzip_content(path: Path) -> Kind:
    with gzip.open(path, "rb") as stream:
        return Kind.PARQUET if stream.read(4) == b"PAR1" else Kind.GZIP


def _gunzip(packed: Path, work: WorkFolder) -> Path:
    path = work.new_path(".parquet")
    with gzip.open(packed, "rb") as source, path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)
    return path
