"""What the worker's functions stand on, made once per process from their environment."""

import os
import time
import uuid
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from account.reader import AccountReader
from agents.adapters.model_names import NONE
from agents.catalog import CATALOG
from agents.planner import Planner
from billing.engines.settings import DUCKDB, EngineKind, EngineSettings
from billing.source import BillSource
from billing.terms import Terms
from finops_core.advice_log import AdviceLog, AdviceLogRepository
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.blobs.port import Blobs
from finops_core.blobs.s3 import S3Blobs
from finops_core.clock import Clock, SystemClock
from finops_core.deployed_settings import SettingsRepository
from finops_core.dismissals import DismissalRepository, Dismissals
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.logs import LogLevel, configure
from finops_core.queue.port import Queue
from finops_core.queue.sqs import SqsQueue
from finops_core.settings import SILENCE_LIMIT_S, Settings
from finops_core.table.dynamodb import DynamoDbTable
from finops_core.table.port import Table
from finops_core.tracing.port import UNTRACED, Tracing, tracing_to
from supervisor.run import SupervisorDeps
from worker.account_snapshots.deps import stored_snapshot
from worker.account_snapshots.stored import StoredSnapshot
from worker.fit import Fitter
from worker.kept_secrets import KeptSecrets
from worker.models import planner
from worker.monitor import Monitor, end_process
from worker.own_settings import OwnSettings, SettingsInForce, own_settings_at
from worker.process import Answerer, Worker
from worker.readers import readers, terms_at
from worker.settled_answers import Opened, SettledAnswers
from worker.supervised import SupervisedAnswers

if TYPE_CHECKING:
    from billing.roll_up.arrival import Arrivals


STILL_FOR_S = 10.0
ARRIVALS_GROUP = "bill"
"""Of all messages about deliveries, so that one batch is out at a time."""


class WorkerSettings(Settings):
    """The worker, sweep and dead-letter functions'.

    `bill` is where the billing export lies (`s3://bucket/prefix`), `prepared` where its deliveries are prepared when
    they arrive, empty for nowhere; `terms` the organisation's own terms, as long as nobody changed them at run time: an
    address such as `s3://bucket/finops.toml`, or a file that came with the code; without it there are none.
    `reader_role` is the ARN of the role in which bill, terms and account are read. `attempt_limit_s` ends an attempt
    before Lambda's 15 minutes do; `silence_limit_s` ends a question that says nothing for so long.

    `engine` asks what was prepared, with `engine_settings` as in `[engine]` of finops.toml.

    `metrics_stack` is the stack in whose metrics questions are counted; without it they are in the log alone.
    `trace_endpoint` is where traces go: `xray`, a collector's address, or nowhere.

    `model` is the language model for what is not read here, `writer` the one that writes, both as on the laptop, with
    what a million of their tokens cost in US dollars. `model_key` and `writer_key` are the ARNs of the secrets or
    parameters with their providers' keys; a model of Bedrock needs none.
    """

    table: str
    queue_url: str
    bucket: str
    bill: str
    reader_role: str
    prepared: str = ""
    terms: str = ""
    max_active_jobs: int = 5
    plain_records: bool = False
    attempt_limit_s: float = 13 * 60
    silence_limit_s: float = SILENCE_LIMIT_S
    engine: EngineKind = DUCKDB
    engine_settings: EngineSettings = EngineSettings()
    log_level: LogLevel = "INFO"
    metrics_stack: str = ""
    trace_endpoint: str = ""
    model: str = NONE
    writer: str = ""
    model_key: str = ""
    writer_key: str = ""
    model_price_in: Decimal | None = None
    model_price_out: Decimal | None = None
    writer_price_in: Decimal | None = None
    writer_price_out: Decimal | None = None
    model_cap_usd: Decimal | None = None


class ArrivalSettings(Settings):
    """Those of the function that prepares deliveries.

    `memory_limit_mb` is DuckDB's part of what the function has; an export counts as whole once nothing was written for
    `still_for_s`. `engine` rolls up what is larger than the `unload_over_gb` of `engine_settings`, DuckDB all else.
    `hourly` rolls hours up too.
    """

    bill: str
    prepared: str
    reader_role: str
    queue_url: str
    memory_limit_mb: int = 1024
    still_for_s: float = STILL_FOR_S
    engine: EngineKind = DUCKDB
    engine_settings: EngineSettings = EngineSettings()
    hourly: bool = False
    log_level: LogLevel = "INFO"


def make_worker(
    *,
    jobs: JobRepository,
    queue: Queue,
    blobs: Blobs,
    answer: Answerer,
    monitor: Monitor | None = None,
    tracing: Tracing = UNTRACED,
    stack: str = "",
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
        stack=stack,
    )


@cache
def job_repository() -> JobRepository:
    """The deployed functions' jobs. Raises SettingsError."""
    settings, clock = _settings(), SystemClock()
    return JobRepository(_table(), clock, JobSettings(max_active_jobs=settings.max_active_jobs))


