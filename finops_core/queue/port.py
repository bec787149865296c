"""The queue port: at-least-once doorbells with visibility, redelivery and dead letters, as SQS has them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One delivery. `receipt` names this delivery only; `deliveries` counts from 1."""

    body: str
    receipt: str
    deliveries: int


class Sender(Protocol):
    """The end of a queue that is written to."""

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        """Adds messages, visible after `delay_s` seconds (0 to 900). May raise StorageUnavailable."""
        ...


class Queue(Sender, Protocol):
    """Order is not promised, a message may come twice. Every method may raise StorageUnavailable."""

    def receive(self, *, limit: int = 10, wait_s: float = 0) -> list[Message]:
        """Up to `limit` (1 to 10) messages, hidden from others for the queue's visibility time.

        Waits up to `wait_s` (0 to 20) for the first one. A message delivered more often than the queue's
        `max_deliveries` goes to the dead letters instead.
        """
        ...

    def delete(self, *messages: Message) -> None:
        """Acknowledges: the messages never come back. Deleting twice is fine."""
        ...

    def hand_back(self, message: Message, *, delay_s: int = 0) -> None:
        """Makes the message visible again after `delay_s` seconds, for another worker."""
        ...
