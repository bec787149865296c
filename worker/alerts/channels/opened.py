"""The channels of the settings, each over what it needs."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

from finops_core.clock import Clock
from worker.alerts.channels.mail import SesChannel, SmtpChannel
from worker.alerts.channels.port import Channel
from worker.alerts.channels.topic import SnsChannel
from worker.alerts.channels.webhooks import ChatChannel, SignedChannel
from worker.alerts.settings import (
    AlertSettings,
    ChannelSettings,
    ChatSettings,
    SesSettings,
    SmtpSettings,
    SnsSettings,
    WebhookSettings,
)

AwsClient = Callable[[Literal["ses", "sns"], str], Any]
"""The client of a service, by its boto3 name, in a region."""


def channels_of(
    settings: AlertSettings, secrets: Mapping[str, str], clock: Clock, aws: AwsClient
) -> tuple[Channel, ...]:
    """Every channel. Nothing is connected, and no client of AWS made, before the first message."""
    return tuple(_channel(one, secrets, clock, aws) for one in settings.channels)


def _channel(one: ChannelSettings, secrets: Mapping[str, str], clock: Clock, aws: AwsClient) -> Channel:
    match one:
        case SmtpSettings():
            return SmtpChannel(one, secrets)
        case SesSettings():
            return SesChannel(one, partial(aws, "ses", one.region))
        case SnsSettings():
            return SnsChannel(one, partial(aws, "sns", one.region))
        case ChatSettings():
            return ChatChannel(one, secrets)
        case WebhookSettings():
            return SignedChannel(one, secrets, clock)
