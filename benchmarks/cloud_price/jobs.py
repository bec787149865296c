"""Asks questions through the product's own handlers, one tab open, and counts what each takes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cloud_price.counting import Counts
from benchmarks.cloud_price.small_stack import Part, SmallStack, part_of, small_stack
from websocket import message, publisher
from worker.process import process_job

USER, TAB = "0d6c2f4e-9f5b-4c3e-8a51-3c1d7be0c9aa", "L0SM9cOFvHcCIhw="
"""As long as Cognito's and API Gateway's."""

QUESTIONS = (
    "What did I spend by service?",
    "What did I spend by account?",
    "daily cost of EC2",
    "top 5 services",
    "cost by region",
    "What did I spend in October 2018?",
    "cost of S3 by usage type",
    "cost by charge category",
    "What were my biggest cost increases?",
    "How much data transfer did we pay for?",
)
"""Of the fast path, the everyday ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: what was counted, and by which function. `batches` are the publisher's calls, at worst."""

    question: str
    counts: Counts
    front: Part
    worker: Part
    publisher: Part
    batches: int


def ask_all(folder: Path, questions: Sequence[str] = QUESTIONS) -> list[Asked]:
    """Asks each question in a conversation of its own. Raises RuntimeError for one that does not succeed."""
    with small_stack(folder) as stack:
        return [_ask(number, text, stack) for number, text in enumerate(questions)]


def _ask(number: int, question: str, stack: SmallStack) -> Asked:
    door, worker, table, counts = stack.door, stack.worker, stack.table, stack.counts
    before, position = counts.copy(), table.feed_position()
    run_id, thread_id = f"6f1f0a52-5a0e-4f0c-9d3b-{number:012d}", f"b2b5d3de-77aa-4f0f-8c8e-{number:012d}"
    frame = {
        "type": "run",
        "reqId": run_id,
        "input": {
            "threadId": thread_id,
            "runId": run_id,
            "messages": [{"id": f"{run_id}-1", "role": "user", "content": question}],
        },
    }
    event = {
        "requestContext": {"connectionId": TAB, "authorizer": {"userId": USER, "principalId": USER}},
        "body": json.dumps(frame),
    }
    front = part_of(lambda: message.handler(event, None, deps=door), counts)
    [doorbell] = worker.queue.receive()
    worked = part_of(lambda: process_job(doorbell.body, worker), counts)
    job = door.jobs.find(doorbell.body)
    if job is None or job.status.value != "SUCCEEDED":
        raise RuntimeError(f"{question!r} ended as {job.status if job else 'nothing'}")
    records = table.feed(position, 1000)

    def publish() -> None:
        for record in records:  # at worst, each segment is a batch of its own
            publisher.publish([(record.number, record.item)], door)

    published = part_of(publish, counts)
    return Asked(
        question=question,
        counts=counts.copy() - before,
        front=front,
        worker=worked,
        publisher=published,
        batches=len(records),
    )
