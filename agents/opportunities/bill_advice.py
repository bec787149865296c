"""All that a bill alone says can be saved: every check, each thing once a check, nothing counted twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from account.snapshot import AccountSnapshot
from agents.opportunities.account_advice import AccountAdvice, joined
from agents.opportunities.account_checks import ACCOUNT_CHECKS
from agents.opportunities.bill_evidence import EvidenceOf
from agents.opportunities.bill_view import BillView
from agents.opportunities.checks import BILL_CHECKS
from agents.opportunities.environments import environment_keys, plan_keys
from agents.opportunities.opportunity import Check, Limits, Opportunity, SavingClass
from billing.charge_rows import ChargeRows
from billing.resource_use import UsePeriods, meter_uses, unmetered_part, use_periods
from billing.term_sections import AdviceTerms
from finops_core.errors import SettingsError

CLUSTER = "cluster"
"""The tag that an Aurora cluster and its instances share."""

_ORDER = (
    SavingClass.WASTE,
    SavingClass.RIGHTSIZE,
    SavingClass.MODERNISE,
    SavingClass.REVIEW,
    SavingClass.COMMITMENT,
)
"""Removal before resize before a change of engine before a commitment."""

LEAST_SAVING = Decimal(1)
"""A month; less is not worth anybody's time, unless `finops.toml` says so."""

NO_RESOURCE = (
    "{part} % of what is used names no resource, and nothing is said about it: export the bill with resource ids."
)
NO_USAGE_TYPE = "{part} % of what is used has no usage type of AWS, and nothing is said about it."

