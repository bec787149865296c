"""Names and texts from a file inside a statement."""

NULL = "NULL"
NO_TIME = "CAST(NULL AS TIMESTAMP)"


def quoted(name: str) -> str:
    """A name from a file as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string literal; only for places where DuckDB takes no parameter."""
    return "'" + text.replace("'", "''") + "'"
