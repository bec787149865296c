"""A bill as checks see it: things with their meters, prices that stand on the bill, and the run rate of a month."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final, Protocol

from agents.opportunities.environments import environment_in, is_non_production, plan_keys
from billing.resource_use import LATELY_DAYS, MeterUse, ServiceFee, UsePeriods

HOURS_A_MONTH: Final = Decimal(730)
STILL_SEEN_DAYS: Final = 2
"""Charges of the last day or two may still be missing from an export; days of a weekend do not count."""
FRIDAY: Final = 5
BACK_AGAIN_DAYS: Final = 7
"""What has no charge in so many days of the last 30 began anew: it has not been there for a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One resource of one account, with its uses by meter. `region` and `service` are those of its largest cost."""

    account: str
    region: str
    service: str
    resource: str
    currency: str
    uses: tuple[MeterUse, ...]

    def of(self, *meters: str) -> tuple[MeterUse, ...]:
        """Its uses of these meters; `*` stands for any letters."""
        wanted = _pattern(meters)
        return tuple(use for use in self.uses if wanted.fullmatch(use.meter))

    def tag(self, *keys: str) -> str:
        """The value of the first of these keys that it carries."""
        return next((use.tags[key] for key in keys for use in self.uses if key in use.tags), "")

    @property
    def environment(self) -> str:
        """What its tags say that it is for; empty where none does."""
        tags: dict[str, str] = {}
        for use in self.uses:
            tags |= {key: value for key, value in use.tags.items() if key not in tags}
        return environment_in(tags)

    @property
    def made_by_a_plan(self) -> bool:
        """Whether a backup plan made it, which deletes it in its time."""
        return any(plan_keys(use.tags) for use in self.uses)

    @property
    def non_production(self) -> bool:
        return is_non_production(self.environment)


WIDE = Context(prec=60)
FINEST = Decimal("1e-9")
"""Of a unit of money: a month's cost of exactly a limit is at it, however many digits a division has."""


@lru_cache(maxsize=1024)
def _pattern(meters: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(meter).replace(r"\*", ".*") for meter in meters))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedCommitment:
    """A commitment of the month looked at that was paid for and, in part, not used; `account` and so on say where."""

    id: str
    account: str
    region: str
    service: str
    currency: str
    used: Decimal
    unused: Decimal
    days: int
    """Of the month, in which it was there."""


def still_seen_from(periods: UsePeriods) -> date:
    """What has a charge on this day or later is still there: what stops for the weekend is there on Monday."""
    day, seen = periods.bill.end, 0
    while seen < STILL_SEEN_DAYS:
        day -= timedelta(days=1)
        seen += int(day.isoweekday() <= FRIDAY)
    return day


class BillEvidence(Protocol):
    """What a bill shows besides uses, looked up when a check asks for it."""

    def busiest(self, meters: tuple[str, ...]) -> Mapping[tuple[str, str, str], Decimal]:
        """The largest quantity an hour of some meters, by account, resource and meter."""
        ...

    def unused_commitments(self) -> Sequence[UnusedCommitment]:
        """Those whose term goes on, after at least a month."""
        ...

    def fees(self) -> Sequence[ServiceFee]:
        """What support and sellers charged."""
        ...


class BillView:
    """All uses of a bill, as things and as prices."""

    def __init__(self, uses: Sequence[MeterUse], periods: UsePeriods, evidence: BillEvidence) -> None:
        self.periods = periods
        self.evidence = evidence
        self.things = _things(uses)
        self._by_meter: dict[str, list[Thing]] = {}
        for thing in self.things:
            for meter in {use.meter for use in thing.uses}:
                self._by_meter.setdefault(meter, []).append(thing)
        self._priced: dict[tuple[str, str], list[MeterUse]] = {}
        for use in uses:
            if use.list_cost > 0 and use.priced > 0:
                self._priced.setdefault((use.region, use.meter), []).append(use)
        self._prices: dict[tuple[str, str, str, str | None, str], Decimal | None] = {}

    def with_any(self, *meters: str) -> Iterator[Thing]:
        """Resources that have one of the meters, and are still there after at least a month, in a fixed order."""
        wanted = _pattern(meters)
        for thing in self.having(lambda meter: bool(wanted.fullmatch(meter))):
            if self.stays(thing.of(*meters)):
                yield thing

    def having(self, is_wanted: Callable[[str], bool]) -> Sequence[Thing]:
        """Resources that have a meter that is wanted, in a fixed order."""
        known = [meter for meter in self._by_meter if is_wanted(meter)]
        things = {id(thing): thing for meter in known for thing in self._by_meter[meter] if thing.resource}
        return sorted(things.values(), key=lambda one: (one.account, one.resource, one.currency))

    def stays(self, uses: Iterable[MeterUse]) -> bool:
        """Whether something was charged for a month at least, without a pause, and still is at the bill's end."""
        uses = tuple(uses)
        since = [use.since for use in uses if use.since is not None]
        return (
            bool(since)
            and min(use.first for use in uses) <= self.begun
            and min(since) <= self.periods.lately.start + timedelta(days=BACK_AGAIN_DAYS)
            and max(use.last for use in uses) >= still_seen_from(self.periods)
        )

    @property
    def unnamed(self) -> Decimal:
        """The part of the month's list cost of uses without a resource."""
        total = sum((use.list_cost for thing in self.things for use in thing.uses), Decimal(0))
        named = sum((use.list_cost for thing in self.things if thing.resource for use in thing.uses), Decimal(0))
        return 1 - named / total if total > 0 else Decimal(0)

    @property
    def begun(self) -> date:
        """What began by this day has been there for a month."""
        return max(self.periods.bill.end - timedelta(days=LATELY_DAYS), self.periods.bill.start + timedelta(days=1))

    def monthly(self, use: MeterUse, cost: Decimal | None = None) -> Decimal:
        """A month's cost at the run rate of the last complete month; what is billed by the month is one already."""
        amount = use.list_cost if cost is None else cost
        if use.days <= 0:
            return Decimal(0)
        if is_by_the_month(use):
            return (amount * self.periods.month.days / use.days).quantize(FINEST, context=WIDE)
        return (amount * HOURS_A_MONTH / (use.days * 24)).quantize(FINEST, context=WIDE)

    def price(
        self, region: str, meter: str, *, currency: str, variant: str | None = None, service: str = ""
    ) -> Decimal | None:
        """What one unit costs at list in a region, as the bill shows it of any resource; None where it does not.

        A price in another currency is none: what something would save is never a difference of two currencies.
        `variant` tells engines and operating systems apart (see `variant_of`), None takes any.
        """
        key = (region, meter, currency, variant, service)
        if key not in self._prices:
            found = [
                use
                for use in self._priced.get((region, meter), ())
                if use.currency == currency and variant in (None, variant_of(use)) and service in ("", use.service)
            ]
            quantity = sum((use.priced for use in found), Decimal(0))
            cost = sum((use.list_cost for use in found), Decimal(0))
            self._prices[key] = cost / quantity if quantity else None
        return self._prices[key]

    def cheapest_region(self, use: MeterUse, now: Decimal) -> tuple[str, Decimal]:
        """The region in which a unit of the same costs least on the bill, in the same currency and variant; its own
        at the price of now where none costs less."""
        found = [(now, use.region)]
        for region, meter in sorted(self._priced):
            if meter == use.meter and region and _partition(region) == _partition(use.region):
                variant, currency = variant_of(use), use.currency
                then = self.price(region, meter, currency=currency, variant=variant, service=use.service)
                found += [] if then is None else [(then, region)]
        price, region = min(found)
        return (region, price) if price < now else (use.region, now)


