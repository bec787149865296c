"""In which order deliveries were made: by what manifests, folders and names say, else by when files were written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cmp_to_key
from typing import TYPE_CHECKING

from billing.intake.placement import Placement
from billing.intake.source_file import ReadFile, naming

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COPIED_TOGETHER = timedelta(seconds=10)
"""Files written within this time of each other were copied or unpacked together: their times say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Which accounts are billed, and how far usage reaches."""

    accounts: frozenset[str] = frozenset()
    reach: datetime | None = None


def extent(connection: "DuckDBPyConnection", file: ReadFile) -> Extent:
    """The extent of one file."""
    with naming(file):
        found = connection.execute(
            f"""SELECT coalesce("SubAccountId", ''), max("ChargePeriodStart") FILTER ("ChargeCategory" = 'Usage')
                FROM {file.view} GROUP BY 1"""
        ).fetchall()
    return combined(Extent(accounts=frozenset({str(account)}), reach=reach) for account, reach in found)


def combined(extents: Iterable[Extent]) -> Extent:
    """One extent that covers all."""
    known = list(extents)
    return Extent(
        accounts=frozenset(account for one in known for account in one.accounts),
        reach=max((one.reach for one in known if one.reach is not None), default=None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Files delivered together, as far as manifests, folders and names tell."""

    placement: Placement
    files: tuple[ReadFile, ...]
    extent: Extent = field(default_factory=Extent)

    @property
    def format(self) -> str:
        return "+".join(sorted({f"{file.layout.format.value} {file.layout.version}" for file in self.files}))

    @property
    def modified(self) -> datetime:
        return max(file.modified for file in self.files)


def ordered(units: Sequence[Unit]) -> list[Unit]:
    """The units from the first to the last delivered."""
    together = _copied_together([unit.modified for unit in units])
    return sorted(units, key=cmp_to_key(lambda one, other: _compare(one, other, together)))


def _copied_together(times: Sequence[datetime]) -> dict[datetime, int]:
    """Numbers the groups of times that lie close to each other."""
    groups: dict[datetime, int] = {}
    group, last = 0, None
    for time in sorted(set(times)):
        if last is not None and time - last > COPIED_TOGETHER:
            group += 1
        groups[time] = group
        last = time
    return groups


def _compare(one: Unit, other: Unit, together: dict[datetime, int]) -> int:
    """Below 0 when the first was delivered before the other; the first of these that tells them apart decides."""
    mine, others = one.placement, other.placement
    if mine.made and others.made and mine.made != others.made:
        return _order(mine.made, others.made)
    if mine.name.stem == others.name.stem and mine.name.version != others.name.version:
        return mine.name.version - others.name.version
    groups = together[one.modified], together[other.modified]
    if groups[0] != groups[1]:
        return groups[0] - groups[1]
    if one.extent.reach and other.extent.reach and one.extent.reach != other.extent.reach:
        return _order(one.extent.reach, other.extent.reach)
    if one.modified != other.modified:
        return _order(one.modified, other.modified)
    return -1 if _natural(one.files[0].name) < _natural(other.files[0].name) else 1


def _order(mine: datetime, others: datetime) -> int:
    return -1 if mine < others else 1


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(text), "") if text.isdigit() else (-1, text) for text in re.split(r"(\d+)", name) if text)
