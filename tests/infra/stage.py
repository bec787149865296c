"""What a scenario stands on: the deployment, its table seen by the account's root, and what functions logged."""

import json
import re
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any

from finops_core.clock import SystemClock, to_epoch_ms
from finops_core.jobs.events import Progress, RunStarted, StepStarted
from finops_core.jobs.items import segment_key, segment_to_item
from finops_core.jobs.log import Segment, split
from finops_core.jobs.model import Job, JobStatus, job_id_of
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.table.dynamodb import DynamoDbTable, to_attributes
from finops_core.table.port import Delete, Key, Put
from tests.infra.bill import bill, rows_of
from tests.infra.deployment import Deployment
from tests.infra.journey import User, sign_up
from tests.infra.waiting import wait_for

SETTLED_S = 90.0
IDLE_S = 20.0
RUNG_BY = {"Work/Worker": "Queue", "Arrivals/Preparer": "Arrivals/Told"}
"""The queues whose messages call a function."""
QUIET = ("START ", "END ", "REPORT ", "INIT_START ")
"""How the lines begin that Lambda itself writes about every invocation."""
ROUTINE = re.compile(r'\S+ \S+ (DEBUG|INFO) |\{"timestamp": "[^"]*", "level": "(DEBUG|INFO)"')
"""How the product's own lines begin when all is well: date, time, level, as text or as JSON."""


