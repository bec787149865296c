"""Blobs as files below one folder."""

import os
import tempfile
from pathlib import Path

from finops_core.blobs.port import check_key
from finops_core.errors import StorageUnavailable


class FolderBlobs:
    """The port's Blobs below `folder`, which is created with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, data: bytes) -> None:
        """Writes beside the final place and renames, after an fsync: a crash leaves the old bytes or the new."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise _unavailable(path, error) from error

    def get(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            return path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unavailable(path, error) from error

    def _path(self, key: str) -> Path:
        check_key(key)
        return self._folder / key


def _unavailable(path: Path, error: OSError) -> StorageUnavailable:
    return StorageUnavailable(
        f"The file {path} cannot be used ({error.strerror}). Check that the disk has room and that the folder is "
        "writable, then try again."
    )
