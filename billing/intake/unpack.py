"""From a file of a bill to files DuckDB can read: what it is, told from its first bytes; zip archives unpacked.

Every readable file gets a name of our own in the work folder, so neither patterns in a file's name nor paths in
an archive ever reach the reader.
"""

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from billing.intake.formats import FORMATS
from billing.intake.locate import MAX_DOCUMENT_BYTES, BillFile, is_data_name, is_document_name
from finops_core.errors import BillError

MAX_RATIO = 250
"""An archive or file that grows more than this is a bomb: billing exports shrink 10 to 60 times."""

RATIO_FROM_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 256 * 1024**3
MAX_MEMBERS = 2_000
KEPT_FREE = 0.1
"""The part of the free disk that unpacking leaves."""

_CHUNK = 1024 * 1024


class Kind(StrEnum):
    """How a file is stored, whatever its name says."""

    PARQUET = "parquet"
    GZIP = "gzip"
    ZIP = "zip"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A file to read: `name` for messages, `path` in the work folder, and the file of the bill it came from.

    `place` is where it lies, folders in an archive included; `modified` is its own time, where the archive tells it.
    """

    name: str
    path: Path
    kind: Kind
    origin: BillFile
    place: str
    modified: datetime


def kind_of(path: Path, name: str) -> Kind:
    """What a file is, from its first bytes. Raises BillError for an empty or foreign file."""
    try:
        # What has no size is not opened: a file of the system's own may never give a byte.
        if not path.stat().st_size:
            raise BillError(f"{name}: the file is empty.")
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
            raise BillError(f"{name}: this is {what}, not a billing export. Give {FORMATS}.")
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
}


class WorkFolder:
    """Hands out names for readable files in a folder that its owner removes, as long as the disk has room."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0
        self._room = min(MAX_UNPACKED_BYTES, int(shutil.disk_usage(folder).free * (1 - KEPT_FREE)))

    def new_path(self, ending: str) -> Path:
        self._count += 1
        return self.folder / f"{self._count:06d}{ending}"

    def nothing(self) -> Path:
        """An empty file, in place of one that is not read."""
        path = self.new_path(".document")
        path.touch()
        return path

    def link(self, target: Path, ending: str) -> Path:
        """A plain name for a file that may be called anything."""
        path = self.new_path(ending)
        path.symlink_to(target)
        return path

    def take(self, size_bytes: int, name: str) -> None:
        """Counts bytes that are written here. Raises BillError when all that was unpacked does not fit."""
        self._room -= size_bytes
        if self._room < 0:
            raise BillError(f"{name}: what the bill unpacks to does not fit on the disk, or is more than any bill.")


class Growth:
    """How much one packed file has grown to, over all of its members. Raises BillError for a bomb."""

    def __init__(self, name: str, packed_bytes: int) -> None:
        self.name = name
        self._packed = max(packed_bytes, 1)
        self.unpacked = 0

    def add(self, size_bytes: int) -> None:
        self.unpacked += size_bytes
        if self.unpacked > RATIO_FROM_BYTES and self.unpacked > MAX_RATIO * self._packed:
            raise Bomb(f"{self.name}: unpacks to more than {MAX_RATIO} times its size, which no billing export does.")
        if self.unpacked > MAX_UNPACKED_BYTES:
            raise Bomb(f"{self.name}: unpacks to more than {MAX_UNPACKED_BYTES // 1024**3} GiB.")


class Bomb(BillError):
    """A packed file that grows beyond what a bill does. Nothing of it is read."""


def unpack(file: BillFile, path: Path, work: WorkFolder) -> "Iterator[Readable | BillError]":
    """The readable files in one file of a bill, whose bytes are at `path`: itself, or the members of a zip archive.

    A member that cannot be read comes as its error, as a file beside others would.
    Raises BillError for what is empty, foreign, damaged, encrypted or a bomb as a whole.
    """
    kind = kind_of(path, file.name)
    if kind is Kind.ZIP:
        yield from _members(file, path, work)
        return
    if kind is Kind.GZIP:
        check_gzip(path, file.name)
        if _gzip_content(path) is Kind.PARQUET:
            path, kind = _gunzip(path, work, file.name), Kind.PARQUET
    link = work.link(path, f".{kind}")
    yield Readable(name=file.name, path=link, kind=kind, origin=file, place=file.name, modified=file.modified)


def documents_in(file: BillFile, path: Path, work: WorkFolder) -> list[tuple[str, Path]]:
    """The manifests and logs in an archive, by their places; nothing when the file is no archive."""
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return []
        with zipfile.ZipFile(packed := path) as archive:
            growth = Growth(file.name, packed.stat().st_size)
            found = [m for m in archive.infolist() if not m.is_dir() and is_document_name(_inside(m))]
            return [(f"{file.name}/{_inside(m)}", _document(archive, m, growth, work)) for m in found[:MAX_MEMBERS]]
    except (zipfile.BadZipFile, OSError, BillError):
        # Reading the archive itself says what is wrong with it.
        return []


