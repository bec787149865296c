"""Deliveries: the same month delivered again is counted once, and what the newer delivery changes is said.

AWS writes a month either over its earlier files, or beside them in a folder of its own for each delivery
(`…/20181001-20181101/<assembly id>/…`, `…/BILLING_PERIOD=2024-01/<time>-<execution id>/…`). People also collect
files by hand. So two files belong to one delivery when their paths say so; when their paths do not tell, two files
of one payer and month are parts of a delivery unless they largely hold the same rows.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.intake.amounts import DecimalType
from billing.intake.locate import BillFile
from billing.intake.staging import STAGED, StagedFile
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


Month = tuple[str, datetime]
"""A billing account and the start of its billing period."""


def drop_superseded(
    connection: "DuckDBPyConnection", staged: Sequence[StagedFile], billed: DecimalType
) -> list[BillProblem]:
    """Deletes the staged rows of deliveries that a newer one replaces; says how many and what it changes."""
    if len(staged) < 2:
        return []
    found = connection.execute(f"SELECT DISTINCT {_PAYER}, {_MONTH}, x_File FROM {STAGED} ORDER BY ALL").fetchall()
    files_of: dict[Month, list[int]] = defaultdict(list)
    for payer, month, number in found:
        if month is not None:
            files_of[(str(payer), month)].append(int(number))
    problems: list[BillProblem] = []
    for month, numbers in files_of.items():
        parts = _parts(numbers, staged)
        for group in _same_charges(connection, month, parts):
            winner = max(group, key=lambda part: part.newest)
            older = sorted((part for part in group if part is not winner), key=lambda part: part.newest)
            problems += [_drop(connection, month, old, winner, staged, billed) for old in older]
    return problems


_PAYER = "coalesce(\"BillingAccountId\", '')"
_MONTH = 'date_trunc(\'month\', coalesce("BillingPeriodStart", "ChargePeriodStart"))'


def _parts(numbers: Sequence[int], staged: Sequence[StagedFile]) -> list[_Part]:
    by_delivery: dict[Delivery, list[int]] = defaultdict(list)
    for number in numbers:
        by_delivery[delivery_of(staged[number].origin.name)].append(number)
    return [
        _Part(delivery, tuple(files), max(_age(delivery, staged[n].origin) for n in files), _formats(files, staged))
        for delivery, files in by_delivery.items()
    ]


def _formats(numbers: Sequence[int], staged: Sequence[StagedFile]) -> str:
    layouts = {staged[n].layout for n in numbers}
    return "+".join(sorted(f"{layout.format.value} {layout.version}" for layout in layouts))


def _age(delivery: Delivery, file: BillFile) -> tuple[bool, str, datetime, tuple[tuple[int, str], ...]]:
    """What orders deliveries: a manifest, the time in their path, when they were written, their names' numbers."""
    return file.current, delivery.written, file.modified, _natural(file.name)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(text), "") if text.isdigit() else (-1, text) for text in re.split(r"(\d+)", name) if text)


def _same_charges(connection: "DuckDBPyConnection", month: Month, parts: list[_Part]) -> list[list[_Part]]:
    """Groups of parts that hold the same charges; a part on its own is a group of one."""
    if len(parts) < 2:
        return [parts]
    shared = _shared_rows(connection, month, parts)
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


def _shared_rows(connection: "DuckDBPyConnection", month: Month, parts: list[_Part]) -> dict[frozenset[str], float]:
    """For each two parts, which share of the smaller one's distinct charges the other one has too."""
    identity = ", ".join(f'"{name}"' for name in _IDENTITY)
    connection.execute("CREATE OR REPLACE TEMP TABLE parts (file INTEGER, part INTEGER)")
    rows = [(number, position) for position, part in enumerate(parts) for number in part.files]
    connection.executemany("INSERT INTO parts VALUES (?, ?)", rows)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE identities AS
            SELECT DISTINCT part, hash({identity}) AS id FROM {STAGED} JOIN parts ON x_File = file
            WHERE {_PAYER} = ? AND {_MONTH} = ?""",
        list(month),
    )
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


def _drop(
    connection: "DuckDBPyConnection",
    month: Month,
    old: _Part,
    new: _Part,
    staged: Sequence[StagedFile],
    billed: DecimalType,
) -> BillProblem:
    rows, before = _billed(connection, month, old, billed)
    _, after = _billed(connection, month, new, billed)
    marks = ", ".join("?" * len(old.files))
    connection.execute(
        f"DELETE FROM {STAGED} WHERE x_File IN ({marks}) AND {_PAYER} = ? AND {_MONTH} = ?", [*old.files, *month]
    )
    newer = staged[new.files[0]].name
    return BillProblem(
        message=f"Left out: {month[1]:%Y-%m} was delivered again in {newer}, which {_change(before, after)}.",
        file=staged[old.files[0]].name,
        rows=rows,
    )


def _billed(connection: "DuckDBPyConnection", month: Month, part: _Part, billed: DecimalType) -> tuple[int, Decimal]:
    marks = ", ".join("?" * len(part.files))
    row = connection.execute(
        f'SELECT count(*), coalesce(sum(try_cast("BilledCost" AS {billed.sql})), 0) FROM {STAGED} '
        f"WHERE x_File IN ({marks}) AND {_PAYER} = ? AND {_MONTH} = ?",
        [*part.files, *month],
    ).fetchone()
    return (int(row[0]), Decimal(row[1])) if row else (0, Decimal(0))


def _change(before: Decimal, after: Decimal) -> str:
    if before == after:
        return "bills the same amount"
    return f"changes the billed cost by {after - before:+f}, from {before:f} to {after:f}"
