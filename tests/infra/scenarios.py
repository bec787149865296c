"""What the deployed platform does for somebody, each as a function that says whether it worked.

Every one ends by seeing success or by seeing failure, never by giving up after a time.
"""

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatus

from finops_core.api_keys import ApiKeyRepository
from finops_core.clock import ManualClock, SystemClock
from finops_core.jobs import ending
from finops_core.jobs.model import Job, JobStatus, job_id_of
from finops_core.jobs.repository import JobRepository, JobSettings
from tests.infra.grants import Granted, without
from tests.infra.journey import Conversation, User, connected, is_end, is_type
from tests.infra.stage import Stage, settles
from websocket.connections import MAX_PER_USER, Connection, ConnectionRepository, ResumeRequest

Scenario = Callable[[Stage], bool]

QUESTION = "What did I spend by service?"
LARGE_QUESTION = "What did I spend by resource?"
LONG_AGO = timedelta(minutes=10)
A_DAY = timedelta(days=1)


def connecting(stage: Stage) -> bool:
    """A user connects."""
    try:
        with connected(stage.deployment, stage.new_user()) as conversation:
            conversation.send("ping")
            conversation.until(is_type("pong"))
            return True
    except InvalidStatus:
        return False


def connecting_with_an_api_key(stage: Stage) -> bool:
    """A program connects with a key that was made for it."""
    key, text = ApiKeyRepository(stage.table, SystemClock()).create("a program", accounts=None, keep_for=A_DAY)
    try:
        with connected(stage.deployment, User(user_id=key.user_id, token=text)) as conversation:
            conversation.send("ping")
            return conversation.until(is_type("pong"))["type"] == "pong"
    except InvalidStatus:
        return False


def connecting_beside_lost_ones(stage: Stage) -> bool:
    """A user connects whose other connections, as many as one user may have, were all lost without a word."""
    connections = ConnectionRepository(stage.table, ManualClock(SystemClock().now() - LONG_AGO))
    user_id = f"lost-{uuid.uuid4().hex}"
    for number in range(MAX_PER_USER):
        connections.add(Connection(connection_id=f"lost-{number}", user_id=user_id, exp=None))
    returned = stage.invoke("FrontDoor/Connect", _event("back", user_id))
    return returned and connections.find(user_id, "back") is not None


def disconnecting(stage: Stage) -> bool:
    """API Gateway tells that a connection closed, and it is forgotten."""
    connections = ConnectionRepository(stage.table, SystemClock())
    connections.add(Connection(connection_id="gone", user_id="somebody", exp=None))
    returned = stage.invoke("FrontDoor/Disconnect", _event("gone", "somebody"))
    return returned and connections.find("somebody", "gone") is None


def asking(stage: Stage) -> bool:
    """A question is answered over the whole chain."""
    return _asking(stage, QUESTION)


def following_up(stage: Stage) -> bool:
    """A question is answered that only makes sense after the one before it."""
    with connected(stage.deployment, stage.new_user()) as conversation:
        before = stage.submit(user_id=conversation.user_id)
        ending.cancel(before.job_id, stage.jobs)
        return _answered(conversation, stage, "and by region?")


def asking_for_much(stage: Stage) -> bool:
    """A question is answered whose answer is too large for a frame."""
    return _asking(stage, LARGE_QUESTION)


def asking_again_after_a_week(stage: Stage) -> bool:
    """A run is submitted whose id was used by a job that has expired."""
    run_id = uuid.uuid4().hex
    with connected(stage.deployment, stage.new_user()) as conversation:
        user_id = conversation.user_id
        stage.leave_expired(f"JOB#{job_id_of(user_id, run_id)}", "JOB")
        return _answered(conversation, stage, QUESTION, run_id=run_id)


def asking_a_cold_worker(stage: Stage) -> bool:
    """A worker that has not read the bill yet answers."""
    stage.chill("Work/Worker")
    return _asking(stage, QUESTION)


