"""The queue in SQS. Imports nothing of botocore: the client is given, and websocket handlers import this.

Visibility, the number of deliveries and the dead letters are the queue's own settings (its redrive policy).
"""

from typing import TYPE_CHECKING, Any

from finops_core.aws.errors import error_code, storage_error
from finops_core.queue.limits import check_delay, check_receive
from finops_core.queue.port import Message

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

_NO_LONGER_OURS = frozenset(
    {
        "InvalidParameterValue",
        "MessageNotInflight",
        "ReceiptHandleIsInvalid",
        "AWS.SimpleQueueService.MessageNotInflight",
    }
)
"""The delivery is over: the message was deleted, or is visible again. Nothing is left to do for its receiver."""


class SqsQueue:
    """The port's Queue over an existing SQS queue."""

    def __init__(self, client: "SQSClient", url: str, *, group: str = "") -> None:
        """`group` is that of messages sent to a FIFO queue, which drops equal bodies and delays no single message."""
        self._client = client
        self._url = url
        self._group = group

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        check_delay(delay_s)
        if self._group and delay_s:
            raise ValueError("a FIFO queue delays no single message")
        told: dict[str, Any] = {"MessageGroupId": self._group} if self._group else {"DelaySeconds": delay_s}
        for body in bodies:
            self._call("send_message", MessageBody=body, **told)

    def receive(self, *, limit: int = 10, wait_s: float = 0) -> list[Message]:
        """SQS waits whole seconds; a fraction is dropped."""
        check_receive(limit, wait_s)
        answer = self._call(
            "receive_message",
            MaxNumberOfMessages=limit,
            WaitTimeSeconds=int(wait_s),
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [
            Message(
                body=message["Body"],
                receipt=message["ReceiptHandle"],
                deliveries=int(message["Attributes"]["ApproximateReceiveCount"]),
            )
            for message in answer.get("Messages", [])
        ]

    def delete(self, *messages: Message) -> None:
        for message in messages:
            self._settle("delete_message", ReceiptHandle=message.receipt)

    def hand_back(self, message: Message, *, delay_s: int = 0) -> None:
        check_delay(delay_s)
        self._settle("change_message_visibility", ReceiptHandle=message.receipt, VisibilityTimeout=delay_s)

    def _settle(self, operation: str, **parameters: Any) -> None:
        from botocore.exceptions import ClientError

        try:
            self._call(operation, **parameters)
        except ValueError as error:
            cause = error.__cause__
            if not (isinstance(cause, ClientError) and error_code(cause) in _NO_LONGER_OURS):
                raise

    def _call(self, operation: str, **parameters: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client, operation)(QueueUrl=self._url, **parameters)
        except (BotoCoreError, ClientError) as error:
            raise storage_error(error, f"queue {self._url}") from error
