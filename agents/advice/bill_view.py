"""A bill as checks see it: things with their meters, prices that stand on the bill, and the run rate of a month."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from billing.resource_use import LATELY_DAYS, MeterUse, UsePeriods

HOURS_A_MONTH: Final = Decimal(730)
STILL_SEEN_DAYS: Final = 2
"""Charges of the last day or two may still be missing from an export."""
NON_PRODUCTION: Final = frozenset({"dev", "development", "staging", "stage", "test", "testing", "qa", "uat", "sandbox"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One resource of one account in one region, with its uses by meter."""

    account: str
    region: str
    service: str
    resource: str
    currency: str
    uses: tuple[MeterUse, ...]

    def of(self, *meters: str) -> tuple[MeterUse, ...]:
        """Its uses of these meters; one that ends in `*` is a beginning."""
        return tuple(use for use in self.uses if any(_is(use.meter, meter) for meter in meters))

    def tag(self, key: str) -> str:
        return next((use.tags[key] for use in self.uses if key in use.tags), "")

    @property
    def non_production(self) -> bool:
        return self.tag("environment").strip().lower() in NON_PRODUCTION


def _is(meter: str, wanted: str) -> bool:
    return meter.startswith(wanted[:-1]) if wanted[-1] == "*" else meter == wanted


Busiest = Callable[[tuple[str, ...]], Mapping[tuple[str, str, str], Decimal]]
"""Finds the largest quantity an hour of some meters, by account, resource and meter."""


class BillView:
    """All uses of a bill, as things and as prices."""

    def __init__(self, uses: Sequence[MeterUse], periods: UsePeriods, busiest: Busiest) -> None:
        self.periods = periods
        self.busiest = busiest
        self.things = _things(uses)
        self._by_meter: dict[str, list[Thing]] = {}
        for thing in self.things:
            for meter in {use.meter for use in thing.uses}:
                self._by_meter.setdefault(meter, []).append(thing)
        self._priced: dict[tuple[str, str], list[MeterUse]] = {}
        for use in uses:
            if use.list_cost > 0 and use.quantity > 0:
                self._priced.setdefault((use.region, use.meter), []).append(use)

    def with_any(self, *meters: str) -> Iterator[Thing]:
        """Resources that have one of the meters, and are still there after at least a month, in a fixed order."""
        wanted = [known for known in self._by_meter if any(_is(known, meter) for meter in meters)]
        things = {id(thing): thing for known in wanted for thing in self._by_meter[known]}
        for thing in sorted(things.values(), key=lambda one: (one.account, one.region, one.resource)):
            if thing.resource and self.stays(thing.of(*meters)):
                yield thing

    def stays(self, uses: Iterable[MeterUse]) -> bool:
        """Whether something was charged for a month at least (or all of the bill), and still is at its end."""
        uses = tuple(uses)
        begun = self.periods.bill.end - timedelta(days=LATELY_DAYS)
        begun = max(begun, self.periods.bill.start + timedelta(days=1))
        over = self.periods.bill.end - timedelta(days=STILL_SEEN_DAYS)
        return min(use.first for use in uses) <= begun and max(use.last for use in uses) >= over

    def monthly(self, use: MeterUse, cost: Decimal | None = None) -> Decimal:
        """A month's cost at the run rate of the last complete month; what is billed by the month is one already."""
        amount = use.list_cost if cost is None else cost
        if use.days <= 0:
            return Decimal(0)
        if is_by_the_month(use.unit):
            return amount * self.periods.month.days / use.days
        return amount * HOURS_A_MONTH / (use.days * 24)

    def price(
        self, region: str, meter: str, *, operation: str | None = None, said: str = "", service: str = ""
    ) -> Decimal | None:
        """What one unit costs at list in a region, as the bill shows it of any resource; None where it does not.

        `operation` and `said` (a word of the description) tell engines and operating systems apart.
        """
        found = [
            use
            for use in self._priced.get((region, meter), ())
            if operation in (None, use.operation)
            and said.lower() in use.description.lower()
            and service in ("", use.service)
        ]
        quantity = sum((use.quantity for use in found), Decimal(0))
        return sum((use.list_cost for use in found), Decimal(0)) / quantity if quantity else None


def is_by_the_month(unit: str) -> bool:
    """Whether a unit holds a month already: GB-Mo, IOPS-Month, MiBps-Mo."""
    return unit.lower().rstrip("s").endswith(("-mo", "-month", "/month"))


def _things(uses: Iterable[MeterUse]) -> tuple[Thing, ...]:
    found: dict[tuple[str, str, str, str, str], list[MeterUse]] = {}
    for use in uses:
        found.setdefault((use.account, use.region, use.service, use.resource, use.currency), []).append(use)
    return tuple(
        Thing(account=account, region=region, service=service, resource=resource, currency=currency, uses=tuple(own))
        for (account, region, service, resource, currency), own in sorted(found.items())
    )
