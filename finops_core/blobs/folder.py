"""Blobs as files below one folder."""

import os
import shutil
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

    def delete_below(self, beginning: str) -> None:
        path = self._path(beginning)
        try:
            if path.is_dir():
                shutil.rmtree(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _unavailable(path, error) from error

    def beginnings(self) -> list[str]:
        """The first parts of all keys, sorted. Raises StorageUnavailable."""
        try:
            return sorted(entry.name for entry in os.scandir(self._folder) if entry.is_dir(follow_symlinks=False))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unavailable(self._folder, error) from error

    def _path(self, key: str) -> Path:
        check_key(key)
        return self._folder / key


def _unavailable(path: Path, error: OSError) -> StorageUnavailable:
    return StorageUnavailable(
        f"The file {path} cannot be used ({error.strerror}). Check that the disk has room and that the folder is "
        "writable, then try again."
    )
