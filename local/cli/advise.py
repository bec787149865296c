"""`finops advise`: what a billing export alone says can be saved."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from rich.table import Table

from account.snapshot_file import read_snapshot
from agents.opportunities.bill_advice import BillAdvice, Counted, bill_advice
from agents.opportunities.dismissed import Apart, advised, told_apart
from agents.opportunities.told_before import as_said
from billing.terms import Terms, load_terms
from finops_client.local import default_data_dir
from finops_core.advice_log import AdviceLogRepository
from finops_core.clock import SystemClock
from finops_core.dismissals import USUAL_DAYS, Dismissal, DismissalRepository, dismissal
from finops_core.errors import SettingsError
from finops_core.formats import NOT_KNOWN, format_money
from finops_core.table.sqlite import SqliteTable
from local.cli.opened_bill import opened_bill
from local.cli.settings import SETTINGS_FILE
from local.cli.terminal import err, named, out, told, write_json
from local.data_dir import DataDir
from local.folder_rights import make_private
from websocket.tokens import LOCAL_USER

SHOWN = 50
SAID_FROM = Decimal("0.1")
"""From this part of usage on it is told that nothing is said about it."""
_CENT = Decimal("0.01")


class Deed(StrEnum):
    """What a person says of recommendations; UNDONE takes DONE back."""

    DISMISS = "dismiss"
    REOPEN = "reopen"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A resource with what is said of its recommendations; a dismissal has a reason and some days."""

    resource: str
    deed: Deed = Deed.DISMISS
    check: str | None = None
    reason: str = ""
    days: int = USUAL_DAYS


def advise(
    path: str,
    *,
    account: Path | None = None,
    change: Change | None = None,
    data_dir: Path | None = None,
    as_json: bool,
) -> None:
    """Reads a bill, and a snapshot of its account where there is one, and prints what can be saved.

    Limits of `finops.toml` in the working folder hold, and what was dismissed in the data folder is in no total.
    Raises BillError for a bill that cannot be read or has less than a month, SettingsError for such a snapshot or a
    change of what is not in the list, BadFrame for a dismissal without a reason.
    """
    known = read_snapshot(account) if account is not None else None
    terms = load_terms(SETTINGS_FILE) if SETTINGS_FILE.exists() else Terms()
    with opened_bill(path, terms) as bill:
        advice = bill_advice(bill, account=known)
    for silence in advice.silences(SAID_FROM):
        err().print(told(silence))
    for gap in known.gaps if known is not None else ():
        err().print(told(f"{gap.message} {gap.remedy}"))
    apart = _apart(advice, data_dir or default_data_dir(), change)
    if as_json:
        for each in apart.open:
            write_json(json.dumps(as_record(each), ensure_ascii=False))
        for one in apart.dismissed:
            write_json(json.dumps(as_record(one.each, one.by), ensure_ascii=False))
    else:
        _print(advice, apart)


def _apart(advice: BillAdvice, data_dir: Path, change: Change | None) -> Apart:
    """The list with what was dismissed, once the change is made. A folder without a platform's data has none."""
    clock, place = SystemClock(), DataDir(data_dir)
    if change is None and not place.table.exists():
        return Apart(open=advice.counted)
    if change is not None:
        make_private(place.path)
    with closing(SqliteTable(place.table, clock=clock).open()) as table:
        store, log = DismissalRepository(table, clock), AdviceLogRepository(table, clock)
        if change is not None and change.deed in (Deed.DONE, Deed.UNDONE):
            _mark(change, advice, log)
        elif change is not None:
            _make(change, advice, store, clock.now())
        log.note(LOCAL_USER, as_said(advice.counted))
        return told_apart(advice.counted, store.of_user(LOCAL_USER), clock.now())


def _make(change: Change, advice: BillAdvice, store: DismissalRepository, now: datetime) -> None:
    meant = [
        each
        for each in advice.counted
        if each.opportunity.found.thing.resource == change.resource
        and change.check in (None, each.opportunity.check.id)
    ]
    if not meant:
        raise SettingsError(f"Nothing in the list is about {change.resource}. --json shows checks and resources.")
    for each in meant:
        found = each.opportunity.found
        if change.deed is Deed.REOPEN:
            store.reopen(LOCAL_USER, advised(each))
        else:
            made = dismissal(
                advised(each),
                saving=f"{found.saving:f}",
                currency=found.thing.currency,
                reason=change.reason,
                days=change.days,
                now=now,
            )
            store.dismiss(LOCAL_USER, made)


