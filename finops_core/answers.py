"""Typed answers: what an agent found, with the origin of every number.

Prose carries fact ids (`[[f12-9c0e4b7a]]`); `render` puts the values in, so no number in an answer is typed by hand or
by a model. What follows the number is a mark that is drawn at random for each call of an agent: a name in somebody's
bill cannot know it, and so is never read as a reference. Money travels as an exact decimal string.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from finops_core.formats import format_value
from finops_core.texts import isolated, markdown_text, model_markdown, readable


class Record(BaseModel):
    """A frozen value with camelCase names on the wire. Built on first use: a cold start pays for what it needs."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="forbid", defer_build=True
    )


class DateRange(Record):
    """Whole UTC days [start, end)."""

    start: date
    end: date


class Fact(Record):
    """One value with its subject and period: the only source of numbers in prose.

    `unit` is an ISO 4217 currency for `money`, a free unit for `number`, and empty otherwise.
    `percent` values are fractions: 0.25 is shown as 25 %.
    """

    id: str
    kind: Literal["money", "number", "percent", "date", "text"]
    value: str
    unit: str = ""
    subject: str
    period: DateRange | None = None
    derived_from: tuple[str, ...] = ()


Cell = str | None
"""A table cell as text: decimals exact, dates in ISO 8601, percentages as fractions. None is "no value"."""


class Column(Record):
    key: str
    label: str
    kind: Literal["text", "money", "number", "percent", "date"] = "text"
    unit: str = ""


class TableBlock(Record):
    """Rows to show; when `total_rows` exceeds them, all rows are in the artifact `artifact_id`."""

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
    name: str
    points: tuple[Point, ...]


class Mark(Record):
    """An event to draw on a time series."""

    start: str
    label: str


class TimeSeriesBlock(Record):
    type: Literal["time_series"] = "time_series"
    title: str
    unit: str
    granularity: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()


class BreakdownItem(Record):
    label: str
    value: str
    share: str | None = None


class BreakdownBlock(Record):
    type: Literal["breakdown"] = "breakdown"
    title: str
    unit: str
    items: tuple[BreakdownItem, ...]
    total: str


class Recommendation(Record):
    title: str
    resource: str
    saving_per_month: str
    unit: str
    detail: str = ""


class RecommendationsBlock(Record):
    type: Literal["recommendations"] = "recommendations"
    title: str
    items: tuple[Recommendation, ...]


class ActionProposalBlock(Record):
    type: Literal["action_proposal"] = "action_proposal"
    title: str
    interrupt_id: str
    detail: str


class CodeBlock(Record):
    type: Literal["code"] = "code"
    title: str
    language: str
    code: str


Block = Annotated[
    TableBlock | TimeSeriesBlock | BreakdownBlock | RecommendationsBlock | ActionProposalBlock | CodeBlock,
    Field(discriminator="type"),
]


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


class Finding(Record):
    """What one tool call found: prose with fact ids, the facts, blocks to show, and the basis of it all.

    Headline and prose are plain text, unless a language model wrote the prose: then it `is_markdown`.
    """

    headline: str
    prose: str = ""
    is_markdown: bool = False
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    basis: Basis = Basis()
    suggestions: tuple[str, ...] = ()


class Answer(Record):
    """The typed answer of a job: `headline` is plain text, `markdown` is Markdown with names in it escaped.

    `answered` is False when it only says why the question has no answer here.
    """

    headline: str
    markdown: str
    blocks: tuple[Block, ...] = ()
    basis: Basis = Basis()
    facts: tuple[Fact, ...] = ()
    suggestions: tuple[str, ...] = ()
    answered: bool = True


FACT_REFERENCE = re.compile(r"\[\[(f\d+(?:-[0-9a-f]+)?)\]\]")


def mark_of(fact_id: str) -> str:
    """What tells the facts of one agent's call from texts that only look like references; empty without one."""
    return fact_id.partition("-")[2]


def render(prose: str, facts: Iterable[Fact], written: Callable[[str], str] = str) -> str:
    """Replaces every fact id by its formatted value. What has no mark of these facts is text, and stays as it is.

    `written` puts a value into the language of the prose. Raises KeyError for an id without its fact: an answer with a
    hole must not be sent.
    """
    by_id: Mapping[str, Fact] = {fact.id: fact for fact in facts}
    marks = {mark_of(fact_id) for fact_id in by_id}

    def shown(match: re.Match[str]) -> str:
        return written(format_fact(by_id[match.group(1)])) if mark_of(match.group(1)) in marks else match.group(0)

    return FACT_REFERENCE.sub(shown, prose)


def said(finding: Finding) -> str:
    """Headline and prose of a finding as one plain text."""
    return readable(render(f"{finding.headline} {finding.prose}".rstrip(), finding.facts))


def headline_of(finding: Finding) -> str:
    """The headline with its facts, as plain text."""
    return readable(render(finding.headline, finding.facts))


def markdown_of(finding: Finding) -> str:
    """The prose with its facts, as Markdown in which no name from a bill does anything."""
    if finding.is_markdown:
        return render(model_markdown(finding.prose), finding.facts, markdown_text)
    return markdown_text(render(finding.prose, finding.facts))


def format_fact(fact: Fact) -> str:
    """The value as a person reads it: `$1,234.50`, `12.5 %`, `3 accounts`, `1 May 2026`; names are isolated."""
    match fact.kind:
        case "date":
            day = date.fromisoformat(fact.value)
            return f"{day.day} {day:%B %Y}"
        case "text":
            return isolated(fact.value)
        case _:
            return readable(format_value(fact.value, fact.kind, fact.unit))