_PARTITIONS: Final = re.compile(r"cn-|us-gov-|us-iso[a-z]?-|eu-isoe-|")


def _partition(region: str) -> str:
    """How regions of one partition begin: nothing moves from one to another for its price."""
    found = _PARTITIONS.match(region)
    return found[0] if found else ""


_CACHE_ENGINE: Final = re.compile(r"\b(redis|valkey|memcached)\b", re.IGNORECASE)
_CACHE_OPERATION: Final = {"CreateCacheCluster:0001": "memcached", "CreateCacheCluster:0002": "redis"}
_SAID: Final = re.compile(
    r"\b(linux|windows|rhel|red hat|suse|ubuntu|sql server|sql (?:std|web|ent)|aurora mysql|aurora postgresql|mysql|"
    r"postgresql|mariadb|oracle)\b",
    re.IGNORECASE,
)


def cache_engine(use: MeterUse) -> str:
    """redis, valkey or memcached, as the description says or else the operation; empty for what is no cache."""
    if not use.meter.startswith("NodeUsage:"):
        return ""
    said = _CACHE_ENGINE.search(use.description)
    if said:
        return said[1].lower()
    is_cache = use.operation.startswith("CreateCacheCluster:")
    return _CACHE_OPERATION.get(use.operation, "valkey") if is_cache else ""


def said_system(use: MeterUse) -> str:
    """The operating system or engine that the description names, with its licence; empty without one."""
    return " ".join(found.lower() for found in _SAID.findall(use.description))


_WITHOUT_ENGINE: Final = frozenset({"CreateDBInstance", "CreateCacheCluster"})


def coded_system(use: MeterUse) -> str:
    """The operation, where it tells the system: the code behind a colon says which engine a database runs."""
    return "" if use.operation in _WITHOUT_ENGINE else use.operation


def variant_of(use: MeterUse) -> str:
    """What tells apart uses of one meter that have prices of their own: engine, operating system, licence."""
    return cache_engine(use) or coded_system(use) or said_system(use)


_KEPT: Final = re.compile(
    r"ByteHrs|VolumeUsage|SnapshotUsage|P-IOPS|-Storage$|StorageUsage$|BackupUsage$|Monitoring-Automation"
)
"""Meters of what is kept, whose prices are of a month whatever a bill calls their unit: `GB`, `Objects`, nothing."""


_BY_THE_MONTH: Final = frozenset({"month", "metric", "alarm", "certificate", "key", "secret", "user"})
"""Units of things that are paid for by the month, in small letters and without an s."""


def is_by_the_month(use: MeterUse) -> bool:
    """Whether its unit holds a month already: GB-Mo, IOPS-Month, MiBps-Mo, or is of what is priced by the month."""
    unit = use.unit.lower().rstrip("s")
    return (
        unit in _BY_THE_MONTH
        or unit.endswith(("-mo", "-month", "/month"))
        or (not unit.endswith(("hr", "hour")) and bool(_KEPT.search(use.meter)))
    )


def _things(uses: Iterable[MeterUse]) -> tuple[Thing, ...]:
    found: dict[tuple[str, str, str], list[MeterUse]] = {}
    for use in uses:
        found.setdefault((use.account, use.resource, use.currency), []).append(use)
    return tuple(_thing(key, own) for key, own in sorted(found.items()))


def _thing(key: tuple[str, str, str], uses: Sequence[MeterUse]) -> Thing:
    account, resource, currency = key
    main = max(uses, key=lambda use: (use.list_cost, use.region != "", use.region, use.service))
    return Thing(
        account=account,
        region=main.region or max(use.region for use in uses),
        service=main.service,
        resource=resource,
        currency=currency,
        uses=tuple(uses),
    )
