"""From what a user names (a file, a folder, a pattern) to the files of a bill, in a fixed order."""

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from finops_core.errors import BillError

MAX_FILES = 20_000

_DATA_ENDINGS = (".csv", ".gz", ".gzip", ".zip", ".parquet", ".pq", ".tsv", ".txt")
_NOT_DATA = (".json", ".md", ".yml", ".yaml", ".sql", ".crc", ".html", ".pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFile:
    """One file of a bill. `name` is how messages call it, `path` where its bytes are.

    `group` is the place files of one delivery share; `modified` orders deliveries that nothing else orders.
    """

    name: str
    path: Path
    size_bytes: int
    modified: datetime
    group: str = ""


def locate(path: str | Path) -> tuple[BillFile, ...]:
    """The files behind a local path or pattern. Raises BillError when there are none."""
    text = str(path)
    root = Path(text).expanduser()
    if root.is_dir():
        files = tuple(_describe(found, root) for found in _walk(root))
        nothing = f"{text}: the folder holds no CSV, gzip, zip or Parquet file."
    elif root.exists():
        return (_describe(root, root.parent),)
    elif glob.has_magic(text):
        matches = sorted(Path(found) for found in glob.glob(str(root), recursive=True))
        files = tuple(_describe(found, found.parent) for found in matches if found.is_file())
        nothing = f"{text}: no file matches this pattern."
    else:
        raise BillError(f"{text}: there is no such file or folder. Give the path of a billing export.")
    if not files:
        raise BillError(nothing)
    if len(files) > MAX_FILES:
        raise BillError(f"{text}: {len(files)} files are more than the {MAX_FILES} that one bill may have.")
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
        yield from (Path(folder) / name for name in sorted(names) if is_data_name(name))


def _describe(path: Path, root: Path) -> BillFile:
    try:
        stat = path.stat()
    except OSError as error:
        raise BillError(f"{path}: cannot be read ({error.strerror}).") from error
    name = str(path.relative_to(root)) if path != root and path.is_relative_to(root) else path.name
    return BillFile(
        name=name,
        path=path.resolve(),
        size_bytes=stat.st_size,
        modified=datetime.fromtimestamp(stat.st_mtime, UTC),
        group=str(path.parent),
    )


def fingerprint(files: Iterable[BillFile]) -> str:
    """Changes whenever a file of the bill is added, removed or rewritten."""
    return "|".join(f"{f.name}:{f.size_bytes}:{f.modified.isoformat()}" for f in files)
