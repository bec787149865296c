"""Where a file stands among the others: what manifests, logs, folders and names say about it, before a row is read."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from billing.intake.delta_log import LOG, TableLog, commit_of, log_of
from billing.intake.file_names import UUID, Name, name_of
from billing.intake.iceberg import METADATA, IcebergTable, iceberg_tables
from billing.intake.manifests import Manifest, read_manifest
from billing.query import BillProblem

_TIMED_RUN = re.compile(rf"^(?P<time>\d{{4}}-?\d{{2}}-?\d{{2}}T[\d:.\-]+Z?)(-{UUID})?$", re.IGNORECASE)
_RUN_ID = re.compile(rf"^{UUID}$", re.IGNORECASE)
_RUN_MINUTE = re.compile(r"^20\d{10}(\d{2})?$")
_PERIOD = re.compile(r"^\d{8}-\d{8}$")
_HIVE = re.compile(r"^(?P<key>[A-Za-z_][\w-]*)=(?P<value>.*)$")
_RUN_KEY = re.compile(r"run|export|snapshot|load|ingest|extract|creat|version|execution|deliver|report|as_?of", re.I)
_CHECKPOINT_PART = re.compile(r"\.\d{10}\.(\d{10})\.parquet$")
_DATE_VALUE = re.compile(r"^\d{4}(-?\d{2}(-?\d{2})?)?([T ].*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A manifest or a part of a table's log, at `place` in the bill; `path` is where its bytes are."""

    place: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What is known of one file. Files of one `delivery` are parts of it; those of one `family` replace each other.

    `outdated` says in words why a manifest or log does not count the file. `told` says that a manifest or log names
    the delivery, `made` when it was made. `partitions` are the values of the folders above it.
    """

    folder: str
    name: Name
    delivery: str
    family: str = ""
    made: datetime | None = None
    told: bool = False
    outdated: str = ""
    table: str = ""
    partitions: Mapping[str, str] = field(default_factory=dict[str, str])

    def parts_with(self, other: "Placement") -> bool:
        """Whether folders say that both are parts of one table: another value of what is no date and no run."""
        return (
            bool(self.table)
            and self.table == other.table
            and any(
                other.partitions.get(key, value) != value
                for key, value in self.partitions.items()
                if _is_part(key, value)
            )
        )

    def shares_names_with(self, other: "Placement") -> bool:
        """Whether names say parts: counted through, or together in one folder of a partitioned table."""
        if self.table and (self.table, self.partitions) == (other.table, other.partitions):
            return True
        same = self.folder == other.folder and self.name.stem == other.name.stem
        return same and self.name.counted and other.name.counted and self.name.version == other.name.version

    def restates(self, other: "Placement") -> bool:
        """Whether names say that one is the other again: a copy, a correction, a later run."""
        mine, others = self.name, other.name
        if mine.stem != others.stem or mine.counted or others.counted:
            return False
        return mine.version != others.version or (mine.run is not None and others.run is not None)


def _is_part(key: str, value: str) -> bool:
    return not _RUN_KEY.search(key) and not _DATE_VALUE.match(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placements:
    """Every file's placement by its place, and what is to be said about files that a manifest or log names."""

    by_place: Mapping[str, Placement]
    problems: tuple[BillProblem, ...] = ()


ReadCheckpoint = Callable[[Path], Sequence[dict[str, Any]] | None]
"""The actions in a checkpoint of a Delta table's log; None when it cannot be read."""


def placements(places: Sequence[str], documents: Sequence[Document], read_checkpoint: ReadCheckpoint) -> Placements:
    """What is known of each file from all names and documents."""
    found = {place: _by_path(place) for place in places}
    problems: list[BillProblem] = []
    _apply_commits(found, documents)
    for manifest in _manifests(documents):
        problems += _apply_manifest(found, manifest)
    _mark_unfinished_runs(found)
    for root, log in _logs(documents, read_checkpoint).items():
        problems += _apply_log(found, root, log)
    for root, table in iceberg_tables(_metadata(documents)).items():
        problems += _apply_table(found, root, table)
    return Placements(by_place=found, problems=tuple(problems))


def _by_path(place: str) -> Placement:
    *folders, base = place.split("/")
    hive = {m["key"].lower(): m["value"] for part in folders if (m := _HIVE.match(part))}
    first = next((i for i, part in enumerate(folders) if _HIVE.match(part)), None)
    name = name_of(base)
    folder = "/".join(folders)
    delivery = f"{folder}/{name.shards}" if name.shards else place
    placed = Placement(
        folder=folder,
        name=name,
        delivery=delivery,
        made=name.run,
        table="/".join(folders[:first]) + "/" if first is not None else "",
        partitions=hive,
    )
    run = _run_folder(folders)
    if run is None:
        return placed
    depth, made = run
    return replace(placed, delivery="/".join(folders[: depth + 1]), family="/".join(folders[:depth]) + "/", made=made)


