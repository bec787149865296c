"""Under which names and in which folders the files of an upload are kept, and which of them are kept at all.

A dropped folder is kept as it is, so that it is read as the folder itself would be: partitions, runs and tables are
told by their folders, and manifests say which files count. Nothing of a name is taken that a file system or a terminal
could take for something else, and nothing leads out of the folder of the upload.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from billing.intake.formats import FORMATS
from billing.intake.locate import is_data_name, is_document_name
from finops_core.errors import BadFrame, BillError

MAX_FILES = 500
MAX_DEPTH = 16
MAX_NAME_BYTES = 120
"""A file alone, whose name means nothing to how it is read, may be cut to this."""
MAX_PART_BYTES = 240
"""A folder or file of a folder: most file systems take 255."""
MAX_PATH_BYTES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedFile:
    """A file that a client wants to send, by its own name: in a folder with the path from that folder on.

    `modified_ms` is when it was last written, in milliseconds since 1970, where the client says so.
    """

    name: str
    size_bytes: int
    modified_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFile:
    """A file of an upload, at `position` of what was announced, under its safe `name`: a path below the upload."""

    position: int
    name: str
    size_bytes: int
    modified_ms: int | None = None


def parts_of_a_bill(files: Sequence[AnnouncedFile]) -> tuple[tuple[UploadFile, ...], tuple[str, ...]]:
    """The files under safe, different names, and the names of those the intake would not look at beside others.

    Raises BadFrame for too many files or paths that are too deep or long, BillError when no file can be a bill's.
    """
    if not 1 <= len(files) <= MAX_FILES:
        raise BadFrame(f"A bill can be uploaded as 1 to {MAX_FILES} files, not {len(files)}. Give its folder instead.")
    kept: list[UploadFile] = []
    left_out: list[str] = []
    taken: set[str] = set()
    for position, file in enumerate(files):
        # A path that leads elsewhere is of no folder that was dropped: its file stands alone.
        in_folder = "/" in file.name and ".." not in file.name.split("/")
        name = safe_path(file.name) if in_folder else safe_name(file.name)
        if not _counts(name, alone=len(files) == 1 and not in_folder):
            left_out.append(name)
            continue
        if name.lower() in taken:
            folder, _, base = name.rpartition("/")
            name = f"{folder}/{position + 1}-{base}" if folder else f"{position + 1}-{base}"
        taken.add(name.lower())
        kept.append(UploadFile(position=position, name=name, size_bytes=file.size_bytes, modified_ms=file.modified_ms))
    if all(is_document_name(file.name) for file in kept):
        first = next(iter((*left_out, *(file.name for file in kept))))
        raise BillError(f"{first}: none of these files is a {FORMATS} file by its name.")
    return tuple(kept), tuple(left_out)


def root_of(files: Sequence[UploadFile]) -> str:
    """The one folder that all the files lie in; empty when there is none."""
    roots = {file.name.partition("/")[0] if "/" in file.name else "" for file in files}
    return roots.pop() if len(roots) == 1 else ""


def _counts(name: str, *, alone: bool) -> bool:
    """Whether a folder with this file would be read with it. A file alone may have any name: its content decides."""
    if any(part.startswith(".") for part in name.split("/")):
        return False
    return alone or is_data_name(name) or is_document_name(name)


def safe_name(name: str) -> str:
    """The end of a file name, with nothing in it that a file system or a terminal could take for something else."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(_visible(last).split()).lstrip("._-~ ")
    return _cut(plain, MAX_NAME_BYTES) or "bill"


def safe_path(name: str) -> str:
    """A path below a folder whose parts mean what they meant. Parts that lead elsewhere stay hidden, so do not count.

    Raises BadFrame when it is too deep or too long.
    """
    given = unicodedata.normalize("NFC", name).replace("\\", "_").split("/")
    parts = [_cut(_visible(part).strip(), MAX_PART_BYTES) or "_" for part in given if part not in ("", ".")]
    path = "/".join(parts) or "_"
    if len(parts) > MAX_DEPTH or len(path.encode()) > MAX_PATH_BYTES:
        raise BadFrame(
            f"{path[:200]}: lies too deep. A folder can be uploaded with {MAX_DEPTH} folders in each other and "
            f"{MAX_PATH_BYTES} bytes a path. Give the folder's path instead."
        )
    return path


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)


def _cut(name: str, most_bytes: int) -> str:
    """The name with so many bytes, its endings kept where they are short."""
    ends = "".join(Path(name).suffixes[-2:])
    ends = ends if len(ends.encode()) < most_bytes // 4 else ""
    stem = name.removesuffix(ends).encode()[: most_bytes - len(ends.encode())].decode(errors="ignore")
    return f"{stem}{ends}" if stem else f"bill{ends}" if ends else ""
