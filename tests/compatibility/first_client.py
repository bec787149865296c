"""The records of answers as clients of the first release read them. Frozen: it is never changed, only read against.

Taken from the Python client as it was before answers had sections; what records can do besides is left away.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Record(BaseModel):
    """A frozen value with camelCase names on the wire."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore")


class DateRange(Record):
    """Whole UTC days [start, end)."""

    start: date
    end: date


class Fact(Record):
    """One value with its subject and period. `percent` values are fractions: 0.25 is 25 %."""

    id: str
    kind: Literal["money", "number", "percent", "date", "text"]
    value: str
    unit: str = ""
    subject: str
    period: DateRange | None = None
    derived_from: tuple[str, ...] = ()


Cell = str | None


class Column(Record):
    """How to read the cells at its position: `unit` is the currency of money, empty for shares."""

    key: str
    label: str
    kind: Literal["text", "money", "number", "percent", "date"] = "text"
    unit: str = ""


class TableBlock(Record):
    """Shown rows; when `total_rows` exceeds them, all rows are in the artifact `artifact_id`."""

    type: Literal["table"] = "table"
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total_rows: int
    artifact_id: str | None = None


class Point(Record):
    """`start` is the first day (or hour) of the interval; `low` and `high` bound an estimate."""

    start: str
    value: str
    low: str | None = None
    high: str | None = None
    partial: bool = False


class Series(Record):
    """One line of a chart, in the order of time."""

    name: str
    points: tuple[Point, ...]


class Mark(Record):
    """An event to draw on a time series."""

    start: str
    label: str


class TimeSeriesBlock(Record):
    """Values over time, all in `unit`."""

    type: Literal["time_series"] = "time_series"
    title: str
    unit: str
    granularity: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()


class BreakdownItem(Record):
    """A part of a whole; `share` is a fraction of the total."""

    label: str
    value: str
    share: str | None = None


class BreakdownBlock(Record):
    """A total and what it is made of."""

    type: Literal["breakdown"] = "breakdown"
    title: str
    unit: str
    items: tuple[BreakdownItem, ...]
    total: str


class Recommendation(Record):
    """Something that can be saved, at the customer's own rates."""

    title: str
    resource: str
    saving_per_month: str
    unit: str
    detail: str = ""


class RecommendationsBlock(Record):
    """What can be saved, the largest saving first."""

    type: Literal["recommendations"] = "recommendations"
    title: str
    items: tuple[Recommendation, ...]


class ActionProposalBlock(Record):
    """An action that waits for a person's decision."""

    type: Literal["action_proposal"] = "action_proposal"
    title: str
    interrupt_id: str
    detail: str


class CodeBlock(Record):
    """A text in a programming or query language."""

    type: Literal["code"] = "code"
    title: str
    language: str
    code: str


Block = Annotated[
    TableBlock | TimeSeriesBlock | BreakdownBlock | RecommendationsBlock | ActionProposalBlock | CodeBlock,
    Field(discriminator="type"),
]

BLOCK_TYPES = frozenset({"table", "time_series", "breakdown", "recommendations", "action_proposal", "code"})


def _known_blocks(value: object) -> object:
    """Leaves out blocks of a newer platform; they stay readable in the event's `chunk`."""
    if not isinstance(value, (list, tuple)):
        return value
    blocks = cast("list[object]", value)
    unknown = {kind for block in blocks if (kind := _block_type(block)) is not None} - BLOCK_TYPES
    return [block for block in blocks if _block_type(block) not in unknown]


def _block_type(block: object) -> str | None:
    """The type of a block that is not parsed yet."""
    kind = cast("Mapping[str, object]", block).get("type") if isinstance(block, Mapping) else None
    return kind if isinstance(kind, str) else None


class Basis(Record):
    """What a number stands on. A field that does not apply is empty, never guessed."""

    metric: str = ""
    period: DateRange | None = None
    granularity: str | None = None
    currency: str | None = None
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    partial_periods: tuple[str, ...] = ()
    data_as_of: datetime | None = None
    accounts: tuple[str, ...] = ()
    source: str = ""
    sample: bool = False
    rows_read: int | None = None
    pages_read: int = 0
    api_requests: int = 0
    api_cost_usd: str = "0"
    notes: tuple[str, ...] = ()


class Answer(Record):
    """The typed answer of a job."""

    headline: str
    markdown: str
    blocks: Annotated[tuple[Block, ...], BeforeValidator(_known_blocks)] = ()
    basis: Basis = Basis()
    facts: tuple[Fact, ...] = ()
    suggestions: tuple[str, ...] = ()
    answered: bool = True
    """False when it only says why the question has no answer."""