def _run_folder(folders: Sequence[str]) -> tuple[int, datetime | None] | None:
    """The folder of one delivery: named by a time and an id, or by an id or minute below the folder of a period.

    An id alone may also be an account's or a subscription's.
    """
    for depth, part in enumerate(folders):
        timed = _TIMED_RUN.match(part)
        if timed:
            return depth, _folder_time(timed["time"])
        below_period = depth > 0 and (_PERIOD.match(folders[depth - 1]) or _HIVE.match(folders[depth - 1]))
        if below_period and _RUN_MINUTE.match(part):
            return depth, _folder_time(part)
        if below_period and _RUN_ID.match(part):
            return depth, None
    return None


def _folder_time(text: str) -> datetime | None:
    digits = re.sub(r"\D", "", text)[:14]
    try:
        return datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


# Manifests ------------------------------------------------------------------------------------------------------------


def _manifests(documents: Sequence[Document]) -> list[Manifest]:
    """Those of single deliveries first, so that the one that points to the current delivery has the last word."""
    found = [
        manifest
        for document in documents
        if document.place.lower().endswith("manifest.json")
        and (manifest := read_manifest(document.place, document.path.read_bytes())) is not None
    ]
    return sorted(found, key=lambda manifest: manifest.points)


def _apply_manifest(found: dict[str, Placement], manifest: Manifest) -> list[BillProblem]:
    folder = manifest.place.rpartition("/")[0]
    named = _named(found, manifest, folder)
    here = {place for place in named.values() if place}
    if not manifest.files:
        here = {place for place in found if manifest.run in place.split("/")[:-1]}
    if not here:
        return []
    if manifest.points:
        for place in _scope(found, here, folder, manifest.run) - here:
            found[place] = replace(found[place], outdated=f"{manifest.place} names another delivery as the current one")
    for place in here:
        old = found[place]
        found[place] = replace(
            old,
            delivery=f"{manifest.family} {manifest.run}",
            family=f"{manifest.family} {manifest.period}" if manifest.period else old.family,
            made=manifest.submitted or old.made,
            told=True,
        )
    missing = sorted(listed for listed, place in named.items() if place is None)
    return [_missing(manifest.place, missing, len(named))] if missing else []


def _missing(place: str, missing: Sequence[str], total: int) -> BillProblem:
    first = missing[0].rsplit("/", 1)[-1]
    return BillProblem(
        message=f"{len(missing)} of the {total} files of a delivery are not here, {first[:80]} among them: "
        "the bill is incomplete, or still being written.",
        file=place,
    )


def _named(found: Mapping[str, Placement], manifest: Manifest, folder: str) -> dict[str, str | None]:
    """For each file that a manifest lists, the file that is here: the one that shares the most folders with it."""
    by_base: dict[str, list[str]] = defaultdict(list)
    for place in found:
        by_base[place.rsplit("/", 1)[-1]].append(place)
    named: dict[str, str | None] = {}
    for listed in manifest.files:
        candidates = by_base.get(listed.rsplit("/", 1)[-1], [])
        named[listed] = max(
            candidates, key=lambda place: (_shared_end(place, listed), place.startswith(f"{folder}/")), default=None
        )
        best = named[listed]
        # Of several files with this name, one that shares no folder with it is a guess.
        if best is not None and len(candidates) > 1 and _shared_end(best, listed) < 2 and not best.startswith(folder):
            named[listed] = None
    return named