@dataclass(frozen=True)
class Stage:
    """A deployment and the handles on it that tests share."""

    deployment: Deployment
    deliveries: Iterator[int] = field(default_factory=count)

    @cached_property
    def table_name(self) -> str:
        return self.deployment.physical("AWS::DynamoDB::Table")

    @cached_property
    def dynamodb(self) -> Any:
        return self.deployment.emulator.client("dynamodb")

    @cached_property
    def logs(self) -> Any:
        return self.deployment.emulator.client("logs")

    @cached_property
    def functions(self) -> Any:
        return self.deployment.emulator.client("lambda")

    @cached_property
    def sqs(self) -> Any:
        return self.deployment.emulator.client("sqs")

    @cached_property
    def s3(self) -> Any:
        return self.deployment.emulator.client("s3")

    @cached_property
    def bucket(self) -> str:
        return self.deployment.physical("AWS::S3::Bucket", "Storage")

    @cached_property
    def page_bucket(self) -> str:
        return self.deployment.physical("AWS::S3::Bucket", "Page")

    @cached_property
    def page_config(self) -> str:
        """What the deployment wrote beside the page, read before any scenario writes there."""
        return self.s3.get_object(Bucket=self.page_bucket, Key="config.json")["Body"].read().decode()

    @cached_property
    def table(self) -> DynamoDbTable:
        return DynamoDbTable(self.dynamodb, self.table_name, clock=SystemClock())

    @cached_property
    def jobs(self) -> JobRepository:
        return JobRepository(self.table, SystemClock(), JobSettings(max_active_jobs=1000))

    def new_user(self) -> User:
        """A user of their own for every scenario: what one leaves behind must not count against another."""
        return sign_up(self.deployment, uuid.uuid4().hex)

    def queue_url(self, name: str) -> str:
        path = name if "/" in name else f"Doorbells/{name}"
        return self.deployment.physical("AWS::SQS::Queue", path)

    def ring(self, job_id: str, queue: str = "Queue") -> None:
        self.sqs.send_message(QueueUrl=self.queue_url(queue), MessageBody=job_id)

    def submit(
        self,
        *,
        question: str = "What did I spend by service?",
        user_id: str | None = None,
        age: timedelta = timedelta(),
    ) -> Job:
        """A job nobody rang for, as the front door stores it; of a user of its own, who is not connected."""
        user_id, run_id = user_id or uuid.uuid4().hex, uuid.uuid4().hex
        now = SystemClock().now() - age
        job = Job(
            job_id=job_id_of(user_id, run_id),
            user_id=user_id,
            thread_id="thread",
            run_id=run_id,
            input_hash="",
            question=question,
            props={},
            accounts=None,
            status=JobStatus.QUEUED,
            created_at=now,
            updated_at=now,
        )
        first = (RunStarted(question=question), Progress(percent=5, stage="queued", message="Queued"))
        stored, _ = self.jobs.submit(job, first)
        return stored

    def leave_expired(self, pk: str, sk: str) -> None:
        """Puts an item whose time has passed, which DynamoDB has not removed yet."""
        item = {"pk": pk, "sk": sk, "expires_at_s": 1}
        self.dynamodb.put_item(TableName=self.table_name, Item=to_attributes(item))

    def forget(self, pk: str) -> None:
        """Deletes every item of a partition."""
        for item in self.table.query(pk):
            self.table.delete_if(Delete(key=Key(str(item["pk"]), str(item["sk"]))))

    def leave_expired_segment(self, job: Job) -> None:
        key = segment_key(job.job_id, job.next_seq)
        self.leave_expired(key.pk, key.sk)

    def leave_segment(self, job: Job) -> None:
        """Puts a segment where the job's next one goes, as if somebody else had just written it."""
        (part,) = split((StepStarted(stage="another's"),))
        segment = Segment(
            job_id=job.job_id,
            user_id=job.user_id,
            thread_id=job.thread_id,
            run_id=job.run_id,
            attempt=1,
            first_seq=job.next_seq,
            percent=job.percent,
            written_at=job.created_at,
            events=part.events,
        )
        self.table.put_if(Put(item=segment_to_item(segment, part.text, writer="another", expires_at_s=2**40)))

    def leave_artifact(self, job: Job) -> None:
        """Puts the one part of a large result where a worker would have."""
        self.s3.put_object(Bucket=self.bucket, Key=f"artifacts/{job.job_id}/table-0/0", Body=b"[]")

    def artifacts_of(self, job: Job) -> list[str]:
        """The keys of a job's large results that are still there."""
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=f"artifacts/{job.job_id}/")
        return [str(each["Key"]) for each in found.get("Contents", [])]

    def deliver(self) -> int:
        """Has the export delivered again, its charges as before; returns how many rows that delivery has."""
        delivery = next(self.deliveries)
        self.s3.put_object(Bucket=self.bucket, Key="bill/export.csv", Body=bill(delivery))
        return rows_of(delivery)

    def prepared_rows(self) -> int:
        """How many rows the delivery has that lies prepared; 0 before the first."""
        try:
            manifest = self.s3.get_object(Bucket=self.bucket, Key="prepared/finops-prepared.json")["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return 0
        return int(json.loads(manifest)["info"]["rows"])

    def prepared_contents(self) -> set[str]:
        """The deliveries of which something lies prepared."""
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix="prepared/").get("Contents", [])
        return {str(each["Key"]).split("/")[1] for each in found if str(each["Key"]).count("/") > 1}

    def messages(self, queue: str) -> int:
        """How many messages are in a queue, those being worked on included."""
        counts = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        found = self.sqs.get_queue_attributes(QueueUrl=self.queue_url(queue), AttributeNames=list(counts))
        return sum(int(found["Attributes"][name]) for name in counts)

    def status(self, job_id: str) -> JobStatus:
        job = self.jobs.find(job_id)
        assert job is not None
        return job.status

    def invoke(self, path: str, event: dict[str, Any]) -> bool:
        """Calls a function as Lambda would; whether it returned without raising."""
        answer = self.functions.invoke(FunctionName=self.deployment.function(path), Payload=json.dumps(event).encode())
        return "FunctionError" not in answer

    def chill(self, path: str, **variables: str) -> None:
        """Makes the function's next invocation a cold start, with these variables changed.

        The emulator kills an invocation that is under way then, and with it whatever runs beside it; the message that
        rang for it would come again in half an hour. So this waits for those under way.
        """
        if path in RUNG_BY:
            with suppress(TimeoutError):
                wait_for(lambda: not self.messages(RUNG_BY[path]), within_s=IDLE_S, what="nothing is under way")
        name = self.deployment.function(path)
        known = self.functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        self.functions.update_function_configuration(
            FunctionName=name, Description=uuid.uuid4().hex, Environment={"Variables": known | variables}
        )

    def variable(self, path: str, name: str) -> str:
        known = self.functions.get_function_configuration(FunctionName=self.deployment.function(path))
        return str(known["Environment"]["Variables"][name])

    def said(self, path: str, *, since_ms: int) -> list[str]:
        """What a function complained of; the product logs nothing above INFO while all is well."""
        lines = self._log(path, since_ms)
        return [line for line in lines if not line.startswith(QUIET) and not ROUTINE.match(line)]

    def invocations(self, path: str) -> int:
        """How many invocations the function's log knows of."""
        return sum(line.startswith("START ") for line in self._log(path, 0))

    def _log(self, path: str, since_ms: int) -> list[str]:
        group = self.deployment.physical("AWS::Logs::LogGroup", path)
        pages = self.logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since_ms)
        return [str(event["message"]) for page in pages for event in page["events"]]

    @contextmanager
    def trouble(self, path: str) -> Generator[Callable[[str], int]]:
        """Counts the lines with the given words in which the function complained since this began."""
        since_ms = to_epoch_ms(SystemClock().now())
        yield lambda words: sum(words in line for line in self.said(path, since_ms=since_ms))

    def drain(self) -> None:
        """Forgets every message, so that a failed scenario does not go on in the next one."""
        for name in ("Queue", "DeadLetters", "Arrivals/Told", "Arrivals/Failed"):
            self.sqs.purge_queue(QueueUrl=self.queue_url(name))


def settles(reached: Callable[[], bool], failed: Callable[[], object], *, within_s: float = SETTLED_S) -> bool:
    """Waits until one of both is so; True when the first is. Raises TimeoutError when neither comes."""

    def look() -> str | None:
        if reached():
            return "reached"
        return "failed" if failed() else None

    return wait_for(look, within_s=within_s, what="it is reached or has failed") == "reached"
