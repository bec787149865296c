"""What the front door's functions stand on, made once per process from their environment."""

import os
from collections.abc import Container
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from finops_core.advice_log import AdviceLogRepository
from finops_core.api_keys import ApiKeyRepository
from finops_core.aws.clients import PlatformClients
from finops_core.blobs.port import Blobs
from finops_core.blobs.s3 import S3Blobs
from finops_core.clock import Clock, SystemClock
from finops_core.dismissals import DismissalRepository
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.logs import LogLevel, configure
from finops_core.queue.port import Sender
from finops_core.queue.sqs import SqsQueue
from finops_core.roles import Role
from finops_core.settings import Settings
from finops_core.table.dynamodb import DynamoDbTable
from finops_core.tracing.port import UNTRACED, Tracing, tracing_to
from websocket.connections import MAX_PER_USER, ConnectionRepository, Poster
from websocket.limits import FrameLimiter, TableTally
from websocket.poster import ApiGatewayPoster
from websocket.tokens import ApiKeyVerifier, JwtVerifier, TokenVerifier


class AuthorizerSettings(Settings):
    """The authorizer's: who signs tokens, for which applications, and which pages may connect; `table` has API keys.

    `group_accounts` maps a group to the analysed accounts it may see; null lets everyone see all. `program_accounts`
    maps a program's client id to those that it may see, null for all. `group_roles` and `program_roles` map them
    to what they may do; see `JwtVerifier`.
    """

    table: str
    issuer: str
    audiences: tuple[str, ...]
    jwks_url: str
    allowed_origins: tuple[str, ...]
    group_accounts: dict[str, tuple[str, ...]] | None = None
    program_accounts: dict[str, tuple[str, ...] | None] = Field(default_factory=dict[str, tuple[str, ...] | None])
    group_roles: dict[str, Role] | None = None
    program_roles: dict[str, Role] = Field(default_factory=dict[str, Role])
    log_level: LogLevel = "INFO"


class WebsocketSettings(Settings):
    """The connect, message, HTTP and publisher functions'.

    `allowed_origins` are the pages that may ask over HTTP. `trace_endpoint` is `xray`, a collector's address, or
    nothing.
    """

    table: str
    queue_url: str
    bucket: str
    callback_url: str
    issuer: str
    audiences: tuple[str, ...]
    jwks_url: str
    group_accounts: dict[str, tuple[str, ...]] | None = None
    program_accounts: dict[str, tuple[str, ...] | None] = Field(default_factory=dict[str, tuple[str, ...] | None])
    group_roles: dict[str, Role] | None = None
    program_roles: dict[str, Role] = Field(default_factory=dict[str, Role])
    allowed_origins: tuple[str, ...] = ()
    max_active_jobs: int = 5
    plain_records: bool = False
    max_connections: int = MAX_PER_USER
    frames_per_second: int = 20
    trace_endpoint: str = ""
    log_level: LogLevel = "INFO"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizerDeps:
    tokens: TokenVerifier
    allowed_origins: Container[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """Everything the front door touches, as ports."""

    clock: Clock
    jobs: JobRepository
    connections: ConnectionRepository
    queue: Sender
    poster: Poster
    blobs: Blobs
    dismissals: DismissalRepository
    advice_log: AdviceLogRepository
    tokens: TokenVerifier
    limiter: FrameLimiter
    keys: ApiKeyRepository | None = None
    """API keys; a platform on one machine has none."""
    allowed_origins: Container[str] = ()
    tracing: Tracing = UNTRACED


@cache
def authorizer_deps() -> AuthorizerDeps:
    """The deployed authorizer's. Raises SettingsError."""
    settings = AuthorizerSettings.from_environment(os.environ)
    configure(settings.log_level, as_json=True)
    clock = SystemClock()

    @cache
    def keys() -> ApiKeyRepository:
        """Opened when a key comes: what people sign in with needs no table, and its client is slow to load."""
        return ApiKeyRepository(DynamoDbTable(PlatformClients().dynamodb(), settings.table, clock=clock), clock)

    tokens = ApiKeyVerifier(keys, _verifier(settings), clock)
    return AuthorizerDeps(tokens=tokens, allowed_origins=frozenset(settings.allowed_origins))


@cache
def front_door() -> FrontDoor:
    """The deployed functions'. Raises SettingsError."""
    settings = WebsocketSettings.from_environment(os.environ)
    configure(settings.log_level, as_json=True)
    clients, clock = PlatformClients(), SystemClock()
    table = DynamoDbTable(clients.dynamodb(), settings.table, clock=clock, packs=not settings.plain_records)
    keys = ApiKeyRepository(table, clock)
    return FrontDoor(
        clock=clock,
        jobs=JobRepository(
            table, clock, JobSettings(max_active_jobs=settings.max_active_jobs, plain_records=settings.plain_records)
        ),
        connections=ConnectionRepository(table, clock, per_user=settings.max_connections),
        queue=SqsQueue(clients.sqs(), settings.queue_url),
        poster=ApiGatewayPoster(clients.api_gateway_management(settings.callback_url)),
        blobs=S3Blobs(clients.s3(), settings.bucket, prefix="artifacts/"),
        dismissals=DismissalRepository(table, clock),
        advice_log=AdviceLogRepository(table, clock),
        tokens=ApiKeyVerifier(lambda: keys, _verifier(settings), clock),
        keys=keys,
        limiter=FrameLimiter(settings.frames_per_second, clock, tally=TableTally(table)),
        allowed_origins=frozenset(settings.allowed_origins),
        tracing=tracing_to(settings.trace_endpoint, "finops-front-door", clock),
    )


def _verifier(settings: AuthorizerSettings | WebsocketSettings) -> JwtVerifier:
    return JwtVerifier(
        issuer=settings.issuer,
        audiences=settings.audiences,
        jwks_url=settings.jwks_url,
        group_accounts=settings.group_accounts,
        program_accounts=settings.program_accounts,
        group_roles=settings.group_roles,
        program_roles=settings.program_roles,
    )
