"""Bills that a browser sends: announced, checked against name, size and disk before the first byte, then streamed.

A file never gets its name or its folder from a client unchecked: each upload has a random folder of its own, and the
paths below it are made safe (`upload_names.py`).
"""

import os
import secrets
import shutil
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from finops_core.errors import BadFrame, BillError, TooLarge
from local.upload_names import AnnouncedFile, UploadFile, parts_of_a_bill, root_of

MAX_ANNOUNCED = 16
"""Uploads at a time. The oldest one goes when another is announced: its page has left without a word."""

_WRITE_BYTES = 1024 * 1024
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An announced upload. `left_out` names files that cannot be part of a bill and need not be sent."""

    id: str
    folder: Path
    files: tuple[UploadFile, ...]
    left_out: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What to call a bill of these files."""
        if root := root_of(self.files):
            return root
        first, more = self.files[0].name, len(self.files) - 1
        return first if not more else f"{first} and {more} more"

    @property
    def bill(self) -> str:
        """Where the bill is: the file, the folder that was sent, or the folder of several files."""
        if root := root_of(self.files):
            return str(self.folder / root)
        return str(self.folder / self.files[0].name if len(self.files) == 1 else self.folder)


class Uploads:
    """The uploads below one folder, at most `limit_bytes` each. Safe to call from several threads."""

    def __init__(self, folder: Path, *, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._announced: dict[str, Upload] = {}
        self._kept = ""

    def clear(self) -> None:
        """Removes what earlier processes left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def announce(self, files: Sequence[AnnouncedFile]) -> Upload:
        """Makes room for files. Raises BadFrame, BillError or TooLarge when they cannot be taken."""
        kept, left_out = parts_of_a_bill(files)
        self._check_room(sum(file.size_bytes for file in kept))
        upload_id = secrets.token_hex(8)
        upload = Upload(id=upload_id, folder=self._folder / upload_id, files=kept, left_out=left_out)
        upload.folder.mkdir(mode=0o700, parents=True)
        with self._lock:
            waiting = [known for known in self._announced if known != self._kept]
            self._announced[upload.id] = upload
        for forgotten in waiting[: max(0, len(waiting) + 1 - MAX_ANNOUNCED)]:
            self.remove(forgotten)
        return upload

    async def receive(self, upload_id: str, position: int, chunks: AsyncIterator[bytes]) -> None:
        """Stores the bytes of one announced file.

        Raises BadFrame for a file that was not announced or ends too early, TooLarge for one that does not end, and
        BillError when the disk takes no more. A file that was not received wholly is not there.
        """
        upload = self.get(upload_id)
        file = next((file for file in upload.files if file.position == position), None)
        if file is None:
            raise BadFrame(f"No file {position} of this upload was announced.")
        # A name of its own: the same file sent twice at once must not mix.
        draft = upload.folder / f".{secrets.token_hex(8)}"
        try:
            await _store(draft, file, chunks)
            await run_in_threadpool(_put_in_place, draft, upload.folder / file.name, file)
        except OSError as error:
            raise BillError(
                f"{file.name}: cannot be stored ({error.strerror}). Make room in {self._folder}, or give the path."
            ) from error
        finally:
            draft.unlink(missing_ok=True)

    def get(self, upload_id: str) -> Upload:
        """An announced upload. Raises BadFrame when there is none."""
        with self._lock:
            upload = self._announced.get(upload_id)
        if upload is None:
            raise BadFrame("This upload is not there any more. Choose the files again.")
        return upload

    def complete(self, upload_id: str) -> Upload:
        """An upload all of whose files are there. Raises BadFrame otherwise."""
        upload = self.get(upload_id)
        missing = [file.name for file in upload.files if not (upload.folder / file.name).exists()]
        if missing:
            raise BadFrame(f"{missing[0]}: was not received. Choose the files again.")
        return upload

    def keep(self, upload_id: str) -> None:
        """Makes an upload, or with an empty id none, the one in use, and removes the one that was."""
        with self._lock:
            former, self._kept = self._kept, upload_id
        self.remove(former)

    def remove(self, upload_id: str) -> None:
        """Forgets an upload and removes its files, unless it is in use; nothing when there is none."""
        with self._lock:
            upload = self._announced.pop(upload_id, None) if upload_id != self._kept else None
        if upload is not None:
            shutil.rmtree(upload.folder, ignore_errors=True)

    def _check_room(self, size_bytes: int) -> None:
        if size_bytes > self._limit_bytes:
            raise TooLarge(
                f"{in_words(size_bytes)} are more than the {in_words(self._limit_bytes)} that can be uploaded. Give "
                "the path of the bill instead, or raise upload_limit_mb in finops.toml."
            )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(self._folder).free
        if size_bytes > free:
            raise BillError(
                f"{in_words(size_bytes)} do not fit into {self._folder}, where {in_words(free)} are free. Make room, "
                "or give the path of the bill instead."
            )


async def _store(draft: Path, file: UploadFile, chunks: AsyncIterator[bytes]) -> None:
    received, buffer = 0, bytearray()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as out:
        async for chunk in chunks:
            received += len(chunk)
            if received > file.size_bytes:
                raise TooLarge(f"{file.name}: is larger than the {file.size_bytes} bytes that were announced.")
            buffer += chunk
            if len(buffer) >= _WRITE_BYTES:
                await run_in_threadpool(_write, out.fileno(), bytes(buffer))
                buffer.clear()
        await run_in_threadpool(_write, out.fileno(), bytes(buffer))
    if received < file.size_bytes:
        raise BadFrame(f"{file.name}: ended after {received} of {file.size_bytes} bytes. Choose the file again.")


def _put_in_place(draft: Path, place: Path, file: UploadFile) -> None:
    """Under its name, with the time at which it was written: without manifests that tells deliveries apart."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.modified_ms is not None:
        written_ns = file.modified_ms * 1_000_000
        os.utime(draft, ns=(written_ns, written_ns))
    draft.replace(place)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def in_words(size_bytes: int) -> str:
    """A size for people, such as 2.1 GB."""
    size, unit = float(size_bytes), 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.{0 if size >= 10 or not unit else 1}f} {_UNITS[unit]}"
