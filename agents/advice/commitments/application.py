"""One hour of usage under reservations and Savings Plans, exactly: what each covers and what the hour costs.

AWS's order: reservations, then EC2 Instance Savings Plans, then Compute Savings Plans. Each benefits its owner's usage
first and then that of the other accounts of the payer. A reservation of a zone covers instances of its own type and
size in that zone alone; it comes before those of a region, which may cover others. A reservation of a size-flexible
family covers the smallest instances first. Within a kind of plan the usage with the largest saving comes first, and of
equal savings the one with the lowest rate. What a commitment of the hour does not use is lost.

Sources: AWS Savings Plans User Guide, "Understanding how Savings Plans apply to your AWS usage"; Amazon EC2 User
Guide, "How Reserved Instances are applied". It does not say whether zones come before regions: that order leaves the
least unused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Family = tuple[str, str]
"""Region and instance family."""

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Usage of an account in one hour: a quantity at a list rate, and at the rates of plans where they cover it.

    `sort` is what a reservation has to be of to cover it (region, type, system, tenancy), and `zone` where it ran.
    `units` is the normalised size of one, 0 where sizes are not interchangeable.
    """

    account: str
    quantity: Decimal
    list_rate: Decimal
    compute_rate: Decimal | None = None
    instance_rate: Decimal | None = None
    family: Family | None = None
    sort: str = ""
    units: Decimal = _NOTHING
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """`count` reserved instances. With `units` it covers every size of its family, else its own `sort` only.

    One that is bound to a `zone` covers its own `sort` there. Raises ValueError for one with `units` too: sizes are
    interchangeable within a region only.
    """

    owner: str
    count: Decimal
    family: Family | None = None
    sort: str = ""
    units: Decimal = _NOTHING
    zone: str = ""

    def __post_init__(self) -> None:
        if self.zone and self.units:
            raise ValueError("a reservation of a zone has no size that is interchangeable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A commitment in money an hour; `family` of an EC2 Instance Savings Plan, None of a Compute Savings Plan."""

    owner: str
    commitment: Decimal
    family: Family | None = None


@dataclass(slots=True, kw_only=True)
class Covered:
    """How much of one usage's quantity was covered: by reservations, and by plans with what that took of them."""

    usage: Usage
    reserved: Decimal = _NOTHING
    planned: Decimal = _NOTHING
    plan_spend: Decimal = _NOTHING

    @property
    def left(self) -> Decimal:
        return self.usage.quantity - self.reserved - self.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """Usage in the order given, and what the plans' commitments had left."""

    covered: tuple[Covered, ...]
    committed: Decimal
    unused: Decimal

    @property
    def on_demand(self) -> Decimal:
        """What is left, at list rates."""
        return sum((each.left * each.usage.list_rate for each in self.covered), _NOTHING)

    @property
    def cost(self) -> Decimal:
        """Commitments of plans, used or not, and the rest at list rates; reservations were paid apart."""
        return self.committed + self.on_demand


def applied(usages: Sequence[Usage], reservations: Sequence[Reservation] = (), plans: Sequence[Plan] = ()) -> Hour:
    """Applies all commitments to an hour's usage."""
    hour = [Covered(usage=usage) for usage in usages]
    _reserve(hour, reservations)
    instance = [plan for plan in plans if plan.family is not None]
    unused = _NOTHING
    for family in sorted({plan.family for plan in instance if plan.family is not None}):
        own = [each for each in hour if each.usage.family == family]
        unused += _plan(own, [plan for plan in instance if plan.family == family], lambda usage: usage.instance_rate)
    unused += _plan(hour, [plan for plan in plans if plan.family is None], lambda usage: usage.compute_rate)
    committed = sum((plan.commitment for plan in plans), _NOTHING)
    return Hour(covered=tuple(hour), committed=committed, unused=unused)


def _reserve(hour: Sequence[Covered], reservations: Sequence[Reservation]) -> None:
    reservations = sorted(reservations, key=lambda one: not one.zone)
    rest = [reservation.count * (reservation.units or Decimal(1)) for reservation in reservations]
    for owners_usage in (True, False):
        for place, reservation in enumerate(reservations):
            fitting = [
                each
                for each in hour
                if (each.usage.account == reservation.owner) is owners_usage and _fits(reservation, each.usage)
            ]
            for each in sorted(fitting, key=lambda one: one.usage.units):
                size = each.usage.units if reservation.units else Decimal(1)
                taken = min(each.left * size, rest[place])
                each.reserved += taken / size
                rest[place] -= taken


def _fits(reservation: Reservation, usage: Usage) -> bool:
    if reservation.zone and usage.zone != reservation.zone:
        return False
    if reservation.units:
        return bool(usage.units) and usage.family == reservation.family
    return usage.sort == reservation.sort


def _plan(hour: Sequence[Covered], plans: Sequence[Plan], rate_of: Callable[[Usage], Decimal | None]) -> Decimal:
    """Applies plans of one kind; returns what they leave unused."""
    ordered = sorted(
        ((rate, each) for each in hour if (rate := rate_of(each.usage)) is not None and each.usage.list_rate > rate),
        key=lambda pair: (pair[0] / pair[1].usage.list_rate, pair[0]),
    )
    left = dict.fromkeys(sorted({plan.owner for plan in plans}), _NOTHING)
    for plan in plans:
        left[plan.owner] += plan.commitment
    for owners_usage in (True, False):
        for owner in left:
            for rate, each in ordered:
                if (each.usage.account == owner) is owners_usage and each.left > 0:
                    spend = min(each.left * rate, left[owner])
                    each.planned += spend / rate
                    each.plan_spend += spend
                    left[owner] -= spend
    return sum(left.values(), _NOTHING)
