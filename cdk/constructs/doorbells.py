"""The queue that wakes workers, and where messages go that nobody could work on."""

from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk.alarms import FIVE_MINUTES, Alarms

VISIBILITY = Duration.minutes(90)
"""Six times the longest timeout of a worker, as Lambda advises; it hands a failed message back much sooner itself."""
DEAD_LETTERS_TIMEOUT = Duration.seconds(60)
MAX_DELIVERIES = 3


class Doorbells(Construct):
    """`queue` with its `dead_letters`, and `undelivered` for change records the publisher never managed to take."""

    def __init__(self, scope: Construct, id: str, *, alarms: Alarms, key: kms.IKey | None = None) -> None:
        super().__init__(scope, id)
        self._key = key
        self.dead_letters = self._queue("DeadLetters", visibility=Duration.seconds(6 * 60))
        self.undelivered = self._queue("Undelivered", visibility=Duration.seconds(30))
        self.queue = self._queue(
            "Queue",
            visibility=VISIBILITY,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=MAX_DELIVERIES),
        )
        alarms.above(
            "DeadLetters",
            self.dead_letters.metric_approximate_number_of_messages_visible(period=FIVE_MINUTES),
            0,
            "Jobs could not be worked on, and their users not told: see the log of the dead letters' function",
        )
        alarms.above(
            "Undelivered",
            self.undelivered.metric_approximate_number_of_messages_visible(period=FIVE_MINUTES),
            0,
            "Change records were given up; clients get their events by resuming. See the publisher's log",
        )
        alarms.above(
            "QueueAge",
            self.queue.metric_approximate_age_of_oldest_message(period=FIVE_MINUTES),
            Duration.minutes(10).to_seconds(),
            "Questions wait too long for a worker",
            periods=2,
        )

    def arns(self) -> dict[str, str]:
        """The queues' words of `cdk.iam`."""
        return {
            "queue": self.queue.queue_arn,
            "dead_letters": self.dead_letters.queue_arn,
            "undelivered": self.undelivered.queue_arn,
        }

    def _queue(
        self, id: str, *, visibility: Duration, dead_letter_queue: sqs.DeadLetterQueue | None = None
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            id,
            **encryption_by(self._key),
            enforce_ssl=True,
            visibility_timeout=visibility,
            retention_period=Duration.days(14 if dead_letter_queue is None else 4),
            dead_letter_queue=dead_letter_queue,
        )


def encryption_by(key: kms.IKey | None) -> dict[str, Any]:
    """How a queue is encrypted: by this key, which is asked for once an hour, or by SQS's own."""
    if key is None:
        return {"encryption": sqs.QueueEncryption.SQS_MANAGED}
    return {
        "encryption": sqs.QueueEncryption.KMS,
        "encryption_master_key": key,
        "data_key_reuse": Duration.hours(1),
    }
