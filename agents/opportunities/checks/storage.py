"""Objects and files: classes that fit how often things are read, and fees of the wrong class."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_view import BillView, Thing
from agents.opportunities.opportunity import Check, Found, Limit, Limits, SavingClass, Shown
from agents.opportunities.rules import at_price, cheaper_meter, cost_from, paid_for_nothing, sum_of, worth_a_look
from billing.resource_use import MeterUse

S3: Final = frozenset({"AmazonS3", "Amazon Simple Storage Service"})
EFS: Final = frozenset({"AmazonEFS", "Amazon Elastic File System"})
STANDARD: Final = "TimedStorage-ByteHrs"
INFREQUENT: Final = "TimedStorage-SIA-ByteHrs"
COLDER: Final = (INFREQUENT, "TimedStorage-INT-IA-ByteHrs", "TimedStorage-GIR-ByteHrs")
WRITES: Final = "Requests-Tier1"
INFREQUENT_WRITES: Final = "Requests-SIA-Tier1"
LEAST_GB: Final = "least_gigabytes"
READS: Final = "reads_a_gigabyte"


def _own(thing: Thing, services: frozenset[str], *meters: str) -> tuple[MeterUse, ...]:
    return tuple(use for use in thing.of(*meters) if use.service in services)


def _gigabytes(uses: Sequence[MeterUse], bill: BillView) -> Decimal:
    """The average of the month, of what was there all the time between its first and last charge."""
    return sum_of(uses, lambda use: use.priced * bill.periods.month.days / max(use.days, 1))


def _never_read(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Standard storage of a bucket that next to nobody read for 30 days, at the prices of Standard-IA."""
    for thing in bill.with_any(STANDARD):
        stored = _own(thing, S3, STANDARD)
        gigabytes = _gigabytes(stored, bill)
        reads = sum_of(thing.of("Requests-Tier2", "*DataTransfer-*Out-Bytes", "*-AWS-Out-Bytes"), lambda u: u.lately)
        target, price = _colder(thing, bill)
        if gigabytes < limits[LEAST_GB] or reads > gigabytes * limits[READS] or price is None:
            continue
        now = sum_of(stored, bill.monthly)
        then = gigabytes * price + _dearer_writes(thing, bill)
        shown = (
            Shown(metric=STANDARD, value=gigabytes, unit="GB"),
            Shown(metric="reads in 30 days", value=reads, unit="requests"),
            Shown(metric=f"price of {target}", value=price, unit=f"{thing.currency} per GB-Mo"),
        )
        if now > then:
            yield Found(thing=thing, saving=now - then, shown=shown, uses=stored)


def _colder(thing: Thing, bill: BillView) -> tuple[str, Decimal | None]:
    """The class for what is hardly read that has a price in the bucket's region, the one that is asked for first."""
    found = ((meter, bill.price(thing.region, meter, currency=thing.currency)) for meter in COLDER)
    return next(((meter, price) for meter, price in found if price is not None), (INFREQUENT, None))


def _dearer_writes(thing: Thing, bill: BillView) -> Decimal:
    """What writing costs more in Standard-IA: twice the price of Standard where the bill has none."""
    written = thing.of(WRITES)
    price = bill.price(thing.region, INFREQUENT_WRITES, currency=thing.currency)
    now = sum_of(written, bill.monthly)
    then = now * 2 if price is None else at_price(written, bill, price)
    return max(then - now, Decimal(0))


_RETRIEVED: Final = {
    INFREQUENT: ("Retrieval-SIA",),
    "TimedStorage-ZIA-ByteHrs": ("Retrieval-ZIA",),
    "TimedStorage-GIR-ByteHrs": ("Retrieval-GIR", "Retrieval-SIA-GIR"),
}


def _read_too_often(bill: BillView, limits: Limits) -> Iterator[Found]:
    """A class for what is hardly read, with so much retrieval that Standard costs less."""
    for meter, retrievals in _RETRIEVED.items():
        for thing in bill.with_any(meter):
            stored, back = thing.of(meter), thing.of(*retrievals)
            price = bill.price(thing.region, STANDARD, service=thing.service, currency=thing.currency)
            if price is None or not back:
                continue
            now = sum_of((*stored, *back), bill.monthly)
            then = _gigabytes(stored, bill) * price
            shown = (
                Shown(metric=meter, value=_gigabytes(stored, bill), unit="GB"),
                Shown(metric=retrievals[0], value=sum_of(back, lambda use: use.quantity), unit="GB"),
            )
            if now > then:
                yield Found(thing=thing, saving=now - then, shown=shown, uses=(*stored, *back))


