"""The report of `finops bill check`: what an export is, what it adds up to, and what is wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from billing.export import ExportBill, open_bill
from billing.intake.custom_columns import CUSTOM
from billing.invoices import Invoice, Reconciliation, reconcile
from billing.query import BillInfo, BillProblem, BillQuery, Dimension, Metric

SHOWN_PROBLEMS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BillReport:
    """What is in an export. Totals are exact sums by currency, never across currencies."""

    info: BillInfo
    by_category: Mapping[str, Mapping[str, Decimal]]
    by_kind: Mapping[str, Mapping[str, Decimal]]
    by_invoice: Mapping[str, Mapping[str, Decimal]]
    reconciled: tuple[Reconciliation, ...]

    @property
    def rows_left_out(self) -> int:
        return sum(problem.rows for problem in self.info.problems)

    @property
    def custom_columns(self) -> list[str]:
        """The columns of the export's own that questions can be asked by."""
        return [key.removeprefix(CUSTOM) for key in self.info.tag_keys if key.startswith(CUSTOM)]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values; money as exact strings."""
        info = self.info
        return {
            "source": info.source,
            "format": info.format,
            "version": info.version,
            "rows": info.rows,
            "left_out": self.rows_left_out,
            "period": {"start": info.period.start.isoformat(), "end": info.period.end.isoformat()},
            "currencies": {
                currency: {
                    "billed": exact(totals[Metric.BILLED]),
                    "effective": exact(totals[Metric.EFFECTIVE]),
                    "list": exact(totals[Metric.LIST]),
                    "contracted": exact(totals[Metric.CONTRACTED]),
                }
                for currency, totals in info.currencies.items()
            },
            "accounts": dict(info.accounts),
            "freshness": {
                "data_as_of": info.data_as_of.isoformat() if info.data_as_of else None,
                "complete_until": info.complete_until.isoformat() if info.complete_until else None,
            },
            "billing_periods": {month: "closed" if c else "open" for month, c in info.closed_months.items()},
            "by_charge_category": _texts(self.by_category),
            "by_line_kind": _texts(self.by_kind),
            "by_invoice": _texts(self.by_invoice),
            "reconciliation": {found.currency: _reconciliation(found) for found in self.reconciled},
            "tag_keys": [key for key in info.tag_keys if not key.startswith(CUSTOM)],
            "custom_columns": self.custom_columns,
            "problems": [_problem(problem) for problem in info.problems[:SHOWN_PROBLEMS]],
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)


def check_bill(path: str | Path, *, memory_limit_mb: int = 1024) -> BillReport:
    """Reads an export and reports on it. Raises BillError when it cannot be read."""
    with open_bill(path, memory_limit_mb=memory_limit_mb) as bill:
        return report_on(bill)


def report_on(bill: ExportBill) -> BillReport:
    """The report on an open bill."""
    return BillReport(
        info=bill.info(),
        by_category=_billed_by(bill, Dimension.CHARGE_CATEGORY),
        by_kind=_billed_by(bill, Dimension.LINE_KIND),
        by_invoice=_billed_by(bill, Dimension.INVOICE),
        reconciled=reconcile(bill),
    )


def exact(amount: Decimal) -> str:
    """An amount as text with every digit that is not a trailing zero, never in scientific notation."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def _problem(problem: BillProblem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "file": problem.file,
        "column": problem.column,
        "row": problem.row,
        "rows": problem.rows,
        "affected": problem.affected,
        "amount": {currency: exact(amount) for currency, amount in problem.amount.items()},
        "notice": problem.notice,
    }


def _billed_by(bill: ExportBill, dimension: Dimension) -> dict[str, dict[str, Decimal]]:
    totals: dict[str, dict[str, Decimal]] = {}
    for row in bill.query(BillQuery(group_by=(dimension,))).rows:
        totals.setdefault(row.currency, {})[row.keys[0]] = row.amount
    return totals


def _texts(totals: Mapping[str, Mapping[str, Decimal]]) -> dict[str, dict[str, str]]:
    return {unit: {key: exact(amount) for key, amount in by_key.items()} for unit, by_key in totals.items()}


def _reconciliation(found: Reconciliation) -> dict[str, Any]:
    """`billed` is `invoiced` and `not_invoiced` together; with `amortised` it is `effective`."""
    return {
        "billed": exact(found.billed),
        "invoiced": exact(found.invoiced),
        "not_invoiced": {"total": exact(found.not_invoiced.total), "by_line_kind": _kinds(found.not_invoiced)},
        "effective": exact(found.effective),
        "amortised": {kind: exact(amount) for kind, amount in found.amortised.items()},
        "invoices": [
            {
                "id": invoice.id,
                "issuers": list(invoice.issuers),
                "total": exact(invoice.total),
                "payable": exact(invoice.payable),
                "rounding": exact(invoice.rounding),
                "by_line_kind": _kinds(invoice),
            }
            for invoice in found.invoices
        ],
    }


def _kinds(invoice: Invoice) -> dict[str, str]:
    return {kind: exact(amount) for kind, amount in sorted(invoice.by_kind.items())}
