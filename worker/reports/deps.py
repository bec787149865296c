"""What the deployed function that makes reports stands on, made once per process from its environment."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock
from finops_core.table.port import Table
from worker.account_snapshots.deps import stored_snapshot
from worker.account_snapshots.stored import StoredSnapshot
from worker.bill_deployment import BillDeployment, BillSettings
from worker.own_settings import OwnSettings
from worker.reports.rounds import ReportRounds
from worker.reports.shelf import Shelf

if TYPE_CHECKING:
    from supervisor.run import SupervisorDeps


class ReportSettings(BillSettings):
    """Those of the function that makes reports. `bucket` has their files."""

    bucket: str


def deployed_rounds() -> ReportRounds:
    """The rounds by the settings as they are now. Raises SettingsError."""
    settings, deployed = _deployed()
    shelf = Shelf(client=deployed.clients.s3(), bucket=settings.bucket)
    return report_rounds(
        settings,
        deployed.in_force.now()[1],
        deployed.account,
        shelf,
        deployed.table,
        deployed.clock,
        stored_snapshot(os.environ, deployed.account, deployed.clock),
    )


def report_rounds(
    settings: ReportSettings,
    own: OwnSettings,
    account: AnalysedAccount,
    shelf: Shelf,
    table: Table,
    clock: Clock,
    snapshot: StoredSnapshot | None = None,
) -> ReportRounds:
    """The rounds over a bill that is read as `account`, and the newest `snapshot`. No language model takes part."""

    @contextmanager
    def answering() -> "Generator[SupervisorDeps]":
        from billing.source import BillSource
        from worker.deps import supervisor_deps

        deps = supervisor_deps(
            settings.bill,
            own.terms,
            account,
            clock,
            prepared=settings.prepared,
            engine=settings.engine,
            engine_settings=settings.engine_settings,
            snapshot=None if snapshot is None else snapshot.current(),
        )
        try:
            yield deps
        finally:
            deps.services[BillSource].close()

    return ReportRounds(shelf, table, clock, own.terms.zone, settings.alerts(own), answering)


@cache
def _deployed() -> tuple[ReportSettings, BillDeployment]:
    settings = ReportSettings.of_process(os.environ)
    return settings, BillDeployment(settings)