FREQUENT_TIER: Final = "TimedStorage-INT-FA-ByteHrs"
COLD_TIERS: Final = ("TimedStorage-INT-IA-ByteHrs", "TimedStorage-INT-AIA-ByteHrs", "TimedStorage-INT-A*-ByteHrs")
WATCHING: Final = "Monitoring-Automation-INT"


def _watched_for_nothing(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Intelligent-Tiering whose fee for watching objects is above what its colder tiers save."""
    for thing in bill.with_any(WATCHING):
        fee, cold = thing.of(WATCHING), thing.of(*COLD_TIERS)
        price = bill.price(thing.region, FREQUENT_TIER, currency=thing.currency) or bill.price(
            thing.region, STANDARD, service=thing.service, currency=thing.currency
        )
        if price is None:
            continue
        paid = sum_of(fee, bill.monthly)
        saved = at_price(cold, bill, price) - sum_of(cold, bill.monthly)
        shown = (
            Shown(metric="watching objects", value=paid, unit=f"{thing.currency} a month"),
            Shown(metric="saved by colder tiers", value=saved, unit=f"{thing.currency} a month"),
        )
        if paid > saved:
            yield Found(thing=thing, saving=paid - saved, shown=shown, uses=fee)


def _requests(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Buckets whose requests cost more than what they store."""
    for found in worth_a_look("Requests-Tier*", "Requests-SIA-Tier*", "Requests-*-Tier*", services=S3)(bill, limits):
        stored = sum_of(found.thing.of("TimedStorage-*ByteHrs"), bill.monthly)
        if found.saving > stored:
            yield found


FILES_INFREQUENT: Final = "IATimedStorage-ByteHrs"
ACCESS: Final = ("ETDataAccess-Bytes", "DataAccess-Bytes", "IADataAccess-Bytes", "ElasticThroughput-*")


_FILES_COLDER: Final = {
    STANDARD: (FILES_INFREQUENT, "IATimedStorage-ET-ByteHrs"),
    "TimedStorage-Z-ByteHrs": ("IATimedStorage-Z-ByteHrs",),
}
"""What is hardly read costs less for a file system with elastic throughput, and in one zone: the class by its own name
counts, where the bill has its price."""


def _price_of_colder(stored: Sequence[MeterUse], bill: BillView) -> Decimal | None:
    """The price of the infrequent class for what is stored in one class; None for several."""
    if len({use.meter for use in stored}) != 1:
        return None
    own = stored[0]
    found = (
        bill.price(own.region, meter, service=own.service, currency=own.currency) for meter in _FILES_COLDER[own.meter]
    )
    return next((price for price in found if price is not None), None)


def _files_never_read(bill: BillView, limits: Limits) -> Iterator[Found]:
    """EFS Standard storage without any access for 30 days, at the price of Infrequent Access."""
    for thing in bill.with_any(*_FILES_COLDER):
        stored = _own(thing, EFS, *_FILES_COLDER)
        accessed = sum_of(thing.of(*ACCESS), lambda use: use.lately)
        price = _price_of_colder(stored, bill)
        gigabytes = _gigabytes(stored, bill)
        if price is None or accessed > gigabytes * limits[READS] or gigabytes < 1:
            continue
        now, then = sum_of(stored, bill.monthly), gigabytes * price
        shown = (Shown(metric="EFS Standard storage", value=gigabytes, unit="GB"),)
        if now > then:
            yield Found(thing=thing, saving=now - then, shown=shown, uses=stored)


def _files_read_often(bill: BillView, limits: Limits) -> Iterator[Found]:
    """EFS Infrequent Access with so much access that Standard costs less."""
    for thing in bill.with_any(FILES_INFREQUENT):
        stored, back = thing.of(FILES_INFREQUENT), thing.of("IADataAccess-Bytes")
        price = bill.price(thing.region, STANDARD, service=thing.service, currency=thing.currency)
        if price is None or not back:
            continue
        now, then = sum_of((*stored, *back), bill.monthly), _gigabytes(stored, bill) * price
        shown = (
            Shown(metric=FILES_INFREQUENT, value=_gigabytes(stored, bill), unit="GB"),
            Shown(metric="IADataAccess-Bytes", value=sum_of(back, lambda use: use.quantity), unit="GB"),
        )
        if now > then:
            yield Found(thing=thing, saving=now - then, shown=shown, uses=(*stored, *back))


_UNION: Final = "union of public checks"
CHECKS: Final = (
    Check(
        id="s3-never-read",
        title="S3 Standard storage that nobody reads",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Standard storage with next to no reads for 30 days; Standard-IA costs less on this bill, with its dearer "
        "writes.",
        unseen="The bill does not show sizes of objects, or reads that are due once a year.",
        remedy="Add a lifecycle rule to Standard-IA, or to Intelligent-Tiering where reads may come back.",
        source=_UNION,
        find=_never_read,
        limits=(
            Limit(name=LEAST_GB, value=Decimal(10), unit="GB", meaning="Smaller buckets are left alone."),
            Limit(name=READS, value=Decimal("0.1"), unit="a GB", meaning="Reads of 30 days that count as none."),
        ),
    ),
    Check(
        id="s3-infrequent-read-often",
        title="S3 storage for what is hardly read that is read often",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Storage and retrieval of an infrequent class together cost more than Standard, on this bill.",
        unseen="The bill does not show which objects are read.",
        remedy="Move what is read to Standard or Intelligent-Tiering.",
        source=_UNION,
        find=_read_too_often,
    ),
    Check(
        id="s3-reduced-redundancy",
        title="S3 Reduced Redundancy instead of Standard",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Storage of the old Reduced Redundancy class costs more than Standard in the same region, on this bill.",
        unseen="The bill shows all that decides it.",
        remedy="Copy the objects onto themselves in Standard.",
        source=_UNION,
        find=cheaper_meter({"TimedStorage-RRS-ByteHrs": STANDARD}),
    ),
    Check(
        id="s3-tiering-fee",
        title="S3 Intelligent-Tiering whose fee is above what it saves",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Watching objects costs more than the colder tiers save against the frequent one, on this bill.",
        unseen="The bill does not show objects that will grow cold later.",
        remedy="Keep small objects in Standard; tier large ones only.",
        source=_UNION,
        find=_watched_for_nothing,
    ),
    Check(
        id="s3-early-delete",
        title="S3 objects deleted before their class's shortest time",
        saving_class=SavingClass.WASTE,
        rule="Days are billed in which objects were gone already, for 30 days and still at the bill's end.",
        unseen="The bill does not show which rule or program deletes them.",
        remedy="Keep objects that live shortly in Standard.",
        source=_UNION,
        find=paid_for_nothing("EarlyDelete-*"),
    ),
    Check(
        id="s3-unfinished-uploads",
        title="Uploads to S3 Glacier that were never finished",
        saving_class=SavingClass.WASTE,
        rule="Parts of uploads are stored at Standard's price, for 30 days and still at the bill's end.",
        unseen="The bill does not show uploads that are still going on, or parts for other classes.",
        remedy="Add a lifecycle rule that aborts unfinished uploads after seven days.",
        source="AWS Trusted Advisor c1cj39rr6v",
        find=paid_for_nothing("TimedStorage-*Staging*"),
        reversible=False,
    ),
    Check(
        id="s3-small-objects",
        title="Small objects in an S3 class that bills them as large ones",
        saving_class=SavingClass.REVIEW,
        rule="Storage is billed that fills small objects up to the class's least size.",
        unseen="The bill does not show what the objects would cost in Standard.",
        remedy="Exclude small objects from the lifecycle rule; pack them together.",
        source=_UNION,
        find=worth_a_look("TimedStorage-*-SmObjects", "TimedStorage-*-SmObjects*"),
        limits=cost_from("1"),
    ),
    Check(
        id="s3-requests",
        title="S3 bucket whose requests cost more than its storage",
        saving_class=SavingClass.REVIEW,
        rule="Requests cost at least the limit a month and more than what is stored.",
        unseen="The bill does not show who asks, or whether the requests are needed.",
        remedy="Write larger objects, list less, cache reads.",
        source=_UNION,
        find=_requests,
        limits=cost_from("25"),
        effort="medium",
    ),
    Check(
        id="efs-never-read",
        title="EFS Standard storage that nobody reads",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Standard storage without any access for 30 days; Infrequent Access costs less on this bill.",
        unseen="The bill does not show reads that are due later.",
        remedy="Switch on lifecycle management to Infrequent Access.",
        source=_UNION,
        find=_files_never_read,
        limits=(Limit(name=READS, value=Decimal("0.001"), unit="a GB", meaning="GB read that count as none."),),
    ),
    Check(
        id="efs-infrequent-read-often",
        title="EFS Infrequent Access storage that is read too often",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Storage and access of Infrequent Access together cost more than Standard, at the price on this bill.",
        unseen="The bill does not show which files are read.",
        remedy="Move files back to Standard on first access.",
        source=_UNION,
        find=_files_read_often,
    ),
)
