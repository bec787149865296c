"""Hours of instances and hours of gateways are one unit of two things: they are never one number."""

from pathlib import Path

import pytest

from tests.unit.agents.asking import ask, headline, opened, said, table
from tests.unit.billing.made_bills import focus_day

METERS = [
    ("BoxUsage:m5.large", "Hrs", "100"),
    ("BoxUsage:m5.xlarge", "Hrs", "20"),
    ("NatGateway-Hours", "Hrs", "7"),
    ("NatGateway-Bytes", "GB", "5"),
    ("DataTransfer-Out-Bytes", "GB", "3"),
]


@pytest.mark.parametrize(
    ("unit", "quantities"),
    [
        ("hour", {"Hrs, compute instances": 120.0, "Hrs, NAT gateway": 7.0}),
        ("gb", {"GB, NAT gateway": 5.0, "GB, data transfer": 3.0}),
    ],
)
def test_quantities_of_different_things_stand_apart(tmp_path: Path, unit: str, quantities: dict[str, float]) -> None:
    rows = [
        focus_day(n, x_UsageType=meter, ConsumedUnit=unit, ConsumedQuantity=quantity)
        for n, (meter, unit, quantity) in enumerate(METERS, 1)
    ]
    with opened(tmp_path, rows) as bill:
        found = ask(bill, "usage", period="2026-05", unit=unit)

    assert {f"{fact.unit}, {fact.subject.partition(', ')[2]}": float(fact.value) for fact in found.facts} == quantities
    assert "120 Hrs (compute instances) and 7 Hrs (NAT gateway)" in headline(found) or unit == "gb"
    assert "never added" in said(found)
    assert sum(float(row["quantity"] or 0) for row in table(found)) == sum(quantities.values())


def test_one_thing_is_one_quantity(tmp_path: Path) -> None:
    rows = [
        focus_day(n, x_UsageType=meter, ConsumedUnit=unit, ConsumedQuantity=quantity)
        for n, (meter, unit, quantity) in enumerate(METERS[:2], 1)
    ]
    with opened(tmp_path, rows) as bill:
        found = ask(bill, "usage", period="2026-05", unit="hour")

    assert headline(found) == "You used 120 Hrs in May 2026 up to 2 May 2026."
