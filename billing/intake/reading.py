"""One readable file as a view over its rows, in the columns of `charges`: every row there, or counted as a reject.

Parquet is read where it lies, column by column. Text is parsed once, into a table of the columns that are needed.
"""

from typing import TYPE_CHECKING

from billing.intake.other_datasets import SideFile
from billing.intake.parquet_file import read_parquet
from billing.intake.source_file import ReadFile, naming
from billing.intake.source_view import kept_table, text_table
from billing.intake.text_file import read_text
from billing.intake.unpack import Kind, Readable, WorkFolder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def read(connection: "DuckDBPyConnection", file: Readable, number: int, work: WorkFolder) -> ReadFile | SideFile:
    """Makes the view of file `number`, or reads what lies beside the charges.

    Raises NotAnExport or another BillError, naming the file, when it cannot be read at all.
    """
    with naming(file):
        if file.kind is Kind.PARQUET:
            return read_parquet(connection, file, number)
        return read_text(connection, file, number, work)


def forget(connection: "DuckDBPyConnection", number: int) -> None:
    """Removes what reading file `number` made."""
    connection.execute(f"DROP VIEW IF EXISTS file_{number}")
    connection.execute(f"DROP TABLE IF EXISTS {kept_table(number)}")
    connection.execute(f"DROP TABLE IF EXISTS {text_table(number)}")
