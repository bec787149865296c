"""What became of recommendations: found at the month ends of a bill, held against its later months.

Nothing has to be stored for it: the checks look at the bill as it was at each month end. Whoever acted on a finding
before anybody saw it counts too: a bill shows that a cost ended, not why.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from agents.opportunities.bill_advice import UNCOUNTED, Counted, found_in, view_of
from agents.opportunities.bill_view import HOURS_A_MONTH, Thing, is_by_the_month
from billing.charge_rows import ChargeRows
from billing.resource_use import LATELY_DAYS, MeterUse, UsePeriods, use_periods
from finops_core.values import Period

MOST_LOOKS: Final = 13
CARRIED_OUT: Final = Decimal("0.5")
"""From this part of the estimate on, what no longer stands in the list was carried out."""

How = Literal["has no charges any more", "is charged in another form", "is used less", "has a lower price"]
Source = Literal["replay", "told"]
Key = tuple[str, str, str]
"""Account, resource and currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One resource of which a recommendation is no longer found, and a month's cost of it before and after.

    `estimate` is what was said to be saved a month. `by_quantity` is what of the difference is less use of the meters
    that it had, at their prices before, and `other_meters` the cost now of those that it had not; the rest is another
    price. `so_far` adds up the months since. `source` says whether it was told at the time, in a run that was kept;
    `marked` that its user said it was done.
    """

    account: str
    region: str
    service: str
    resource: str
    currency: str
    checks: tuple[str, ...]
    first_found: date
    last_found: date
    estimate: Decimal
    before: Decimal
    after: Decimal
    by_quantity: Decimal
    other_meters: Decimal
    so_far: Decimal
    source: Source = "replay"
    marked: bool = False

    @property
    def saved(self) -> Decimal:
        """A month, by the bill."""
        return self.before - self.after

    @property
    def carried_out(self) -> bool:
        return self.saved >= CARRIED_OUT * self.estimate

    @property
    def how(self) -> How:
        """What the bill shows to have changed, the largest part of it."""
        if self.after == 0:
            return "has no charges any more"
        if self.other_meters > 0:
            return "is charged in another form"
        return "is used less" if 2 * self.by_quantity >= self.saved else "has a lower price"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """The month ends looked at, what is no longer found, and of what is the number and the savings by currency.

    `too_early` counts what is no longer told or is marked as done, without a whole month before and after it.
    """

    looks: tuple[date, ...]
    outcomes: tuple[Outcome, ...]
    still_open: int
    open_savings: Mapping[str, Decimal]
    too_early: int = 0

    @property
    def carried_out(self) -> tuple[Outcome, ...]:
        """The largest saving first."""
        done = [one for one in self.outcomes if one.carried_out]
        return tuple(sorted(done, key=lambda one: (-one.saved, one.account, one.resource)))

    @property
    def without_saving(self) -> tuple[Outcome, ...]:
        """No longer found, though the cost went on."""
        return tuple(one for one in self.outcomes if not one.carried_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The bill at one month end: the month, what is found, and all things by key."""

    month: Period
    found: Mapping[tuple[Key, str], Counted]
    things: Mapping[Key, Thing]


def month_looks(bill: ChargeRows, check: Callable[[], None] = lambda: None) -> tuple[Look, ...]:
    """The bill as it was at each of its last month ends, made once; calls `check` before each.

    Raises BillError as advice on a bill does.
    """

    def made() -> tuple[Look, ...]:
        looks: list[Look] = []
        for periods in _month_ends(bill):
            check()
            looks.append(_look(bill, periods))
        return tuple(looks)

    return bill.kept("looks at month ends", made)


def track_record(looks: Sequence[Look]) -> TrackRecord:
    """What was found at a month end and no longer is at the last one."""
    sums: dict[str, Decimal] = {}
    for (key, _), each in looks[-1].found.items() if looks else ():
        sums[key[2]] = sums.get(key[2], Decimal(0)) + each.counted
    return TrackRecord(
        looks=tuple(look.month.end for look in looks),
        outcomes=tuple(_outcomes(looks)),
        still_open=len(looks[-1].found) if looks else 0,
        open_savings=sums,
    )


