"""The invoices of a bill in words."""

from agents.bill.blocks import TABLE_ROWS
from agents.bill.wording import listed, plural, sentence
from agents.cost.invoices.result import Invoices
from billing.periods.symbols import bare, phrase_of
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

NO_NUMBER = "no invoice number yet"


def present_invoices(found: Invoices, book: FactBook) -> Finding:
    """How many invoices over which amount, and all of them in a table."""
    days, subject, numbers = found.scope.period.period, found.scope.subject, found.numbers
    count = book.number(numbers, plural("invoice", numbers), "invoices", days)
    totals = [book.money(Money(amount, unit), "invoiced", days) for unit, amount in found.totals.items()]
    amounts = listed([f"[[{fact.id}]]" for fact in totals])
    months = f"for {bare(phrase_of(days))}"
    text = f"the bill has [[{count.id}]]" if numbers else "the bill names no invoice numbers; by billing month it has"
    over = f"over {amounts}" if numbers else amounts
    if numbers and found.has_unnumbered:
        over = f"and charges without an invoice number yet {over}"
    return Finding(
        headline=sentence(text, over, subject, f"{months}."),
        facts=((count, *totals) if numbers else tuple(totals)),
        blocks=(_table(found, sentence("invoices", subject, months)),),
        basis=found.basis,
        suggestions=("What did I spend last month?", "Show monthly costs"),
    )


def _table(found: Invoices, title: str) -> TableBlock:
    currencies = {one.amount.currency for one in found.invoices}
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
            (
                one.month.isoformat(),
                one.number or NO_NUMBER,
                one.issuer,
                one.amount.currency,
                str(one.amount.amount),
            )
            for one in found.invoices[:TABLE_ROWS]
        ),
        total_rows=len(found.invoices),
    )
