"""Every way the feed can lose, double and re-order up to six records ends in the same events at the client."""

import json
from collections.abc import Mapping
from itertools import product
from typing import Any

from finops_client.frames import Envelope
from finops_client.stream import JobStream
from finops_core.jobs.events import Progress, RunFinished, StepFinished, StepStarted
from finops_core.table.dynamodb import to_attributes
from tests.unit.websocket.door import Door
from websocket import publisher

RECORDS = 4
LENGTH = 6


def records_of_a_job(door: Door) -> tuple[str, list[Mapping[str, Any]]]:
    """The stream records of a job that wrote four segments."""
    job_id = door.run()["jobId"]
    job = door.work(job_id, StepStarted(stage="routing"), Progress(percent=30, stage="routing", message="m"))
    job = door.jobs.append(job, (StepFinished(stage="routing"), Progress(percent=60, stage="agents", message="m")))
    door.jobs.append(job, (Progress(percent=100, stage="answer", message="m"), RunFinished()))
    records: list[Mapping[str, Any]] = [
        {
            "eventName": "INSERT",
            "dynamodb": {"SequenceNumber": str(record.number), "NewImage": to_attributes(record.item)},
        }
        for record in door.table.feed(0, 100)
    ]
    return job_id, records


def frames_of(door: Door, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the publisher posts for one delivery of a record."""
    door.poster.take("c1")
    publisher.handler({"Records": [record]}, None, deps=door.deps)
    return door.poster.take("c1")


def test_every_schedule_of_feed_records_gives_each_event_once_and_in_order(door: Door):
    job_id, records = records_of_a_job(door)
    assert len(records) == RECORDS
    posted = [frames_of(door, record) for record in records]
    everything = [int(frame["id"]) for frames in posted for frame in frames]
    assert everything == list(range(1, 9))
    resumed = replayable(door, job_id)
    schedules = [order for length in range(LENGTH + 1) for order in product(range(RECORDS), repeat=length)]
    for schedule in schedules:
        stream = JobStream(job_id, now=0.0)
        seen: list[int] = []
        for number in schedule:
            receive(stream, posted[number], seen)
        if not stream.drained:
            assert stream.due_at() is not None, schedule
            receive(stream, resumed[stream.last :], seen)
        assert seen == everything, schedule
        assert stream.drained, schedule
    assert len(schedules) == sum(RECORDS**length for length in range(LENGTH + 1))


def replayable(door: Door, job_id: str) -> list[dict[str, Any]]:
    frames = door.send({"type": "resume", "jobs": [{"jobId": job_id, "after": 0}]})
    return [frame for frame in frames if "chunk" in frame]


def receive(stream: JobStream, frames: list[dict[str, Any]], seen: list[int]) -> None:
    for frame in frames:
        stream.receive(Envelope.model_validate_json(json.dumps(frame)), 0.0)
        while (ready := stream.take(0.0)) is not None:
            seen.append(ready.seq)
