"""A unit is asked for by its everyday name, however the provider spells it."""

from pathlib import Path

import pytest

from billing.export import open_bill
from tests.unit.agents.asking import ask, headline
from tests.unit.billing.made_bills import focus_day, write_csv


@pytest.mark.parametrize(
    ("asked", "spelled"), [("gb", "GiBy,GB,gibibyte,GB-Seconds"), ("tb", "TiBy,TB"), ("hour", "Hours,Hrs,h")]
)
def test_an_everyday_unit_finds_every_spelling(tmp_path: Path, asked: str, spelled: str) -> None:
    units = spelled.split(",")
    rows = [
        focus_day(day, ConsumedUnit=unit, ConsumedQuantity="1", ResourceId=unit)
        for unit in [*units, "Requests"]
        for day in range(1, 32)
        if day < 31
    ]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = ask(bill, "usage", unit=asked, period="2026-05")
    assert all(f"30 {unit}" in headline(found) for unit in units)
    assert "Requests" not in headline(found)
