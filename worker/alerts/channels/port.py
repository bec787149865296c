"""What a channel is to the outbox, and a channel in memory for tests."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from finops_core.errors import FinOpsError
from worker.alerts.message import Message

TIMEOUT_S: Final = 10.0
"""What connecting, and each wait for an answer, may take."""


class ChannelFailed(FinOpsError):
    """A message was not taken, or nobody knows whether it was. It is sent again, with the same key."""

    retryable = True


class Channel(Protocol):
    """One way to tell somebody."""

    @property
    def name(self) -> str:
        """What its settings call it."""
        ...

    def send(self, message: Message) -> None:
        """Returns when the other side has taken the message. Raises ChannelFailed; secrets are in none of its words."""
        ...


@dataclass(slots=True)
class HeardChannel:
    """A receiver in memory that keeps keys: what was sent twice is taken once."""

    name: str
    taken: dict[str, Message] = field(default_factory=dict[str, Message])
    sent: int = 0
    down: bool = False

    def send(self, message: Message) -> None:
        self.sent += 1
        if self.down:
            raise ChannelFailed("Nobody is there.")
        self.taken.setdefault(message.key, message)
