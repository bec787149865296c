"""What the worker's functions stand on, made once per process from their environment."""

import os
import uuid
from functools import cache

from agents.catalog import CATALOG
from finops_core.advice_log import AdviceLog, AdviceLogRepository
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.blobs.port import Blobs
from finops_core.blobs.s3 import S3Blobs
from finops_core.clock import Clock, SystemClock
from finops_core.dismissals import DismissalRepository, Dismissals
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.logs import LogLevel, configure
from finops_core.queue.port import Queue
from finops_core.queue.sqs import SqsQueue
from finops_core.settings import SILENCE_LIMIT_S, Settings
from finops_core.table.dynamodb import DynamoDbTable
from finops_core.table.port import Table
from finops_core.tracing.port import UNTRACED, Tracing
from supervisor.run import SupervisorDeps
from worker.fit import Fitter
from worker.monitor import Monitor, end_process
from worker.process import Answerer, Worker
from worker.readers import readers, terms_at
from worker.supervised import SupervisedAnswers


class WorkerSettings(Settings):
    """The worker, sweep and dead-letter functions'.

    `bill` is where the billing export lies (`s3://bucket/prefix`), `terms` the organisation's own terms: an address
    such as `s3://bucket/finops.toml`, or a file that came with the code; without it there are none. `reader_role` is
    the ARN of the role in which bill, terms and account are read. `attempt_limit_s` ends an attempt before Lambda's 15
    minutes do; `silence_limit_s` ends a question that says nothing for so long.
    """

    table: str
    queue_url: str
    bucket: str
    bill: str
    reader_role: str
    terms: str = ""
    max_active_jobs: int = 5
    attempt_limit_s: float = 13 * 60
    silence_limit_s: float = SILENCE_LIMIT_S
    log_level: LogLevel = "INFO"


def make_worker(
    *,
    jobs: JobRepository,
    queue: Queue,
    blobs: Blobs,
    answer: Answerer,
    monitor: Monitor | None = None,
    tracing: Tracing = UNTRACED,
) -> Worker:
    """A worker over the given ports; its monitor is not started yet."""
    return Worker(
        owner=uuid.uuid4().hex,
        jobs=jobs,
        queue=queue,
        answer=answer,
        fitter=Fitter(jobs, blobs),
        monitor=monitor or Monitor(jobs),
        tracing=tracing,
    )


@cache
def job_repository() -> JobRepository:
    """The deployed functions' jobs. Raises SettingsError."""
    settings, clock = _settings(), SystemClock()
    return JobRepository(_table(), clock, JobSettings(max_active_jobs=settings.max_active_jobs))


@cache
def _table() -> Table:
    return DynamoDbTable(_clients().dynamodb(), _settings().table, clock=SystemClock())


@cache
def queue() -> Queue:
    """The deployed functions' queue. Raises SettingsError."""
    return SqsQueue(_clients().sqs(), _settings().queue_url)


@cache
def artifacts() -> Blobs:
    """Where the deployed functions keep large results. Raises SettingsError."""
    return S3Blobs(_clients().s3(), _settings().bucket, prefix="artifacts/")


@cache
def lambda_worker() -> Worker:
    """The deployed worker, its monitor running. Raises SettingsError, or BillError when the bill cannot be read."""
    settings = _settings()
    jobs, clock = job_repository(), SystemClock()
    account = AnalysedAccount(role_arn=settings.reader_role, clock=clock)
    worker = make_worker(
        jobs=jobs,
        queue=queue(),
        blobs=artifacts(),
        answer=SupervisedAnswers(
            jobs,
            artifacts(),
            supervisor_deps(
                settings.bill,
                settings.terms,
                account,
                clock,
                DismissalRepository(_table(), clock),
                AdviceLogRepository(_table(), clock),
            ),
            attempt_limit_s=settings.attempt_limit_s,
        ),
        monitor=Monitor(
            jobs,
            attempt_limit_s=settings.attempt_limit_s,
            silence_limit_s=settings.silence_limit_s,
            on_hung=end_process,
        ),
    )
    worker.monitor.start()
    return worker


def supervisor_deps(
    bill: str,
    terms: str,
    account: AnalysedAccount,
    clock: Clock,
    dismissals: Dismissals | None = None,
    advice_log: AdviceLog | None = None,
) -> SupervisorDeps:
    """The product's catalog over one bill and the terms at a place, both read as the analysed account.

    Raises BillError or SettingsError.
    """
    from billing.export import open_bill

    own = terms_at(terms, account)
    services = readers(open_bill(bill, terms=own, account=account), own, account=account)
    if dismissals is not None:
        services = {**services, Dismissals: dismissals}
    if advice_log is not None:
        services = {**services, AdviceLog: advice_log}
    return SupervisorDeps(catalog=CATALOG, clock=clock, services=services)


@cache
def _clients() -> PlatformClients:
    return PlatformClients()


@cache
def _settings() -> WorkerSettings:
    settings = WorkerSettings.from_environment(os.environ)
    configure(settings.log_level)
    return settings
