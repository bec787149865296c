"""Recommendations apart: those that are open, those that a user says are done, and those dismissed, in no total."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from agents.opportunities.bill_advice import Counted
from finops_core.advice_log import AdviceLog
from finops_core.dismissals import Advised, Dismissal, Dismissals
from finops_core.tools.context import ToolContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """What was found with the dismissal that holds for it; `counted` is what would be in the total."""

    each: Counted
    by: Dismissal


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """`grown` are open again because they save more than when they were dismissed. Those of the open ones that are
    `marked` the user says are done: they count as long as the bill shows them."""

    open: tuple[Counted, ...]
    dismissed: tuple[Dismissed, ...] = ()
    grown: tuple[Dismissed, ...] = ()
    marked: frozenset[Advised] = frozenset()

    def left_out(self) -> dict[str, Decimal]:
        """What the dismissed ones would be counted with, by currency."""
        totals: dict[str, Decimal] = {}
        for one in self.dismissed:
            currency = one.each.opportunity.found.thing.currency
            totals[currency] = totals.get(currency, Decimal(0)) + one.each.counted
        return totals


def advised(each: Counted) -> Advised:
    """By which check, account and resource a recommendation is known again."""
    thing = each.opportunity.found.thing
    return Advised(check=each.opportunity.check.id, account=thing.account, resource=thing.resource)


def told_apart_for_user(found: Sequence[Counted], context: ToolContext) -> Apart:
    """The findings with all that the user of a call said of them, where the platform keeps that."""
    kept: Dismissals | None = context.services.get(Dismissals)
    log: AdviceLog | None = context.services.get(AdviceLog)
    apart = told_apart(found, kept.of_user(context.user_id) if kept is not None else (), context.clock.now())
    done = {one.advised for one in log.done(context.user_id)} if log is not None else set[Advised]()
    return replace(apart, marked=frozenset(done.intersection(map(advised, apart.open))))


def told_apart(found: Sequence[Counted], known: Iterable[Dismissal], now: datetime) -> Apart:
    """The findings with the dismissals that hold now. One in another currency than was dismissed is open."""
    lasting = {one.advised: one for one in known if one.lasts(now)}
    is_open: list[Counted] = []
    dismissed: list[Dismissed] = []
    grown: list[Dismissed] = []
    for each in found:
        by = lasting.get(advised(each)) if lasting else None
        if by is None or by.currency != each.opportunity.found.thing.currency:
            is_open.append(each)
        elif by.has_grown(each.opportunity.found.saving):
            is_open.append(each)
            grown.append(Dismissed(each=each, by=by))
        else:
            dismissed.append(Dismissed(each=each, by=by))
    return Apart(open=tuple(is_open), dismissed=tuple(dismissed), grown=tuple(grown))
