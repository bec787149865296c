"""Several commitments at once: kinds, currencies, waste and ends, each figure by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.commitment_terms import EndSource, TermEnd, term_ends
from billing.commitments import Commitment, CommitmentKind, CommitmentReport, commitments
from billing.export import ExportBill, open_bill
from finops_core.values import Period
from tests.unit.billing.made_bills import focus_day, focus_row, write_csv

PLAN, IDLE, RESERVED, EUROPEAN = "arn:plan/p", "arn:plan/idle", "arn:ri/r", "arn:plan/eu"
PLANS, RESERVATIONS = CommitmentKind.SAVINGS_PLAN, CommitmentKind.RESERVATION


def covered(day: int, commitment: str, status: str, effective: str, listed: str, **more: str) -> dict[str, str]:
    kind = "Reserved" if "ri/" in commitment else "Savings Plan"
    named = {
        "BilledCost": "0",
        "EffectiveCost": effective,
        "ListCost": listed,
        "CommitmentDiscountId": commitment,
        "CommitmentDiscountType": kind,
        "CommitmentDiscountStatus": status,
    }
    return focus_day(day) | named | more


RDS = {"ServiceName": "Amazon RDS", "x_UsageType": "InstanceUsage:db.m5"}
ROWS = [
    covered(1, PLAN, "Used", "6", "10"),
    covered(2, PLAN, "Used", "3", "4"),
    covered(2, PLAN, "Unused", "1", "1"),
    covered(2, IDLE, "Unused", "5", "5"),
    covered(3, RESERVED, "Used", "2", "8", **RDS),
    covered(3, EUROPEAN, "Used", "7", "9", BillingCurrency="EUR"),
    focus_day(3) | {"EffectiveCost": "16", "ListCost": "16"},
    focus_day(3) | {"EffectiveCost": "2", "ListCost": "2", **RDS},
    focus_day(3) | {"EffectiveCost": "30", "ListCost": "30", **RDS, "x_UsageType": "RDS:Multi-AZ-GP3-Storage"},
    focus_day(3) | {"EffectiveCost": "4", "ListCost": "4", **RDS, "x_UsageType": "RDS:StorageIOUsage"},
    focus_day(3) | {"ServiceName": "Amazon S3", "x_UsageType": "TimedStorage", "ListCost": "50"},
]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with open_bill(write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", ROWS)) as opened:
        yield opened


def dollars(bill: ExportBill, period: Period | None = None, kind: CommitmentKind | None = None) -> CommitmentReport:
    return next(report for report in commitments(bill, period, kind) if report.currency == "USD")


def test_the_dearest_waste_comes_first_and_each_has_its_own_figures(bill: ExportBill) -> None:
    found = dollars(bill).commitments

    assert [(one.id, one.kind, one.used, one.unused, one.on_demand) for one in found] == [
        (IDLE, PLANS, 0, 5, None),
        (PLAN, PLANS, 9, 1, 14),
        (RESERVED, RESERVATIONS, 2, 0, 8),
    ]
    assert [one.utilisation for one in found] == [0, Decimal("0.9"), 1]
    assert [one.saved for one in found] == [None, 4, 6]


def test_a_report_adds_its_commitments_up(bill: ExportBill) -> None:
    """Covered 14 + 8 on demand, of which 16 of EC2 and 2 of RDS more could be; storage could not."""
    report = dollars(bill)

    assert (report.used, report.unused) == (11, 6)
    assert (report.covered, report.coverable) == (22, 40)
    assert report.coverage == Decimal("0.55")
    assert report.utilisation is not None
    assert round(report.utilisation, 6) == Decimal("0.647059")


@pytest.mark.parametrize(
    ("kind", "ids", "covered", "coverable"),
    [(PLANS, [IDLE, PLAN], 14, 30), (RESERVATIONS, [RESERVED], 8, 10)],
)
def test_one_kind_has_its_own_coverage(
    bill: ExportBill, kind: CommitmentKind, ids: list[str], covered: int, coverable: int
) -> None:
    report = dollars(bill, kind=kind)

    assert [one.id for one in report.commitments] == ids
    assert (report.covered, report.coverable) == (covered, coverable)


def test_each_currency_has_a_report_of_its_own(bill: ExportBill) -> None:
    euros, usd = commitments(bill)

    assert (euros.currency, usd.currency) == ("EUR", "USD")
    assert (euros.used, euros.covered, euros.coverable, euros.coverage) == (7, 9, 9, 1)
    assert [report.currency for report in commitments(bill, kind=RESERVATIONS)] == ["USD"]


def test_a_period_takes_only_its_days(bill: ExportBill) -> None:
    second = dollars(bill, Period.of_days(date(2026, 5, 2), 1))

    assert [(one.id, one.used, one.unused) for one in second.commitments] == [(IDLE, 0, 5), (PLAN, 3, 1)]
    assert commitments(bill, Period.of_days(date(2026, 5, 4), 20)) == ()


@pytest.mark.parametrize(
    ("used", "unused", "on_demand", "utilisation", "saved"),
    [("0", "0", None, None, None), ("3", "1", "2", "0.75", "-2"), ("0", "4", "0", "0", "-4")],
)
def test_a_commitment_may_cost_more_than_it_saves_and_nothing_paid_has_no_utilisation(
    used: str, unused: str, on_demand: str | None, utilisation: str | None, saved: str | None
) -> None:
    found = Commitment(
        id="c",
        kind=PLANS,
        currency="USD",
        used=Decimal(used),
        unused=Decimal(unused),
        on_demand=None if on_demand is None else Decimal(on_demand),
        end=TermEnd(),
    )

    assert found.utilisation == (None if utilisation is None else Decimal(utilisation))
    assert found.saved == (None if saved is None else Decimal(saved))


def test_without_usage_to_cover_there_is_no_coverage() -> None:
    nothing = CommitmentReport(currency="USD", commitments=(), covered=Decimal(0), coverable=Decimal(0))

    assert nothing.coverage is None
    assert nothing.utilisation is None


def bought(day: str, until: str, text: str, **more: str) -> dict[str, str]:
    named = {
        "BillingPeriodStart": f"{day[:7]}-01T00:00:00Z",
        "BillingPeriodEnd": "2024-12-01T00:00:00Z",
        "ChargePeriodStart": f"{day}T00:00:00Z",
        "ChargePeriodEnd": f"{until}Z",
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "One-Time",
        "ChargeDescription": text,
        "CommitmentDiscountType": "Savings Plan",
    }
    return focus_row() | named | more


ENDS = {
    "leap": (bought("2024-02-29", "2024-03-01T00:00:00", "1 year No Upfront"), "2025-02-28", EndSource.PURCHASE),
    "leap3": (bought("2024-02-29", "2024-03-01T00:00:00", "3 year"), "2027-02-28", EndSource.PURCHASE),
    "plain": (bought("2024-03-01", "2024-03-02T00:00:00", "five years"), "2029-02-28", EndSource.PURCHASE),
    "months": (bought("2024-03-31", "2024-04-01T00:00:00", "36-month term"), "2027-03-30", EndSource.PURCHASE),
    "midnight": (bought("2024-03-05", "2025-03-05T00:00:00", ""), "2025-03-04", EndSource.CHARGED_PERIOD),
    "second before": (bought("2024-03-05", "2025-03-04T23:59:59", ""), "2025-03-04", EndSource.CHARGED_PERIOD),
    "300 days": (bought("2024-03-05", "2024-12-30T00:00:00", ""), "2024-12-29", EndSource.CHARGED_PERIOD),
    "299 days": (bought("2024-03-05", "2024-12-29T00:00:00", ""), None, EndSource.UNKNOWN),
    "unnamed": (bought("2024-03-05", "2024-03-06T00:00:00", "Upfront fee"), None, EndSource.UNKNOWN),
    "two terms": (bought("2024-03-05", "2024-03-06T00:00:00", "1 year or 3 years"), None, EndSource.UNKNOWN),
    "recurring 2 days": (
        bought("2024-03-05", "2024-03-07T00:00:00", "1 year", ChargeFrequency="Recurring"),
        "2025-03-04",
        EndSource.PURCHASE,
    ),
    "recurring 3 days": (
        bought("2024-03-05", "2024-03-08T00:00:00", "1 year", ChargeFrequency="Recurring"),
        None,
        EndSource.UNKNOWN,
    ),
}


def test_every_commitment_of_a_bill_ends_when_its_purchase_says(tmp_path: Path) -> None:
    rows = [row | {"CommitmentDiscountId": name} for name, (row, _, _) in ENDS.items()]
    first = bought("2024-02-01", "2024-02-02T00:00:00", "") | {"ChargeCategory": "Usage", "CommitmentDiscountType": ""}
    with open_bill(write_csv(tmp_path / "bill.csv", [first, *rows])) as opened:
        found = term_ends(opened)

    assert {name: (end.day.isoformat() if end.day else None, end.source) for name, end in found.items()} == {
        name: (day, source) for name, (_, day, source) in ENDS.items()
    }
