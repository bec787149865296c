"""`finops watch`: looks at a bill for what somebody should know, and tells it over the channels of `[alerts]`.

One round, for cron; with `--every` rounds until it is interrupted, in which what is due is sent each minute. Exit codes
of one round: 0 everything looked at and everything due sent, 1 something could not be looked at or sent (it is tried
again in the next round), 2 the settings are wrong.
"""

import json
import os
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any, Final

from billing.source import BillSource
from billing.terms import Terms
from finops_core.clock import Clock, SystemClock
from finops_core.errors import FinOpsError, SettingsError
from finops_core.logs import configure
from finops_core.table.sqlite import SqliteTable
from local.alerts import alert_watch, sight_of
from local.answering import product
from local.cli.settings import SETTINGS_FILE, local_settings
from local.cli.terminal import err, out, told, write_json
from local.data_dir import DataDir
from local.folder_rights import make_private
from worker.alerts.looking import Sight
from worker.alerts.message import as_record, message_of, plain_lines
from worker.alerts.settings import AlertSettings, load_alerts
from worker.alerts.watch import Round, Seen, Watch, look
from worker.bill_watch import Refreshable

TICK_S: Final = 60.0
NONE: Final = (
    f"There is no [alerts] in {SETTINGS_FILE}, so there is nobody to tell. docs/finops.example.toml has one; --dry-run "
    "shows what would be told."
)
SAMPLE: Final = (
    "The sample account is invented, so nobody is told of it. Give --bill; --dry-run shows what would be told of the "
    "sample."
)
NO_CHANNELS: Final = AlertSettings.model_construct(channels=())
"""What is looked for without settings."""


def watch(flags: Mapping[str, Any], *, every_minutes: int | None, retry: bool, dry_run: bool, as_json: bool) -> bool:
    """Returns whether all went well. With `every_minutes` it goes on until KeyboardInterrupt.

    Raises SettingsError without channels and for the sample account, BillError for a bill that cannot be read.
    """
    settings, clock = local_settings(flags, os.environ), SystemClock()
    configure(settings.log_level)
    alerts = load_alerts(settings.terms or SETTINGS_FILE)
    if alerts is None and not dry_run:
        raise SettingsError(NONE)
    make_private(settings.data_dir)
    with ExitStack() as opened:
        answering = product(settings, clock)
        opened.callback(answering.close)
        file = DataDir(settings.data_dir).table
        if alerts is None or dry_run:
            known = _opened(file, clock, opened) if file.exists() else None
            return _show_seen(look(sight_of(alerts or NO_CHANNELS, answering.services, clock, known)), as_json=as_json)
        table = _opened(file, clock, opened)
        sight = sight_of(alerts, answering.services, clock, table)
        if sight.bill.info().sample:
            raise SettingsError(SAMPLE)
        made = alert_watch(alerts, answering.services[Terms], table, clock, os.environ)
        if retry:
            err().print(f"{made.retry()} messages that were given up are sent again.")
        if every_minutes is not None:
            _go_on(made, sight, clock, timedelta(minutes=every_minutes), as_json=as_json)
        return _show(made.round(sight), as_json=as_json)


def _opened(file: Path, clock: Clock, until: ExitStack) -> SqliteTable:
    """The platform's table, open until the command ends."""
    table = SqliteTable(file, clock=clock).open()
    until.callback(table.close)
    return table


def _go_on(made: Watch, sight: Sight, clock: Clock, every: timedelta, *, as_json: bool) -> None:
    """Rounds without end; new deliveries of the bill are taken in before each."""
    due, never = clock.now(), Event()
    while True:
        if clock.now() >= due:
            due = clock.now() + every
            _take_in(sight.bill)
            _show(made.round(sight), as_json=as_json)
        else:
            made.deliver()
        never.wait(TICK_S)


def _take_in(bill: BillSource) -> None:
    try:
        if isinstance(bill, Refreshable):
            bill.refresh()
    except FinOpsError as error:
        err().print(told(f"! newer deliveries cannot be read, the former bill is looked at: {error}"))


def _show(made: Round, *, as_json: bool) -> bool:
    if as_json:
        channels = [
            {
                "channel": one.channel,
                "sent": one.sent,
                "waiting": one.waiting,
                "givenUp": one.given_up,
                "problem": one.problem,
            }
            for one in made.channels
        ]
        problems = list(made.seen.problems)
        record = {"seen": len(made.seen.alerts), "new": made.new, "problems": problems, "channels": channels}
        write_json(json.dumps(record, ensure_ascii=False))
    else:
        out().print(f"{len(made.seen.alerts)} to tell, {made.new} of them new")
        for one in made.channels:
            left = f", {one.given_up} given up (--retry sends them again)" if one.given_up else ""
            out().print(told(f"{one.channel}: {one.sent} sent, {one.waiting} waiting{left}"))
    for one in made.channels:
        if one.problem:
            err().print(told(f"! {one.channel}: {one.problem}"))
    _problems(made.seen)
    return made.is_well


def _show_seen(seen: Seen, *, as_json: bool) -> bool:
    """What would be told, for nobody."""
    whole = message_of("dry run", seen.alerts, "")
    if as_json:
        write_json(json.dumps(as_record(whole), ensure_ascii=False))
    elif not seen.alerts:
        out().print("There is nothing to tell.")
    else:
        for line in plain_lines(whole):
            out().print(told(line))
    _problems(seen)
    return not seen.problems


def _problems(seen: Seen) -> None:
    for problem in seen.problems:
        err().print(told(f"! {problem}"))