def _shared_end(one: str, other: str) -> int:
    shared = 0
    for mine, theirs in zip(reversed(one.split("/")), reversed(other.split("/")), strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared


def _scope(found: Mapping[str, Placement], here: set[str], folder: str, run: str) -> set[str]:
    """The files that a pointer to the current delivery is about: those of the same period and export."""
    roots = {folder} if _is_period(folder) else set[str]()
    stems = {(found[place].folder, found[place].name.stem) for place in here}
    for place in here:
        parts = place.split("/")[:-1]
        depth = next((i for i, part in enumerate(parts) if run in part), None)
        root = "/".join(parts if depth is None else parts[:depth])
        if _is_period(root):
            roots.add(root)
    return {
        place
        for place, placed in found.items()
        if any(place.startswith(f"{root}/") for root in roots) or (placed.folder, placed.name.stem) in stems
    }


def _is_period(folder: str) -> bool:
    last = folder.rsplit("/", 1)[-1]
    return bool(_PERIOD.match(last) or _HIVE.match(last))


def _mark_unfinished_runs(found: dict[str, Placement]) -> None:
    """A run's folder without a manifest beside others that have one: manifests are written last."""
    told = {placed.folder.rpartition("/")[0] + "/" for placed in found.values() if placed.told and placed.folder}
    for place, placed in found.items():
        if placed.family in told and not placed.told and not placed.outdated:
            found[place] = replace(placed, outdated="its run has no manifest yet, so that it is not complete")


# Logs -----------------------------------------------------------------------------------------------------------------


def _logs(documents: Sequence[Document], read_checkpoint: ReadCheckpoint) -> dict[str, TableLog]:
    versions: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    checkpoints: dict[str, dict[int, dict[str, Path]]] = defaultdict(lambda: defaultdict(dict))
    for document in documents:
        root, log, name = f"/{document.place}".rpartition(LOG)
        if not log:
            continue
        number = int(name[:20])
        if ".checkpoint" in name:
            checkpoints[root][number][name] = document.path
        else:
            versions[root].append((number, document.path.read_bytes()))
    return {
        root: _log(versions[root], checkpoints[root], read_checkpoint) for root in versions.keys() | checkpoints.keys()
    }


def _log(
    versions: Sequence[tuple[int, bytes]], checkpoints: Mapping[int, Mapping[str, Path]], read: ReadCheckpoint
) -> TableLog:
    """From the newest checkpoint on; one that cannot be read whole decides nothing, all versions may."""
    if not checkpoints:
        return log_of(versions, None)
    newest = max(checkpoints)
    actions = _actions(checkpoints[newest], read)
    if actions is not None:
        return log_of(versions, (newest, actions))
    log = log_of(versions, None)
    if log.gap or not versions:
        log.gap = f"its checkpoint {newest} cannot be read whole"
    return log


def _actions(parts: Mapping[str, Path], read: ReadCheckpoint) -> list[dict[str, Any]] | None:
    """All actions of a checkpoint; None when a part cannot be read, is not there, or points to files beside it."""
    counts = [int(part[1]) for part in map(_CHECKPOINT_PART.search, parts) if part]
    if counts and len(counts) < counts[0]:
        return None
    found: list[dict[str, Any]] = []
    for path in parts.values():
        actions = read(path)
        if actions is None or any(action.get("sidecar") for action in actions):
            return None
        found += actions
    return found


def _apply_log(found: dict[str, Placement], root: str, log: TableLog) -> list[BillProblem]:
    prefix = f"{root}/".removeprefix("/")
    where = f"{prefix}_delta_log"
    if log.gap:
        return [
            BillProblem(message=f"The table's log decides nothing: {log.gap}. All files are looked at.", file=where)
        ]
    inside = {place: place.removeprefix(prefix) for place in found if place.startswith(prefix)}
    paths = set(inside.values())
    current = {path: _relative(path, paths) for path in log.added}
    counted = set(current.values())
    for place, path in inside.items():
        if path in counted:
            found[place] = replace(found[place], delivery=f"table {prefix}", family="", told=True, outdated="")
        else:
            found[place] = replace(found[place], outdated="the table's log does not count it any more")
    missing = sorted(path for path, here in current.items() if here is None)
    problems = [_missing(where, missing, len(current))] if missing else []
    if log.deleted_rows:
        problems.append(
            BillProblem(
                message=f"{len(log.deleted_rows)} files have rows that the table deleted, which are counted here: "
                "deletion vectors are not read. Rewrite the table (REORG … APPLY PURGE), or export it.",
                file=where,
            )
        )
    return problems


def _metadata(documents: Sequence[Document]) -> dict[str, bytes]:
    return {d.place: d.path.read_bytes() for d in documents if METADATA.search(d.place)}


def _apply_table(found: dict[str, Placement], root: str, table: IcebergTable) -> list[BillProblem]:
    """Below an Iceberg table its metadata decides; where that cannot be read, no file is counted."""
    prefix = f"{root}/" if root else ""
    inside = {place: place.removeprefix(prefix) for place in found if place.startswith(prefix)}
    paths = set(inside.values())
    current = {path: _relative(path, paths) for path in table.files}
    counted = set(current.values())
    reason = "the Iceberg table does not count it any more"
    if table.gap:
        reason = f"which files of the Iceberg table count cannot be told: {table.gap}"
    for place, path in inside.items():
        if path in counted:
            found[place] = replace(found[place], delivery=f"table {prefix}", family="", told=True, outdated="")
        else:
            found[place] = replace(found[place], outdated=reason)
    where = f"{prefix}metadata"
    if table.gap:
        return [BillProblem(message=f"Not read: {reason}.", file=where, unread=True)]
    missing = sorted(path for path, here in current.items() if here is None)
    return [_missing(where, missing, len(current))] if missing else []


def _relative(path: str, inside: set[str]) -> str | None:
    """A log writes paths below the table, or whole addresses."""
    parts = path.split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((end for end in ends if end in inside), None)


def _apply_commits(found: dict[str, Placement], documents: Sequence[Document]) -> None:
    """Databricks jobs leave `_started_<id>` and `_committed_<id>`: what was removed or never committed is no data."""
    started: set[tuple[str, str]] = set()
    committed: set[tuple[str, str]] = set()
    removed: set[str] = set()
    for document in documents:
        folder, _, name = document.place.rpartition("/")
        base = f"{folder}/" if folder else ""
        if name.startswith("_started_"):
            started.add((folder, name.removeprefix("_started_")))
        elif name.startswith("_committed_"):
            committed.add((folder, name.removeprefix("_committed_")))
            removed |= {base + gone for gone in commit_of(document.path.read_bytes())[1]}
    for place, placed in found.items():
        own = re.search(r"-tid-(\d+)-", place)
        if place in removed:
            found[place] = replace(placed, outdated="a later job removed it")
        elif own and (placed.folder, own[1]) in started - committed:
            found[place] = replace(placed, outdated="its job has not committed it")
