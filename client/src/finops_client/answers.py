"""Typed answers as they come over the wire, with the origin of every number.

Made by `python -m websocket.client_models`: do not edit. What records can do besides is in `answer_methods.py`.
Money is an exact decimal string on the wire; `tables.to_columns` and the `amount` properties give `Decimal`. Fields,
blocks and words that a newer platform adds are taken or passed over, never an error.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from finops_client.answer_methods import AmountMethods, AnswerMethods, Record, TableMethods
from finops_client.tables import Cell


class Proposal(Record):
    """An action as it would be carried out, once approved: exactly these arguments, and no others.

    `arguments` is the JSON text that the tool is called with and `arguments_hash` the SHA-256 of the tool's name, a
    line end and that text: an approval of one is none of another. Raises ValueError when they do not belong together.
    """

    tool: str
    arguments: str
    arguments_hash: str
    effect: str
    undo: str = ""
    expires_at: datetime | None = None


class ActionProposalBlock(Record):
    """An action that waits for a person's decision."""

    type: Literal["action_proposal"] = "action_proposal"
    id: str = ""
    title: str
    interrupt_id: str
    detail: str
    proposal: Proposal | None = None


class Entity(Record):
    """What a row, an advice or a reading is about: one thing with an identity that lasts.

    `kind` says what it is (`account`, `service`, `ec2:instance`), and `id` is the provider's own: an ARN, a resource's
    or an account's id. The rest is for people and for looking it up; what is not known is empty.
    """

    kind: str
    id: str
    name: str = ""
    account: str = ""
    region: str = ""
    service: str = ""


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
    status: Literal["open", "explained", "dismissed"] | str = "open"
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


class BreakdownItem(AmountMethods):
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


class Figure(AmountMethods):
    """One number that matters. `change` is a fraction against what `change_from` names."""

    label: str
    value: str
    kind: Literal["text", "money", "number", "percent", "date"] | str = "money"
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


class Gauge(AmountMethods):
    """How much of a limit is used: a budget's spend, a commitment's use. `expected` is where it is heading."""

    label: str
    value: str
    limit: str
    kind: Literal["money", "number"] | str = "money"
    unit: str = ""
    expected: str | None = None
    status: Literal["", "ok", "warning", "over"] | str = ""
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


class DateRange(Record):
    """Whole UTC days [start, end)."""

    start: date
    end: date


class Evidence(AmountMethods):
    """One figure that shows something: `metric` over `window`, as it was read at `source`."""

    metric: str
    value: str
    kind: Literal["text", "money", "number", "percent", "date"] | str = "number"
    unit: str = ""
    window: DateRange | None = None
    source: str = ""


class Recommendation(Record):
    """One thing that can be saved on one resource, as one check found it.

    `saving_per_month` is an exact amount in `unit`, at the customer's own rates unless it is `estimated`. With
    `not_counted` a reason why the saving is in no total (it is in another's already, say). `counted_per_month` is what
    of it is in the totals, unrounded, so that parts add up to them. `restart`, `reversible` and `counted_per_month` are
    None where nobody said. `sources` names who gave the advice; `proposal` is the action that would do it.
    """

    title: str
    resource: str
    saving_per_month: str
    unit: str
    detail: str = ""
    check: str = ""
    entity: Entity | None = None
    finding: str = ""
    evidence: tuple[Evidence, ...] = ()
    estimated: bool = False
    effort: Literal["", "none", "low", "medium", "high"] | str = ""
    risk: Literal["", "none", "low", "medium", "high"] | str = ""
    restart: bool | None = None
    reversible: bool | None = None
    sources: tuple[str, ...] = ()
    status: Literal["open", "proposed", "in_progress", "done", "dismissed"] | str = "open"
    not_counted: str = ""
    proposal: Proposal | None = None
    counted_per_month: str | None = None
    saving_class: Literal["", "waste", "rightsize", "modernise", "review", "commitment"] | str = ""


class RecommendationsBlock(Record):
    """What can be saved, the largest saving first."""

    type: Literal["recommendations"] = "recommendations"
    id: str = ""
    title: str
    items: tuple[Recommendation, ...]
    table_id: str | None = None
    total_items: int | None = None
    artifact_id: str | None = None


