"""The change feed's consumer: what it does with each record, and what a failure costs whom."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from finops_core.errors import ConnectionGone, StorageUnavailable
from finops_core.jobs.events import Progress, RunFinished, StepStarted
from finops_core.table.attributes import to_attributes
from finops_core.table.port import Item
from tests.unit.websocket.door import Door
from websocket import publisher
from websocket.connections import CONNECTING_S, MAX_CONNECTION_S

STEPS = (StepStarted(stage="routing"), Progress(percent=30, stage="routing", message="m"))


class FailingPoster:
    """Refuses the nth post with an error; the others arrive."""

    def __init__(self, door: Door, error: Exception, *, nth: int) -> None:
        self._poster, self._error, self._left = door.poster, error, nth

    def post(self, connection_id: str, *frames: bytes) -> None:
        for data in frames:
            self._left -= 1
            if self._left == 0:
                raise self._error
            self._poster.post(connection_id, data)


def with_poster(door: Door, poster: object) -> Any:
    return replace(door.deps, poster=poster)


def records(door: Door, *, kind: str = "INSERT") -> list[Mapping[str, Any]]:
    return [record(item.number, item.item, kind=kind) for item in door.table.feed(0, 1000)]


def record(number: int, item: Item, *, kind: str = "INSERT") -> Mapping[str, Any]:
    return {"eventName": kind, "dynamodb": {"SequenceNumber": str(number), "NewImage": to_attributes(item)}}


def seqs(door: Door, connection_id: str = "c1") -> list[int]:
    return [int(frame["id"]) for frame in door.poster.frames(connection_id) if "chunk" in frame]


@pytest.mark.parametrize("kind", ["MODIFY", "REMOVE"])
def test_only_what_is_new_is_published(door: Door, kind: str):
    door.run()
    door.poster.take("c1")
    answer = publisher.handler({"Records": records(door, kind=kind)}, None, deps=door.deps)
    assert answer == {"batchItemFailures": []}
    assert door.poster.frames("c1") == []


def test_an_expired_record_removed_by_the_store_is_no_news(door: Door):
    removed = {"eventName": "REMOVE", "dynamodb": {"SequenceNumber": "1", "OldImage": {"sk": {"S": "SEG#00000001"}}}}
    assert publisher.handler({"Records": [removed]}, None, deps=door.deps) == {"batchItemFailures": []}


def test_an_item_of_another_kind_is_passed_over(door: Door):
    other = record(1, {"pk": "JOB#x", "sk": "JOB", "job_id": "x"})
    assert publisher.handler({"Records": [other]}, None, deps=door.deps) == {"batchItemFailures": []}
    assert door.poster.frames("c1") == []


def test_a_store_that_stays_away_brings_the_rest_of_the_batch_again_in_order(door: Door):
    job_id = door.run()["jobId"]
    door.work(job_id, *STEPS)
    door.poster.take("c1")
    deps = with_poster(door, FailingPoster(door, StorageUnavailable("gone"), nth=3))
    batch = records(door)
    answer = publisher.handler({"Records": batch}, None, deps=deps)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert seqs(door) == [1, 2]
    publisher.handler({"Records": batch[1:]}, None, deps=door.deps)
    assert seqs(door) == [1, 2, 3, 4]


def test_a_record_that_cannot_be_read_holds_up_nobody(door: Door):
    job_id = door.run()["jobId"]
    door.work(job_id, *STEPS)
    door.poster.take("c1")
    first, second = records(door)
    broken = record(99, {"pk": "JOB#x", "sk": "SEG#00000001", "events": "nonsense"})
    answer = publisher.handler({"Records": [first, broken, second]}, None, deps=door.deps)
    assert answer == {"batchItemFailures": []}
    assert seqs(door) == [1, 2, 3, 4]


def test_one_connection_that_is_gone_does_not_keep_frames_from_the_next(door: Door):
    door.connect("ada", "c0")
    door.connect("ada", "c2")
    door.run()
    door.poster.open -= {"c0"}
    door.clock.advance(CONNECTING_S)
    door.poster.take("c1")
    door.publish()
    assert seqs(door, "c1") == seqs(door, "c2") == [1, 2]
    assert [connection.connection_id for connection in door.deps.connections.of_user("ada")] == ["c1", "c2"]


def test_a_connection_that_goes_in_the_middle_of_a_segment_gets_nothing_more_of_it(door: Door):
    job_id = door.run()["jobId"]
    door.work(job_id, *STEPS, RunFinished())
    door.poster.take("c1")
    deps = with_poster(door, FailingPoster(door, ConnectionGone("gone"), nth=4))
    door.clock.advance(CONNECTING_S)
    assert publisher.handler({"Records": records(door)}, None, deps=deps) == {"batchItemFailures": []}
    assert seqs(door) == [1, 2, 3]
    assert door.deps.connections.of_user("ada") == []


@pytest.mark.parametrize(("age", "kept"), [(0, True), (CONNECTING_S - 1, True), (CONNECTING_S, False)])
def test_a_connection_is_forgotten_once_its_connect_must_have_returned(door: Door, age: int, kept: bool):
    door.run()
    door.poster.open.discard("c1")
    door.clock.advance(age)
    door.publish()
    assert bool(door.deps.connections.of_user("ada")) is kept


@pytest.mark.parametrize(("age", "kept"), [(MAX_CONNECTION_S - 1, True), (MAX_CONNECTION_S, False)])
def test_a_connection_whose_disconnect_was_lost_is_gone_after_two_hours_and_ten_minutes(
    door: Door, age: int, kept: bool
):
    assert MAX_CONNECTION_S == 7800
    door.clock.advance(age)
    assert bool(door.deps.connections.of_user("ada")) is kept


def test_a_duplicated_record_is_posted_again_with_the_same_numbers(door: Door):
    door.run()
    door.poster.take("c1")
    batch = records(door)
    publisher.handler({"Records": [*batch, *batch]}, None, deps=door.deps)
    assert seqs(door) == [1, 2, 1, 2]


def test_nobody_connected_costs_nothing_and_fails_nothing(door: Door):
    door.run()
    door.disconnect()
    assert door.publish() == {"batchItemFailures": []}


@pytest.mark.parametrize(("offset", "expected"), [("0", [1, 2, 3, 4]), ("2", [3, 4]), ("4", []), ("9", [])])
def test_a_replay_in_the_url_sends_what_comes_after_its_offset(door: Door, offset: str, expected: list[int]):
    job_id = door.run()["jobId"]
    door.work(job_id, *STEPS)
    door.table.trim_feed(door.table.feed_position())
    door.connect("ada", "c2", query={"runId": "run-1", "offset": offset})
    assert door.publish() == {"batchItemFailures": []}
    assert seqs(door, "c2") == expected
    done = door.poster.frames("c2")[-1]
    assert (done["type"], done["jobId"], done["through"]) == ("resume.done", job_id, max(4, int(offset)))


def test_a_replay_of_another_users_run_of_the_same_name_is_not_found(door: Door):
    door.run()
    door.table.trim_feed(door.table.feed_position())
    door.connect("bob", "c2", query={"runId": "run-1", "offset": "0"})
    door.publish()
    (frame,) = door.poster.frames("c2")
    assert (frame["type"], frame["code"], frame["reqId"]) == ("error", "JOB_NOT_FOUND", "run-1")


def test_a_replay_for_a_connection_that_left_is_not_tried_again(door: Door):
    door.run()
    door.table.trim_feed(door.table.feed_position())
    door.connect("ada", "c2", query={"runId": "run-1", "offset": "0"})
    door.disconnect("ada", "c2")
    assert door.publish() == {"batchItemFailures": []}
    assert door.poster.frames("c2") == []


@pytest.mark.parametrize("failure", [StorageUnavailable("gone"), ConnectionGone("not yet")])
def test_a_replay_that_could_not_be_sent_comes_again(door: Door, failure: Exception):
    door.run()
    door.table.trim_feed(door.table.feed_position())
    door.connect("ada", "c2", query={"runId": "run-1"})
    deps = with_poster(door, FailingPoster(door, failure, nth=2))
    batch = records(door)
    answer = publisher.handler({"Records": batch}, None, deps=deps)
    assert answer == {"batchItemFailures": [{"itemIdentifier": batch[0]["dynamodb"]["SequenceNumber"]}]}
    publisher.handler({"Records": batch}, None, deps=door.deps)
    assert seqs(door, "c2")[-2:] == [1, 2]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({"runId": "r"}, 0),
        ({"runId": "r", "offset": "999999999"}, 999_999_999),
        ({"runId": "x" * 128, "offset": "7"}, 7),
    ],
)
def test_a_sensible_replay_request_is_kept_for_the_publisher(door: Door, query: dict[str, str], asked: int):
    door.table.trim_feed(door.table.feed_position())
    door.connect("ada", "c2", query=query)
    (entry,) = door.table.feed(0, 10)
    assert (entry.item["run_id"], entry.item["offset"]) == (query["runId"], asked)


@pytest.mark.parametrize(
    "query",
    [
        {"runId": "x" * 129},
        {"runId": ""},
        {"runId": "r", "offset": "1000000000"},
        {"runId": "r", "offset": "1.5"},
        {"runId": "r", "offset": ""},
        {"runId": "r", "offset": " 1"},
    ],
)
def test_a_senseless_replay_request_is_not_kept(door: Door, query: dict[str, str]):
    door.table.trim_feed(door.table.feed_position())
    assert door.connect("ada", "c2", query=query)["statusCode"] == 200
    assert list(door.table.feed(0, 10)) == []


def test_the_beginning_of_a_log_is_told_by_its_jobs_record(door: Door):
    door.run()
    door.poster.take("c1")
    door.publish()
    [begun, queued] = [frame["chunk"] for frame in door.poster.frames("c1") if "chunk" in frame]
    assert (begun["type"], queued["type"]) == ("RUN_STARTED", "CUSTOM")


def test_it_is_told_once_however_often_the_record_changes(door: Door):
    job_id = door.run()["jobId"]
    door.poster.take("c1")
    door.work(job_id, *STEPS, RunFinished())
    assert [record.key.sk for record in door.table.feed(0, 100)][-2:] == ["JOB", "SEG#00000003"]
    door.publish()
    assert seqs(door) == [1, 2, 3, 4, 5]


def test_a_job_of_an_earlier_release_begins_with_its_first_segment(door: Door):
    door.deps.jobs.settings = replace(door.deps.jobs.settings, plain_records=True)
    door.run()
    door.poster.take("c1")
    door.publish()
    assert seqs(door) == [1, 2]
