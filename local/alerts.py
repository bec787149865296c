"""Alerts on this machine: the watch of `[alerts]` in `finops.toml` over the platform's own table."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from billing.source import BillSource
from billing.terms import Terms
from finops_core.clock import Clock, SystemClock
from finops_core.dismissals import DismissalRepository
from finops_core.table.port import Table
from finops_core.table.sqlite import SqliteTable
from local.data_dir import DataDir
from local.settings import LocalSettings
from websocket.tokens import LOCAL_USER
from worker.alerts.assembly import watch_of
from worker.alerts.looking import Sight
from worker.alerts.outbox import Outbox
from worker.alerts.settings import AlertSettings, secrets_of
from worker.alerts.watch import Watch


def alert_watch(
    settings: AlertSettings, terms: Terms, table: Table, clock: Clock, environment: Mapping[str, str]
) -> Watch:
    """The watch over the channels of the settings, with the secrets that the environment has."""
    return watch_of(settings, terms.zone, table, clock, secrets_of(settings, environment))


def channel_problems(settings: AlertSettings, local: LocalSettings, environment: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each channel, by name; empty for one that is well. Raises StorageUnavailable."""
    clock, file = SystemClock(), DataDir(local.data_dir).table
    problems = {one.name: _missing(one.secrets, environment) for one in settings.channels}
    if not file.exists():
        return problems
    with closing(SqliteTable(file, clock=clock).open()) as table:
        for name in problems:
            problems[name] = problems[name] or _standing(Outbox(table, clock, name))
    return problems


def _missing(names: tuple[str, ...], environment: Mapping[str, str]) -> str:
    missing = [name for name in names if not environment.get(name)]
    return f"The environment variable {missing[0]} is not set." if missing else ""


def _standing(box: Outbox) -> str:
    given_up, failing = box.given_up(), [one for one in box.pending() if one.problem]
    if given_up:
        why = given_up[0].problem
        return f"{len(given_up)} messages were given up: {why} Mend the channel, then: finops watch --retry"
    return f"{len(failing)} messages wait for their next try: {failing[0].problem}" if failing else ""


def sight_of(settings: AlertSettings, services: Mapping[type[Any], Any], clock: Clock, table: Table | None) -> Sight:
    """What the watch looks at, out of what questions are answered from; what is dismissed lies in the table."""
    return Sight(
        bill=services[BillSource],
        terms=services[Terms],
        settings=settings,
        clock=clock,
        dismissals=None if table is None else DismissalRepository(table, clock),
        user=LOCAL_USER,
    )
