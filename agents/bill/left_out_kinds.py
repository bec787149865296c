"""What an answer leaves out because it was asked to, such as credits and refunds of a gross amount, as notes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from agents.bill.kinds import kind_words
from agents.bill.missing_amounts import added, amounts_text
from agents.bill.scope import Scope
from agents.bill.wording import listed
from billing.query import BillQuery, BillResult, Dimension, Filter, LineKind, Metric
from billing.source import BillSource
from finops_core.tools.context import ToolContext

_FEES = (LineKind.SAVINGS_PLAN_UPFRONT, LineKind.RESERVATION_UPFRONT)


def left_out_notes(
    scope: Scope, query: BillQuery, totals: Mapping[str, Decimal], context: ToolContext, *, when: str = ""
) -> list[str]:
    """The kinds that a query leaves out as asked, with their amounts; `totals` is what it comes to `when`.

    Fees of commitments that were bought and returned are told apart: their refund is left out, and they are not.
    """
    if not scope.kinds_excluded:
        return []
    kinds = _by_kind(query, scope.kinds_excluded, query.metric, context)
    sums: dict[str, dict[str, Decimal]] = {}
    for row in kinds.rows:
        if not row.amount:
            continue
        sums.setdefault(row.keys[0], {})[row.currency] = row.amount
    parts = [f"{' '.join(kind_words((kind,))) or kind} of {amounts_text(found)}" for kind, found in sums.items()]
    if not parts:
        return []
    when = f" {when}" if when else ""
    notes = [f"Left out as asked{when}: {listed(parts)}."]
    returned = _returned_fees(query, context) if LineKind.REFUND in sums else {}
    if returned:
        rest = added([totals, {unit: -amount for unit, amount in returned.items()}])
        notes.append(
            f"{amounts_text(returned)} of the amount{when} are fees of commitments that were returned, whose refund "
            f"is left out: without them it is {amounts_text({unit: rest[unit] for unit in returned})}."
        )
    return notes


def _returned_fees(query: BillQuery, context: ToolContext) -> dict[str, Decimal]:
    """Upfront fees that were given back: their refunds are billed, and have no effective cost (`amortise_returns`)."""
    if query.metric is not Metric.BILLED:
        return {}
    refunds = (LineKind.REFUND,)
    billed, effective, fees = (
        _by_kind(query, kinds, metric, context).totals
        for kinds, metric in ((refunds, Metric.BILLED), (refunds, Metric.EFFECTIVE), (_FEES, Metric.BILLED))
    )
    nothing = Decimal(0)
    given_back = {unit: effective.get(unit, nothing) - amount for unit, amount in billed.items()}
    return {unit: amount for unit, amount in given_back.items() if 0 < amount <= fees.get(unit, nothing)}


def _by_kind(query: BillQuery, kinds: Iterable[LineKind], metric: Metric, context: ToolContext) -> BillResult:
    only = Filter(dimension=Dimension.LINE_KIND, values=tuple(kinds))
    return context.service(BillSource).query(
        replace(
            query,
            metric=metric,
            group_by=(Dimension.LINE_KIND,),
            granularity=None,
            filters=(*query.filters, only),
            kinds_excluded=frozenset(),
            having_over=None,
            limit=None,
        )
    )
