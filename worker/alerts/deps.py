"""What the deployed watch stands on, made once per process from its environment."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from pydantic import Field

from billing.engines.settings import DUCKDB, EngineKind, EngineSettings
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import Clock, SystemClock
from finops_core.deployed_settings import SettingsRepository
from finops_core.logs import LogLevel, configure
from finops_core.settings import Settings
from finops_core.table.dynamodb import DynamoDbTable
from finops_core.table.port import Table
from worker.alerts.assembly import StoredSecrets, watch_of
from worker.alerts.function_rounds import FunctionRounds
from worker.alerts.settings import AlertSettings, SnsSettings
from worker.kept_secrets import KeptSecrets
from worker.own_settings import OwnSettings, SettingsInForce, own_settings_at

if TYPE_CHECKING:
    from worker.alerts.looking import Sight

TOPIC_CHANNEL: Final = "topic"
"""What the channel is called that a stack has where its owner names none."""


class WatchSettings(Settings):
    """The deployed watch's.

    `bill`, `prepared`, `terms`, `reader_role`, `engine` and `engine_settings` are as the worker's. `topic` is the ARN
    of the topic that is told where `[alerts]` of the terms names nobody. `page` is the address that links lead to where
    it names none. `credentials` are ARNs of secrets and parameters by the names that channels give them (`url_env` …).
    """

    table: str
    bill: str
    reader_role: str
    topic: str
    page: str
    prepared: str = ""
    terms: str = ""
    plain_records: bool = False
    credentials: dict[str, str] = Field(default_factory=dict[str, str])
    engine: EngineKind = DUCKDB
    engine_settings: EngineSettings = EngineSettings()
    log_level: LogLevel = "INFO"


def alerts_told(own: AlertSettings | None, *, topic: str, page: str) -> AlertSettings:
    """The organisation's own choice, or all alerts to the stack's topic; links lead to its page unless it names one."""
    if own is None:
        return AlertSettings(page=page, channels=(SnsSettings(name=TOPIC_CHANNEL, kind="sns", topic=topic),))
    return own if own.page else own.model_copy(update={"page": page})


def deployed_rounds() -> FunctionRounds:
    """The rounds of the deployed watch, by the settings as they are now. Raises SettingsError."""
    settings, account, clock = _settings(), _account(), SystemClock()
    _, own = _in_force().now()
    return function_rounds(
        settings, own, account, _table(), clock, StoredSecrets(settings.credentials, _secrets().read)
    )


def function_rounds(
    settings: WatchSettings,
    own: OwnSettings,
    account: AnalysedAccount,
    table: Table,
    clock: Clock,
    secrets: Mapping[str, str],
) -> FunctionRounds:
    """The rounds over a bill that is read as `account`."""
    alerts = alerts_told(own.alerts, topic=settings.topic, page=settings.page)

    @contextmanager
    def sight() -> "Generator[Sight]":
        from billing.engines.selection import engine_of
        from billing.export import open_bill
        from worker.alerts.looking import Sight

        engine = engine_of(settings.engine, settings.engine_settings, account, clock)
        prepared = settings.prepared
        with open_bill(settings.bill, terms=own.terms, account=account, prepared=prepared, engine=engine) as bill:
            yield Sight(bill=bill, terms=own.terms, settings=alerts, clock=clock)

    watch = watch_of(alerts, own.terms.zone, table, clock, secrets)
    return FunctionRounds(watch, table, clock, sight, every=timedelta(minutes=alerts.every_minutes))


@cache
def _account() -> AnalysedAccount:
    return AnalysedAccount(role_arn=_settings().reader_role, clock=SystemClock())


@cache
def _in_force() -> SettingsInForce:
    terms, repository = _settings().terms, SettingsRepository(_table(), SystemClock())
    return SettingsInForce(repository, lambda: own_settings_at(terms, _account()), SystemClock())


@cache
def _table() -> Table:
    settings = _settings()
    client = PlatformClients().dynamodb()
    return DynamoDbTable(client, settings.table, clock=SystemClock(), packs=not settings.plain_records)


@cache
def _secrets() -> KeptSecrets:
    return KeptSecrets(PlatformClients().secrets, SystemClock(), "secret of a channel")


@cache
def _settings() -> WatchSettings:
    settings = WatchSettings.from_environment(os.environ)
    configure(settings.log_level, as_json=True)
    return settings
