"""One spelling of every account: Azure compares ids without case, and its exports write them both ways."""

from typing import TYPE_CHECKING

from billing.intake.source_columns import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COLUMNS = ("SubAccountId", "BillingAccountId")


def spell_accounts_alike(connection: "DuckDBPyConnection", table: str) -> None:
    """Accounts whose ids differ by case become the one account that they are, spelled as its latest charge does."""
    there = {str(row[0]) for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    for name in _COLUMNS:
        if name in there:
            _undo_numbers(connection, table, quoted(name))
            _spell_alike(connection, table, quoted(name))


def _undo_numbers(connection: "DuckDBPyConnection", table: str, column: str) -> None:
    """`200000000001.0` is what programs that take ids for numbers make of an account's twelve digits."""
    connection.execute(
        f"UPDATE {table} SET {column} = left({column}, 12) WHERE ends_with({column}, '.0') "
        f"AND regexp_full_match({column}, '[0-9]{{12}}[.]0')"
    )


def _spell_alike(connection: "DuckDBPyConnection", table: str, column: str) -> None:
    ids = f"""SELECT {column} AS id, max("ChargePeriodStart") AS latest FROM {table} GROUP BY 1"""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE spelled AS
            SELECT unnest(list(id)) AS id, max_by(id, (latest, id)) AS shown
            FROM ({ids}) GROUP BY lower(id) HAVING count(*) > 1"""
    )
    if connection.execute("SELECT 1 FROM spelled LIMIT 1").fetchone():
        connection.execute(
            f"UPDATE {table} SET {column} = shown FROM spelled WHERE {table}.{column} = id AND id <> shown"
        )
    connection.execute("DROP TABLE spelled")
