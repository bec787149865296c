"""What records of answers can do besides holding their fields. The records themselves are made from the schema."""

import logging
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Protocol, Self, cast

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic.alias_generators import to_camel

from finops_client import tables
from finops_client.errors import NoTable
from finops_client.tables import Cell

logger = logging.getLogger(__name__)


class Record(BaseModel):
    """A frozen value with camelCase names on the wire."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore")


class _Valued(Protocol):
    @property
    def value(self) -> str: ...


class AmountMethods(Record):
    """Of a record with a `value`."""

    @property
    def amount(self: _Valued) -> Decimal:
        """The value of money, a number or a percentage, exact. Raises decimal.InvalidOperation for others."""
        return Decimal(self.value)


class TableMethods(Record):
    """Of a table: its rows as Python values, CSV or a frame."""

    def with_rows(self, rows: tuple[tuple[Cell, ...], ...]) -> Self:
        """The same table with all its rows, as `client.artifact` gives them."""
        return self.model_copy(update={"rows": rows})

    def to_columns(self: tables.TableLike) -> dict[str, list[tables.Value]]:
        """The shown rows by column label, as Python values."""
        return tables.to_columns(self)

    def to_csv(self: tables.TableLike) -> str:
        """The shown rows as CSV that a spreadsheet opens as text and numbers."""
        return tables.to_csv(self)

    def to_dataframe(self: tables.TableLike) -> Any:
        """The shown rows as a pandas DataFrame. Raises MissingDependency without pandas."""
        return tables.to_dataframe(self)


class _Answer(Protocol):
    @property
    def headline(self) -> str: ...
    @property
    def blocks(self) -> Sequence[object]: ...


class AnswerMethods(Record):
    """Of an answer: what it leaves out of a newer platform's blocks, and its tables as a frame."""

    block_types: ClassVar[frozenset[str]] = frozenset()

    @field_validator("blocks", mode="before", check_fields=False)
    @classmethod
    def _known(cls, value: object) -> object:
        """Leaves out blocks of a newer platform; they stay readable in the event's `chunk`."""
        return known_blocks(value, cls.block_types)

    def to_dataframe(self: _Answer) -> Any:
        """The first table as a pandas DataFrame; money stays Decimal.

        Raises NoTable when the answer has none and MissingDependency without pandas.
        """
        for block in self.blocks:
            if isinstance(block, TableMethods):
                return cast("Any", block).to_dataframe()
        raise NoTable(f"this answer has no table: {self.headline}")


def known_blocks(value: object, types: frozenset[str]) -> object:
    """The blocks of known types, and a warning for each type that is not."""
    if not isinstance(value, (list, tuple)):
        return value
    blocks = cast("list[object]", value)
    unknown = {kind for block in blocks if (kind := _block_type(block)) is not None} - types
    for kind in sorted(unknown):
        logger.warning("block=%s | a block of an unknown type was left out, a newer client may show it", kind)
    return [block for block in blocks if _block_type(block) not in unknown]


def _block_type(block: object) -> str | None:
    """The type of a block that is not parsed yet."""
    kind = cast("Mapping[str, object]", block).get("type") if isinstance(block, Mapping) else None
    return kind if isinstance(kind, str) else None
