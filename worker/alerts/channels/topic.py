"""A topic of Amazon SNS. One that is FIFO drops what was sent twice within five minutes; of others a crash between
sending and marking can show a message twice, with the same key as an attribute."""

from typing import Any, Final

from finops_core.texts import readable
from worker.alerts.channels.port import ChannelFailed
from worker.alerts.message import Message, plain_lines
from worker.alerts.settings import SnsSettings

MOST_SUBJECT: Final = 99
MOST_BYTES: Final = 200 * 1024
"""SNS takes 256 KiB with attributes."""


class SnsChannel:
    """`client` makes the client of `sns` in the topic's region."""

    def __init__(self, settings: SnsSettings, client: Any) -> None:
        self._settings = settings
        self._client = client
        self.name = settings.name

    def send(self, message: Message) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        text = "\n".join(plain_lines(message)).encode()[:MOST_BYTES].decode(errors="ignore")
        subject = readable(message.title).encode("ascii", "replace").decode().strip()[:MOST_SUBJECT]
        fifo = {"MessageGroupId": "alerts", "MessageDeduplicationId": message.key}
        try:
            self._client().publish(
                TopicArn=self._settings.topic,
                Subject=subject,
                Message=text,
                MessageAttributes={"key": {"DataType": "String", "StringValue": message.key}},
                **(fifo if self._settings.topic.endswith(".fifo") else {}),
            )
        except ClientError as error:
            raise ChannelFailed(f"SNS did not take it ({error.response.get('Error', {}).get('Code', '')}).") from error
        except BotoCoreError as error:
            raise ChannelFailed(f"SNS cannot be reached ({type(error).__name__}).") from error
