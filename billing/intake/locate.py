"""From what a user names (a file, a folder, a pattern) to the files of a bill, in a fixed order."""

import glob
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from billing.intake.formats import FORMATS
from billing.intake.iceberg import METADATA
from billing.intake.walk import Found, Pattern, Walk
from billing.query import BillProblem
from finops_core.errors import BillError, NothingDelivered

MAX_FILES = 20_000
MAX_DOCUMENT_BYTES = 4 * 1024 * 1024

_DATA_ENDINGS = (".csv", ".gz", ".gzip", ".zip", ".parquet", ".pq", ".tsv", ".txt", ".jsonl", ".ndjson")
_NOT_DATA = (".json", ".md", ".yml", ".yaml", ".sql", ".crc", ".html", ".pdf")
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", ".inprogress")
_DOCUMENT = re.compile(
    r"(^|/)([^/]*manifest\.json|_delta_log/\d{20}(\.checkpoint[^/]*\.parquet|\.json)|_committed_\w+|_started_\w+)$",
    re.IGNORECASE,
)
_SHARD_WITHOUT_ENDING = re.compile(r"([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|part[-_]\d+|0{3,}\d+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFile:
    """One file of a bill. `name` is how messages call it, `address` where its location finds it.

    `mark` is another text whenever the file was written, however it looks from outside.
    """

    name: str
    address: str
    size_bytes: int
    modified: datetime
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a location holds: data, the documents that say which of it counts, and what was not looked at."""

    files: tuple[BillFile, ...]
    documents: tuple[BillFile, ...] = ()
    problems: tuple[BillProblem, ...] = ()

    @property
    def mark(self) -> str:
        """Changes whenever a file of the bill is added, removed or rewritten."""
        return "|".join(f"{f.name}:{f.size_bytes}:{f.mark}" for f in (*self.files, *self.documents))


class BillLocation(Protocol):
    """A place that holds the files of a bill."""

    def listing(self) -> Listing:
        """What is there now, in a fixed order. Raises BillError when there is nothing."""
        ...

    def fetch(self, file: BillFile, folder: Path) -> Path:
        """A local path to the file's bytes; `folder` takes a copy where one is needed.

        Raises BillError when it cannot be had or is another one than when it was listed.
        """
        ...

    def verify(self, file: BillFile) -> None:
        """Raises BillError when the file is not what it was when it was listed."""
        ...

    def digest(self, file: BillFile) -> str:
        """A text that is the same for the same bytes only. Raises BillError when the file cannot be read."""
        ...


@runtime_checkable
class PaidLocation(Protocol):
    """A location whose listing takes requests that AWS charges for."""

    def claim_requests(self) -> int:
        """How many were made since this was asked last."""
        ...


class LocalLocation:
    """A file, a folder or a pattern on this machine."""

    def __init__(self, path: str | Path) -> None:
        self._text = str(path)
        # Unlike Path.expanduser this leaves the name of an unknown user as it is.
        self._root = Path(os.path.expanduser(self._text))

    def listing(self) -> Listing:
        try:
            return self._listing()
        except OSError as error:
            raise BillError(f"{self._text}: cannot be read ({error.strerror}).") from error

    def _listing(self) -> Listing:
        if self._root.is_dir():
            _refuse_bare_data(self._root, self._text)
            walk = Walk(self._root, self._text)
            found = list(walk)
            nothing = f"{self._text}: the folder holds no {FORMATS} file."
            return _listed(found, self._root, walk, self._text, nothing)
        if self._root.exists():
            one = self._root.stat()
            if not stat.S_ISREG(one.st_mode):
                raise BillError(f"{self._text}: is neither a file nor a folder.")
            return Listing(files=(_describe(Found(path=self._root, stat=one), self._root.parent),))
        if glob.has_magic(self._text):
            return self._matching(Pattern(self._root))
        raise BillError(f"{self._text}: there is no such file or folder. Give the path of a billing export.")

    def _matching(self, pattern: Pattern) -> Listing:
        nothing = f"{self._text}: no file matches this pattern."
        if not pattern.folder.is_dir():
            raise BillError(nothing)
        _refuse_bare_data(pattern.folder, self._text)
        walk = Walk(pattern.folder, self._text, depth=pattern.depth)
        found = list(walk)
        # A pattern chooses data; what says which of it counts is taken from beside it.
        meant = [one for one in found if is_document_name(one.path.as_posix()) or pattern.matches(one.path)]
        return _listed(meant, pattern.folder, walk, self._text, nothing, any_name=True)

    def fetch(self, file: BillFile, folder: Path) -> Path:
        self.verify(file)
        return Path(file.address)

    def verify(self, file: BillFile) -> None:
        try:
            now = Path(file.address).stat()
        except OSError as error:
            raise BillError(f"{file.name}: cannot be read ({error.strerror}).") from error
        if _mark(now) != file.mark:
            raise Changed(f"{file.name}: {_changed(file.size_bytes, now.st_size)}")

    def digest(self, file: BillFile) -> str:
        path = self.fetch(file, Path())
        if not file.size_bytes:
            return "empty"
        try:
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise BillError(f"{file.name}: cannot be read ({error.strerror}).") from error
        self.verify(file)
        return found


def _refuse_bare_data(folder: Path, shown: str) -> None:
    """The data of an Iceberg table without its metadata would count what the table deleted."""
    beside = folder.resolve().parent / "metadata"
    if folder.resolve().name == "data" and next(beside.glob("*.metadata.json"), None) is not None:
        raise BillError(
            f"{shown}: these are the data files of an Iceberg table, some of which it may have deleted. Give the "
            "table's own folder, one above, whose metadata says which files count."
        )


class Changed(BillError):
    """A file is not what it was when reading began: it is being written, or was replaced."""


def _changed(before: int, after: int) -> str:
    how = "grew" if after > before else "became shorter"
    size = f"it {how} from {before:,} to {after:,} bytes" if after != before else "its content was replaced"
    return f"changed while it was read ({size}). Wait until it is written completely, then try again."


def checked(listing: Listing, source: str, nothing: str) -> Listing:
    """The listing, if there are some files and not too many. Raises NothingDelivered or BillError otherwise."""
    if not listing.files:
        raise NothingDelivered(nothing)
    if len(listing.files) > MAX_FILES:
        raise BillError(f"{source}: {len(listing.files)} files are more than the {MAX_FILES} that one bill may have.")
    return listing


def is_data_name(name: str) -> bool:
    """Whether a file found in a folder may be part of a bill; what it really is, its content decides."""
    base = name.rsplit("/", 1)[-1].lower()
    if base.startswith((".", "_")) or base.endswith(_NOT_DATA) or is_document_name(name) or is_unfinished(name):
        return False
    return base.endswith(_DATA_ENDINGS) or ("." not in base and _SHARD_WITHOUT_ENDING.search(base) is not None)


def is_document_name(name: str) -> bool:
    """Whether a file says which other files count: a manifest, or a table's log."""
    return _DOCUMENT.search(name) is not None or METADATA.search(name) is not None


def is_unfinished(name: str) -> bool:
    """Whether a name says that the file is being written: by a browser, or in a job's folder for that."""
    *folders, base = name.split("/")
    return base.lower().endswith(_UNFINISHED) or any(folder.startswith(("_temporary", ".")) for folder in folders)


def unfinished_problem(names: Sequence[str]) -> tuple[BillProblem, ...]:
    """What is said about files that are being written."""
    if not names:
        return ()
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return (BillProblem(message=f"Not read: still being written by its name{more}.", file=names[0]),)


def _listed(
    found: Sequence[Found], root: Path, walk: Walk, source: str, nothing: str, *, any_name: bool = False
) -> Listing:
    described = [_describe(one, root) for one in found]
    files = [
        f
        for f in described
        if is_data_name(f.name) or (any_name and not is_document_name(f.name) and not is_unfinished(f.name))
    ]
    unfinished = [f.name for f in described if is_unfinished(f.name) and (any_name or _looks_like_data(f.name))]
    listing = Listing(
        files=tuple(files),
        documents=tuple(f for f in described if is_document_name(f.name)),
        problems=(*unfinished_problem(unfinished), *_not_looked_into(walk)),
    )
    return checked(listing, source, nothing)


def _looks_like_data(name: str) -> bool:
    return any(ending in name.lower() for ending in (".csv", ".parquet", ".gz", ".zip"))


def _not_looked_into(walk: Walk) -> Iterable[BillProblem]:
    for names, what in ((walk.links, "a link to a folder"), (walk.special, "no regular file")):
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            yield BillProblem(message=f"Not read: {what}{more}.", file=names[0], notice=True)


def _describe(found: Found, root: Path) -> BillFile:
    path = found.path
    return BillFile(
        name=path.relative_to(root).as_posix() if path != root and path.is_relative_to(root) else path.name,
        address=str(path.resolve()),
        size_bytes=found.stat.st_size,
        modified=datetime.fromtimestamp(found.stat.st_mtime, UTC),
        mark=_mark(found.stat),
    )


def _mark(found: os.stat_result) -> str:
    """The time of the last change of content or properties cannot be set back, unlike that of modification."""
    return f"{found.st_size}.{found.st_mtime_ns}.{found.st_ctime_ns}.{found.st_ino}"
