"""What an answer shows beside its prose: each block has an id, and whatever has items can be paged.

Paging is one rule: a block shows its first items (a time series its last). When there are more, `total_items`
(`total_rows` of a table) counts all, and the artifact `artifact_id` holds all, in parts that are JSON arrays of items
in the shape the block shows. `table_id` names a table of the same numbers, for who wants rows.
"""

from typing import Annotated, Literal

from pydantic import Field

from finops_core.answers.advice import Entity, Proposal, Recommendation
from finops_core.answers.record import Cell, Kind, Record


class Column(Record):
    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""


class TableBlock(Record):
    """Rows to show; when `total_rows` exceeds them, all rows are in the artifact `artifact_id`.

    `entities`, where it is not empty, says of each shown row what it is about; where there are more rows, the artifact
    `entities_id` says it of all.
    """

    type: Literal["table"] = "table"
    id: str = ""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total_rows: int
    artifact_id: str | None = None
    entities: tuple[Entity | None, ...] = ()
    entities_id: str | None = None


class Point(Record):
    """`start` is the first day (or hour) of the interval; `low` and `high` bound an estimate, at 80 % unless the basis
    says otherwise, `low_95` and `high_95` at 95 %."""

    start: str
    value: str
    low: str | None = None
    high: str | None = None
    partial: bool = False
    low_95: str | None = None
    high_95: str | None = None


class Series(Record):
    name: str
    points: tuple[Point, ...]


class Mark(Record):
    """An event to draw on a time series."""

    start: str
    label: str


class TimeSeriesBlock(Record):
    """Values over time, all in `unit`. Its items are its points; in the artifact they stand in pieces of series, to be
    joined by name."""

    type: Literal["time_series"] = "time_series"
    id: str = ""
    title: str
    unit: str
    granularity: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    table_id: str | None = None
    total_items: int | None = None
    artifact_id: str | None = None


class BreakdownItem(Record):
    label: str
    value: str
    share: str | None = None


class BreakdownBlock(Record):
    """Parts of a total."""

    type: Literal["breakdown"] = "breakdown"
    id: str = ""
    title: str
    unit: str
    items: tuple[BreakdownItem, ...]
    total: str
    table_id: str | None = None
    total_items: int | None = None
    artifact_id: str | None = None


class RecommendationsBlock(Record):
    """What can be saved, the largest saving first."""

    type: Literal["recommendations"] = "recommendations"
    id: str = ""
    title: str
    items: tuple[Recommendation, ...]
    table_id: str | None = None
    total_items: int | None = None
    artifact_id: str | None = None


class Figure(Record):
    """One number that matters. `change` is a fraction against what `change_from` names."""

    label: str
    value: str
    kind: Kind = "money"
    unit: str = ""
    change: str | None = None
    change_from: str = ""
    note: str = ""


class FiguresBlock(Record):
    """A few numbers side by side."""

    type: Literal["figures"] = "figures"
    id: str = ""
    title: str
    items: tuple[Figure, ...]
    total_items: int | None = None
    artifact_id: str | None = None


class Gauge(Record):
    """How much of a limit is used: a budget's spend, a commitment's use. `expected` is where it is heading."""

    label: str
    value: str
    limit: str
    kind: Literal["money", "number"] = "money"
    unit: str = ""
    expected: str | None = None
    status: Literal["", "ok", "warning", "over"] = ""
    entity: Entity | None = None
    note: str = ""


class GaugesBlock(Record):
    """Values against their limits."""

    type: Literal["gauges"] = "gauges"
    id: str = ""
    title: str
    items: tuple[Gauge, ...]
    total_items: int | None = None
    artifact_id: str | None = None


class Anomaly(Record):
    """Days [start, end) whose cost left the range that was expected of them, by `impact` in all.

    By `anomaly_id` it is dismissed and restored, as long as the anomaly goes on. `note` is what a dismissal says of it.
    """

    label: str
    start: str
    end: str
    value: str
    unit: str = ""
    expected: str | None = None
    low: str | None = None
    high: str | None = None
    impact: str | None = None
    cause: str = ""
    entity: Entity | None = None
    status: Literal["open", "explained", "dismissed"] = "open"
    anomaly_id: str = ""
    note: str = ""


class AnomaliesBlock(Record):
    """What is out of the ordinary, the largest impact first."""

    type: Literal["anomalies"] = "anomalies"
    id: str = ""
    title: str
    items: tuple[Anomaly, ...]
    total_items: int | None = None
    artifact_id: str | None = None


class ActionProposalBlock(Record):
    """An action that waits for a person's decision."""

    type: Literal["action_proposal"] = "action_proposal"
    id: str = ""
    title: str
    interrupt_id: str
    detail: str
    proposal: Proposal | None = None


class CodeBlock(Record):
    """A text in a programming or query language. Its items are pieces of its text, to be joined as they are."""

    type: Literal["code"] = "code"
    id: str = ""
    title: str
    language: str
    code: str
    table_id: str | None = None
    total_items: int | None = None
    artifact_id: str | None = None


ItemsBlock = BreakdownBlock | RecommendationsBlock | FiguresBlock | GaugesBlock | AnomaliesBlock
"""Blocks that are a list of records called `items`."""

PagedBlock = ItemsBlock | TimeSeriesBlock | CodeBlock
"""Blocks with `total_items` and an artifact of items; a table's are its rows."""

Block = Annotated[
    TableBlock
    | TimeSeriesBlock
    | BreakdownBlock
    | RecommendationsBlock
    | FiguresBlock
    | GaugesBlock
    | AnomaliesBlock
    | ActionProposalBlock
    | CodeBlock,
    Field(discriminator="type"),
]
