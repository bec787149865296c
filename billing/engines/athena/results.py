"""What Athena's results are: texts with the names of their types, as the values that DuckDB gives."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from finops_core.errors import BillError

_ZONE = " UTC"


def typed(row: Mapping[str, Any], kinds: Sequence[str]) -> tuple[Any, ...]:
    """A row of a result. Raises BillError for a value that is none of its type, or a type that nothing asks for."""
    data = row.get("Data", ())
    if len(data) != len(kinds):
        raise BillError(f"Athena gave a row of {len(data)} values for {len(kinds)} columns. Ask again.")
    return tuple(_value(each.get("VarCharValue"), kind) for each, kind in zip(data, kinds, strict=True))


def _value(text: str | None, kind: str) -> Any:
    if text is None:
        return None
    read = _READERS.get(kind.partition("(")[0].lower())
    if read is None:
        raise BillError(f"Athena gave a value of type {kind}, which no question asks for.")
    try:
        return read(text)
    except (ValueError, InvalidOperation, KeyError) as error:
        raise BillError(f"Athena gave {text[:60]!r} as a value of type {kind}.") from error


def _moment_in_zone(text: str) -> datetime:
    if not text.endswith(_ZONE):
        raise ValueError("times of a bill are UTC")
    return datetime.fromisoformat(text.removesuffix(_ZONE)).replace(tzinfo=UTC)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "varchar": str,
    "char": str,
    "string": str,
    "boolean": {"true": True, "false": False}.__getitem__,
    **dict.fromkeys(("tinyint", "smallint", "integer", "int", "bigint"), int),
    **dict.fromkeys(("real", "float", "double"), float),
    "decimal": Decimal,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "timestamp with time zone": _moment_in_zone,
}
