"""Recommendations apart: those that are open, and those that a user dismissed, which are in no total."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agents.opportunities.bill_advice import Counted
from finops_core.dismissals import Advised, Dismissal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """What was found with the dismissal that holds for it; `counted` is what would be in the total."""

    each: Counted
    by: Dismissal


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """`grown` are open again because they save more than when they were dismissed."""

    open: tuple[Counted, ...]
    dismissed: tuple[Dismissed, ...] = ()
    grown: tuple[Dismissed, ...] = ()

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
