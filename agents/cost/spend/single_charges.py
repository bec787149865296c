"""What of an interval does not come day by day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from agents.bill.intervals import UNITS
from agents.bill.kinds import kind_words
from agents.bill.scope import Scope
from agents.bill.wording import Sentence, listed
from agents.cost.spend.params import SpendParams
from billing.periods.symbols import unit_around
from billing.query import BillRow, Dimension, LineKind
from billing.source import BillSource
from finops_core.tools.context import ToolContext
from finops_core.values import Money, Period

DAY_BY_DAY = frozenset({LineKind.USAGE, LineKind.SAVINGS_PLAN_COVERED, LineKind.SAVINGS_PLAN_RECURRING,
                        LineKind.SAVINGS_PLAN_NEGATION, LineKind.RESERVATION_COVERED, LineKind.UNUSED_COMMITMENT,
                        LineKind.DISCOUNT, LineKind.ROUNDING})  # fmt: skip
NOTABLE = Decimal("0.2")
"""From this part of an interval's amount on, charges that do not come day by day are named."""


def single_charges(params: SpendParams, scope: Scope, row: BillRow, context: ToolContext) -> Sentence:
    """What of the first interval does not come day by day, where that makes much of it."""
    if row.start is None or params.granularity in (None, "hourly") or params.kind:
        return "", []
    day = row.start.date()
    unit = UNITS.get(params.granularity or "")
    days = unit_around(unit, day, scope.anchor.calendar) if unit else Period(day, day + timedelta(days=1))
    query = replace(scope.rows, period=days.overlap(scope.period.period), group_by=(Dimension.LINE_KIND,))
    found = context.service(BillSource).query(query).rows
    single = [one for one in found if one.currency == row.currency and LineKind(one.keys[0]) not in DAY_BY_DAY]
    amount = sum((one.amount for one in single), Decimal(0))
    if abs(amount) < NOTABLE * abs(row.amount) or not amount:
        return "", []
    fact = context.facts.money(Money(amount, row.currency), "charges that do not come day by day", days)
    words = listed(kind_words(one.keys[0] for one in single if one.amount))
    return f"[[{fact.id}]] of it came at once, dated then: {words}.", [fact]
