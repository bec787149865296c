"""`finops anomalies --bill`: days of a bill that cost more than their past lets expect, dismissed and told again."""

import json
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from rich.table import Table as Grid

from agents.anomalies.dismissed import Known, left_out
from agents.anomalies.params import AnomaliesParams
from agents.anomalies.result import CENT, Anomalies, read_anomalies
from billing.source import BillSource
from billing.terms import Terms, load_terms
from finops_client.local import default_data_dir
from finops_core.clock import SystemClock
from finops_core.dismissals import USUAL_DAYS, DismissalRepository, Dismissals, dismissal
from finops_core.errors import BillError, SettingsError, ToolRetry
from finops_core.formats import format_money
from finops_core.table.sqlite import SqliteTable
from finops_core.tools.context import ToolContext
from local.cli.opened_bill import opened_bill
from local.cli.settings import SETTINGS_FILE
from local.cli.terminal import err, named, out, told, write_json
from local.data_dir import DataDir
from local.folder_rights import make_private
from websocket.tokens import LOCAL_USER

SHOWN: Final = 50
_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The id of an anomaly, as the list shows it or whole, to be dismissed for a reason and some days, or restored."""

    id: str
    restores: bool = False
    reason: str = ""
    days: int = USUAL_DAYS


def bill_anomalies(
    path: str, *, period: str = "", change: Change | None = None, data_dir: Path | None = None, as_json: bool
) -> None:
    """Reads a bill, makes the change, and prints what stands out; what is dismissed comes last and is in no count.

    Raises BillError for a bill that cannot be read, SettingsError for a change of what is not in the list or a period
    that is none, BadFrame for a dismissal without a reason.
    """
    terms = load_terms(SETTINGS_FILE) if SETTINGS_FILE.exists() else Terms()
    clock, place = SystemClock(), DataDir(data_dir or default_data_dir())
    with opened_bill(path, terms) as bill:
        services: dict[type[Any], Any] = {BillSource: bill, Terms: terms}
        if change is None and not place.table.exists():
            found = _read(services, period, clock)
        else:
            make_private(place.path)
            with closing(SqliteTable(place.table, clock=clock).open()) as table:
                store = DismissalRepository(table, clock)
                services[Dismissals] = store
                found = _read(services, period, clock)
                if change is not None:
                    _make(change, found, store, clock.now())
                    found = _read(services, period, clock)
    for note in found.basis.notes:
        err().print(told(note))
    if as_json:
        for one in (*found.known, *found.dismissed):
            write_json(json.dumps(_record(one, found), ensure_ascii=False))
    else:
        _print(found)


def _read(services: dict[type[Any], Any], period: str, clock: SystemClock) -> Anomalies:
    context = ToolContext(job_id=uuid.uuid4().hex, user_id=LOCAL_USER, clock=clock, services=services)
    try:
        found = read_anomalies(AnomaliesParams.model_validate({"period": period}), context)
    except (ToolRetry, ValueError) as error:
        raise SettingsError(f"{period or 'The bill'} cannot be looked at: {error}") from error
    if isinstance(found, Anomalies):
        return found
    raise BillError("The bill has no charges in this time, so there is nothing to look at.")


def _make(change: Change, found: Anomalies, store: DismissalRepository, now: datetime) -> None:
    meant = [one for one in (*found.known, *found.dismissed) if change.id in (one.advised.resource, short_id(one))]
    if len(meant) != 1:
        many = "Several anomalies have" if meant else "No anomaly in the list has"
        raise SettingsError(f"{many} the id {change.id}. --json shows whole ids.")
    one = meant[0]
    if change.restores:
        store.reopen(LOCAL_USER, one.advised)
        return
    made = dismissal(
        one.advised,
        saving=f"{one.found.excess:f}",
        currency=one.found.currency,
        reason=change.reason,
        days=change.days,
        now=now,
    )
    store.dismiss(LOCAL_USER, made)


def short_id(one: Known) -> str:
    """The id as the list shows it."""
    series, _, day = one.advised.resource.partition(".")
    return f"{series[:_DIGITS]}.{day}"


def _record(one: Known, found: Anomalies) -> dict[str, Any]:
    """One anomaly as programs read it; amounts are decimals in text, to the cent."""
    each, by = one.found, one.by if one.standing == "dismissed" else None
    return {
        "id": one.advised.resource,
        **dict(zip(found.params.group_by, each.keys, strict=True)),
        "start": each.days.start.isoformat(),
        "end": each.days.end.isoformat(),
        "billed": str(each.billed.quantize(CENT)),
        "expected": str(each.expected),
        "impact": str(each.excess.quantize(CENT)),
        "currency": each.currency,
        "cause": each.cause,
        "resource": each.resource,
        "dismissed": None if by is None else {"reason": by.reason, "until": by.until.date().isoformat()},
    }


def _print(found: Anomalies) -> None:
    console = out()
    if not found.known:
        console.print(f"Nothing{' more' if found.dismissed else ''} stands out of what its past lets expect.")
    else:
        grid = Grid("Id", "What", "From", "To")
        grid.add_column("Impact", justify="right")
        grid.add_column("Expected", justify="right")
        for one in found.known[:SHOWN]:
            each = one.found
            names = (short_id(one), " · ".join(filter(None, each.keys)))
            days = (each.days.start.isoformat(), each.days.last_day.isoformat())
            amounts = (format_money(amount, each.currency) for amount in (each.excess, each.expected))
            grid.add_row(*map(named, names), *map(told, days), *map(told, amounts))
        console.print(grid)
    if len(found.known) > SHOWN:
        console.print(f"… and {len(found.known) - SHOWN} more; --json shows them")
    _print_dismissed(found)


def _print_dismissed(found: Anomalies) -> None:
    console = out()
    if found.dismissed:
        amounts: dict[str, Decimal] = left_out(found.dismissed)
        worth = " and ".join(format_money(amount, currency) for currency, amount in amounts.items())
        console.print(told(f"{len(found.dismissed)} dismissed, {worth} more than expected; --restore takes one back:"))
    for one in found.dismissed[:SHOWN]:
        if one.by is not None:
            what = " · ".join(filter(None, one.found.keys))
            said = f"  {short_id(one)} {what}, until {one.by.until.date().isoformat()}: {one.by.reason}"
            console.print(told(said))
