"""Deliveries: the same month delivered again is counted once, and what the newer delivery changes is said.

AWS writes a month either over its earlier files, or beside them in a folder of its own for each delivery
(`…/20181001-20181101/<assembly id>/…`, `…/BILLING_PERIOD=2024-01/<time>-<execution id>/…`). People also collect
files by hand. So two files belong to one delivery when their paths say so; when their paths do not tell, two files
of one payer and month are parts of a delivery unless they largely hold the same rows.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from billing.intake.amounts import MAX_DIGITS, DecimalType
from billing.intake.locate import BillFile
from billing.intake.reading import ReadFile, naming
from billing.intake.source_columns import literal
from billing.intake.survey import MONTH, PAYER, Month, Survey
from billing.query import BillProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAME_ROWS = 0.5
"""Two deliveries that share at least this part of the smaller one's rows are the same charges."""

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_EXECUTION = re.compile(rf"^(?P<time>\d{{4}}-?\d{{2}}-?\d{{2}}T[\d:.\-]+Z?)(-{_UUID})?$|^{_UUID}$", re.IGNORECASE)
_CHUNK = re.compile(r"-\d{5}(?=\.)")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Files delivered together. Of one `family` with several deliveries, the path says they replace each other."""

    key: str
    family: str
    written: str


def delivery_of(name: str) -> Delivery:
    """The delivery that a file belongs to, as far as its path tells."""
    parts = name.replace("\\", "/").split("/")
    for position, part in enumerate(parts[:-1]):
        match = _EXECUTION.match(part)
        if match:
            return Delivery("/".join(parts[: position + 1]), "/".join(parts[:position]) + "/", match["time"] or "")
    return Delivery("/".join([*parts[:-1], _CHUNK.sub("", parts[-1])]), "", "")


@dataclass(frozen=True, slots=True)
class _Part:
    """What one delivery says about one month of one payer."""

    delivery: Delivery
    files: tuple[int, ...]
    newest: tuple[bool, str, datetime, tuple[tuple[int, str], ...]]
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """What newer deliveries replace: months by file number, and what there is to say about them."""

    months: Mapping[int, frozenset[Month]]
    problems: tuple[BillProblem, ...]

    def counted(self, number: int) -> str:
        """SQL over a file's view: whether a row still counts."""
        dropped = sorted(self.months.get(number, ()))
        return f"NOT ({' OR '.join(_in_month(month) for month in dropped)})" if dropped else "TRUE"


def _in_month(month: Month) -> str:
    """SQL: whether a row is in a month; NULL dates are in none."""
    return f"coalesce({PAYER} = {literal(month[0])} AND {MONTH} = TIMESTAMP {literal(str(month[1]))}, FALSE)"


def superseded(
    connection: "DuckDBPyConnection", files: Sequence[ReadFile], surveys: Sequence[Survey], billed: DecimalType
) -> Superseded:
    """Finds the months that a newer delivery replaces, how many rows those are and what it changes."""
    files_of: dict[Month, list[int]] = defaultdict(list)
    for number, found in enumerate(surveys):
        for month in found.months:
            files_of[month].append(number)
    dropped: dict[int, set[Month]] = defaultdict(set)
    problems: list[BillProblem] = []
    for month, numbers in sorted(files_of.items()):
        for group in _same_charges(connection, month, _parts(numbers, files), files):
            winner = max(group, key=lambda part: part.newest)
            for old in sorted((part for part in group if part is not winner), key=lambda part: part.newest):
                problems.append(_replaced(connection, month, old, winner, files, billed))
                for number in old.files:
                    dropped[number].add(month)
    months = {number: frozenset(found) for number, found in dropped.items()}
    return Superseded(months=months, problems=tuple(problems))


def _parts(numbers: Sequence[int], files: Sequence[ReadFile]) -> list[_Part]:
    by_delivery: dict[Delivery, list[int]] = defaultdict(list)
    for number in numbers:
        by_delivery[delivery_of(files[number].origin.name)].append(number)
    return [
        _Part(delivery, tuple(own), max(_age(delivery, files[n].origin) for n in own), _formats(own, files))
        for delivery, own in by_delivery.items()
    ]


def _formats(numbers: Sequence[int], files: Sequence[ReadFile]) -> str:
    layouts = {files[n].layout for n in numbers}
    return "+".join(sorted(f"{layout.format.value} {layout.version}" for layout in layouts))


