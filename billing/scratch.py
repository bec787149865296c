"""A bill's temporary folder: gone with its process, or at the next start when that was killed."""

import fcntl
import os
import shutil
import tempfile
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


def new_folder() -> Scratch:
    """A folder of this process's own; those that killed processes of this user left are removed before."""
    parent = Path(tempfile.gettempdir())
    for left in parent.glob(f"{PREFIX}*"):
        _remove_if_left(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    draft = folder / "draft"
    descriptor = os.open(draft, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # held, by an open descriptor, until the process ends however it ends
    draft.rename(folder / _LOCK)
    return Scratch(folder, descriptor)


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
