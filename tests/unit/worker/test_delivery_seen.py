"""A delivery that is put into the bucket is what a running worker answers from, within a minute.

The bucket, its events, the queue and the objects are moto's; the functions are those that are deployed. Time passes
where something waits, and for what the preparation of a million rows may take.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from benchmarks.prepared import DELIVERED_ROWS_BAR_S
from billing.engines.duckdb import Limits
from billing.export import ExportBill, bill_location, open_bill
from billing.query import BillQuery
from billing.roll_up.arrival import Arrivals
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedPrefix
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock, SystemClock
from finops_core.queue.sqs import SqsQueue
from tests.unit.billing.made_bills import focus_day, write_csv
from tests.unit.worker.test_arrivals import Call
from worker.arrivals import handler
from worker.bill_watch import BillWatch
from worker.deps import STILL_FOR_S

BILL, PREPARED = "s3://bills/bill", "s3://bills/prepared"
SEEN_WITHIN = timedelta(minutes=1)
PATTERN = {
    "source": ["aws.s3"],
    "detail-type": ["Object Created", "Object Deleted"],
    "detail": {"bucket": {"name": ["bills"]}, "object": {"key": [{"prefix": "bill/"}]}},
}
"""As `cdk/constructs/arrivals.py` has it."""


@dataclass(kw_only=True)
class Stack:
    """The bucket, what it tells whom, and the function that prepares."""

    account: AnalysedAccount
    folder: Path
    queue: SqsQueue
    clock: ManualClock = field(default_factory=lambda: ManualClock(SystemClock().now()))

    def deliver(self, cost: str) -> None:
        path = write_csv(self.folder / "export.csv", [focus_day(1, BilledCost=cost, EffectiveCost=cost)])
        self.account.client("s3").put_object(Bucket="bills", Key="bill/export.csv", Body=path.read_bytes())

    def told(self) -> list[dict[str, Any]]:
        """What the queue hands to the function."""
        return [
            {
                "messageId": str(number),
                "receiptHandle": message.receipt,
                "body": message.body,
                "attributes": {"ApproximateReceiveCount": str(message.deliveries)},
            }
            for number, message in enumerate(self.queue.receive())
        ]

    def prepare(self, *, again: bool = False, until: datetime | None = None) -> Manifest | None:
        """As the deployed function is put together; a preparation takes what it may for a million rows."""
        made = Arrivals(
            source=BILL,
            location=bill_location(BILL, self.account),
            place=PreparedPrefix(PREPARED, self.account),
            limits=Limits(memory_limit_mb=512),
            clock=self.clock,
            wait=self._wait,
            still_for_s=STILL_FOR_S,
        ).prepare(again=again, until=until)
        self.clock.advance(DELIVERED_ROWS_BAR_S)
        return made

    def _wait(self, seconds: float) -> None:
        self.clock.advance(seconds)


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        account = AnalysedAccount(region="us-east-1")
        s3, sqs, events = (account.client(name) for name in ("s3", "sqs", "events"))
        s3.create_bucket(Bucket="bills")
        s3.put_bucket_notification_configuration(
            Bucket="bills", NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        url = sqs.create_queue(QueueName="told.fifo", Attributes=fifo)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.put_rule(Name="written", EventPattern=json.dumps(PATTERN))
        target = {"Id": "queue", "Arn": arn, "SqsParameters": {"MessageGroupId": "bill"}}
        events.put_targets(Rule="written", Targets=[target])
        yield Stack(account=account, folder=tmp_path, queue=SqsQueue(sqs, url))


def total(bill: ExportBill, watch: BillWatch) -> Decimal:
    with watch.question():
        return bill.query(BillQuery()).totals["USD"]


def test_a_delivery_is_answered_from_within_a_minute_of_its_arrival(stack: Stack):
    stack.deliver("1.25")
    stack.prepare()
    with open_bill(BILL, account=stack.account, prepared=PREPARED) as bill:
        watch = BillWatch(bill, stack.clock)
        assert total(bill, watch) == Decimal("1.25")
        stack.queue.delete(*stack.queue.receive())
        stack.deliver("3")
        arrived = stack.clock.now()
        records = stack.told()
        assert records, "the bucket tells, and the queue has it"
        # A worker that looked just before the manifest was written looks again last.
        stack.clock.advance(bill.looked_at_every.total_seconds() - 0.001)
        assert total(bill, watch) == Decimal("1.25")
        assert handler({"Records": records}, Call(), arrivals=stack, messages=stack.queue) == {"batchItemFailures": []}
        stack.clock.advance(bill.looked_at_every.total_seconds())
        assert total(bill, watch) == Decimal(3)
        assert stack.clock.now() - arrived <= SEEN_WITHIN
