"""An export's last day may lack charges, so it is said apart from the days that are complete; the sample's does not."""

from pathlib import Path

import pytest

from billing.export import open_bill
from tests.unit.agents.asking import ask, headline
from tests.unit.billing.made_bills import focus_day, write_csv


@pytest.mark.parametrize("sample", ["", "Sample account"], ids=["an export", "the sample"])
def test_the_bill_ends_where_its_charges_end(tmp_path: Path, sample: str) -> None:
    rows = [focus_day(day, BilledCost="2") for day in range(1, 11)]
    with open_bill(write_csv(tmp_path / "bill.csv", rows), sample=sample) as bill:
        status = ask(bill, "bill_status")
        pace = ask(bill, "run_rate", period="2026-05")
        total = ask(bill, "spend", period="2026-05")

    assert "from 1 May 2026 to 10 May 2026." in headline(status)
    assert headline(total) == "You spent $20.00 in May 2026 up to 10 May 2026."
    # In an export the tenth may still be billed, so that it counts to no pace.
    last, amount = (10, "20.00") if sample else (9, "18.00")
    assert ("complete up to 9 May 2026" in headline(status)) is not bool(sample)
    assert f"${amount} from 1 May 2026 to {last} May 2026" in headline(pace)
