"""`finops commitments plan`: what to commit to for a year, on what an hourly bill shows."""

import json
from pathlib import Path
from typing import Any

from rich.table import Table

from billing.export import open_bill
from finops_core.formats import format_money
from local.cli.terminal import out, told, write_json

TERM, PAYMENT = "1yr", "No Upfront"


def plan(path: str, rates: Path, *, as_json: bool) -> None:
    """Reads a bill and rates and prints what to buy. Raises BillError for a bill that is not hourly, or no rates."""
    from agents.advice.commitments.hourly import hourly_usage
    from agents.advice.commitments.plan import plan_purchases
    from agents.advice.commitments.rates import read_rates

    for_sale = read_rates(rates)
    with open_bill(path) as bill:
        records = [as_record(one) for one in plan_purchases(hourly_usage(bill), for_sale)]
    if as_json:
        for record in records:
            write_json(json.dumps(record, ensure_ascii=False))
    else:
        _print(records)


def as_record(one: Any) -> dict[str, Any]:
    """One purchase as programs read it."""
    record: dict[str, Any] = {"type": one.type, "term": TERM, "payment": PAYMENT}
    if one.type == "ReservedInstance":
        record |= {"service": one.service, "region": one.region, "instanceType": one.instance_type}
        record |= {"engine": one.engine, "multiAZ": one.multi_az, "count": one.count}
    else:
        record |= {"region": one.region, "instanceFamily": one.family} if one.family else {}
        record["hourlyCommitment"] = one.hourly
    if one.start is not None:
        record["start"] = one.start.isoformat()
    record["monthlySaving"] = f"{one.saving:.2f}"
    return record


def _print(records: list[dict[str, Any]]) -> None:
    console = out()
    if not records:
        console.print("Buying nothing costs least on what this bill shows.")
        return
    grid = Table("Buy", "How much", "Where", "From", "Saving a month")
    for record in records:
        much = (
            f"{record['count']} × {record['instanceType']}"
            if "count" in record
            else f"{record['hourlyCommitment']} an hour"
        )
        where = " ".join(str(record[name]) for name in ("region", "instanceFamily", "engine") if name in record)
        saving = format_money(record["monthlySaving"], "USD")
        grid.add_row(record["type"], told(much), told(where), record.get("start", "now"), told(saving))
    console.print(grid)
    console.print("For one year without upfront payment, on how the last weeks of this bill go on, at list prices.")
