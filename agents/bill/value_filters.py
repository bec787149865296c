"""Filters by the bill's own values, exactly as it spells them, over any dimension: what is picked from a list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol

from pydantic import Field, StringConstraints

from agents.bill.absent import Missing
from agents.bill.basis import filter_words
from agents.bill.dimensions import group_key
from agents.bill.filters import values_seen
from agents.bill.scope import Scope
from billing.query import BillInfo, Filter, GroupKey
from billing.source import MAX_VALUES
from finops_core.texts import isolated
from finops_core.tools.context import ToolContext

MOST_NAMED = 3
"""Values that a sentence names; the basis has all."""

Picked = Annotated[tuple[Annotated[str, StringConstraints(pattern="=", max_length=2300)], ...], Field(max_length=200)]
"""Values as `DIMENSION=VALUE`, the dimension as `group_by` takes it; nothing after the mark is "no value"."""

ONLY: Any = Field((), description="Only these values, as dimension=value or tag:KEY=value, exactly as billed.")
WITHOUT: Any = Field((), description="Without these values, in the same form.")

_TAG = "tag:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFilter:
    """Charges with one of these values of a dimension, or with none of them; an empty value is "no value"."""

    dimension: str
    values: tuple[str, ...]
    exclude: bool


class Narrowing(Protocol):
    """Arguments that pick values."""

    @property
    def only(self) -> tuple[str, ...]: ...

    @property
    def without(self) -> tuple[str, ...]: ...


def _filters(params: Narrowing, info: BillInfo) -> list[ValueFilter]:
    """Several values of one dimension mean any of them."""
    values: dict[tuple[str, bool], list[str]] = {}
    for texts, exclude in ((params.only, False), (params.without, True)):
        for text in texts:
            dimension, value = _parted(text, info)
            values.setdefault((dimension, exclude), []).append(value)
    return [
        ValueFilter(dimension=dimension, values=tuple(dict.fromkeys(found)), exclude=exclude)
        for (dimension, exclude), found in values.items()
    ]


def _parted(text: str, info: BillInfo) -> tuple[str, str]:
    """Dimension and value; the key of a tag may have the mark itself, so the longest that the bill knows counts."""
    keys = [key for key in info.tag_keys if text.startswith(f"{_TAG}{key}=")]
    dimension = f"{_TAG}{max(keys, key=len)}" if keys else text.partition("=")[0]
    return dimension, text[len(dimension) + 1 :]


def narrowed(scope: Scope, params: Narrowing, context: ToolContext) -> Scope | Missing:
    """The scope with the values picked too, or the first value that the bill does not have.

    Raises ToolRetry for a dimension that is none, BillError from the bill.
    """
    filters: list[Filter] = []
    for one in _filters(params, scope.info):
        key = group_key(one.dimension, scope.info, scope.terms)
        if isinstance(key, Missing):
            return key
        absent = _absent(key, one, context)
        if absent is not None:
            return absent
        filters.append(Filter(dimension=key, values=one.values, exclude=one.exclude))
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
