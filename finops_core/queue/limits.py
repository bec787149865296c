"""The limits of the queue port, the same for every backend because SQS sets them."""

MAX_DELAY_S = 900
MAX_RECEIVE = 10
MAX_WAIT_S = 20


def check_delay(delay_s: int) -> None:
    """Raises ValueError outside 0 to 900 seconds."""
    if not 0 <= delay_s <= MAX_DELAY_S:
        raise ValueError(f"a message is delayed by 0 to {MAX_DELAY_S} seconds, not {delay_s}")


def check_receive(limit: int, wait_s: float) -> None:
    """Raises ValueError unless 1 to 10 messages are asked for, with a wait of 0 to 20 seconds."""
    if not 1 <= limit <= MAX_RECEIVE:
        raise ValueError(f"a receive takes 1 to {MAX_RECEIVE} messages, not {limit}")
    if not 0 <= wait_s <= MAX_WAIT_S:
        raise ValueError(f"a receive waits 0 to {MAX_WAIT_S} seconds, not {wait_s}")
