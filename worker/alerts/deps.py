"""What the deployed watch stands on, made once per process from its environment."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from pydantic import Field

from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock
from finops_core.table.port import Table
from worker.alerts.assembly import StoredSecrets, watch_of
from worker.alerts.function_rounds import FunctionRounds
from worker.bill_deployment import BillDeployment, BillSettings
from worker.kept_secrets import KeptSecrets
from worker.own_settings import OwnSettings

if TYPE_CHECKING:
    from worker.alerts.looking import Sight


class WatchSettings(BillSettings):
    """The deployed watch's.

    `credentials` are ARNs of secrets and parameters by the names that channels give them (`url_env` …).
    """

    credentials: dict[str, str] = Field(default_factory=dict[str, str])


def deployed_rounds() -> FunctionRounds:
    """The rounds of the deployed watch, by the settings as they are now. Raises SettingsError."""
    settings, deployed, secrets = _deployed()
    _, own = deployed.in_force.now()
    places = StoredSecrets(settings.credentials, secrets.read)
    return function_rounds(settings, own, deployed.account, deployed.table, deployed.clock, places)


def function_rounds(
    settings: WatchSettings,
    own: OwnSettings,
    account: AnalysedAccount,
    table: Table,
    clock: Clock,
    secrets: Mapping[str, str],
) -> FunctionRounds:
    """The rounds over a bill that is read as `account`."""
    alerts = settings.alerts(own)

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
def _deployed() -> tuple[WatchSettings, BillDeployment, KeptSecrets]:
    settings = WatchSettings.of_process(os.environ)
    deployed = BillDeployment(settings)
    return settings, deployed, KeptSecrets(deployed.clients.secrets, deployed.clock, "secret of a channel")
