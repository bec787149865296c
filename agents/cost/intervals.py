"""Hours to years of a spend answer: which of them are whole, and what stands out on a single day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from agents.cost.kinds import kind_words
from agents.cost.params import SpendParams
from agents.cost.periods import Resolved, day_text, phrase_of, unit_around
from agents.cost.scope import Reading, covered
from agents.cost.wording import Sentence, listed
from billing.query import BillRow, Dimension, LineKind
from billing.source import BillSource
from finops_core.answers import DateRange
from finops_core.tools.spec import ToolContext
from finops_core.values import Money, Period

UNITS = {"weekly": "week", "monthly": "month", "quarterly": "fiscal_quarter", "yearly": "fiscal_year"}

DAY_BY_DAY = frozenset({LineKind.USAGE, LineKind.SAVINGS_PLAN_COVERED, LineKind.SAVINGS_PLAN_RECURRING,
                        LineKind.SAVINGS_PLAN_NEGATION, LineKind.RESERVATION_COVERED, LineKind.UNUSED_COMMITMENT,
                        LineKind.DISCOUNT, LineKind.ROUNDING})  # fmt: skip
NOTABLE = Decimal("0.2")
"""From this part of an interval's amount on, charges that do not come day by day are named."""


def complete_days(reading: Reading) -> Reading:
    """The reading over those of its days that are fully billed, which averages are taken of."""
    days = reading.period.period.overlap(covered(reading.info))
    if days is None or days == reading.period.period:
        return reading
    basis = reading.basis.model_copy(
        update={"period": DateRange(start=days.start, end=days.end), "partial_periods": ()}
    )
    return replace(reading, period=Resolved(period=days, phrase=phrase_of(days)), basis=basis)


def complete_intervals(reading: Reading, grain: str) -> Period:
    """The days in which every interval is asked for and billed to its end."""
    days = reading.period.period.overlap(covered(reading.info))
    if days is None or grain not in UNITS:
        return days or reading.period.period
    first, last = (unit_around(UNITS[grain], day, reading.anchor.calendar) for day in (days.start, days.last_day))
    start = days.start if first.start == days.start else first.end
    end = days.end if last.end == days.end else last.start
    return Period(start, end) if start < end else Period.of_days(days.end, 1)


def partial_intervals(reading: Reading, grain: str) -> tuple[str, ...]:
    """The first and last interval, where only some of their days are asked for or billed."""
    days = reading.period.period.overlap(reading.anchor.bill)
    if days is None or grain not in UNITS:
        return ()
    ends = dict.fromkeys(unit_around(UNITS[grain], day, reading.anchor.calendar) for day in (days.start, days.last_day))
    cut = [(whole, part) for whole in ends if (part := whole.overlap(days)) and part != whole]
    unit = UNITS[grain].removeprefix("fiscal_")
    return tuple(
        f"of the {unit} from {day_text(whole.start)} only {part.days} of {whole.days} days" for whole, part in cut
    )


def single_charges(params: SpendParams, reading: Reading, row: BillRow, context: ToolContext) -> Sentence:
    """What of the first interval does not come day by day, where that makes much of it."""
    if row.start is None or params.granularity in (None, "hourly") or params.kind:
        return "", []
    day = row.start.date()
    unit = UNITS.get(params.granularity or "")
    days = unit_around(unit, day, reading.anchor.calendar) if unit else Period(day, day + timedelta(days=1))
    query = replace(reading.rows, period=days.overlap(reading.period.period), group_by=(Dimension.LINE_KIND,))
    found = context.service(BillSource).query(query).rows
    single = [one for one in found if one.currency == row.currency and LineKind(one.keys[0]) not in DAY_BY_DAY]
    amount = sum((one.amount for one in single), Decimal(0))
    if abs(amount) < NOTABLE * abs(row.amount) or not amount:
        return "", []
    fact = context.facts.money(Money(amount, row.currency), "charges that do not come day by day", days)
    words = listed(kind_words(one.keys[0] for one in single if one.amount))
    return f"[[{fact.id}]] of it came at once, dated then: {words}.", [fact]
