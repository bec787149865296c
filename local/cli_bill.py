"""`finops bill check`: what an export is, what it adds up to, and what is wrong with it."""

import sys

from rich.table import Table
from rich.text import Text

from billing.check import BillReport, check_bill
from billing.query import Metric
from finops_core.answers import format_money
from local.cli_terminal import out

SHOWN_PROBLEMS = 20


def check(path: str, *, as_json: bool) -> int:
    """Reads and reports. Returns the number of problems. Raises BillError when the export cannot be read."""
    report = check_bill(path)
    if as_json:
        sys.stdout.write(report.to_json() + "\n")
    else:
        _print(report)
    return len(report.info.problems)


def _print(report: BillReport) -> None:
    info, console = report.info, out()
    console.print(Text(info.source, style="bold"))
    console.print(f"{info.format} {info.version}".strip(), markup=False)
    console.print(f"{info.period.start.isoformat()} up to, not including, {info.period.end.isoformat()}")
    console.print(f"{info.rows:,} rows, {len(info.accounts)} accounts, {report.rows_left_out:,} rows left out")
    if info.data_as_of is not None:
        console.print(f"data as of {info.data_as_of.isoformat()}")
    console.print(_totals(report))
    for currency, by_category in report.by_category.items():
        grid = Table("Charge category", title=f"By charge category ({currency})", title_justify="left")
        grid.add_column(Metric.BILLED, justify="right")
        for category, amount in by_category.items():
            grid.add_row(Text(category or "(none)"), format_money(amount, currency))
        console.print(grid)
    for problem in info.problems[:SHOWN_PROBLEMS]:
        places = (problem.file, problem.column, f"row {problem.row}" if problem.row is not None else "")
        place = ", ".join(part for part in places if part)
        console.print(Text(f"! {problem.message}{f' ({place})' if place else ''}", style="yellow"))
    if len(info.problems) > SHOWN_PROBLEMS:
        console.print(f"… and {len(info.problems) - SHOWN_PROBLEMS} more problems; --json shows them")


def _totals(report: BillReport) -> Table:
    grid = Table("Currency", title="Totals", title_justify="left")
    metrics = (Metric.BILLED, Metric.EFFECTIVE, Metric.LIST, Metric.CONTRACTED)
    for metric in metrics:
        grid.add_column(metric, justify="right")
    for currency, totals in report.info.currencies.items():
        grid.add_row(currency, *(format_money(totals[metric], currency) for metric in metrics))
    return grid
