"""A returned Savings Plan or reservation costs nothing, amortised: fee and refund cancel, also apart."""

from decimal import Decimal
from pathlib import Path

import pytest

from billing.export import open_bill
from billing.query import BillQuery, Metric
from finops_core.values import Period
from tests.unit.billing.made_bills import focus_day, write_csv

PLAN = {"CommitmentDiscountId": "arn:aws:savingsplans::1:savingsplan/a", "CommitmentDiscountType": "Savings Plan"}
RESERVED = {"CommitmentDiscountId": "/reservations/1", "CommitmentDiscountType": "Reservation"}
BOUGHT = {"ChargeCategory": "Purchase", "ChargeFrequency": "One-Time", "BilledCost": "8760", "EffectiveCost": "0"}
BACK = {"BilledCost": "-8760", "EffectiveCost": "-8760"}
USED = focus_day(20, BilledCost="100", EffectiveCost="100")

REFUNDS = {
    "a correction of the purchase": {**BACK, "ChargeCategory": "Purchase", "ChargeClass": "Correction"},
    "a negative purchase": {**BACK, "ChargeCategory": "Purchase", "ChargeFrequency": "One-Time"},
    "a credit that says so": {**BACK, "ChargeCategory": "Credit", "ChargeDescription": "Refund of a returned plan"},
    "a corrected usage row": {**BACK, "ChargeCategory": "Usage", "ChargeClass": "Correction"},
    "one that states an effective cost of 0": {
        **BACK,
        "EffectiveCost": "0",
        "ChargeCategory": "Purchase",
        "ChargeClass": "Correction",
    },
}


def effective(folder: Path, rows: list[dict[str, str]], period: Period | None = None) -> Decimal:
    with open_bill(write_csv(folder / "bill.csv", rows)) as bill:
        return bill.query(BillQuery(metric=Metric.EFFECTIVE, period=period)).totals["USD"]


@pytest.mark.parametrize("refund", REFUNDS.values(), ids=REFUNDS)
@pytest.mark.parametrize("commitment", [PLAN, RESERVED], ids=["plan", "reservation"])
def test_fee_and_refund_cancel_together_and_apart(
    tmp_path: Path, refund: dict[str, str], commitment: dict[str, str]
) -> None:
    fee, back = focus_day(5, 5, **BOUGHT, **commitment), focus_day(9, 6, **{**refund, **commitment})

    assert effective(tmp_path / "both", [fee, back, USED]) == 100
    assert effective(tmp_path / "refund", [back, USED]) == 100, "the fee is in an earlier export"
    assert effective(tmp_path / "may", [fee, back, USED], Period.of_month(2026, 5)) == 100
    assert effective(tmp_path / "june", [fee, back, USED], Period.of_month(2026, 6)) == 0


@pytest.mark.parametrize(
    "refund",
    [
        {"ChargeCategory": "Usage", "ChargeClass": "Correction", "CommitmentDiscountId": ""},
        {"ChargeCategory": "Credit", **PLAN},
        {"ChargeCategory": "Usage", "ChargeClass": "Correction", "ChargeDescription": "hourly fee", **PLAN},
    ],
    ids=["of usage", "a credit for loyalty", "of a recurring fee"],
)
def test_other_refunds_and_credits_lower_the_effective_cost(tmp_path: Path, refund: dict[str, str]) -> None:
    given_back = focus_day(9, 5, **{**BACK, **refund, "BilledCost": "-30", "EffectiveCost": "-30"})

    assert effective(tmp_path, [USED, given_back]) == 70


def test_a_fee_that_counts_in_the_effective_cost_is_cancelled_by_its_refund(tmp_path: Path) -> None:
    fee = focus_day(5, 5, **{**BOUGHT, "EffectiveCost": "8760"}, **PLAN)
    back = focus_day(9, 5, **REFUNDS["a negative purchase"], **PLAN)

    assert effective(tmp_path, [fee, back, USED]) == 100


def cur(kind: str, cost: str, **more: str) -> dict[str, str]:
    return {
        "lineItem/LineItemType": kind,
        "lineItem/UsageStartDate": "2026-05-05T00:00:00Z",
        "lineItem/UsageEndDate": "2026-05-05T01:00:00Z",
        "lineItem/ProductCode": "AmazonEC2",
        "lineItem/UnblendedCost": cost,
        "lineItem/CurrencyCode": "USD",
        "lineItem/LineItemDescription": "",
        "savingsPlan/SavingsPlanARN": "",
        "reservation/ReservationARN": "",
        "reservation/EffectiveCost": "",
        **more,
    }


ARN = {"savingsPlan/SavingsPlanARN": PLAN["CommitmentDiscountId"]}
RI = {"reservation/ReservationARN": "arn:aws:ec2:us-east-1:1:reserved-instances/r"}
PRODUCT = {"lineItem/ProductCode": "ComputeSavingsPlans"}
USAGE = cur("Usage", "100")
CUR = {
    "a plan": (cur("SavingsPlanUpfrontFee", "8760", **ARN, **PRODUCT), cur("Refund", "-8760", **ARN, **PRODUCT)),
    "a plan whose refund has no ARN": (
        cur("SavingsPlanUpfrontFee", "8760", **ARN, **PRODUCT),
        cur("Refund", "-8760", **PRODUCT),
    ),
    "a reservation": (cur("Fee", "500", **RI), cur("Refund", "-500", **RI)),
    "a negative fee": (cur("Fee", "500", **RI), cur("Fee", "-500", **RI)),
}


@pytest.mark.parametrize("name", CUR)
def test_the_same_in_a_cost_and_usage_report(tmp_path: Path, name: str) -> None:
    fee, back = CUR[name]

    assert effective(tmp_path / "both", [fee, back, USAGE]) == 100
    assert effective(tmp_path / "refund", [back, USAGE]) == 100


def test_refunded_usage_that_a_plan_covered_is_no_fee_of_it(tmp_path: Path) -> None:
    assert effective(tmp_path, [USAGE, cur("Refund", "-20", **ARN)]) == 80


def test_the_check_says_how_many_refunds_add_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "bill.csv", [USAGE, *CUR["a plan"]])
    with open_bill(path) as bill:
        said = [problem for problem in bill.info().problems if "returned" in problem.message]

    assert [problem.notice for problem in said] == [True]
    assert said[0].message.startswith("1 refund of returned commitments")
