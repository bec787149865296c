"""From what a user names (a file, a folder, a pattern) to the files of a bill, in a fixed order."""

import glob
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

from finops_core.errors import BillError

MAX_FILES = 20_000
MANIFEST_ENDING = "Manifest.json"

_DATA_ENDINGS = (".csv", ".gz", ".gzip", ".zip", ".parquet", ".pq", ".tsv", ".txt")
_NOT_DATA = (".json", ".md", ".yml", ".yaml", ".sql", ".crc", ".html", ".pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFile:
    """One file of a bill. `name` is how messages call it, `address` where its location finds it.

    `current` marks files of the delivery that a manifest beside them calls the current one.
    """

    name: str
    address: str
    size_bytes: int
    modified: datetime
    current: bool = False


class BillLocation(Protocol):
    """A place that holds the files of a bill."""

    def files(self) -> tuple[BillFile, ...]:
        """What is there now, in a fixed order. Raises BillError when there is nothing."""
        ...

    def fetch(self, file: BillFile, folder: Path) -> Path:
        """A local path to the file's bytes; `folder` takes a copy where one is needed. Raises BillError."""
        ...


class LocalLocation:
    """A file, a folder or a pattern on this machine."""

    def __init__(self, path: str | Path) -> None:
        self._text = str(path)
        # Unlike Path.expanduser this leaves the name of an unknown user as it is.
        self._root = Path(os.path.expanduser(self._text))

    def files(self) -> tuple[BillFile, ...]:
        try:
            return self._files()
        except OSError as error:
            raise BillError(f"{self._text}: cannot be read ({error.strerror}).") from error

    def _files(self) -> tuple[BillFile, ...]:
        if self._root.is_dir():
            found = [path for path in _walk(self._root) if path.is_file()]
            manifests = [path for path in found if path.name.endswith(MANIFEST_ENDING)]
            current = [folder for path in manifests for folder in _current_folders(path)]
            files = tuple(_describe(p, self._root, current) for p in found if is_data_name(p.name))
            nothing = f"{self._text}: the folder holds no CSV, gzip, zip or Parquet file."
        elif self._root.exists():
            if not self._root.is_file():
                raise BillError(f"{self._text}: is neither a file nor a folder.")
            return (_describe(self._root, self._root.parent),)
        elif glob.has_magic(self._text):
            matches = sorted(Path(found) for found in glob.glob(str(self._root), recursive=True))
            files = tuple(_describe(found, _fixed_part(self._root)) for found in matches if found.is_file())
            nothing = f"{self._text}: no file matches this pattern."
        else:
            raise BillError(f"{self._text}: there is no such file or folder. Give the path of a billing export.")
        return checked(files, self._text, nothing)

    def fetch(self, file: BillFile, folder: Path) -> Path:
        return Path(file.address)


def checked(files: tuple[BillFile, ...], source: str, nothing: str) -> tuple[BillFile, ...]:
    """The files, if there are some and not too many. Raises BillError otherwise."""
    if not files:
        raise BillError(nothing)
    if len(files) > MAX_FILES:
        raise BillError(f"{source}: {len(files)} files are more than the {MAX_FILES} that one bill may have.")
    return files


def is_data_name(name: str) -> bool:
    """Whether a file found in a folder may be part of a bill; what it really is, its content decides."""
    base = name.rsplit("/", 1)[-1].lower()
    if base.startswith((".", "_")) or base.endswith(_NOT_DATA):
        return False
    return base.endswith(_DATA_ENDINGS)


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (Path(folder) / n for n in sorted(names) if is_data_name(n) or n.endswith(MANIFEST_ENDING))


def _fixed_part(pattern: Path) -> Path:
    """The folder of a pattern in which its first wildcard lies."""
    parts = itertools.takewhile(lambda part: not glob.has_magic(part), pattern.parts[:-1])
    return Path(*parts)


def _current_folders(manifest: Path) -> tuple[Path, ...]:
    try:
        assembly = assembly_of(manifest.read_bytes())
    except OSError:
        return ()
    return (manifest.parent / assembly,) if assembly else ()


def assembly_of(manifest: bytes) -> str:
    """The id of the delivery that a report's manifest calls current; empty when it names none."""
    try:
        content = json.loads(manifest)
    except ValueError:
        return ""
    found: object = cast("dict[str, object]", content).get("assemblyId") if isinstance(content, dict) else None
    return found if isinstance(found, str) and "/" not in found else ""


def _describe(path: Path, root: Path, current: Sequence[Path] = ()) -> BillFile:
    try:
        stat = path.stat()
    except OSError as error:
        raise BillError(f"{path}: cannot be read ({error.strerror}).") from error
    name = str(path.relative_to(root)) if path != root and path.is_relative_to(root) else path.name
    return BillFile(
        name=name,
        address=str(path.resolve()),
        size_bytes=stat.st_size,
        modified=datetime.fromtimestamp(stat.st_mtime, UTC),
        current=any(path.is_relative_to(folder) for folder in current),
    )


def fingerprint(files: Iterable[BillFile]) -> str:
    """Changes whenever a file of the bill is added, removed or rewritten."""
    return "|".join(f"{f.name}:{f.size_bytes}:{f.modified.isoformat()}" for f in files)
