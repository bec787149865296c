"""A list price of 0, or none, on paid usage says nothing: savings and coverage are then unknown, never negative."""

from pathlib import Path

import pytest

from billing.export import ExportBill
from local.cli.bill import check
from tests.unit.agents.asking import ask, headline, opened, said
from tests.unit.billing.made_bills import focus_day, write_csv

RESERVED = {
    "CommitmentDiscountId": "/reservations/1",
    "CommitmentDiscountType": "Reservation",
    "CommitmentDiscountStatus": "Used",
    "ServiceName": "Virtual Machines",
    "BilledCost": "0",
}
PRICED = {**RESERVED, "CommitmentDiscountId": "/reservations/2", "EffectiveCost": "10", "ListCost": "25"}
ON_DEMAND = focus_day(3, BilledCost="30", EffectiveCost="30", ListCost="30", ServiceName="Virtual Machines")


def bill(folder: Path, price: str, *more: dict[str, str]) -> ExportBill:
    return opened(folder, [focus_day(2, 5, **RESERVED, EffectiveCost="60", ListCost=price), ON_DEMAND, *more])


@pytest.mark.parametrize("price", ["0", "", "0.000"])
def test_savings_and_coverage_are_unknown_and_said_so(tmp_path: Path, price: str) -> None:
    with bill(tmp_path, price) as opened_bill:
        saved = headline(ask(opened_bill, "commitments", aspect="saved", kind="reservation"))
        covered = headline(ask(opened_bill, "commitments", aspect="coverage", kind="reservation"))

    assert "no list price for $60.00 of usage" in saved
    assert "saved is not known" in saved
    assert "no list price for $60.00 of usage" in covered
    assert "%" not in covered


def test_commitments_with_a_price_keep_their_savings_beside_those_without(tmp_path: Path) -> None:
    with bill(tmp_path, "0", focus_day(4, 5, **PRICED)) as opened_bill:
        saved = headline(ask(opened_bill, "commitments", aspect="saved"))

    assert "The commitments with list prices saved $15.00" in saved
    assert "no list price for $60.00" in saved


def test_usage_that_nobody_pays_for_needs_no_price(tmp_path: Path) -> None:
    free = focus_day(4, 5, **{**RESERVED, "CommitmentDiscountId": "/reservations/2"}, EffectiveCost="0", ListCost="0")
    with opened(tmp_path, [focus_day(2, 5, **PRICED), free, ON_DEMAND]) as opened_bill:
        assert "saved $15.00" in headline(ask(opened_bill, "commitments", aspect="saved", kind="reservation"))
        covered = headline(ask(opened_bill, "commitments", aspect="coverage", kind="reservation"))
    assert covered.startswith("45.5 %")


def test_spend_at_list_price_says_what_has_none(tmp_path: Path) -> None:
    with bill(tmp_path, "0") as opened_bill:
        found = said(ask(opened_bill, "spend", metric="list"))

    assert "$30.00" in found
    assert "Of 2 rows, 1 has no ListCost and adds nothing here; their EffectiveCost is $60.00." in found


def test_missing_list_prices_are_no_problem_of_a_strict_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fee = focus_day(5, ChargeCategory="Purchase", ListCost="", ContractedCost="")
    path = write_csv(tmp_path / "bill.csv", [focus_day(2, 5, **RESERVED, EffectiveCost="60", ListCost="0"), fee])

    assert check(str(path), as_json=False) == 0
    assert "ListCost is empty in 1 of 2 rows" in capsys.readouterr().out
