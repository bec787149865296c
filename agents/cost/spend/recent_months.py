"""The sentence beside a total of the last full month: the month before it, the month to date, and the whole bill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.bill.scope import Scope
from agents.bill.wording import Sentence, increase_or_decrease, sentence
from billing.movement import Move
from billing.periods.anchor import Anchor
from billing.periods.calendar import add_months
from billing.periods.default_period import last_full_month, running_month
from billing.periods.symbols import bare, before, day_text, phrase_of
from billing.query import Dimension
from billing.source import BillSource
from finops_core.answers import Fact
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money, Period

MOST_CURRENCIES = 3
"""So many currencies have a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentMonths:
    """The last full month, the month before it and the days billed of the month after, as far as the bill has them."""

    month: Period
    earlier: Period | None
    running: Period | None
    bill: Period

    @classmethod
    def of(cls, anchor: Anchor) -> "RecentMonths | None":
        month = last_full_month(anchor)
        if month is None:
            return None
        earlier = before(month)
        return cls(
            month=month,
            earlier=earlier if earlier.start >= anchor.bill.start else None,
            running=running_month(anchor),
            bill=anchor.bill,
        )


def beside_the_month(scope: Scope, totals: Sequence[Fact], whole: str, context: ToolContext) -> Sentence:
    """One sentence a currency on `totals` of the last full month; nothing where the bill has no other month.

    `whole` is how the sentence calls the total. Raises BillError from the bill.
    """
    months = RecentMonths.of(scope.anchor)
    if months is None or months.bill == months.month or scope.period.period != months.month:
        return "", []
    return _told(months, scope, totals, whole, context)


def beside_the_months(scope: Scope, totals: Sequence[Fact], context: ToolContext) -> Sentence:
    """The month to date, beside amounts of full months. Raises BillError from the bill."""
    months = RecentMonths.of(scope.anchor)
    if months is None or months.running is None or scope.period.period.end != months.month.end:
        return "", []
    return _told(replace(months, earlier=None), scope, totals, "", context)


def _told(months: RecentMonths, scope: Scope, totals: Sequence[Fact], whole: str, context: ToolContext) -> Sentence:
    query = replace(scope.rows, period=months.bill, granularity=Granularity.MONTHLY, group_by=())
    result = context.service(BillSource).query(query)
    amounts: dict[str, dict[date, Decimal]] = {}
    for row in result.rows:
        if row.start is not None:
            amounts.setdefault(row.currency, {})[row.start.date()] = row.amount
    texts: list[str] = []
    facts: list[Fact] = []
    for total in totals[:MOST_CURRENCIES]:
        ever = Money(result.totals.get(total.unit, Decimal(0)), total.unit)
        name = whole if len(totals) == 1 else f"the total in {total.unit}"
        text, more = _of_one_currency(months, total, amounts.get(total.unit, {}), ever, name, context)
        texts.append(text)
        facts += more
    return " ".join(texts), facts


def _of_one_currency(
    months: RecentMonths, total: Fact, amounts: Mapping[date, Decimal], ever: Money, whole: str, context: ToolContext
) -> Sentence:
    parts: list[str] = []
    facts: list[Fact] = []
    if months.earlier is not None:
        text, facts = _change(months.earlier, total, amounts.get(months.earlier.start), whole, context)
        parts.append(text)
    if months.running is not None:
        so_far = amounts.get(months.running.start, Decimal(0))
        spent = context.facts.money(Money(so_far, total.unit), "month to date", months.running)
        name = bare(phrase_of(Period.of_month(months.running.start.year, months.running.start.month)))
        parts.append(f"{name} comes to [[{spent.id}]] up to {day_text(months.running.last_day)}")
        facts.append(spent)
    in_all = context.facts.money(ever, "whole bill", months.bill)
    parts.append(f"in all, {phrase_of(months.bill)}, it is [[{in_all.id}]]")
    return sentence("; ".join(parts)) + ".", [*facts, in_all]


def _change(earlier: Period, total: Fact, amount: Decimal | None, whole: str, context: ToolContext) -> Sentence:
    move = Move(keys=(), before=amount, after=Decimal(total.value))
    then = phrase_of(earlier)
    if amount is None:
        return f"{then} there was nothing of it", []
    if not move.change:
        return f"{whole} is the same as {then}", []
    spent = context.facts.money(Money(amount, total.unit), "month before", earlier)
    moved = f"{increase_or_decrease(move.change)} of {total.subject}"
    size = context.facts.money(Money(abs(move.change), total.unit), moved, of=(total.id, spent.id))
    facts = [spent, size]
    fraction = ""
    if move.fraction is not None:
        part = context.facts.percent(abs(move.fraction), f"relative {moved}", of=(total.id, spent.id))
        facts.append(part)
        fraction = f" ([[{part.id}]])"
    word = "more" if move.change > 0 else "less"
    return f"{whole} is [[{size.id}]]{fraction} {word} than the [[{spent.id}]] {then}", facts


MONTHS_LOOKED_BACK = 12
"""A provider that was silent for longer is not expected to have more."""


def ended_before(scope: Scope, context: ToolContext) -> list[str]:
    """A note on each provider whose charges end before the last full month, where several share the bill.

    Exports of several providers end on different days: a month that is full for one may lack another. Raises
    BillError from the bill.
    """
    months = RecentMonths.of(scope.anchor)
    source = context.service(BillSource)
    if months is None or scope.period.period.end != months.month.end or len(source.values(Dimension.PROVIDER)) < 2:
        return []
    days = Period(add_months(months.month.start, -MONTHS_LOOKED_BACK), months.month.end)
    query = replace(
        scope.rows, period=days, granularity=Granularity.MONTHLY, group_by=(Dimension.PROVIDER,), limit=None
    )
    latest: dict[str, date] = {}
    for row in source.query(query).rows:
        if row.start is not None and row.keys[0]:
            latest[row.keys[0]] = max(latest.get(row.keys[0], date.min), row.start.date())
    month = bare(phrase_of(months.month))
    return [
        f"{provider} has no charges in {month}; its last are of {day:%B %Y}."
        for provider, day in sorted(latest.items())
        if day < months.month.start
    ]
