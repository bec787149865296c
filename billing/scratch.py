"""Temporary folders: gone with their process, or when the next one is made in case that was killed."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PREFIX = "finops-bill-"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder and the descriptor that holds its lock."""

    path: Path
    descriptor: int

    def remove(self) -> None:
        """Removes the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.descriptor)


@contextmanager
def temporary_folder(parent: Path | None = None, *, prefix: str) -> Generator[Path]:
    """A folder that is gone afterwards, as `new_folder` makes it."""
    scratch = new_folder(parent, prefix=prefix)
    try:
        yield scratch.path
    finally:
        scratch.remove()


def new_folder(parent: Path | None = None, *, prefix: str = PREFIX) -> Scratch:
    """A folder of this process's own in `parent`, where temporary files go without one.

    Those with its prefix that killed processes of this user left are removed before.
    """
    parent = parent or Path(tempfile.gettempdir())
    for left in parent.glob(f"{prefix}*"):
        _remove_if_left(left)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        return Scratch(folder, _locked(folder))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _locked(folder: Path) -> int:
    """The open descriptor of the folder's lock, held until the process ends however it ends."""
    draft = folder / "draft"
    descriptor = os.open(draft, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    draft.rename(folder / _LOCK)
    return descriptor


def _remove_if_left(folder: Path) -> None:
    """Whoever can take a folder's lock knows that its process is gone, whatever machine or container it was in."""
    try:
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            return
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
