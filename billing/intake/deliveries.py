"""Deliveries: what was delivered again is counted once, what was delivered in parts is counted whole (ADR 17).

Manifests, logs and run folders decide first (`placement.py`), then the rows (`likeness.py`), names and times last.
A later delivery replaces only the days and accounts it covers. Whatever does not count, or may count twice, is said
with its rows and amounts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from billing.intake import likeness
from billing.intake.delivery_notes import DeliveryNotes
from billing.intake.delivery_order import Extent, Unit, combined, extent, ordered
from billing.intake.likeness import Grain, Pair
from billing.intake.placement import Placement
from billing.intake.repeated_rows import find_repetitions
from billing.intake.replaced_rows import drop_cells, drop_coarse, drop_keys, make_dropped, replacements
from billing.intake.source_file import ReadFile
from billing.intake.survey import Month, Survey
from billing.query import BillProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAME = 0.5
"""From this share of common charges on, two deliveries of the same days are the same charges."""

FILTERED_NEW, FILTERED_COVER = 0.1, 0.9
"""A later delivery with hardly a new charge that covers less than this share of the earlier one is a part of it."""

ALIKE = 0.8
"""Two formats of one export bill at least this alike, day by day."""

TOLD_FROM = 0.05
"""From this share of equal rows on, two files that are both counted are said to have some in common."""


class Relation(StrEnum):
    """What two deliveries of the same days and accounts are to each other."""

    PARTS = "parts"
    DOUBTFUL = "parts that may be the same charges"
    AGAIN = "the same charges again"
    PART_AGAIN = "some of the same charges again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """What does not count: whole files, and rows of others; and what there is to say about it."""

    whole: frozenset[int]
    in_part: frozenset[int]
    problems: tuple[BillProblem, ...]

    def counted(self, number: int) -> str:
        """SQL over a file's view: whether a row still counts."""
        if number in self.whole:
            return "FALSE"
        return f"x_Place NOT IN (SELECT place FROM dropped WHERE file = {number})" if number in self.in_part else "TRUE"


def superseded(
    connection: "DuckDBPyConnection",
    files: Sequence[ReadFile],
    surveys: Sequence[Survey],
    placed: Mapping[str, Placement],
    currency: str,
) -> Superseded:
    """Finds what does not count. `currency` is that of rows that state none."""
    notes = DeliveryNotes(connection, currency)
    extents = [extent(connection, file) for file in files] if len(files) > 1 else [Extent()] * len(files)
    outdated = [file for file in files if placed[file.place].outdated]
    problems = [notes.outdated(file, placed[file.place].outdated) for file in outdated]
    units = ordered(_units([file for file in files if file not in outdated], placed, extents))
    replaced = _by_families(units, surveys)
    problems += [
        problem
        for old, new in replaced
        for month in sorted(_months(old, surveys))
        for problem in [notes.replaced(old, new, month)]
    ]
    gone = {old.files[0].number for old, _ in replaced}
    units = [unit for unit in units if unit.files[0].number not in gone]
    whole = {file.number for file in outdated} | {file.number for old, _ in replaced for file in old.files}
    make_dropped(connection)
    months = _shared_months(units, surveys)
    if months:
        problems += _compared(connection, notes, units, months)
    in_part = {int(row[0]) for row in connection.execute("SELECT DISTINCT file FROM dropped").fetchall()}
    found = Superseded(whole=frozenset(whole), in_part=frozenset(in_part), problems=tuple(problems))
    return replace(found, problems=(*problems, *_repeated(connection, notes, units, surveys, found)))


def _repeated(
    connection: "DuckDBPyConnection",
    notes: DeliveryNotes,
    units: Sequence[Unit],
    surveys: Sequence[Survey],
    superseded: Superseded,
) -> Iterable[BillProblem]:
    """What is said about rows that one unit has twice, as far as they count."""
    files = {file.number: file for unit in units for file in unit.files}
    for found in find_repetitions(connection, [unit.files for unit in units], surveys):
        of = files[found.of] if found.of is not None else None
        problem = notes.repeated(files[found.number], of, superseded.counted(found.number), doubtful=found.doubtful)
        if problem is not None:
            yield problem


def _units(files: Sequence[ReadFile], placed: Mapping[str, Placement], extents: Sequence[Extent]) -> list[Unit]:
    by_delivery: dict[str, list[ReadFile]] = defaultdict(list)
    for file in files:
        by_delivery[placed[file.place].delivery].append(file)
    return [
        Unit(
            placement=placed[own[0].place],
            files=tuple(own),
            extent=combined(extents[file.number] for file in own),
        )
        for own in by_delivery.values()
    ]