def _mark(change: Change, advice: BillAdvice, log: AdviceLogRepository) -> None:
    """Of what is in the list now, or was in an earlier run."""
    listed = {advised(each) for each in advice.counted}
    told_before = {each.advised for run in log.runs(LOCAL_USER) for each in run.said}
    meant = {
        one for one in listed | told_before if one.resource == change.resource and change.check in (None, one.check)
    }
    if not meant:
        raise SettingsError(f"Nothing was recommended about {change.resource}. --json shows checks and resources.")
    log.note(LOCAL_USER, as_said(advice.counted))
    for one in sorted(meant, key=lambda each: each.digest):
        if change.deed is Deed.DONE:
            log.mark_done(LOCAL_USER, one)
        else:
            log.unmark(LOCAL_USER, one)


def as_record(each: Counted, by: Dismissal | None = None) -> dict[str, Any]:
    """One finding as programs read it; amounts are decimals in text, to the cent. `by` dismissed it."""
    check, found = each.opportunity.check, each.opportunity.found
    return {
        "check": check.id,
        "class": check.saving_class.value,
        "resource": found.thing.resource,
        "account": found.thing.account,
        "region": found.thing.region,
        "service": found.thing.service,
        "monthlySaving": str(found.saving.quantize(_CENT)),
        "counted": str(each.counted.quantize(_CENT)) if by is None else "0.00",
        "currency": found.thing.currency,
        "sources": list(found.sources),
        "notCounted": found.not_counted,
        "title": check.title,
        "evidence": {
            "figures": [
                {"metric": one.metric, "value": f"{one.value.normalize():f}", "unit": one.unit} for one in found.shown
            ],
            "rule": check.rule,
            "unseen": check.unseen,
        },
        "remedy": check.remedy,
        "source": check.source,
        "dismissed": None if by is None else {"reason": by.reason, "until": by.until.date().isoformat()},
    }


def _print(advice: BillAdvice, apart: Apart) -> None:
    console = out()
    if not apart.open:
        more = " more" if apart.dismissed else ""
        console.print(f"The bill alone shows nothing{more} that can be saved.")
    else:
        console.print(_table(apart.open[:SHOWN]))
    if len(apart.open) > SHOWN:
        console.print(f"… and {len(apart.open) - SHOWN} more; --json shows them")
    for currency, amount in _totals(apart.open).items():
        console.print(told(f"Together {format_money(amount, currency)} a month; nothing is counted twice.", "bold"))
    _print_dismissed(apart)
    if not apart.open:
        return
    month = advice.periods.month
    console.print(
        f"At the run rate of {month.start.isoformat()} to {month.last_day.isoformat()}, for a month of 730 hours, "
        "at list prices. What a commitment paid already is in no total."
    )


def _table(counted: Sequence[Counted]) -> Table:
    grid = Table("Saving a month", "What", "Resource", "Account", "Region")
    for each in counted:
        check, found = each.opportunity.check, each.opportunity.found
        grid.add_row(
            told(format_money(found.saving, found.thing.currency) if found.saving else NOT_KNOWN),
            told(check.title),
            named(found.thing.resource),
            named(found.thing.account),
            told(found.thing.region),
        )
    return grid


def _print_dismissed(apart: Apart) -> None:
    """How many are in no total with what they would save, and each with its reason."""
    console = out()
    if apart.dismissed:
        worth = [format_money(amount, currency) for currency, amount in apart.left_out().items() if amount > 0]
        amounts = f", {' and '.join(worth)} a month" if worth else ""
        console.print(told(f"{len(apart.dismissed)} dismissed{amounts}; --reopen takes one back:"))
    for one in apart.dismissed[:SHOWN]:
        what = one.each.opportunity.found.thing.resource or one.each.opportunity.check.title
        console.print(told(f"  {what}, until {one.by.until.date().isoformat()}: {one.by.reason}"))
    for one in apart.grown:
        then, now = one.by.saving, one.each.opportunity.found.saving
        currency = one.by.currency
        console.print(
            told(
                f"{one.each.opportunity.found.thing.resource} is open again: it saved {format_money(then, currency)} "
                f"a month when it was dismissed, and {format_money(now, currency)} now.",
                "yellow",
            )
        )


def _totals(counted: Sequence[Counted]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for each in counted:
        currency = each.opportunity.found.thing.currency
        totals[currency] = totals.get(currency, Decimal(0)) + each.counted
    return totals