def asking_a_cold_worker_of_what_was_prepared(stage: Stage) -> bool:
    """A worker that has read nothing yet answers from what was prepared, and not from the export."""
    stage.chill("Work/Worker")
    with stage.trouble("Work/Worker") as complained:
        return _asking(stage, QUESTION) and not complained("the export is read")


def preparing(stage: Stage) -> bool:
    """A delivery arrives and is prepared."""
    with stage.trouble("Arrivals/Preparer") as complained:
        rows = stage.deliver()
        return settles(lambda: stage.prepared_rows() == rows, lambda: complained(""))


def preparing_cold(stage: Stage) -> bool:
    """A function that has no session of the reader's yet prepares a delivery."""
    stage.chill("Arrivals/Preparer")
    return preparing(stage)


def preparing_one_after_another(stage: Stage) -> bool:
    """Of deliveries that are no longer asked nothing is kept."""
    with stage.trouble("Arrivals/Preparer") as complained:
        for _ in range(3):
            if not preparing(stage):
                return False
        return settles(lambda: len(stage.prepared_contents()) == 2, lambda: complained(""))


def preparing_again_soon(stage: Stage) -> bool:
    """A delivery that could not be kept is tried again within seconds."""
    keeping = Granted(role="Arrivals/Preparer", action="s3:PutObject", word="prepared")
    with stage.trouble("Arrivals/Preparer") as complained, without(stage.deployment, keeping):
        stage.deliver()
        reached = settles(
            lambda: complained("a delivery could not be prepared") >= 2,
            lambda: complained("the message comes again after its time"),
        )
        # Here a message that was not handed back comes again at once.
        reached = reached and not complained("the message comes again after its time")
    stage.drain()
    return reached


def asking_beside_a_lost_connection(stage: Stage) -> bool:
    """Another connection of the user is gone without a word, and is forgotten when a post to it fails."""
    connections = ConnectionRepository(stage.table, ManualClock(SystemClock().now() - LONG_AGO))
    with connected(stage.deployment, stage.new_user()) as conversation:
        user_id = conversation.user_id
        connections.add(Connection(connection_id="lost", user_id=user_id, exp=None))
        with stage.trouble("Publisher") as complained:
            conversation.ask(QUESTION)
            return settles(lambda: connections.find(user_id, "lost") is None, lambda: complained(""))


def posting(stage: Stage) -> bool:
    """A frame of a connected client is answered."""
    with connected(stage.deployment, stage.new_user()) as conversation:
        user_id = conversation.user_id
        [connection] = ConnectionRepository(stage.table, SystemClock()).of_user(user_id)
        event = _event(connection.connection_id, user_id) | {"body": json.dumps({"type": "ping"})}
        if not stage.invoke("FrontDoor/Message", event):
            return False
        conversation.until(is_type("pong"))
        return True


def listing_jobs(stage: Stage) -> bool:
    """A user's jobs are listed, of which there is one."""
    with connected(stage.deployment, stage.new_user()) as conversation:
        ending.cancel(stage.submit(user_id=conversation.user_id).job_id, stage.jobs)
        conversation.send("jobs.list")
        reply = conversation.until(lambda frame: frame.get("type") in ("jobs", "error"))
        return reply["type"] == "jobs" and len(reply["jobs"]) == 1


def listing_threads(stage: Stage) -> bool:
    return _replies(stage, "threads", "threads.list")


def opening_a_thread(stage: Stage) -> bool:
    return _replies(stage, "thread", "thread.get", threadId="thread")


def resuming_what_is_not_there(stage: Stage) -> bool:
    """Another's job, or none, is said not to be there."""
    with connected(stage.deployment, stage.new_user()) as conversation:
        conversation.send("resume", jobs=[{"jobId": "a" * 26, "after": 0}])
        return conversation.until(is_type("error"))["code"] == "JOB_NOT_FOUND"