def _by_families(units: Sequence[Unit], surveys: Sequence[Survey]) -> list[tuple[Unit, Unit]]:
    """Deliveries that a newer one of their family replaces wholly, each with that one."""
    families: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.placement.family:
            families[unit.placement.family].append(unit)
    replaced: list[tuple[Unit, Unit]] = []
    for family in families.values():
        for position, old in enumerate(family):
            newer = [new for new in family[position + 1 :] if _same_bill(old, new, surveys)]
            if newer:
                replaced.append((old, newer[-1]))
    return replaced


def _same_bill(old: Unit, new: Unit, surveys: Sequence[Survey]) -> bool:
    """A manifest says so. Else folders named by ids may be accounts': only what bills the same accounts is the same."""
    if old.placement.told and new.placement.told:
        return True
    return bool(_months(old, surveys) & _months(new, surveys)) and bool(old.extent.accounts & new.extent.accounts)


def _months(unit: Unit, surveys: Sequence[Survey]) -> frozenset[Month]:
    return frozenset(month for file in unit.files for month in surveys[file.number].months)


def _shared_months(units: Sequence[Unit], surveys: Sequence[Survey]) -> list[Month]:
    seen: dict[Month, int] = defaultdict(int)
    for unit in units:
        for month in _months(unit, surveys):
            seen[month] += 1
    return sorted(month for month, count in seen.items() if count > 1)


# Comparing rows -------------------------------------------------------------------------------------------------------


def _compared(
    connection: "DuckDBPyConnection", notes: DeliveryNotes, units: Sequence[Unit], months: Sequence[Month]
) -> list[BillProblem]:
    """Drops the rows that a later unit has again. Units are in the order in which they were delivered."""
    likeness.collect(connection, [unit.files for unit in units], months)
    grain_of = likeness.grains(connection)
    relations = {
        (one, other): relation(units[one], units[other], pair)
        for (one, other), pair in likeness.pairs(connection).items()
        if grain_of[one] == grain_of[other] or units[one].format != units[other].format
    }
    problems: list[BillProblem] = []
    # The newest successor first: it is the one that is named.
    for (old, new), found in sorted(relations.items(), key=lambda item: (item[0][0], -item[0][1])):
        if found is Relation.AGAIN:
            drop_cells(connection, old, new)
        elif found is Relation.PART_AGAIN:
            drop_keys(connection, old, new)
        elif found is Relation.DOUBTFUL:
            problems.append(notes.doubtful(units, old, new))
    for one, other in likeness.neighbours(connection):
        if grain_of[one] != grain_of[other] and (one, other) not in relations:
            _compare_grains(connection, (one, other), grain_of)
    problems += [notes.again(units, found) for found in replacements(connection)]
    return problems


def _compare_grains(connection: "DuckDBPyConnection", pair: tuple[int, int], grain_of: Mapping[int, Grain]) -> None:
    """Of an hourly and a daily report the finer one counts where both bill the same, else the later one."""
    charge = likeness.coarse(*(grain_of[unit] for unit in pair))
    found = likeness.grain_pair(connection, *pair, charge)
    if found.share_same < SAME:
        return
    old, new = pair
    if found.share_agreeing >= SAME and grain_of[new].rank > grain_of[old].rank:
        old, new = new, old
    drop_coarse(connection, old, new, charge)


def relation(old: Unit, new: Unit, pair: Pair) -> Relation:
    """What a unit is to a later one, where they have days and accounts in common."""
    if old.placement.parts_with(new.placement):
        return Relation.PARTS
    if pair.opposite * 2 > pair.named + pair.vague:
        return Relation.PARTS
    if _is_again(old, new, pair):
        same = max(pair.named + pair.vague, pair.equal)
        old_keys, new_keys = pair.first.keys, pair.second.keys
        filtered = same >= (1 - FILTERED_NEW) * new_keys and same < FILTERED_COVER * old_keys
        return Relation.PART_AGAIN if filtered else Relation.AGAIN
    if pair.share_same >= SAME or pair.share_equal >= TOLD_FROM or old.format != new.format:
        return Relation.DOUBTFUL
    return Relation.PARTS


def _is_again(old: Unit, new: Unit, pair: Pair) -> bool:
    if pair.share_equal >= SAME:
        return True
    if pair.share_named >= SAME and not old.placement.shares_names_with(new.placement):
        return True
    if pair.share_same >= SAME and old.placement.restates(new.placement):
        return True
    # Nobody splits a month over two formats, but corrections come in a format of their own.
    return old.format != new.format and pair.billed_alike >= ALIKE
