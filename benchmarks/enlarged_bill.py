"""A prepared bill ten times as large as another: ten times its accounts, and ten times its resources in each.

It is made of what was prepared, a file at a time, because reading a hundred million rows takes an hour. Rows are sorted
and written as the product does. What it lacks is said: `charges_by_resource` has the newest months only, and `charges`
is the smaller bill's newest month, so that questions about hours, or about resources of earlier months, mean nothing.
"""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from billing.engines.duckdb import Limits
from billing.intake.sql_text import literal
from billing.query import BillInfo
from billing.roll_up.manifest import NAME, Manifest, PreparedFile, PreparedTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TIMES_AS_LARGE = 10
RESOURCE_MONTHS = 3
_SORTED = '"ChargePeriodStart", "ServiceName", "SubAccountId", "RegionId"'
_APART = {
    "SubAccountId": '(CAST("SubAccountId" AS BIGINT) + 1000 * n)::VARCHAR',
    "ResourceId": "CASE WHEN \"ResourceId\" <> '' THEN \"ResourceId\" || '-' || n ELSE '' END",
}


def enlarged(smaller: Path, folder: Path) -> Path:
    """The folder of the larger bill, made of the one at `smaller` when it is not there yet."""
    if (folder / NAME).exists():
        return folder
    manifest = Manifest.of((smaller / NAME).read_bytes(), str(smaller))
    content = hashlib.sha256(f"{TIMES_AS_LARGE} {manifest.content}".encode()).hexdigest()[:32]
    tables = tuple(_table(table, smaller, folder, content) for table in manifest.tables)
    larger = manifest.model_copy(
        update={"content": content, "info": _info(manifest.info), "tables": tables, "accounts": {}}
    )
    (folder / NAME).write_text(larger.model_dump_json())
    return folder


def _table(table: PreparedTable, smaller: Path, folder: Path, content: str) -> PreparedTable:
    import duckdb

    if table.name == "charges":
        file = table.files[-1]
        return table.model_copy(update={"files": (_copied(file, smaller, folder, content),)})
    files = table.files[-RESOURCE_MONTHS:] if table.name == "charges_by_resource" else table.files
    (folder / content / table.name).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config=Limits(memory_limit_mb=1024, threads=1).settings(folder / "spill")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        made = tuple(_file(connection, table.columns, file, smaller, folder, content) for file in files)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    return table.model_copy(update={"files": made})


def _file(
    connection: "DuckDBPyConnection",
    columns: Mapping[str, str],
    file: PreparedFile,
    smaller: Path,
    folder: Path,
    content: str,
) -> PreparedFile:
    name = f"{content}/{file.name.partition('/')[2]}"
    replaced = ", ".join(f'{sql} AS "{column}"' for column, sql in _APART.items() if column in columns)
    connection.execute(
        f"COPY (SELECT * EXCLUDE (n) REPLACE ({replaced}) FROM read_parquet({literal(str(smaller / file.name))}), "
        f"range({TIMES_AS_LARGE}) AS numbers(n) ORDER BY {_SORTED}) TO {literal(str(folder / name))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return _as_written(file, folder, name, file.rows * TIMES_AS_LARGE)


def _copied(file: PreparedFile, smaller: Path, folder: Path, content: str) -> PreparedFile:
    name = f"{content}/{file.name.partition('/')[2]}"
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(smaller / file.name, folder / name)
    return _as_written(file, folder, name, file.rows)


def _as_written(file: PreparedFile, folder: Path, name: str, rows: int) -> PreparedFile:
    with (folder / name).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = (folder / name).stat().st_size
    return file.model_copy(update={"name": name, "sha256": digest, "size_bytes": size, "rows": rows})


def _info(info: BillInfo) -> BillInfo:
    accounts = {
        str(int(account) + 1000 * number): name
        for number in range(TIMES_AS_LARGE)
        for account, name in info.accounts.items()
    }
    totals = {
        currency: {metric: amount * Decimal(TIMES_AS_LARGE) for metric, amount in sums.items()}
        for currency, sums in info.currencies.items()
    }
    return replace(info, rows=info.rows * TIMES_AS_LARGE, accounts=accounts, currencies=totals)