def _document(archive: zipfile.ZipFile, member: zipfile.ZipInfo, growth: Growth, work: WorkFolder) -> Path:
    if member.file_size > MAX_DOCUMENT_BYTES:
        return work.nothing()
    path = work.new_path(".document")
    _extract(archive, member, path, growth, work)
    return path


def _members(file: BillFile, packed: Path, work: WorkFolder) -> "Iterator[Readable | BillError]":
    try:
        archive = zipfile.ZipFile(packed)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BillError(f"{file.name}: the zip archive is damaged or cut off.") from error
    with archive:
        members = _data_members(archive.infolist(), file)
        # What the archive claims comes first: a member never gives more than its claim.
        Growth(file.name, packed.stat().st_size).add(sum(member.file_size for member in members))
        growth = Growth(file.name, packed.stat().st_size)
        for number, member in enumerate(members, 1):
            # An archive's list of names is content too: it is shown once a bill was found in it.
            where = f"{file.name} › file {number} of {len(members)}"
            try:
                yield _member(archive, member, (file, where, growth), work)
            except Bomb:
                raise
            except BillError as error:
                yield error


def _data_members(listed: list[zipfile.ZipInfo], file: BillFile) -> list[zipfile.ZipInfo]:
    """The members to read: as in a folder, what is no data by its name stands aside when there is some that is."""
    members = [m for m in listed if not m.is_dir() and not _is_clutter(m.filename)]
    if any(m.filename == "[Content_Types].xml" for m in members):
        raise BillError(f"{file.name}: this is an Excel workbook. Save the sheet as CSV, or give the export itself.")
    if not members:
        raise BillError(f"{file.name}: the zip archive holds no file.")
    if len(members) > MAX_MEMBERS:
        raise BillError(f"{file.name}: {len(members)} members are more than the {MAX_MEMBERS} that are read.")
    return [m for m in members if is_data_name(_inside(m)) and not _is_small_print(_inside(m))] or members


_SMALL_PRINT = ("readme", "license", "licence", "notice", "changelog", "manifest", "metadata", "schema", "checksum")


def _is_small_print(member: str) -> bool:
    """Whether a text in an archive is, by its name, about the export rather than a part of it."""
    stem, _, ending = member.rsplit("/", 1)[-1].lower().partition(".")
    return ending == "txt" and stem.startswith(_SMALL_PRINT)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, of: tuple[BillFile, str, Growth], work: WorkFolder
) -> Readable:
    file, where, growth = of
    if member.flag_bits & 0x1:
        raise BillError(f"{where}: the archive is encrypted. Unpack it with its password first.")
    path = work.new_path(".member")
    try:
        _extract(archive, member, path, growth, work)
    except _DAMAGE as error:
        raise BillError(f"{where}: the zip archive is damaged or cut off.") from error
    kind = kind_of(path, where)
    if kind is Kind.ZIP:
        raise BillError(f"{where}: an archive within an archive is not read. Unpack it first.")
    if kind is Kind.GZIP:
        check_gzip(path, where)
        if _gzip_content(path) is Kind.PARQUET:
            path, kind = _gunzip(path, work, where), Kind.PARQUET
    return Readable(
        name=where,
        path=path,
        kind=kind,
        origin=file,
        place=f"{file.name}/{_inside(member)}",
        modified=_time_of(member, file),
    )


_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def _time_of(member: zipfile.ZipInfo, file: BillFile) -> datetime:
    """A member's own time; archives that state none say 1980."""
    try:
        found = datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return file.modified
    return found if found.year > 1980 else file.modified


def _inside(member: zipfile.ZipInfo) -> str:
    """A member's path, without what could lead out of its archive or deceive a terminal."""
    parts = [part for part in member.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(c for c in "/".join(parts) if c.isprintable())[:400]


def _is_clutter(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, growth: Growth, work: WorkFolder) -> None:
    with archive.open(member) as source, path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            growth.add(len(chunk))
            work.take(len(chunk), growth.name)
            target.write(chunk)


def check_gzip(path: Path, name: str) -> None:
    """Reads a gzip file to its end, so that a cut or changed one is refused instead of read in part.

    Raises BillError; its members' checksums are verified on the way, its growth is bounded.
    """
    growth = Growth(name, path.stat().st_size)
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                growth.add(len(chunk))
    except (EOFError, OSError, zlib.error) as error:
        raise BillError(f"{name}: the gzip file is damaged or cut off after {growth.unpacked:,} bytes.") from error
    if growth.unpacked == 0:
        raise BillError(f"{name}: the gzip file holds nothing.")


def _gzip_content(path: Path) -> Kind:
    with gzip.open(path, "rb") as stream:
        return Kind.PARQUET if stream.read(4) == b"PAR1" else Kind.GZIP


def _gunzip(packed: Path, work: WorkFolder, name: str) -> Path:
    path = work.new_path(".parquet")
    with gzip.open(packed, "rb") as source, path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            work.take(len(chunk), name)
            target.write(chunk)
    return path
