"""Objects, files, logs and trails: classes for what is not read, and copies that are paid twice."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agents.advice.bill_view import BillView, Thing
from agents.advice.opportunity import Check, Found, SavingClass, Shown
from agents.advice.rules import cheaper_meter, of_things, paid_for_nothing, sum_of
from billing.resource_use import MeterUse

LEAST_GB: Final = Decimal(10)
STANDARD: Final = "TimedStorage-ByteHrs"
INFREQUENT: Final = "TimedStorage-SIA-ByteHrs"


def _gigabytes(uses: Sequence[MeterUse], bill: BillView) -> Decimal:
    """The average of the month, of what was there all the time between its first and last charge."""
    return sum_of(uses, lambda use: use.quantity * bill.periods.month.days / max(use.days, 1))


def _never_read(thing: Thing, bill: BillView) -> Found | None:
    """Standard storage of a bucket that nobody read for 30 days, at the price of Standard-IA."""
    if thing.service not in ("AmazonS3", "Amazon Simple Storage Service"):
        return None
    stored = thing.of(STANDARD)
    gigabytes = _gigabytes(stored, bill)
    reads = sum_of(thing.of("Requests-Tier2", "DataTransfer-Out-Bytes"), lambda use: use.lately)
    price = bill.price(thing.region, INFREQUENT)
    if gigabytes < LEAST_GB or reads > gigabytes * Decimal("0.01") or price is None:
        return None
    now = sum_of(stored, bill.monthly)
    then = gigabytes * price
    shown = (
        Shown(metric=STANDARD, value=gigabytes, unit="GB"),
        Shown(metric="reads in 30 days", value=reads, unit="requests"),
        Shown(metric=f"price of {INFREQUENT}", value=price, unit=f"{thing.currency} per GB-Mo"),
    )
    return Found(thing=thing, saving=now - then, shown=shown) if now > then else None


def _read_too_often(thing: Thing, bill: BillView) -> Found | None:
    """Standard-IA with so much retrieval that Standard costs less."""
    stored = thing.of(INFREQUENT)
    back = thing.of("Retrieval-SIA")
    price = bill.price(thing.region, STANDARD, service=thing.service)
    if price is None or not back:
        return None
    now = sum_of((*stored, *back), bill.monthly)
    then = _gigabytes(stored, bill) * price
    shown = (
        Shown(metric=INFREQUENT, value=_gigabytes(stored, bill), unit="GB"),
        Shown(metric="Retrieval-SIA", value=sum_of(back, lambda use: use.quantity), unit="GB"),
    )
    return Found(thing=thing, saving=now - then, shown=shown) if now > then else None


def _files_never_read(thing: Thing, bill: BillView) -> Found | None:
    """EFS Standard storage without any access for 30 days, at the price of Infrequent Access."""
    if thing.service not in ("AmazonEFS", "Amazon Elastic File System"):
        return None
    stored = thing.of(STANDARD)
    accessed = sum_of(thing.of("ETDataAccess-Bytes", "DataAccess-Bytes", "IADataAccess-Bytes"), lambda use: use.lately)
    price = bill.price(thing.region, "IATimedStorage-ByteHrs", service=thing.service)
    gigabytes = _gigabytes(stored, bill)
    if price is None or accessed > gigabytes * Decimal("0.001") or gigabytes < 1:
        return None
    now, then = sum_of(stored, bill.monthly), gigabytes * price
    shown = (Shown(metric="EFS Standard storage", value=gigabytes, unit="GB"),)
    return Found(thing=thing, saving=now - then, shown=shown) if now > then else None


CHECKS: Final = (
    Check(
        id="s3-never-read",
        title="S3 Standard storage that nobody reads",
        saving_class=SavingClass.RIGHTSIZE,
        rule="At least 10 GB in Standard and next to no reads for 30 days; Standard-IA costs less on this bill.",
        unseen="The bill does not show sizes of objects, or reads that are due once a year.",
        remedy="Add a lifecycle rule to Standard-IA, or to Intelligent-Tiering where reads may come back.",
        source="union of public checks",
        find=of_things(_never_read, STANDARD),
    ),
    Check(
        id="s3-infrequent-read-often",
        title="S3 Standard-IA storage that is read too often",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Storage and retrieval of Standard-IA together cost more than Standard, at the price on this bill.",
        unseen="The bill does not show which objects are read.",
        remedy="Move what is read to Standard or Intelligent-Tiering.",
        source="union of public checks",
        find=of_things(_read_too_often, INFREQUENT),
    ),
    Check(
        id="efs-never-read",
        title="EFS Standard storage that nobody reads",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Standard storage without any access for 30 days; Infrequent Access costs less on this bill.",
        unseen="The bill does not show reads that are due later.",
        remedy="Switch on lifecycle management to Infrequent Access.",
        source="union of public checks",
        find=of_things(_files_never_read, STANDARD),
    ),
    Check(
        id="log-ingestion-class",
        title="Log group whose ingestion could be of the Infrequent Access class",
        saving_class=SavingClass.REVIEW,
        rule="Bytes taken in at Standard, at the price of Infrequent Access in the same region, on this bill.",
        unseen="The bill does not show metric filters, subscriptions or Live Tail, which need Standard.",
        remedy="Create the log group anew in the Infrequent Access class, or log less.",
        source="union of public checks",
        find=cheaper_meter({
            "DataProcessing-Bytes": "DataProcessingIA-Bytes",
            "VendedLog-Bytes": "VendedLogIA-Bytes",
        }),
        effort="medium",
    ),
    Check(
        id="second-trail",
        title="Management events that are delivered twice",
        saving_class=SavingClass.WASTE,
        rule="A copy of management events is billed; the first one is free.",
        unseen="The bill does not show which trail is the copy that is needed.",
        remedy="Keep one trail for management events.",
        source="union of public checks",
        find=paid_for_nothing("PaidEventsRecorded"),
    ),
)  # fmt: skip
