"""An update with jobs in flight, and one that is taken back: no job is lost, and old clients go on.

`stored/` holds what releases left in DynamoDB, recorded by running them (`recording.py`).
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import ManualClock
from finops_core.jobs.events import TERMINAL_EVENTS, Event, Progress, TextDelta, TextEnded, TextStarted
from finops_core.jobs.model import JobStatus
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.table.attributes import from_attributes
from finops_core.table.dynamodb import DynamoDbTable
from finops_core.table.port import Put, Table
from finops_core.table.sqlite import SqliteTable
from tests.compatibility import first_records
from tests.compatibility.first_records import Unreadable
from tests.compatibility.recording import LONG_ANSWER, START, TAB, USER, Recorder, empty_account, run_frame
from websocket import message, publisher
from worker.deps import make_worker
from worker.process import process_job
from worker.run import JobRun
from worker.sweep import sweep

STORED = Path(__file__).parent / "stored"
RELEASES = sorted(file.stem for file in STORED.glob("*.json"))
MOST_ROUNDS = 20


def answered(run: JobRun) -> Iterator[Event]:
    """A worker's answer, as long as most."""
    yield TextStarted(message_id="m1")
    yield TextDelta(message_id="m1", delta=LONG_ANSWER)
    yield TextEnded(message_id="m1")
    yield Progress(percent=100, stage="answer", message="Done.")


class Updated(Recorder):
    """This release over what another one left; `plain` writes as releases before packed texts read it."""

    def __init__(self, clients: Any, folder: Path, release: str, *, plain: bool = False, store: Table | None = None):
        super().__init__(clients, folder)
        self.left: dict[str, Any] = json.loads((STORED / f"{release}.json").read_text(encoding="utf-8"))
        self.clock = ManualClock(START + timedelta(seconds=20))
        self.table = store or DynamoDbTable(self.client, "recorded", clock=self.clock, packs=not plain)
        self.jobs = JobRepository(self.table, self.clock, JobSettings(plain_records=plain))
        connections = type(self.door.connections)(self.table, self.clock)
        self.door = replace(self.door, clock=self.clock, jobs=self.jobs, connections=connections)
        self.poster.open.add(TAB)
        self.blobs = FolderBlobs(folder)
        self._restore()

    def _restore(self) -> None:
        for item in self.left["items"]:
            raw = {name: {"B": base64.b64decode(value["B"])} if "B" in value else value for name, value in item.items()}
            if isinstance(self.table, DynamoDbTable):
                self.client.put_item(TableName="recorded", Item=raw)
            else:
                self.table.put_if(Put(item=from_attributes(raw)))

    def job_id(self, name: str) -> str:
        return self.left["jobs"][name]

    def ring(self, *job_ids: str) -> None:
        """The worker of this release hears doorbells."""
        worker = make_worker(jobs=self.jobs, queue=self.queue, blobs=self.blobs, answer=_Answers())
        for job_id in job_ids:
            process_job(job_id, worker)

    def go_on(self) -> None:
        """What lies in the queue is heard, then the sweep rings for what is left, until nothing is."""
        self.ring(*self.left["doorbells"])
        for _ in range(MOST_ROUNDS):
            self.clock.advance(60)
            sweep(self.jobs, self.queue, self.blobs)
            rung = self.queue.receive()
            self.queue.delete(*rung)
            if not rung:
                return
            self.ring(*(doorbell.body for doorbell in rung))
        raise AssertionError("the sweep never stops ringing")

    def send(self, frame: Mapping[str, Any] | str) -> list[dict[str, Any]]:
        """A frame of a client; what it gets for it."""
        self.poster.take(TAB)
        event = {"requestContext": {"connectionId": TAB, "authorizer": {"userId": USER, "principalId": USER}}}
        body = frame if isinstance(frame, str) else json.dumps(frame)
        message.handler(event | {"body": body}, None, deps=self.door)
        return self.poster.take(TAB)

    def raw(self, job_id: str) -> list[dict[str, Any]]:
        """All items of a job as they lie in DynamoDB."""
        asked = {":pk": {"S": f"JOB#{job_id}"}}
        found = self.client.query(
            TableName="recorded", KeyConditionExpression="pk = :pk", ExpressionAttributeValues=asked
        )
        return found["Items"]


class _Answers:
    def __call__(self, run: JobRun) -> Iterator[Event]:
        return answered(run)


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["dynamodb", "dynamodb, to be taken back", "sqlite"])
def updated(request: pytest.FixtureRequest, tmp_path: Path, release: str) -> Iterator[Updated]:
    with empty_account() as clients:
        if request.param != "sqlite":
            yield Updated(clients, tmp_path, release, plain="taken back" in request.param)
            return
        with_file = SqliteTable(tmp_path / "table.db", clock=ManualClock(START + timedelta(seconds=20))).open()
        yield Updated(clients, tmp_path, release, store=with_file)
        with_file.close()


