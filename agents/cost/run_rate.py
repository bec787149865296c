"""The `run_rate` tool: the month in progress so far, and where it would end at the same pace."""

from dataclasses import dataclass, replace
from decimal import Decimal

from agents.cost.absent import Missing, absent
from agents.cost.params import RunRateParams
from agents.cost.periods import phrase_of
from agents.cost.scope import basis_of, covered, read_scope
from agents.cost.wording import sentence
from billing.query import BillRow, Dimension, LineKind
from billing.source import BillSource
from finops_core.answers import Fact, Finding
from finops_core.tools.spec import ToolContext
from finops_core.values import Money, Period

ONCE_A_MONTH = frozenset(
    {
        LineKind.TAX,
        LineKind.SUPPORT,
        LineKind.REFUND,
        LineKind.CREDIT,
        LineKind.SAVINGS_PLAN_UPFRONT,
        LineKind.RESERVATION_UPFRONT,
        LineKind.RESERVATION_RECURRING,
    }
)
"""Line kinds that do not come day by day: they count once and are not extended over the rest of the month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRate:
    """`so_far` over the days billed, `per_day` of what comes day by day, and the `month` at that pace."""

    so_far: Decimal
    per_day: Decimal
    month: Decimal


def extend(rows: tuple[BillRow, ...], days_billed: int, days_in_month: int) -> RunRate:
    """Extends sums by line kind over a month: month = so far + per day · days left."""
    so_far = sum((row.amount for row in rows), Decimal(0))
    daily = sum((row.amount for row in rows if row.keys[0] not in ONCE_A_MONTH), Decimal(0))
    per_day = daily / days_billed
    return RunRate(so_far=so_far, per_day=per_day, month=so_far + per_day * (days_in_month - days_billed))


def run_rate(params: RunRateParams, context: ToolContext) -> Finding:
    """The pace of the latest month (or the period asked for). Raises ToolRetry and BillError."""
    reading = read_scope(params if params.period else params.model_copy(update={"period": "this_month"}), context)
    if isinstance(reading, Missing):
        return absent(reading, context)
    month = reading.period.period
    billed = month.overlap(covered(reading.info)) or month
    query = replace(reading.rows, period=billed, group_by=(Dimension.LINE_KIND,))
    result = context.service(BillSource).query(query)
    facts: list[Fact] = []
    sentences: list[str] = []
    for currency in result.totals:
        rows = tuple(row for row in result.rows if row.currency == currency)
        found = extend(rows, billed.days, month.days)
        text, more = _sentence(found, currency, billed, month, context)
        sentences.append(text)
        facts += more
    if not facts:
        return Finding(headline=sentence("the bill has no charges", f"{reading.period.phrase}."), basis=reading.basis)
    return Finding(
        headline=sentences[0],
        prose=" ".join(
            [
                *sentences[1:],
                "This only extends the days so far; it knows no seasons and no plans. "
                "Taxes, support, credits, refunds, upfront and monthly fees count once.",
            ]
        ),
        facts=tuple(facts),
        basis=basis_of(reading, result),
        suggestions=("Show daily costs", "What did I spend by service?"),
    )


def _sentence(
    found: RunRate, currency: str, billed: Period, month: Period, context: ToolContext
) -> tuple[str, list[Fact]]:
    so_far = context.facts.money(Money(found.so_far, currency), "spend so far", billed)
    per_day = context.facts.money(Money(found.per_day, currency), "spend a day", billed, of=(so_far.id,))
    whole = context.facts.money(Money(found.month, currency), "month at this pace", month, of=(so_far.id, per_day.id))
    text = f"You spent [[{so_far.id}]] {phrase_of(billed)}, [[{per_day.id}]] a day"
    if billed == month:
        return f"{text}; these days are complete.", [so_far, per_day]
    return f"{text}; at this pace it comes to [[{whole.id}]] {phrase_of(month)}.", [so_far, per_day, whole]
