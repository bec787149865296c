"""Asks questions over HTTP, each in one request that waits for its answer, and counts what each takes.

The HTTP API and the private address are the same code (ADR 43), so that one count stands for both.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cloud_price.jobs import QUESTIONS, USER, Asked
from benchmarks.cloud_price.small_stack import Part, SmallStack, part_of, small_stack
from websocket import publisher
from websocket.http_api.handler import respond
from websocket.tokens import Identity
from worker.process import process_job


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOverHttp(Asked):
    """One question. `front` is the function that waits, without its waiting.

    `looks` is how often it looked at the job: here the worker answers between the first and the second.
    """

    looks: int


def ask_over_http(folder: Path, questions: Sequence[str] = QUESTIONS) -> list[AskedOverHttp]:
    """Asks each question in a conversation of its own. Raises RuntimeError for one that is not answered at once."""
    with small_stack(folder) as stack:
        return [_ask(number, text, stack) for number, text in enumerate(questions)]


def _ask(number: int, question: str, stack: SmallStack) -> AskedOverHttp:
    before, position = stack.counts.copy(), stack.table.feed_position()
    worked: list[Part] = []

    def work(_seconds: float) -> None:
        for doorbell in stack.queue.receive():
            worked.append(part_of(lambda: process_job(doorbell.body, stack.worker), stack.counts))  # noqa: B023
            stack.queue.delete(doorbell)

    answered: list[int] = []
    event = _event(number, question)
    both = part_of(
        lambda: answered.append(
            respond(event, stack.door, lambda _: Identity(user_id=USER), work, longest_wait_s=110)["statusCode"]
        ),
        stack.counts,
    )
    if answered != [200] or len(worked) != 1:
        raise RuntimeError(f"{question!r} was answered with {answered}")
    records = stack.table.feed(position, 1000)
    published = part_of(
        lambda: [publisher.publish([(record.number, record.item)], stack.door) for record in records], stack.counts
    )
    return AskedOverHttp(
        question=question,
        counts=stack.counts.copy() - before,
        front=both - worked[0],
        worker=worked[0],
        publisher=published,
        batches=len(records),
        looks=2,
    )


def _event(number: int, question: str) -> dict[str, object]:
    """A request in payload format 2.0, as API Gateway and a function's URL give it."""
    run_id, thread_id = f"6f1f0a52-5a0e-4f0c-9d3c-{number:012d}", f"b2b5d3de-77aa-4f0f-8c8f-{number:012d}"
    messages = [{"id": f"{run_id}-1", "role": "user", "content": question}]
    return {
        "rawPath": "/v1/questions",
        "requestContext": {"http": {"method": "POST"}},
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"threadId": thread_id, "runId": run_id, "messages": messages}),
    }