class Column(Record):
    key: str
    label: str
    kind: Literal["text", "money", "number", "percent", "date"] | str = "text"
    unit: str = ""


class TableBlock(TableMethods):
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
    says otherwise, `low_95` and `high_95` at 95 %.
    """

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
    joined by name.
    """

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


class Estimate(Record):
    """How an estimate was made and how far such estimates were off, measured on the past.

    `levels` are the fractions of its ranges (`0.80`). `error` and `naive_error`, that of the simplest method on the
    same `trials`, are in `unit`: `percent` for fractions, else a currency or a unit.
    """

    method: str
    levels: tuple[str, ...] = ()
    trials: int | None = None
    error: str | None = None
    naive_error: str | None = None
    unit: str = "percent"


class Gap(Record):
    """What a source could not give, why, and what the reader can do about it."""

    source: str
    reason: Literal["denied", "not_subscribed", "not_enabled", "throttled", "absent", "unread"] | str
    message: str
    remedy: str = ""


class Basis(Record):
    """What a number stands on. A field that does not apply is empty, never guessed.

    The basis of an answer with several sections holds all that theirs hold: `metric`, `granularity`, `currency` and
    `source` name each (`USD and EUR`), and of several periods `period` is none and `periods` are all of them.
    """

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
    periods: tuple[DateRange, ...] = ()
    estimate: Estimate | None = None
    gaps: tuple[Gap, ...] = ()


class Fact(AmountMethods):
    """One value with its subject and period: the only source of numbers in prose.

    `unit` is an ISO 4217 currency for `money`, a free unit for `number`, and empty otherwise.
    `percent` values are fractions: 0.25 is shown as 25 %.
    """

    id: str
    kind: Literal["text", "money", "number", "percent", "date"] | str
    value: str
    unit: str = ""
    subject: str
    period: DateRange | None = None
    derived_from: tuple[str, ...] = ()


class AnswerSection(Record):
    """What one step found, with its own basis, or the sentence why it could not (`failure`).

    `headline` is plain text, `markdown` Markdown without the headline; `block_ids` are its blocks of the answer.
    """

    agent: str
    title: str
    headline: str = ""
    markdown: str = ""
    block_ids: tuple[str, ...] = ()
    basis: Basis = Basis()
    failure: str = ""


class Usage(Record):
    """What answering took: requests to paid interfaces, a model's tokens, and the price of both in US dollars.

    `tokens_unpriced` of the tokens have no known price: where there are any, `price_usd` is without them.
    """

    requests: int = 0
    price_usd: str = "0"
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_unpriced: int = 0


class Remainder(Record):
    """A part of the answer of which more is there than came along: all `total` of it are in the artifact.

    The artifact is read like a block's: parts that are JSON arrays of sections, blocks or facts as the answer has
    them, or for `markdown` of pieces of text.
    """

    of: Literal["markdown", "sections", "blocks", "facts"] | str
    total: int
    artifact_id: str


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

BLOCK_TYPES = frozenset(
    {
        "table",
        "time_series",
        "breakdown",
        "recommendations",
        "figures",
        "gauges",
        "anomalies",
        "action_proposal",
        "code",
    }
)


class Answer(AnswerMethods):
    """The typed answer of a job: `headline` is plain text, `markdown` is Markdown with names in it escaped.

    `sections` are what it is made of, one for each step; `markdown`, `blocks` and `basis` are those of all sections
    together. What came in part only is named in `more`. `answered` is False when it only says why the question has no
    answer here.
    """

    block_types: ClassVar[frozenset[str]] = BLOCK_TYPES

    headline: str
    markdown: str
    blocks: tuple[Block, ...] = ()
    basis: Basis = Basis()
    facts: tuple[Fact, ...] = ()
    suggestions: tuple[str, ...] = ()
    answered: bool = True
    sections: tuple[AnswerSection, ...] = ()
    usage: Usage = Usage()
    more: tuple[Remainder, ...] = ()

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """The answer's tables, in its order."""
        return tuple(block for block in self.blocks if isinstance(block, TableBlock))
