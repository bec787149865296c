"""Databases of bills that are kept for the next start: found by the bill's content, used only when they are whole."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from billing.intake.describe import SCHEMA_VERSION
from billing.intake.locate import BillLocation, Listing

logger = logging.getLogger(__name__)

KEPT = 4
_SUM = ".sum"


def content_key(source: str, location: BillLocation, listing: Listing) -> str:
    """Another text for any other content, name or time of any file. Raises BillError when a file cannot be read.

    Neither size nor time of writing tells whether a file is another one: both can be the same, or be set.
    """
    found = hashlib.sha256(f"{SCHEMA_VERSION}\n{source}".encode())
    for file in (*listing.files, *listing.documents):
        found.update(f"\n{file.name}\0{file.modified.isoformat()}\0{location.digest(file)}".encode())
    return found.hexdigest()[:32]


class PreparedBills:
    """The databases below one folder, each beside the checksum that was taken when it was finished."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Where the database of a key lies."""
        return self._folder / f"bill-{key}.duckdb"

    def obtain(self, key: str, build: Callable[[Path], object]) -> Path:
        """The whole database of a key: the one that is kept, else one that is built now."""
        path = self.path(key)
        if not self._is_whole(path):
            self.rebuild(key, build)
        self._forget_old(keep=path)
        return path

    def rebuild(self, key: str, build: Callable[[Path], object]) -> None:
        """Throws the database of a key away and builds it anew."""
        path = self.path(key)
        path.with_name(path.name + _SUM).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        build(path)
        path.with_name(path.name + _SUM).write_text(_checksum(path))

    def _is_whole(self, path: Path) -> bool:
        try:
            whole = path.with_name(path.name + _SUM).read_text() == _checksum(path)
        except (OSError, ValueError):
            return False
        if not whole:
            logger.warning("database=%s | kept bill is damaged, it is built anew", path.name)
        return whole

    def _forget_old(self, *, keep: Path) -> None:
        kept = [path for path in self._folder.glob("bill-*.duckdb") if path != keep]
        for path in sorted(kept, key=_written, reverse=True)[KEPT - 1 :]:
            path.unlink(missing_ok=True)
            path.with_name(path.name + _SUM).unlink(missing_ok=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
