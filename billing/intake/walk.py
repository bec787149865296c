"""A bounded walk through a folder: regular files only, no folder twice, and an end to it."""

import fnmatch
import glob
import itertools
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finops_core.errors import BillError

MAX_ENTRIES = 200_000
MAX_DEPTH = 40
MAX_WALK_S = 20.0
"""A folder that takes longer is a network drive that hangs, or a whole machine: neither is a bill."""

_CHECKED_EVERY = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A regular file, and what the system says about it."""

    path: Path
    stat: os.stat_result


class Walk:
    """The regular files below a folder, in a fixed order. Links to files are followed, links to folders are not.

    `special` names what is neither file nor folder, `links` the links to folders, of which neither was looked into.
    Raises BillError when the folder holds more, lies deeper or takes longer than a bill does.
    """

    def __init__(self, root: Path, shown: str, *, depth: int = MAX_DEPTH) -> None:
        self._root = root
        self._shown = shown
        self._depth = depth
        self._until = time.monotonic() + MAX_WALK_S
        self._entries = 0
        self.special: list[str] = []
        self.links: list[str] = []

    def __iter__(self) -> Iterator[Found]:
        return self._below(self._root, 1)

    def _below(self, folder: Path, depth: int) -> Iterator[Found]:
        with os.scandir(folder) as listed:
            entries = sorted(self._counted(listed), key=lambda entry: entry.name)
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                if depth < self._depth:
                    yield from self._below(path, depth + 1)
                continue
            found = self._file(path)
            if found is not None:
                yield found

    def _counted(self, listed: "Iterator[os.DirEntry[str]]") -> "Iterator[os.DirEntry[str]]":
        for entry in listed:
            self._entries += 1
            if self._entries > MAX_ENTRIES:
                raise BillError(f"{self._shown}: holds more than {MAX_ENTRIES:,} entries. Name the bill's own folder.")
            if self._entries % _CHECKED_EVERY == 0 and time.monotonic() > self._until:
                raise BillError(f"{self._shown}: takes longer than {MAX_WALK_S:.0f} s to list. Name a smaller folder.")
            yield entry

    def _file(self, path: Path) -> Found | None:
        try:
            found = path.stat()
        except OSError:
            return None
        if stat.S_ISDIR(found.st_mode):
            self.links.append(str(path.relative_to(self._root)))
            return None
        if not stat.S_ISREG(found.st_mode):
            self.special.append(str(path.relative_to(self._root)))
            return None
        return Found(path=path, stat=found)


class Pattern:
    """A path with wildcards: the folder in which the first one lies, and what lies below it."""

    def __init__(self, pattern: Path) -> None:
        fixed = list(itertools.takewhile(lambda part: not glob.has_magic(part), pattern.parts[:-1]))
        self.folder = Path(*fixed) if fixed else Path()
        parts = pattern.parts[len(fixed) :]
        # One deeper than its files: a table's log lies in a folder beside them.
        self.depth = MAX_DEPTH if "**" in parts else len(parts) + 1
        self._regex = re.compile(_translated(parts))

    def matches(self, path: Path) -> bool:
        """Whether a path below the folder is meant."""
        return self._regex.fullmatch(path.relative_to(self.folder).as_posix()) is not None


def _translated(parts: tuple[str, ...]) -> str:
    """`**` stands for any folders, and at the end for any files below them."""
    last = len(parts) - 1
    return "".join(
        (".*" if position == last else "(?:[^/]+/)*")
        if part == "**"
        else _one_part(part) + ("" if position == last else "/")
        for position, part in enumerate(parts)
    )


def _one_part(part: str) -> str:
    translated = fnmatch.translate(part).removeprefix("(?s:").removesuffix(r")\Z")
    return translated.replace(".*", "[^/]*")
