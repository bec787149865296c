"""What the deployed platform does for a program without a socket, each as a function that says whether it worked."""

import json
import urllib.error
import urllib.request
import uuid
from typing import Any

from finops_core.jobs import ending
from finops_core.jobs.model import JobStatus, job_id_of
from tests.infra.journey import User, connected, is_type
from tests.infra.scenarios import QUESTION, not_rung
from tests.infra.stage import Stage, settles

PATIENCE_S = 60


def request(stage: Stage, user: User, path: str, body: object = None) -> tuple[int, str]:
    """Status and body of a request; one with a body is a POST."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {user.token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(stage.deployment.http_url + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def submitting(stage: Stage) -> bool:
    """A question is submitted, worked on, and its answer read."""
    return _answered(stage, stage.new_user(), uuid.uuid4().hex)


def submitting_again_after_a_week(stage: Stage) -> bool:
    """A run is submitted whose id was used by a job that has expired."""
    user, run_id = stage.new_user(), uuid.uuid4().hex
    stage.leave_expired(f"JOB#{job_id_of(user.user_id, run_id)}", "JOB")
    return _answered(stage, user, run_id)


def listing_jobs(stage: Stage) -> bool:
    """A user's jobs are listed, of which there is one."""
    user = stage.new_user()
    ending.cancel(stage.submit(user_id=user.user_id).job_id, stage.jobs)
    status, told = request(stage, user, "/v1/jobs")
    return status == 200 and len(json.loads(told)["jobs"]) == 1


def listing_threads(stage: Stage) -> bool:
    return request(stage, stage.new_user(), "/v1/agui", {"type": "threads.list"})[0] == 200


def opening_a_thread(stage: Stage) -> bool:
    return request(stage, stage.new_user(), "/v1/agui", {"type": "thread.get", "threadId": "thread"})[0] == 200


def reading_what_is_not_there(stage: Stage) -> bool:
    """Another's job, or none, is said not to be there."""
    return request(stage, stage.new_user(), f"/v1/jobs/{'a' * 26}")[0] == 404


def reading_a_part(stage: Stage) -> bool:
    """A page of a large result is fetched."""
    user = stage.new_user()
    job = stage.submit(user_id=user.user_id)
    stage.jobs.add_artifact(job, "table-0", 1)
    stage.leave_artifact(job)
    return request(stage, user, f"/v1/jobs/{job.job_id}/artifacts/table-0/0")[0] == 200


def telling_a_socket(stage: Stage) -> bool:
    """A conversation is renamed over HTTP, and its user's socket is told."""
    user = stage.new_user()
    ending.cancel(stage.submit(user_id=user.user_id).job_id, stage.jobs)
    with connected(stage.deployment, user) as conversation:
        rename = {"type": "thread.rename", "threadId": "thread", "title": "Mine"}
        if request(stage, user, "/v1/agui", rename)[0] != 200:
            return False
        return conversation.until(is_type("thread.renamed"))["title"] == "Mine"


def run_input(run_id: str) -> dict[str, Any]:
    message = {"id": uuid.uuid4().hex, "role": "user", "content": QUESTION}
    return {"threadId": "thread", "runId": run_id, "messages": [message]}


def _answered(stage: Stage, user: User, run_id: str) -> bool:
    """Failure is a refusal, a doorbell that never rang, or a complaint of the worker."""
    status, told = request(stage, user, "/v1/jobs", run_input(run_id))
    if status != 202:
        return False
    job_id = str(json.loads(told)["jobId"])
    with stage.trouble("Work/Worker") as complained:
        done = settles(
            lambda: stage.status(job_id) is JobStatus.SUCCEEDED,
            lambda: complained(job_id) or not_rung(stage, job_id),
        )
    return done and json.loads(request(stage, user, f"/v1/jobs/{job_id}?wait=5")[1])["answer"] is not None
