"""The invoices of a bill, each with its month, issuer and amount."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import sentence
from agents.cost.invoices.params import InvoicesParams
from billing.query import Dimension
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money

UNNUMBERED = "Charges get an invoice number when their month is closed; those without one are a row of their month."


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What an issuer billed in a billing `month` under a `number`, which is empty before the month is closed."""

    month: date
    number: str
    issuer: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoices:
    """The invoices of a period, the latest first, and what they come to by currency."""

    scope: Scope
    invoices: tuple[Invoice, ...]
    totals: Mapping[str, Decimal]
    basis: Basis

    @property
    def numbers(self) -> int:
        """How many invoices have a number: those of several months count once."""
        return len({(one.number, one.issuer, one.amount.currency) for one in self.invoices if one.number})

    @property
    def has_unnumbered(self) -> bool:
        return any(not one.number for one in self.invoices)


def read_invoices(params: InvoicesParams, context: ToolContext) -> Invoices | NotInBill:
    """Invoices by billing period; without a period all. Raises ToolRetry and BillError as others."""
    scope = read_scope(params.model_copy(update={"by_invoice": True}), context, usual="all")
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    by = (Dimension.INVOICE, Dimension.INVOICE_ISSUER)
    query = replace(scope.rows, group_by=by, granularity=Granularity.MONTHLY)
    result = context.service(BillSource).query(query)
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), result)
    found = [
        Invoice(month=row.start.date(), number=row.keys[0], issuer=row.keys[1], amount=Money(row.amount, row.currency))
        for row in result.rows
        if row.start is not None
    ]
    if not found:
        text = sentence("the bill has no charges", scope.subject, f"{scope.when}.")
        return NotInBill(basis=basis, sentence=text)
    found.sort(key=lambda one: (one.month, one.number, one.issuer, one.amount.currency), reverse=True)
    if any(not one.number for one in found):
        basis = basis.model_copy(update={"notes": (*basis.notes, UNNUMBERED)})
    return Invoices(scope=scope, invoices=tuple(found), totals=result.totals, basis=basis)