UNCOUNTED = frozenset({SavingClass.REVIEW, SavingClass.COMMITMENT})
"""In no total: a person decides how much of a cost to review is avoidable, and what is paid is not given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """An opportunity with what of its saving is in the total: `counted` is never more than is left of the cost."""

    opportunity: Opportunity
    counted: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BillAdvice:
    """The list, the largest saving first, and the spans it was made from.

    `unnamed` is the part of the month's usage, by list cost, of which the bill names no resource, and `unmetered` the
    part without a usage type of AWS: nothing is said about those. `given_way` are not in the list: what could be made
    smaller or cheaper, and is to be removed instead.
    """

    periods: UsePeriods
    counted: tuple[Counted, ...]
    unnamed: Decimal = Decimal(0)
    unmetered: Decimal = Decimal(0)
    given_way: tuple[Opportunity, ...] = ()

    def removing(self, instead_of: Iterable[Opportunity]) -> Mapping[str, Decimal]:
        """What it saves to remove these things, by currency."""
        things = {_thing(each) for each in instead_of}
        saved: dict[str, Decimal] = {}
        for each in self.counted:
            opportunity = each.opportunity
            if opportunity.check.saving_class is SavingClass.WASTE and _thing(opportunity) in things:
                currency = opportunity.found.thing.currency
                saved[currency] = saved.get(currency, Decimal(0)) + each.counted
        return saved

    def silences(self, least: Decimal) -> tuple[str, ...]:
        """What nothing is said about, in words, where it is at least this part of what is used."""
        said = ((self.unnamed, NO_RESOURCE), (self.unmetered, NO_USAGE_TYPE))
        return tuple(text.format(part=round(part * 100)) for part, text in said if part >= least)


def bill_advice(
    bill: ChargeRows, checks: Sequence[Check] = BILL_CHECKS, account: AccountSnapshot | None = None
) -> BillAdvice:
    """Looks at a bill with every check, once a state of the bill, and at an account beside it.

    Raises BillError for a bill that is too short or too large to be looked at, SettingsError for `[advice]` in
    `finops.toml` that names a check or a limit there is not.
    """
    if account is not None:
        return _look(bill, checks, account)
    return bill.kept(f"advice: {' '.join(check.id for check in checks)}", lambda: _look(bill, checks, None))


def _look(bill: ChargeRows, checks: Sequence[Check], account: AccountSnapshot | None) -> BillAdvice:
    limits = limits_in_force(checks, bill.terms.advice)
    periods = use_periods(bill)
    view = view_of(bill, periods)
    found = _found_by(checks, limits, view)
    if account is not None:
        own = [check for check in ACCOUNT_CHECKS if check.id in limits]
        found = [*joined([*found, *AccountAdvice(account, own, limits).opportunities(view)])]
    counted = counted_once(found, view, bill.terms.advice.least_saving)
    return BillAdvice(
        periods=periods,
        counted=counted,
        unnamed=view.unnamed,
        unmetered=unmetered_part(bill, periods),
        given_way=tuple(_given_way(found)),
    )


def view_of(bill: ChargeRows, periods: UsePeriods) -> BillView:
    """The bill as checks see it, as it was at the end of these periods."""
    keys = bill.info().tag_keys
    tags = (*environment_keys(keys), *plan_keys(keys), CLUSTER)
    return BillView(meter_uses(bill, periods, tags), periods, EvidenceOf(bill, periods))


def found_in(view: BillView, terms: AdviceTerms, checks: Sequence[Check] = BILL_CHECKS) -> tuple[Counted, ...]:
    """What the checks find in a view of a bill alone."""
    found = _found_by(checks, limits_in_force(checks, terms), view)
    return counted_once(found, view, terms.least_saving)


def _found_by(checks: Sequence[Check], limits: Mapping[str, Limits], view: BillView) -> list[Opportunity]:
    return [
        Opportunity(check=check, found=each)
        for check in checks
        if check.id in limits
        for each in check.find(view, limits[check.id])
    ]


def counted_once(found: Iterable[Opportunity], view: BillView, least: Decimal = LEAST_SAVING) -> tuple[Counted, ...]:
    """The list with what of each is in the total, the largest part of it first, then what is in no total.

    What saves less than `least` is left out.
    """
    kept = [each for each in _worth_saying(found) if each.found.saving >= least or each.found.not_counted]

    def place(each: Counted) -> tuple[Decimal, Decimal, tuple[str, ...]]:
        in_total = Decimal(0) if each.opportunity.found.not_counted else each.counted
        return -in_total, -each.opportunity.found.saving, _key(each.opportunity)

    return tuple(sorted(_counted(kept, view), key=place))


def limits_in_force(checks: Iterable[Check], terms: AdviceTerms) -> Mapping[str, Limits]:
    """The limits of every check that is not switched off. Raises SettingsError for a name that there is not."""
    known: dict[str, dict[str, Decimal]] = {check.id: {} for check in (*checks, *ACCOUNT_CHECKS)}
    for check in (*checks, *ACCOUNT_CHECKS):
        known[check.id] |= {limit.name: limit.value for limit in check.limits}
    for name in (*terms.off, *terms.limits):
        if name not in known:
            raise SettingsError(f"finops.toml: [advice] names the check {name!r}. docs/CHECKS.md lists the checks.")
    for name, own in terms.limits.items():
        if unknown := sorted(own.keys() - known[name].keys()):
            has = ", ".join(known[name]) or "none"
            raise SettingsError(f"finops.toml: [advice.limits.{name}] has no limit {unknown[0]!r}; it has {has}.")
        if below := sorted(limit for limit, value in own.items() if value < 0):
            raise SettingsError(f"finops.toml: [advice.limits.{name}] {below[0]} is below nothing: give 0 or more.")
    return {name: {**own, **terms.limits.get(name, {})} for name, own in known.items() if name not in terms.off}


def _worth_saying(found: Iterable[Opportunity]) -> Iterator[Opportunity]:
    """What is to be removed is not to be made smaller as well."""
    found = list(found)
    removed = _removals(found)
    for each in found:
        known = removed.get(_thing(each))
        gone = known is not None and known.has(each)
        # What would save more than the removal stays: else a total could rise when nobody sees the removal.
        if each.check.saving_class is SavingClass.WASTE or known is None or not gone or known.saving < known.rest:
            yield each


def _removals(found: Sequence[Opportunity]) -> dict[tuple[str, str], "_Removed"]:
    """What is to be removed, with what making it smaller would save instead."""
    removed: dict[tuple[str, str], _Removed] = {}
    for each in found:
        if each.check.saving_class is SavingClass.WASTE and not each.found.not_counted:
            removed.setdefault(_thing(each), _Removed()).add(each)
    for each in found:
        known = removed.get(_thing(each))
        if known is not None and each.check.saving_class in (SavingClass.RIGHTSIZE, SavingClass.MODERNISE):
            known.rest += each.found.saving if known.has(each) else 0
    return removed


def _given_way(found: Sequence[Opportunity]) -> Iterator[Opportunity]:
    """What is not worth saying of things that are to be removed."""
    said = {id(each) for each in _worth_saying(found)}
    return (each for each in found if id(each) not in said)


class _Removed:
    """What of one resource is to be removed: all of it, or these meters; `rest` is what else would save on that."""

    def __init__(self) -> None:
        self.saving = Decimal(0)
        self.rest = Decimal(0)
        self._all = False
        self._meters: set[str] = set()

    def add(self, removal: Opportunity) -> None:
        self.saving = max(self.saving, removal.found.saving)
        self._all = self._all or not removal.found.uses
        self._meters |= _meters(removal)

    def has(self, other: Opportunity) -> bool:
        return self._all or not other.found.uses or _meters(other) <= self._meters


def _meters(each: Opportunity) -> set[str]:
    return {use.meter for use in each.found.uses}


def _counted(found: Sequence[Opportunity], view: BillView) -> Iterator[Counted]:
    """Each saving as far as the thing's cost is not saved already by what comes before it."""
    left = {(thing.account, thing.resource): Decimal(0) for thing in view.things}
    for thing in view.things:
        left[(thing.account, thing.resource)] += sum(map(view.monthly, thing.uses), Decimal(0))
    for each in sorted(found, key=lambda one: (_ORDER.index(one.check.saving_class), -one.found.saving, _key(one))):
        saving = each.found.saving
        if each.check.saving_class in UNCOUNTED:
            yield Counted(opportunity=each, counted=Decimal(0))
            continue
        available = left.get(_thing(each), saving)
        counted = max(min(saving, available), Decimal(0))
        left[_thing(each)] = available - counted
        yield Counted(opportunity=each, counted=counted)


def _thing(each: Opportunity) -> tuple[str, str]:
    thing = each.found.thing
    return thing.account, thing.resource


def _key(each: Opportunity) -> tuple[str, ...]:
    return (*_thing(each), each.check.id)
