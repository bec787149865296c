"""What prepares a delivery of the bill when it has arrived: the bucket's events, their queue, and one function."""

from pathlib import Path
from typing import Any, cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk import iam
from cdk.alarms import FIVE_MINUTES, Alarms
from cdk.capacity import BESIDE_DUCKDB_MB, LONGEST_S
from cdk.constructs.doorbells import MAX_DELIVERIES, encryption_by
from cdk.constructs.function import Function
from cdk.constructs.private_network import PrivateNetwork
from cdk.constructs.releases import Releases
from cdk.environment import environment_of
from worker.deps import ARRIVALS_GROUP, ArrivalSettings

DISK_MB = 10_240
VISIBILITY = Duration.minutes(30)
"""Twice the function's timeout; what failed is handed back much sooner."""


class Arrivals(Construct):
    """Every event of a group is handed out after those before it, so that one delivery is prepared at a time.

    Each hour it is looked without an event too: for a bucket that tells none, and for what an upgrade has to prepare
    anew.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        bill: str,
        settings: dict[str, Any],
        code: Path,
        arns: dict[str, str],
        alarms: Alarms,
        memory_mb: int,
        releases: Releases,
        rolled_up_by: dict[str, Any] | None = None,
        key: kms.IKey | None = None,
        network: PrivateNetwork | None = None,
    ) -> None:
        """`bill` is `s3://bucket/prefix`; `settings` are those of ArrivalSettings without the queue's and memory's.

        `rolled_up_by` are the settings of Athena where it rolls up what is large.
        """
        super().__init__(scope, id)
        self._key = key
        self.failed = self._queue("Failed", Duration.days(14))
        self.queue = self._queue(
            "Told", Duration.days(4), sqs.DeadLetterQueue(queue=self.failed, max_receive_count=MAX_DELIVERIES)
        )
        preparer = Function(
            self,
            "Preparer",
            handler="worker.arrivals.handler",
            code=code,
            environment=environment_of(
                ArrivalSettings,
                **settings,
                queue_url=self.queue.queue_url,
                memory_limit_mb=memory_mb - BESIDE_DUCKDB_MB,
                engine="duckdb" if rolled_up_by is None else "athena",
                engine_settings=rolled_up_by or {},
            ),
            grants=iam.PREPARER if rolled_up_by is None else (*iam.PREPARER, *iam.ROLLING_UP),
            arns={**arns, "arrivals": self.queue.queue_arn},
            alarms=alarms,
            timeout=Duration.seconds(LONGEST_S),
            memory_mb=memory_mb,
            disk_mb=DISK_MB,
            releases=releases,
            network=network,
        )
        lambda_.EventSourceMapping(
            self,
            "Batches",
            target=preparer.entry,
            event_source_arn=self.queue.queue_arn,
            batch_size=10,
            report_batch_item_failures=True,
        )
        self._listen(bill)
        alarms.above(
            "DeliveriesNotPrepared",
            self.failed.metric_approximate_number_of_messages_visible(period=FIVE_MINUTES),
            0,
            "A delivery of the bill could not be prepared, and answers come from the one before: finops cloud doctor",
        )

    def _listen(self, bill: str) -> None:
        bucket, _, prefix = bill.removeprefix("s3://").partition("/")
        told: dict[str, Any] = {"bucket": {"name": [bucket]}}
        if prefix:
            told["object"] = {"key": [{"prefix": prefix}]}
        pattern = events.EventPattern(source=["aws.s3"], detail_type=["Object Created", "Object Deleted"], detail=told)
        hourly = events.Schedule.rate(Duration.hours(1))
        for rule in (
            events.Rule(self, "Written", event_pattern=pattern),
            events.Rule(self, "EveryHour", schedule=hourly),
        ):
            target = targets.SqsQueue(cast(sqs.IQueue, self.queue), message_group_id=ARRIVALS_GROUP)
            rule.add_target(cast(events.IRuleTarget, target))

    def _queue(self, id: str, kept: Duration, dead_letters: sqs.DeadLetterQueue | None = None) -> sqs.Queue:
        return sqs.Queue(
            self,
            id,
            fifo=True,
            # An event has an id of its own, so that no two are taken for one.
            content_based_deduplication=True,
            **encryption_by(self._key),
            enforce_ssl=True,
            visibility_timeout=VISIBILITY,
            retention_period=kept,
            dead_letter_queue=dead_letters,
        )