@cache
def _table() -> Table:
    settings = _settings()
    return DynamoDbTable(_clients().dynamodb(), settings.table, clock=SystemClock(), packs=not settings.plain_records)


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
    in_force = SettingsInForce(
        SettingsRepository(_table(), clock), lambda: own_settings_at(settings.terms, account), clock
    )

    snapshot = stored_snapshot(os.environ, account, clock)

    def opened(own: OwnSettings) -> Opened:
        return deployed_answers(
            own,
            settings,
            account,
            jobs=jobs,
            blobs=artifacts(),
            table=_table(),
            clients=_clients(),
            clock=clock,
            snapshot=snapshot,
        )

    answers = SettledAnswers(in_force, opened)
    answers.open()
    worker = make_worker(
        jobs=jobs,
        queue=queue(),
        blobs=artifacts(),
        answer=answers,
        monitor=Monitor(
            jobs,
            attempt_limit_s=settings.attempt_limit_s,
            silence_limit_s=settings.silence_limit_s,
            on_hung=end_process,
        ),
        tracing=tracing_to(settings.trace_endpoint, "finops-worker", clock),
        stack=settings.metrics_stack,
    )
    worker.monitor.start()
    return worker


def deployed_answers(
    own: OwnSettings,
    settings: WorkerSettings,
    account: AnalysedAccount,
    *,
    jobs: JobRepository,
    blobs: Blobs,
    table: Table,
    clients: PlatformClients,
    clock: Clock,
    snapshot: StoredSnapshot | None = None,
) -> Opened:
    """Answers by an organisation's settings: the bill is opened with its terms. Raises BillError or SettingsError.

    Each question sees the accounts as the newest `snapshot` does when it begins.
    """
    deps = supervisor_deps(
        settings.bill,
        own.terms,
        account,
        clock,
        DismissalRepository(table, clock),
        AdviceLogRepository(table, clock),
        prepared=settings.prepared,
        engine=settings.engine,
        engine_settings=settings.engine_settings,
    )
    planner = settings_planner(settings, clients, clock) if own.asks_model else None
    answers = SupervisedAnswers(
        jobs,
        blobs,
        replace(deps, planner=planner),
        attempt_limit_s=settings.attempt_limit_s,
        account=(lambda: None) if snapshot is None else snapshot.current,
    )
    return Opened(answer=answers, close=deps.services[BillSource].close)


def supervisor_deps(
    bill: str,
    terms: str | Terms,
    account: AnalysedAccount,
    clock: Clock,
    dismissals: Dismissals | None = None,
    advice_log: AdviceLog | None = None,
    *,
    prepared: str = "",
    engine: EngineKind = DUCKDB,
    engine_settings: EngineSettings | None = None,
    snapshot: AccountReader | None = None,
) -> SupervisorDeps:
    """The product's catalog over one bill and terms, or those at a place, both read as the analysed account.

    `prepared` is where deliveries of the bill are prepared, if they are, and `engine` what those are asked through.
    `snapshot` is what was seen of accounts, if anything was. Raises BillError or SettingsError.
    """
    from billing.engines.selection import engine_of
    from billing.export import open_bill

    asking = engine_of(engine, engine_settings or EngineSettings(), account, clock)
    own = terms if isinstance(terms, Terms) else terms_at(terms, account)
    opened = open_bill(bill, terms=own, account=account, prepared=prepared, engine=asking)
    services = readers(opened, own, account=account, snapshot=snapshot)
    if dismissals is not None:
        services = {**services, Dismissals: dismissals}
    if advice_log is not None:
        services = {**services, AdviceLog: advice_log}
    return SupervisorDeps(catalog=CATALOG, clock=clock, services=services)


def settings_planner(settings: WorkerSettings, clients: PlatformClients, clock: Clock) -> Planner | None:
    """The model that the settings name, with keys as they lie in the platform's account. Raises SettingsError."""
    keys = KeptSecrets(clients.secrets, clock, "key of the language model")
    return planner(settings, key_at=settings.model_key, writer_key_at=settings.writer_key, read_key=keys.read)


@cache
def arrivals() -> "Arrivals":
    """What prepares deliveries in the cloud. Raises SettingsError."""
    return preparing(_arrival_settings(), SystemClock())


def preparing(settings: ArrivalSettings, clock: Clock) -> "Arrivals":
    """What prepares deliveries: the export is read as the analysed account, all else is done as the function itself."""
    from billing.engines.duckdb import Limits
    from billing.engines.selection import roll_ups_by
    from billing.export import bill_location
    from billing.roll_up.arrival import Arrivals
    from billing.roll_up.place import place_of

    own = AnalysedAccount(clock=clock)
    return Arrivals(
        source=settings.bill,
        location=bill_location(settings.bill, AnalysedAccount(role_arn=settings.reader_role, clock=clock)),
        place=place_of(settings.prepared, own),
        distributed=roll_ups_by(settings.engine, settings.engine_settings, own, clock),
        hourly=settings.hourly,
        limits=Limits(memory_limit_mb=settings.memory_limit_mb),
        clock=clock,
        wait=time.sleep,
        still_for_s=settings.still_for_s,
    )


@cache
def arrivals_queue() -> Queue:
    """What tells that something was delivered. Raises SettingsError."""
    return SqsQueue(_clients().sqs(), _arrival_settings().queue_url, group=ARRIVALS_GROUP)


@cache
def _clients() -> PlatformClients:
    return PlatformClients()


@cache
def _settings() -> WorkerSettings:
    settings = WorkerSettings.from_environment(os.environ)
    configure(settings.log_level, as_json=True)
    return settings


@cache
def _arrival_settings() -> ArrivalSettings:
    settings = ArrivalSettings.from_environment(os.environ)
    configure(settings.log_level, as_json=True)
    return settings
