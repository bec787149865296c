"""How a bill's totals reconcile with its invoices: what each invoice holds, and what differs from them.

FOCUS: "The sum of the BilledCost for a given InvoiceId MUST match the sum of the payable amount provided in the
corresponding invoice". In a Cost and Usage Report the same holds of unblended costs and `bill_invoice_id`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from billing.allocation import exact_sum
from billing.query import BillQuery, BillRow, Dimension, Metric
from billing.source import BillSource
from finops_core.values import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The charges with one invoice id. `id` is empty for charges that no invoice has yet.

    `total` is their exact sum; what is payable is rounded to the cent.
    """

    id: str
    issuers: tuple[str, ...]
    by_kind: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return exact_sum(list(self.by_kind.values()))

    @property
    def payable(self) -> Decimal:
        return Money(self.total, "").rounded().amount

    @property
    def rounding(self) -> Decimal:
        """What rounding to the cent adds."""
        return exact_sum([self.payable, self.total.copy_negate()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """One currency's invoices and what lies between them and the bill's totals; every difference is by line kind.

    `billed` is the sum of all invoices and of `not_invoiced`, exactly. `amortised` is what the effective cost moves
    to other days or takes out: `billed` and all of it together are `effective`.
    """

    currency: str
    billed: Decimal
    effective: Decimal
    invoices: tuple[Invoice, ...]
    not_invoiced: Invoice
    amortised: Mapping[str, Decimal]

    @property
    def invoiced(self) -> Decimal:
        return exact_sum([invoice.total for invoice in self.invoices])


def reconcile(bill: BillSource) -> tuple[Reconciliation, ...]:
    """Reconciles a whole bill, by currency. Raises BillError from the bill."""
    by_invoice = bill.query(BillQuery(group_by=(Dimension.INVOICE, Dimension.LINE_KIND)))
    issuers = bill.query(BillQuery(group_by=(Dimension.INVOICE, Dimension.INVOICE_ISSUER)))
    effective = bill.query(BillQuery(metric=Metric.EFFECTIVE, group_by=(Dimension.LINE_KIND,)))
    return tuple(
        _reconciled(
            currency,
            [row for row in by_invoice.rows if row.currency == currency],
            [row for row in issuers.rows if row.currency == currency],
            {row.keys[0]: row.amount for row in effective.rows if row.currency == currency},
        )
        for currency in by_invoice.totals
    )


def _reconciled(
    currency: str, rows: list[BillRow], issuers: list[BillRow], effective: Mapping[str, Decimal]
) -> Reconciliation:
    kinds: dict[str, dict[str, Decimal]] = {"": {}}
    billed: dict[str, list[Decimal]] = {}
    for row in rows:
        invoice, kind = row.keys
        kinds.setdefault(invoice, {})[kind] = row.amount
        billed.setdefault(kind, []).append(row.amount)
    found = {name: Invoice(id=name, issuers=_issuers(name, issuers), by_kind=of) for name, of in kinds.items()}
    less = {kind: exact_sum([effective[kind], exact_sum(amounts).copy_negate()]) for kind, amounts in billed.items()}
    return Reconciliation(
        currency=currency,
        billed=exact_sum([row.amount for row in rows]),
        effective=exact_sum(list(effective.values())),
        invoices=tuple(found[name] for name in sorted(found) if name),
        not_invoiced=found[""],
        amortised={kind: amount for kind, amount in sorted(less.items()) if amount},
    )


def _issuers(invoice: str, rows: Iterable[BillRow]) -> tuple[str, ...]:
    return tuple(sorted({row.keys[1] for row in rows if row.keys[0] == invoice and row.keys[1]}))
