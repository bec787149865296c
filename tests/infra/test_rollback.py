"""An update that is taken back: the stack of this release, with jobs in flight, becomes the former release's again."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from finops_core.api_keys import ApiKeyRepository
from finops_core.clock import ManualClock, SystemClock
from finops_core.jobs.events import Progress, StepStarted
from finops_core.jobs.model import JobStatus
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.table.dynamodb import DynamoDbTable
from tests.infra.deployment import deploy, update
from tests.infra.emulator import Emulator, running_emulator
from tests.infra.former_release import former_assembly
from tests.infra.journey import Conversation, User, connected, is_end, is_type
from tests.infra.stage import Stage
from tests.infra.synthesis import synthesise

pytestmark = pytest.mark.xdist_group("rollback")

ANSWERED_S, TRIES = 90.0, 4
LEASE_OVER = timedelta(minutes=5)


@pytest.fixture
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Generator[Emulator]:
    with running_emulator(tmp_path_factory.mktemp("emulator")) as found:
        yield found


@contextmanager
def nobody_works(stage: Stage) -> Generator[None]:
    """Within it, questions wait: as in the minute in which a stack changes, only longer."""
    lambda_: Any = stage.functions
    worker = stage.deployment.function("Work/Worker")
    every = lambda_.list_event_source_mappings()["EventSourceMappings"]
    [rings] = [each for each in every if f":{worker}" in each["FunctionArn"]]
    lambda_.update_event_source_mapping(UUID=rings["UUID"], Enabled=False)
    try:
        yield
    finally:
        lambda_.update_event_source_mapping(UUID=rings["UUID"], Enabled=True)


@contextmanager
def back(stage: Stage, user: User) -> Generator[Conversation]:
    """A connection to a stack that has just changed."""
    with ExitStack() as opened:
        yield _connected(stage, user, opened)


def _connected(stage: Stage, user: User, opened: ExitStack) -> Conversation:
    """Tried as often as a client tries: each function starts anew. Raises TimeoutError."""
    for _ in range(TRIES):
        with suppress(TimeoutError):
            return opened.enter_context(connected(stage.deployment, user))
    return opened.enter_context(connected(stage.deployment, user))


def asked(conversation: Conversation, question: str = "What did I spend by service?") -> str:
    conversation.seen.clear()
    conversation.ask(question)
    return str(conversation.until(is_type("ack"))["jobId"])


def answered(conversation: Conversation, job_id: str) -> list[dict[str, Any]]:
    """The whole log of a job that ended, as a client reads it that has nothing of it."""
    for _ in ("until it has ended", "all of it"):  # what is published late may come before what was asked for
        conversation.seen.clear()
        conversation.send("resume", jobs=[{"jobId": job_id, "after": 0}])
        conversation.until(is_type("resume.done"))
        conversation.until(is_end(job_id), within_s=ANSWERED_S, what="the job's end")
    events = conversation.events(job_id)
    assert [event["metadata"]["finops"]["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["type"] == "RUN_FINISHED"
    return events


def begun(stage: Stage, job_id: str) -> None:
    """A worker of this release took it up, and died five minutes ago."""
    clock = ManualClock(SystemClock().now() - LEASE_OVER)
    table = DynamoDbTable(stage.dynamodb, stage.table_name, clock=clock, packs=False)
    jobs = JobRepository(table, clock, JobSettings(plain_records=True))
    job = jobs.claim(job_id, owner="worker-1")
    assert job is not None
    jobs.append(job, (StepStarted(stage="routing"), Progress(percent=30, stage="routing", message="Reading")))


def reply(conversation: Conversation, type_: str, answer: str, **fields: Any) -> dict[str, Any]:
    conversation.seen.clear()
    conversation.send(type_, **fields)
    return conversation.until(is_type(answer))


def test_nothing_is_lost_and_clients_go_on_when_the_former_release_comes_back(
    emulator: Emulator, tmp_path: Path
) -> None:
    # By aliases, which the former release has none of: its update takes them away, and the later one makes them again.
    now = synthesise(tmp_path / "now", {"plain_records": True, "release": "canary"})
    stage = Stage(deploy(now, emulator))
    stage.deliver()
    user = stage.new_user()
    with back(stage, user) as conversation:
        finished = asked(conversation)
        conversation.until(is_end(finished), within_s=ANSWERED_S)
        before = answered(conversation, finished)
        reply(conversation, "feedback.give", "feedback.given", jobId=finished, verdict="up")
        answered(conversation, asked(conversation, "Remember that Amazon S3 is called the attic"))
        key, secret = ApiKeyRepository(stage.table, SystemClock()).create(
            "nightly", accounts=None, keep_for=timedelta(days=1)
        )
        with nobody_works(stage):
            waiting, running = asked(conversation), asked(conversation)
            begun(stage, running)
            former = Stage(update(former_assembly(tmp_path / "former"), emulator))
            assert former.table_name == stage.table_name
        for job_id in (waiting, running):
            former.ring(job_id)
    with back(former, user) as conversation:
        assert answered(conversation, finished) == before
        for job_id in (waiting, running):
            answered(conversation, job_id)
        later = asked(conversation)
        conversation.until(is_end(later), within_s=ANSWERED_S)
        threads = reply(conversation, "threads.list", "threads")
        assert [thread["threadId"] for thread in threads["threads"]] == ["thread"]
        names = reply(conversation, "memory.list", "memories")["names"]
        assert [one["name"] for one in names] == ["attic"]
    assert {former.status(job_id) for job_id in (finished, waiting, running, later)} == {JobStatus.SUCCEEDED}
    again = Stage(update(now, emulator))
    with back(again, user) as conversation:
        for job_id in (finished, waiting, running, later):
            answered(conversation, job_id)
        assert reply(conversation, "feedback.list", "feedbacks")["feedback"][0]["jobId"] == finished
    assert ApiKeyRepository(again.table, SystemClock()).verify(secret).key_id == key.key_id
