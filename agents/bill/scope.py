"""From the words of an argument to the rows of a bill: which period, filters and line kinds a question means here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from agents.bill.absent import PERIOD, Missing
from agents.bill.ai_services import NOTE as AI_NOTE
from agents.bill.ai_services import with_ai_services
from agents.bill.basis import opening_basis
from agents.bill.dimensions import METRICS, without_amounts
from agents.bill.filters import left_out, own_accounts, read_filters, values_seen
from agents.bill.instance_types import NAMED_IN, is_instance_type, with_instance_types
from agents.bill.kinds import kind_words
from agents.bill.missing_amounts import without_amounts_note
from agents.bill.params import ScopeParams
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.default_period import USUAL, default_note
from billing.periods.invoice_months import invoice_anchor, invoices_of
from billing.periods.symbols import Resolved, bare, day_text, resolve
from billing.query import BillInfo, BillQuery, BillResult, Dimension, Filter, LineKind, Metric
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Period

BY_INVOICE = "By billing period, as invoices are: charges count in the month they were billed in, whatever their days."
OWN_CHARGES = "A team's own charges; “spend by team” adds its part of shared costs."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A scope read against one bill. `subject` completes "You spent $1 …", such as `on EC2 in eu-west-1`."""

    info: BillInfo
    terms: Terms
    anchor: Anchor
    period: Resolved
    metric: Metric
    filters: tuple[Filter, ...]
    kinds_excluded: frozenset[LineKind]
    by_invoice: bool
    subject: str
    basis: Basis

    @property
    def when(self) -> str:
        """The period in a sentence, with the part of it that the bill has where that is not all of it."""
        period, bill = self.period.period, self.anchor.bill
        begins, ends = day_text(bill.start), day_text(bill.last_day)
        if period.start < bill.start and period.end > bill.end:
            return f"{self.period.phrase}, of which the bill has {begins} to {ends}"
        if period.start < bill.start:
            return f"{self.period.phrase}, of which the bill has the days from {begins} on"
        return f"{self.period.phrase} up to {ends}" if period.end > bill.end else self.period.phrase

    @property
    def rows(self) -> BillQuery:
        """The query for these rows, without a grouping."""
        return BillQuery(
            metric=self.metric,
            period=self.period.period,
            filters=self.filters,
            kinds_excluded=self.kinds_excluded,
            by_billing_period=self.by_invoice,
        )


def read_scope(params: ScopeParams, context: ToolContext, *, usual: str = USUAL) -> Scope | Missing:
    """Reads a scope against the bill; without a period it is about the `usual` one of its kind.

    Raises ToolRetry for words outside the grammar, BillError from the bill.
    """
    info = context.service(BillSource).info()
    terms = organisation(context)
    params = with_instance_types(_with_teams(params, terms), context.service(BillSource))
    by_category = params.service_category
    params = with_ai_services(params, context.service(BillSource))
    symbol = params.period or usual
    anchor, period = _days(symbol, info, Calendar.of(terms), context, by_invoice=params.by_invoice)
    gap = _outside(period, anchor)
    if gap:
        return gap
    found = read_filters(params, info, terms, context)
    if isinstance(found, Missing):
        return _nothing_of(found, info, has_usage_types=bool(values_seen(Dimension.USAGE_TYPE, context)))
    without = left_out(params.exclude, info, terms, context)
    if isinstance(without, Missing):
        return without
    excluded, values_out = without
    filters, words = found[0] + values_out[0], found[1] + values_out[1]
    metric = METRICS[params.metric] if params.metric else terms.metric
    if without_amounts(metric, info):
        return _without_metric(params.metric or metric.value, info)
    kinds = values_seen(Dimension.LINE_KIND, context)
    basis = opening_basis(metric, info, anchor, period, kinds, excluded, filters, context)
    first = default_note(symbol, period.period, anchor, bare(period.phrase))
    last = _notes(params, with_ai=by_category != params.service_category)
    basis = basis.model_copy(update={"notes": tuple(note for note in (first, *basis.notes, *last) if note)})
    return Scope(
        info=info,
        terms=terms,
        anchor=anchor,
        period=period,
        metric=metric,
        filters=own_accounts(filters, context),
        kinds_excluded=excluded,
        by_invoice=params.by_invoice,
        subject=" ".join(words),
        basis=basis,
    )


