"""Reservations that cover nothing: told while their term goes on, whoever writes the bill."""

from decimal import Decimal
from pathlib import Path

from agents.opportunities.bill_advice import bill_advice
from billing.export import open_bill
from tests.unit.advice.made_usage import Line, write_bill
from tests.unit.billing.made_bills import write_csv

GOES_ON = "arn:aws:ec2:us-east-1:111122223333:reserved-instances/goes-on"
HARDLY = "arn:aws:rds:us-east-1:111122223333:ri:hardly-unused"
ENDED = "arn:aws:ec2:us-east-1:111122223333:reserved-instances/ended"
NEW = "arn:aws:es:us-east-1:111122223333:reserved-instances/new"


def _fee(reservation: str, month: int, unused: str, used: str = "0", day: int = 1) -> list[dict[str, str]]:
    """The fee of a month, and what its usage was worth, as a Cost and Usage Report has them."""
    start, end = f"2026-{month:02d}-01T00:00:00Z", f"2026-{month + 1:02d}-01T00:00:00Z"
    row = {
        "line_item_usage_start_date": f"2026-{month:02d}-{day:02d}T00:00:00Z",
        "line_item_usage_end_date": f"2026-{month:02d}-{day:02d}T01:00:00Z",
        "bill_billing_period_start_date": start,
        "bill_billing_period_end_date": end,
        "bill_payer_account_id": "999988887777",
        "line_item_usage_account_id": "111122223333",
        "line_item_product_code": "AmazonEC2",
        "line_item_usage_type": "HeavyUsage:m6i.large",
        "line_item_operation": "RunInstances",
        "line_item_currency_code": "USD",
        "reservation_reservation_a_r_n": reservation,
        "product_region_code": "us-east-1",
    }
    fee = {
        "line_item_line_item_type": "RIFee",
        "line_item_unblended_cost": unused,
        "reservation_unused_recurring_fee": unused,
        "reservation_unused_amortized_upfront_fee_for_billing_period": "0",
    }
    covered = {
        "line_item_line_item_type": "DiscountedUsage",
        "line_item_resource_id": "i-covered",
        "line_item_usage_amount": "744",
        "line_item_unblended_cost": "0",
        "reservation_effective_cost": used,
    }
    return [row | fee, *([row | covered] if used != "0" else [])]


def test_a_reservation_is_told_while_it_goes_on(tmp_path: Path):
    steady = Line(
        service="AmazonVPC", meter="NatGateway-Bytes", resource="nat", per_hour=Decimal(1), price=Decimal("0.045")
    )
    write_bill(tmp_path, [steady], "cur-daily")
    fees = [row for month in (3, 4, 5) for row in _fee(GOES_ON, month, "74.40")]
    fees += [row for month in (3, 4, 5) for row in _fee(HARDLY, month, "1.50", "72.90")]
    fees += [*_fee(ENDED, 3, "74.40"), *_fee(ENDED, 4, "74.40"), *_fee(NEW, 5, "30", day=20)]
    columns = {name: "" for row in fees for name in row}
    write_csv(tmp_path / "fees.csv", [columns | row for row in fees])
    with open_bill(tmp_path) as bill:
        found = {each.opportunity.found.thing.resource: each for each in bill_advice(bill).counted}
    assert found.keys() == {GOES_ON}
    assert round(found[GOES_ON].opportunity.found.saving, 2) == Decimal("73.00")
    assert found[GOES_ON].counted == 0