def test_no_job_in_flight_is_lost(updated: Updated):
    updated.go_on()
    states = {name: updated.jobs.of_user(USER, updated.job_id(name)) for name in ("waiting", "running", "finished")}
    assert {job.status for job in states.values()} == {JobStatus.SUCCEEDED}
    assert (states["waiting"].attempt, states["running"].attempt, states["finished"].attempt) == (1, 2, 1)
    assert updated.jobs.of_user(USER, updated.job_id("cancelled")).status is JobStatus.CANCELLED


def test_each_log_is_whole_and_ends_once(updated: Updated):
    updated.go_on()
    for name in ("waiting", "running", "finished", "cancelled"):
        segments = updated.jobs.log(updated.job_id(name))
        told = [number for segment in segments for number, _ in segment.numbered()]
        assert told == list(range(1, len(told) + 1)), name
        ends = [event for segment in segments for event in segment.events if isinstance(event, TERMINAL_EVENTS)]
        assert ends == [segments[-1].events[-1]], name


def test_no_active_job_is_left_to_count(updated: Updated):
    updated.go_on()
    asked = [updated.send(run_frame(f"later-{number}", "later"))[0] for number in range(6)]
    assert [frame["type"] for frame in asked] == ["ack"] * 5 + ["error"]


def test_a_deleted_conversation_stays_deleted_and_is_erased(updated: Updated):
    assert [thread.thread_id for thread in updated.jobs.threads.of_user(USER)] == ["thread-3", "thread-1"]
    updated.go_on()
    assert updated.jobs.find(updated.job_id("deleted")) is None


def test_a_client_of_then_resumes_where_it_was(updated: Updated):
    updated.go_on()
    wanted = [{"jobId": updated.job_id(name), "after": 2} for name in ("waiting", "running", "finished")]
    frames = updated.send({"type": "resume", "reqId": "r", "jobs": wanted})
    for want in wanted:
        chunks = [frame for frame in frames if frame.get("jobId") == want["jobId"] and "chunk" in frame]
        numbers = [int(frame["id"]) for frame in chunks]
        assert numbers == list(range(3, 3 + len(numbers)))
        assert chunks[-1]["chunk"]["type"] == "RUN_FINISHED"
        assert any(LONG_ANSWER[:40] in json.dumps(frame) for frame in chunks)


def test_a_question_sent_again_is_the_same_job(updated: Updated):
    for name, thread in (("waiting", "thread-3"), ("running", "thread-3"), ("finished", "thread-1")):
        [ack] = updated.send(run_frame(name, thread))
        assert (ack["type"], ack["jobId"], ack["duplicate"]) == ("ack", updated.job_id(name), True)


def test_a_record_of_the_stream_that_was_written_before_is_published_after(updated: Updated):
    first = next(item for item in updated.left["items"] if item["sk"]["S"] == "SEG#00000003")
    record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": first}}
    updated.poster.take(TAB)
    assert publisher.handler({"Records": [record]}, None, deps=updated.door) == {"batchItemFailures": []}
    assert updated.poster.take(TAB)[0]["id"] == "3"


# Taken back


@pytest.fixture
def taken_back(tmp_path: Path) -> Iterator[Updated]:
    """This release as it runs where an update may be taken back, over what the first release left."""
    with empty_account() as clients:
        yield Updated(clients, tmp_path, "before-packed-texts", plain=True)


@pytest.mark.parametrize("name", ["waiting", "running", "finished", "cancelled"])
def test_the_release_before_reads_each_job_whole(taken_back: Updated, name: str):
    taken_back.go_on()
    record, events = first_records.log_of(taken_back.raw(taken_back.job_id(name)))
    assert events[0]["type"] == "run_started"
    assert events[-1]["type"] == "run_finished"
    assert record["status"] == ("CANCELLED" if name == "cancelled" else "SUCCEEDED")


def test_the_release_before_goes_on_with_what_waits_and_what_runs(taken_back: Updated):
    """As it was submitted and as it was claimed by this release: the first takes neither for damaged."""
    [ack] = taken_back.send(run_frame("new", "thread-9"))
    record, events = first_records.log_of(taken_back.raw(ack["jobId"]))
    assert (record["status"], [event["type"] for event in events]) == ("QUEUED", ["run_started", "progress"])
    assert record["due_shard"] in ("0", "1", "2", "3")
    assert taken_back.jobs.claim(ack["jobId"], owner="worker-2") is not None
    record, _ = first_records.log_of(taken_back.raw(ack["jobId"]))
    assert (record["status"], record["lease_owner"], record["attempt"]) == ("RUNNING", "worker-2", 1)


def test_what_is_written_otherwise_the_release_before_cannot_read(tmp_path: Path):
    with empty_account() as clients:
        usual = Updated(clients, tmp_path, "before-packed-texts")
        [ack] = usual.send(run_frame("new", "thread-9"))
        with pytest.raises(Unreadable, match="the log has 0 events"):
            first_records.log_of(usual.raw(ack["jobId"]))
        usual.go_on()
        with pytest.raises(Unreadable, match="DynamoDB type B"):
            first_records.log_of(usual.raw(usual.job_id("waiting")))
