"""Causes of anomalies on one bill: usage type, resource, and whether it is new, more was used, or its price rose."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from agents.anomalies.result import Found
from billing.export import ExportBill, open_bill
from tests.evals.anomalies.causes import told_of
from tests.unit.billing.made_bills import focus_row, write_csv

FIRST = date(2026, 3, 1)
DAYS = 92
SPIKE = date(2026, 5, 13)
BOX, DISK, FEE = "BoxUsage:m6i.large", "VolumeUsage.gp3", "SupportFee"


def _row(day: date, service: str, usage: str, resource: str, cost: float, quantity: str) -> dict[str, str]:
    amounts = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), f"{cost}")
    month = day.replace(day=1)
    return focus_row(
        BillingPeriodStart=f"{month}T00:00:00Z",
        BillingPeriodEnd=f"{(month + timedelta(days=32)).replace(day=1)}T00:00:00Z",
        ChargePeriodStart=f"{day}T00:00:00Z",
        ChargePeriodEnd=f"{day + timedelta(days=1)}T00:00:00Z",
        ServiceName=service,
        x_UsageType=usage,
        ResourceId=resource,
        ConsumedQuantity=quantity,
        **amounts,
    )


def _usual(day: date, service: str) -> Iterator[dict[str, str]]:
    for resource in ("i-1", "i-2", "i-3"):
        yield _row(day, service, BOX, resource, 40, "400")
    yield _row(day, service, DISK, "vol-1", 30, "300")


def _rows() -> Iterator[dict[str, str]]:
    for day in (FIRST + timedelta(days=number) for number in range(DAYS)):
        high = SPIKE <= day <= SPIKE + timedelta(days=1)
        for service in ("More", "Dearer", "New", "Spread", "Without quantities", "Fees"):
            yield from _usual(day, service)
        if day.day == 1:
            yield _row(day, "Fees", FEE, "", 400, "1")
        if date(2026, 4, 30) <= day <= date(2026, 5, 3):
            yield _row(day, "Fees", DISK, "vol-1", 80, "800")
        if high:
            yield _row(day, "More", BOX, "i-2", 200, "2000")
            yield _row(day, "Dearer", DISK, "vol-1", 90, "0")
            yield _row(day, "New", BOX, "i-9", 200, "2000")
            for resource in ("i-1", "i-2", "i-3"):
                yield _row(day, "Spread", BOX, resource, 60, "600")
            yield _row(day, "Without quantities", "Odd", "o-1", 100, "")
        yield _row(day, "Without quantities", "Odd", "o-1", 5, "")


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    folder: Path = tmp_path_factory.mktemp("causes")
    with open_bill(write_csv(folder / "bill.csv", list(_rows()))) as opened:
        yield opened


def the_one(bill: ExportBill, service: str) -> Found:
    (found,) = told_of(bill, [service])
    return found


@pytest.mark.parametrize(
    ("service", "cause", "resource", "driver"),
    [
        ("More", BOX, "i-2", "quantity"),
        ("Dearer", DISK, "vol-1", "price"),
        ("New", BOX, "i-9", "new"),
        ("Spread", BOX, "", "quantity"),
        ("Without quantities", "Odd", "o-1", None),
    ],
)
def test_usage_type_resource_and_what_drove_it(
    bill: ExportBill, service: str, cause: str, resource: str, driver: str | None
):
    found = the_one(bill, service)
    assert (found.days.start, found.days.last_day) == (SPIKE, SPIKE + timedelta(days=1))
    assert (found.cause, found.resource, found.driver) == (cause, resource, driver)
    assert found.cause_share == 1


def test_the_fee_of_every_first_is_not_the_cause_of_what_else_happened_on_it(bill: ExportBill):
    found = the_one(bill, "Fees")
    assert (found.days.start, found.days.last_day) == (date(2026, 4, 30), date(2026, 5, 3))
    assert (found.cause, found.resource, found.driver) == (DISK, "vol-1", "quantity")
