"""What is too much for an answer is kept by the tool while it reads, and never travels in an answer.

A block shows the first items; the rest stands in an artifact of the job, in the parts of `finops_core.answers.paging`.
"""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from finops_core.answers.paging import Item, parts_of
from finops_core.errors import ToolError
from finops_core.stopping import current_stop

SHOWN = 100
"""Items that a block shows, unless a tool says otherwise."""
BATCH = 1000
"""Items that are encoded together; between two batches a stop is heard."""
PUTS_AT_ONCE = 8
MOST_ITEMS = 500_000
"""What one artifact takes. Nobody reads as much page by page."""

I = TypeVar("I", bound=Item)  # noqa: E741


class ArtifactStore(Protocol):
    """Where the large results of one job are kept. Safe to call from several threads.

    Methods may raise StorageUnavailable.
    """

    def put(self, artifact_id: str, number: int, part: bytes) -> None:
        """Keeps one part. Doing it again replaces it."""
        ...

    def complete(self, artifact_id: str, parts: int) -> None:
        """Makes the artifact known to its readers, after all its parts were put."""
        ...


class MemoryArtifacts:
    """An ArtifactStore that ends with the process."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, int], bytes] = {}
        self._known: dict[str, int] = {}

    def put(self, artifact_id: str, number: int, part: bytes) -> None:
        self._parts[artifact_id, number] = part

    def complete(self, artifact_id: str, parts: int) -> None:
        self._known[artifact_id] = parts

    def items(self, artifact_id: str) -> list[Any]:
        """All items of an artifact, as JSON. Raises KeyError for one that is not complete."""
        parts = range(self._known[artifact_id])
        return [item for number in parts for item in json.loads(self._parts[artifact_id, number])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[I]):
    """What a block needs of many items: the first ones, how many there are, and where all of them are.

    `artifact_id` is None when the first are all, or when nothing is kept here; `shortened` counts items of which a text
    was too long to be kept whole.
    """

    first: tuple[I, ...]
    total: int
    artifact_id: str | None = None
    shortened: int = 0


@dataclass(frozen=True, slots=True)
class Artifacts:
    """A tool's way to keep what is too much for its answer. `name` begins the ids of one step's artifacts.

    Without a store only the first items are left, and their total.
    """

    store: ArtifactStore | None = None
    name: str = "rows"
    _used: list[str] = field(default_factory=list[str])
    _lock: Any = field(default_factory=Lock, repr=False, compare=False)

    def keep(self, items: Iterable[I], *, shown: int = SHOWN) -> Kept[I]:
        """Takes the items one after the other, which may be read meanwhile; no more than a batch is held at once.

        Raises ToolError for more than MOST_ITEMS, and Stopping when the call is stopped.
        """
        source = iter(items)
        first = tuple(islice(source, shown))
        beyond = list(islice(source, 1))
        if not beyond:
            return Kept(first=first, total=len(first))
        return self._kept(first, (*first, *beyond), source)

    def _kept(self, first: tuple[I, ...], begun: tuple[I, ...], source: Iterator[I]) -> Kept[I]:
        if self.store is None:
            return Kept(first=first, total=sum(len(batch) for batch in _batches(begun, source)))
        artifact_id, put = self._new_id(), self.store.put
        parts = total = shortened = 0
        # A store far away takes its time for each part: a few are put at once.
        with ThreadPoolExecutor(max_workers=PUTS_AT_ONCE) as pool:
            for batch in _batches(begun, source):
                encoded = parts_of(batch)
                numbers = range(parts, parts + len(encoded.parts))
                for _ in pool.map(partial(put, artifact_id), numbers, encoded.parts):
                    pass
                total, parts, shortened = total + len(batch), numbers.stop, shortened + encoded.shortened
        self.store.complete(artifact_id, parts)
        return Kept(first=first, total=total, artifact_id=artifact_id, shortened=shortened)

    def _new_id(self) -> str:
        """An id that no other call of this step has; a step that is repeated gets the same ones again."""
        with self._lock:
            artifact_id = f"{self.name}-{len(self._used) + 1}"
            self._used.append(artifact_id)
            return artifact_id


def _batches(begun: tuple[I, ...], source: Iterator[I]) -> Iterator[tuple[I, ...]]:
    """What was begun with, and the rest in batches. Raises ToolError for too many, Stopping for a stopped call."""
    batch, total, stop = begun, 0, current_stop()
    while batch:
        if stop is not None:
            stop.check()
        total += len(batch)
        if total > MOST_ITEMS:
            raise ToolError(f"There are more than {MOST_ITEMS:,} of them. Ask about a part: a filter, fewer days.")
        yield batch
        batch = tuple(islice(source, BATCH))