def getting_an_artifact(stage: Stage) -> bool:
    """A page of a large result is fetched."""
    with connected(stage.deployment, stage.new_user()) as conversation:
        job = stage.submit()
        user_id = conversation.user_id
        update = {"TableName": stage.table_name, "Key": {"pk": {"S": f"JOB#{job.job_id}"}, "sk": {"S": "JOB"}}}
        stage.dynamodb.update_item(
            **update, UpdateExpression="SET user_id = :user", ExpressionAttributeValues={":user": {"S": user_id}}
        )
        stage.jobs.add_artifact(job, "table-0", 1)
        stage.leave_artifact(job)
        conversation.send("get", jobId=job.job_id, artifactId="table-0", part=0)
        return conversation.until(lambda frame: frame.get("type") in ("artifact", "error"))["type"] == "artifact"


def replaying(stage: Stage) -> bool:
    """A replay that was asked for in a connect URL is served."""
    with connected(stage.deployment, stage.new_user()) as conversation:
        user_id = conversation.user_id
        connections = ConnectionRepository(stage.table, SystemClock())
        [connection] = connections.of_user(user_id)
        request = ResumeRequest(connection_id=connection.connection_id, user_id=user_id, run_id="unknown", offset=0)
        with stage.trouble("Publisher") as complained:
            connections.ask_to_resume(request)
            arrived = _watch(conversation, lambda frame: frame.get("code") == "JOB_NOT_FOUND")
            return settles(arrived, lambda: complained(""))


def taking_over(stage: Stage) -> bool:
    """A worker goes on with a job that another one lost, over an expired item that lies in its way."""
    job = stage.submit()
    claimed = stage.jobs.claim(job.job_id, owner="lost")
    assert claimed is not None
    stage.jobs.hand_back(claimed)
    stage.leave_expired_segment(job)
    with stage.trouble("Work/Worker") as complained:
        stage.ring(job.job_id)
        return settles(lambda: stage.status(job.job_id) is JobStatus.SUCCEEDED, lambda: complained(job.job_id))


def going_on_after_the_attempt_limit(stage: Stage) -> bool:
    """An attempt that ran out of time is followed by another, until the last one, which ends in words."""
    limit = stage.variable("Work/Worker", "FINOPS_ATTEMPT_LIMIT_S")
    stage.chill("Work/Worker", FINOPS_ATTEMPT_LIMIT_S="0.0")
    try:
        job = stage.submit()
        with stage.trouble("Work/Worker") as complained:
            stage.ring(job.job_id)
            return settles(
                lambda: ended_with_the_last(stage, job),
                lambda: complained(job.job_id),
            )
    finally:
        stage.chill("Work/Worker", FINOPS_ATTEMPT_LIMIT_S=limit)


def ended_with_the_last(stage: Stage, job: Job) -> bool:
    now = stage.jobs.of_user(job.user_id, job.job_id)
    return now.attempt == stage.jobs.settings.max_attempts and now.finished_at is not None


def ringing_again_soon(stage: Stage) -> bool:
    """A job that a worker may not claim is tried again within seconds."""
    job = stage.submit()
    claiming = Granted(role="Work/Worker", action="dynamodb:UpdateItem", word="table")
    with stage.trouble("Work/Worker") as complained, without(stage.deployment, claiming):
        stage.ring(job.job_id)
        reached = settles(
            lambda: complained(f"job_id={job.job_id}, message_id=") >= 2, lambda: complained("could not be handed back")
        )
    stage.drain()
    return reached


def sweeping(stage: Stage) -> bool:
    """Forgotten jobs are rung for; a forgotten one that its user stopped ends, over an expired item in its way."""
    forgotten, stopped = stage.submit(age=LONG_AGO), stage.submit(age=LONG_AGO)
    stage.jobs.request_cancel(stopped.user_id, stopped.job_id)
    stage.leave_expired_segment(stopped)
    if not stage.invoke("Work/Sweep", {}):
        return False
    return settles(
        lambda: (
            stage.status(forgotten.job_id) is JobStatus.SUCCEEDED
            and stage.status(stopped.job_id) is JobStatus.CANCELLED
        ),
        lambda: not_rung(stage, forgotten.job_id) or not_rung(stage, stopped.job_id),
    )


