"""Filters by the bill's own values, exactly as it spells them, over any dimension: what is picked from a list."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agents.bill.absent import Missing
from agents.bill.basis import filter_words
from agents.bill.dimensions import group_key
from agents.bill.filters import values_seen
from agents.bill.params import Text
from agents.bill.scope import Scope
from billing.query import Filter, GroupKey
from billing.source import MAX_VALUES
from finops_core.texts import isolated
from finops_core.tools.context import ToolContext

MOST_NAMED = 3
"""Values that a sentence names; the basis has all."""

Value = Annotated[str, StringConstraints(max_length=2048)]


class ValueFilter(BaseModel):
    """Charges with one of these values of a dimension, or with none of them; an empty value is "no value"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dimension: Text = Field(description="service, account, region, …, or tag:KEY, as in group_by.")
    values: Annotated[tuple[Value, ...], Field(min_length=1, max_length=100)]
    exclude: bool = False


ValueFilters = Annotated[tuple[ValueFilter, ...], Field(max_length=20)]


def narrowed(scope: Scope, asked: Sequence[ValueFilter], context: ToolContext) -> Scope | Missing:
    """The scope with these filters too, or the first value that the bill does not have.

    Raises ToolRetry for a dimension that is none, BillError from the bill.
    """
    filters: list[Filter] = []
    for one in asked:
        key = group_key(one.dimension, scope.info, scope.terms)
        if isinstance(key, Missing):
            return key
        absent = _absent(key, one, context)
        if absent is not None:
            return absent
        filters.append(Filter(dimension=key, values=tuple(dict.fromkeys(one.values)), exclude=one.exclude))
    if not filters:
        return scope
    basis = scope.basis.model_copy(
        update={"filters": (*scope.basis.filters, *(filter_words(one, scope.info) for one in filters))}
    )
    subject = " ".join((scope.subject, _subject(filters, scope))).strip()
    return replace(scope, filters=(*scope.filters, *filters), basis=basis, subject=subject)


def _absent(key: GroupKey, asked: ValueFilter, context: ToolContext) -> Missing | None:
    """A value that is nowhere in the bill; of a dimension with more values than are listed nobody can tell."""
    known = values_seen(key, context)
    if len(known) >= MAX_VALUES:
        return None
    missing = next((value for value in asked.values if value and value not in known), None)
    return None if missing is None else Missing(what=asked.dimension, asked=missing, instead=known)


def _subject(filters: Sequence[Filter], scope: Scope) -> str:
    few = [replace(one, values=one.values[:MOST_NAMED]) for one in filters]
    more = [len(one.values) - MOST_NAMED for one in filters]
    words = (
        f"{filter_words(short, scope.info)}{f' or {count} more' if count > 0 else ''}"
        for short, count in zip(few, more, strict=True)
    )
    return "where " + " and ".join(isolated(text) for text in words)
