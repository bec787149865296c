"""The data folder of an embedded platform: one owner at a time, a token that survives restarts, its address."""

import fcntl
import json
import os
from pathlib import Path

from finops_core.errors import SettingsError
from local.folder_rights import make_private
from local.private_file import remove_drafts, write_private
from local.session_token import token_in


class DataDir:
    """Files of one platform, readable by their owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._seen_by_others = False

    @property
    def table(self) -> Path:
        return self.path / "table.db"

    @property
    def queue(self) -> Path:
        return self.path / "queue.db"

    @property
    def dead_letters(self) -> Path:
        return self.path / "dead-letters.db"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    @property
    def uploads(self) -> Path:
        return self.path / "uploads"

    @property
    def bills(self) -> Path:
        """What was read from bills, unless the settings name another place."""
        return self.path / "bills"

    @property
    def announcement(self) -> Path:
        """Where the platform is, for programs of the same user."""
        return self.path / "platform.json"

    def acquire(self) -> None:
        """Makes this process the folder's only platform until it ends, however it ends, and closes it to others.

        Raises SettingsError when another one runs, the folder is somebody else's, or it cannot be used.
        """
        token = self.path / "token"
        token_was_open = _open_to_others(token)
        self._seen_by_others = make_private(self.path) and token_was_open
        for folder in (self.blobs, self.uploads, self.bills):
            _require_folder(folder)
        lock = _lock(self.path / "platform.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise SettingsError(
                f"--data-dir: a platform is running over {self.path} already. Stop it, or choose another folder."
            ) from error
        self._lock = lock
        remove_drafts(self.path)

    def release(self) -> None:
        """Lets another platform take the folder."""
        if self._lock is not None:
            if not self.announcement.is_dir():
                self.announcement.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def token(self) -> str:
        """The session token, made at random when there is none that can be used. Raises SettingsError."""
        return token_in(self.path / "token", seen_by_others=self._seen_by_others)

    def announce(self, url: str, token: str) -> None:
        """Says where the platform is, for programs of the same user. Raises SettingsError."""
        try:
            write_private(self.announcement, json.dumps({"url": url, "token": token, "pid": os.getpid()}))
        except OSError as error:
            raise SettingsError(
                f"{self.announcement} cannot be written ({error.strerror}). Move it away, or make room on the disk."
            ) from error


def _open_to_others(file: Path) -> bool:
    try:
        return bool(file.lstat().st_mode & 0o077)
    except OSError:
        return False


def _require_folder(folder: Path) -> None:
    if os.path.lexists(folder) and not folder.is_dir():
        raise SettingsError(f"{folder} is not a folder. Move it away, and it is made anew at the next start.")


def _lock(file: Path) -> int:
    if os.path.lexists(file) and not file.is_file():
        raise SettingsError(f"{file} is not a plain file. Move it away, then start again.")
    try:
        return os.open(file, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SettingsError(
            f"--data-dir: {file} cannot be used ({error.strerror}). Move it away, or choose another folder."
        ) from error
