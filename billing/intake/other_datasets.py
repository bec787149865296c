"""FOCUS datasets that lie beside the charges: told from their columns, never counted as charges.

Source: the datasets Billing Period and Invoice Detail of FOCUS 1.4, Contract Commitment of FOCUS 1.3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from billing.intake.charges import normalised
from billing.intake.source_columns import SourceColumns
from billing.query import BillProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_PERIODS = 10_000


class Dataset(StrEnum):
    """What else than charges a provider of FOCUS data delivers."""

    BILLING_PERIOD = "BillingPeriod"
    INVOICE_DETAIL = "InvoiceDetail"
    CONTRACT_COMMITMENT = "ContractCommitment"


_INVOICE_DETAIL_ONLY = (
    *("InvoiceDetailCreated", "InvoiceDetailLastUpdated", "InvoiceDetailDescription", "InvoiceDetailGrain"),
    *("InvoiceIssueDate", "InvoiceIssueStatus", "PaymentCurrency", "PaymentCurrencyBilledCost", "PaymentTerms"),
)
_CHARGES_ONLY = ("EffectiveCost", "ServiceName", "ChargePeriodStart")


def other_dataset(names: Iterable[str]) -> Dataset | None:
    """The dataset that has these columns; None for charges, and for what is no FOCUS dataset."""
    keys = {normalised(name) for name in names}

    def count(columns: Sequence[str]) -> int:
        return sum(normalised(name) in keys for name in columns)

    if count(("InvoiceDetailId", "InvoiceId")) and count(_INVOICE_DETAIL_ONLY) and count(_CHARGES_ONLY) < 2:
        return Dataset.INVOICE_DETAIL
    if count(("BilledCost", "EffectiveCost")):
        return None
    if count(("BillingPeriodStart", "BillingPeriodStatus")) == 2:
        return Dataset.BILLING_PERIOD
    return Dataset.CONTRACT_COMMITMENT if count(("ContractCommitmentId",)) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatus:
    """Whether an issuer has closed a billing period: then no charge is added to it without the customer's consent."""

    month: date
    issuer: str
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFile:
    """A file that holds another dataset; `periods` are those of a BillingPeriod dataset."""

    name: str
    dataset: Dataset
    periods: tuple[PeriodStatus, ...] = ()

    @property
    def note(self) -> BillProblem:
        use = "read for which months are closed" if self.periods else "not read"
        message = f"This is the FOCUS dataset {self.dataset}, which holds no charges; it is {use}."
        return BillProblem(message=message, file=self.name, notice=True)


PERIOD_COLUMNS = ("BillingPeriodStart", "BillingPeriodStatus", "InvoiceIssuerName", "BillingPeriodLastUpdated")


def period_statuses(connection: "DuckDBPyConnection", columns: SourceColumns, rows: str) -> tuple[PeriodStatus, ...]:
    """What a BillingPeriod dataset says; of several rows for one period and issuer the one updated last.

    `rows` is a relation with the columns' projection.
    """
    start, updated = columns.time("BillingPeriodStart"), columns.time("BillingPeriodLastUpdated")
    found = connection.execute(
        f"""SELECT CAST(date_trunc('month', {start}) AS DATE) AS month,
                   lower(coalesce({columns.text("InvoiceIssuerName")}, '')) AS issuer,
                   lower(coalesce({columns.text("BillingPeriodStatus")}, '')) AS status
            FROM {rows} WHERE {start} IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY month, issuer ORDER BY {updated} DESC NULLS LAST) = 1
            ORDER BY month, issuer LIMIT {MAX_PERIODS}"""
    ).fetchall()
    return tuple(PeriodStatus(month=month, issuer=issuer, closed=status == "closed") for month, issuer, status in found)


def closed_months(periods: Sequence[PeriodStatus], issuers: Iterable[tuple[date, str]]) -> dict[date, bool]:
    """For each month that a BillingPeriod dataset speaks of, whether all issuers of its charges have closed it.

    `issuers` are the months of the charges with who issues their invoices.
    """
    billed = {(month, issuer.lower()) for month, issuer in issuers}
    by_month: dict[date, list[PeriodStatus]] = {}
    for period in periods:
        by_month.setdefault(period.month, []).append(period)
    return {
        month: all(p.closed for p in [p for p in stated if (month, p.issuer) in billed] or stated)
        for month, stated in by_month.items()
    }
