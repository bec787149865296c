"""A prepared delivery as tables of the Glue catalog, which Athena asks.

A table is called after its content and place: another delivery has other tables, and none is ever changed. Files are
read by the position of their columns, because the catalog takes fewer names than Parquet does.
"""

import hashlib
import re
import threading
from collections.abc import Mapping
from typing import Any

from billing.engines.athena.errors import refusals
from billing.engines.settings import EngineSettings
from billing.roll_up.manifest import Manifest, PreparedTable
from finops_core.errors import BillError

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}", re.ASCII)
_KINDS: Mapping[str, str] = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "MAP(VARCHAR, VARCHAR)": "map<string,string>",
}
_DECIMAL = re.compile(r"DECIMAL\((\d{1,2}),(\d{1,2})\)")
_FORMAT = "org.apache.hadoop.hive.ql.io.parquet"


class GlueTables:
    """The tables of one delivery, each registered when it is first asked."""

    def __init__(self, glue: Any, manifest: Manifest, address: str, settings: EngineSettings) -> None:
        """`address` is the s3:// prefix of the delivery. Raises BillError for another place."""
        if not address.startswith("s3://"):
            raise BillError(
                f"Athena reads bills that were prepared in a bucket, and {address} is none. Prepare the export there: "
                "finops bill prepare EXPORT --into s3://BUCKET/PREFIX"
            )
        self._glue = glue
        self._settings = settings
        self.address = address.rstrip("/")
        self._root = f"{self.address}/{manifest.content}"
        mark = hashlib.sha256(self._root.encode()).hexdigest()[:16]
        self._tables = {table.name: table for table in manifest.tables}
        self._called = {name: f"finops_{mark}_{name}" for name in self._tables}
        self.names = {name: f'"{settings.database}"."{called}"' for name, called in self._called.items()}
        self.columns = {
            column: f"c_{hashlib.sha256(column.encode()).hexdigest()[:16]}"
            for table in manifest.tables
            for column in table.columns
            if not _PLAIN.fullmatch(column)
        }
        self._there: set[str] = set()
        self._turn = threading.Lock()

    def register(self, sql: str) -> None:
        """Makes sure that the tables which a statement names are in the catalog. Raises BillError."""
        for name, table in self._tables.items():
            if re.search(rf"\b{name}\b", sql, re.IGNORECASE):
                with self._turn:
                    if name not in self._there:
                        self._register(table)
                        self._there.add(name)

    def _register(self, table: PreparedTable) -> None:
        wanted = self._input(table)
        found = self._found(wanted["Name"])
        if found is None:
            with refusals("glue"):
                self._create(wanted)
            found = self._found(wanted["Name"]) or {}
        if _essence(found) != _essence(wanted):
            raise BillError(
                f"The table {self._settings.database}.{wanted['Name']} in Glue was changed: it no longer is what was "
                "prepared. Delete it there and ask again."
            )

    def _found(self, name: str) -> Mapping[str, Any] | None:
        with refusals("glue"):
            try:
                return self._glue.get_table(DatabaseName=self._settings.database, Name=name, **self._catalog())["Table"]
            except self._glue.exceptions.EntityNotFoundException:
                return None

    def _create(self, wanted: Mapping[str, Any]) -> None:
        try:
            self._glue.create_table(DatabaseName=self._settings.database, TableInput=wanted, **self._catalog())
        except self._glue.exceptions.AlreadyExistsException:
            return
        except self._glue.exceptions.EntityNotFoundException as error:
            raise BillError(
                f"There is no database {self._settings.database} in Glue. Create it (CREATE DATABASE in Athena), or "
                "set `database` in [engine]."
            ) from error

    def _catalog(self) -> dict[str, str]:
        """Another account's catalog by its id; Athena calls this account's own by a name that Glue does not know."""
        return {"CatalogId": self._settings.catalog} if self._settings.catalog.isdigit() else {}

    def _input(self, table: PreparedTable) -> dict[str, Any]:
        columns = [
            {"Name": self.columns.get(name, name).lower(), "Type": _kind(kind), "Comment": _comment(name)}
            for name, kind in table.columns.items()
        ]
        return {
            "Name": self._called[table.name],
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
            "StorageDescriptor": {
                "Columns": columns,
                "Location": f"{self._root}/{table.name}/",
                "InputFormat": f"{_FORMAT}.MapredParquetInputFormat",
                "OutputFormat": f"{_FORMAT}.MapredParquetOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": f"{_FORMAT}.serde.ParquetHiveSerDe",
                    "Parameters": {"parquet.column.index.access": "true"},
                },
            },
        }


def _essence(table: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of a table decides which rows it has."""
    stored = table.get("StorageDescriptor", {})
    columns = [(each["Name"], each["Type"]) for each in stored.get("Columns", ())]
    serde = stored.get("SerdeInfo", {})
    return columns, stored.get("Location"), serde.get("SerializationLibrary"), serde.get("Parameters")


def _kind(kind: str) -> str:
    """DuckDB's type in Hive's words."""
    if found := _DECIMAL.fullmatch(kind):
        return f"decimal({found[1]},{found[2]})"
    if kind not in _KINDS:
        raise BillError(f"Athena has no type like {kind}. Prepare the export again with this release.")
    return _KINDS[kind]


def _comment(name: str) -> str:
    return "".join(each if each.isprintable() else " " for each in name)[:250]
