"""Rows beyond the first ones of an answer, kept for a program that reads on: the last calls' tables, by their ids."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Any, Final

from finops_core.answers import Block, TableBlock
from finops_core.tools.artifacts import MemoryArtifacts

ROWS_TOLD: Final = 100
"""Rows that a calling program is given at once; `totalRows` says how many there are."""
CALLS_KEPT: Final = 8
"""Calls whose rows are kept, the latest ones: a program that asked for others since asks again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreRows:
    """Some rows of a table, where they begin, and how many it has."""

    rows: Sequence[Any]
    offset: int
    total: int

    @property
    def next_offset(self) -> int | None:
        """Where the next rows begin; None after the last."""
        end = self.offset + len(self.rows)
        return end if end < self.total else None


class KeptRows:
    """The rows of a server's last calls. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers = count(1)
        self._calls: OrderedDict[str, MemoryArtifacts] = OrderedDict()
        self._tables: dict[str, dict[str, Sequence[Any]]] = {}

    def begin(self) -> tuple[str, MemoryArtifacts]:
        """A name for a call, with which the ids of its tables begin, and where its tool keeps rows."""
        with self._lock:
            name = f"call{next(self._numbers)}"
            self._calls[name] = store = MemoryArtifacts()
            self._tables[name] = {}
            while len(self._calls) > CALLS_KEPT:
                gone, _ = self._calls.popitem(last=False)
                del self._tables[gone]
            return name, store

    def shortened(self, name: str, number: int, block: Block) -> Block:
        """A block as a program is given it: the first rows of a long table, and the id under which all of them are."""
        if not isinstance(block, TableBlock) or len(block.rows) <= ROWS_TOLD:
            return block
        artifact_id = block.artifact_id or f"{name}-table{number}"
        with self._lock:
            if block.artifact_id is None and name in self._tables:
                self._tables[name][artifact_id] = block.rows
        return block.model_copy(update={"rows": block.rows[:ROWS_TOLD], "artifact_id": artifact_id})

    def rows(self, artifact_id: str, offset: int) -> MoreRows | None:
        """The next rows of a table; None for one that is not kept, or not any more."""
        name = artifact_id.partition("-")[0]
        with self._lock:
            store, tables = self._calls.get(name), self._tables.get(name, {})
        if store is None:
            return None
        try:
            found = tables[artifact_id] if artifact_id in tables else store.items(artifact_id)
        except KeyError:
            return None
        return MoreRows(rows=found[offset : offset + ROWS_TOLD], offset=offset, total=len(found))