def _age(delivery: Delivery, file: BillFile) -> tuple[bool, str, datetime, tuple[tuple[int, str], ...]]:
    """What orders deliveries: a manifest, the time in their path, when they were written, their names' numbers."""
    return file.current, delivery.written, file.modified, _natural(file.name)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(text), "") if text.isdigit() else (-1, text) for text in re.split(r"(\d+)", name) if text)


def _same_charges(
    connection: "DuckDBPyConnection", month: Month, parts: list[_Part], files: Sequence[ReadFile]
) -> list[list[_Part]]:
    """Groups of parts that hold the same charges; a part on its own is a group of one."""
    if len(parts) < 2:
        return [parts]
    shared = _shared_rows(connection, month, parts, files)
    groups: list[list[_Part]] = []
    for part in parts:
        joined = [group for group in groups if any(_replaces(part, other, shared) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([part, *(member for group in joined for member in group)])
    return groups


def _replaces(one: _Part, other: _Part, shared: dict[frozenset[str], float]) -> bool:
    if one.delivery.family and one.delivery.family == other.delivery.family:
        return True
    # Nobody splits a month over two formats: the same charges were exported twice.
    if one.format != other.format:
        return True
    return shared.get(frozenset((one.delivery.key, other.delivery.key)), 0.0) >= SAME_ROWS


_IDENTITY = (
    *("SubAccountId", "ServiceName", "ResourceId", "SkuId", "x_UsageType", "x_Operation", "ChargePeriodStart"),
    *("ChargePeriodEnd", "ChargeCategory", "ChargeDescription", "x_LineType", "CommitmentDiscountId"),
)
"""What makes a charge the same charge in two deliveries; amounts may differ, line item ids do."""


def _shared_rows(
    connection: "DuckDBPyConnection", month: Month, parts: list[_Part], files: Sequence[ReadFile]
) -> dict[frozenset[str], float]:
    """For each two parts, which share of the smaller one's distinct charges the other one has too."""
    identity = ", ".join(f'"{name}"' for name in _IDENTITY)
    connection.execute("CREATE OR REPLACE TEMP TABLE all_identities (part INTEGER, id UBIGINT)")
    for position, part in enumerate(parts):
        for file in (files[number] for number in part.files):
            with naming(file):
                connection.execute(
                    f"INSERT INTO all_identities SELECT DISTINCT {position}, hash({identity}) FROM {file.view} "
                    f"WHERE {_in_month(month)}"
                )
    connection.execute("CREATE OR REPLACE TEMP TABLE identities AS SELECT DISTINCT part, id FROM all_identities")
    counted = connection.execute("SELECT part, count(*) FROM identities GROUP BY part").fetchall()
    sizes: dict[int, int] = {int(part): int(count) for part, count in counted}
    both: list[tuple[int, int, int]] = connection.execute(
        """SELECT a.part, b.part, count(*) FROM identities a JOIN identities b ON a.id = b.id AND a.part < b.part
           GROUP BY a.part, b.part"""
    ).fetchall()
    return {
        frozenset((parts[a].delivery.key, parts[b].delivery.key)): count / min(sizes[a], sizes[b])
        for a, b, count in both
    }


def _replaced(
    connection: "DuckDBPyConnection",
    month: Month,
    old: _Part,
    new: _Part,
    files: Sequence[ReadFile],
    billed: DecimalType,
) -> BillProblem:
    rows, before = _billed(connection, month, old, billed)
    _, after = _billed(connection, month, new, billed)
    newer = files[new.files[0]].name
    return BillProblem(
        message=f"Left out: {month[1]:%Y-%m} was delivered again in {newer}, which {_change(before, after)}.",
        file=files[old.files[0]].name,
        rows=rows,
    )


def _billed(connection: "DuckDBPyConnection", month: Month, part: _Part, billed: DecimalType) -> tuple[int, Decimal]:
    rows, total = 0, Decimal(0)
    with localcontext(prec=MAX_DIGITS * 2):
        for number in part.files:
            row = connection.execute(
                f'SELECT count(*), coalesce(sum(try_cast("BilledCost" AS {billed.sql})), 0) FROM file_{number} '
                f"WHERE {_in_month(month)}"
            ).fetchone()
            rows, total = (rows + int(row[0]), total + Decimal(row[1])) if row else (rows, total)
    return rows, total


def _change(before: Decimal, after: Decimal) -> str:
    if before == after:
        return "bills the same amount"
    return f"changes the billed cost by {after - before:+f}, from {before:f} to {after:f}"