def _days(
    symbol: str, info: BillInfo, calendar: Calendar, context: ToolContext, *, by_invoice: bool
) -> tuple[Anchor, Resolved]:
    """The days that a period's words mean, and what they are reckoned from: the bill's days or its invoices."""
    anchor = Anchor.of(info.period, calendar.today(context.clock.now()), calendar, complete=covered(info))
    if not by_invoice:
        return anchor, resolve(symbol, anchor)
    anchor = invoice_anchor(anchor, info)
    return anchor, invoices_of(resolve(symbol, anchor))


def _without_metric(asked: str, info: BillInfo) -> Missing:
    has = tuple(name for name, known in METRICS.items() if not without_amounts(known, info))
    return Missing(what="cost metric", asked=asked, instead=has)


def _notes(params: ScopeParams, *, with_ai: bool) -> tuple[str, ...]:
    """What a basis says of how the scope was read, each empty where it does not apply."""
    return (
        BY_INVOICE if params.by_invoice else "",
        AI_NOTE if with_ai else "",
        OWN_CHARGES if params.team else "",
    )


def _with_teams(params: ScopeParams, terms: Terms) -> ScopeParams:
    """Where the organisation defines no teams, they are values of the tag."""
    if not params.team or terms.teams:
        return params
    by_tag = tuple(f"team={name}" for name in params.team)
    return params.model_copy(update={"team": (), "tag": (*params.tag, *by_tag)})


_TOLD_APART: Final = {"usage kind": "usage of", "instance family": "instances of", "pricing": "usage bought as"}


def _nothing_of(missing: Missing, info: BillInfo, *, has_usage_types: bool) -> Missing:
    """An instance type or Fargate that the bill does not have costs nothing: that is an answer."""
    if len(info.currencies) != 1:
        return missing
    if missing.what in _TOLD_APART:
        told = _TOLD_APART[missing.what]
        return replace(missing, what=told, currency=next(iter(info.currencies))) if has_usage_types else missing
    known = is_instance_type(missing.asked) or missing.asked in NAMED_IN
    # Without any usage types nobody can tell what of a service it was.
    if missing.what != "usage type" or not known or not missing.instead:
        return missing
    what = "instance type" if is_instance_type(missing.asked) else "usage of"
    return replace(missing, what=what, currency=next(iter(info.currencies)))


def organisation(context: ToolContext) -> Terms:
    """The organisation's own terms, or the defaults of every term."""
    return context.services.get(Terms) or Terms()


def covered(info: BillInfo) -> Period:
    """The days that are fully in the bill; an export of an open month may list fees up to the month's end."""
    if info.complete_until and info.period.start < info.complete_until < info.period.end:
        return Period(info.period.start, info.complete_until)
    return info.period


def _outside(period: Resolved, anchor: Anchor) -> Missing | None:
    if period.period.overlap(anchor.bill):
        return None
    has = f"{day_text(anchor.bill.start)} to {day_text(anchor.bill.last_day)}"
    return Missing(what=PERIOD, asked=period.phrase, instead=(has,))


def kinds_read(scope: Scope, context: ToolContext, *periods: Period) -> frozenset[str]:
    """The line kinds that the scope's rows have, in its own period or in others. Raises BillError from the bill."""
    source = context.service(BillSource)
    rows = replace(scope.rows, group_by=(Dimension.LINE_KIND,))
    results = [source.query(replace(rows, period=days)) for days in periods or (scope.period.period,)]
    return frozenset(row.keys[0] for result in results for row in result.rows)


def with_kinds(scope: Scope, kinds: Iterable[str]) -> Scope:
    """The scope with only those kinds in its basis that the rows read have."""
    return replace(scope, basis=scope.basis.model_copy(update={"included": kind_words(kinds)}))


def basis_of(
    scope: Scope, result: BillResult, granularity: str | None = None, *, besides: tuple[BillResult, ...] = ()
) -> Basis:
    """The basis of a scope with what the query read; `besides` are other results that the answer stands on."""
    currency = next(iter(result.totals)) if len(result.totals) == 1 else None
    notes = (*scope.basis.notes, *without_amounts_note(scope.metric, result, *besides))
    return scope.basis.model_copy(
        update={"granularity": granularity, "currency": currency, "rows_read": result.rows_read, "notes": notes}
    )
