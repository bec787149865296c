"""The base of every record of an answer, and the small values that records share."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Record(BaseModel):
    """A frozen value with camelCase names on the wire. Built on first use: a cold start pays for what it needs."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="forbid", defer_build=True
    )


class DateRange(Record):
    """Whole UTC days [start, end)."""

    start: date
    end: date


Cell = str | None
"""A table cell as text: decimals exact, dates in ISO 8601, percentages as fractions. None is "no value"."""

Kind = Literal["text", "money", "number", "percent", "date"]
"""How a value is read and shown. No word is added in `finops.v1`: the first clients know these only."""
