"""The `run_rate` tool: the month in progress so far, and where it would end at the same pace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from agents.bill.absent import Missing, absent
from agents.bill.caveats import also_read
from agents.bill.kinds import kind_words
from agents.bill.scope import Scope, basis_of, covered, read_scope
from agents.bill.wording import listed, sentence
from agents.cost.run_rate.params import RunRateParams
from billing.fees import is_fee
from billing.outlook import ONE_OFF
from billing.periods.symbols import bare, phrase_of
from billing.query import BillResult, BillRow, Cadence, Dimension, LineKind
from billing.source import BillSource
from finops_core.answers import Basis, Fact, Finding
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money, Period

K = TypeVar("K")

Coming = tuple[LineKind, Cadence]
"""What a charge is, and how it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRate:
    """`so_far` over the days billed, `per_day` of what comes day by day, and the `month` at that pace.

    `per_day` is None where nothing comes day by day.
    """

    so_far: Decimal
    per_day: Decimal | None
    month: Decimal


def extend(kinds: Mapping[K, Decimal], once: frozenset[K], days_billed: int, days: int) -> RunRate:
    """Extends sums by kind over a month: so far + per day · days left; kinds that come `once` only count once."""
    so_far = sum(kinds.values(), Decimal(0))
    daily = [amount for kind, amount in kinds.items() if kind not in once]
    if not daily:
        return RunRate(so_far=so_far, per_day=None, month=so_far)
    per_day = sum(daily, Decimal(0)) / days_billed
    return RunRate(so_far=so_far, per_day=per_day, month=so_far + per_day * (days - days_billed))


def run_rate(params: RunRateParams, context: ToolContext) -> Finding:
    """The pace of the latest month (or the period asked for). Raises ToolRetry and BillError."""
    asked = params.model_copy(update={"period": params.period or "this_month", "by_invoice": False})
    scope = read_scope(asked, context)
    if isinstance(scope, Missing):
        return absent(scope, context)
    month = scope.period.period
    days = covered(scope.info)
    billed = month.overlap(days)
    if billed is None:
        return absent(_nothing_complete(scope), context, scope.basis)
    also_read(context)
    # All days of the bill tell which kinds come day by day and which once a month.
    groups = (Dimension.LINE_KIND, Dimension.CADENCE)
    query = replace(scope.rows, period=days, group_by=groups, granularity=Granularity.DAILY)
    result = context.service(BillSource).query(query)
    facts: list[Fact] = []
    sentences: list[str] = []
    counted_once: set[Coming] = set()
    for currency in result.totals:
        rows = [row for row in result.rows if row.currency == currency]
        within = [row for row in rows if row.start is not None and row.start.date() in billed]
        if within:
            once = _once_a_month(rows, days)
            kinds = _by_coming(within)
            counted_once |= {kind for kind, amount in kinds.items() if kind in once and amount}
            text, more = _sentence(extend(kinds, once, billed.days, month.days), currency, billed, month, context)
            sentences.append(text)
            facts += more
    if not facts:
        return Finding(
            headline=sentence("the bill has no charges", scope.subject, f"{scope.period.phrase}."),
            basis=scope.basis,
        )
    return Finding(
        headline=sentences[0],
        prose=" ".join([*sentences[1:], *_remarks(counted_once, is_open=billed != month)]),
        facts=tuple(facts),
        basis=_basis(scope, result, billed),
        suggestions=("Show daily costs", "What did I spend by service?"),
    )


def _nothing_complete(scope: Scope) -> Missing:
    days = covered(scope.info)
    return Missing(what="complete day", asked=scope.period.phrase, instead=(phrase_of(days),))


def _coming(row: BillRow) -> Coming:
    """Bills that do not tell how charges come are by the day."""
    return LineKind(row.keys[0]), Cadence(row.keys[1] or Cadence.DAILY)


def _once_a_month(rows: Sequence[BillRow], days: Period) -> frozenset[Coming]:
    """What does not come day by day: it is not extended over the rest of the month."""
    by_day: dict[Coming, dict[date, float]] = {}
    for row in rows:
        if row.start is not None:
            by_day.setdefault(_coming(row), {})[row.start.date()] = float(row.amount)
    return frozenset(
        (kind, cadence)
        for (kind, cadence), amounts in by_day.items()
        if cadence is not Cadence.DAILY or kind in ONE_OFF or is_fee(kind, amounts, days)
    )


def _by_coming(rows: Sequence[BillRow]) -> dict[Coming, Decimal]:
    sums: dict[Coming, Decimal] = {}
    for row in rows:
        sums[_coming(row)] = sums.get(_coming(row), Decimal(0)) + row.amount
    return sums


def _remarks(once: set[Coming], *, is_open: bool) -> list[str]:
    """What the pace leaves out; of days that are over there is nothing to extend."""
    words = listed(kind_words({kind for kind, _ in once})) if once else ""
    texts: list[str] = []
    if is_open:
        texts.append("This only extends the days so far; it knows no seasons and no plans.")
        texts += [f"What does not come day by day ({words}) counts once."] if words else []
    elif words:
        texts.append(f"The amount a day is without what does not come day by day ({words}).")
    if any(cadence is Cadence.LONG for _, cadence in once):
        texts.append("Charges for whole months count whole: how much of them falls on a day cannot be told.")
    assumed = {kind for kind, cadence in once if cadence is Cadence.ASSUMED_ONCE}
    if assumed:
        purchases = listed(kind_words(assumed))
        texts.append(f"The bill does not say how often its purchases come ({purchases}): once is assumed.")
    return texts


def _basis(scope: Scope, result: BillResult, billed: Period) -> Basis:
    present = {row.keys[0] for row in result.rows if row.start is not None and row.start.date() in billed}
    return basis_of(scope, result).model_copy(update={"included": kind_words(present)})


def _sentence(
    found: RunRate, currency: str, billed: Period, month: Period, context: ToolContext
) -> tuple[str, list[Fact]]:
    so_far = context.facts.money(Money(found.so_far, currency), "spend so far", billed)
    text = f"You spent [[{so_far.id}]] {phrase_of(billed)}"
    if found.per_day is None:
        return f"{text}; none of it comes day by day, so there is no pace to tell.", [so_far]
    per_day = context.facts.money(Money(found.per_day, currency), "spend a day", billed, of=(so_far.id,))
    text += f", [[{per_day.id}]] a day"
    if billed == month:
        return f"{text}; these days are complete.", [so_far, per_day]
    whole = context.facts.money(Money(found.month, currency), "month at this pace", month, of=(so_far.id, per_day.id))
    return f"{text}; at this pace {bare(phrase_of(month))} comes to [[{whole.id}]].", [so_far, per_day, whole]
