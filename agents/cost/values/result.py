"""What a bill can be grouped and filtered by, in its own spelling."""

from dataclasses import dataclass, replace
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.dimensions import DIMENSIONS, heading
from agents.bill.filters import values_seen
from agents.bill.scope import Scope, basis_of, read_scope
from agents.bill.value_filters import narrowed
from agents.bill.wording import Grouping, grouping
from agents.cost.values.params import ValuesParams
from billing.query import Dimension, Filter, GroupKey, Tag
from billing.source import MAX_VALUES, BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext

MOST = 100
"""Values that are listed; a text finds those that are not."""

_UNLISTED = frozenset({Dimension.ACCOUNT_NAME})
"""Accounts are listed with their names already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a dimension: as the bill spells it, as it is shown, and what it came to."""

    value: str
    label: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesFound:
    """The largest values of a dimension in the scope, of how many; `searched` says that more than are known may fit."""

    scope: Scope
    key: GroupKey
    values: tuple[Value, ...]
    total: int
    searched: bool
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionsFound:
    """The dimensions that any charge has a value of: the name `group_by` takes, how it is shown, how many values."""

    dimensions: tuple[tuple[str, str, int], ...]
    basis: Basis


def read_values(params: ValuesParams, context: ToolContext) -> ValuesFound | DimensionsFound | NotInBill:
    """Reads what there is to choose from. Raises ToolRetry for a dimension that is none, BillError from the bill."""
    scope = read_scope(params, context)
    if not isinstance(scope, Missing):
        scope = narrowed(scope, params, context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    if not params.dimension:
        result = context.service(BillSource).query(scope.rows)
        return DimensionsFound(dimensions=_dimensions(scope, context), basis=basis_of(scope, result))
    groups = grouping((params.dimension,), scope)
    if isinstance(groups, Missing):
        return NotInBill(basis=scope.basis, missing=groups)
    return _values(params, scope, groups, context)


def _dimensions(scope: Scope, context: ToolContext) -> tuple[tuple[str, str, int], ...]:
    keys: list[tuple[str, GroupKey]] = [(name, key) for name, key in DIMENSIONS.items() if key not in _UNLISTED]
    # Without teams of the organisation's own, "team" is the tag of that name, which is listed as a tag.
    keys = [(name, key) for name, key in keys if key is not Dimension.TEAM or scope.terms.teams]
    keys += [(f"tag:{key}", Tag(key)) for key in scope.info.tag_keys]
    counted = [(name, heading(key), len([one for one in values_seen(key, context) if one])) for name, key in keys]
    return tuple(one for one in counted if one[2])


def _values(params: ValuesParams, scope: Scope, groups: Grouping, context: ToolContext) -> ValuesFound:
    source, key = context.service(BillSource), groups.keys[0]
    query = replace(scope.rows, group_by=groups.keys, limit=MOST)
    searched = False
    if params.text:
        known = values_seen(key, context)
        wanted = params.text.casefold()
        fitting = tuple(value for value in ("", *known) if wanted in groups.label(0, value).casefold())
        searched = len(known) >= MAX_VALUES
        query = replace(query, filters=(*query.filters, Filter(dimension=key, values=fitting or ("\0",))))
    result = source.query(query)
    return ValuesFound(
        scope=scope,
        key=key,
        values=tuple(
            Value(value=row.keys[0], label=groups.label(0, row.keys[0]), currency=row.currency, amount=row.amount)
            for row in result.rows
        ),
        total=result.groups,
        searched=searched,
        basis=basis_of(scope, result),
    )
