"""The tables of a SQLite-backed Table: made, brought up to date when an index is added, and the SQL over them.

`items` keeps its row ids: rows written together lie together, and a commit writes less than half the pages that it
does WITHOUT ROWID, where every key has its own place in the tree.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache

from finops_core.table.port import Index
from finops_core.table.writes import index_attributes

_TABLES = (
    "CREATE TABLE IF NOT EXISTS items ("
    "pk TEXT NOT NULL, sk TEXT NOT NULL, body TEXT NOT NULL, expires_at_s INTEGER, PRIMARY KEY (pk, sk))",
    "CREATE INDEX IF NOT EXISTS items_by_expiry ON items (expires_at_s) WHERE expires_at_s IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS feed (number INTEGER PRIMARY KEY AUTOINCREMENT, pk TEXT NOT NULL, sk TEXT NOT NULL)",
)

SCHEMA_VERSION = 2
"""Kept in the database. Raise it when records are stored in a form that an earlier program would misread: an earlier
program then refuses the database instead, and a later one may bring it up to date in `create`. Since 2 a log may begin
in its job's record; nothing that was stored before changes."""

MAX_ROWS = 64
"""Rows of one statement. Many rows a statement give up Python's lock once, not once a row; each count up to this one
is a prepared statement of its own."""


def create(connection: sqlite3.Connection, indexes: Sequence[Index]) -> None:
    """Creates what is missing. The columns of an index added later are filled from the items' bodies."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES:
        connection.execute(statement)
    there = {str(row[1]) for row in connection.execute("PRAGMA table_info(items)")}
    for attribute in index_attributes(indexes):
        if attribute not in there:
            connection.execute(f'ALTER TABLE items ADD COLUMN "{attribute}" TEXT')
            connection.execute(f"""UPDATE items SET "{attribute}" = json_extract(body, '$."{attribute}"')""")
    for index in indexes:
        connection.execute(
            f'CREATE INDEX IF NOT EXISTS "items_{index.name}" ON items ("{index.hash}", "{index.range}", pk, sk) '
            f'WHERE "{index.hash}" IS NOT NULL AND "{index.range}" IS NOT NULL'
        )
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


@cache
def upsert_sql(attributes: tuple[str, ...], rows: int) -> str:
    """Writes whole items, each as a Row of these index attributes."""
    columns = ["body", "expires_at_s", *(f'"{attribute}"' for attribute in attributes)]
    values = ", ".join([f"({', '.join('?' * (len(columns) + 2))})"] * rows)
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return (
        f"INSERT INTO items (pk, sk, {', '.join(columns)}) VALUES {values} ON CONFLICT (pk, sk) DO UPDATE SET {changes}"
    )


@cache
def feed_sql(rows: int) -> str:
    return f"INSERT INTO feed (pk, sk) VALUES {', '.join(['(?, ?)'] * rows)}"


@cache
def current_sql(keys: int) -> str:
    """One JSON array of the bodies stored under the keys, or NULL; a single row costs one step whatever it carries."""
    return (
        "SELECT '[' || group_concat(body, ',') || ']' "
        f"FROM (VALUES {', '.join(['(?, ?)'] * keys)}) AS keys "
        "CROSS JOIN items ON items.pk = keys.column1 AND items.sk = keys.column2"
    )


@cache
def singly_sql(keys: int) -> str:
    """The rows stored under the keys one by one, for when their bodies are no JSON together."""
    return (
        f"SELECT pk, sk, body FROM (VALUES {', '.join(['(?, ?)'] * keys)}) AS keys "
        "CROSS JOIN items ON items.pk = keys.column1 AND items.sk = keys.column2"
    )


@cache
def index_sql(index: Index, *, reverse: bool) -> str:
    """Key and index attributes of the live items of one hash value, up to a range."""
    order = "DESC" if reverse else "ASC"
    return (
        f'SELECT pk, sk, "{index.range}" FROM items '
        f'WHERE "{index.hash}" = ? AND "{index.range}" <= ? AND (expires_at_s IS NULL OR expires_at_s > ?) '
        f'ORDER BY "{index.range}" {order}, pk {order}, sk {order} LIMIT ?'
    )


GET_SQL = "SELECT body FROM items WHERE pk = ? AND sk = ? AND (expires_at_s IS NULL OR expires_at_s > ?)"
QUERY_SQL = (
    "SELECT pk, sk, body FROM items WHERE pk = ? AND sk >= ? AND sk < ? AND (expires_at_s IS NULL OR expires_at_s > ?) "
    "ORDER BY sk LIMIT ?"
)
QUERY_REVERSE_SQL = QUERY_SQL.replace("ORDER BY sk", "ORDER BY sk DESC")
DELETE_SQL = "DELETE FROM items WHERE pk = ? AND sk = ?"
PURGE_SQL = "DELETE FROM items WHERE rowid IN (SELECT rowid FROM items WHERE expires_at_s <= ? LIMIT ?)"

FEED_SQL = "SELECT number, pk, sk, body FROM feed JOIN items USING (pk, sk) WHERE number > ? ORDER BY number LIMIT ?"
FEED_POSITION_SQL = "SELECT seq FROM sqlite_sequence WHERE name = 'feed'"
FEED_TRIM_SQL = "DELETE FROM feed WHERE number <= ?"
