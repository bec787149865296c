"""How much of the spend carries tags, key by key, and what the untagged part is made of."""

from dataclasses import dataclass, replace
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.dimensions import DIMENSIONS
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.tag_keys import candidates, keys_of_tags
from agents.bill.wording import sentence
from agents.cost.tag_coverage.params import TagCoverageParams
from billing.query import BillResult, Dimension, Filter, Tag
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext

MOST_KEYS = 30
"""Keys looked at when nobody names one; each is a question to the bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCoverage:
    """A tag key, the amount that carries it, and the amount that does not."""

    tag: Tag
    tagged: Decimal
    untagged: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCoverage:
    """Keys by falling amount that carries them, all of one `currency`, of the `total` spent.

    `untagged_parts` is what lacks the first key, `by` a dimension, which was `asked_by` or is the service; of resources
    it is those that carry none of the keys. `own_keys` are the keys of the bill's tags, where nobody asked for one.
    """

    scope: Scope
    currency: str
    total: Decimal
    keys: tuple[KeyCoverage, ...]
    untagged_parts: BillResult
    by: Dimension
    asked_by: bool
    own_keys: tuple[str, ...]
    basis: Basis


def read_tag_coverage(params: TagCoverageParams, context: ToolContext) -> TagCoverage | NotInBill:
    """The share of the spend that carries each tag. Raises ToolRetry and BillError as the other tools."""
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    keys: list[Tag] = []
    own = keys_of_tags(scope.info)
    for asked in params.keys or own[:MOST_KEYS]:
        named = candidates(asked, scope.info, scope.terms)
        if not named:
            missing = Missing(what="tag", asked=asked, instead=scope.info.tag_keys)
            return NotInBill(basis=scope.basis, missing=missing)
        keys.append(named[0])
    source = context.service(BillSource)
    whole = source.query(scope.rows)
    if not whole.totals or not keys:
        what = "the bill has no tags" if whole.totals else "the bill has no charges"
        return NotInBill(basis=basis_of(scope, whole), sentence=sentence(what, f"{scope.period.phrase}."))
    currency = max(whole.totals, key=lambda unit: abs(whole.totals[unit]))
    distinct = {frozenset((tag.key, *tag.others)): tag for tag in reversed(keys)}.values()
    found = sorted(
        (_coverage(tag, currency, scope, source) for tag in distinct), key=lambda one: (-one.tagged, one.tag.key)
    )
    by = DIMENSIONS[params.by or "service"]
    of_keys = found if by is Dimension.RESOURCE else found[:1]
    lacking = tuple(Filter(dimension=one.tag, values=("",)) for one in of_keys)
    query = replace(scope.rows, group_by=(by,), filters=(*scope.filters, *lacking))
    if by is Dimension.RESOURCE:
        named = Filter(dimension=by, values=("",), exclude=True)  # what is charged for no resource cannot be tagged
        query = replace(query, filters=(*query.filters, named), limit=params.top_n)
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), whole)
    return TagCoverage(
        scope=scope,
        currency=currency,
        total=whole.totals[currency],
        keys=tuple(found),
        untagged_parts=source.query(query),
        by=by,
        asked_by=bool(params.by),
        own_keys=() if params.keys else own,
        basis=basis.model_copy(update={"currency": currency}),
    )


def _coverage(tag: Tag, currency: str, scope: Scope, source: BillSource) -> KeyCoverage:
    result = source.query(replace(scope.rows, group_by=(tag,)))
    rows = [row for row in result.rows if row.currency == currency]
    return KeyCoverage(
        tag=tag,
        tagged=sum((row.amount for row in rows if row.keys[0]), Decimal(0)),
        untagged=sum((row.amount for row in rows if not row.keys[0]), Decimal(0)),
    )
