"""Logs, metrics and trails: classes for what is hardly read, and copies that are paid twice."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_view import BillView
from agents.opportunities.opportunity import Check, Found, Limits, SavingClass, Shown
from agents.opportunities.rules import cost_from, paid_for_nothing, prices, sum_of, worth_a_look

CLOUDWATCH: Final = frozenset({"AmazonCloudWatch", "Amazon CloudWatch"})
_INGESTED: Final = {"DataProcessing-Bytes": "DataProcessingIA-Bytes", "VendedLog-Bytes": "VendedLogIA-Bytes"}


def _ingested(bill: BillView, limits: Limits) -> Iterator[Found]:
    """What a log group takes in, at the price of the Infrequent Access class; without that price, its cost."""
    for found in worth_a_look(*_INGESTED, services=CLOUDWATCH)(bill, limits):
        saving, shown = Decimal(0), list[Shown]()
        for use in found.uses:
            price = bill.price(use.region, _INGESTED[use.meter], currency=use.currency)
            if price is None or use.priced <= 0:
                continue
            now = use.unit_price
            if now > price:
                saving += bill.monthly(use, use.list_cost * (now - price) / now)
                shown += prices(use, now, _INGESTED[use.meter], price)
        if shown:
            yield Found(thing=found.thing, saving=saving, shown=tuple(shown), uses=found.uses)
        else:
            yield found


def _stored(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Log groups that keep far more than they take in: nothing in them expires."""
    for found in worth_a_look("TimedStorage-ByteHrs", services=CLOUDWATCH)(bill, limits):
        taken_in = sum_of(found.thing.of(*_INGESTED, *_INGESTED.values()), bill.monthly)
        if found.saving > taken_in:
            yield found


CHECKS: Final = (
    Check(
        id="log-ingestion",
        title="Log group that takes in much",
        saving_class=SavingClass.REVIEW,
        rule="Bytes taken in cost at least the limit; the saving is against Infrequent Access where the bill has its "
        "price.",
        unseen="The bill does not show metric filters, subscriptions or Live Tail, which need Standard.",
        remedy="Log less, or create the log group anew in the Infrequent Access class.",
        source="union of public checks",
        find=_ingested,
        limits=cost_from("50"),
        effort="medium",
    ),
    Check(
        id="log-storage",
        title="Log group that keeps much",
        saving_class=SavingClass.REVIEW,
        rule="Stored bytes cost at least the limit and more than what is taken in: logs that do not expire.",
        unseen="The bill does not show the retention, or how long logs have to be kept.",
        remedy="Set a retention; export what has to be kept to S3.",
        source="union of public checks",
        find=_stored,
        limits=cost_from("10"),
    ),
    Check(
        id="custom-metrics",
        title="Many custom metrics",
        saving_class=SavingClass.REVIEW,
        rule="Metrics of the resource cost at least the limit, for 30 days and still at the bill's end.",
        unseen="The bill does not show which metrics are looked at.",
        remedy="Publish fewer dimensions; switch detailed monitoring off where nobody needs it.",
        source="union of public checks",
        find=worth_a_look("CW:MetricMonitorUsage", services=CLOUDWATCH),
        limits=cost_from("25"),
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
)