def _month_ends(bill: ChargeRows) -> Iterator[UsePeriods]:
    """The bill as far as each of its last month ends, the first one after a month at least."""
    whole = use_periods(bill).bill
    ends: list[date] = []
    end = whole.end.replace(day=1)
    while (end - whole.start).days >= LATELY_DAYS and len(ends) < MOST_LOOKS:
        ends.append(end)
        end = (end - timedelta(days=1)).replace(day=1)
    for end in reversed(ends):
        month = Period((end - timedelta(days=1)).replace(day=1), end)
        if month.start >= whole.start:
            lately = Period(end - timedelta(days=LATELY_DAYS), end)
            yield UsePeriods(bill=Period(whole.start, end), month=month, lately=lately)


def _look(bill: ChargeRows, periods: UsePeriods) -> Look:
    view = view_of(bill, periods)
    found = {
        (_key(each.opportunity.found.thing), each.opportunity.check.id): each
        for each in found_in(view, bill.terms.advice)
        if each.opportunity.check.saving_class not in UNCOUNTED and each.counted > 0 and _resource(each)
    }
    return Look(month=periods.month, found=found, things={_key(thing): thing for thing in view.things})


def _resource(each: Counted) -> str:
    return each.opportunity.found.thing.resource


def _key(thing: Thing) -> Key:
    return thing.account, thing.resource, thing.currency


def _outcomes(looks: Sequence[Look]) -> Iterator[Outcome]:
    """By resource, what its findings that are gone by the last look came to: its cost is compared once."""
    gone: dict[Key, dict[str, int]] = {}
    for place, look in enumerate(looks[:-1]):
        for key, check in look.found:
            if (key, check) not in looks[-1].found:
                gone.setdefault(key, {})[check] = place
    for key, checks in sorted(gone.items()):
        place = max(checks.values())
        own = sorted(check for check, seen in checks.items() if seen == place)
        yield _outcome(looks, place, key, own)


def _outcome(looks: Sequence[Look], place: int, key: Key, checks: Sequence[str]) -> Outcome:
    then = looks[place]
    found = [then.found[key, check] for check in checks]
    return outcome(
        looks,
        place,
        key,
        checks=tuple(each.opportunity.check.title for each in found),
        estimate=sum((each.counted for each in found), Decimal(0)),
        first_found=next(look.month.end for look in looks if any((key, check) in look.found for check in checks)),
        last_found=then.month.end,
    )


def outcome(
    looks: Sequence[Look],
    place: int,
    key: Key,
    *,
    checks: tuple[str, ...],
    estimate: Decimal,
    first_found: date,
    last_found: date,
    source: Source = "replay",
    marked: bool = False,
) -> Outcome:
    """The cost of a thing in the month of a look held against the last one's."""
    then, now = looks[place], looks[-1]
    thing, later = then.things[key], now.things.get(key)
    before = _cost(thing, then.month)
    return Outcome(
        account=key[0],
        region=thing.region,
        service=thing.service,
        resource=key[1],
        currency=key[2],
        checks=checks,
        first_found=first_found,
        last_found=last_found,
        estimate=estimate,
        before=before,
        after=_cost(later, now.month),
        by_quantity=_less_use(thing, then.month, later, now.month),
        other_meters=_cost(later, now.month, beside=thing),
        so_far=sum((before - _cost(look.things.get(key), look.month) for look in looks[place + 1 :]), Decimal(0)),
        source=source,
        marked=marked,
    )


def _cost(thing: Thing | None, month: Period, beside: Thing | None = None) -> Decimal:
    """List cost of a month of 730 hours, as charged over the whole month; without the meters that `beside` has."""
    uses = thing.uses if thing is not None else ()
    known = {(use.meter, use.operation) for use in beside.uses} if beside is not None else set[tuple[str, str]]()
    counted = (use for use in uses if (use.meter, use.operation) not in known)
    return sum((use.list_cost * _to_a_month(use, month) for use in counted), Decimal(0))


def _to_a_month(use: MeterUse, month: Period) -> Decimal:
    return Decimal(1) if is_by_the_month(use) else HOURS_A_MONTH / (month.days * 24)


def _less_use(thing: Thing, then: Period, later: Thing | None, now: Period) -> Decimal:
    """What less use of the meters that it had saves, at their prices before."""
    left: dict[tuple[str, str], Decimal] = {}
    for use in later.uses if later is not None else ():
        meter = (use.meter, use.operation)
        left[meter] = left.get(meter, Decimal(0)) + use.quantity * _to_a_month(use, now)
    saved = Decimal(0)
    for use in thing.uses:
        if use.quantity > 0:
            quantity = use.quantity * _to_a_month(use, then)
            remains = left.pop((use.meter, use.operation), Decimal(0))
            saved += (quantity - remains) * use.list_cost / use.quantity
    return saved
