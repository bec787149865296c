"""Which files a table has: the log of a Delta table, and the commits that a Databricks job leaves beside its files."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote

LOG = "/_delta_log/"


@dataclass(slots=True)
class TableLog:
    """What the log of one table adds up to. `gap` says why it cannot be told; then it decides nothing.

    `deleted_rows` are files of which the table counts only some rows, by a vector that is not read here.
    """

    added: set[str] = field(default_factory=set[str])
    removed: set[str] = field(default_factory=set[str])
    deleted_rows: set[str] = field(default_factory=set[str])
    gap: str = ""

    def apply(self, action: dict[str, Any]) -> None:
        """Takes in one action of the log."""
        add, remove = action.get("add"), action.get("remove")
        if isinstance(remove, dict) and (path := _path(cast("dict[str, Any]", remove))):
            self.added.discard(path)
            self.deleted_rows.discard(path)
            self.removed.add(path)
        if isinstance(add, dict) and (path := _path(cast("dict[str, Any]", add))):
            self.added.add(path)
            self.removed.discard(path)
            if cast("dict[str, Any]", add).get("deletionVector"):
                self.deleted_rows.add(path)


def log_of(versions: Sequence[tuple[int, bytes]], checkpoint: tuple[int, Iterable[dict[str, Any]]] | None) -> TableLog:
    """The state after all versions, from the newest checkpoint on, if there is one."""
    log = TableLog()
    start = 0
    if checkpoint is not None:
        start = checkpoint[0] + 1
        for action in checkpoint[1]:
            log.apply(action)
    expected = start
    for version, content in sorted(versions):
        if version < start:
            continue
        if version != expected:
            log.gap = f"its version {expected} is missing"
            return log
        expected = version + 1
        if not _apply_lines(log, content):
            log.gap = f"its version {version} cannot be read"
            return log
    return log


def _apply_lines(log: TableLog, content: bytes) -> bool:
    if not content.strip():
        return False
    for line in content.splitlines():
        if not line.strip():
            continue
        try:
            action: object = json.loads(line)
        except (ValueError, RecursionError):
            return False
        if isinstance(action, dict):
            log.apply(cast("dict[str, Any]", action))
    return True


def commit_of(content: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that a `_committed_…` document adds and removes."""
    try:
        found: object = json.loads(content)
    except (ValueError, RecursionError):
        return (), ()
    if not isinstance(found, dict):
        return (), ()
    fields = cast("dict[str, Any]", found)
    return _names(fields.get("added")), _names(fields.get("removed"))


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in cast("list[object]", value)) if isinstance(value, list) else ()


def _path(action: dict[str, Any]) -> str:
    path = action.get("path")
    return unquote(path) if isinstance(path, str) else ""
