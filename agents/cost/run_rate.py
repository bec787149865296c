"""The `run_rate` tool: the month in progress so far, and where it would end at the same pace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.cost.absent import Missing, absent
from agents.cost.caveats import also_read
from agents.cost.fees import is_fee
from agents.cost.kinds import kind_words
from agents.cost.outlook import ONE_OFF
from agents.cost.params import RunRateParams
from agents.cost.periods import bare, phrase_of
from agents.cost.scope import Reading, basis_of, covered, read_scope
from agents.cost.wording import listed, sentence
from billing.query import BillResult, BillRow, Dimension, LineKind
from billing.source import BillSource
from finops_core.answers import Basis, Fact, Finding
from finops_core.tools.spec import ToolContext
from finops_core.values import Granularity, Money, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRate:
    """`so_far` over the days billed, `per_day` of what comes day by day, and the `month` at that pace."""

    so_far: Decimal
    per_day: Decimal
    month: Decimal


def extend(kinds: Mapping[LineKind, Decimal], once: frozenset[LineKind], days_billed: int, days: int) -> RunRate:
    """Extends sums by line kind over a month: so far + per day · days left; kinds that come `once` only count once."""
    so_far = sum(kinds.values(), Decimal(0))
    daily = sum((amount for kind, amount in kinds.items() if kind not in once), Decimal(0))
    per_day = daily / days_billed
    return RunRate(so_far=so_far, per_day=per_day, month=so_far + per_day * (days - days_billed))


def run_rate(params: RunRateParams, context: ToolContext) -> Finding:
    """The pace of the latest month (or the period asked for). Raises ToolRetry and BillError."""
    reading = read_scope(params if params.period else params.model_copy(update={"period": "this_month"}), context)
    if isinstance(reading, Missing):
        return absent(reading, context)
    month = reading.period.period
    days = covered(reading.info)
    billed = month.overlap(days)
    if billed is None:
        return absent(_nothing_complete(reading), context, reading.basis)
    also_read(context)
    # All days of the bill tell which kinds come day by day and which once a month.
    query = replace(reading.rows, period=days, group_by=(Dimension.LINE_KIND,), granularity=Granularity.DAILY)
    result = context.service(BillSource).query(query)
    facts: list[Fact] = []
    sentences: list[str] = []
    counted_once: set[LineKind] = set()
    for currency in result.totals:
        rows = [row for row in result.rows if row.currency == currency]
        within = [row for row in rows if row.start is not None and row.start.date() in billed]
        if within:
            once = _once_a_month(rows, days)
            kinds = _by_kind(within)
            counted_once |= {kind for kind, amount in kinds.items() if kind in once and amount}
            text, more = _sentence(extend(kinds, once, billed.days, month.days), currency, billed, month, context)
            sentences.append(text)
            facts += more
    if not facts:
        return Finding(
            headline=sentence("the bill has no charges", reading.subject, f"{reading.period.phrase}."),
            basis=reading.basis,
        )
    return Finding(
        headline=sentences[0],
        prose=" ".join([*sentences[1:], *_remarks(counted_once, is_open=billed != month)]),
        facts=tuple(facts),
        basis=_basis(reading, result, billed),
        suggestions=("Show daily costs", "What did I spend by service?"),
    )


def _nothing_complete(reading: Reading) -> Missing:
    days = covered(reading.info)
    return Missing(what="complete day", asked=reading.period.phrase, instead=(phrase_of(days),))


def _once_a_month(rows: Sequence[BillRow], days: Period) -> frozenset[LineKind]:
    """The kinds that do not come day by day: they are not extended over the rest of the month."""
    by_day: dict[LineKind, dict[date, float]] = {}
    for row in rows:
        if row.start is not None:
            by_day.setdefault(LineKind(row.keys[0]), {})[row.start.date()] = float(row.amount)
    return frozenset(kind for kind, amounts in by_day.items() if kind in ONE_OFF or is_fee(kind, amounts, days))


def _by_kind(rows: Sequence[BillRow]) -> dict[LineKind, Decimal]:
    sums: dict[LineKind, Decimal] = {}
    for row in rows:
        kind = LineKind(row.keys[0])
        sums[kind] = sums.get(kind, Decimal(0)) + row.amount
    return sums


def _remarks(once: set[LineKind], *, is_open: bool) -> list[str]:
    """What the pace leaves out; of days that are over there is nothing to extend."""
    words = listed(kind_words(once)) if once else ""
    if not is_open:
        return [f"The amount a day is without what does not come day by day ({words})."] if words else []
    only = "This only extends the days so far; it knows no seasons and no plans."
    return [only, f"What does not come day by day ({words}) counts once."] if words else [only]


def _basis(reading: Reading, result: BillResult, billed: Period) -> Basis:
    present = {row.keys[0] for row in result.rows if row.start is not None and row.start.date() in billed}
    return basis_of(reading, result).model_copy(update={"included": kind_words(present)})


def _sentence(
    found: RunRate, currency: str, billed: Period, month: Period, context: ToolContext
) -> tuple[str, list[Fact]]:
    so_far = context.facts.money(Money(found.so_far, currency), "spend so far", billed)
    per_day = context.facts.money(Money(found.per_day, currency), "spend a day", billed, of=(so_far.id,))
    whole = context.facts.money(Money(found.month, currency), "month at this pace", month, of=(so_far.id, per_day.id))
    text = f"You spent [[{so_far.id}]] {phrase_of(billed)}, [[{per_day.id}]] a day"
    if billed == month:
        return f"{text}; these days are complete.", [so_far, per_day]
    return f"{text}; at this pace {bare(phrase_of(month))} comes to [[{whole.id}]].", [so_far, per_day, whole]
