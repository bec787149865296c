"""`finops budgets`: how the budgets of `finops.toml` stand over a bill, and budgets to and from AWS."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from billing.budgets.aws_format import as_request, not_exported, read_answers
from billing.budgets.performance import Performance, performance_of
from billing.budgets.record import Budget
from billing.budgets.spending import whole_days
from billing.budgets.toml_format import as_toml
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.query import BillInfo
from billing.terms import Terms, load_terms
from finops_core.clock import SystemClock
from finops_core.errors import SettingsError
from finops_core.formats import format_money
from local.cli.opened_bill import opened_bill
from local.cli.settings import SETTINGS_FILE
from local.cli.terminal import err, named, out, told, write_json

_CENT = Decimal("0.01")
NONE = (
    f"There are no budgets in {SETTINGS_FILE}. Write one as [[budgets]] (docs/finops.example.toml has one), take over "
    "those of AWS with “finops budgets import FILE”, or ask “what budgets should I set?”."
)


def status(bill: str, *, as_json: bool) -> None:
    """Prints how each budget stands, a line of JSON a budget. Raises BillError and SettingsError."""
    terms = _terms()
    if not terms.budgets:
        raise SettingsError(NONE)
    found: list[Performance] = []
    with opened_bill(bill, terms) as opened:
        day = _day(opened.info(), terms)
        for budget in terms.budgets:
            found.append(performance_of(budget, opened, terms, day))
            if as_json:
                write_json(json.dumps(as_record(found[-1]), ensure_ascii=False))
    if not as_json:
        _print(found)


def export(names: list[str], *, account: str) -> None:
    """Prints a CreateBudget request a line. Raises SettingsError for a name there is not."""
    budgets = {one.budget_name: one for one in _terms().budgets}
    if not budgets:
        raise SettingsError(NONE)
    for name in names:
        if name not in budgets:
            raise SettingsError(f"There is no budget {name!r} in {SETTINGS_FILE}. It has: {', '.join(budgets)}.")
    for name in names or budgets:
        for note in not_exported(budgets[name]):
            err().print(told(f"! {name}: {note}"))
        write_json(json.dumps(as_request(budgets[name], account), ensure_ascii=False))


def take_over(path: Path) -> None:
    """Prints the budgets of AWS's answers as lines of finops.toml. Raises SettingsError for a file of another kind."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error}).") from error
    read = read_answers(content, str(path))
    for note in read.notes:
        err().print(told(f"! {note}"))
    if not read.budgets:
        raise SettingsError(
            f"{path}: has no budget. Give the answer of `aws budgets describe-budgets`, alone or in a list with those "
            "of its other calls."
        )
    typer.echo("\n".join(as_toml(one) for one in read.budgets.values()), nl=False)


def as_record(one: Performance) -> dict[str, Any]:
    """One budget as programs read it; amounts are decimals in text."""
    expected = one.expected
    return {
        "budget": one.budget.budget_name,
        "type": one.budget.budget_type,
        "timeUnit": one.budget.time_unit,
        "state": one.state.value,
        "unit": one.unit,
        "start": _iso(one.period.start if one.period else None),
        "end": _iso(one.period.end if one.period else None),
        "limit": _amount(one.limit),
        "actual": _amount(one.actual),
        "left": _amount(one.left),
        "expected": None if expected is None else _amount(Decimal(repr(expected.whole.value))),
        "low80": None if expected is None else _amount(Decimal(repr(expected.whole.low))),
        "high80": None if expected is None else _amount(Decimal(repr(expected.whole.high))),
        "chance": None if one.chance is None else float(one.chance),
        "overSince": _iso(one.over_since),
        "expectedOn": _iso(one.passes_on),
        "drivers": [
            {"name": each.name, "amount": _amount(each.amount), "change": _amount(each.change)} for each in one.drivers
        ],
        "alerts": [
            {
                "type": each.notification.notification_type,
                "threshold": float(each.notification.threshold),
                "thresholdType": each.notification.threshold_type,
                "amount": _amount(each.threshold),
                "state": each.state.value,
                "day": _iso(each.day),
                "chance": None if each.chance is None else float(each.chance),
            }
            for each in one.alerts
        ],
        "reason": one.reason,
        "notes": list(one.traps),
    }


def _terms() -> Terms:
    return load_terms(SETTINGS_FILE) if SETTINGS_FILE.exists() else Terms()


def _day(info: BillInfo, terms: Terms) -> date:
    calendar = Calendar.of(terms)
    return Anchor.of(info.period, calendar.today(SystemClock().now()), calendar, complete=whole_days(info)).last_day


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.quantize(_CENT):f}"


def _print(found: list[Performance]) -> None:
    grid = Table("Budget", "State", "So far", "Limit", "Expected", "Chance", "Passed on")
    for one in found:
        record = as_record(one)
        cells = (_shown(one.budget, record[key], one.unit) for key in ("actual", "limit", "expected"))
        chance = "" if one.chance is None else f"{one.chance:.0%}"
        day = record["overSince"] or record["expectedOn"] or ""
        grid.add_row(named(one.budget.budget_name), one.state.value, *(told(cell) for cell in cells), chance, day)
    console = out()
    console.print(grid)
    for one in found:
        for text in (*([one.reason] if one.reason else []), *one.traps):
            console.print(told(f"{one.budget.budget_name}: {text}"))
    console.print("What is expected, its chance and its day are estimates from the bill's own history.")


def _shown(budget: Budget, amount: str | None, unit: str) -> str:
    if amount is None:
        return ""
    return format_money(Decimal(amount), unit) if budget.budget_type == "COST" else f"{amount} {unit}"
