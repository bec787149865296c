"""All that a bill alone says can be saved: every check, each thing once a check, nothing counted twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from account.snapshot import AccountSnapshot
from agents.advice.account_advice import AccountAdvice, joined
from agents.advice.bill_view import BillView
from agents.advice.checks import BILL_CHECKS
from agents.advice.checks.commitments import unused_commitments
from agents.advice.opportunity import Check, Opportunity, SavingClass
from agents.advice.rules import LEAST_SAVING
from billing.export import ExportBill
from billing.resource_use import UsePeriods, busiest_hours, meter_uses, use_periods

TAGS = ("environment", "cluster")
"""Tag keys that checks look at."""

_ORDER = (
    SavingClass.WASTE,
    SavingClass.RIGHTSIZE,
    SavingClass.MODERNISE,
    SavingClass.REVIEW,
    SavingClass.COMMITMENT,
)
"""Removal before resize before a change of engine before a commitment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """An opportunity with what of its saving is in the total: `counted` is never more than is left of the cost."""

    opportunity: Opportunity
    counted: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BillAdvice:
    """The list, the largest saving first, and the spans it was made from."""

    periods: UsePeriods
    counted: tuple[Counted, ...]


def bill_advice(
    bill: ExportBill, checks: Sequence[Check] = BILL_CHECKS, account: AccountSnapshot | None = None
) -> BillAdvice:
    """Looks at a bill with every check, and at an account beside it.

    Raises BillError for a bill that is too short or too large to be looked at.
    """
    periods = use_periods(bill)
    view = BillView(meter_uses(bill, periods, TAGS), periods, partial(busiest_hours, bill, periods))
    found = [Opportunity(check=check, found=each) for check in checks for each in check.find(view)]
    found += unused_commitments(bill, periods)
    if account is not None:
        found = [*joined([*found, *AccountAdvice(account).opportunities(view)])]
    return BillAdvice(periods=periods, counted=counted_once(found, view))


def counted_once(found: Iterable[Opportunity], view: BillView) -> tuple[Counted, ...]:
    """The list with what of each is in the total, the largest saving first."""
    kept = [each for each in _worth_saying(found) if each.found.saving >= LEAST_SAVING or each.found.not_counted]
    counted = sorted(_counted(kept, view), key=lambda each: (-each.opportunity.found.saving, _key(each.opportunity)))
    return tuple(counted)


def _worth_saying(found: Iterable[Opportunity]) -> Iterator[Opportunity]:
    """What is to be removed is not to be made smaller as well."""
    found = list(found)
    removed: dict[tuple[str, str, str], Decimal] = {}
    rest: dict[tuple[str, str, str], Decimal] = {}
    for each in found:
        if each.check.saving_class is not SavingClass.WASTE:
            rest[_thing(each)] = rest.get(_thing(each), Decimal(0)) + each.found.saving
        elif not each.found.not_counted:
            removed[_thing(each)] = max(removed.get(_thing(each), Decimal(0)), each.found.saving)
    for each in found:
        # What would save more than the removal stays: else a total could rise when nobody sees the removal.
        if each.check.saving_class is SavingClass.WASTE or removed.get(_thing(each), Decimal(-1)) < rest[_thing(each)]:
            yield each


def _counted(found: Sequence[Opportunity], view: BillView) -> Iterator[Counted]:
    """Each saving as far as the thing's cost is not saved already by what comes before it."""
    left = {(thing.account, thing.region, thing.resource): Decimal(0) for thing in view.things}
    for thing in view.things:
        left[(thing.account, thing.region, thing.resource)] += sum(map(view.monthly, thing.uses), Decimal(0))
    for each in sorted(found, key=lambda one: (_ORDER.index(one.check.saving_class), -one.found.saving, _key(one))):
        saving = each.found.saving
        if each.check.saving_class is SavingClass.COMMITMENT:
            # What is paid already is not given back: it is shown, and in no total.
            yield Counted(opportunity=each, counted=Decimal(0))
            continue
        available = left.get(_thing(each), saving)
        counted = max(min(saving, available), Decimal(0))
        left[_thing(each)] = available - counted
        yield Counted(opportunity=each, counted=counted)


def _thing(each: Opportunity) -> tuple[str, str, str]:
    thing = each.found.thing
    return thing.account, thing.region, thing.resource


def _key(each: Opportunity) -> tuple[str, ...]:
    return (*_thing(each), each.check.id)
