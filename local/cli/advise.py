"""`finops advise`: what a billing export alone says can be saved."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.table import Table

from account.snapshot_file import read_snapshot
from agents.advice.bill_advice import BillAdvice, Counted, bill_advice
from billing.export import open_bill
from billing.terms import Terms, load_terms
from finops_core.formats import format_money
from local.cli.settings import SETTINGS_FILE
from local.cli.terminal import err, named, out, told, write_json

SHOWN = 50
SAID_FROM = Decimal("0.1")
"""From this part of usage on it is told that nothing is said about it."""
_CENT = Decimal("0.01")


def advise(path: str, *, account: Path | None = None, as_json: bool) -> None:
    """Reads a bill, and a snapshot of its account where there is one, and prints what can be saved.

    Limits of `finops.toml` in the working folder hold. Raises BillError for a bill that cannot be read or has less
    than a month, SettingsError for such a snapshot.
    """
    known = read_snapshot(account) if account is not None else None
    terms = load_terms(SETTINGS_FILE) if SETTINGS_FILE.exists() else Terms()
    with open_bill(path, terms=terms) as bill:
        advice = bill_advice(bill, account=known)
    for silence in advice.silences(SAID_FROM):
        err().print(told(silence))
    for gap in known.gaps if known is not None else ():
        err().print(told(f"{gap.message} {gap.remedy}"))
    if as_json:
        for each in advice.counted:
            write_json(json.dumps(as_record(each), ensure_ascii=False))
    else:
        _print(advice)


def as_record(each: Counted) -> dict[str, Any]:
    """One finding as programs read it; amounts are decimals in text, to the cent."""
    check, found = each.opportunity.check, each.opportunity.found
    return {
        "check": check.id,
        "class": check.saving_class.value,
        "resource": found.thing.resource,
        "account": found.thing.account,
        "region": found.thing.region,
        "service": found.thing.service,
        "monthlySaving": str(found.saving.quantize(_CENT)),
        "counted": str(each.counted.quantize(_CENT)),
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
    }


def _print(advice: BillAdvice) -> None:
    console = out()
    if not advice.counted:
        console.print("The bill alone shows nothing that can be saved.")
        return
    grid = Table("Saving a month", "What", "Resource", "Account", "Region")
    for each in advice.counted[:SHOWN]:
        check, found = each.opportunity.check, each.opportunity.found
        grid.add_row(
            told(format_money(found.saving, found.thing.currency)),
            told(check.title),
            named(found.thing.resource),
            named(found.thing.account),
            told(found.thing.region),
        )
    console.print(grid)
    if len(advice.counted) > SHOWN:
        console.print(f"… and {len(advice.counted) - SHOWN} more; --json shows them")
    for currency, amount in _totals(advice).items():
        console.print(told(f"Together {format_money(amount, currency)} a month; nothing is counted twice.", "bold"))
    month = advice.periods.month
    console.print(
        f"At the run rate of {month.start.isoformat()} to {month.last_day.isoformat()}, for a month of 730 hours, "
        "at list prices. What a commitment paid already is in no total."
    )


def _totals(advice: BillAdvice) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for each in advice.counted:
        currency = each.opportunity.found.thing.currency
        totals[currency] = totals.get(currency, Decimal(0)) + each.counted
    return totals
