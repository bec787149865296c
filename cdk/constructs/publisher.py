"""From the table's stream to the connections: new log segments are posted to their user."""

from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk import iam
from cdk.alarms import FIVE_MINUTES
from cdk.constructs.function import Fittings
from finops_core.table.schema import FEED_PREFIXES

MAX_RECORD_AGE = Duration.minutes(15)
RETRIES = 5


class Publisher(Construct):
    """The stream's consumer.

    A record that cannot be published holds its shard up for at most `RETRIES` tries, halved batches and
    `MAX_RECORD_AGE`, then goes to `undelivered`; its clients see the gap and resume.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        fittings: Fittings,
        undelivered: sqs.IQueue,
    ) -> None:
        super().__init__(scope, id)
        publisher = fittings.function(
            self,
            "Publisher",
            handler="websocket.publisher.handler",
            grants=iam.PUBLISHER,
            timeout=Duration.seconds(60),
        )
        lambda_.EventSourceMapping(
            self,
            "Feed",
            target=publisher.entry,
            event_source_arn=fittings.arns["stream"],
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=100,
            parallelization_factor=10,
            filters=[
                lambda_.FilterCriteria.filter(
                    {
                        "eventName": lambda_.FilterRule.is_equal("INSERT"),
                        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": prefix} for prefix in FEED_PREFIXES]}}},
                    }
                )
            ],
            report_batch_item_failures=True,
            bisect_batch_on_error=True,
            retry_attempts=RETRIES,
            max_record_age=MAX_RECORD_AGE,
            on_failure=cast(lambda_.IEventSourceDlq, event_sources.SqsDlq(undelivered)),
        )
        fittings.alarms.above(
            "FeedAge",
            publisher.function.metric("IteratorAge", period=FIVE_MINUTES, statistic="max"),
            Duration.minutes(1).to_milliseconds(),
            "Events reach their users more than a minute late",
        )
