"""The data folder of an embedded platform: one owner at a time, a token that survives restarts, its address."""

import fcntl
import json
import os
import secrets
from pathlib import Path

from finops_core.errors import SettingsError


class DataDir:
    """Files of one platform, readable by their owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

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

    def acquire(self) -> None:
        """Makes this process the folder's only platform until it ends, however it ends.

        Raises SettingsError when another one runs or the folder cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / "platform.lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise SettingsError(
                f"--data-dir: {self.path} cannot be used ({error.strerror}). Choose another."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise SettingsError(
                f"--data-dir: a platform is running over {self.path} already. Stop it, or choose another folder."
            ) from error
        self._lock = lock

    def release(self) -> None:
        """Lets another platform take the folder."""
        if self._lock is not None:
            (self.path / "platform.json").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def token(self) -> str:
        """The session token, made at random when there is none yet, so that a link survives restarts."""
        file = self.path / "token"
        if not file.exists():
            _write_private(file, secrets.token_urlsafe(32))
        return file.read_text().strip()

    def announce(self, url: str, token: str) -> None:
        """Says where the platform is, for programs of the same user."""
        _write_private(self.path / "platform.json", json.dumps({"url": url, "token": token, "pid": os.getpid()}))


def _write_private(file: Path, text: str) -> None:
    draft = file.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    draft.replace(file)
