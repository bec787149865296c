"""Whose a folder is and who may read it: what lies in it is its owner's alone, at every start."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from finops_core.errors import SettingsError

logger = logging.getLogger(__name__)

OTHERS = stat.S_IRWXG | stat.S_IRWXO
MAX_ENTRIES = 50_000
"""So many entries below the folder are looked at; none is reached by others once the folder itself is closed."""


def make_private(folder: Path) -> bool:
    """Makes the folder when it is missing and closes it, with all it holds, to everybody but its owner.

    Returns whether others could look into it before. Raises SettingsError when it is no folder, somebody else's, or
    cannot be closed.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except FileExistsError as error:
        raise SettingsError(f"--data-dir: {folder} is not a folder. Move it away, or choose another.") from error
    except OSError as error:
        raise SettingsError(f"--data-dir: {folder} cannot be used ({error.strerror}). Choose another.") from error
    if found.st_uid != os.geteuid():
        raise SettingsError(
            f"--data-dir: {folder} belongs to another user (uid {found.st_uid}), who could read your questions and "
            "bills. Choose a folder of your own."
        )
    was_open = bool(found.st_mode & OTHERS)
    if was_open:
        logger.warning("folder=%s | others could look into the data folder, it is closed to them now", folder)
    try:
        _close(folder, found, needed=stat.S_IRWXU)
        for path, entry in _entries(folder):
            needed = stat.S_IRWXU if stat.S_ISDIR(entry.st_mode) else stat.S_IRUSR | stat.S_IWUSR
            _close(path, entry, needed=needed)
    except OSError as error:
        raise SettingsError(
            f"--data-dir: {error.filename or folder} cannot be closed to other users ({error.strerror}). Give it to "
            "yourself, or choose another folder."
        ) from error
    return was_open


def _close(path: Path, found: os.stat_result, *, needed: int) -> None:
    mode = stat.S_IMODE(found.st_mode)
    wanted = (mode | needed) & ~OTHERS
    if mode != wanted:
        path.chmod(wanted)


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Files and folders below `folder`, without links, which say nothing about what they lead to. A folder comes
    before what it holds, so that it can be opened first."""
    waiting, left = [folder], MAX_ENTRIES
    while waiting:
        with os.scandir(waiting.pop()) as listed:
            for entry in listed:
                left -= 1
                if left < 0:
                    return
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode):
                    yield Path(entry.path), found
                if stat.S_ISDIR(found.st_mode):
                    waiting.append(Path(entry.path))
