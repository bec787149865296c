"""What deployed functions stand on that work on the bill unasked: its place, the table, the settings that hold."""

from collections.abc import Mapping
from functools import cached_property
from typing import Self

from billing.engines.settings import DUCKDB, EngineKind, EngineSettings
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import Clock, SystemClock
from finops_core.deployed_settings import SettingsRepository
from finops_core.logs import LogLevel, configure
from finops_core.settings import Settings
from finops_core.table.dynamodb import DynamoDbTable
from finops_core.table.port import Table
from worker.alerts.settings import AlertSettings, told_by
from worker.own_settings import OwnSettings, SettingsInForce, own_settings_at


class BillSettings(Settings):
    """What such functions have in common.

    `bill`, `prepared`, `terms`, `reader_role`, `engine` and `engine_settings` are as the worker's. `topic` is the ARN
    of the topic that is told where `[alerts]` names nobody. `page` is the address that links lead to where it names
    none.
    """

    table: str
    bill: str
    reader_role: str
    topic: str
    page: str
    prepared: str = ""
    terms: str = ""
    plain_records: bool = False
    engine: EngineKind = DUCKDB
    engine_settings: EngineSettings = EngineSettings()
    log_level: LogLevel = "INFO"

    @classmethod
    def of_process(cls, environment: Mapping[str, str]) -> Self:
        """Reads them, and has the process log as they say. Raises SettingsError."""
        settings = cls.from_environment(environment)
        configure(settings.log_level, as_json=True)
        return settings

    def alerts(self, own: OwnSettings) -> AlertSettings:
        """Whom an organisation's settings tell, or the topic."""
        return told_by(own.alerts, topic=self.topic, page=self.page)


class BillDeployment:
    """The clients of a process, made when first needed."""

    def __init__(self, settings: BillSettings) -> None:
        self._settings = settings
        self.clock: Clock = SystemClock()
        self.clients = PlatformClients()

    @cached_property
    def account(self) -> AnalysedAccount:
        """As whom the bill is read."""
        return AnalysedAccount(role_arn=self._settings.reader_role, clock=self.clock)

    @cached_property
    def table(self) -> Table:
        settings = self._settings
        return DynamoDbTable(
            self.clients.dynamodb(), settings.table, clock=self.clock, packs=not settings.plain_records
        )

    @cached_property
    def in_force(self) -> SettingsInForce:
        """The organisation's settings that hold."""
        terms, repository = self._settings.terms, SettingsRepository(self.table, self.clock)
        return SettingsInForce(repository, lambda: own_settings_at(terms, self.account), self.clock)