def sweeping_beside_another(stage: Stage) -> bool:
    """The sweep leaves a job alone whose log somebody else went on with at this very moment."""
    stopped = stage.submit(age=LONG_AGO)
    stage.jobs.request_cancel(stopped.user_id, stopped.job_id)
    stage.leave_segment(stopped)
    return stage.invoke("Work/Sweep", {})


def erasing(stage: Stage) -> bool:
    """The sweep erases the jobs of a conversation that its user deleted a while ago, and their large results."""
    then = ManualClock(SystemClock().now() - LONG_AGO)
    jobs = JobRepository(stage.table, then, JobSettings())
    job = stage.submit(age=LONG_AGO)
    stage.leave_artifact(job)
    ending.cancel(job.job_id, jobs)
    jobs.threads.delete(job.user_id, job.thread_id)
    return stage.invoke("Work/Sweep", {}) and stage.jobs.find(job.job_id) is None and not stage.artifacts_of(job)


def ending_dead_letters(stage: Stage) -> bool:
    """A job whose doorbell nobody could answer ends, over an expired item that lies in its way."""
    job = stage.submit()
    stage.leave_expired_segment(job)
    with stage.trouble("Work/DeadLetters") as complained:
        stage.ring(job.job_id, "DeadLetters")
        return settles(lambda: stage.status(job.job_id) is JobStatus.FAILED, lambda: complained(""))


def ending_dead_letters_beside_another(stage: Stage) -> bool:
    """A dead letter is done with although somebody else went on with its job at this very moment.

    That its job was not open is worth a line in the log, which is there a moment before the message is gone.
    """
    job = stage.submit()
    stage.leave_segment(job)
    with stage.trouble("Work/DeadLetters") as complained:
        stage.ring(job.job_id, "DeadLetters")
        return settles(lambda: stage.messages("DeadLetters") == 0, lambda: complained("dead letter failed"))


def _asking(stage: Stage, question: str) -> bool:
    with connected(stage.deployment, stage.new_user()) as conversation:
        return _answered(conversation, stage, question)


def _answered(conversation: Conversation, stage: Stage, question: str, *, run_id: str | None = None) -> bool:
    """Asks; failure is an error frame, a doorbell that never rang, or a complaint of the worker or publisher."""
    with stage.trouble("Work/Worker") as worker, stage.trouble("Publisher") as publisher:
        conversation.ask(question, run_id=run_id)
        answer = conversation.until(lambda frame: frame.get("type") in ("ack", "error"))
        if answer["type"] == "error":
            return False
        job_id = str(answer["jobId"])
        return settles(
            _watch(conversation, is_end(job_id)),
            lambda: worker(job_id) or publisher("") or not_rung(stage, job_id),
        )


def _replies(stage: Stage, wanted: str, request: str, **fields: Any) -> bool:
    with connected(stage.deployment, stage.new_user()) as conversation:
        conversation.send(request, **fields)
        return conversation.until(lambda frame: frame.get("type") in (wanted, "error"))["type"] == wanted


def _watch(conversation: Conversation, wanted: Callable[[dict[str, Any]], bool]) -> Callable[[], bool]:
    """Tells whether a frame has come, without waiting for it."""

    def arrived() -> bool:
        with suppress(TimeoutError, ConnectionClosed):
            conversation.until(wanted, within_s=0.02)
            return True
        return False

    return arrived


def not_rung(stage: Stage, job_id: str) -> bool:
    """The job waits and no message is anywhere in the queue: a doorbell would be there until its job has ended."""
    return stage.messages("Queue") == 0 and stage.status(job_id) is JobStatus.QUEUED


def _event(connection_id: str, user_id: str) -> dict[str, Any]:
    """What API Gateway hands to a route's function."""
    return {"requestContext": {"connectionId": connection_id, "authorizer": {"userId": user_id}}}
