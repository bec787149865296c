"""`finops advise history`: what became of recommendations, on a bill of several months."""

import json
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.table import Table

from agents.advice.past.params import HistoryParams
from agents.advice.past.result import Past, as_past
from agents.advice.past.words import LEAST_LOOKS, MEANING, MEASURED, sources
from agents.opportunities.told_before import with_told
from agents.opportunities.track_record import Outcome, month_looks, track_record
from billing.export import open_bill
from billing.terms import Terms, load_terms
from finops_client.local import default_data_dir
from finops_core.advice_log import AdviceLogRepository, Done, Run
from finops_core.clock import SystemClock
from finops_core.formats import format_money
from finops_core.table.sqlite import SqliteTable
from local.cli.settings import SETTINGS_FILE
from local.cli.terminal import err, named, out, told, write_json
from local.data_dir import DataDir
from websocket.tokens import LOCAL_USER

SHOWN = 50
_CENT = Decimal("0.01")


def history(path: str, *, data_dir: Path | None = None, as_json: bool) -> None:
    """Holds what the checks find at each month end of a bill against its later months, and prints what was saved.

    Raises BillError for a bill that cannot be read or has less than a month.
    """
    terms = load_terms(SETTINGS_FILE) if SETTINGS_FILE.exists() else Terms()
    with open_bill(path, terms=terms) as bill:
        looks = month_looks(bill)
    runs, done = _kept(data_dir)
    record = with_told(track_record(looks), looks, runs, done)
    past = as_past(HistoryParams(aspect="saved"), record)
    if as_json:
        for one in (*record.carried_out, *record.without_saving):
            write_json(json.dumps(as_record(one), ensure_ascii=False))
        notes = err()
    else:
        _print(past)
        notes = out()
    if len(record.looks) < LEAST_LOOKS:
        notes.print("The bill has too few months: it takes two month ends, each with a month before it.")
    notes.print(told(" ".join((*sources(past), MEANING, MEASURED))))


def _kept(data_dir: Path | None) -> tuple[tuple[Run, ...], tuple[Done, ...]]:
    """Runs and marks of the local user; none in a folder without a platform's data."""
    clock, place = SystemClock(), DataDir(data_dir or default_data_dir())
    if not place.table.exists():
        return (), ()
    with closing(SqliteTable(place.table, clock=clock).open()) as table:
        log = AdviceLogRepository(table, clock)
        return log.runs(LOCAL_USER), log.done(LOCAL_USER)


def as_record(one: Outcome) -> dict[str, Any]:
    """One outcome as programs read it; amounts are decimals in text, to the cent."""
    amounts = {
        "estimate": one.estimate, "saved": one.saved, "savedSoFar": one.so_far, "before": one.before,
        "after": one.after, "byQuantity": one.by_quantity, "otherMeters": one.other_meters,
    }  # fmt: skip
    return {
        "resource": one.resource,
        "account": one.account,
        "region": one.region,
        "service": one.service,
        "recommendations": list(one.checks),
        "firstFound": one.first_found.isoformat(),
        "lastFound": one.last_found.isoformat(),
        "carriedOut": one.carried_out,
        "how": one.how if one.carried_out else "costs about as before",
        "currency": one.currency,
        **{name: str(amount.quantize(_CENT)) for name, amount in amounts.items()},
        "source": one.source,
        "markedDone": one.marked,
    }


def _print(past: Past) -> None:
    console = out()
    rows = [*past.carried_out, *past.without_saving]
    if rows:
        grid = Table("Saved a month", "Estimate", "So far", "What", "Resource", "By the bill it")
        for one in rows[:SHOWN]:
            amounts = (told(format_money(each, one.currency)) for each in (one.saved, one.estimate, one.so_far))
            how = one.how if one.carried_out else "costs about as before"
            grid.add_row(*amounts, told("; ".join(one.checks)), named(one.resource), how)
        console.print(grid)
    if len(rows) > SHOWN:
        console.print(f"… and {len(rows) - SHOWN} more; --json shows them")
    if past.carried_out:
        saved, estimate, so_far = (
            format_money(each, past.currency) for each in (past.saved, past.estimate, past.so_far)
        )
        count = len(past.carried_out)
        text = f"Saved {saved} a month, {so_far} so far, by {count} carried out; estimated were {estimate}."
        console.print(told(text, "bold"))
    else:
        console.print("The bill shows no recommendation that was carried out.")
    for unit in past.others:
        console.print(told(f"What was saved in {unit} is left out; --json shows it."))
