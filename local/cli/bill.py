"""`finops bill check`: what an export is, what it adds up to, and what is wrong with it."""

from decimal import Decimal

from rich.table import Table
from rich.text import Text

from billing.allocation import exact_sum
from billing.check import BillReport, report_on
from billing.invoices import Reconciliation
from billing.query import Metric
from finops_core.formats import format_money
from local.cli.opened_bill import opened_bill
from local.cli.terminal import named, out, told, write_json

SHOWN_PROBLEMS = 20
SHOWN_INVOICES = 20


def check(path: str, *, as_json: bool) -> int:
    """Reads and reports. Returns the number of problems. Raises BillError when the export cannot be read."""
    with opened_bill(path) as bill:
        report = report_on(bill)
    if as_json:
        write_json(report.to_json())
    else:
        _print(report)
    return sum(not problem.notice for problem in report.info.problems)


def _print(report: BillReport) -> None:
    info, console = report.info, out()
    console.print(told(info.source, "bold"))
    console.print(told(f"{info.format} {info.version}".strip()))
    console.print(f"{info.period.start.isoformat()} up to, not including, {info.period.end.isoformat()}")
    console.print(f"{info.rows:,} rows, {len(info.accounts)} accounts, {report.rows_left_out:,} rows left out")
    if info.data_as_of is not None:
        console.print(f"data as of {info.data_as_of.isoformat()}")
    console.print(_totals(report))
    for currency, by_category in report.by_category.items():
        grid = Table("Charge category", title=told(f"By charge category ({currency})"), title_justify="left")
        grid.add_column(Metric.BILLED, justify="right")
        for category, amount in by_category.items():
            grid.add_row(named(category or "(none)"), told(format_money(amount, currency)))
        console.print(grid)
    for found in report.reconciled:
        console.print(_invoices(found))
    if report.custom_columns:
        console.print(told(f"columns of its own to ask by: {', '.join(report.custom_columns)}"))
    for problem in info.problems[:SHOWN_PROBLEMS]:
        places = (problem.file, problem.column, f"row {problem.row}" if problem.row is not None else "")
        place = ", ".join(part for part in places if part)
        console.print(told(f"! {problem.message}{f' ({place})' if place else ''}", "yellow"))
    if len(info.problems) > SHOWN_PROBLEMS:
        console.print(f"… and {len(info.problems) - SHOWN_PROBLEMS} more problems; --json shows them")


def _totals(report: BillReport) -> Table:
    grid = Table("Currency", title="Totals", title_justify="left")
    metrics = (Metric.BILLED, Metric.EFFECTIVE, Metric.LIST, Metric.CONTRACTED)
    for metric in metrics:
        grid.add_column(metric, justify="right")
    for currency, totals in report.info.currencies.items():
        grid.add_row(told(currency), *(told(format_money(totals[metric], currency)) for metric in metrics))
    return grid


def _invoices(found: Reconciliation) -> Table:
    """What each invoice comes to, and what lies between the invoices and the bill's billed and effective cost."""

    def money(amount: Decimal) -> Text:
        return told(format_money(amount, found.currency))

    grid = Table("Invoice", title=told(f"Invoices ({found.currency})"), title_justify="left")
    grid.add_column(Metric.BILLED, justify="right")
    for invoice in found.invoices[:SHOWN_INVOICES]:
        grid.add_row(named(invoice.id), money(invoice.total))
    more = found.invoices[SHOWN_INVOICES:]
    if more:
        rest = exact_sum([invoice.total for invoice in more])
        grid.add_row(f"({len(more)} more; --json shows them)", money(rest))
    grid.add_row("(not invoiced)", money(found.not_invoiced.total))
    grid.add_row("Billed", money(found.billed), style="bold")
    for kind, amount in found.amortised.items():
        grid.add_row(f"amortised: {kind.replace('_', ' ')}", money(amount))
    grid.add_row("Effective", money(found.effective), style="bold")
    return grid
