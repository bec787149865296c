"""The stack of this release over what an earlier one left with jobs in flight, and one that may be taken back."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from finops_core.clock import SystemClock
from finops_core.jobs.model import JobStatus, job_id_of
from tests.compatibility import first_records
from tests.compatibility.first_records import Unreadable
from tests.infra.journey import Conversation, connected, is_end, is_type
from tests.infra.stage import Stage

pytestmark = pytest.mark.xdist_group("emulator")

STORED = Path(__file__).parents[1] / "compatibility" / "stored" / "before-packed-texts.json"
RECORDED_FOR, RECORDED_AT = "ada#1", datetime(2026, 11, 30, 9, tzinfo=UTC)
LONG_AGO = timedelta(minutes=5)
"""Before now: every lease of then is over."""

ANSWERED_S = 60.0
_MILLISECONDS = re.compile(r"\d{15}")


def left_for(user_id: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """What was recorded, as if it were this user's of some minutes ago: the jobs by name, and all raw items."""
    text = STORED.read_text(encoding="utf-8")
    jobs: dict[str, str] = json.loads(text)["jobs"]
    mine = {name: job_id_of(user_id, name) for name in jobs}
    for name, job_id in jobs.items():
        text = text.replace(job_id, mine[name])
    text = text.replace(RECORDED_FOR.replace("#", "%23"), user_id).replace(RECORDED_FOR, user_id)
    later = SystemClock().now() - LONG_AGO - RECORDED_AT
    return mine, [{name: _moved(value, later) for name, value in item.items()} for item in json.loads(text)["items"]]


def _moved(attribute: dict[str, Any], later: timedelta) -> dict[str, Any]:
    """A moment of then as one of now, whichever way it is stored; anything else as it is."""
    kind, value = next(iter(attribute.items()))
    ms = round(later.total_seconds() * 1000)
    if kind == "S" and _MILLISECONDS.fullmatch(str(value)):
        return {"S": f"{int(value) + ms:015d}"}
    if kind == "N" and int(value) > 10**12:
        return {"N": str(int(value) + ms)}
    if kind == "N" and int(value) > 10**9:
        return {"N": str(int(value) + ms // 1000)}
    return attribute


def raw(stage: Stage, job_id: str) -> list[dict[str, Any]]:
    """All items of a job as they lie in DynamoDB."""
    found = stage.dynamodb.query(
        TableName=stage.table_name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"JOB#{job_id}"}},
        ConsistentRead=True,
    )
    return cast(list[dict[str, Any]], found["Items"])


def whole(conversation: Conversation, job_id: str, *, first: int = 1) -> None:
    conversation.until(is_end(job_id), within_s=ANSWERED_S, what="the job's end")
    events = conversation.events(job_id)
    assert [event["metadata"]["finops"]["seq"] for event in events] == list(range(first, first + len(events)))


def test_jobs_in_flight_are_answered_and_clients_of_then_go_on(stage: Stage):
    with connected(stage.deployment, stage.new_user()) as conversation:
        jobs, items = left_for(conversation.user_id)
        for item in items:
            stage.dynamodb.put_item(TableName=stage.table_name, Item=item)
        for name in ("waiting", "running"):
            stage.ring(jobs[name])
        for name in ("waiting", "running"):
            conversation.until(is_end(jobs[name]), within_s=ANSWERED_S, what=f"the end of {name}")
        conversation.seen.clear()
        conversation.send("resume", jobs=[{"jobId": jobs[name], "after": 2} for name in ("waiting", "running")])
        for name in ("waiting", "running"):
            whole(conversation, jobs[name], first=3)
        conversation.send("resume", jobs=[{"jobId": jobs["finished"], "after": 0}])
        whole(conversation, jobs["finished"])
    states = {name: stage.status(job_id) for name, job_id in jobs.items() if name != "deleted"}
    assert states.pop("cancelled") is JobStatus.CANCELLED
    assert set(states.values()) == {JobStatus.SUCCEEDED}


def test_while_it_may_be_taken_back_the_release_before_reads_what_is_written(stage: Stage):
    functions = ("FrontDoor/Message", "Work/Worker")
    for path in functions:
        stage.chill(path, FINOPS_PLAIN_RECORDS="true")
    try:
        job_id = answered(stage)
    finally:
        for path in functions:
            stage.chill(path, FINOPS_PLAIN_RECORDS="false")
    record, events = first_records.log_of(raw(stage, job_id))
    assert (record["status"], events[0]["type"], events[-1]["type"]) == ("SUCCEEDED", "run_started", "run_finished")
    with pytest.raises(Unreadable):
        first_records.log_of(raw(stage, answered(stage)))


def answered(stage: Stage) -> str:
    """A question of somebody's is asked and answered, each event once; returns its job."""
    with connected(stage.deployment, stage.new_user()) as conversation:
        conversation.ask("What did I spend by service?")
        job_id = str(conversation.until(is_type("ack"))["jobId"])
        whole(conversation, job_id)
    return job_id
