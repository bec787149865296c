"""The queue contract over SQLite and SQS."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from finops_core.queue.port import Message, Queue
from finops_core.queue.sqs import SqsQueue
from tests.contract.storage_backends import MAX_DELIVERIES, VISIBILITY_S, QueueUnderTest


def bodies(messages: list[Message]) -> list[str]:
    return sorted(message.body for message in messages)


def drain(queue: Queue) -> list[Message]:
    received: list[Message] = []
    while batch := queue.receive():
        received += batch
    return received


def receive_one(queue: Queue) -> Message:
    (message,) = queue.receive(limit=1)
    return message


def test_a_message_sent_is_received_with_its_body(queues: QueueUnderTest) -> None:
    queues.queue.send("JOB 1 ü 🚀 \" ' \\")
    message = receive_one(queues.queue)
    assert message.body == "JOB 1 ü 🚀 \" ' \\"
    assert message.deliveries == 1


def test_an_empty_queue_gives_nothing(queues: QueueUnderTest) -> None:
    assert queues.queue.receive() == []


def test_each_message_is_given_to_one_receiver(queues: QueueUnderTest) -> None:
    sent = [f"job {number}" for number in range(23)]
    for body in sent:
        queues.queue.send(body)
    received = drain(queues.queue)
    assert bodies(received) == sorted(sent)
    assert len({message.receipt for message in received}) == len(sent)


def test_a_receive_gives_at_most_its_limit(queues: QueueUnderTest) -> None:
    for number in range(12):
        queues.queue.send(str(number))
    assert len(queues.queue.receive(limit=3)) == 3
    assert len(queues.queue.receive(limit=10)) <= 9


def test_equal_bodies_are_different_messages(queues: QueueUnderTest) -> None:
    for _ in range(2):
        queues.queue.send("same")
    first, second = queues.queue.receive()
    queues.queue.delete(first)
    queues.pass_time(VISIBILITY_S + 1)
    again = receive_one(queues.queue)
    assert (again.body, again.deliveries) == (second.body, 2)


def test_a_deleted_message_never_comes_back(queues: QueueUnderTest) -> None:
    queues.queue.send("done")
    message = receive_one(queues.queue)
    queues.queue.delete(message)
    queues.pass_time(VISIBILITY_S + 1)
    assert queues.queue.receive() == []


def test_deleting_twice_is_fine(queues: QueueUnderTest) -> None:
    queues.queue.send("done")
    queues.queue.send("other")
    messages = queues.queue.receive()
    gone = next(message for message in messages if message.body == "done")
    queues.queue.delete(gone)
    queues.queue.delete(gone)
    queues.pass_time(VISIBILITY_S + 1)
    assert bodies(queues.queue.receive()) == ["other"]


def test_a_received_message_is_hidden_until_its_visibility_time_is_over(queues: QueueUnderTest) -> None:
    queues.queue.send("job")
    first = receive_one(queues.queue)
    queues.pass_time(VISIBILITY_S - 1)
    assert queues.queue.receive() == []
    queues.pass_time(2)
    second = receive_one(queues.queue)
    assert (second.body, second.deliveries) == ("job", 2)
    assert second.receipt != first.receipt


def test_a_delayed_message_comes_after_its_delay(queues: QueueUnderTest) -> None:
    queues.queue.send("later", delay_s=60)
    queues.queue.send("now")
    assert bodies(queues.queue.receive()) == ["now"]
    queues.pass_time(58)
    assert "later" not in bodies(queues.queue.receive())
    queues.pass_time(3)
    assert "later" in bodies(queues.queue.receive())


def test_a_message_handed_back_comes_at_once_to_another(queues: QueueUnderTest) -> None:
    queues.queue.send("job")
    queues.queue.hand_back(receive_one(queues.queue))
    again = receive_one(queues.queue)
    assert (again.body, again.deliveries) == ("job", 2)


def test_a_message_handed_back_with_a_delay_comes_after_it(queues: QueueUnderTest) -> None:
    queues.queue.send("job")
    queues.queue.hand_back(receive_one(queues.queue), delay_s=10)
    assert queues.queue.receive() == []
    queues.pass_time(11)
    assert receive_one(queues.queue).body == "job"


def test_handing_back_what_is_deleted_does_not_bring_it_back(queues: QueueUnderTest) -> None:
    queues.queue.send("job")
    message = receive_one(queues.queue)
    queues.queue.delete(message)
    queues.queue.hand_back(message)
    assert queues.queue.receive() == []


def test_a_message_delivered_too_often_goes_to_the_dead_letters(queues: QueueUnderTest) -> None:
    queues.queue.send("poison")
    queues.queue.send("poison too")
    for delivery in range(1, MAX_DELIVERIES + 1):
        messages = queues.queue.receive()
        assert {message.deliveries for message in messages} == {delivery}
        queues.pass_time(VISIBILITY_S + 1)
    assert queues.dead_letters.receive() == []
    assert queues.queue.receive() == []
    dead = queues.dead_letters.receive()
    assert bodies(dead) == ["poison", "poison too"]
    queues.pass_time(VISIBILITY_S + 1)
    assert queues.queue.receive() == []


def test_a_dead_letter_does_not_keep_others_from_being_received(queues: QueueUnderTest) -> None:
    queues.queue.send("poison")
    for _ in range(MAX_DELIVERIES):
        receive_one(queues.queue)
        queues.pass_time(VISIBILITY_S + 1)
    queues.queue.send("healthy")
    assert bodies(drain(queues.queue)) == ["healthy"]
    assert bodies(queues.dead_letters.receive()) == ["poison"]


def test_a_waiting_receiver_gets_what_is_sent_meanwhile(queues: QueueUnderTest) -> None:
    waiting = threading.Event()

    def receive() -> list[Message]:
        waiting.set()
        return queues.queue.receive(wait_s=20)

    with ThreadPoolExecutor(1) as thread:
        received = thread.submit(receive)
        assert waiting.wait(10)
        queues.queue.send("job")
        assert bodies(received.result(timeout=20)) == ["job"]


def test_receivers_at_the_same_time_share_the_messages(queues: QueueUnderTest) -> None:
    sent = [f"job {number}" for number in range(40)]
    for body in sent:
        queues.queue.send(body)
    with ThreadPoolExecutor(4) as threads:
        received = [message for part in threads.map(drain, [queues.queue] * 4) for message in part]
    assert set(bodies(received)) == set(sent)
    # SQS may deliver a message twice even so; our own queue, one transaction a receive, never does.
    assert len(received) < 2 * len(sent) if isinstance(queues.queue, SqsQueue) else len(received) == len(sent)


@pytest.mark.parametrize("delay_s", [-1, 901])
def test_a_delay_outside_the_limits_is_refused(queues: QueueUnderTest, delay_s: int) -> None:
    with pytest.raises(ValueError, match="900"):
        queues.queue.send("job", delay_s=delay_s)
    queues.queue.send("job")
    message = receive_one(queues.queue)
    with pytest.raises(ValueError, match="900"):
        queues.queue.hand_back(message, delay_s=delay_s)


@pytest.mark.parametrize(("limit", "wait_s"), [(0, 0), (11, 0), (1, -1), (1, 21)])
def test_a_receive_outside_the_limits_is_refused(queues: QueueUnderTest, limit: int, wait_s: int) -> None:
    with pytest.raises(ValueError, match="receive"):
        queues.queue.receive(limit=limit, wait_s=wait_s)


def test_messages_sent_together_are_messages_like_any_other(queues: QueueUnderTest) -> None:
    queues.queue.send("a", "b", "b")
    queues.queue.send()
    first, *others = drain(queues.queue)
    queues.queue.delete(first)
    assert bodies([first, *others]) == ["a", "b", "b"]
    queues.pass_time(VISIBILITY_S)
    assert bodies(drain(queues.queue)) == bodies(others)


def test_messages_sent_together_with_a_delay_all_wait_for_it(queues: QueueUnderTest) -> None:
    with pytest.raises(ValueError, match="delay"):
        queues.queue.send("a", "b", delay_s=-1)
    assert drain(queues.queue) == []
