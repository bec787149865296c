"""Which files an Apache Iceberg table counts, by its metadata: the current snapshot's manifests name them.

Source: the Iceberg table specification, versions 1 and 2. A folder of such a table also holds the files of older
snapshots; read as a plain folder it would count what was deleted or rewritten.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from billing.intake.avro import AvroError, Record, records

METADATA = re.compile(r"(^|/)metadata/([^/]*\.metadata\.json|[^/]+\.avro|version-hint\.text)$", re.IGNORECASE)
"""Places of the documents of a table."""

_VERSION = re.compile(r"^(?:v(?P<hadoop>\d+)|(?P<catalog>\d+)-[^/]*)\.metadata\.json$", re.IGNORECASE)
_HINT = "version-hint.text"
_DELETED = 2
"""The status of a manifest's entry that is no longer in the table."""


class _Unknown(Exception):
    """Why it cannot be told which files count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IcebergTable:
    """What a table counts: `files` as its manifests address them. `gap` says why that cannot be told."""

    files: frozenset[str] = frozenset()
    gap: str = ""


def iceberg_tables(documents: Mapping[str, bytes]) -> dict[str, IcebergTable]:
    """The tables whose metadata is among the documents (content by place), by the folder they lie in."""
    folders: dict[str, dict[str, bytes]] = defaultdict(dict)
    for place, content in documents.items():
        if METADATA.search(place):
            folder, _, name = place.rpartition("/")
            folders[folder][name] = content
    return {folder.rpartition("/")[0]: _table(held) for folder, held in folders.items()}


def _table(held: Mapping[str, bytes]) -> IcebergTable:
    try:
        return IcebergTable(files=frozenset(_current(held)))
    except _Unknown as unknown:
        return IcebergTable(gap=str(unknown))


def _current(held: Mapping[str, bytes]) -> Iterator[str]:
    """The data files of the current snapshot. Raises _Unknown."""
    metadata = _newest(held)
    snapshot = metadata.get("current-snapshot-id")
    if snapshot in (None, -1):
        return
    listed = metadata.get("snapshots")
    snapshots = [cast("dict[str, Any]", one) for one in _items(listed) if isinstance(one, dict)]
    found = next((one for one in snapshots if one.get("snapshot-id") == snapshot), None)
    if found is None:
        raise _Unknown("its current snapshot is not in its metadata")
    for path in _manifests(found, held):
        yield from _live(_read(path, held))


def _newest(held: Mapping[str, bytes]) -> dict[str, Any]:
    """The newest metadata: the one that `version-hint.text` names, else the one with the highest number."""
    numbered = {
        name: int(found["hadoop"] or found["catalog"]) for name in held if (found := _VERSION.match(name)) is not None
    }
    hint = held.get(_HINT, b"").decode("ascii", "replace").strip()
    hinted = [name for name, number in numbered.items() if hint.isdecimal() and number == int(hint)]
    if hint and not hinted:
        raise _Unknown("the metadata that its version-hint.text names is not here")
    highest = max(numbered.values(), default=None)
    newest = hinted or [name for name, number in numbered.items() if number == highest]
    if len(newest) != 1:
        raise _Unknown("it has no single newest metadata file")
    try:
        content: object = json.loads(held[newest[0]])
    except (ValueError, RecursionError) as error:
        raise _Unknown(f"its metadata file {newest[0][:80]} cannot be read") from error
    if not isinstance(content, dict):
        raise _Unknown(f"its metadata file {newest[0][:80]} cannot be read")
    return cast("dict[str, Any]", content)


def _manifests(snapshot: dict[str, Any], held: Mapping[str, bytes]) -> list[str]:
    """The addresses of a snapshot's manifests."""
    listed = snapshot.get("manifest-list")
    if isinstance(listed, str):
        return [str(record.get("manifest_path")) for record in _read(listed, held)]
    direct = _items(snapshot.get("manifests"))
    if direct:
        return [str(path) for path in direct]
    raise _Unknown("its current snapshot names no manifests")


def _items(found: object) -> list[object]:
    return cast("list[object]", found) if isinstance(found, list) else []


def _read(address: str, held: Mapping[str, bytes]) -> Sequence[Record]:
    name = address.rpartition("/")[2]
    content = held.get(name)
    if content is None:
        raise _Unknown(f"its manifest {name[:80]} is not here, or is too large")
    try:
        return list(records(content))
    except AvroError as error:
        raise _Unknown(f"its manifest {name[:80]} cannot be read: {error}") from error


def _live(entries: Sequence[Record]) -> Iterator[str]:
    """The data files of a manifest. Raises _Unknown for files that delete rows of others, which are not read."""
    for entry in entries:
        if entry.get("status") == _DELETED:
            continue
        file = entry.get("data_file")
        if not isinstance(file, dict):
            raise _Unknown("a manifest has an entry without a file")
        of = cast("dict[str, Any]", file)
        if of.get("content"):
            raise _Unknown(
                "it deletes rows of its files by delete files, which are not read; rewrite its data files, or export it"
            )
        yield str(of.get("file_path"))
