"""The `invoices` tool: the invoices of a bill, each with its month, issuer and amount."""

from dataclasses import replace

from agents.bill.absent import Missing, absent
from agents.bill.blocks import TABLE_ROWS
from agents.bill.scope import basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import listed, plural, sentence
from agents.cost.invoices.params import InvoicesParams
from billing.periods.symbols import bare, phrase_of
from billing.query import BillRow, Dimension
from billing.source import BillSource
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money

NO_NUMBER = "no invoice number yet"
UNNUMBERED = "Charges get an invoice number when their month is closed; those without one are a row of their month."


def invoice_list(params: InvoicesParams, context: ToolContext) -> Finding:
    """Invoices by billing period, the latest first; without a period all. Raises ToolRetry and BillError as others."""
    scope = read_scope(params.model_copy(update={"by_invoice": True}), context, usual="all")
    if isinstance(scope, Missing):
        return absent(scope, context)
    query = replace(
        scope.rows,
        group_by=(Dimension.INVOICE, Dimension.INVOICE_ISSUER),
        granularity=Granularity.MONTHLY,
    )
    result = context.service(BillSource).query(query)
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), result)
    if not result.rows:
        return Finding(headline=sentence("the bill has no charges", scope.subject, f"{scope.when}."), basis=basis)
    numbers = {(row.keys, row.currency) for row in result.rows if row.keys[0]}
    count = context.facts.number(len(numbers), plural("invoice", len(numbers)), "invoices", scope.period.period)
    totals = [
        context.facts.money(Money(amount, unit), "invoiced", scope.period.period)
        for unit, amount in result.totals.items()
    ]
    amounts = listed([f"[[{fact.id}]]" for fact in totals])
    months = f"for {bare(phrase_of(scope.period.period))}"
    text = f"the bill has [[{count.id}]]" if numbers else "the bill names no invoice numbers; by billing month it has"
    over = f"over {amounts}" if numbers else amounts
    if numbers and any(not row.keys[0] for row in result.rows):
        over = f"and charges without an invoice number yet {over}"
    notes = (*basis.notes, UNNUMBERED) if any(not row.keys[0] for row in result.rows) else basis.notes
    return Finding(
        headline=sentence(text, over, scope.subject, f"{months}."),
        facts=((count, *totals) if numbers else tuple(totals)),
        blocks=(_table(result.rows, sentence("invoices", scope.subject, months)),),
        basis=basis.model_copy(update={"notes": notes}),
        suggestions=("What did I spend last month?", "Show monthly costs"),
    )


def _table(rows: tuple[BillRow, ...], title: str) -> TableBlock:
    currencies = {row.currency for row in rows}
    ordered = sorted(rows, key=lambda row: (_month(row), row.keys, row.currency), reverse=True)
    return TableBlock(
        title=title,
        columns=(
            Column(key="month", label="Billing month", kind="date"),
            Column(key="invoice", label="Invoice"),
            Column(key="issuer", label="Issuer"),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money", unit=currencies.pop() if len(currencies) == 1 else ""),
        ),
        rows=tuple(
            (_month(row), row.keys[0] or NO_NUMBER, row.keys[1], row.currency, str(row.amount))
            for row in ordered[:TABLE_ROWS]
        ),
        total_rows=len(rows),
    )


def _month(row: BillRow) -> str:
    return row.start.date().isoformat() if row.start else ""
